import type { Inbound, Protocol } from '../../core/provider';
import { isObject, toIso, toText, type JsonObject } from '../../core/read';
import { transcriptTickers } from './filters';
import { errorWords, readError, readFrame, sentence } from './frames';
import { anyTicker, bareTicker } from './lists';
import type { BenzingaParams } from './params';
import { SentenceOrder } from './sentence-order';
import { readAudio, readLegacy, readSentence } from './transcript-events';

/** Words of a complaint: what the server says of a ticker that it does not have is not documented. */
const complaint =
  /\b(?:invalid|unknown|unsupported|not (?:found|supported|allowed|available)|no such|denied|failed|error)\b/i;

function request(action: string, ticker: string): string {
  return JSON.stringify({ action, ticker });
}

/** The protocol of the earnings calls: JSON both ways, and a message for each ticker (protocol page, section 5.7). */
export class TranscriptsProtocol implements Protocol<BenzingaParams> {
  readonly ping = '{"action":"ping"}';
  private subscribed = new Set<string>();
  private readonly order = new SentenceOrder();

  open(wanted: readonly BenzingaParams[]): string[] {
    this.subscribed = new Set(transcriptTickers(wanted));
    return [...this.subscribed].map(ticker => request('subscribe', ticker));
  }

  /** What is gone is taken out first: it is not known whether taking out `*` takes out the others too. */
  update(wanted: readonly BenzingaParams[]): string[] {
    const tickers = new Set(transcriptTickers(wanted));
    if (tickers.size === 0) return [];
    const gone = [...this.subscribed].filter(ticker => !tickers.has(ticker));
    const added = [...tickers].filter(ticker => !this.subscribed.has(ticker));
    this.subscribed = tickers;
    const bare = added.map(bareTicker);
    this.order.startAfresh(ticker => bare.includes(anyTicker) || bare.includes(ticker));
    return [
      ...gone.map(ticker => request('unsubscribe', ticker)),
      ...added.map(ticker => request('subscribe', ticker)),
    ];
  }

  read(json: unknown, text: string, now: number): Inbound[] {
    const reading = readFrame(json, text);
    if (reading.kind === 'alive') return [{ kind: 'heartbeat' }];
    if (reading.kind === 'words') return [this.readWords(reading.words)];
    const receivedTime = toIso(now) ?? '';
    return reading.objects.flatMap(frame => {
      const item = this.readObject(frame, receivedTime);
      if (item.kind !== 'event' || item.event.type !== 'transcript') return [item];
      return this.order.take(item, item.event, now);
    });
  }

  due(now: number): Inbound[] {
    return this.order.due(now);
  }

  /** What waits for a missing sentence waits no longer: nobody else has it. */
  ended(): Inbound[] {
    return this.order.due(Infinity);
  }

  private readObject(frame: JsonObject, receivedTime: string): Inbound {
    if (isObject(frame.data)) return readLegacy(frame, frame.data, receivedTime);
    if (frame.sentence !== undefined || frame.transcript_id !== undefined)
      return readSentence(frame, receivedTime);
    if (frame.action === 'audio') return readAudio(frame, receivedTime);
    const error = errorWords(frame);
    if (error) return this.refusedIn(error.words) ?? readError(error);
    const message = toText(frame.message);
    if (message !== null) return this.readWords(message);
    // An answer to one of our own messages.
    if (toText(frame.action) !== null) return { kind: 'heartbeat' };
    return { kind: 'unknown', why: 'an object without anything known' };
  }

  /** A greeting, an acknowledgement such as `Subscribed to AAPL`, or a complaint. */
  private readWords(words: string): Inbound {
    if (!complaint.test(words.slice(0, 1000))) return { kind: 'heartbeat' };
    return this.refusedIn(words) ?? readError({ type: '', words });
  }

  /** The refusal of a ticker that was asked for, if a complaint names one. */
  private refusedIn(words: string): Inbound | undefined {
    const parts = words.slice(0, 1000).split(/[^A-Z0-9.:/$^-]+/);
    const symbol = parts.map(part => part.replace(/[.:]+$/, '')).find(part => this.subscribed.has(part));
    if (symbol === undefined) return undefined;
    const message = `Benzinga refused ${symbol}: ${sentence(words)} The other tickers go on.`;
    return { kind: 'symbol-refused', symbol, message };
  }
}

import type { RecordEvent } from '../../core/event';
import type { Inbound, IsKnown, Protocol } from '../../core/provider';
import { toIso, toText, type JsonObject } from '../../core/read';
import { bullsBearsOf } from './bulls-bears';
import { consensusOf } from './consensus';
import { earningsOf } from './earnings';
import { onlyTickerOf, queryOf } from './filters';
import { errorWords, readError, readFrame } from './frames';
import { insightOf } from './insights';
import { newsOf } from './news';
import { asksForNothing, type BenzingaParams } from './params';
import { ratingOf } from './ratings';
import { longestId, readRecord, type Arrival, type StreamRecord } from './stream-record';
import type { EnvelopeStream } from './streams';

const mappers: Readonly<Record<EnvelopeStream, (record: StreamRecord) => RecordEvent>> = {
  insights: insightOf,
  ratings: ratingOf,
  consensus: consensusOf,
  earnings: earningsOf,
  'bulls-bears': bullsBearsOf,
  news: newsOf,
};

/** An end this soon after our first text may be the answer to it. */
const quickMs = 2000;
const fewestQuickEnds = 2;

/** Where a message has its id, if it is the first field, as in the guide; an escape in it is not undone here. */
const headPattern = new RegExp(`^\\{\\s*"id"\\s*:\\s*"([^"\\\\]{1,${longestId}})"`);

/**
 * The protocol of the six streams that differ by their payloads only. What is wanted stands in the address that was
 * dialled: other wishes need another connection (protocol page, section 2).
 */
export class StreamProtocol implements Protocol<BenzingaParams> {
  readonly replays: boolean;
  /** Null where this server does not bear to be spoken to: control pings are sent then. */
  readonly ping?: null;
  private readonly dialled: string;
  private readonly onlyTicker: string | null;
  /** How many sockets in a row the server closed right after our first text. */
  private quickEnds: number;
  private spokeAt = -Infinity;
  private hadPong = false;
  /** True once a socket outlived our text: this server bears to be spoken to, and quick ends have other reasons. */
  private isTolerant: boolean;

  constructor(
    private readonly stream: EnvelopeStream,
    wanted: readonly BenzingaParams[],
    before?: StreamProtocol,
  ) {
    this.quickEnds = before?.quickEnds ?? 0;
    this.isTolerant = before?.isTolerant ?? false;
    this.replays = this.quickEnds < fewestQuickEnds;
    if (!this.replays) this.ping = null;
    this.dialled = queryOf(stream, wanted);
    this.onlyTicker = onlyTickerOf(wanted);
  }

  /** Asks for the last messages: the only thing that fills a gap (protocol page, sections 4.4 and 6). */
  open(_wanted: readonly BenzingaParams[], _key: string, now: number): string[] {
    this.spokeAt = now;
    return this.replays ? ['replay'] : [];
  }

  update(wanted: readonly BenzingaParams[]): string[] | 'redial' {
    if (wanted.every(asksForNothing)) return [];
    return queryOf(this.stream, wanted) === this.dialled ? [] : 'redial';
  }

  read(json: unknown, text: string, now: number): Inbound[] {
    const reading = readFrame(json, text);
    if (reading.kind === 'alive') {
      this.hadPong = true;
      return [{ kind: 'heartbeat' }];
    }
    if (reading.kind === 'words') return [{ kind: 'unknown', why: 'not a JSON object' }];
    const { onlyTicker } = this;
    const receivedTime = toIso(now) ?? '';
    return reading.objects.map((frame, place) =>
      this.readObject(frame, { text, place, receivedTime, onlyTicker }),
    );
  }

  skips(head: string, isKnown: IsKnown): boolean | undefined {
    const [, id] = headPattern.exec(head) ?? [];
    return id === undefined ? undefined : isKnown(this.stream, id);
  }

  /**
   * An older page says that any text from a client ends the connection (protocol page, sections 4.4 and 9). After two
   * such ends nothing is said any more; one that comes all the same had another reason.
   */
  ended(now: number, isOurs: boolean): Inbound[] {
    const isEarly = now - this.spokeAt < quickMs;
    if (this.replays && (this.hadPong || !isEarly)) this.isTolerant = true;
    const isQuick = !isOurs && !this.isTolerant && isEarly;
    this.quickEnds =
      isQuick && this.replays ? this.quickEnds + 1 : isQuick || this.replays ? 0 : this.quickEnds;
    if (!isQuick || this.quickEnds !== fewestQuickEnds) return [];
    const message = `Benzinga ends the stream "${this.stream}" when it is spoken to: nothing is sent any more, so that what an outage swallows cannot be asked for.`;
    return [{ kind: 'notice', notice: 'provider-message', message }];
  }

  private readObject(frame: JsonObject, arrival: Arrival): Inbound {
    const record = readRecord(this.stream, frame, arrival);
    if (record) {
      const event = mappers[this.stream](record);
      const topic = this.stream;
      const { sentMs } = record;
      return sentMs === null
        ? { kind: 'event', topic, event }
        : { kind: 'event', topic, event, sentAt: sentMs };
    }
    const error = errorWords(frame);
    if (error) return readError(error);
    // A status, for instance "Connected" (protocol page, section 4.2): no more than a sign of life.
    if (toText(frame.message) !== null) return { kind: 'heartbeat' };
    return { kind: 'unknown', why: 'an object without anything known' };
  }
}

import type { Inbound, Protocol } from '../../core/provider';
import { isObject, toEpochMs, toIso, type JsonObject } from '../../core/read';
import { isMessage, readError } from './errors';
import type { QuotesParams } from './params';
import { QuoteState } from './quote';
import { Reconciliation } from './reconciliation';

/** The most symbols that one message may hold (protocol page, section 3.1). */
const chunkSize = 100;

/** The head of a quote (protocol page, section 3.2), with the blanks of the examples or without. */
const quoteHead = /^\{ ?"symbol": ?"([^"\\]*)", ?"(?:timestamp|ask|bid|mid)"/;

/** A time outside of this century is none, and no reason to doubt a clock. */
const earliest = Date.UTC(2000, 0);
const latest = Date.UTC(2100, 0);

function messages(action: 'subscribe' | 'unsubscribe', symbols: readonly string[]): string[] {
  const frames: string[] = [];
  for (let at = 0; at < symbols.length; at += chunkSize) {
    frames.push(JSON.stringify({ action, symbols: symbols.slice(at, at + chunkSize) }));
  }
  return frames;
}

/** The protocol of one asset class on one socket (protocol page, section 3). */
export class QuotesProtocol implements Protocol<QuotesParams> {
  private readonly states = new Map<string, QuoteState>();
  private readonly asked: Reconciliation;
  /** What was wanted when it was last asked for: who is not in it may not have heard what the others have. */
  private before: readonly QuotesParams[] = [];
  private isReady = false;
  private hadData = false;
  private receivedAt = NaN;
  private receivedTime = '';

  constructor(private readonly stream: string) {
    this.asked = new Reconciliation(stream, this.states);
  }

  /** Subscribes at once, without waiting for the first, empty status. */
  open(wanted: readonly QuotesParams[]): string[] {
    this.states.clear();
    this.before = wanted;
    return this.change(this.unionOf(wanted), []);
  }

  update(wanted: readonly QuotesParams[]): string[] {
    const known = new Set(this.before);
    this.before = wanted;
    for (const params of wanted) if (!known.has(params)) this.asked.tellAgain(params.symbols);
    const union = this.unionOf(wanted);
    // An empty connection is closed by the server; the last one to leave closes it anyway.
    if (union.size === 0) return [];
    const added = [...union].filter(symbol => !this.states.has(symbol));
    const gone = [...this.states.keys()].filter(symbol => !union.has(symbol));
    return added.length + gone.length === 0 ? [] : this.change(added, gone);
  }

  read(frame: unknown, _text: string, now: number): Inbound[] {
    if (!isObject(frame)) return [{ kind: 'unknown', why: 'not a JSON object' }];
    const items = this.readFrame(frame, now);
    return this.isReady ? items : this.withReady(items);
  }

  skips(head: string): boolean | undefined {
    const symbol = quoteHead.exec(head)?.[1];
    return symbol === undefined ? undefined : this.stateOf(symbol) === undefined;
  }

  due(now: number): Inbound[] {
    const items = this.asked.due(now);
    return this.isReady ? items : this.withReady(items);
  }

  /** Symbols are asked for in upper case; the server may write them otherwise. */
  private stateOf(symbol: string): QuoteState | undefined {
    return this.states.get(symbol) ?? this.states.get(symbol.toUpperCase());
  }

  private unionOf(wanted: readonly QuotesParams[]): Set<string> {
    return new Set(wanted.flatMap(({ symbols }) => symbols));
  }

  /**
   * First what goes, to stay within the plan's number of symbols; but never all of it, since a connection without
   * symbols is closed (protocol page, section 4).
   */
  private change(added: Iterable<string>, gone: readonly string[]): string[] {
    const isReplaced = gone.length === this.states.size;
    for (const symbol of gone) this.states.delete(symbol);
    const more = [...added];
    for (const symbol of more) this.states.set(symbol, new QuoteState(this.stream, symbol));
    const subscribe = messages('subscribe', more);
    const unsubscribe = messages('unsubscribe', gone);
    this.asked.sent(subscribe.length + unsubscribe.length);
    return isReplaced ? [...subscribe, ...unsubscribe] : [...unsubscribe, ...subscribe];
  }

  /** A list of subscribed symbols, a quote, or the word that no symbol is known: the subscription was answered. */
  private withReady(items: Inbound[]): Inbound[] {
    if (!this.hadData && !this.asked.isAnswered) return items;
    this.isReady = true;
    return [{ kind: 'ready' }, ...items];
  }

  /** `now` as text; frames that came together share it. */
  private received(now: number): string {
    if (now !== this.receivedAt) {
      this.receivedAt = now;
      this.receivedTime = toIso(now) ?? '';
    }
    return this.receivedTime;
  }

  /** By `event`, else an error, else a quote (protocol page, section 3.2). */
  private readFrame(frame: JsonObject, now: number): Inbound[] {
    if (frame.event !== undefined) {
      if (frame.event === 'status') return this.readStatus(frame.symbols, now);
      if (frame.event === 'pong') return [readPong(frame.timestamp)];
      if (frame.event === 'error') return [readError(frame, this.hadData)];
    }
    if (frame.error !== undefined && frame.error !== null) return [readError(frame, this.hadData)];
    const { symbol } = frame;
    if (
      typeof symbol === 'string' &&
      (frame.bid !== undefined || frame.ask !== undefined || frame.mid !== undefined)
    ) {
      this.hadData = true;
      const state = this.stateOf(symbol);
      if (!state) return [];
      const event = state.next(frame, this.received(now));
      const item: Inbound = { kind: 'event', topic: state.symbol, event };
      return state.isAccepted ? [item] : [item, ...this.asked.accepted(state)];
    }
    if (isMessage(frame)) return [readError(frame, this.hadData)];
    return [{ kind: 'unknown', why: 'an object without anything known' }];
  }

  private readStatus(value: unknown, now: number): Inbound[] {
    if (!Array.isArray(value)) return [{ kind: 'unknown', why: 'a status without symbols' }];
    const symbols = value.filter(one => typeof one === 'string');
    if (symbols.length > 0) this.hadData = true;
    return [{ kind: 'heartbeat' }, ...this.asked.status(symbols, now)];
  }
}

/** The answer to a ping; its time is a text of ms (protocol page, section 3.2). */
function readPong(timestamp: unknown): Inbound {
  const serverTime = toEpochMs(timestamp);
  if (serverTime === null || serverTime < earliest || serverTime > latest) return { kind: 'heartbeat' };
  return { kind: 'heartbeat', serverTime };
}

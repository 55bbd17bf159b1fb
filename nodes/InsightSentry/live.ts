import type { Inbound, LastBarOf, Protocol } from '../../core/provider';
import { isObject, toIso, toNumber, toText, type JsonObject } from '../../core/read';
import type { InsightSentryAccount } from './account';
import { readMessage, readTypedError } from './errors';
import { topicOf, type LiveItem } from './items';
import type { LiveParams } from './plan';
import { isQuote, QuoteState } from './quotes';
import { missedBars, SeriesState } from './series';
import { subscriptionMessage, unionOf } from './wire';

/** Where a data frame holds its symbol: `{"code":"NASDAQ:AAPL",…` (guide, section 3). */
const codePrefix = '{"code":"';

/** A `server_time` outside of this century is none, and no reason to end bars. */
const earliest = Date.UTC(2000, 0);
const latest = Date.UTC(2100, 0);

/** The protocol of `/live` on one socket. */
export class LiveProtocol implements Protocol<LiveParams> {
  private readonly quotes = new Map<string, QuoteState>();
  /** By code, then by the interval as the server writes it. */
  private readonly series = new Map<string, Map<string, SeriesState>>();
  private sent = '';
  private isReady = false;
  private hadData = false;
  private receivedAt = NaN;
  private receivedTime = '';

  /**
   * @param lastBarOf by topic, from which bar on history is of use
   * @param skewMs the server's clock less ours, as far as it is known
   */
  constructor(
    private readonly dialect: InsightSentryAccount['dialect'],
    private readonly lastBarOf: LastBarOf = () => undefined,
    public skewMs = 0,
  ) {}

  open(wanted: readonly LiveParams[], key: string, now?: number): string[] {
    const items = unionOf(wanted.map(({ items: list }) => list));
    this.follow(items.values());
    this.sent = subscriptionMessage(items.values(), '', this.dialect);
    const sized = [...items.values()].map(item => this.sized(item, now));
    return [subscriptionMessage(sized, key, this.dialect)];
  }

  update(wanted: readonly LiveParams[], key: string): string[] {
    const items = unionOf(wanted.map(({ items: list }) => list));
    const message = subscriptionMessage(items.values(), '', this.dialect);
    if (items.size === 0 || message === this.sent) return [];
    return this.open(wanted, key);
  }

  skips(head: string): boolean | undefined {
    if (!head.startsWith(codePrefix)) return undefined;
    const end = head.indexOf('"', codePrefix.length);
    if (end === -1) return undefined;
    const code = head.slice(codePrefix.length, end);
    // A word without a colon is no symbol: some servers put the kind of an error there.
    if (!code.includes(':') || code.includes('\\')) return false;
    return !this.quotes.has(code) && !this.series.has(code);
  }

  read(json: unknown, text: string, now: number): Inbound[] {
    const items = this.readFrame(json, text, now);
    // Data or an acknowledgement is the sign that the subscription was taken; the guide has no other.
    if (this.isReady || this.sent === '' || !items.some(({ kind }) => showsLife.has(kind))) return items;
    this.isReady = true;
    return [{ kind: 'ready' }, ...items];
  }

  due(now: number): Inbound[] {
    const receivedTime = this.received(now);
    const items: Inbound[] = [];
    for (const intervals of this.series.values()) {
      for (const state of intervals.values()) items.push(...state.due(now + this.skewMs, receivedTime));
    }
    return items;
  }

  /** An item that asks for as much history as was missed until `now`. */
  private sized(item: LiveItem, now: number | undefined): LiveItem {
    const since = item.type === 'quote' ? undefined : this.lastBarOf(topicOf(item));
    if (since === undefined || now === undefined) return item;
    return { ...item, maxDp: Math.max(item.maxDp, missedBars(item, since, now + this.skewMs)) };
  }

  /** `now` as text; frames that came together share it. */
  private received(now: number): string {
    if (now !== this.receivedAt) {
      this.receivedAt = now;
      this.receivedTime = toIso(now) ?? '';
    }
    return this.receivedTime;
  }

  /** Keeps the state of what goes on, starts that of what is new, drops the rest. */
  private follow(items: Iterable<LiveItem>): void {
    const quotes = new Map(this.quotes);
    const series = new Map(
      [...this.series.values()]
        .flatMap(intervals => [...intervals.values()])
        .map(state => [state.topic, state]),
    );
    this.quotes.clear();
    this.series.clear();
    for (const item of items) {
      const topic = topicOf(item);
      if (item.type === 'quote') {
        const kept = quotes.get(item.code);
        this.quotes.set(item.code, kept?.topic === topic ? kept : new QuoteState(item));
        continue;
      }
      const kept = series.get(topic);
      // The server answers a changed subscription with its history again.
      const state = kept?.item.maxDp === item.maxDp ? kept : new SeriesState(item);
      const intervals = this.series.get(item.code) ?? new Map<string, SeriesState>();
      this.series.set(item.code, intervals.set(state.interval, state));
    }
  }

  private readFrame(frame: unknown, text: string, now: number): Inbound[] {
    if (!isObject(frame)) {
      return text.trim() === 'pong'
        ? [{ kind: 'heartbeat' }]
        : [{ kind: 'unknown', why: 'not a JSON object' }];
    }
    if (typeof frame.error === 'string') return [readTypedError(frame, frame.error)];
    if (typeof frame.event === 'string') return this.readStatus(frame, frame.event);
    const code = frame.code;
    if (typeof code === 'string') {
      if (Array.isArray(frame.series)) return this.readSeries(code, frame.series, frame, now);
      if (!Array.isArray(frame.data) && isQuote(frame)) return this.readFlatQuote(code, frame, now);
    }
    if (Array.isArray(frame.data)) return this.readBatch(frame.data, frame, now);
    if (frame.server_time !== undefined) return this.readHeartbeat(frame.server_time, now);
    return this.readText(frame);
  }

  private readFlatQuote(code: string, frame: JsonObject, now: number): Inbound[] {
    this.hadData = true;
    const state = this.quotes.get(code);
    if (!state) return [];
    return [{ kind: 'event', topic: state.topic, event: state.next(frame, frame, this.received(now)) }];
  }

  private readBatch(data: readonly unknown[], frame: JsonObject, now: number): Inbound[] {
    this.hadData = true;
    const receivedTime = this.received(now);
    const items: Inbound[] = [];
    for (const item of data) {
      if (!isObject(item) || typeof item.code !== 'string') continue;
      const state = this.quotes.get(item.code);
      if (state)
        items.push({ kind: 'event', topic: state.topic, event: state.next(item, frame, receivedTime) });
    }
    return items;
  }

  private readSeries(code: string, points: readonly unknown[], frame: JsonObject, now: number): Inbound[] {
    this.hadData = true;
    const state = this.seriesOf(code, toText(frame.bar_type) ?? '');
    return state?.read(points, frame, now + this.skewMs, this.received(now)) ?? [];
  }

  /**
   * The series that a frame belongs to. Servers write `1D` and `1d` alike, and `1m` and `1M` apart: the exact word
   * counts first, then the same letters, then the only series of that code.
   */
  private seriesOf(code: string, barType: string): SeriesState | undefined {
    const intervals = this.series.get(code);
    if (!intervals) return undefined;
    const exact = intervals.get(barType);
    if (exact) return exact;
    const alike = [...intervals.values()].filter(
      ({ interval }) => interval.toLowerCase() === barType.toLowerCase(),
    );
    if (alike.length === 1) return alike[0];
    return intervals.size === 1 ? intervals.values().next().value : undefined;
  }

  private readHeartbeat(value: unknown, now: number): Inbound[] {
    const serverTime = toNumber(value);
    if (serverTime === null || serverTime < earliest || serverTime > latest) return [{ kind: 'heartbeat' }];
    this.skewMs = serverTime - now;
    return [{ kind: 'heartbeat', serverTime }];
  }

  /** Status frames of the newer dialect (protocol page, section 11). */
  private readStatus(frame: JsonObject, event: string): Inbound[] {
    if (event !== 'subscription_status' && event !== 'connection_status') {
      return [{ kind: 'unknown', why: 'an unknown event' }];
    }
    return [{ kind: 'heartbeat' }];
  }

  private readText(frame: JsonObject): Inbound[] {
    const message = toText(frame.message);
    if (message === null) return [{ kind: 'unknown', why: 'an object without anything known' }];
    // The greeting, and a second status that was seen after the subscription (protocol page, section 3).
    if (frame.server !== undefined) return [];
    if (message.startsWith('Connect')) return this.sent === '' ? [] : [{ kind: 'heartbeat' }];
    return [readMessage(message, this.hadData)];
  }
}

const showsLife = new Set<Inbound['kind']>(['event', 'history', 'heartbeat', 'symbol-refused']);

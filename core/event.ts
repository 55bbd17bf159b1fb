/**
 * The two shapes that every user sees: a {@link MarketEvent} is one piece of market data, a {@link FeedNotice}
 * says something about the feed itself. Both are public: saved flows rely on their field names.
 */
import type { RecordEvent } from './records';

export type * from './records';

/** What a provider did with the record: a new one, a change of one sent before, or its withdrawal. */
export type EventAction = 'created' | 'updated' | 'deleted';

/** Fields that all events share, in the order in which users see them. */
export interface EventHeader<Type extends string> {
  /** Stable and unique within `stream`: the same record in the same version has the same id. */
  id: string;
  /** The article, rating, earnings row or filing, the same over all its revisions; null where there is none. */
  recordId: string | null;
  type: Type;
  /** Provider id, for instance `insightsentry`. */
  provider: string;
  /** Endpoint of the provider, for instance `live`. */
  stream: string;
  action: EventAction;
  /** The main symbol as the provider writes it, for instance `NASDAQ:AAPL`, or null. */
  symbol: string | null;
  symbols: string[];
  /** The event's own time, ISO 8601 in UTC, or null where the provider gives none. */
  time: string | null;
  /** When the frame arrived here, ISO 8601 in UTC. */
  receivedTime: string;
  /** True for what was re-sent or served afterwards: history, replays, backlogs. */
  backfill: boolean;
}

/** The latest known quote of a symbol. Prices in `currency`, sizes in units, `changePercent` in percent. */
export interface QuoteEvent extends EventHeader<'quote'> {
  bid: number | null;
  ask: number | null;
  /** (bid + ask) / 2 where both are known. */
  mid: number | null;
  last: number | null;
  change: number | null;
  changePercent: number | null;
  volume: number | null;
  bidSize: number | null;
  askSize: number | null;
  open: number | null;
  high: number | null;
  low: number | null;
  previousClose: number | null;
  marketCap: number | null;
  currency: string | null;
  /** 0 real time, a positive number of seconds of delay, -1 end of day. */
  delaySeconds: number | null;
  /** The provider's word, for instance `OPEN`, `CLOSED`, `PRE`, `POST`. */
  marketStatus: string | null;
  raw: unknown;
}

/** One bar (candle) of a symbol. */
export interface BarEvent extends EventHeader<'bar'> {
  /** Number and unit: T tick, s second, m minute, h hour, D day, W week, M month; for instance `1m`. */
  interval: string;
  /** First instant of the bar, ISO 8601 in UTC. */
  start: string;
  /** First instant after the bar, ISO 8601 in UTC, or null where it is not known (tick bars). */
  end: string | null;
  open: number | null;
  high: number | null;
  low: number | null;
  close: number | null;
  volume: number | null;
  /** True once the bar is complete: a later one began, or its end has passed. */
  closed: boolean;
  raw: unknown;
}

/** One piece of market data. */
export type MarketEvent = QuoteEvent | BarEvent | RecordEvent;

/** A price is worth something until the next; a record counts for itself. */
export function isRecord(event: MarketEvent): event is RecordEvent {
  return event.type !== 'quote' && event.type !== 'bar';
}

/** How the bars of a symbol and interval are called together. */
export function seriesOf({ symbol, interval }: Pick<BarEvent, 'symbol' | 'interval'>): string {
  return `${symbol} ${interval}`;
}

/** What a notice speaks of. */
export type NoticeKind =
  | 'connected'
  | 'disconnected'
  | 'waiting'
  | 'failed'
  | 'gap'
  | 'gap-closed'
  | 'quiet'
  | 'symbol-refused'
  | 'subscription'
  | 'dropped'
  | 'lag'
  | 'blocked'
  | 'clock-skew'
  | 'key-refreshed'
  | 'ledger-reset'
  | 'key-expiring'
  | 'provider-message';

/** Something about the feed itself. `details` of a kind stand beside the common fields. */
export interface FeedNotice {
  notice: NoticeKind;
  provider: string;
  stream: string;
  /** The account's name as the user gave it, never its key. */
  account: string;
  /** ISO 8601 in UTC. */
  time: string;
  /** One sentence for a person: what happened and, where something can be done, what. */
  message: string;
  [detail: string]: unknown;
}

/** Market data is flat. What is nested deeper than this is an attack on somebody's stack, and left out. */
const deepest = 64;

/** Deep copy of a JSON value. */
function copyJson(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepest) return null;
  if (Array.isArray(value)) return value.map(one => copyJson(one, depth + 1));
  // Spreading defines fields, it never assigns: a field named `__proto__` stays one, and is taken out.
  const copy: Record<string, unknown> = { ...value };
  if (Object.hasOwn(copy, '__proto__')) delete copy['__proto__'];
  for (const name in copy) {
    const inner = copy[name];
    if (typeof inner === 'object' && inner !== null) copy[name] = copyJson(inner, depth + 1);
  }
  return copy;
}

/** A copy that its receiver may change: the engine and the other subscribers keep their own. */
export function copyEvent(event: MarketEvent): MarketEvent {
  if (isRecord(event)) return copyJson(event) as RecordEvent;
  // The fields of prices are known: a copy of a quote is made many thousand times a second.
  return { ...event, symbols: [...event.symbols], raw: copyJson(event.raw) };
}

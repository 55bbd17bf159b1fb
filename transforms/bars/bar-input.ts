/** What an event tells for bars: prices, at which time, and a volume. */
import type { BarEvent, QuoteEvent } from '../../core/event';
import type { BarsRules } from './bars-form';

/** Prices from one instant, or of one smaller bar. */
export interface BarInput {
  /** The instant, or the start of the smaller bar. */
  readonly at: number;
  /** How far the smaller bar reaches, where that is known; else `at`. */
  readonly until: number;
  /** The feed's own time when it said this. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Of a quote the volume of the day so far, of a bar its own. */
  readonly volume: number | undefined;
  readonly isBar: boolean;
  /** A smaller bar that will not change any more. */
  readonly isClosed: boolean;
  readonly isBackfill: boolean;
}

/** A quote's clock may be ahead of ours by this: what is further ahead would make all that follows late. */
const aheadMs = 60_000;
/** A bar that starts later than this belongs to no feed. */
const barAheadMs = 86_400_000;
/** A delay of more seconds than a day has is none that a feed tells. */
const mostDelay = 86_400;
/** A bid, ask or mid whose time lies further back came later: some feeds tell the time of the last trade. */
const stillMs = 10_000;

const finite = (value: unknown): number | undefined =>
  typeof value === 'number' && value - value === 0 ? value : undefined;

/** Times before 1970 are none. */
function parsed(text: unknown): number | undefined {
  const ms = typeof text === 'string' ? Date.parse(text) : NaN;
  return ms >= 0 ? ms : undefined;
}

function volumeOf(value: unknown): number | undefined {
  const volume = finite(value);
  return volume !== undefined && volume >= 0 ? volume : undefined;
}

/** When a quote's price was true: a trade at its own time; a bid or ask at its arrival where its time stands still. */
function quoteTime(quote: QuoteEvent, isTrade: boolean, now: number): number {
  const received = parsed(quote.receivedTime) ?? now;
  const delay = Math.min(mostDelay, Math.max(0, finite(quote.delaySeconds) ?? 0));
  const arrived = Math.max(0, received - delay * 1000);
  const own = parsed(quote.time) ?? arrived;
  const isStill = !isTrade && quote.backfill !== true && own < arrived - stillMs;
  return Math.min(isStill ? arrived : own, now + aheadMs);
}

/** `hasLast`: the symbol has told a last price before. Undefined where the quote has no such price. */
export function quoteInput(
  quote: QuoteEvent,
  price: BarsRules['price'],
  hasLast: boolean,
  now: number,
): BarInput | undefined {
  const isAuto = price === 'auto';
  const name = isAuto ? (hasLast || finite(quote.last) !== undefined ? 'last' : 'mid') : price;
  const value = finite(quote[name]);
  if (value === undefined) return undefined;
  const at = quoteTime(quote, name === 'last', now);
  return {
    ...{ at, until: at, time: at, open: value, high: value, low: value, close: value },
    ...{ volume: volumeOf(quote.volume), isBar: false, isClosed: false, isBackfill: quote.backfill === true },
  };
}

/** Undefined where the bar has no start or no price, or starts in the future. */
export function barInput(bar: BarEvent, now: number): BarInput | undefined {
  const at = parsed(bar.start);
  const close = finite(bar.close) ?? finite(bar.open);
  if (at === undefined || close === undefined || at > now + barAheadMs) return undefined;
  const open = finite(bar.open) ?? close;
  const until = Math.max(at, parsed(bar.end) ?? at);
  const isClosed = bar.closed === true;
  // The time of a running bar lies ahead.
  const told = Math.min(
    parsed(bar.time) ?? until,
    parsed(bar.receivedTime) ?? now,
    until > at ? until : Infinity,
  );
  return {
    ...{ at, until, time: isClosed ? until : Math.max(at, told), open, close },
    high: Math.max(open, close, finite(bar.high) ?? close),
    low: Math.min(open, close, finite(bar.low) ?? close),
    ...{ volume: volumeOf(bar.volume), isBar: true, isClosed, isBackfill: bar.backfill === true },
  };
}

/** Bar types of InsightSentry's guide, section 2, and `month` of its newer dialect. */
export type BarType = 'tick' | 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month';

/** Which bars: so many units each. */
export interface BarSpec {
  readonly type: BarType;
  readonly interval: number;
}

/** One bar; `time` is its start in Unix seconds. */
export interface Bar {
  time: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

/** A trade, as bars see it. */
export interface Trade {
  /** Unix milliseconds. */
  readonly time: number;
  readonly price: number;
  readonly size: number;
}

const SECONDS: Readonly<Record<Exclude<BarType, 'tick' | 'month'>, number>> = {
  second: 1,
  minute: 60,
  hour: 3_600,
  day: 86_400,
  week: 604_800,
};

/** The first Monday of the Unix epoch, so that weeks begin on Mondays. */
const FIRST_MONDAY = 4 * 86_400;

/** Usual length of a bar in seconds; a tick counts as half a second each, a month as 30 days. */
export function barSeconds({ type, interval }: BarSpec): number {
  if (type === 'tick') return interval / 2;
  return interval * (type === 'month' ? 30 * 86_400 : SECONDS[type]);
}

/** Start, in Unix seconds, of the bar that holds a moment; tick bars have no grid and start at the moment itself. */
export function barStart(spec: BarSpec, timeMs: number): number {
  const seconds = timeMs / 1_000;
  if (spec.type === 'tick') return seconds;
  if (spec.type === 'month') {
    const date = new Date(timeMs);
    const month = date.getUTCFullYear() * 12 + date.getUTCMonth();
    return monthStart(month - (month % spec.interval));
  }
  const offset = spec.type === 'week' ? FIRST_MONDAY : 0;
  const length = barSeconds(spec);
  return Math.floor((seconds - offset) / length) * length + offset;
}

/** Start of the bar after (`steps` 1) or before (-1) the one that starts at `start`. */
export function neighbourStart(spec: BarSpec, start: number, steps: 1 | -1): number {
  if (spec.type === 'month') {
    const date = new Date(start * 1_000);
    return monthStart(date.getUTCFullYear() * 12 + date.getUTCMonth() + steps * spec.interval);
  }
  return start + steps * barSeconds(spec);
}

function monthStart(month: number): number {
  return Date.UTC(Math.floor(month / 12), month % 12, 1) / 1_000;
}

import type { BarSpec, BarType } from '../bars';
import { instrumentFacts, isContinuousFuture, isFuture } from '../instruments';
import { convertsTo } from './adjustments';
import type { RequestError } from './errors';
import type { InsightSentrySettings } from './options';

/** A quote that a client asked for. */
export interface QuoteSubscription {
  readonly type: 'quote';
  readonly code: string;
  /** Equal for subscriptions that replace each other. */
  readonly key: string;
}

/** Options that change the prices of a series; already settled by the guide's rules. */
export interface SeriesOptions {
  readonly currency: string | undefined;
  readonly unit: string | undefined;
  readonly extended: boolean;
  readonly split: boolean;
  readonly dadj: boolean;
  readonly badj: boolean;
  readonly settlement: boolean;
}

/** A series that a client asked for. */
export interface SeriesSubscription {
  readonly type: 'series';
  readonly code: string;
  readonly key: string;
  readonly bars: BarSpec;
  readonly options: SeriesOptions;
  /** Bars of history, clamped to the plan. */
  readonly points: number;
}

export type Subscription = QuoteSubscription | SeriesSubscription;

/** Why one entry of a message was refused; the others go on (guide, section 6). */
export interface EntryRefusal {
  readonly error: RequestError;
  readonly message: string;
  readonly symbol?: string;
}

/** Intervals by bar type; the other types take any positive integer (guide, section 2). */
const INTERVALS: Readonly<Partial<Record<BarType, readonly number[]>>> = {
  second: [1, 5, 10, 15, 30, 45],
  tick: [1, 10, 100, 1000],
};

const BAR_TYPES: readonly BarType[] = ['tick', 'second', 'minute', 'hour', 'day', 'week'];

const UNITS = new Set(['BTC', 'ETH', 'USD', 'OZ', 'G', 'KG', 'LB', 'T', 'BBL', 'GAL', 'MMBTU']);

/** Most points of history: 30,000 on plans of 10 and more symbol subscriptions, else 1,000 (guide, section 4). */
const POINTS = { mega: 30_000, other: 1_000, megaFrom: 10 };

class Refused extends Error {
  constructor(
    readonly error: RequestError,
    message: string,
  ) {
    super(message);
  }
}

/** Reads the entries of a `subscriptions` list: what runs, and what is refused and why. */
export function readSubscriptions(
  entries: readonly unknown[],
  settings: InsightSentrySettings,
): { readonly accepted: Map<string, Subscription>; readonly refused: EntryRefusal[] } {
  const accepted = new Map<string, Subscription>();
  const refused: EntryRefusal[] = [];
  for (const entry of entries) {
    try {
      for (const subscription of readEntry(entry, settings)) accepted.set(subscription.key, subscription);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const code = isObject(entry) && typeof entry['code'] === 'string' ? { symbol: entry['code'] } : {};
      refused.push({ error: error.error, message: error.message, ...code });
    }
  }
  return { accepted, refused };
}

/** What subscriptions cost of a plan: 1 series or 10 quotes each (guide, section 8, comment; rounding inferred). */
export function planCost(subscriptions: Iterable<Subscription>): number {
  let series = 0;
  let quotes = 0;
  for (const { type } of subscriptions) {
    if (type === 'series') series += 1;
    else quotes += 1;
  }
  return series + Math.ceil(quotes / 10);
}

function readEntry(entry: unknown, settings: InsightSentrySettings): Subscription[] {
  if (!isObject(entry)) throw new Refused('invalid_request', 'A subscription must be an object.');
  const code = readCode(entry['code']);
  const type = entry['type'] ?? 'series';
  const quote: QuoteSubscription = { type: 'quote', code, key: `quote ${code}` };
  if (type === 'quote') return [quote];
  if (type === 'series') return [readSeries(code, entry, settings)];
  if (type === 'both' && settings.dialect === 'newer') return [quote, readSeries(code, entry, settings)];
  throw new Refused('invalid_request', 'Invalid type. Allowed values: series, quote');
}

function readCode(code: unknown): string {
  if (typeof code !== 'string') throw new Refused('invalid_request', 'code field is missing.');
  if (instrumentFacts(code) === undefined)
    throw new Refused('invalid_symbol', `Invalid symbol code: ${code.slice(0, 100)}`);
  return code;
}

type Entry = Readonly<Record<string, unknown>>;

function readSeries(code: string, entry: Entry, settings: InsightSentrySettings): SeriesSubscription {
  const bars = readBars(entry, settings);
  const options = readOptions(code, entry, settings);
  const key = `series ${code} ${bars.type} ${bars.interval} ${JSON.stringify(options)}`;
  return { type: 'series', code, key, bars, options, points: readPoints(entry, settings) };
}

function readBars(entry: Entry, settings: InsightSentrySettings): BarSpec {
  const allowed = settings.dialect === 'newer' ? [...BAR_TYPES, 'month' as const] : BAR_TYPES;
  const word = entry['bar_type'] ?? 'minute';
  const type = allowed.find(each => each === word);
  if (type === undefined) {
    throw new Refused('invalid_request', `Invalid bar_type. Allowed values: ${allowed.join(', ')}`);
  }
  const interval = entry['bar_interval'] ?? 1;
  const list = type === 'tick' && settings.dialect === 'newer' ? [1] : INTERVALS[type];
  const fits =
    Number.isSafeInteger(interval) && Number(interval) > 0 && (list?.includes(Number(interval)) ?? true);
  if (!fits) {
    const values = list?.join(', ') ?? 'any positive integer';
    throw new Refused(
      'invalid_bar_interval',
      `Invalid bar_interval for ${type} interval. Allowed values: ${values}`,
    );
  }
  return { type, interval: Number(interval) };
}

function readPoints(entry: Entry, { dialect, plan }: InsightSentrySettings): number {
  // Whether the server still takes `max_dp` in the newer dialect is unknown; both are read there.
  const field = dialect === 'newer' && entry['dp'] !== undefined ? 'dp' : 'max_dp';
  const points = entry[field] ?? 1;
  if (!Number.isSafeInteger(points) || Number(points) < 1) {
    throw new Refused('invalid_request', `${field} must be an integer from 1 to 30000.`);
  }
  return Math.min(Number(points), plan.symbols >= POINTS.megaFrom ? POINTS.mega : POINTS.other);
}

function readOptions(code: string, entry: Entry, settings: InsightSentrySettings): SeriesOptions {
  const future = isFuture(code);
  const flag = (name: string, fallback: boolean) => readFlag(entry, name, fallback);
  const split = flag('split', true);
  const dadj = flag('dadj', false);
  const badj = flag('badj', settings.badj);
  const settlement = flag('settlement', false);
  const extended = flag('extended', true);
  return {
    currency: readCurrency(entry['currency']),
    unit: readUnit(entry['unit']),
    // Flags that do not apply are ignored, not refused (guide, section 4).
    extended: future || extended,
    split: future || split,
    dadj: !future && split && dadj,
    badj: isContinuousFuture(code) && badj,
    settlement: future && settlement,
  };
}

function readFlag(entry: Entry, name: string, fallback: boolean): boolean {
  const value = entry[name] ?? fallback;
  if (typeof value !== 'boolean') throw new Refused('invalid_request', `${name} must be a boolean.`);
  return value;
}

function readCurrency(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && convertsTo(value)) return value;
  throw new Refused('invalid_currency_code', `Invalid currency code: ${shown(value)}`);
}

function readUnit(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && UNITS.has(value.toUpperCase())) return value;
  throw new Refused('invalid_unit_code', `Invalid unit code: ${shown(value)}`);
}

/** A refused value as an error message quotes it. */
function shown(value: unknown): string {
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 20);
}

/** True for JSON objects; arrays and null are none. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

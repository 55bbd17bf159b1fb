/** What is paced, and what leaves. */
import type { MarketEvent } from '../../core/event';
import { isObject } from '../../core/read';
import type { Alert } from '../alert/alert-fired';

/** An event or an alert, with what stood beside it in its message: that leaves with it again. */
export interface PaceItem {
  readonly payload: MarketEvent | Alert;
  readonly rest?: Readonly<Record<string, unknown>>;
}

/** What leaves at once: an item by itself, a list, or a digest of what was held back. */
export interface Paced {
  readonly kind: 'item' | 'list' | 'digest';
  /** In the order in which they came. */
  readonly items: readonly PaceItem[];
  /** How many it stands for: of a digest more than its items, where it holds the newest only. */
  readonly count: number;
}

/** Whether the symbol of an item is meant. */
export type Fits = (symbol: string) => boolean;

/** One way to pace. Time is `now` of each call, in ms since 1970; it may be set back. */
export interface Pacer {
  take(item: PaceItem, now: number): Paced[];
  due(now: number): Paced[];
  readonly dueAt: number | undefined;
  flush(now: number): Paced[];
  /** Forgets what fits, or all. */
  reset(fits?: Fits): void;
  /** How many wait. */
  readonly waiting: number;
  /** How many were dropped, ever. */
  readonly dropped: number;
  save(): unknown;
  restore(saved: unknown): void;
}

const longestName = 64;
const nameOf = (value: unknown): string => (typeof value === 'string' ? value.slice(0, longestName) : '');

/** The symbol of an item; empty where it has none. */
export const symbolOf = ({ payload }: PaceItem): string => nameOf(payload.symbol);

/** What an event or an alert is called by. */
type Named = Partial<Record<'type' | 'interval' | 'alert' | 'rule' | 'ruleKey' | 'kind', unknown>>;

/** Rules may share a name by accident, such as `Rule 1` in two nodes. Alerts of one's own making have no key. */
function ruleOf({ alert, rule, ruleKey, kind }: Named): string {
  const key = nameOf(ruleKey) || `${typeof rule === 'number' ? rule : ''} ${nameOf(kind)}`;
  return `${nameOf(alert)} ${key}`;
}

/** Of what an item is the latest: symbol and type, of bars also the interval, of alerts the rule. */
export function keyOf(item: PaceItem): string {
  const fields: Named = item.payload;
  const { type, interval, alert } = fields;
  const kind = type === 'bar' ? nameOf(interval) : alert === undefined ? '' : ruleOf(fields);
  return `${symbolOf(item)}\n${nameOf(type)}\n${kind}`;
}

/** The symbol in a key. */
export const symbolIn = (key: string): string => key.slice(0, key.indexOf('\n'));

/** An event's clock may be ahead of ours by this; what is further ahead would make all that follows look old. */
const aheadMs = 60_000;

/** What items of one key are ordered by: bars by their start, all else by time. NaN where neither is known. */
export function orderOf({ payload }: PaceItem, now: number): number {
  const { type, start, time }: { type?: unknown; start?: unknown; time?: unknown } = payload as object;
  const text = type === 'bar' ? start : time;
  return typeof text === 'string' ? Math.min(Date.parse(text), now + aheadMs) : NaN;
}

export const itemOf = (item: PaceItem): Paced => ({ kind: 'item', items: [item], count: 1 });
export const listOf = (items: readonly PaceItem[]): Paced => ({ kind: 'list', items, count: items.length });

const isItem = (saved: unknown): saved is PaceItem => isObject(saved) && isObject(saved.payload);

/** The items among what was saved, at most `most`. */
export function itemsIn(saved: unknown, most: number): PaceItem[] {
  if (!Array.isArray(saved)) return [];
  return saved.filter(isItem).slice(-most);
}

/** The finite number among what was saved. */
export const numberIn = (saved: unknown): number | undefined =>
  typeof saved === 'number' && Number.isFinite(saved) ? saved : undefined;

import { keptAsTheyAre, KeptRows } from '../../core/kept-rows';
import { isObject } from '../../core/read';
import { Recent } from '../filter/recent';
import type { LatestRules } from './pace-form';
import {
  itemOf,
  itemsIn,
  keyOf,
  listOf,
  numberIn,
  orderOf,
  symbolIn,
  type Fits,
  type Paced,
  type PaceItem,
  type Pacer,
} from './pace-item';

/** Symbols that may wait, and whose newest time is remembered. */
export const mostWaiting = 10_000;

/** The latest of each key, on the strokes of a clock: with 1 min each full minute, as long as something came. */
export class LatestPacer implements Pacer {
  dueAt: number | undefined;
  dropped = 0;
  /** In the order in which they came. */
  private readonly latest = new Map<string, PaceItem>();
  /** The newest time of each key: what is older came too late, also when the newest has left. */
  private readonly newest = new Recent<number>(mostWaiting);

  constructor(private readonly rules: LatestRules) {}

  get waiting(): number {
    return this.latest.size;
  }

  take(item: PaceItem, now: number): Paced[] {
    const left = this.due(now);
    const key = keyOf(item);
    const order = orderOf(item, now);
    const newest = this.newest.get(key) ?? -Infinity;
    if (order < newest) return left;
    if (order > newest) this.newest.set(key, order);
    this.latest.delete(key);
    this.latest.set(key, item);
    if (this.latest.size > mostWaiting) this.dropFirst();
    this.dueAt ??= this.strokeAfter(now);
    return left;
  }

  due(now: number): Paced[] {
    if (this.dueAt === undefined) return [];
    // Somebody may have set the clock back.
    this.dueAt = Math.min(this.dueAt, this.strokeAfter(now));
    return now < this.dueAt ? [] : this.leave();
  }

  flush(): Paced[] {
    return this.leave();
  }

  reset(fits?: Fits): void {
    for (const key of this.latest.keys())
      if (fits === undefined || fits(symbolIn(key))) this.latest.delete(key);
    this.newest.forget(fits && (key => fits(symbolIn(key))));
    if (this.latest.size === 0) this.dueAt = undefined;
  }

  save(): unknown {
    const { everyMs } = this.rules;
    return {
      everyMs,
      dueAt: this.dueAt,
      items: keptAsTheyAre([...this.latest.values()]),
      newest: new KeptRows([...this.newest.entries()], entry => entry),
    };
  }

  restore(saved: unknown): void {
    if (!isObject(saved)) return;
    for (const item of itemsIn(saved.items, mostWaiting)) this.latest.set(keyOf(item), item);
    const newest: unknown[] = Array.isArray(saved.newest) ? saved.newest : [];
    for (const entry of newest) {
      const [key, order] = Array.isArray(entry) ? (entry as unknown[]) : [];
      if (typeof key === 'string' && numberIn(order) !== undefined) this.newest.set(key, order as number);
    }
    if (this.latest.size === 0) return;
    // Of another interval they waited for another stroke.
    this.dueAt = saved.everyMs === this.rules.everyMs ? (numberIn(saved.dueAt) ?? 0) : 0;
  }

  private strokeAfter(now: number): number {
    const { everyMs } = this.rules;
    return (Math.floor(now / everyMs) + 1) * everyMs;
  }

  private leave(): Paced[] {
    const items = [...this.latest.values()];
    this.latest.clear();
    this.dueAt = undefined;
    if (items.length === 0) return [];
    return this.rules.output === 'list' ? [listOf(items)] : items.map(itemOf);
  }

  private dropFirst(): void {
    const [first] = this.latest.keys();
    if (first !== undefined) this.latest.delete(first);
    this.dropped += 1;
  }
}

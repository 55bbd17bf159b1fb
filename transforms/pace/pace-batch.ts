import { keptAsTheyAre } from '../../core/kept-rows';
import { isObject } from '../../core/read';
import type { BatchRules } from './pace-form';
import {
  itemsIn,
  listOf,
  numberIn,
  symbolOf,
  type Fits,
  type Paced,
  type PaceItem,
  type Pacer,
} from './pace-item';

/** Lists of so many, or of fewer when that long has passed since the first of them came. */
export class BatchPacer implements Pacer {
  readonly dropped = 0;
  private items: PaceItem[] = [];
  private since = 0;

  constructor(private readonly rules: BatchRules) {}

  get waiting(): number {
    return this.items.length;
  }

  get dueAt(): number | undefined {
    if (this.items.length === 0) return undefined;
    return this.items.length >= this.rules.batchSize ? this.since : this.since + this.rules.everyMs;
  }

  take(item: PaceItem, now: number): Paced[] {
    const left = this.due(now);
    if (this.items.length === 0) this.since = now;
    this.items.push(item);
    return this.items.length >= this.rules.batchSize ? [...left, ...this.flush()] : left;
  }

  due(now: number): Paced[] {
    // Somebody may have set the clock back.
    this.since = Math.min(this.since, now);
    return this.dueAt !== undefined && now >= this.dueAt ? this.flush() : [];
  }

  flush(): Paced[] {
    const { items } = this;
    this.items = [];
    return items.length === 0 ? [] : [listOf(items)];
  }

  reset(fits?: Fits): void {
    this.items = fits === undefined ? [] : this.items.filter(item => !fits(symbolOf(item)));
  }

  save(): unknown {
    return { since: this.since, items: keptAsTheyAre([...this.items]) };
  }

  /** Of a larger size before, the list may be longer than one of now: it leaves at once, and whole. */
  restore(saved: unknown): void {
    if (!isObject(saved)) return;
    this.items = itemsIn(saved.items, Infinity);
    this.since = numberIn(saved.since) ?? 0;
  }
}

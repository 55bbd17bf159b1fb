import { KeptRows } from '../../core/kept-rows';
import { Recent } from '../filter/recent';
import type { SampleRules } from './pace-form';
import {
  itemOf,
  keyOf,
  numberIn,
  symbolIn,
  type Fits,
  type Paced,
  type PaceItem,
  type Pacer,
} from './pace-item';

/** Symbols that are remembered at least; one that was not seen while so many others were begins anew. */
const mostSymbols = 10_000;

/** Of each key the first, then one when the time has passed, or each so many-th after it. Nothing waits. */
export class SamplePacer implements Pacer {
  readonly dueAt = undefined;
  readonly waiting = 0;
  readonly dropped = 0;
  /** When the last one of each key left, or how many came since. */
  private readonly since = new Recent<number>(mostSymbols);

  constructor(private readonly rules: SampleRules) {}

  take(item: PaceItem, now: number): Paced[] {
    const key = keyOf(item);
    const since = this.since.get(key);
    const isTime = this.rules.sampleBy === 'time';
    const leaves = isTime ? this.isTime(since, now) : since === undefined || since + 1 >= this.rules.each;
    // Somebody may have set the clock back: then the wait begins anew, and does not last until it is caught up.
    if (leaves) this.since.set(key, isTime ? now : 0);
    else this.since.set(key, isTime ? Math.min(since ?? now, now) : (since ?? 0) + 1);
    return leaves ? [itemOf(item)] : [];
  }

  due(): Paced[] {
    return [];
  }

  flush(): Paced[] {
    return [];
  }

  reset(fits?: Fits): void {
    this.since.forget(fits && (key => fits(symbolIn(key))));
  }

  save(): unknown {
    return { by: this.rules.sampleBy, since: new KeptRows([...this.since.entries()], entry => entry) };
  }

  restore(saved: unknown): void {
    const { by, since }: { by?: unknown; since?: unknown } = saved ?? {};
    if (by !== this.rules.sampleBy || !Array.isArray(since)) return;
    for (const entry of since as unknown[]) {
      const [key, value] = Array.isArray(entry) ? (entry as unknown[]) : [];
      const number = numberIn(value);
      if (typeof key === 'string' && number !== undefined) this.since.set(key, number);
    }
  }

  private isTime(leftAt: number | undefined, now: number): boolean {
    return leftAt === undefined || now - leftAt >= this.rules.everyMs;
  }
}

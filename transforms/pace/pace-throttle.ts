import { keptAsTheyAre } from '../../core/kept-rows';
import { isObject } from '../../core/read';
import type { ThrottleRules } from './pace-form';
import {
  itemOf,
  itemsIn,
  numberIn,
  symbolOf,
  type Fits,
  type Paced,
  type PaceItem,
  type Pacer,
} from './pace-item';

/** A digest holds the newest of what was held back, at most so many. */
export const mostInDigest = 100;

/**
 * At most so many messages within any span of that length, digests among them. What is more waits together and leaves
 * as one digest as soon as there is room; what comes while it waits joins it, so that the order stays.
 */
export class ThrottlePacer implements Pacer {
  dropped = 0;
  /** When the last messages left, oldest first; at most as many as may leave. */
  private left: number[] = [];
  private held: PaceItem[] = [];
  private heldCount = 0;

  constructor(private readonly rules: ThrottleRules) {}

  get waiting(): number {
    return this.heldCount;
  }

  get dueAt(): number | undefined {
    return this.heldCount === 0 ? undefined : this.roomAt;
  }

  take(item: PaceItem, now: number): Paced[] {
    const digest = this.due(now);
    if (this.heldCount === 0 && now >= this.roomAt) {
      this.leaves(now);
      return [...digest, itemOf(item)];
    }
    if (this.rules.rest === 'drop') this.dropped += 1;
    else this.hold(item);
    return digest;
  }

  due(now: number): Paced[] {
    // Somebody may have set the clock back.
    if ((this.left.at(-1) ?? now) > now) this.left = this.left.map(at => Math.min(at, now));
    return this.heldCount > 0 && now >= this.roomAt ? this.flush(now) : [];
  }

  flush(now: number): Paced[] {
    if (this.heldCount === 0) return [];
    const digest: Paced = { kind: 'digest', items: this.held, count: this.heldCount };
    [this.held, this.heldCount] = [[], 0];
    this.leaves(now);
    return [digest];
  }

  reset(fits?: Fits): void {
    const kept = fits === undefined ? [] : this.held.filter(item => !fits(symbolOf(item)));
    // Of those that no list holds any more nobody knows the symbol: they stay counted while any is left.
    this.heldCount = kept.length === 0 ? 0 : this.heldCount - (this.held.length - kept.length);
    this.held = kept;
    if (fits === undefined) this.left = [];
  }

  save(): unknown {
    return { left: this.left, held: keptAsTheyAre([...this.held]), count: this.heldCount };
  }

  restore(saved: unknown): void {
    if (!isObject(saved)) return;
    const left: unknown[] = Array.isArray(saved.left) ? saved.left : [];
    this.left = left.flatMap(at => numberIn(at) ?? []).slice(-this.rules.most);
    const held = itemsIn(saved.held, mostInDigest);
    if (this.rules.rest === 'drop') this.dropped += held.length;
    else
      [this.held, this.heldCount] = [held, held.length && Math.max(held.length, numberIn(saved.count) ?? 0)];
  }

  /** When the next message may leave. */
  private get roomAt(): number {
    const { most, everyMs } = this.rules;
    return this.left.length < most ? 0 : (this.left[0] ?? 0) + everyMs;
  }

  private leaves(now: number): void {
    this.left.push(now);
    if (this.left.length > this.rules.most) this.left.shift();
  }

  private hold(item: PaceItem): void {
    this.held.push(item);
    if (this.held.length > mostInDigest) this.held.shift();
    this.heldCount += 1;
  }
}

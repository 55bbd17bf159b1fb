/** Pace: fewer messages than events, so that a sheet, a chat or a bot can keep up. */
import { isObject } from '../../core/read';
import { symbolTest } from '../filter/symbol-match';
import type { Operator } from '../operator';
import { BatchPacer } from './pace-batch';
import type { PaceRules } from './pace-form';
import type { Paced, PaceItem, Pacer } from './pace-item';
import { LatestPacer } from './pace-latest';
import { SamplePacer } from './pace-sample';
import { ThrottlePacer } from './pace-throttle';

export { parsePace, type PaceRules } from './pace-form';
export type { Paced, PaceItem } from './pace-item';

export interface PaceCounts {
  taken: number;
  /** Messages that left. */
  left: number;
  waiting: number;
  dropped: number;
}

function pacerFor(rules: PaceRules): Pacer {
  switch (rules.mode) {
    case 'latest':
      return new LatestPacer(rules);
    case 'throttle':
      return new ThrottlePacer(rules);
    case 'batch':
      return new BatchPacer(rules);
    case 'sample':
      return new SamplePacer(rules);
  }
}

const version = 1;

/**
 * Paces events and alerts. What the modes mean:
 *
 * - `latest`: of each symbol, type, interval of bars and rule of alerts, the newest by its own time; one without a time
 *   counts as the newest. They leave on the strokes of the clock in UTC: with 5 min at :00, :05, :10 …
 * - `throttle`: at most N messages within any span T, wherever it begins; a digest is one of them. While a digest waits
 *   all that comes joins it: order is kept.
 * - `batch`: T is counted from the first event of the list.
 * - `sample`: by symbol, type, interval and rule; the first one leaves at once.
 *
 * Everything leaves in the order in which it came. Remembered are at most 10,000 waiting symbols (the one that waits for
 * longest is dropped, and counted) and the newest times of at most 20,000; 100 events of a digest, whose count stays
 * true; a list of 1,000; samples of at most 20,000 symbols.
 */
export class PaceOperator implements Operator<Paced, PaceItem> {
  private readonly pacer: Pacer;
  private taken = 0;
  private left = 0;
  private told = 0;
  /** What was dropped before the counts began anew. */
  private before = 0;

  constructor(private readonly rules: PaceRules) {
    this.pacer = pacerFor(rules);
  }

  get counts(): PaceCounts {
    const { waiting, dropped } = this.pacer;
    return { taken: this.taken, left: this.left, waiting, dropped: dropped - this.before };
  }

  get dueAt(): number | undefined {
    return this.pacer.dueAt;
  }

  take(item: PaceItem, now: number): Paced[] {
    this.taken += 1;
    return this.leave(this.pacer.take(item, now));
  }

  due(now: number): Paced[] {
    return this.leave(this.pacer.due(now));
  }

  flush(now: number): Paced[] {
    return this.leave(this.pacer.flush(now));
  }

  begin(now: number): Paced[] {
    const left = this.flush(now);
    this.pacer.reset();
    return left;
  }

  /** Of all, the counts begin anew too. */
  reset(symbol?: string): void {
    this.pacer.reset(symbol === undefined ? undefined : symbolTest([symbol]));
    if (symbol !== undefined) return;
    [this.taken, this.left] = [0, 0];
    this.told = this.before = this.pacer.dropped;
  }

  save(): unknown {
    return { version, mode: this.rules.mode, state: this.pacer.save() };
  }

  /** What waited in another mode is dropped. */
  restore(saved: unknown): void {
    if (isObject(saved) && saved.version === version && saved.mode === this.rules.mode)
      this.pacer.restore(saved.state);
  }

  /** How many were dropped since this was asked for the last time. */
  takeDropped(): number {
    const { dropped } = this.pacer;
    const more = dropped - this.told;
    this.told = dropped;
    return more;
  }

  private leave(results: Paced[]): Paced[] {
    this.left += results.length;
    return results;
  }
}

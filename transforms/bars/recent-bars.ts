import { MadeBar, type SavedBar } from './made-bar';

/** Closed bars with prices that late events can still change. */
const mostBars = 20;
/** Smaller bars of which those are made; the newest closed bar may hold more. */
const mostParts = 300;

/** The bars of one symbol that have left lately, oldest first. */
export class RecentBars {
  private bars: MadeBar[] = [];

  get newest(): MadeBar | undefined {
    return this.bars.at(-1);
  }

  at(start: number): MadeBar | undefined {
    return this.bars.find(({ span }) => span.start === start);
  }

  add(bar: MadeBar): void {
    this.bars.push(bar);
    this.bars.sort((one, other) => one.span.start - other.span.start);
  }

  /** Forgets the oldest of too many; gives the end of the newest of those. */
  forget(): number | undefined {
    let until: number | undefined;
    for (; this.isTooMany; this.bars.shift()) until = this.bars[0]?.span.end;
    return until;
  }

  save(): SavedBar[] {
    return this.bars.map(bar => bar.save());
  }

  restore(saved: readonly unknown[]): void {
    this.bars = saved.flatMap(bar => MadeBar.restore(bar) ?? []);
  }

  private get isTooMany(): boolean {
    const parts = this.bars.reduce((sum, { size }) => sum + size, 0);
    return this.bars.length > mostBars || (this.bars.length > 1 && parts > mostParts);
  }
}

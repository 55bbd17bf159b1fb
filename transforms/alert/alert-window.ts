/** What is remembered of the past of one symbol for one rule: the extremes of its prices, or the volumes of its bars. */

/** Extremes that one window keeps at most, in each direction. */
export const mostExtremes = 1024;

/**
 * The highest value of the last T: a queue of values that fall with time, each the highest since it came. O(1) per
 * value, amortised. Takes values in any order of time. Exact up to {@link mostExtremes} values that fall one after the
 * other; then every second of them is forgotten, so that the memory is bounded and no value is kept beyond T.
 */
export class Highest {
  private times: number[] = [];
  private values: number[] = [];
  private head = 0;

  add(time: number, value: number): void {
    let at = this.times.length;
    while (at > this.head && (this.times[at - 1] as number) > time) at -= 1;
    if (at < this.times.length && (this.values[at] as number) >= value) return;
    let from = at;
    while (from > this.head && (this.values[from - 1] as number) <= value) from -= 1;
    if (at === this.times.length) {
      this.times.length = this.values.length = from;
      this.times.push(time);
      this.values.push(value);
    } else {
      this.times.splice(from, at - from, time);
      this.values.splice(from, at - from, value);
    }
    if (this.times.length - this.head > mostExtremes) this.thinOut();
  }

  /** Forgets what is older than `time`. */
  expire(time: number): void {
    while (this.head < this.times.length && (this.times[this.head] as number) < time) this.head += 1;
    if (this.head > 32 && this.head * 2 > this.times.length) this.keep(() => true);
  }

  /** NaN without any. */
  get value(): number {
    return this.values[this.head] ?? NaN;
  }

  get size(): number {
    return this.times.length - this.head;
  }

  /** The highest and the newest stay. */
  private thinOut(): void {
    const newest = this.size - 1;
    this.keep(place => place % 2 === 0 || place === newest);
  }

  private keep(isKept: (place: number) => boolean): void {
    const { head } = this;
    this.times = this.times.filter((_, at) => at >= head && isKept(at - head));
    this.values = this.values.filter((_, at) => at >= head && isKept(at - head));
    this.head = 0;
  }
}

/**
 * The prices of the last T: their highest and lowest, or one of them. A window never spans more than T, whatever gaps
 * there were.
 */
export class PriceWindow {
  private readonly highest: Highest | undefined;
  private readonly negatives: Highest | undefined;
  private oldest = Infinity;

  constructor(
    private readonly withinMs: number,
    sides: 'both' | 'high' | 'low',
  ) {
    this.highest = sides === 'low' ? undefined : new Highest();
    this.negatives = sides === 'high' ? undefined : new Highest();
  }

  /** Takes prices in any order of time. */
  add(time: number, price: number): void {
    if (time < this.oldest) this.oldest = time;
    this.highest?.add(time, price);
    this.negatives?.add(time, -price);
  }

  /** Lets go what is older than T at `time`; time does not go back. */
  moveTo(time: number): void {
    this.highest?.expire(time - this.withinMs);
    this.negatives?.expire(time - this.withinMs);
  }

  /** NaN without any. */
  get high(): number {
    return this.highest?.value ?? NaN;
  }

  get low(): number {
    return -(this.negatives?.value ?? NaN);
  }

  /** True once prices are known from as long ago as T: only then is a new high one of the whole of T. */
  covers(time: number): boolean {
    return this.oldest <= time - this.withinMs;
  }
}

/** Bars that a window keeps at most. */
export const mostBars = 1000;

/** With a time instead of a number of bars, fewer than these make no average. */
const fewestBars = 3;

/**
 * The volumes of closed bars, oldest first: of the last `bars`, or where that is 0, of the last T. A bar that comes
 * again replaces itself.
 */
export class VolumeWindow {
  private starts: number[] = [];
  private volumes: number[] = [];
  private head = 0;
  private sum = 0;

  constructor(
    private readonly bars: number,
    private readonly withinMs: number,
  ) {}

  /** Takes bars in any order of time. */
  add(start: number, volume: number): void {
    let at = this.starts.length;
    while (at > this.head && (this.starts[at - 1] as number) > start) at -= 1;
    if (at > this.head && this.starts[at - 1] === start) {
      this.sum += volume - (this.volumes[at - 1] as number);
      this.volumes[at - 1] = volume;
      return;
    }
    this.starts.splice(at, 0, start);
    this.volumes.splice(at, 0, volume);
    this.sum += volume;
    const newest = this.starts.at(-1) as number;
    // One more than asked for: the newest may be the very bar that is compared.
    const most = this.bars > 0 ? this.bars + 1 : mostBars;
    const isTooOld = (): boolean =>
      this.bars === 0 && (this.starts[this.head] as number) < newest - this.withinMs;
    while (this.size > most || isTooOld()) this.drop();
  }

  /** The average of the bars before the one that begins at `start`; NaN where there are too few. */
  averageBefore(start: number): number {
    while (this.bars === 0 && this.size > 0 && (this.starts[this.head] as number) < start - this.withinMs)
      this.drop();
    const hasThis = this.starts.at(-1) === start;
    const extra = this.bars > 0 && this.size - (hasThis ? 1 : 0) > this.bars;
    const count = this.size - (hasThis ? 1 : 0) - (extra ? 1 : 0);
    if (count < (this.bars > 0 ? this.bars : fewestBars)) return NaN;
    const rest =
      (hasThis ? (this.volumes.at(-1) as number) : 0) + (extra ? (this.volumes[this.head] as number) : 0);
    return (this.sum - rest) / count;
  }

  get size(): number {
    return this.starts.length - this.head;
  }

  /** Adds up anew now and then, so that errors of rounding do not. */
  private drop(): void {
    this.sum -= this.volumes[this.head] as number;
    this.head += 1;
    if (this.head * 2 < this.starts.length) return;
    this.starts = this.starts.slice(this.head);
    this.volumes = this.volumes.slice(this.head);
    this.head = 0;
    this.sum = this.volumes.reduce((sum, volume) => sum + volume, 0);
  }
}

import { type Bar, type BarSpec, type Trade, barSeconds, barStart, neighbourStart } from './bars';
import { type Random, gaussian } from './random';

/** What a series needs to know of its instrument when it begins. */
export interface SeriesOrigin {
  /** Unix milliseconds. */
  readonly now: number;
  readonly price: number;
  /** The day's range so far, which the running bar respects. */
  readonly dayHigh: number;
  readonly dayLow: number;
  readonly dailyDeviation: number;
  readonly dailyVolume: number;
  readonly tickSize: number;
}

/** Bars kept of a series: the longest history that the guide allows, and some room. */
const MAX_BARS = 32_000;

/**
 * The bars of one instrument and length. History is invented backwards from the price at which the series began,
 * so that its last close is the live price; from then on trades make the bars, and history repeats what was sent.
 */
export class BarSeries {
  private bars: Bar[];
  private trades = 0;

  constructor(
    readonly spec: BarSpec,
    private readonly origin: SeriesOrigin,
    private readonly random: Random,
  ) {
    this.bars = [this.firstBar()];
  }

  /** The running bar. */
  get current(): Bar {
    return this.bars[this.bars.length - 1] as Bar;
  }

  /** End of the running bar, inclusive, in Unix seconds (the guide's 1m sample: start + 59). None for ticks. */
  get currentEnd(): number | undefined {
    if (this.spec.type === 'tick') return undefined;
    return neighbourStart(this.spec, this.current.time, 1) - 1;
  }

  /** The last bars, oldest first, the running one included. */
  history(count: number): Bar[] {
    if (count > this.bars.length) this.extend(count - this.bars.length);
    return this.bars.slice(-count).map(bar => ({ ...bar }));
  }

  add(trade: Trade): void {
    if (this.spec.type === 'tick') this.addTick(trade);
    else {
      this.startDue(trade.time);
      const bar = this.current;
      bar.high = Math.max(bar.high, trade.price);
      bar.low = Math.min(bar.low, trade.price);
      bar.close = trade.price;
      bar.volume += trade.size;
    }
  }

  /** Starts the bar of that moment if it has not started; it never goes back to an earlier one. True if it did. */
  startDue(timeMs: number): boolean {
    if (this.spec.type === 'tick') return false;
    const start = barStart(this.spec, timeMs);
    if (start <= this.current.time) return false;
    this.append(flatBar(start, this.current.close));
    return true;
  }

  /** Replaces the running bar, or appends a later one. Throws for an earlier one: the past was already sent. */
  put(bar: Partial<Bar> & { readonly close: number }): Bar {
    const time = bar.time ?? this.nextStart();
    if (time < this.current.time) {
      throw new RangeError(`A bar at ${time} is earlier than the running one at ${this.current.time}.`);
    }
    const open = bar.open ?? bar.close;
    const whole = {
      time,
      open,
      high: bar.high ?? Math.max(open, bar.close),
      low: bar.low ?? Math.min(open, bar.close),
      close: bar.close,
      volume: bar.volume ?? 0,
    };
    if (time === this.current.time) this.bars[this.bars.length - 1] = whole;
    else this.append(whole);
    return whole;
  }

  private nextStart(): number {
    return this.spec.type === 'tick'
      ? this.current.time + 0.5
      : neighbourStart(this.spec, this.current.time, 1);
  }

  private addTick(trade: Trade): void {
    if (this.trades % this.spec.interval === 0) {
      // Two trades in one millisecond still are two bars, and a bar's time is all that tells them apart.
      const time = Math.max(trade.time / 1_000, this.current.time + 0.001);
      this.append({ ...flatBar(Math.round(time * 1_000) / 1_000, trade.price), volume: trade.size });
    } else {
      const bar = this.current;
      bar.high = Math.max(bar.high, trade.price);
      bar.low = Math.min(bar.low, trade.price);
      bar.close = trade.price;
      bar.volume += trade.size;
    }
    this.trades += 1;
  }

  private append(bar: Bar): void {
    this.bars.push(bar);
    if (this.bars.length > MAX_BARS + 1_000) this.bars = this.bars.slice(-MAX_BARS);
  }

  private firstBar(): Bar {
    const { now, price, dayHigh, dayLow } = this.origin;
    const bar = this.inventBar(barStart(this.spec, now), price);
    const isLong = barSeconds(this.spec) >= 86_400;
    if (isLong) return { ...bar, high: Math.max(bar.high, dayHigh), low: Math.min(bar.low, dayLow) };
    const clip = (value: number) => Math.min(dayHigh, Math.max(dayLow, value));
    return { ...bar, open: clip(bar.open), high: clip(bar.high), low: clip(bar.low) };
  }

  private extend(count: number): void {
    const older: Bar[] = [];
    let { time, open } = this.bars[0] as Bar;
    for (let index = 0; index < count; index += 1) {
      time = neighbourStart(this.spec, time, -1);
      const bar = this.inventBar(this.spec.type === 'tick' ? Math.round(time * 1_000) / 1_000 : time, open);
      older.push(bar);
      open = bar.open;
    }
    this.bars = [...older.reverse(), ...this.bars];
  }

  private inventBar(time: number, close: number): Bar {
    const { dailyDeviation, dailyVolume, tickSize, price } = this.origin;
    const share = Math.min(barSeconds(this.spec) / 86_400, 30);
    const spread = dailyDeviation * Math.sqrt(share);
    // The pull towards the origin keeps 30,000 invented bars in a plausible range.
    const pull = Math.log(price / close) * Math.min(0.2, 0.02 + share);
    const rounded = (value: number) => roundTo(Math.max(tickSize, value), tickSize);
    const open = rounded(close * Math.exp(pull + spread * gaussian(this.random)));
    return {
      time,
      open,
      high: rounded(Math.max(open, close) * (1 + (spread / 2) * this.random())),
      low: rounded(Math.min(open, close) * (1 - (spread / 2) * this.random())),
      close,
      volume: Math.max(1, Math.round(dailyVolume * share * (0.5 + this.random()))),
    };
  }
}

function flatBar(time: number, price: number): Bar {
  return { time, open: price, high: price, low: price, close: price, volume: 0 };
}

/** Rounds to a multiple of the tick size, free of the dust that binary fractions leave. */
export function roundTo(value: number, tickSize: number): number {
  return Number((Math.round(value / tickSize) * tickSize).toFixed(8));
}

import type { BarSpec } from './bars';
import type { InstrumentFacts } from './instruments';
import { type Random, gaussian, hashText, seededRandom } from './random';
import { BarSeries, roundTo } from './series';

/** What is known of an instrument at a moment; prices in `currency`, percentages in percent. */
export interface Quote {
  readonly status: 'OPEN' | 'CLOSED' | 'PRE' | 'POST';
  /** Time of the last trade, Unix milliseconds. */
  readonly lastTime: number;
  readonly last: number;
  readonly bid: number;
  readonly ask: number;
  readonly bidSize: number;
  readonly askSize: number;
  readonly change: number;
  readonly changePercent: number;
  readonly volume: number;
  readonly previousClose: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly marketCap: number | undefined;
}

/** Share of steps that are trades; the others only move bid and ask, so that some quotes lack a last price. */
const TRADE_SHARE = 0.85;

/** One step's deviation as a share of a day's: small enough to be plausible, large enough to be seen moving. */
const STEP_SHARE = 0.006;

/** How strongly the walk is drawn back, so that a feed that runs for weeks keeps a plausible price. */
const PULL = 0.0005;

const DAY_MS = 86_400_000;

/** Trades invented at most for a time in which nobody listened. */
const MAX_CATCH_UP = 600;

/** One instrument: its random walk, its day so far and the bars made of its trades. */
export class Instrument {
  private readonly random: Random;
  private readonly series = new Map<string, BarSeries>();
  /** The walk before rounding: without it a cheap stock would stick to its tick. */
  private level: number;
  private anchor: number;
  private last: number;
  private bid = 0;
  private ask = 0;
  private bidSize = 1;
  private askSize = 1;
  private lastTime: number;
  private volume: number;
  private previousClose: number;
  private open: number;
  private high: number;
  private low: number;

  constructor(
    readonly facts: InstrumentFacts,
    private readonly seed: number,
    now: number,
  ) {
    this.random = seededRandom(seed ^ hashText(facts.code));
    const { price, tickSize, dailyDeviation, dailyVolume } = facts;
    const near = (share: number) =>
      roundTo(price * (1 + share * dailyDeviation * gaussian(this.random)), tickSize);
    this.level = price;
    this.anchor = price;
    this.last = price;
    this.lastTime = now;
    this.previousClose = near(0.5);
    this.open = near(0.2);
    this.high = roundTo(Math.max(price, this.open) * (1 + dailyDeviation * 0.3 * this.random()), tickSize);
    this.low = roundTo(Math.min(price, this.open) * (1 - dailyDeviation * 0.3 * this.random()), tickSize);
    this.volume = Math.round(dailyVolume * (0.2 + 0.5 * this.random()));
    this.spread();
  }

  get code(): string {
    return this.facts.code;
  }

  quote(): Quote {
    const { last, previousClose, facts } = this;
    return {
      status: 'OPEN',
      lastTime: this.lastTime,
      last,
      bid: this.bid,
      ask: this.ask,
      bidSize: this.bidSize,
      askSize: this.askSize,
      change: Number((last - previousClose).toFixed(5)),
      changePercent: Number((((last - previousClose) / previousClose) * 100).toFixed(2)),
      volume: this.volume,
      previousClose,
      open: this.open,
      high: this.high,
      low: this.low,
      marketCap: facts.outstanding === undefined ? undefined : Math.round(facts.outstanding * last),
    };
  }

  /** The bars of that kind, made on first use and kept from then on. */
  bars(spec: BarSpec, now: number): BarSeries {
    const name = `${spec.type} ${spec.interval}`;
    let series = this.series.get(name);
    if (series === undefined) {
      const { dailyDeviation, dailyVolume, tickSize } = this.facts;
      const day = { price: this.last, dayHigh: this.high, dayLow: this.low };
      const random = seededRandom(this.seed ^ hashText(`${this.code} ${name}`));
      series = new BarSeries(spec, { now, ...day, dailyDeviation, dailyVolume, tickSize }, random);
      this.series.set(name, series);
    }
    return series;
  }

  /** One step of the walk; true if it was a trade. `always` makes it one. */
  step(now: number, always = false): boolean {
    const { dailyDeviation, tickSize } = this.facts;
    const isTrade = this.random() < TRADE_SHARE || always;
    if (isTrade) {
      const drift = PULL * Math.log(this.anchor / this.level);
      this.level *= Math.exp(drift + STEP_SHARE * dailyDeviation * gaussian(this.random));
      this.trade(Math.max(tickSize, roundTo(this.level, tickSize)), now);
    } else this.spread();
    return isTrade;
  }

  /** Trades at that price, from where the walk goes on. Throws for a price that is not positive. */
  setPrice(price: number, now: number): void {
    if (!(price > 0 && Number.isFinite(price)))
      throw new RangeError(`A price is a positive number, not ${price}.`);
    this.level = price;
    this.anchor = price;
    this.trade(price, now);
  }

  /** Invents the trades of a time in which nobody listened, so that history has no hole there. */
  catchUp(now: number, rate: number): void {
    const missed = Math.min(MAX_CATCH_UP, Math.floor(((now - this.lastTime) / 1_000) * rate));
    const from = this.lastTime;
    for (let index = 1; index <= missed; index += 1) {
      this.step(Math.round(from + ((now - from) * index) / (missed + 1)), true);
    }
  }

  private trade(price: number, now: number): void {
    if (Math.floor(now / DAY_MS) > Math.floor(this.lastTime / DAY_MS)) this.startDay();
    const size = Math.max(1, Math.round((this.facts.dailyVolume / 47_000) * (0.2 + 1.6 * this.random())));
    this.last = price;
    this.lastTime = now;
    this.volume += size;
    this.high = Math.max(this.high, price);
    this.low = Math.min(this.low, price);
    for (const series of this.series.values()) series.add({ time: now, price, size });
    this.spread();
  }

  private startDay(): void {
    this.previousClose = this.last;
    this.open = this.last;
    this.high = this.last;
    this.low = this.last;
    this.volume = 0;
  }

  /** Puts bid and ask around the last price, one to three steps away. */
  private spread(): void {
    const { tickSize } = this.facts;
    // A price set far below the usual one still needs room for a bid above zero.
    const step = Math.min(tickSize, this.last / 1_000);
    const away = () => step * (1 + Math.floor(this.random() * 3));
    this.bid = Number((this.last - away()).toFixed(8));
    this.ask = Number((this.last + away()).toFixed(8));
    this.bidSize = 1 + Math.floor(this.random() * 40);
    this.askSize = 1 + Math.floor(this.random() * 40);
  }
}

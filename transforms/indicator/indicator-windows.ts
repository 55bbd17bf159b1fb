/** Indicators that know nothing but their last bars: SMA, Bollinger bands, rate of change, z-score; and VWAP. */
import { BollingerBands, ROC, SMA, getZScore } from '../../vendor/trading-signals';
import type { Inputs, Machine } from './indicator-calculation';

export class SmaMachine implements Machine {
  readonly carried = undefined;
  private readonly sma: SMA;

  constructor(readonly needs: number) {
    this.sma = new SMA(needs);
  }

  update([price = NaN]: Inputs, replaces: boolean): (number | null)[] {
    return [this.sma.update(price, replaces)];
  }
}

export class BollingerMachine implements Machine {
  readonly carried = undefined;
  private readonly bands: BollingerBands;

  constructor(
    readonly needs: number,
    deviations: number,
  ) {
    this.bands = new BollingerBands(needs, deviations);
  }

  update([price = NaN]: Inputs, replaces: boolean): (number | null)[] {
    const bands = this.bands.update(price, replaces);
    return bands ? [bands.upper, bands.middle, bands.lower] : [null, null, null];
  }
}

export class RocMachine implements Machine {
  readonly needs: number;
  readonly carried = undefined;
  private readonly roc: ROC;

  constructor(length: number) {
    this.needs = length + 1;
    this.roc = new ROC(length);
  }

  /** In percent of the size of the old price, so that a rise is positive from negative prices too; from 0 there is none. */
  update([price = NaN]: Inputs, replaces: boolean): (number | null)[] {
    const part = this.roc.update(price, replaces);
    const [old = 0] = this.roc.prices;
    return [part === null ? null : part * 100 * Math.sign(old)];
  }
}

/** The last inputs of a window. */
class Window {
  readonly kept: Inputs[] = [];

  constructor(private readonly length: number) {}

  get isFull(): boolean {
    return this.kept.length === this.length;
  }

  take(inputs: Inputs, replaces: boolean): void {
    if (replaces) this.kept.pop();
    this.kept.push(inputs);
    if (this.kept.length > this.length) this.kept.shift();
  }
}

export class ZScoreMachine implements Machine {
  readonly carried = undefined;
  private readonly window: Window;

  constructor(readonly needs: number) {
    this.window = new Window(needs);
  }

  /** Where nothing varies there is none. */
  update(inputs: Inputs, replaces: boolean): (number | null)[] {
    this.window.take(inputs, replaces);
    const prices = this.window.kept.map(([price = NaN]) => price);
    const varies = prices.some(price => price !== prices[0]);
    return [this.window.isFull && varies ? getZScore(prices) : null];
  }
}

/** Prices times volumes, by volumes; null where nothing was traded. */
const weighted = (money: number, volume: number): (number | null)[] => [volume > 0 ? money / volume : null];

/** Over the last bars. */
export class WindowVwapMachine implements Machine {
  readonly carried = undefined;
  private readonly window: Window;

  constructor(readonly needs: number) {
    this.window = new Window(needs);
  }

  update(inputs: Inputs, replaces: boolean): (number | null)[] {
    this.window.take(inputs, replaces);
    if (!this.window.isFull) return [null];
    let [money, volume] = [0, 0];
    for (const [price = NaN, units = NaN] of this.window.kept) {
      money += price * units;
      volume += units;
    }
    return weighted(money, volume);
  }
}

/** Since the day began. The library's neither begins anew nor takes a bar back without a rounding error. */
export class DailyVwapMachine implements Machine {
  readonly needs = 1;
  carried: number[] | undefined = undefined;
  private day = NaN;
  private money = 0;
  private volume = 0;

  update([price = NaN, units = NaN, day = NaN]: Inputs, replaces: boolean): (number | null)[] {
    const [money = 0, volume = 0, before = NaN] = replaces
      ? (this.carried ?? [])
      : [this.money, this.volume, this.day];
    this.carried = Number.isNaN(before) ? undefined : [money, volume, before];
    const isNew = day !== before;
    this.day = day;
    this.money = (isNew ? 0 : money) + price * units;
    this.volume = (isNew ? 0 : volume) + units;
    return weighted(this.money, this.volume);
  }

  resume([money = 0, volume = 0, day = NaN]: readonly number[]): void {
    [this.money, this.volume, this.day] = [money, volume, day];
  }
}

/** Indicators that carry an average on from bar to bar: EMA, MACD, RSI and ATR. */
import { ATR, EMA, RSI, SMA, WSMA } from '../../vendor/trading-signals';
import type { Inputs, Machine } from './indicator-calculation';

/** The library's EMA, whose state can be read and set. */
class OpenEma extends EMA {
  /** The average before the last input. */
  get before(): number | undefined {
    return this.previousResult;
  }

  resume(average: number): void {
    this.result = average;
  }
}

/** The library's Wilder smoothing, whose state can be read and set. */
class OpenWilder extends WSMA {
  /** The average before the last input. */
  get before(): number | undefined {
    return this.previousResult;
  }

  resume(average: number): void {
    this.result = average;
  }
}

/** An EMA that begins with the average of its first values, as charts have it; the library's begins with the first. */
class SeededEma {
  private readonly first: SMA;
  private readonly ema: OpenEma;
  private count = 0;

  constructor(private readonly length: number) {
    this.first = new SMA(length);
    this.ema = new OpenEma(length);
  }

  get before(): number | undefined {
    return this.ema.before;
  }

  update(value: number, replaces: boolean): number | null {
    if (!replaces && this.count <= this.length) this.count += 1;
    if (this.count > this.length) return this.ema.update(value, replaces);
    const average = this.first.update(value, replaces);
    if (average !== null) this.ema.resume(average);
    return average;
  }

  resume(average: number): void {
    this.count = this.length;
    this.ema.resume(average);
  }
}

const allKnown = (values: readonly (number | undefined)[]): values is number[] =>
  values.every(value => value !== undefined);

export class EmaMachine implements Machine {
  readonly needs: number;
  private readonly ema: SeededEma;

  constructor(length: number) {
    this.needs = length;
    this.ema = new SeededEma(length);
  }

  get carried(): number[] | undefined {
    const { before } = this.ema;
    return before === undefined ? undefined : [before];
  }

  update([price = NaN]: Inputs, replaces: boolean): (number | null)[] {
    return [this.ema.update(price, replaces)];
  }

  resume([average = NaN]: readonly number[]): void {
    this.ema.resume(average);
  }
}

/** Of three EMAs: the library's MACD takes the signal for known before it has begun. */
export class MacdMachine implements Machine {
  readonly needs: number;
  private readonly averages: readonly [fast: SeededEma, slow: SeededEma, signal: SeededEma];

  constructor(fast: number, slow: number, signal: number) {
    this.needs = slow + signal - 1;
    this.averages = [new SeededEma(fast), new SeededEma(slow), new SeededEma(signal)];
  }

  get carried(): number[] | undefined {
    const befores = this.averages.map(({ before }) => before);
    return allKnown(befores) ? befores : undefined;
  }

  update([price = NaN]: Inputs, replaces: boolean): (number | null)[] {
    const [fast, slow, signal] = this.averages;
    const [quick, late] = [fast.update(price, replaces), slow.update(price, replaces)];
    if (quick === null || late === null) return [null, null, null];
    const macd = quick - late;
    const smooth = signal.update(macd, replaces);
    return [macd, smooth, smooth === null ? null : macd - smooth];
  }

  resume(carried: readonly number[]): void {
    this.averages.forEach((average, at) => average.resume(carried[at] ?? NaN));
  }
}

/** A smoothing for the library to make, each of which is put into `made`. */
function collecting(made: OpenWilder[]): typeof WSMA {
  return class extends OpenWilder {
    constructor(length: number) {
      super(length);
      made.push(this);
    }
  };
}

export class RsiMachine implements Machine {
  readonly needs: number;
  /** Of the gains and of the losses. */
  private readonly averages: OpenWilder[] = [];
  private readonly rsi: RSI;

  constructor(length: number) {
    this.needs = length + 1;
    this.rsi = new RSI(length, collecting(this.averages));
  }

  get carried(): number[] | undefined {
    const befores = this.averages.map(({ before }) => before);
    return allKnown(befores) ? befores : undefined;
  }

  /** Where nothing moved at all there is no relative strength: the library's 100 would look overbought. */
  update([price = NaN]: Inputs, replaces: boolean): (number | null)[] {
    const strength = this.rsi.update(price, replaces);
    return [this.averages.every(average => average.getResult() === 0) ? null : strength];
  }

  resume(carried: readonly number[], [before = NaN]: Inputs): void {
    this.rsi.update(before, false);
    this.averages.forEach((average, at) => average.resume(carried[at] ?? NaN));
  }
}

export class AtrMachine implements Machine {
  readonly needs: number;
  private readonly averages: OpenWilder[] = [];
  private readonly atr: ATR;

  constructor(length: number) {
    this.needs = length;
    this.atr = new ATR(length, collecting(this.averages));
  }

  get carried(): number[] | undefined {
    const befores = this.averages.map(({ before }) => before);
    return allKnown(befores) ? befores : undefined;
  }

  update([high = NaN, low = NaN, close = NaN]: Inputs, replaces: boolean): (number | null)[] {
    return [this.atr.update({ high, low, close }, replaces)];
  }

  resume([average = NaN]: readonly number[], before: Inputs): void {
    this.update(before, false);
    for (const one of this.averages) one.resume(average);
  }
}

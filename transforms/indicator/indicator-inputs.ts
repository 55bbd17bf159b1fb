/** What an indicator takes of an event: numbers, or nothing where one of them is missing. */
import type { BarEvent, QuoteEvent } from '../../core/event';
import { zoneClock } from '../zone-clock';
import type { Inputs, Machine } from './indicator-calculation';
import type { Indicator, IndicatorPrice } from './indicator-kinds';
import { AtrMachine, EmaMachine, MacdMachine, RsiMachine } from './indicator-smoothed';
import {
  BollingerMachine,
  DailyVwapMachine,
  RocMachine,
  SmaMachine,
  WindowVwapMachine,
  ZScoreMachine,
} from './indicator-windows';

export type PriceEvent = BarEvent | QuoteEvent;

/** No price and no volume is larger: what is would drown all that follows. */
const largest = 1e15;
const dayMs = 86_400_000;

/** A number that can be counted with, else NaN. */
const usable = (value: unknown): number =>
  typeof value === 'number' && Math.abs(value) <= largest ? value : NaN;

function priceIn(event: PriceEvent, price: IndicatorPrice): number {
  const fields: Partial<Record<IndicatorPrice, unknown>> = event;
  const at = (name: IndicatorPrice): number => usable(fields[name]);
  if (price === 'hl2') return (at('high') + at('low')) / 2;
  if (price === 'hlc3') return (at('high') + at('low') + at('close')) / 3;
  return at(price);
}

function numbersOf(indicator: Indicator, event: PriceEvent, time: number): number[] {
  const { kind, price, timeZone, length } = indicator;
  if (kind === 'atr') {
    const [high, low, close] = [priceIn(event, 'high'), priceIn(event, 'low'), priceIn(event, 'close')];
    return high >= low ? [high, low, close] : [NaN, NaN, NaN];
  }
  if (kind !== 'vwap') return [priceIn(event, price)];
  const volume = usable(event.volume);
  const traded = [priceIn(event, price), volume >= 0 ? volume : NaN];
  if (length > 0) return traded;
  return [...traded, Math.floor((zoneClock(timeZone)?.localMs(time) ?? NaN) / dayMs)];
}

/** What an indicator takes of an event that belongs to `time` (ms since 1970); undefined where something is missing. */
export function inputsOf(indicator: Indicator, event: PriceEvent, time: number): Inputs | undefined {
  const numbers = numbersOf(indicator, event, time);
  return numbers.every(Number.isFinite) ? numbers : undefined;
}

/** How many numbers `inputsOf` gives. */
export function widthOf({ kind, length }: Indicator): number {
  if (kind === 'atr') return 3;
  if (kind !== 'vwap') return 1;
  return length > 0 ? 2 : 3;
}

/** A machine that has taken nothing yet. */
export function machineOf({ kind, length, fast, signal, deviations }: Indicator): Machine {
  switch (kind) {
    case 'sma':
      return new SmaMachine(length);
    case 'ema':
      return new EmaMachine(length);
    case 'rsi':
      return new RsiMachine(length);
    case 'macd':
      return new MacdMachine(fast, length, signal);
    case 'bollinger':
      return new BollingerMachine(length, deviations);
    case 'atr':
      return new AtrMachine(length);
    case 'vwap':
      return length > 0 ? new WindowVwapMachine(length) : new DailyVwapMachine();
    case 'roc':
      return new RocMachine(length);
    case 'zscore':
      return new ZScoreMachine(length);
  }
}

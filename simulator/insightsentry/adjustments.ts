import type { Bar } from '../bars';
import type { SeriesOptions } from './subscriptions';

/** Invented exchange rates: US dollars for one unit. */
const DOLLARS: Readonly<Record<string, number>> = {
  USD: 1,
  USDT: 1,
  USDC: 1,
  EUR: 1.0874,
  GBP: 1.2716,
  JPY: 0.00661,
  CHF: 1.1285,
  CAD: 0.7051,
  AUD: 0.6432,
  CNY: 0.1379,
  HKD: 0.1285,
  INR: 0.0118,
  KRW: 0.000706,
  BTC: 97_250.5,
  ETH: 3_412.2,
};

const QUARTER_SECONDS = 91 * 86_400;

/** True where a series can be converted to that currency. */
export function convertsTo(currency: string): boolean {
  return Object.hasOwn(DOLLARS, currency);
}

/**
 * A bar under the options of its series. The effects are invented, but visible: an option that gets lost on the
 * way shows in the prices. Before the last quarter's start an unsplit price is fourfold, a dividend-adjusted one
 * 0.5 % lower, a back-adjusted future 0.4 % higher.
 */
export function adjustBar(bar: Bar, options: SeriesOptions, currency: string, now: number): Bar {
  let factor = 1;
  if (options.currency !== undefined) factor = (DOLLARS[currency] ?? 1) / (DOLLARS[options.currency] ?? 1);
  if (bar.time < quarterStart(now)) {
    if (!options.split) factor *= 4;
    if (options.dadj) factor *= 0.995;
    if (options.badj) factor *= 1.004;
  }
  if (factor === 1) return { ...bar };
  const scale = (price: number) => Number((price * factor).toPrecision(10));
  return {
    ...bar,
    open: scale(bar.open),
    high: scale(bar.high),
    low: scale(bar.low),
    close: scale(bar.close),
  };
}

function quarterStart(now: number): number {
  return Math.floor(now / 1_000 / QUARTER_SECONDS) * QUARTER_SECONDS;
}

/** Indicators against published examples. */
import assert from 'node:assert/strict';
import { atr14, averages10, bollinger20, macd, roc12, rsi14, vwap, zScore8 } from './indicator-references';
import { numbersOf } from './indicator-cases';

/** The last numbers are the expected ones, to that many digits, and those before them are not known. */
function check(numbers: readonly unknown[], expected: readonly number[], digits: number): void {
  const first = numbers.length - expected.length;
  assert.deepEqual(numbers.slice(0, first), new Array(first).fill(null));
  expected.forEach((one, at) => {
    const number = Number(numbers[first + at]);
    // A hair more than half of the last digit: published numbers were rounded once already.
    const slack = 0.5000001 * 10 ** -digits;
    assert.ok(Math.abs(number - one) <= slack, `number ${first + at}: ${number} in place of ${one}`);
  });
}

describe('indicators as published', () => {
  it('SMA of 10 closes (StockCharts)', () => {
    check(numbersOf({ kind: 'sma', length: 10 }, averages10.closes, 'sma10'), averages10.sma, 2);
  });

  it('EMA of 10 closes (StockCharts)', () => {
    check(numbersOf({ kind: 'ema', length: 10 }, averages10.closes, 'ema10'), averages10.ema, 5);
  });

  it("Wilder's RSI of 14 closes (StockCharts)", () => {
    check(numbersOf({ kind: 'rsi' }, rsi14.closes, 'rsi14'), rsi14.expected, 8);
  });

  it('MACD of 12, 26 and 9 closes (Investexcel)', () => {
    check(numbersOf({ kind: 'macd' }, macd.closes, 'macd'), macd.macd, 10);
    const upTo38 = macd.closes.slice(0, 38);
    check(numbersOf({ kind: 'macd' }, upTo38, 'macdSignal'), macd.signal, 12);
    check(numbersOf({ kind: 'macd' }, upTo38, 'macdHistogram'), macd.histogram, 12);
  });

  it('Bollinger bands of 20 closes, 2 standard deviations away (StockCharts)', () => {
    for (const band of ['Upper', 'Middle', 'Lower'] as const) {
      const expected = bollinger20[band.toLowerCase() as 'upper' | 'middle' | 'lower'];
      check(numbersOf({ kind: 'bollinger' }, bollinger20.closes, `bollinger20${band}`), expected, 2);
    }
  });

  it('ATR of 14 bars (StockCharts)', () => {
    const bars = atr14.closes.map((close, at) => ({
      close,
      high: atr14.highs[at] ?? NaN,
      low: atr14.lows[at] ?? NaN,
    }));
    // The example rounds some of its prices.
    check(numbersOf({ kind: 'atr' }, bars, 'atr14'), atr14.expected, 4);
  });

  it('rate of change over 12 closes (StockCharts)', () => {
    check(numbersOf({ kind: 'roc' }, roc12.closes, 'roc12'), roc12.expected, 2);
  });

  it('VWAP of a session (StockCharts)', () => {
    const bars = vwap.bars.map(([high = NaN, low = NaN, close = NaN, volume = NaN]) => ({
      high,
      low,
      close,
      volume,
    }));
    check(numbersOf({ kind: 'vwap' }, bars, 'vwap'), vwap.expected, 4);
  });

  it('z-score with the standard deviation of the population (Wikipedia)', () => {
    check(numbersOf({ kind: 'zscore', length: 8 }, zScore8.closes, 'zscore8'), zScore8.expected, 12);
  });
});

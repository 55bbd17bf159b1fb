/** Indicators against the formulas of textbooks, worked out anew for each bar; and what may not change a number. */
import assert from 'node:assert/strict';
import type { Form } from '../../core/provider';
import { piecesOf, type RowTexts } from '../../ports/kept-text';
import { fc } from '../property';
import { barsOf, numbers, operatorOf, run, type Prices } from './indicator-cases';

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
const deviation = (values: readonly number[]): number =>
  Math.sqrt(mean(values.map(value => (value - mean(values)) ** 2)));

/** Begins with the average of the first `length`, then takes `part` of each new value. */
function smoothed(values: readonly number[], length: number, part: number): number {
  return values
    .slice(length)
    .reduce((average, value) => average + (value - average) * part, mean(values.slice(0, length)));
}

const ema = (values: readonly number[], length: number): number => smoothed(values, length, 2 / (length + 1));

type Model = (bars: readonly Required<Prices>[]) => number | null;
const closes = (bars: readonly Required<Prices>[]): number[] => bars.map(({ close }) => close);

function rsi(bars: readonly Required<Prices>[], length: number): number | null {
  const moves = closes(bars).map((close, at, all) => close - (all[at - 1] ?? close));
  const [gains, losses] = [1, -1].map(sign => moves.slice(1).map(move => Math.max(0, sign * move))) as [
    number[],
    number[],
  ];
  const [gain, loss] = [gains, losses].map(values => smoothed(values, length, 1 / length)) as [
    number,
    number,
  ];
  return gain + loss === 0 ? null : (100 * gain) / (gain + loss);
}

function trueRanges(bars: readonly Required<Prices>[]): number[] {
  return bars.map(({ high, low }, at) => {
    const { close } = bars[at - 1] ?? { close: (high + low) / 2 };
    return Math.max(high, close) - Math.min(low, close);
  });
}

const macdOf = (values: readonly number[]): number => ema(values, 3) - ema(values, 5);
const typical = ({ high, low, close }: Required<Prices>): number => (high + low + close) / 3;

/** By the name of the number: the row of the form, the bars it takes, and the formula. */
const models: Record<string, { row: Form; needs: number; model: Model }> = {
  sma4: { row: { kind: 'sma', length: 4 }, needs: 4, model: bars => mean(closes(bars).slice(-4)) },
  ema4: { row: { kind: 'ema', length: 4 }, needs: 4, model: bars => ema(closes(bars), 4) },
  ema1: { row: { kind: 'ema', length: 1 }, needs: 1, model: bars => closes(bars).at(-1) ?? NaN },
  rsi3: { row: { kind: 'rsi', length: 3 }, needs: 4, model: bars => rsi(bars, 3) },
  macd: { row: { kind: 'macd', fast: 3, slow: 5, signal: 2 }, needs: 5, model: bars => macdOf(closes(bars)) },
  bollinger4Upper: {
    row: { kind: 'bollinger', length: 4, deviations: 1.5 },
    needs: 4,
    model: bars => mean(closes(bars).slice(-4)) + 1.5 * deviation(closes(bars).slice(-4)),
  },
  atr3: {
    row: { kind: 'atr', length: 3 },
    needs: 3,
    model: bars => smoothed(trueRanges(bars), 3, 1 / 3),
  },
  vwap3: {
    row: { kind: 'vwap', session: 'window', length: 3 },
    needs: 3,
    model: bars => {
      const last = bars.slice(-3);
      const volume = sum(last.map(one => one.volume));
      return volume === 0 ? null : sum(last.map(one => typical(one) * one.volume)) / volume;
    },
  },
  vwap: {
    row: { kind: 'vwap', timeZone: 'UTC' },
    needs: 1,
    model: bars => {
      const volume = sum(bars.map(one => one.volume));
      return volume === 0 ? null : sum(bars.map(one => typical(one) * one.volume)) / volume;
    },
  },
  roc3: {
    row: { kind: 'roc', length: 3 },
    needs: 4,
    model: bars => {
      const [old = NaN, now = NaN] = [closes(bars).at(-4), closes(bars).at(-1)];
      return old === 0 ? null : (100 * (now - old)) / Math.abs(old);
    },
  },
  zscore4: {
    row: { kind: 'zscore', length: 4 },
    needs: 4,
    model: bars => {
      const last = closes(bars).slice(-4);
      return new Set(last).size === 1 ? null : ((last.at(-1) ?? NaN) - mean(last)) / deviation(last);
    },
  },
};

/** Of numbers as they come from a market: to the cent. */
const price = fc.integer({ min: -20_000, max: 100_000 }).map(cents => cents / 100);
const oneBar = fc
  .record({ prices: fc.tuple(price, price, price), volume: fc.integer({ min: 0, max: 1e9 }) })
  .map(({ prices, volume }): Required<Prices> => {
    const [low, close, high] = [...prices].sort((one, other) => one - other) as [number, number, number];
    return { low, close, high, volume };
  });
const someBars = fc.array(oneBar, { minLength: 1, maxLength: 40 });
const rows = Object.values(models).map(({ row }) => row);
const names = [...Object.keys(models), 'macdSignal', 'macdHistogram', 'bollinger4Lower'];

describe('indicators and their formulas', () => {
  for (const [name, { row, needs, model }] of Object.entries(models)) {
    it(`${name} is what a textbook says, for any prices`, () => {
      fc.assert(
        fc.property(someBars, bars => {
          const results = numbers(run(operatorOf([row]), barsOf(bars)), name);
          results.forEach((result, at) => {
            const expected = at + 1 < needs ? null : model(bars.slice(0, at + 1));
            if (expected === null) return assert.equal(result, null);
            const slack = 1e-8 * Math.max(1, Math.abs(expected));
            assert.ok(Math.abs(Number(result) - expected) <= slack, `bar ${at}: ${result}, not ${expected}`);
          });
        }),
        { numRuns: 200 },
      );
    });
  }

  it('running bars, corrections, repetitions and late bars leave every number exactly as without them', () => {
    const noise = fc.array(fc.tuple(fc.constantFrom('running', 'wrong', 'again', 'late', 'broken'), oneBar), {
      minLength: 40,
      maxLength: 40,
    });
    fc.assert(
      fc.property(someBars, noise, (bars, disturbances) => {
        const clean = run(operatorOf(rows), barsOf(bars));
        const operator = operatorOf(rows);
        barsOf(bars).forEach((bar, at) => {
          const [what, other] = disturbances[at] ?? ['again', bars[0]];
          const disturbed = { ...bar, ...other };
          const [before] = barsOf(bars);
          if (what === 'running') run(operator, [{ ...disturbed, closed: false }]);
          if (what === 'wrong') run(operator, [disturbed]);
          if (what === 'late' && before && at > 1) run(operator, [{ ...before, ...other }]);
          const results = run(operator, [bar]);
          if (what === 'again') assert.deepEqual(run(operator, [bar]), results);
          if (what === 'broken') run(operator, [{ ...bar, close: NaN, high: Infinity, volume: null }]);
          assert.deepEqual(results, [clean[at]]);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('what is kept over restarts is read again whenever it has changed', () => {
    fc.assert(
      fc.property(someBars, oneBar, (bars, other) => {
        const operator = operatorOf(rows);
        const texts: RowTexts = new WeakMap();
        for (const bar of barsOf(bars))
          for (const event of [{ ...bar, ...other, closed: false }, { ...bar, ...other }, bar]) {
            run(operator, [event]);
            const kept = JSON.parse([...piecesOf(operator.save(), texts)].join('')) as unknown;
            assert.deepEqual(kept, JSON.parse(JSON.stringify(operator.save())));
          }
      }),
      { numRuns: 50 },
    );
  });

  it('a running bar is told what the closed one will say', () => {
    fc.assert(
      fc.property(someBars, oneBar, (bars, other) => {
        const operator = operatorOf(rows);
        for (const bar of barsOf(bars)) {
          run(operator, [{ ...bar, ...other, closed: false }]);
          const previews = run(operator, [{ ...bar, closed: false }]);
          const closed = run(operator, [bar]);
          for (const name of names) assert.deepEqual(numbers(previews, name), numbers(closed, name));
        }
      }),
    );
  });

  it('goes on after a restart at any bar exactly as without one, corrections included', () => {
    fc.assert(
      fc.property(someBars, fc.nat(39), oneBar, (bars, cut, other) => {
        const events = barsOf(bars);
        const at = Math.min(cut, events.length - 1);
        const [through, first] = [operatorOf(rows), operatorOf(rows)];
        run(through, events.slice(0, at + 1));
        run(first, events.slice(0, at + 1));
        const second = operatorOf(rows);
        second.restore(JSON.parse(JSON.stringify(first.save())));
        const last = events[at];
        const rest = [...(last ? [{ ...last, ...other }] : []), ...events.slice(at + 1)];
        assert.deepEqual(run(second, rest), run(through, rest));
      }),
      { numRuns: 300 },
    );
  });
});

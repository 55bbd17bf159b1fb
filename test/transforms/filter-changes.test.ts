import { strict as assert } from 'node:assert';
import { rememberedSymbols } from '../../transforms/filter/last-values';
import { eventOf, filterOf, quote, row } from './filter-cases';

/** For each value of `last` in turn, whether the condition holds. */
function overTime(operator: string, value: unknown, lasts: readonly unknown[]): boolean[] {
  const filter = filterOf('all', row('last', operator, value));
  return lasts.map(last => filter.accepts(quote({ symbol: 'A', last })));
}

describe('a filter for changes', () => {
  it('compares with the last event of the symbol that had a value', () => {
    const lasts = [10, 10, 11, null, 11, NaN, 9, 10];
    assert.deepEqual(overTime('changed', '', lasts), [false, false, true, false, false, false, true, true]);
    assert.deepEqual(overTime('rose', '', lasts), [false, false, true, false, false, false, false, true]);
    assert.deepEqual(overTime('fell', '', lasts), [false, false, false, false, false, false, true, false]);
  });

  it('measures a change, and is exact where sums are not', () => {
    assert.deepEqual(overTime('changedBy', 0.1, [0.2, 0.3, 0.35, 0.45]), [false, true, false, true]);
    assert.deepEqual(overTime('changedByPercent', '5%', [100, 105, 109, 103.55]), [false, true, false, true]);
    assert.deepEqual(overTime('changedByPercent', 5, [0, 1, -1, -2]), [false, false, true, true]);
    assert.deepEqual(overTime('changedBy', 1e-13, [1000, 1000]), [false, false], 'no change is none');
  });

  it('remembers what other conditions turned away', () => {
    const filter = filterOf('all', row('volume', 'gt', 100), row('last', 'rose'));
    const seen = [
      { last: 10, volume: 1 },
      { last: 11, volume: 200 },
      { last: 9, volume: 1 },
      { last: 10, volume: 200 },
    ];
    assert.deepEqual(
      seen.map(given => filter.accepts(quote({ symbol: 'A', ...given }))),
      [false, true, false, true],
    );
  });

  it('keeps symbols, types and intervals apart', () => {
    const filter = filterOf('all', row('high', 'changed'));
    assert.ok(!filter.accepts(quote({ symbol: 'A', high: 1 })));
    assert.ok(!filter.accepts(quote({ symbol: 'B', high: 2 })));
    assert.ok(!filter.accepts(eventOf('bar', { symbol: 'A', interval: '1m', high: 3 })));
    assert.ok(!filter.accepts(eventOf('bar', { symbol: 'A', interval: '5m', high: 4 })));
    assert.ok(!filter.accepts(quote({ symbol: null, high: 5 })));
    assert.ok(!filter.accepts(quote({ symbol: null, high: 6 })), 'without a symbol nothing is compared');
    assert.ok(!filter.accepts(quote({ symbol: 'A', high: 1 })));
    assert.ok(filter.accepts(eventOf('bar', { symbol: 'A', interval: '1m', high: 9 })));
  });

  it('knows changes of words and flags', () => {
    const status = filterOf('all', row('marketStatus', 'changed'));
    const words = ['PRE', 'PRE', null, 'OPEN', ''];
    assert.deepEqual(
      words.map(marketStatus => status.accepts(quote({ symbol: 'A', marketStatus }))),
      [false, false, false, true, false],
    );
    const closed = filterOf('all', row('closed', 'changed'));
    assert.deepEqual(
      [false, false, true].map(one => closed.accepts(eventOf('bar', { symbol: 'A', closed: one }))),
      [false, false, true],
    );
  });

  it('leaves late events out, and is not blocked by one from the future', () => {
    const filter = filterOf('all', row('last', 'changed'));
    const at = (time: string, last: number): boolean => filter.accepts(quote({ symbol: 'A', time, last }));
    assert.ok(!at('2026-01-02T14:59:00.000Z', 10));
    assert.ok(!at('2026-01-02T14:58:00.000Z', 11), 'late');
    assert.ok(!at('2026-01-02T14:59:00.000Z', 10), 'the late one was not remembered');
    assert.ok(at('2099-01-01T00:00:00.000Z', 12));
    assert.ok(at('2026-01-02T15:00:00.001Z', 13));
  });

  it('forgets one symbol or all when it is told to', () => {
    const filter = filterOf('all', row('high', 'changed'));
    const feed = (high: number): boolean[] =>
      ['A', 'B'].flatMap(symbol => [
        filter.accepts(quote({ symbol, high })),
        filter.accepts(eventOf('bar', { symbol, interval: '1m', high })),
      ]);
    feed(1);
    filter.reset('A');
    assert.deepEqual(feed(2), [false, false, true, true]);
    filter.reset();
    assert.deepEqual(feed(3), [false, false, false, false]);
  });

  it('remembers 10,000 symbols, the latest ones, and only those that a condition concerns', () => {
    const every = filterOf('all', row('last', 'changed'));
    const one = filterOf('all', row('last', 'changed'), row('symbol', 'in', 'S0, S1'));
    for (const last of [1, 2]) {
      let changed = 0;
      for (let at = 0; at < rememberedSymbols; at += 1) {
        if (every.accepts(quote({ symbol: `S${at}`, last }))) changed += 1;
      }
      assert.equal(changed, last === 1 ? 0 : rememberedSymbols);
    }
    one.accepts(quote({ symbol: 'S0', last: 1 }));
    for (let at = 2; at < 3 * rememberedSymbols; at += 1) {
      for (const filter of [every, one]) filter.accepts(quote({ symbol: `X${at}`, last: 1 }));
    }
    assert.ok(!every.accepts(quote({ symbol: 'S0', last: 3 })), 'forgotten');
    assert.ok(one.accepts(quote({ symbol: 'S0', last: 3 })), 'none of the others was remembered');
  });
});

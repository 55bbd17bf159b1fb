/** The indicator operator: what counts, what is sent on, what is remembered. */
import assert from 'node:assert/strict';
import type { MarketEvent } from '../../core/event';
import { IndicatorOperator, parseIndicators } from '../../transforms/indicator/indicator';
import { bar, quote, news, second } from './alert-cases';
import { barsOf, numbers, operatorOf, run } from './indicator-cases';

const sma3 = { kind: 'sma', length: 3 };
const statuses = (results: { indicatorStatus?: string }[]): unknown[] =>
  results.map(({ indicatorStatus }) => indicatorStatus);

describe('the indicator operator', () => {
  it('puts its numbers beside the event, after those of an indicator node before, and leaves the event as it came', () => {
    const [event] = barsOf([10]);
    assert.ok(event);
    const [first] = run(operatorOf([{ kind: 'sma', length: 1, name: 'one' }]), [event]);
    assert.ok(first);
    const [second] = run(operatorOf([{ kind: 'ema', length: 1, name: 'two' }]), [first]);
    assert.deepEqual(second, { ...event, indicators: { one: 10, two: 10 }, indicatorStatus: 'ready' });
    assert.equal('indicators' in event, false);
  });

  it('says how many bars it needs until it knows its number', () => {
    const operator = operatorOf([sma3, { kind: 'rsi', length: 3 }]);
    const results = run(operator, barsOf([1, 2, 3, 4]));
    assert.deepEqual(numbers(results, 'sma3'), [null, null, 2, 3]);
    assert.deepEqual(numbers(results, 'rsi3'), [null, null, null, 100]);
    assert.deepEqual(statuses(results), [
      'needs 4 bars, has 1',
      'needs 4 bars, has 2',
      'needs 4 bars, has 3',
      'ready',
    ]);
  });

  it('is warmed up by bars from before, which it sends on only if told so', () => {
    const [live, ...past] = barsOf([1, 2, 3, 4]).reverse();
    const history = past.reverse().map(one => ({ ...one, backfill: true }));
    assert.ok(live);
    assert.deepEqual(numbers(run(operatorOf([sma3]), [...history, live]), 'sma3'), [3]);
    const all = run(operatorOf([sma3], { backfill: 'send' }), [...history, live]);
    assert.deepEqual(numbers(all, 'sma3'), [null, null, 2, 3]);
  });

  it('previews running bars, or leaves them out', () => {
    const events = [...barsOf([1, 2, 3]), bar(3, { close: 9, closed: false }), bar(3, { close: 4 })];
    assert.deepEqual(numbers(run(operatorOf([sma3]), events), 'sma3'), [null, null, 2, 14 / 3, 3]);
    assert.deepEqual(numbers(run(operatorOf([sma3], { running: 'skip' }), events), 'sma3'), [
      null,
      null,
      2,
      3,
    ]);
  });

  it('does not count a bar whose end nobody told', () => {
    const events = [...barsOf([1, 2, 3]), bar(3, { close: 9, closed: false }), bar(4, { close: 4 })];
    assert.equal(numbers(run(operatorOf([sma3]), events), 'sma3').at(-1), 3);
  });

  it('takes a correction of the last bar even while the next one runs', () => {
    const next = bar(3, { close: 6, closed: false });
    const corrected = bar(2, { close: 30, action: 'updated' });
    const results = run(operatorOf([sma3]), [...barsOf([1, 2, 3]), next, corrected, next]);
    assert.deepEqual(numbers(results, 'sma3').slice(3), [11 / 3, 11, 38 / 3]);
  });

  it('counts late bars, says so, and goes on unchanged', () => {
    const operator = operatorOf([sma3]);
    const results = run(operator, [...barsOf([1, 2, 3]), bar(0, { close: 50 }), bar(3, { close: 4 })]);
    assert.deepEqual(numbers(results, 'sma3').slice(2), [2, null, 3]);
    assert.equal(results[3]?.indicatorStatus, 'late');
    run(operator, [bar(1, { backfill: true })]);
    assert.deepEqual(operator.counts, { symbols: 1, warming: 0, late: 1 }, 'history is late by nature');
  });

  it('works out history by itself that is sent once more after a restart, and goes on from where it was', () => {
    const history = barsOf([1, 2, 3, 4]).map(one => ({ ...one, backfill: true }));
    const first = operatorOf([sma3], { backfill: 'send' });
    run(first, [...history, ...barsOf([9, 9, 9, 9, 6]).slice(4)]);
    const second = operatorOf([sma3], { backfill: 'send' });
    second.restore(first.save(Infinity));
    const results = run(second, [...history, bar(5, { close: 8 })]);
    assert.deepEqual(numbers(results, 'sma3'), [null, null, 2, 3, 6]);
    assert.equal(results[1]?.indicatorStatus, 'needs 3 bars, has 2');
    assert.equal(second.counts.late, 0);
  });

  it('keeps symbols, intervals and providers apart, and lets other events pass as they are', () => {
    const others = [{ symbol: 'IBM' }, { interval: '5m' }, { provider: 'other' }];
    const operator = operatorOf([sma3]);
    const mixed = barsOf([1, 2, 3]).flatMap(one => [
      one,
      ...others.map(more => ({ ...one, ...more, close: 99 })),
    ]);
    assert.deepEqual(numbers(run(operator, mixed), 'sma3').slice(-4), [2, 99, 99, 99]);
    assert.equal(operator.counts.symbols, 2);
    const headline = news('n', 0);
    assert.equal(operator.take(headline, 0)[0], headline);
    const tick = quote(0, 5);
    assert.equal(operator.take(tick, 0)[0], tick);
  });

  it('counts quotes where a price of quotes is chosen, each once', () => {
    const operator = operatorOf([{ kind: 'sma', length: 2, price: 'mid' }]);
    const [one, two] = [quote(1, null, { mid: 10 }), quote(2, null, { mid: 20 })];
    const same = quote(2, null, { mid: 40, id: 'another of this second' });
    const results = run(operator, [one, two, two, same, quote(1, null, { mid: 99, id: 'late' })]);
    assert.deepEqual(numbers(results, 'sma2'), [null, 15, 15, 30, null]);
    assert.deepEqual(statuses(results).slice(0, 2), ['needs 2 quotes, has 1', 'ready']);
    const [candle] = barsOf([1]);
    assert.ok(candle);
    assert.equal(run(operator, [candle])[0], candle);
  });

  it('leaves out what is no number, and goes on', () => {
    const bad = [NaN, Infinity, null, undefined, '5', 1e16, -1e300, {}];
    const events = barsOf([1, 2, 3, 4]);
    for (const close of bad) {
      const broken = { ...bar(3), close } as MarketEvent;
      const results = run(operatorOf([sma3]), [...events.slice(0, 3), broken, bar(4, { close: 4 })]);
      assert.deepEqual(numbers(results, 'sma3'), [null, null, 2, null, 3]);
      assert.equal(results[3]?.indicatorStatus, 'incomplete');
    }
    const vwap = operatorOf([{ kind: 'vwap' }, { kind: 'atr', length: 1 }]);
    const odd = run(vwap, [bar(0, { volume: -1 }), bar(1, { volume: null }), bar(2, { high: 1, low: 2 })]);
    assert.deepEqual(numbers(odd, 'vwap').slice(0, 2), [null, null]);
    assert.equal(numbers(odd, 'atr1').at(-1), null);
  });

  it('takes a correction of a bar that had lacked its price', () => {
    const results = run(operatorOf([sma3]), [
      ...barsOf([1, 2]),
      bar(2, { close: null }),
      bar(2, { close: 3 }),
    ]);
    assert.equal(numbers(results, 'sma3').at(-1), 2);
  });

  it('never throws, whatever an event holds', () => {
    const operator = operatorOf([
      sma3,
      { kind: 'atr' },
      { kind: 'vwap' },
      { kind: 'ema', price: 'bid', name: 'e' },
    ]);
    const values = [null, undefined, NaN, '', 'x'.repeat(300), {}, [], () => 0, Symbol('s')];
    for (const value of values) {
      operator.take(value as MarketEvent, 0);
      for (const field of [
        'symbol',
        'provider',
        'interval',
        'start',
        'time',
        'id',
        'close',
        'closed',
        'receivedTime',
      ])
        for (const type of ['bar', 'quote'])
          operator.take({ ...bar(0), type, [field]: value } as unknown as MarketEvent, 0);
    }
    assert.ok(operator.counts.symbols <= 3);
  });

  it('begins the VWAP anew with each day of its time zone', () => {
    const at = (hour: number, close: number) => {
      const times = { start: second(hour * 3600), receivedTime: second(hour * 3600 + 60) };
      return bar(0, { close, high: close, low: close, ...times });
    };
    // The first bar is of 10:00 in New York.
    const bars = [at(0, 10), at(9, 20), at(13, 30), at(15, 40)];
    assert.deepEqual(numbers(run(operatorOf([{ kind: 'vwap' }]), bars), 'vwap'), [10, 15, 20, 40]);
    const utc = operatorOf([{ kind: 'vwap', timeZone: 'UTC' }]);
    assert.deepEqual(numbers(run(utc, bars), 'vwap'), [10, 20, 25, 30]);
  });

  it('says nothing where a price never moved, or rose from 0', () => {
    const rows = [
      { kind: 'rsi', length: 2 },
      { kind: 'zscore', length: 2 },
      { kind: 'roc', length: 1 },
    ];
    const operator = operatorOf(rows);
    const results = run(operator, barsOf([0, 0, 0, 5]));
    assert.deepEqual(numbers(results, 'rsi2'), [null, null, null, 100]);
    assert.deepEqual(numbers(results, 'zscore2'), [null, null, null, 1]);
    assert.deepEqual(numbers(results, 'roc1'), [null, null, null, null]);
  });

  it('forgets the series without an event for longest when there are too many', () => {
    const operator = operatorOf([sma3], {}, 2);
    const of = (symbol: string, minute: number) => bar(minute, { symbol, close: minute });
    run(operator, [of('A', 1), of('B', 1), of('A', 2), of('C', 1), of('A', 3)]);
    assert.deepEqual(operator.counts, { symbols: 2, warming: 1, late: 0 });
    assert.equal(run(operator, [of('B', 4)])[0]?.indicatorStatus, 'needs 3 bars, has 1');
    assert.equal(operator.counts.symbols, 2);
  });

  it('forgets one symbol, with or without its exchange, or all', () => {
    const operator = operatorOf([sma3]);
    const symbols = ['NASDAQ:AAPL', 'AAPL', 'IBM'];
    const fill = () =>
      run(
        operator,
        symbols.map(symbol => bar(1, { symbol })),
      );
    fill();
    operator.reset('aapl');
    assert.equal(operator.counts.symbols, 1);
    fill();
    operator.reset('NASDAQ:AAPL');
    assert.equal(operator.counts.symbols, 2);
    operator.reset();
    assert.deepEqual(operator.counts, { symbols: 0, warming: 0, late: 0 });
  });

  it('goes on with what an indicator of other settings or another name knows only where that is the same', () => {
    const saved = (() => {
      const operator = operatorOf([sma3, { kind: 'ema', length: 2 }]);
      run(operator, barsOf([1, 2, 3]));
      return JSON.parse(JSON.stringify(operator.save())) as unknown;
    })();
    const next = operatorOf([
      { kind: 'ema', length: 4 },
      { ...sma3, name: 'mine' },
    ]);
    next.restore(saved);
    const [result] = run(next, [bar(3, { close: 4 })]);
    assert.deepEqual(result?.indicators, { ema4: null, mine: 3 });
    assert.equal(result?.indicatorStatus, 'needs 4 bars, has 1');
  });

  it('saves the series seen last where not all may be saved', () => {
    const operator = operatorOf([sma3]);
    run(
      operator,
      ['A', 'B', 'C'].map(symbol => bar(1, { symbol })),
    );
    const most = JSON.stringify(operator.save()).length;
    assert.deepEqual(operator.save(most), operator.save(Infinity));
    const next = operatorOf([sma3]);
    next.restore(operator.save(most / 2));
    assert.equal(next.counts.symbols, 1);
    assert.equal(run(next, [bar(2, { symbol: 'C' })])[0]?.indicatorStatus, 'needs 3 bars, has 2');
  });

  it('begins anew with anything that it did not save', () => {
    const operator = operatorOf([sma3]);
    run(operator, barsOf([1, 2, 3]));
    const good = JSON.stringify(operator.save());
    const bad = [null, 7, [], {}, { version: 2 }, { version: 1, series: [null, {}, { key: 3 }] }];
    const damaged = [
      'null',
      '"x"',
      '[]',
      '{"carried":[],"inputs":[[null]]}',
      '{"carried":[1],"inputs":[]}',
    ].map(line => JSON.parse(good.replace(/\{"carried".*?\]\],"hasTaken":true\}/, line)) as unknown);
    for (const saved of [...bad, ...damaged]) {
      const next = new IndicatorOperator(parseIndicators({ indicators: [sma3] }));
      next.restore(saved);
      assert.deepEqual(numbers(run(next, [bar(5, { close: 1 })]), 'sma3'), [null], JSON.stringify(saved));
    }
  });
});

import { strict as assert } from 'node:assert';
import type { MarketEvent } from '../../core/event';
import type { Form } from '../../core/provider';
import { mostExtremes, Highest } from '../../transforms/alert/alert-window';
import { fc } from '../property';
import { bar, filing, firesAt, news, operatorOf, prices, quote, second, start } from './alert-cases';

const above = { kind: 'crossesAbove', level: 240 };
const past = { backfill: true };

describe('alerts on late and past events', () => {
  it('never fire for a price older than the newest of its symbol, which changes no side either', () => {
    assert.deepEqual(firesAt(above, [quote(0, 239), quote(5, 239), quote(4, 241)]), []);
    assert.deepEqual(firesAt(above, [quote(0, 239), quote(5, 241), quote(4, 239), quote(6, 242)]), [241]);
    assert.deepEqual(firesAt(above, [quote(0, 239), quote(0, 241)]), [241], 'as old is not late');
  });

  it('never fire for backfilled prices, which are not seen live', () => {
    assert.deepEqual(firesAt(above, [quote(0, 239, past), quote(1, 241, past), quote(2, 242)]), []);
    assert.deepEqual(firesAt(above, [quote(0, 239, past), quote(1, 241)]), []);
  });

  it('count them where the rule says so', () => {
    const rule = { ...above, includePast: true };
    assert.deepEqual(firesAt(rule, [quote(0, 239, past), quote(1, 241, past)]), [241]);
    assert.deepEqual(firesAt(rule, [quote(5, 239), quote(4, 241)]), [241]);
    assert.deepEqual(firesAt({ kind: 'words', words: 'a', includePast: true }, [news('1', 0, past)]), [
      'A headline',
    ]);
  });

  it('warm up their windows with backfilled prices and bars, in any order', () => {
    const high = { kind: 'newHigh', withinMs: 10_000 };
    assert.deepEqual(firesAt(high, [quote(0, 5, past), quote(8, 3, past), quote(10, 4), quote(11, 5)]), [5]);
    assert.deepEqual(firesAt(high, [quote(10, 4), quote(0, 5, past), quote(3, 9, past), quote(11, 6)]), []);
    const spike = { kind: 'volumeSpike', times: 3, bars: 3 };
    const run = [bar(1, past), bar(0, past), bar(2, past), bar(2, past), bar(3, { volume: 300 })];
    assert.deepEqual(firesAt(spike, run), [300]);
    const moves = { kind: 'movesBy', by: 5, withinMs: 10_000 };
    assert.deepEqual(firesAt(moves, [quote(0, 100, past), quote(5, 105)]), [105]);
    assert.deepEqual(
      firesAt(moves, [quote(0, 100), quote(5, 101), quote(2, 96), quote(6, 101)]),
      [101],
      'late',
    );
  });

  it('take a clock that is far ahead for a wrong one', () => {
    const operator = operatorOf(above);
    const wrong = quote(0, 239, { time: '2036-01-01T00:00:00.000Z' });
    operator.take(wrong, start);
    assert.equal(operator.take(quote(61, 241), start + 61_000).length, 1);
  });

  it('do without times, and with bars that are still running', () => {
    const timeless = { time: null, receivedTime: 'never' };
    const operator = operatorOf(above);
    operator.take(quote(0, 239, timeless), start);
    assert.equal(operator.take(quote(0, 241, timeless), start + 1)[0]?.time, second(0.001));
    const running = (close: number, seconds: number) =>
      bar(0, { close, closed: false, receivedTime: second(seconds) });
    assert.deepEqual(firesAt(above, [running(239, 5), running(241, 6), bar(0, { close: 239 })]), [241]);
  });

  it('take records that come in another order, but not what is much older', () => {
    const words = { kind: 'words', words: 'headline' };
    assert.equal(firesAt(words, [news('1', 100), news('2', 0), news('3', 50)]).length, 3);
    assert.equal(firesAt(words, [news('1', 10_000), news('2', 0)]).length, 1);
    assert.equal(
      firesAt(words, [news('1', 10_000), news('2', 0, { symbol: 'B', symbols: ['B'] })]).length,
      2,
    );
    assert.equal(firesAt({ kind: 'formFiled' }, [filing('1', 0, past), filing('2', 1)]).length, 1);
  });
});

describe('alerts on bad input', () => {
  it('take what is missing, NaN or infinite for nothing said', () => {
    for (const nothing of [null, NaN, Infinity, -Infinity]) {
      assert.deepEqual(firesAt(above, prices(239, nothing, 241)), [241]);
      assert.deepEqual(firesAt(above, prices(241, nothing, 242)), []);
    }
    assert.deepEqual(firesAt(above, [quote(0, 239), quote(1, '241' as never), quote(2, 241)]), [241]);
  });

  it('take huge numbers for numbers', () => {
    const huge = Number.MAX_VALUE;
    assert.deepEqual(firesAt(above, prices(-huge, huge)), [huge]);
    const [alert] = operatorOf({ kind: 'movesBy', by: 1, withinMs: 1000 }).take(quote(0, 1), start);
    assert.equal(alert, undefined);
    const operator = operatorOf({ kind: 'movesBy', by: 1, withinMs: 9000 });
    operator.take(quote(0, -huge), start);
    assert.equal(
      operator.take(quote(1, huge), start + 1000)[0]?.change,
      null,
      'no sum that JSON cannot hold',
    );
  });

  it('never fire twice for the same event', () => {
    const rules: Form[] = [
      above,
      { kind: 'newHigh', withinMs: 1000 },
      { kind: 'movesBy', by: 2, withinMs: 5000 },
      { kind: 'volumeSpike', times: 2, bars: 1 },
    ];
    const events = [...prices(239, 238, 237, 242), bar(5), bar(6, { volume: 300 })];
    for (const rule of rules) {
      const twice = events.flatMap(event => [event, event]);
      assert.deepEqual(firesAt(rule, twice), firesAt(rule, events), JSON.stringify(rule));
    }
  });

  it('never throw, whatever an event holds', () => {
    const rules = [
      'crossesAbove',
      'movesByPercent',
      'newHigh',
      'volumeSpike',
      'spreadWider',
      'words',
      'formFiled',
    ];
    const values = {
      level: 0,
      by: 1,
      withinMs: 1000,
      times: 1,
      words: 'a',
      text: '{{who}} {{body}} {{symbols}} {{time}}',
    };
    const more = ['ratingUp', 'targetChangedBy', 'earningsBeat', 'fromOpen'];
    const operator = operatorOf(...[...rules, ...more].map(kind => ({ ...values, kind, includePast: true })));
    const types = ['quote', 'bar', 'news', 'filing', 'rating', 'earnings', 'transcript', 'insight', 'odd'];
    const names = [
      'symbol',
      'symbols',
      'time',
      'last',
      'close',
      'volume',
      'start',
      'headline',
      'form',
      'eps',
    ];
    const field = fc.tuple(
      fc.constantFrom(...names, 'interval', 'provider', 'recordId', 'bid', '__proto__'),
      fc.anything(),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...types),
        fc.array(field),
        fc.integer({ max: 1e15 }),
        (type, fields, now) => {
          const event = { ...quote(0, 1), ...Object.fromEntries(fields), type } as unknown as MarketEvent;
          assert.ok(Array.isArray(operator.take(event, now)));
        },
      ),
      { numRuns: 1000 },
    );
    assert.deepEqual(operator.take(null as never, start), []);
  });
});

describe('the windows of alerts', () => {
  it('are bounded, whatever prices do, and never keep what is older than T', () => {
    const highest = new Highest();
    for (let time = 0; time < 10_000; time += 1) highest.add(time, 1 - time);
    assert.ok(highest.size <= mostExtremes);
    assert.equal(highest.value, 1, 'the highest stays');
    highest.expire(9999);
    assert.equal(highest.value, -9998, 'and the newest');
  });
});

/** Pace: its form, its sentence, its limits, and what it forgets. */
import { strict as assert } from 'node:assert';
import type { Form } from '../../core/provider';
import { AlertOperator, parseAlerts, type Alert } from '../../transforms/alert/alert';
import { parsePace } from '../../transforms/pace/pace';
import { mostWaiting } from '../../transforms/pace/pace-latest';
import { reviewPace } from '../../transforms/pace/pace-page';
import { barOf } from '../core/events';
import { quote } from './bars-cases';
import { idOf, itemOf, operatorOf, restarted, run, start, type Arrival } from './pace-cases';

const at = (ms: number, id: string, symbol = 'A', time: number | null = ms): Arrival => ({
  at: ms,
  id,
  symbol,
  time,
});
const refusalOf = (form: Form): string => {
  try {
    parsePace(form);
  } catch (thrown) {
    return (thrown as Error).message;
  }
  return '';
};

describe('the form of a pace', () => {
  it('means its defaults where it says nothing', () => {
    assert.deepEqual(parsePace({}), { mode: 'latest', everyMs: 60_000, output: 'messages' });
    assert.deepEqual(parsePace({ mode: 'throttle', everyMs: '5 min' }), {
      ...{ mode: 'throttle', most: 5, everyMs: 300_000, rest: 'digest' },
    });
    assert.deepEqual(parsePace({ mode: 'batch', batchSize: '20' }), {
      ...{ mode: 'batch', batchSize: 20, everyMs: 60_000 },
    });
  });

  it('is refused in words, by what its mode needs and nothing else', () => {
    const refusals: [form: Form, sentence: string][] = [
      [{ mode: 'fast' }, 'The mode must be one of latest, throttle, batch, sample, not "fast".'],
      [{ everyMs: 5 }, 'The time must be from 100 ms to 31 days.'],
      [{ mode: 'throttle', most: 0 }, 'How many messages at most must be a whole number from 1 to 1000.'],
      [{ mode: 'throttle', rest: 'keep' }, 'The rest must be one of digest, drop, not "keep".'],
      [{ mode: 'batch', batchSize: 1001 }, 'The size of a batch must be a whole number from 1 to 1000.'],
      [{ mode: 'latest', batchSize: 'x', most: {}, each: -1 }, ''],
      [{ mode: 'sample', sampleBy: 'count', everyMs: 'soon' }, ''],
    ];
    for (const [form, sentence] of refusals) {
      assert.equal(refusalOf(form), sentence);
      assert.equal(Object.values(reviewPace(form).faults)[0] ?? '', sentence, 'the dialog says the same');
    }
  });

  it('is said as a sentence', () => {
    const said: [form: Form, sentence: string][] = [
      [{}, 'The latest event of each symbol, once a minute, each as a message of its own.'],
      [
        { everyMs: '5 min', output: 'list' },
        'The latest event of each symbol, every 5 min, all in one list.',
      ],
      [{ everyMs: '${T}' }, 'The latest event of each symbol, every ${T}, each as a message of its own.'],
      [
        { mode: 'throttle', most: 1, rest: 'drop' },
        'At most 1 message in any minute. What is more is dropped, and counted.',
      ],
      [{ mode: 'batch' }, 'Lists of 100, or of fewer when 1 min passed since the first came.'],
      [{ mode: 'sample' }, 'Of each symbol one event, then none for a minute.'],
      [{ mode: 'sample', everyMs: '1 h' }, 'Of each symbol one event, then none for an hour.'],
      [{ mode: 'sample', sampleBy: 'count', each: 2 }, 'Of each symbol the first event, then every 2nd.'],
    ];
    for (const [form, sentence] of said)
      assert.deepEqual([reviewPace(form).sentence, form], [sentence, form]);
  });
});

describe('pace', () => {
  it('lets the latest leave on the stroke of the clock, whenever the first came', () => {
    const left = run({ everyMs: 60_000 }, [at(59_999, 'a'), at(60_000, 'b'), at(61_000, 'c')], 200_000);
    assert.deepEqual(left, [
      [60_000, 'item', ['a'], 1],
      [120_000, 'item', ['c'], 1],
    ]);
  });

  it('counts the time of a list from its first event', () => {
    const left = run({ mode: 'batch', everyMs: 60_000 }, [at(59_999, 'a'), at(60_000, 'b')], 200_000);
    assert.deepEqual(left, [[119_999, 'list', ['a', 'b'], 2]]);
  });

  it('tells apart symbols, types, intervals of bars and rules of alerts', () => {
    const operator = operatorOf({ output: 'list' });
    const alert = (name: string, symbol: string) => ({
      alert: name,
      symbol,
      time: null,
      message: '',
      rule: 1,
    });
    const bar = (interval: string) => ({ ...barOf('A', 1), interval });
    const payloads = [
      bar('1m'),
      bar('1m'),
      bar('5m'),
      alert('high', 'A'),
      alert('low', 'A'),
      alert('low', 'A'),
    ];
    for (const payload of payloads) operator.take({ payload: payload as never }, start);
    operator.take(itemOf(at(0, 'q')), start);
    assert.equal(operator.flush(start)[0]?.count, 5);
  });

  it('tells apart rules of two nodes that have the same name', () => {
    const alertsOf = (form: Form, last: number): Alert[] => {
      const operator = new AlertOperator(parseAlerts({ rules: [form] }));
      return [99, last].flatMap((price, index) => operator.take(quote(index * 1000, price), start));
    };
    const level = alertsOf({ kind: 'crossesAbove', level: 100 }, 108);
    const move = alertsOf({ kind: 'movesBy', by: 5, withinMs: '1 min' }, 108);
    const again = alertsOf({ kind: 'crossesAbove', level: 100 }, 109);
    assert.deepEqual([level[0]?.alert, move[0]?.alert], ['Rule 1', 'Rule 1']);
    const operator = operatorOf({});
    for (const payload of [...level, ...move, ...again]) operator.take({ payload }, start);
    assert.deepEqual(
      operator.flush(start).map(({ items }) => items[0]?.payload),
      [...move, ...again],
      'the latest of each',
    );
  });

  it('drops, and tells, what waits longest where too many wait', () => {
    const operator = operatorOf({ output: 'list' });
    for (let index = 0; index < mostWaiting + 3; index += 1)
      operator.take(itemOf(at(0, String(index), `S${index}`)), start);
    assert.deepEqual(
      [operator.counts.waiting, operator.takeDropped(), operator.takeDropped()],
      [mostWaiting, 3, 0],
    );
    assert.equal(
      operator.flush(start)[0]?.items[0] && idOf(operator.flush(start)[0]?.items[0] ?? itemOf(at(0, '3'))),
      '3',
    );
  });

  it('keeps the newest hundred of a digest, and the true count', () => {
    const arrivals = Array.from({ length: 251 }, (_, index) => at(index, String(index)));
    const [, digest] = run({ mode: 'throttle', most: 1, everyMs: 1000 }, arrivals, 5000);
    assert.deepEqual(
      [digest?.[0], digest?.[1], digest?.[2].length, digest?.[2].at(-1), digest?.[3]],
      [1000, 'digest', 100, '250', 250],
    );
  });

  it('forgets a symbol, with its exchange or without, or all', () => {
    const operator = operatorOf({ output: 'list' });
    const waits = (): void => {
      for (const symbol of ['NASDAQ:AAPL', 'B']) operator.take(itemOf(at(0, symbol, symbol)), start);
    };
    waits();
    operator.reset('aapl');
    assert.deepEqual(operator.flush(start)[0]?.items.map(idOf), ['B']);
    waits();
    operator.reset();
    assert.deepEqual([operator.flush(start), operator.dueAt, operator.counts.taken], [[], undefined, 0]);
  });

  it('lets leave at once what waited for a time that is no longer asked for', () => {
    const operator = operatorOf({ everyMs: '1 day' });
    operator.take(itemOf(at(0, 'a')), start);
    const next = operatorOf({ everyMs: '1 min' });
    next.restore(JSON.parse(JSON.stringify(operator.save())));
    assert.deepEqual(
      next.due(start + 1).map(({ items }) => items.map(idOf)),
      [['a']],
    );
  });

  it('keeps what stood beside an event, over a restart too', () => {
    const operator = operatorOf({});
    operator.take(itemOf(at(0, 'a')), start);
    const [paced] = restarted(operator, {}).flush(start);
    assert.deepEqual(paced?.items[0]?.rest, { topic: 'of a' });
  });
});

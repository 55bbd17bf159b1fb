import assert from 'node:assert/strict';
import { fc } from '../property';
import { copyEvent } from '../../core/event';
import { parseJson, toIso, toList, toNumber, toText } from '../../core/read';
import { quoteOf } from './events';

describe('reading what cannot be trusted', () => {
  it('takes numbers, and numbers in quotes, and nothing else for a number', () => {
    const cases: [unknown, number | null][] = [
      [1.5, 1.5],
      [0, 0],
      ['1733432340.0', 1_733_432_340],
      [' 7 ', 7],
      ['', null],
      [' ', null],
      ['1,000', null],
      ['NaN', null],
      ['Infinity', null],
      [Infinity, null],
      [NaN, null],
      [JSON.parse('1e999'), null],
      [true, null],
      [null, null],
      [undefined, null],
      [[5], null],
      [{ valueOf: () => 5 }, null],
    ];
    for (const [value, expected] of cases) assert.equal(toNumber(value), expected, String(value));
  });

  it('writes every time as the calendar does, and none that it does not have', () => {
    fc.assert(
      fc.property(fc.double({ min: -8.64e15, max: 8.64e15, noNaN: true }), ms => {
        assert.equal(toIso(ms), new Date(Math.floor(ms)).toISOString());
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.integer({ min: 1.7e12, max: 1.7e12 + 200_000 }), ms => {
        assert.equal(toIso(ms), new Date(ms).toISOString());
      }),
      { numRuns: 2000 },
    );
    for (const ms of [null, NaN, Infinity, -Infinity, 8.64e15 + 1, 1e300]) assert.equal(toIso(ms), null);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), fc.string({ unit: 'binary' }), (value, text) => {
        toNumber(value);
        toText(value);
        toList(value);
        parseJson(text);
        toList(text);
      }),
    );
  });

  it('splits lists as people type them', () => {
    assert.deepEqual(toList(' A, B;C\n\tD,,E '), ['A', 'B', 'C', 'D', 'E']);
    assert.deepEqual(toList(['A B', ['C'], 5]), ['A', 'B', 'C']);
    assert.deepEqual(toList(undefined), []);
  });
});

describe('the copy of an event that a flow may change', () => {
  it('shares nothing with the original', () => {
    const event = { ...quoteOf('A', 1), raw: { deep: [{ price: 1 }] } };
    const copy = copyEvent(event);
    assert.deepEqual(copy, event);
    copy.symbols.push('B');
    (copy.raw as { deep: unknown[] }).deep[0] = { price: 2 };
    assert.deepEqual([event.symbols, event.raw.deep], [['A'], [{ price: 1 }]]);
  });

  it('has no __proto__ of its own, at any depth', () => {
    const raw = JSON.parse(
      '{"a":[{"__proto__":{"polluted":1},"b":1}],"__proto__":{"polluted":1}}',
    ) as unknown;
    const copy = copyEvent({ ...quoteOf('A', 1), raw });
    assert.equal(JSON.stringify(copy.raw), '{"a":[{"b":1}]}');
  });

  it('is made also of what is nested deeper than any stack', () => {
    const depth = 200_000;
    const raw = JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`) as unknown;
    const copy = copyEvent({ ...quoteOf('A', 1), raw });
    JSON.stringify(copy);
  });
});

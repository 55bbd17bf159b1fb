import { strict as assert } from 'node:assert';
import { durationText, parseDuration, readDuration, unitLacking } from '../../transforms/duration';
import { fc } from '../property';

const limits = { what: 'The time', leastMs: 100, mostMs: 86_400_000, fallbackMs: 60_000 };

describe('durations', () => {
  it('are read as people say them', () => {
    const said: [text: string, ms: number | undefined][] = [
      ['5 min', 300_000],
      ['5min', 300_000],
      [' 1.5 Hours ', 5_400_000],
      ['1 h 30 min', 5_400_000],
      ['1 h, 30 min and 5 s', 5_405_000],
      ['an hour', 3_600_000],
      ['a day', 86_400_000],
      ['half an hour', 1_800_000],
      ['2 weeks', 1_209_600_000],
      ['250 ms', 250],
      ['1m', 60_000],
      ['5', undefined],
      ['', undefined],
      ['min', undefined],
      ['5 lightyears', undefined],
      ['5 min ago', undefined],
      ['-5 min', undefined],
      ['5 min 5', undefined],
      ['1e3 s', undefined],
      [`${'1 s '.repeat(40)}`, undefined],
    ];
    for (const [text, ms] of said) assert.equal(parseDuration(text), ms, text);
  });

  it('are the same when they are written and read again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4_000_000_000 }), ms =>
        assert.equal(parseDuration(durationText(ms)), ms),
      ),
    );
  });

  it('are milliseconds where a flow has a number, and their default where it has nothing', () => {
    assert.deepEqual(
      [undefined, null, '', ' ', 5000, '5000', '5 s'].map(value => readDuration(value, limits)),
      [60_000, 60_000, 60_000, 60_000, 5000, 5000, 5000],
    );
  });

  it('are refused in words', () => {
    const refusals: [value: unknown, sentence: RegExp][] = [
      [50, /^The time must be from 100 ms to 1 day\.$/],
      ['2 days', /^The time must be from 100 ms to 1 day\.$/],
      [NaN, /^The time must be a duration, for instance 5 min\.$/],
      [{}, /^The time must be a duration/],
      ['soon', /^The time cannot be "soon"\. Write a number and its unit/],
    ];
    for (const [value, sentence] of refusals)
      assert.throws(() => readDuration(value, limits), { name: 'ConfigError', message: sentence });
    assert.equal(unitLacking('90'), 'Say the unit: 90 s, 90 min or 90 h.');
    assert.equal(unitLacking('90 s'), undefined);
  });
});

import { strict as assert } from 'node:assert';
import { durationIn, durationText } from '../../transforms/duration';
import { fc } from '../property';

describe('durations', () => {
  it('are read as people write them', () => {
    const written: [string, number][] = [
      ['30 s', 30_000],
      ['90s', 90_000],
      ['5 min', 300_000],
      ['1.5 hours', 5_400_000],
      ['1 h 30 min', 5_400_000],
      ['1 day, 2 h and 1 ms', 93_600_001],
      ['52 weeks', 31_449_600_000],
      [' .5 M ', 30_000],
    ];
    for (const [text, ms] of written) assert.equal(durationIn(text), ms, text);
  });

  it('are nothing without a unit, with an unknown one, or with anything else', () => {
    const wrong = [
      '',
      '5',
      'min',
      '5 moons',
      '-5 min',
      '5 min?',
      '1e3 s',
      '5 min 3',
      '5min30s',
      '1 s'.repeat(99),
    ];
    for (const text of wrong) assert.equal(durationIn(text), undefined, text);
  });

  it('are written so that they are read as the same', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(1, 1000, 60_000, 86_400_000), (count, unit) => {
        assert.equal(durationIn(durationText(count * unit)), count * unit);
      }),
    );
  });
});

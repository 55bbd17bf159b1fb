import { strict as assert } from 'node:assert';
import type { Form } from '../../core/provider';
import type { AlertOperator } from '../../transforms/alert/alert';
import { firesAt, operatorOf, prices, quote, start } from './alert-cases';

const above = { kind: 'crossesAbove', level: 240 };
const at = (seconds: number): number => start + seconds * 1000;

/** Takes quotes of a second and price each, as they come; the seconds at which something fired. */
function run(operator: AlertOperator, ...steps: [seconds: number, last: number][]): number[] {
  return steps.flatMap(([seconds, last]) =>
    operator.take(quote(seconds, last), at(seconds)).map(() => seconds),
  );
}

const fired = (rule: Form, ...steps: [number, number][]): number[] =>
  run(operatorOf({ ...above, ...rule }), ...steps);

/** Up and down through the level, once at each of these seconds. */
const crossings = (...seconds: number[]): [number, number][] =>
  seconds.flatMap((one): [number, number][] => [
    [one - 0.5, 239],
    [one, 241],
  ]);

describe('alerts that must hold', () => {
  it('fire when the time is over, by the clock, with the latest value', () => {
    const operator = operatorOf({ ...above, holdMs: 10_000 });
    assert.deepEqual(run(operator, [0, 239], [1, 241], [5, 242]), []);
    assert.equal(operator.dueAt, at(11));
    assert.deepEqual(operator.counts, { fired: 0, waiting: 1, suppressed: 0 });
    assert.deepEqual(operator.due(at(11) - 1), []);
    const [alert] = operator.due(at(12));
    assert.equal(alert?.value, 242);
    assert.equal(alert?.time, '2026-01-02T15:00:01.000Z');
    assert.equal(alert?.firedTime, '2026-01-02T15:00:11.000Z');
    assert.equal(
      alert?.message,
      'AAPL crossed above 240.00 at 10:00:01 and stayed there for 10 s, now 242.00',
    );
    assert.equal(operator.dueAt, undefined);
    assert.deepEqual(operator.counts, { fired: 1, waiting: 0, suppressed: 0 });
  });

  it('fire not where the value went back, or to the level, and begin anew with the next', () => {
    const operator = operatorOf({ ...above, holdMs: 10_000 });
    assert.deepEqual(run(operator, [0, 239], [1, 241], [5, 239]), []);
    assert.equal(operator.dueAt, undefined);
    run(operator, [6, 241], [8, 240]);
    assert.equal(operator.dueAt, undefined);
    run(operator, [9, 241]);
    assert.equal(operator.dueAt, at(19));
  });

  it('fire before the event that ends them, if it comes when they were due', () => {
    assert.deepEqual(fired({ holdMs: 10_000 }, [0, 239], [1, 241], [11, 200]), [11]);
    assert.deepEqual(fired({ holdMs: 10_000 }, [0, 239], [1, 241], [10.9, 200], [20, 300]), []);
  });

  it('hold moves and highs against what they began with', () => {
    const operator = operatorOf({ kind: 'movesBy', by: 5, withinMs: 2000, holdMs: 5000 });
    run(operator, [0, 100], [1, 105], [4, 106], [5, 106]);
    assert.equal(operator.due(at(6))[0]?.reference, 100);
    const back = operatorOf({ kind: 'movesBy', by: 5, withinMs: 2000, holdMs: 5000 });
    run(back, [0, 100], [1, 105], [4, 104.9]);
    assert.equal(back.dueAt, undefined);
  });

  it('come in the order in which they are due, whatever their number', () => {
    const symbols = Array.from({ length: 50 }, (_, place) => `S${(place * 7) % 50}`);
    const operator = operatorOf({ ...above, holdMs: 1000 }, { ...above, holdMs: 500 });
    for (const [place, symbol] of symbols.entries()) {
      operator.take(quote(0, 239, { symbol }), at(0));
      operator.take(quote(0, 241, { symbol }), at(0) + place);
    }
    for (const symbol of symbols.slice(0, 10)) operator.take(quote(0, 239, { symbol }), at(0) + 60);
    assert.equal(operator.counts.waiting, 80);
    const times = operator.due(at(9)).map(alert => alert.firedTime);
    assert.equal(times.length, 80);
    assert.deepEqual(times, [...times].sort());
  });
});

describe('alerts that repeat', () => {
  it('keep still during the cool-down, for good, and count it', () => {
    const operator = operatorOf({ ...above, coolDownMs: 10_000 });
    assert.deepEqual(run(operator, ...crossings(1, 5, 10.9)), [1]);
    assert.deepEqual(operator.counts, { fired: 1, waiting: 0, suppressed: 2 });
    assert.deepEqual(run(operator, [30, 241], ...crossings(31)), [31], 'it was above since: no alert at 30');
  });

  it('cool down, and fire once, for each symbol alone', () => {
    const operator = operatorOf({ ...above, repeat: 'once', coolDownMs: 1e6 });
    run(operator, ...crossings(1));
    operator.take(quote(2, 239, { symbol: 'B' }), at(2));
    assert.equal(operator.take(quote(3, 241, { symbol: 'B' }), at(3)).length, 1);
  });

  it('fire once, until they are reset', () => {
    const operator = operatorOf({ ...above, repeat: 'once' });
    assert.deepEqual(run(operator, ...crossings(1, 5, 1e6)), [1]);
    operator.reset('MSFT');
    assert.deepEqual(run(operator, ...crossings(1e6 + 5)), []);
    operator.reset('aapl');
    assert.deepEqual(run(operator, ...crossings(1e6 + 10)), [1e6 + 10]);
    assert.equal(operator.counts.fired, 2);
    operator.reset();
    assert.deepEqual(operator.counts, { fired: 0, waiting: 0, suppressed: 0 });
  });

  it('fire once a day of their time zone', () => {
    const midnight = 14 * 3600; // 05:00 UTC is midnight in New York.
    const steps = crossings(1, midnight - 1, midnight + 1, midnight + 60);
    assert.deepEqual(fired({ repeat: 'daily' }, ...steps), [1, midnight + 1]);
    assert.deepEqual(
      fired({ repeat: 'daily', timeZone: 'UTC' }, ...crossings(1, 9 * 3600 - 1, 9 * 3600 + 1)),
      [1, 9 * 3600 + 1],
    );
  });

  it('fire again only after the value went back by as much as it must', () => {
    const rearm = { ...above, repeat: 'rearm', rearmBy: 2 };
    assert.deepEqual(firesAt(rearm, prices(239, 241, 239, 242, 238, 243)), [241, 243]);
    assert.deepEqual(firesAt({ ...rearm, rearmBy: 0 }, prices(239, 241, 239, 242)), [241, 242]);
    const close = { kind: 'fromPreviousClose', by: 5, repeat: 'rearm', rearmBy: 1 };
    const run = [105, 104.5, 106, 104, 107].map((last, place) => quote(place, last, { previousClose: 100 }));
    assert.deepEqual(firesAt(close, run), [105, 107]);
  });
});

describe('quiet hours of alerts', () => {
  const fires = (rule: Form, ...hours: number[]): number[] =>
    fired(rule, ...crossings(...hours.map(hour => hour * 3600 + 1))).map(seconds =>
      Math.floor(seconds / 3600),
    );

  it('suppress what falls into them, for good', () => {
    // The start is at 10:00 in New York.
    assert.deepEqual(fires({ quietFrom: '12:00', quietTo: '14:00' }, 1, 2, 3, 4, 26), [1, 4]);
    const operator = operatorOf({ ...above, quietFrom: '10:00', quietTo: '11:00' });
    assert.deepEqual(run(operator, ...crossings(1), [3601, 241], [3602, 242]), []);
    assert.equal(operator.counts.suppressed, 1);
  });

  it('may pass midnight, and belong to the day on which they begin', () => {
    // Hours 12 and 16 are Friday 22:00 and Saturday 02:00, 36 and 40 the same of a day later.
    const night = { quietFrom: '22:00', quietTo: '06:00' };
    assert.deepEqual(fires(night, 1, 12, 16, 20, 36, 40), [1, 20]);
    assert.deepEqual(fires({ ...night, quietDays: 'Fri' }, 1, 12, 16, 20, 36, 40), [1, 20, 36, 40]);
  });

  it('may be whole days, in the zone of the rule', () => {
    assert.deepEqual(fires({ quietDays: 'Sat, Sun' }, 1, 13.5, 14, 61.5, 62), [1, 13, 62]);
    assert.deepEqual(fires({ quietDays: 'Sat-Sun', timeZone: 'UTC' }, 8.5, 9), [8]);
    assert.deepEqual(fires({ quietFrom: '00:00', quietTo: '00:00' }, 1, 30), []);
  });

  it('follow summer time', () => {
    const rule = { ...above, quietFrom: '12:00', quietTo: '13:00', repeat: 'always' };
    const summer = Date.parse('2026-07-01T16:30:00.000Z'); // 12:30 in New York, which is 17:30 in winter.
    const operator = operatorOf(rule);
    const cross = (ms: number): number =>
      [239, 241].flatMap((last, step) => {
        const time = new Date(ms + step).toISOString();
        return operator.take(quote(0, last, { time }), ms + step);
      }).length;
    assert.equal(cross(Date.parse('2026-01-05T16:30:00.000Z')), 1);
    assert.equal(cross(Date.parse('2026-01-05T17:30:00.000Z')), 0);
    assert.equal(cross(summer), 0);
    assert.equal(cross(summer + 3_600_000), 1);
  });
});

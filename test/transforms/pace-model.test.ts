/** Pace against simple models, which look through the list of all that came. */
import { strict as assert } from 'node:assert';
import { mostInDigest } from '../../transforms/pace/pace-throttle';
import type { Form } from '../../core/provider';
import { fc } from '../property';
import { operatorOf, run, type Arrival, type Left } from './pace-cases';

const everyMs = 4000;
const end = 400_000;

const arrivalsOf = fc
  .array(
    fc.record({
      after: fc.constantFrom(0, 0, 1, 500, 999, 1000, 1000, 3000, 4000, 9000),
      symbol: fc.constantFrom('A', 'B', 'C'),
      lateBy: fc.constantFrom(0, 0, 0, 1, 700, 5000, null, -30_000),
      restart: fc.boolean(),
    }),
    { maxLength: 40 },
  )
  .map(rows => {
    let at = 0;
    return rows.map(({ after, symbol, lateBy, restart }, index): Arrival => {
      at += after;
      return { at, id: String(index), symbol, time: lateBy === null ? null : at - lateBy, restart };
    });
  });

function same(form: Form, model: (arrivals: readonly Arrival[]) => Left[]): void {
  fc.assert(
    fc.property(arrivalsOf, arrivals => assert.deepEqual(run(form, arrivals, end), model(arrivals))),
    { numRuns: 600 },
  );
}

const strokeOf = ({ at }: Arrival): number => (Math.floor(at / everyMs) + 1) * everyMs;

/** What is not older than anything of its symbol that came before. */
function newestOnes(arrivals: readonly Arrival[]): Arrival[] {
  return arrivals.filter(({ symbol, time }, index) => {
    const earlier = arrivals.slice(0, index).filter(one => one.symbol === symbol && one.time !== null);
    return time === null || earlier.every(one => Number(one.time) <= time);
  });
}

/** Of each stroke, the last of each symbol. */
function latest(arrivals: readonly Arrival[]): Arrival[][] {
  const newest = newestOnes(arrivals);
  const strokes = [...new Set(newest.map(strokeOf))];
  return strokes.map(stroke => {
    const all = newest.filter(one => strokeOf(one) === stroke);
    return all.filter(one => all.findLast(other => other.symbol === one.symbol) === one);
  });
}

function throttled(arrivals: readonly Arrival[], most: number, hasDigest: boolean): Left[] {
  const left: Left[] = [];
  let held: string[] = [];
  const roomAt = (): number => (left.length < most ? -Infinity : Number(left.at(-most)?.[0]) + everyMs);
  const passTo = (at: number): void => {
    if (held.length === 0 || roomAt() > at) return;
    left.push([roomAt(), 'digest', held.slice(-mostInDigest), held.length]);
    held = [];
  };
  for (const { at, id } of arrivals) {
    passTo(at);
    if (held.length === 0 && roomAt() <= at) left.push([at, 'item', [id], 1]);
    else if (hasDigest) held.push(id);
  }
  passTo(end);
  return left;
}

function batched(arrivals: readonly Arrival[], size: number): Left[] {
  const left: Left[] = [];
  let waiting: Arrival[] = [];
  const leave = (at: number): void => {
    left.push([at, 'list', waiting.map(({ id }) => id), waiting.length]);
    waiting = [];
  };
  const passTo = (at: number): void => {
    const [first] = waiting;
    if (first && first.at + everyMs <= at) leave(first.at + everyMs);
  };
  for (const arrival of arrivals) {
    passTo(arrival.at);
    waiting.push(arrival);
    if (waiting.length === size) leave(arrival.at);
  }
  passTo(end);
  return left;
}

function sampled(arrivals: readonly Arrival[], leaves: (since: Arrival[]) => boolean): Left[] {
  const chosen: Arrival[] = [];
  arrivals.forEach((arrival, index) => {
    const of = (one: Arrival): boolean => one.symbol === arrival.symbol;
    const last = chosen.findLast(of);
    const since = arrivals.slice(last ? arrivals.indexOf(last) : index, index + 1).filter(of);
    if (!last || leaves(since)) chosen.push(arrival);
  });
  return chosen.map(({ at, id }) => [at, 'item', [id], 1]);
}

describe('pace does what a simple model does, over restarts too', () => {
  it('for the latest of each symbol, as messages', () =>
    same({ mode: 'latest', everyMs }, arrivals =>
      latest(arrivals).flatMap(all => all.map((one): Left => [strokeOf(one), 'item', [one.id], 1])),
    ));
  it('for the latest of each symbol, in a list', () =>
    same({ mode: 'latest', everyMs, output: 'list' }, arrivals =>
      latest(arrivals).map(all => [strokeOf(all[0] as Arrival), 'list', all.map(({ id }) => id), all.length]),
    ));
  it('for at most one or three in a time, with a digest of the rest', () => {
    for (const most of [1, 3])
      same({ mode: 'throttle', most, everyMs }, arrivals => throttled(arrivals, most, true));
  });
  it('for at most two in a time, and no rest', () =>
    same({ mode: 'throttle', most: 2, everyMs, rest: 'drop' }, arrivals => throttled(arrivals, 2, false)));
  it('for lists', () => same({ mode: 'batch', batchSize: 3, everyMs }, arrivals => batched(arrivals, 3)));
  it('for a sample by time', () =>
    same({ mode: 'sample', everyMs }, arrivals =>
      sampled(arrivals, since => Number(since.at(-1)?.at) - Number(since[0]?.at) >= everyMs),
    ));
  it('for a sample by count', () =>
    same({ mode: 'sample', sampleBy: 'count', each: 3 }, arrivals =>
      sampled(arrivals, since => since.length - 1 >= 3),
    ));
});

describe('pace, whatever comes', () => {
  const forms = [
    { mode: 'latest', everyMs },
    { mode: 'throttle', most: 2, everyMs },
    { mode: 'batch', batchSize: 3, everyMs },
    { mode: 'sample', everyMs },
    { mode: 'sample', sampleBy: 'count', each: 2 },
  ];

  it('never sends more than so many in any span, nor loses or turns round what it holds', () => {
    fc.assert(
      fc.property(arrivalsOf, fc.integer({ min: 1, max: 4 }), (arrivals, most) => {
        const left = run({ mode: 'throttle', most, everyMs }, arrivals, end);
        for (const [at] of left) {
          const within = left.filter(([other]) => other >= at && other < at + everyMs);
          assert.ok(within.length <= most);
        }
        assert.deepEqual(
          left.flatMap(([, , ids]) => ids),
          arrivals.map(({ id }) => id),
        );
      }),
    );
  });

  it('never throws, and takes a clock that is set back for what it is', () => {
    const payload = fc.oneof(fc.object(), fc.record({ symbol: fc.anything(), time: fc.anything() }));
    const steps = fc.array(fc.tuple(payload, fc.integer({ min: -20_000, max: 20_000 })), { maxLength: 30 });
    fc.assert(
      fc.property(fc.constantFrom(...forms), steps, (form, rows) => {
        const operator = operatorOf(form);
        let now = 1_700_000_000_000;
        for (const [payload, after] of rows) {
          now += after;
          operator.take({ payload: payload as never }, now);
          const { dueAt } = operator;
          if (dueAt === undefined) continue;
          operator.due(now);
          assert.ok((operator.dueAt ?? 0) <= now + everyMs, 'nothing waits longer than it must');
        }
        operator.flush(now);
        assert.deepEqual([operator.dueAt, operator.counts.waiting], [undefined, 0]);
      }),
    );
  });

  it('ignores what is not what it saved', () => {
    fc.assert(
      fc.property(fc.constantFrom(...forms), fc.anything(), fc.anything(), (form, one, other) => {
        const { mode } = form;
        const states = [
          one,
          { version: 1, mode, state: other },
          {
            version: 1,
            mode,
            state: { items: one, held: [other], left: one, since: other, newest: [one], dueAt: other },
          },
        ];
        for (const saved of states) {
          const operator = operatorOf(form);
          operator.restore(saved);
          operator.due(1_700_000_000_000);
          operator.flush(1_700_000_000_000);
          assert.equal(operator.dueAt, undefined);
        }
      }),
    );
  });
});

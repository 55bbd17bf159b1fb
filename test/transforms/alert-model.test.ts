/** Alerts against a simple model, which looks through the list of all values each time. */
import { strict as assert } from 'node:assert';
import type { Form } from '../../core/provider';
import { fc } from '../property';
import { operatorOf, quote, start } from './alert-cases';

/** A value so many ms after the start; `at` is when it arrives, `time` its own. */
interface Step {
  at: number;
  time: number;
  value: number;
  backfill: boolean;
}

type Judge = (
  step: Step,
  earlier: readonly Step[],
  reference?: number,
) => [beyond: number, reference: number];

const holdMs = 5000;
const coolDownMs = 7000;
const withinMs = 4000;

const level = 10;
const above: Judge = ({ value }) => [value - level, level];

const within = ({ time }: Step, earlier: readonly Step[]): number[] =>
  earlier.filter(one => one.time >= time - withinMs).map(one => one.value);

const moves: Judge = (step, earlier, held) => {
  const values = within(step, earlier);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const reference = held ?? (high - step.value > step.value - low ? high : low);
  return [values.length === 0 && held === undefined ? NaN : Math.abs(step.value - reference) - 4, reference];
};

const high: Judge = (step, earlier, held) => {
  const reference = held ?? Math.max(...within(step, earlier));
  const isKnown = held !== undefined || earlier.some(one => one.time <= step.time - withinMs);
  return [isKnown && Number.isFinite(reference) ? step.value - reference : NaN, reference];
};

const low: Judge = (step, earlier, held) => {
  const turned = (one: Step): Step => ({ ...one, value: -one.value });
  const [beyond, reference] = high(turned(step), earlier.map(turned), held === undefined ? undefined : -held);
  return [beyond, -reference];
};

interface Rule {
  judge: Judge;
  isCrossing?: boolean;
  /** True at 0 too. */
  inclusive?: boolean;
  hold?: number;
  coolDown?: number;
  rearmBy?: number;
}

/** When it fires, in ms after the start. */
function model(
  steps: readonly Step[],
  { judge, isCrossing, inclusive, hold, coolDown = 0, rearmBy }: Rule,
): number[] {
  const fires: number[] = [];
  let [side, armed]: [boolean | undefined, boolean] = [undefined, true];
  let pending: { due: number; reference: number } | undefined;
  const fire = (at: number): void => {
    const last = fires.at(-1);
    if (armed && (last === undefined || at - last >= coolDown)) {
      fires.push(at);
      armed = rearmBy === undefined;
    }
  };
  steps.forEach((step, place) => {
    if (pending && pending.due <= step.at) {
      fire(pending.due);
      pending = undefined;
    }
    const earlier = steps.slice(0, place);
    const isLate = earlier.some(one => one.time > step.time);
    if (isLate || step.backfill) return;
    const [beyond, reference] = judge(step, earlier, pending?.reference);
    if (Number.isNaN(beyond)) return;
    const isTrue = beyond > 0 || (beyond === 0 && inclusive === true);
    if (!isTrue && beyond <= -(rearmBy ?? 0)) armed = true;
    if (!isTrue) {
      if (!isCrossing || beyond < 0 || pending) side = false;
      pending = undefined;
    } else if (side !== true && !(side === undefined && isCrossing)) {
      side = true;
      if (hold === undefined) fire(step.at);
      else pending = { due: step.at + hold, reference };
    } else side = true;
  });
  return fires;
}

const stepsOf = fc
  .array(
    fc.record({
      after: fc.constantFrom(0, 500, 1000, 1000, 2000, 3000, 9000),
      value: fc.integer({ min: 4, max: 16 }),
      lateBy: fc.constantFrom(0, 0, 0, 0, 0, 1500, 6000),
      backfill: fc.constantFrom(false, false, false, false, true),
    }),
    { maxLength: 40 },
  )
  .map(rows => {
    let at = 0;
    return rows.map(({ after, value, lateBy, backfill }): Step => {
      at += after;
      return { at, time: at - lateBy, value, backfill };
    });
  });

/** When the operator fires, in ms after the start. `due` is asked now and then, or only with the next event. */
function run(form: Form, steps: readonly Step[], asks: boolean): number[] {
  const operator = operatorOf(form);
  const alerts = steps.flatMap(({ at, time, value, backfill }) => {
    const due =
      asks && operator.dueAt !== undefined && operator.dueAt <= start + at
        ? operator.due(operator.dueAt)
        : [];
    return [...due, ...operator.take(quote(time / 1000, value, { backfill }), start + at)];
  });
  return alerts.map(alert => Date.parse(alert.firedTime) - start);
}

function same(form: Form, rule: Rule): void {
  fc.assert(
    fc.property(stepsOf, fc.boolean(), (steps, asks) => {
      assert.deepEqual(run(form, steps, asks), model(steps, rule));
    }),
    { numRuns: 600 },
  );
}

const cross = { kind: 'crossesAbove', level };
const move = { kind: 'movesBy', by: 4, withinMs };

describe('alerts do what a simple model does', () => {
  it('for crossings', () => same(cross, { judge: above, isCrossing: true }));
  it('for crossings that must hold', () =>
    same({ ...cross, holdMs }, { judge: above, isCrossing: true, hold: holdMs }));
  it('for crossings that cool down', () =>
    same({ ...cross, coolDownMs }, { judge: above, isCrossing: true, coolDown: coolDownMs }));
  it('for crossings that must go back', () =>
    same({ ...cross, repeat: 'rearm', rearmBy: 3 }, { judge: above, isCrossing: true, rearmBy: 3 }));
  it('for crossings that must hold, go back and cool down', () => {
    const form = { ...cross, holdMs, coolDownMs, repeat: 'rearm', rearmBy: 2 };
    same(form, { judge: above, isCrossing: true, hold: holdMs, coolDown: coolDownMs, rearmBy: 2 });
  });
  it('for moves within T', () => same(move, { judge: moves, inclusive: true }));
  it('for moves that must hold and go back', () => {
    const form = { ...move, holdMs, repeat: 'rearm', rearmBy: 1 };
    same(form, { judge: moves, inclusive: true, hold: holdMs, rearmBy: 1 });
  });
  it('for new highs and lows', () => {
    same({ kind: 'newHigh', withinMs }, { judge: high });
    same({ kind: 'newLow', withinMs }, { judge: low });
  });
  it('for new highs that must hold', () =>
    same({ kind: 'newHigh', withinMs, holdMs }, { judge: high, hold: holdMs }));
});

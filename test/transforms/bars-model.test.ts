/** Bars against a simple model, which looks through the list of all quotes each time. */
import { strict as assert } from 'node:assert';
import type { BarEvent } from '../../core/event';
import type { Form } from '../../core/provider';
import { piecesOf, type RowTexts } from '../../ports/kept-text';
import { fc } from '../property';
import { barsOf, iso, operatorOf, quote, restarted, short, start } from './bars-cases';

const length = 5000;
const graceMs = 2000;

interface Step {
  /** When it arrives, and its own time, in ms after the start. */
  at: number;
  time: number;
  last: number | null;
  /** Of the day. */
  volume: number | null;
  backfill: boolean;
  restart: boolean;
}

const stepsOf = fc
  .array(
    fc.record({
      after: fc.constantFrom(0, 1, 400, 1000, 1000, 2500, 5000, 6999, 7000, 12_000, 30_000),
      lateBy: fc.constantFrom(0, 0, 0, 0, 1, 900, 1900, 2500, 4000, 11_000),
      last: fc.constantFrom(null, NaN, -3, 0, 1, 2, 3, 4, 5, 1e300),
      more: fc.constantFrom(0, 0, 1, 0.1, 0.2, 7, null, -50),
      backfill: fc.constantFrom(false, false, true),
      restart: fc.constantFrom(false, false, true),
    }),
    { maxLength: 40 },
  )
  .map(rows => {
    let [at, volume] = [0, 100];
    return rows.map(({ after, lateBy, more, ...rest }): Step => {
      at += after;
      volume = Math.max(0, volume + (more ?? 0));
      return { at, time: Math.max(0, at - lateBy), volume: more === null ? null : volume, ...rest };
    });
  });

interface Bar {
  begins: number;
  ticks: { time: number; price: number; traded: number; backfill: boolean }[];
  /** The close before it, of a bar that nothing came for. */
  flat?: number;
  flatBackfill?: boolean;
}

function valuesOf({
  ticks,
  flat = 0,
}: Bar): [open: number, high: number, low: number, close: number, volume: number] {
  if (ticks.length === 0) return [flat, flat, flat, flat, 0];
  const prices = ticks.map(({ price }) => price);
  const first = Math.min(...ticks.map(({ time }) => time));
  const last = Math.max(...ticks.map(({ time }) => time));
  const open = Number(ticks.find(({ time }) => time === first)?.price);
  const close = Number(ticks.findLast(({ time }) => time === last)?.price);
  const volume = ticks.reduce((sum, { traded }) => sum + traded, 0);
  return [open, Math.max(...prices), Math.min(...prices), close, Number(volume.toPrecision(12))];
}

/** The bars that leave, closed and updated ones, as texts. */
function model(steps: readonly Step[], fill: boolean): string[] {
  const left: string[] = [];
  const told = new Set<number>();
  const done: Bar[] = [];
  let open: Bar | undefined;
  let newest: { time: number; at: number; price: number } | undefined;
  let day: number | undefined;
  let tellsVolume = false;
  /** The newest that was no backfill: backfill of later is never too late. */
  let liveTime = -Infinity;
  /** What ended before it does not change any more: twenty later bars with prices have left. */
  let finalUntil = -Infinity;
  const feedNow = (at: number): number => (newest ? newest.time + at - newest.at : -Infinity);
  const tell = (bar: Bar): void => {
    const [o, h, l, c, v] = valuesOf(bar);
    const backfill = bar.ticks.length === 0 ? bar.flatBackfill : bar.ticks.every(tick => tick.backfill);
    left.push(
      `${bar.begins} ${o} ${h} ${l} ${c} ${tellsVolume ? v : null} ${told.has(bar.begins)} ${backfill}`,
    );
    told.add(bar.begins);
  };
  const priced = (): Bar[] =>
    done.filter(({ ticks }) => ticks.length > 0).sort((one, other) => other.begins - one.begins);
  const settle = (): void => {
    finalUntil = Math.max(finalUntil, (priced()[20]?.begins ?? -Infinity) + length);
  };
  const finish = (bar: Bar): void => {
    tell(bar);
    done.push(bar);
    open = undefined;
    settle();
  };
  const addFlat = (backfill: boolean): void => {
    const begins = Math.max(...done.map(bar => bar.begins)) + length;
    const [last] = priced();
    finish({ begins, ticks: [], flat: last ? valuesOf(last)[3] : 0, flatBackfill: backfill });
  };
  const passTo = (at: number): void => {
    for (;;) {
      if (open && feedNow(at) >= open.begins + length + graceMs) finish(open);
      else if (
        !open &&
        fill &&
        done.length > 0 &&
        feedNow(at) >= Math.max(...done.map(({ begins }) => begins)) + 2 * length + graceMs
      )
        addFlat(false);
      else return;
    }
  };
  for (const { at, time, last, volume, backfill } of steps) {
    passTo(at);
    if (last === null || !Number.isFinite(last)) continue;
    if (newest?.time === time && newest.price === last && (volume === null || volume === day)) continue;
    tellsVolume ||= volume !== null;
    const isNewest = !newest || time >= newest.time;
    const traded = isNewest && volume !== null && day !== undefined ? Math.max(0, volume - day) : 0;
    if (isNewest && volume !== null) day = volume;
    if (isNewest) newest = { time, at, price: last };
    const isHistory = backfill && time >= liveTime;
    if (!backfill) liveTime = Math.max(liveTime, time);
    const begins = Math.floor((start + time) / length) * length - start;
    const tick = { time, price: last, traded, backfill };
    const lastDone = Math.max(-Infinity, ...done.map(bar => bar.begins));
    if (open && begins === open.begins) open.ticks.push(tick);
    else if (begins > (open?.begins ?? lastDone)) {
      if (open) finish(open);
      while (fill && done.length > 0 && Math.max(...done.map(bar => bar.begins)) + length < begins)
        addFlat(backfill);
      open = { begins, ticks: [tick] };
    } else {
      if (!isHistory && feedNow(at) >= begins + length + graceMs) continue;
      if (begins < finalUntil) continue;
      const bar = done.find(one => one.begins === begins) ?? { begins, ticks: [] };
      const before = bar.ticks.length > 0 ? String(valuesOf(bar)) : '';
      bar.ticks.push(tick);
      if (!done.includes(bar)) done.push(bar);
      if (String(valuesOf(bar)) !== before) tell(bar);
      settle();
    }
  }
  return left;
}

function run(steps: readonly Step[], form: Form, asks: boolean): string[] {
  const whole = { barType: 'second', barInterval: length / 1000, graceMs, price: 'last', ...form };
  let operator = operatorOf(whole);
  const left: BarEvent[] = [];
  for (const { at, time, last, volume, backfill, restart } of steps) {
    if (restart) operator = restarted(operator, whole);
    const { dueAt } = operator;
    if (asks && dueAt !== undefined && dueAt <= start + at) left.push(...operator.due(start + at));
    const times = { time: iso(start + time), receivedTime: iso(start + at) };
    left.push(...operator.take(quote(time, last, { volume, backfill, ...times }), start + at));
  }
  return left.map(bar => {
    const { open, high, low, close, volume, action, backfill } = bar;
    return `${Date.parse(bar.start) - start} ${open} ${high} ${low} ${close} ${volume} ${action === 'updated'} ${backfill}`;
  });
}

describe('bars do what a simple model does, over restarts too', () => {
  for (const fill of [false, true])
    it(fill ? 'with gaps filled' : 'with gaps', () => {
      fc.assert(
        fc.property(stepsOf, fc.boolean(), (steps, asks) => {
          assert.deepEqual(run(steps, { fill }, asks), model(steps, fill));
        }),
        { numRuns: 1000 },
      );
    });
});

describe('bars that are kept over restarts', () => {
  it('are read again whenever something of them has changed', () => {
    fc.assert(
      fc.property(stepsOf, fc.boolean(), (steps, fill) => {
        const operator = operatorOf({ barType: 'second', barInterval: 5, graceMs, fill, running: true });
        const texts: RowTexts = new WeakMap();
        for (const { at, time, last, volume, backfill } of steps) {
          operator.due(start + at);
          const times = { time: iso(start + time), receivedTime: iso(start + at) };
          operator.take(quote(time, last, { volume, backfill, ...times }), start + at);
          const kept = JSON.parse([...piecesOf(operator.save(), texts)].join('')) as unknown;
          assert.deepEqual(kept, JSON.parse(JSON.stringify(operator.save())));
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('bars, whatever comes', () => {
  /** Quotes in order, with the volume of the day, over half an hour. */
  const ticksOf = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 1, max: 50 }), fc.nat(9)), {
      minLength: 1,
      maxLength: 120,
    })
    .map(rows => {
      let [ms, volume] = [0, 0];
      return rows.map(([after, last, traded]) => quote((ms += after), last, { volume: (volume += traded) }));
    });
  const closed = (bars: BarEvent[]): string[] => bars.filter(bar => bar.closed).map(short);

  it('are the same from quotes and from their minutes, running ones among them', () => {
    fc.assert(
      fc.property(ticksOf, fc.boolean(), (quotes, running) => {
        const minutes = barsOf({ running, everyMs: 100 }, quotes, 10_000_000);
        const direct = barsOf({ barInterval: 5 }, quotes, 10_000_000);
        assert.deepEqual(
          closed(barsOf({ from: 'bars', barInterval: 5 }, minutes, 10_000_000)),
          closed(direct),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('hold all of the volume, once', () => {
    fc.assert(
      fc.property(ticksOf, quotes => {
        const operator = operatorOf({ running: true, everyMs: 100 });
        const bars = quotes.flatMap(event => operator.take(event, Date.parse(event.receivedTime)));
        bars.push(...operator.due(start + 10_000_000));
        const sum = bars.filter(({ closed }) => closed).reduce((all, { volume }) => all + Number(volume), 0);
        assert.equal(sum, Number(quotes.at(-1)?.volume) - Number(quotes[0]?.volume));
      }),
    );
  });

  it('never throws, and makes bars that a bar can be', () => {
    const hostile = fc.oneof(
      fc.anything(),
      fc.double(),
      fc.constantFrom(1e308, -1e308, -1, NaN, iso(start), iso(8.6e15), '-000001-01-01T00:00:00.000Z'),
    );
    const event = fc.record({
      type: fc.constantFrom('quote', 'bar', 'news'),
      ...{
        symbol: fc.constantFrom('A', 'B', '', null, 7),
        provider: hostile,
        interval: fc.constantFrom('1m', '5m', 3),
      },
      ...{
        time: hostile,
        receivedTime: hostile,
        start: fc.oneof(fc.constant(iso(start)), hostile),
        end: hostile,
      },
      ...{
        last: hostile,
        mid: hostile,
        close: hostile,
        open: hostile,
        high: hostile,
        low: hostile,
        volume: hostile,
      },
      ...{ closed: hostile, backfill: hostile, delaySeconds: hostile },
    });
    const steps = fc.array(fc.tuple(event, fc.integer({ min: -100_000, max: 200_000 })), { maxLength: 20 });
    const form = fc.record({
      from: fc.constantFrom('quotes', 'bars'),
      ...{ fill: fc.boolean(), running: fc.boolean(), timeZone: fc.constantFrom('UTC', 'America/New_York') },
      ...{
        session: fc.constantFrom('', '09:30 to 16:00', '18:00 to 17:00'),
        barType: fc.constantFrom('minute', 'day'),
      },
    });
    fc.assert(
      fc.property(form, steps, (form, rows) => {
        let operator = operatorOf(form);
        let now = start;
        for (const [event, after] of rows) {
          now += after;
          const bars = [...operator.take(event as never, now), ...operator.due(now), ...operator.flush(now)];
          for (const { open, high, low, close, volume, start: begins, end } of bars) {
            for (const value of [open, high, low, close]) assert.ok(Number.isFinite(value), String(value));
            assert.ok(Number(high) >= Math.max(Number(open), Number(close)));
            assert.ok(Number(low) <= Math.min(Number(open), Number(close)));
            assert.ok(volume === null || (volume >= 0 && Number.isFinite(volume)));
            assert.ok(Date.parse(begins) < Date.parse(String(end)));
          }
          assert.ok((operator.dueAt ?? Infinity) > now, 'time goes on');
          operator = restarted(operator, form);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('ignores what is not what it saved', () => {
    const { key } = operatorOf({}).save() as { key: string };
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (one, other) => {
        const head = { provider: 'p', stream: 's', symbol: 'A' };
        const series = [one, { head, memory: other, recent: [one], open: other }];
        for (const saved of [one, { version: 1, key, series: one }, { version: 1, key, series }]) {
          const operator = operatorOf({});
          operator.restore(saved);
          operator.take(quote(0, 1), start);
          operator.due(start + 1_000_000);
        }
      }),
    );
  });
});

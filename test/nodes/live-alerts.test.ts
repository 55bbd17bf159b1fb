/** Alert rules of a trigger, without n8n: what they tell, what waits for a run, and what is remembered. */
import assert from 'node:assert/strict';
import type { MarketEvent } from '../../core/event';
import type { Store } from '../../core/ports';
import { LiveAlerts, mostWaiting } from '../../nodes/n8n-live-alerts';
import { parseAlerts, type Alert } from '../../transforms/alert/alert';
import { barOf } from '../core/events';
import { FakeClock, settle } from '../fakes';
import { quote } from '../transforms/alert-cases';

const above = { kind: 'crossesAbove', symbols: 'AAPL', level: '240' };

describe('live alert rules', () => {
  let clock: FakeClock;
  let files: Map<string, string>;
  let told: Alert[];
  let dropped: number[];
  let judged: string[];
  let endRun: () => void;
  let onWritten: () => void;

  beforeEach(() => {
    clock = new FakeClock();
    files = new Map();
    [told, dropped, judged] = [[], [], []];
    endRun = onWritten = () => undefined;
  });

  /** As a process leaves it: what is not written yet is gone with it. */
  class FakeStore implements Store {
    private readonly unwritten = new Map<string, () => unknown>();

    load(name: string): unknown {
      const file = files.get(name);
      return file === undefined ? undefined : (JSON.parse(file) as unknown);
    }

    keep(name: string, read: () => unknown): void {
      if (!this.unwritten.has(name)) clock.after(2000, () => void this.flush(name));
      this.unwritten.set(name, read);
    }

    flush(name: string): Promise<void> {
      const read = this.unwritten.get(name);
      this.unwritten.delete(name);
      if (read) files.set(name, JSON.stringify(read()));
      onWritten();
      return Promise.resolve();
    }
  }

  /** Alerts whose runs end at once or, where they are slow, when the test says so; each run takes one alert. */
  const start = (rules: object | object[], isSlow = false, withRaw = false): LiveAlerts => {
    let isOver = false;
    const tell = async (waiting: Alert[]): Promise<void> => {
      while (waiting.length > 0 && !isOver) {
        told.push(...waiting.splice(0, 1));
        alerts.left();
        if (isSlow) await new Promise<void>(resolve => (endRun = resolve));
      }
    };
    const alerts = new LiveAlerts(parseAlerts({ rules: [rules].flat() }), {
      ...{ clock, store: new FakeStore(), name: 'rules', withRaw, tell },
      judged: events => judged.push(...events.map(({ id }) => id)),
      dropped: count => dropped.push(count),
    });
    const { stop } = alerts;
    alerts.stop = () => {
      isOver = true;
      endRun();
      return stop.call(alerts);
    };
    alerts.start();
    return alerts;
  };
  /** At the clock's own time. */
  const now = (last: number, more: Partial<MarketEvent> = {}): MarketEvent => {
    const time = new Date(clock.now()).toISOString();
    return { ...quote(0, last), id: `${last} ${time}`, time, receivedTime: time, ...more } as MarketEvent;
  };
  const values = (): unknown[] => told.map(({ value }) => value);
  /** Crosses the level again and again. */
  const rises = (...prices: number[]): MarketEvent[] => prices.flatMap(price => [now(239), now(price)]);

  it('tell what fires, and nothing of past events', async () => {
    const alerts = start(above);
    alerts.events([now(239), now(241)]);
    alerts.events([now(239), now(242, { backfill: true })]);
    await settle();
    assert.deepEqual(values(), [241]);
  });

  it('tell what has held when its time is over, without another event, and leave no timer', async () => {
    const alerts = start({ ...above, holdMs: '5 min' });
    alerts.events([now(239), now(241)]);
    await clock.advance(299_000);
    assert.equal(told.length, 0);
    await clock.advance(1000);
    assert.match(told[0]?.message ?? '', /stayed there for 5 min/);
    alerts.events([now(239), now(243)]);
    await clock.advance(2000);
    await alerts.stop();
    assert.equal(clock.pending, 0);
  });

  it('go on after a restart with what they remember', async () => {
    const once = { ...above, repeat: 'once' };
    const first = start(once);
    first.events([now(239), now(241)]);
    await first.stop();
    start(once).events([now(239), now(241)]);
    const other = start(above);
    other.events([now(239)]);
    await other.stop();
    start(above).events([now(244)]);
    await settle();
    assert.deepEqual(values(), [241, 244]);
  });

  it('look at every event while runs take their time, and drop the oldest alerts of too many', async () => {
    const alerts = start(above, true);
    for (let turn = 0; turn < mostWaiting + 11; turn += 1) alerts.events(rises(241 + turn));
    await settle();
    assert.deepEqual([values(), dropped], [[241], []]);
    endRun();
    await settle();
    assert.deepEqual(dropped, [10]);
    assert.deepEqual(values(), [241, 252]);
    while (told.length <= mostWaiting) {
      endRun();
      await settle();
    }
    assert.equal(told.at(-1)?.value, 241 + mostWaiting + 10);
  });

  it('say at the end how many were dropped since it was said last', async () => {
    const alerts = start(above, true);
    alerts.events(rises(241));
    await settle();
    for (let turn = 0; turn < mostWaiting + 3; turn += 1) alerts.events(rises(242 + turn));
    await alerts.stop();
    assert.deepEqual(dropped, [3]);
  });

  it('are not disturbed by a run that fails', async () => {
    const alerts = new LiveAlerts(parseAlerts({ rules: [above] }), {
      ...{ clock, store: new FakeStore(), name: 'rules', withRaw: false },
      ...{ judged: () => undefined, dropped: () => undefined },
      tell: waiting => {
        told.push(...waiting.splice(0));
        return Promise.reject(new Error('failed'));
      },
    });
    for (const price of [241, 242]) {
      alerts.events(rises(price));
      await settle();
    }
    assert.deepEqual(values(), [241, 242]);
  });

  it('tell what waited for a run after a clean stop, in order and before anything new, and nothing twice', async () => {
    const first = start(above, true);
    first.events(rises(241, 242, 243));
    await settle();
    endRun();
    await settle();
    assert.deepEqual(values(), [241, 242]);
    await first.stop();
    const second = start(above, true);
    second.events(rises(244));
    for (const count of [3, 4]) {
      await settle();
      assert.equal(told.length, count);
      endRun();
    }
    await second.stop();
    start(above);
    await settle();
    assert.deepEqual(values(), [241, 242, 243, 244]);
    const [, , waited, fresh] = told;
    assert.deepEqual(Object.keys(waited ?? {}), Object.keys(fresh ?? {}));
    assert.deepEqual(
      [waited?.event.type, waited?.message],
      ['quote', told[1]?.message.replace('242', '243')],
    );
  });

  it('lose nothing that waited when the process was killed, and tell twice what began last at most', async () => {
    const first = start(above, true);
    first.events(rises(241, 242, 243, 244));
    await clock.advance(2000);
    endRun();
    await settle();
    assert.deepEqual(values(), [241, 242]);
    start(above);
    await settle();
    assert.deepEqual(values(), [241, 242, 242, 243, 244]);
  });

  it('note an event that fired once its alert is on the disk, and any other at once', async () => {
    const alerts = start(above, true);
    const [below, beyond] = [now(239), now(241)];
    alerts.events([below]);
    alerts.events([beyond]);
    assert.deepEqual(judged, [below.id]);
    await clock.advance(10_000);
    assert.deepEqual(judged, [below.id, beyond.id]);
    const last = now(238, { symbol: 'MSFT' });
    alerts.events([now(238), last, now(245)]);
    await alerts.stop();
    assert.ok(judged.includes(last.id));
    assert.match(files.get('rules') ?? '', /"value":245/);
  });

  it('note a bar that fired before those that came after it, and of a series the last one only', async () => {
    const alerts = start(above);
    const bar = (minute: number, close: number, closed: boolean): MarketEvent => ({
      ...barOf('AAPL', minute, close, closed),
      id: `${minute} ${close} ${closed}`,
    });
    alerts.events([bar(0, 239, true), bar(1, 241, false)]);
    alerts.events([bar(1, 242, true), { ...bar(1, 9, true), symbol: 'MSFT' }]);
    alerts.events([bar(2, 243, false), now(244)]);
    assert.deepEqual([values(), judged], [[241], ['1 9 true', now(244).id]]);
    await clock.advance(10_000);
    assert.deepEqual(judged.slice(2), ['2 243 false']);
    alerts.events([bar(3, 239, true), bar(4, 245, false)]);
    alerts.events([bar(3, 239.5, true)]);
    await clock.advance(10_000);
    assert.equal(judged.at(-1), '4 245 false', 'not the correction of the one before');
    alerts.events([bar(4, 246, true)]);
    assert.equal(judged.at(-1), '4 246 true', 'nothing has fired since');
  });

  it('note what fires while another alert is written only once its own is on the disk', async () => {
    const alerts = start(above, true);
    alerts.events(rises(241));
    let late = '';
    await clock.advance(9999);
    onWritten = () => {
      onWritten = () => undefined;
      alerts.events(rises(250));
      late = now(250).id;
    };
    await clock.advance(1);
    const isWritten = (): boolean => (files.get('rules') ?? '').includes('"value":250');
    assert.deepEqual([judged.length, isWritten(), judged.includes(late)], [1, false, false]);
    await clock.advance(10_000);
    assert.deepEqual([isWritten(), judged.includes(late)], [true, true]);
  });

  it('leave out what waited of rules that are gone or changed, and call the others as they are called now', async () => {
    const [changed, gone] = [
      { ...above, level: '245' },
      { ...above, level: '246' },
    ];
    const first = start([gone, above, changed], true);
    first.events(rises(250));
    await first.stop();
    assert.equal(told.length, 1);
    start([
      { ...above, name: 'Apple' },
      { ...changed, level: '245.5' },
    ]);
    await settle();
    assert.deepEqual(
      told.slice(1).map(({ alert, rule }) => [alert, rule]),
      [['Apple', 1]],
    );
  });

  it('keep the raw data of what waits only where alerts bring it', async () => {
    for (const withRaw of [false, true]) {
      const alerts = start(above, true, withRaw);
      alerts.events([...rises(241), now(239), now(242, { raw: { provided: 1 } })]);
      await alerts.stop();
      const { waiting } = JSON.parse(files.get('rules') ?? '') as { waiting: Alert[] };
      assert.deepEqual(
        waiting.map(({ event }) => event.raw),
        [withRaw ? { provided: 1 } : undefined],
      );
      files.clear();
    }
  });

  it('go on with what an earlier version kept, and begin anew with what is damaged', async () => {
    const once = { ...above, repeat: 'once' };
    const first = start(once);
    first.events(rises(241));
    await first.stop();
    const { waiting, ...earlier } = JSON.parse(files.get('rules') ?? '') as Record<string, unknown>;
    assert.deepEqual(waiting, []);
    files.set('rules', JSON.stringify(earlier));
    const second = start(once);
    second.events(rises(242));
    await second.stop();
    for (const odd of [
      null,
      7,
      {},
      [null, {}, { alert: 'x', message: 'y' }, told[0] && { ...told[0], event: 1 }],
    ]) {
      files.set('rules', JSON.stringify({ ...earlier, waiting: odd }));
      await start(once).stop();
    }
    assert.deepEqual(values(), [241]);
  });
});

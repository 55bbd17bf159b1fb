/** Silence of data: what is told, when, and what never is. */
import assert from 'node:assert/strict';
import type { Announcement } from '../../core/announce';
import { Quiet, type OpenHours, type Silence } from '../../core/quiet';
import { knownHours } from '../../transforms/hours/market-hours';
import { fc } from '../property';
import { Kept, Recorder, World, account, paramsOf } from './canned';
import { barItem, historyItem, quoteItem } from './events';

const minuteMs = 60_000;

/** Open or closed as the test says. */
class Hours implements OpenHours {
  isNowOpen = true;
  isOpen(): boolean {
    return this.isNowOpen;
  }
  opensAfter(ms: number): number {
    return ms + 3_600_000;
  }
}

const rule = (hours: OpenHours, minutes = 2) => ({ minutes, hours, during: 'the hours' });

const quiets = (sink: Recorder) => sink.notices.filter(({ notice }) => notice === 'quiet');

/** Advances in steps; the server shows that it lives, and sends what it is told to. */
async function live(world: World, seconds: number, send?: (second: number) => object[]): Promise<void> {
  for (let second = 0; second < seconds; second += 5) {
    await world.clock.advance(5000);
    await world.socket.frame([{ kind: 'heartbeat' }, ...(send?.(second) ?? [])]);
  }
}

const quotes = (second: number): object[] => [quoteItem('A', second)];

function silenceOf({ states }: Recorder): Silence | undefined {
  const state = states.at(-1);
  assert.ok(state?.name === 'online');
  return state.silence;
}

describe('data that stays away', () => {
  it('is told once, when it was due and not before, with since when, what, and what to do', async () => {
    const world = new World();
    const { sink } = await world.online({ symbols: ['A', 'B'], quiet: rule(new Hours()) });
    await live(world, 60, quotes);
    const last = world.clock.now();
    await live(world, 115);
    assert.deepEqual(quiets(sink), []);
    await live(world, 600);
    const [told, ...more] = quiets(sink);
    assert.equal(more.length, 0);
    assert.ok(told);
    const { since, minutes, symbols, over, time, message } = told;
    assert.deepEqual([minutes, symbols, over], [2, ['A', 'B'], false]);
    assert.ok(Math.abs(Date.parse(String(since)) - last) <= 1000);
    const lateMs = Date.parse(time) - last - 2 * minuteMs;
    assert.ok(lateMs >= 0 && lateMs <= 2000, `${lateMs} ms late`);
    assert.match(
      message,
      /^Canned is connected, but has sent nothing for 2 min during the hours\. See whether/,
    );
    assert.deepEqual(silenceOf(sink), { name: 'quiet', since: Date.parse(String(since)) });
  });

  it('is told again only after data came: its end is told too', async () => {
    const world = new World();
    const { sink } = await world.online({ quiet: rule(new Hours()) });
    await live(world, 300);
    await live(world, 10, quotes);
    assert.equal(silenceOf(sink), undefined);
    await live(world, 300);
    assert.deepEqual(
      quiets(sink).map(({ over }) => over),
      [false, true, false],
    );
    const end = quiets(sink)[1];
    assert.ok(Math.abs(Number(end?.silentMinutes) - 5) <= 0.1);
    assert.match(end?.message ?? '', /Data comes again from Canned, after 5(\.1)? min without/);
  });

  it('is nobody’s business who did not ask', async () => {
    const world = new World();
    const { sink } = await world.online();
    await live(world, 3600);
    assert.deepEqual(quiets(sink), []);
    assert.equal(silenceOf(sink), undefined);
  });

  it('is each subscription’s own, and told to it alone', async () => {
    const world = new World();
    const a = await world.online({ symbols: ['A'], quiet: rule(new Hours()) });
    const b = await world.subscribe({ symbols: ['B'], quiet: rule(new Hours()) });
    await live(world, 300, quotes);
    assert.deepEqual([quiets(a.sink).length, quiets(b.sink).length], [0, 1]);
  });

  it('is judged by what was asked for, whatever the filter leaves of it', async () => {
    const world = new World();
    const { sink } = await world.online({ quiet: rule(new Hours()), filter: { accepts: () => false } });
    await live(world, 600, quotes);
    assert.deepEqual(quiets(sink), []);
    assert.equal(sink.received.length, 0);
  });

  it('is not told while there is no connection, nor does that time count', async () => {
    const world = new World();
    const { sink, socket } = await world.online({ quiet: rule(new Hours()) });
    await live(world, 90);
    await socket.end({ code: 1006 });
    for (let time = 0; time < 10; time += 1) {
      await world.clock.advance(40_000);
      if (!world.socket.over) await world.socket.fail('no network');
    }
    assert.deepEqual(quiets(sink), []);
    while (world.socket.over) await world.clock.advance(1000);
    const again = world.socket;
    await again.open();
    await again.frame([{ kind: 'ready' }]);
    await live(world, 20);
    assert.deepEqual(quiets(sink), []);
    await live(world, 15);
    assert.equal(quiets(sink).length, 1);
  });

  it('is not told of a host that was busy: what it had not read yet may be there', async () => {
    const world = new World();
    const { sink, socket } = await world.online({ quiet: rule(new Hours()) });
    await live(world, 100, quotes);
    await live(world, 115);
    world.clock.jump(20_000);
    await world.clock.advance(1000);
    await socket.frame(quotes(1000));
    assert.ok(sink.kinds.includes('blocked'));
    assert.deepEqual(quiets(sink), []);
  });

  it('begins anew where something else is asked for', async () => {
    const world = new World();
    const { sink, subscription } = await world.online({ quiet: rule(new Hours()) });
    await live(world, 100);
    subscription.update({ stream: 'live', symbols: ['B'], history: 0, slot: 0 });
    await live(world, 100);
    assert.deepEqual(quiets(sink), []);
    await live(world, 30);
    assert.deepEqual(quiets(sink)[0]?.symbols, ['B']);
  });

  it('is not over with data of the past, as it comes from memory or on a connect', async () => {
    const world = new World();
    const kept = new Kept();
    const asked = { quiet: rule(new Hours()), history: 3 };
    const { sink, subscription } = await world.online({ ...asked, ledger: kept.life(world) });
    await live(world, 10);
    await world.socket.frame([historyItem('A', 1, 3)]);
    await live(world, 180);
    assert.equal(quiets(sink).length, 1);
    subscription.stop();
    const back = await world.subscribe({ ...asked, history: 5, ledger: kept.life(world) });
    await live(world, 10, () => [historyItem('A', 1, 5)]);
    await world.socket.fail('read ECONNRESET', 'ECONNRESET');
    await world.clock.advance(1000);
    await world.socket.open();
    await world.socket.frame([{ kind: 'ready' }, historyItem('A', 1, 6)]);
    await live(world, 10);
    assert.ok(back.sink.received.length > 0);
    assert.deepEqual(quiets(back.sink), []);
    await live(world, 10, () => [barItem('A', 7)]);
    assert.deepEqual(
      quiets(back.sink).map(({ over }) => over),
      [true],
    );
  });

  it('does not begin where bars come several at once, unasked', async () => {
    const world = new World();
    const { sink } = await world.online({ quiet: rule(new Hours()), ledger: new Kept().life(world) });
    await live(world, 300, second => [historyItem('A', second, second + 5)]);
    assert.deepEqual(quiets(sink), []);
  });

  it('is over with the next data, whatever else was asked for since it was told', async () => {
    const world = new World();
    const { sink, subscription } = await world.online({ quiet: rule(new Hours()) });
    const begin = world.clock.now();
    await live(world, 180);
    subscription.update(paramsOf({ symbols: ['A', 'B'] }));
    assert.equal(silenceOf(sink)?.name, 'quiet');
    await live(world, 60);
    assert.equal(silenceOf(sink), undefined, 'what is asked for now is not silent yet');
    await live(world, 120);
    subscription.update(paramsOf({ symbols: ['A'] }));
    await live(world, 60);
    await live(world, 60, quotes);
    await live(world, 60, quotes);
    const told = quiets(sink);
    assert.deepEqual(
      told.map(({ over }) => over),
      [false, false, true],
      'and only once',
    );
    const end = told[2];
    assert.ok(Math.abs(Date.parse(String(end?.['since'])) - begin) <= 1000);
    assert.ok(Math.abs(Number(end?.['silentMinutes']) - 7) <= 0.2, String(end?.['silentMinutes']));
  });

  it('is over with the next data, where the account was changed since it was told', async () => {
    const world = new World();
    let stands = account;
    const source = { id: 'one', read: () => Promise.resolve(stands) };
    const ledger = new Kept().life(world);
    const { sink, socket } = await world.online({ quiet: rule(new Hours()), source, ledger });
    // Another node, which has its account from elsewhere, keeps the pool as it is.
    await world.subscribe({ name: 'other', symbols: ['B'] });
    await live(world, 180);
    stands = { ...account, apiKey: 'the-changed-key' };
    await socket.end({ code: 1006 });
    await world.clock.advance(2000);
    const own = world.net.sockets.findLast(({ request }) => request.url.includes('the-changed-key'));
    assert.ok(own && !own.over);
    await own.open();
    await own.frame([{ kind: 'ready' }]);
    await world.clock.advance(2000);
    await own.frame(quotes(1000));
    await world.clock.advance(2000);
    assert.deepEqual(
      quiets(sink).map(({ over }) => over),
      [false, true],
    );
  });

  it('is over with the next data, though the node was started anew since it was told', async () => {
    for (const isCrash of [false, true]) {
      const world = new World();
      const node = new Kept();
      const asked = { quiet: rule(new Hours()), sink: new Recorder() };
      const { subscription, sink } = await world.online({ ...asked, ledger: node.life(world) });
      const begin = world.clock.now();
      await live(world, 180);
      if (!isCrash) subscription.stop();
      else world.engine.close();
      await live(world, 5);
      const next = isCrash ? new World(world.net) : world;
      await next.online({ ...asked, ledger: node.crashed(next) });
      await live(next, 60);
      assert.equal(quiets(sink).length, 1, 'what is silent is not told anew before its time');
      await live(next, 30, quotes);
      const [, end, ...more] = quiets(sink);
      assert.deepEqual([end?.['over'], more.length], [true, 0]);
      assert.ok(Math.abs(Date.parse(String(end?.['since'])) - begin) <= 1000);
      assert.ok(Number(end?.['silentMinutes']) >= 2.9, String(end?.['silentMinutes']));
      // And in the life after that nothing is left to say.
      node.life(next);
      assert.equal(node.crashed(next).silence, undefined);
    }
  });

  it('is no news any more where nobody wants to hear of silence since', async () => {
    const world = new World();
    const node = new Kept();
    const { subscription } = await world.online({ quiet: rule(new Hours()), ledger: node.life(world) });
    await live(world, 180);
    subscription.stop();
    await world.subscribe({ ledger: node.life(world) });
    assert.equal(node.life(world).silence, undefined);
  });

  it('leaves nothing behind', async () => {
    const world = new World();
    const { subscription } = await world.online({ quiet: rule(new Hours()) });
    await live(world, 300);
    subscription.stop();
    await world.assertNothingLeft();
  });
});

describe('a market that is closed', () => {
  it('is part of the state once nothing comes any more, with when it opens, and is never told', async () => {
    const world = new World();
    const hours = new Hours();
    const { sink } = await world.online({ quiet: rule(hours) });
    await live(world, 60, quotes);
    hours.isNowOpen = false;
    await live(world, 300, quotes);
    assert.equal(silenceOf(sink), undefined);
    await live(world, 55);
    assert.equal(silenceOf(sink), undefined);
    await live(world, 3600);
    const silence = silenceOf(sink);
    assert.ok(silence?.name === 'closed' && silence.opensAt > world.clock.now() - 3_600_000);
    await live(world, 5, quotes);
    await world.clock.advance(1000);
    assert.equal(silenceOf(sink), undefined);
    assert.deepEqual(quiets(sink), []);
    assert.ok(sink.states.length < 12, 'a state is told when it changes');
  });

  it('is shown at once where nothing has come yet', async () => {
    const world = new World();
    const hours = new Hours();
    hours.isNowOpen = false;
    const { sink } = await world.online({ quiet: rule(hours) });
    await world.clock.advance(2000);
    assert.equal(silenceOf(sink)?.name, 'closed');
  });
});

/** What is told in a stretch of time in which data comes at the given instants only. */
function toldIn(from: string, to: string, data: readonly string[], minutes = 15): [string, boolean][] {
  const told: [string, boolean][] = [];
  let now = Date.parse(from);
  const tell = ({ details }: Announcement): void =>
    void told.push([new Date(now + 1000).toISOString().slice(0, 16), details?.over === true]);
  const hours = knownHours.us();
  const quiet = new Quiet({ minutes, hours, during: '' }, { title: 'T', labels: () => [], tell });
  const moments = data.map(text => Date.parse(text));
  for (let came = 0; now <= Date.parse(to); now += 1000) {
    while (moments[came] !== undefined && moments[came]! <= now) came += 1;
    quiet.tick(now, came);
  }
  return told;
}

describe('silence over a week with a holiday and a half day', () => {
  /** Thanksgiving 2026: Thursday is a holiday, Friday ends at 13:00 New York, which is 18:00 UTC. */
  const week = ['2026-11-22T00:00:00Z', '2026-11-30T22:00:00Z'] as const;

  it('is never told outside the hours, where data came to the end of each session', () => {
    const sessions: [date: string, from: number, to: number][] = [
      ...(['23', '24', '25'] as const).map(day => [`2026-11-${day}`, 870, 1260] as [string, number, number]),
      ['2026-11-27', 870, 1080],
      ['2026-11-30', 870, 1260],
    ];
    const data = sessions.flatMap(([date, from, to]) =>
      Array.from({ length: (to - from) / 10 }, (_, index) =>
        new Date(Date.parse(date) + (from + index * 10) * minuteMs + 1000).toISOString(),
      ),
    );
    assert.deepEqual(toldIn(...week, data), []);
  });

  it('counts open time only: it goes on after the holiday, and after the weekend', () => {
    // Ten minutes before Wednesday's close: five more after Friday's opening.
    assert.deepEqual(
      toldIn(...week, ['2026-11-25T20:50:00Z', '2026-11-27T15:00:00Z', '2026-11-27T17:55:00Z']),
      [
        ['2026-11-23T14:45', false],
        ['2026-11-25T20:50', true],
        ['2026-11-27T14:35', false],
        ['2026-11-27T15:00', true],
        ['2026-11-27T15:15', false],
        ['2026-11-27T17:55', true],
        ['2026-11-30T14:40', false],
      ],
    );
  });

  it('is told exactly when so many open minutes have passed, wherever data came last', () => {
    const hours = knownHours.us();
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 8 * 1440 }),
        fc.integer({ min: 1, max: 400 }),
        (minute, minutes) => {
          const last = Date.parse(week[0]) + minute * minuteMs;
          let due = last;
          for (let left = minutes; left > 0; due += minuteMs) if (hours.isOpen(due)) left -= 1;
          const end = new Date(due + 5 * minuteMs).toISOString();
          const told = toldIn(new Date(last).toISOString(), end, [new Date(last).toISOString()], minutes);
          assert.equal(told.length, 1);
          assert.ok(Math.abs(Date.parse(`${told[0]?.[0]}Z`) - due) <= minuteMs, `${told[0]?.[0]} for ${due}`);
        },
      ),
      { numRuns: 12 },
    );
  });
});

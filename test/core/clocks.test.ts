/** This machine's clock against the server's, late events, and a host that was busy: which of them is told. */
import assert from 'node:assert/strict';
import type { FeedNotice } from '../../core/event';
import { World, type Recorder } from './canned';
import { newsItem } from './events';

const hourMs = 3_600_000;

const told = ({ notices }: Recorder, kind: string): FeedNotice[] =>
  notices.filter(({ notice }) => notice === kind);
const skewOf = (world: World): number | null | undefined => world.engine.connections()[0]?.skewMs;

/** The server says what time it is, `times` times, five seconds apart. */
async function beat(world: World, skewMs: number, times = 1): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    await world.clock.advance(5000);
    await world.socket.frame([{ kind: 'heartbeat', serverTime: world.clock.now() + skewMs }]);
  }
}

let lastNews = 0;

/** A live record that was sent at `sentAt`. */
async function send(world: World, sentAt: number): Promise<void> {
  lastNews += 1;
  await world.socket.frame([{ ...newsItem(`n${lastNews}`, null), sentAt }]);
}

/** Online, and past the time in which records may be re-sent. */
async function settled(): Promise<{ world: World; sink: Recorder }> {
  const world = new World();
  const { sink } = await world.online();
  await beat(world, 0, 4);
  return { world, sink };
}

describe('a clock that is wrong', () => {
  it('is told at once where it is behind: no message comes before it is sent', async () => {
    const world = new World();
    const { sink } = await world.online();
    await beat(world, 4000);
    assert.deepEqual(told(sink, 'clock-skew'), []);
    await beat(world, 60_000);
    assert.match(told(sink, 'clock-skew')[0]?.message ?? '', /60\.0 s behind the server/);
    assert.equal(skewOf(world), 60_000);
  });

  it('is told where it is ahead, once several times agree: one may be late', async () => {
    const world = new World();
    const { sink } = await world.online();
    await beat(world, -60_000);
    await beat(world, -75_000);
    assert.deepEqual(told(sink, 'clock-skew'), []);
    await beat(world, -61_000, 5);
    const [first, ...more] = told(sink, 'clock-skew');
    assert.deepEqual([first?.skewMs, more.length], [-60_000, 0]);
    assert.match(first?.message ?? '', /60\.0 s ahead of the server/);
    assert.equal(skewOf(world), -61_000);
  });

  it('is told again only after it was right', async () => {
    const { world, sink } = await settled();
    await beat(world, -20_000, 6);
    await beat(world, -100, 4);
    assert.equal(told(sink, 'clock-skew').length, 1);
    await beat(world, 8000, 3);
    assert.equal(told(sink, 'clock-skew').length, 2);
  });

  it('is told again where it was set too far, and is wrong the other way round', async () => {
    const { world, sink } = await settled();
    await beat(world, -20_000, 6);
    await beat(world, 20_000, 6);
    assert.deepEqual(
      told(sink, 'clock-skew').map(({ skewMs }) => skewMs),
      [-20_000, 20_000],
    );
  });

  it('is not told of a message that was late among others that were not', async () => {
    const { world, sink } = await settled();
    for (let time = 0; time < 5; time += 1) {
      await beat(world, -30_000, 2);
      await beat(world, -50);
    }
    assert.deepEqual(told(sink, 'clock-skew'), []);
  });

  it('is told by the answer to the handshake alone, unless that took long', async () => {
    for (const [tookMs, count] of [
      [200, 1],
      [8000, 0],
    ] as const) {
      const world = new World();
      const { sink } = await world.subscribe();
      await world.clock.advance(tookMs);
      await world.socket.open(world.clock.now() - 60_000);
      assert.equal(told(sink, 'clock-skew').length, count, `${tookMs} ms`);
      assert.equal(skewOf(world), count === 1 ? -60_000 : null);
    }
  });

  it('is told by events from the future where the server does not say what time it is', async () => {
    const world = new World();
    const { sink } = await world.online();
    await world.clock.advance(20_000);
    for (const aheadMs of [50_000, 0, 30_000, 31_000]) await send(world, world.clock.now() + aheadMs);
    assert.deepEqual(told(sink, 'clock-skew'), [], 'one may be a mistake');
    await send(world, world.clock.now() + 30_500);
    assert.deepEqual(
      told(sink, 'clock-skew').map(({ skewMs }) => skewMs),
      [30_000],
    );
  });

  it('is not told as late events', async () => {
    for (const skewMs of [-60_000, 60_000]) {
      const world = new World();
      const { sink } = await world.online();
      await beat(world, skewMs, 4);
      for (let time = 0; time < 5; time += 1) await send(world, world.clock.now() + skewMs - 100);
      assert.deepEqual([told(sink, 'lag').length, told(sink, 'clock-skew').length], [0, 1]);
      assert.equal(world.engine.connections()[0]?.lagMs, 100);
    }
  });

  it('is told where somebody sets it while the connection is there, and nothing is blamed on a flow', async () => {
    const { world, sink } = await settled();
    world.clock.set(hourMs);
    await world.clock.advance(1000);
    assert.match(
      told(sink, 'blocked')[0]?.message ?? '',
      /leapt forward by 3600\.0 s: it slept, or its clock was set/,
    );
    await send(world, world.clock.now() - hourMs);
    await beat(world, -hourMs, 3);
    assert.match(told(sink, 'clock-skew')[0]?.message ?? '', /3600\.0 s ahead of/);
    assert.equal(told(sink, 'lag').length, 0);
  });

  it('is told by events alone where it was set and the server says no time', async () => {
    const world = new World();
    const { sink } = await world.online();
    await world.clock.advance(20_000);
    world.clock.set(hourMs);
    for (let time = 0; time < 6; time += 1) {
      await world.clock.advance(2000);
      await send(world, world.clock.now() - hourMs - 100);
    }
    assert.deepEqual([told(sink, 'lag').length, told(sink, 'clock-skew').length], [0, 1]);
    assert.equal(skewOf(world), -hourMs);
  });

  it('is not told of a host that slept: what comes then is on time', async () => {
    const { world, sink } = await settled();
    world.clock.set(600_000);
    for (let time = 0; time < 6; time += 1) {
      await world.clock.advance(2000);
      await send(world, world.clock.now() - 100);
    }
    assert.deepEqual([told(sink, 'lag').length, told(sink, 'clock-skew').length], [0, 0]);
    assert.equal(skewOf(world), 0);
  });
});

describe('a blocked event loop', () => {
  it('is told as that, not as a wrong clock: what lay unread says nothing of the clock', async () => {
    const { world, sink } = await settled();
    const start = world.clock.now();
    world.clock.jump(30_000);
    // Read before the timer ran, and after it.
    for (const sentAt of [start + 5000, start + 15_000])
      await world.socket.frame([{ kind: 'heartbeat', serverTime: sentAt }]);
    await world.clock.advance(0);
    for (const sentAt of [start + 20_000, start + 22_000, start + 24_000])
      await world.socket.frame([{ kind: 'heartbeat', serverTime: sentAt }]);
    await beat(world, 0, 3);
    assert.deepEqual([told(sink, 'blocked').length, told(sink, 'clock-skew').length], [1, 0]);
    assert.equal(skewOf(world), 0);
  });

  it('is not told as late events, but what is late for longer than that is', async () => {
    const { world, sink } = await settled();
    const start = world.clock.now();
    world.clock.jump(30_000);
    await send(world, start + 2000);
    await world.clock.advance(0);
    await send(world, start + 4000);
    assert.deepEqual([told(sink, 'blocked').length, told(sink, 'lag').length], [1, 0]);
    await world.clock.advance(1000);
    await send(world, start - 11_000);
    const [lag] = told(sink, 'lag');
    assert.match(
      lag?.message ?? '',
      /42 s after the provider had them: this host, its network or the provider is too slow\./,
    );
  });
});

describe('late events', () => {
  it('may come of a clock that nobody could compare: then it says so', async () => {
    const world = new World();
    const { sink } = await world.online();
    await world.clock.advance(20_000);
    await send(world, world.clock.now() - 20_000);
    assert.match(told(sink, 'lag')[0]?.message ?? '', /is too slow, or this machine’s clock is ahead\./);
  });
});

import assert from 'node:assert/strict';
import { fc } from '../property';
import { Backoff } from '../../core/backoff';
import { ConnectionError } from '../../core/errors';
import { FakeClock } from '../fakes';
import { World } from './canned';

/** Lets the last socket fail, and gives the wait that follows. */
async function failAndWait(world: World): Promise<number> {
  await world.socket.fail('no', 'ECONNREFUSED');
  const { clock, net } = world;
  const since = clock.now();
  const dials = net.sockets.length;
  for (let waited = 0; net.sockets.length === dials && waited < 700_000; waited += 250)
    await clock.advance(250);
  assert.equal(net.sockets.length, dials + 1, 'it never dialled again');
  return clock.now() - since;
}

describe('waiting before the next try', () => {
  it('doubles with each failure up to the cap', async () => {
    const world = new World();
    world.clock.jitter = 0.999_999;
    await world.subscribe();
    const waits: number[] = [];
    for (let failures = 0; failures < 8; failures += 1) waits.push(await failAndWait(world));
    assert.deepEqual(waits, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('is spread over the whole span, so that clients do not come back all at once', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.nat(2000), (jitter, failures) => {
        const clock = new FakeClock();
        clock.jitter = jitter;
        const backoff = new Backoff(clock, { baseMs: 500, capMs: 30_000 });
        let wait = 0;
        for (let failure = 0; failure <= failures; failure += 1)
          wait = backoff.next(new ConnectionError('no'));
        assert.equal(wait, Math.round(jitter * Math.min(30_000, 500 * 2 ** failures)));
      }),
      { numRuns: 50 },
    );
  });

  it('obeys a Retry-After that is longer, and spreads that a little too', async () => {
    const world = new World();
    const { sink } = await world.subscribe();
    await world.socket.refuse(503, { 'retry-after': '120' });
    const state = sink.states.at(-1);
    assert.ok(state?.name === 'waiting');
    assert.equal(state.until - world.clock.now(), 126_000, 'two minutes and half of a tenth');
    await world.clock.advance(125_999);
    assert.equal(world.net.sockets.length, 1);
    await world.clock.advance(1);
    assert.equal(world.net.sockets.length, 2);
  });

  it('keeps its own wait when Retry-After is shorter, or nonsense', async () => {
    for (const header of ['0', '-5', 'soon', '', 'Thu, 01 Jan 1970 00:00:00 GMT']) {
      const world = new World();
      const { sink } = await world.subscribe();
      await world.socket.refuse(429, { 'retry-after': header });
      const state = sink.states.at(-1);
      assert.ok(state?.name === 'waiting');
      assert.equal(state.until - world.clock.now(), 500, header);
    }
  });

  it('does not start afresh after a connection that was not stable', async () => {
    const world = new World();
    await world.subscribe();
    for (let failures = 0; failures < 3; failures += 1) await failAndWait(world);
    await world.socket.open();
    await world.socket.frame([{ kind: 'ready' }]);
    for (let seconds = 0; seconds < 50; seconds += 10) {
      await world.clock.advance(10_000);
      await world.socket.frame([{ kind: 'heartbeat' }]);
    }
    assert.equal(await failAndWait(world), 4000, 'half of 8,000');
  });

  it('starts afresh after a minute online', async () => {
    const world = new World();
    const { sink } = await world.subscribe();
    for (let failures = 0; failures < 3; failures += 1) await failAndWait(world);
    await world.socket.open();
    await world.socket.frame([{ kind: 'ready' }]);
    for (let seconds = 0; seconds < 70; seconds += 10) {
      await world.clock.advance(10_000);
      await world.socket.frame([{ kind: 'heartbeat' }]);
    }
    assert.equal(await failAndWait(world), 500);
    assert.deepEqual(sink.states.at(-1), { name: 'connecting', attempt: 2 });
  });

  it('does not start afresh by being open for long without any sign of life', async () => {
    const world = new World();
    await world.subscribe();
    for (let failures = 0; failures < 3; failures += 1) await failAndWait(world);
    await world.socket.open();
    await world.clock.advance(19_000);
    assert.equal(await failAndWait(world), 4000);
  });

  it('waits long when it was told so, however often, before it dials again', async () => {
    const world = new World();
    const { socket } = await world.online();
    await socket.frame([{ kind: 'error', type: 'LimitError', message: 'evicted', retryAfterMs: 300_000 }]);
    await world.clock.advance(299_000);
    assert.equal(world.net.sockets.length, 1);
    await world.clock.advance(16_000);
    assert.equal(world.net.sockets.length, 2);
  });
});

import assert from 'node:assert/strict';
import { World, account, canned } from './canned';
import { quoteItem } from './events';

/** Advances in steps during which the server shows that it lives. */
async function live(world: World, seconds: number): Promise<void> {
  for (let left = seconds; left > 0; left -= 5) {
    await world.clock.advance(5000);
    await world.socket.frame([{ kind: 'heartbeat' }]);
  }
}

describe('telling a live connection from a dead one', () => {
  it('gives up a handshake that never ends', async () => {
    const world = new World();
    const { sink } = await world.subscribe();
    await world.clock.advance(9000);
    assert.equal(sink.path.at(-1), 'connecting');
    await world.clock.advance(1000);
    const state = sink.states.at(-1);
    assert.ok(state?.name === 'waiting' && state.cause.code === 'timeout');
    assert.equal(world.net.sockets[0]?.isTerminated, true);
    assert.equal(world.net.open, 0);
  });

  it('gives up a server that never answers the subscription, though it talks', async () => {
    const world = new World();
    const { sink } = await world.subscribe();
    await world.socket.open();
    for (let seconds = 0; seconds < 19; seconds += 1) {
      await world.clock.advance(1000);
      await world.socket.frame([{ kind: 'unknown', why: 'chatter' }]);
    }
    assert.equal(sink.path.at(-1), 'connecting');
    await world.clock.advance(1000);
    const state = sink.states.at(-1);
    assert.ok(state?.name === 'waiting' && state.cause.code === 'timeout');
    assert.equal(world.net.sockets[0]?.closedWith, 1000);
  });

  it('takes half a minute of silence as death', async () => {
    const world = new World();
    const { sink, socket } = await world.online();
    await world.clock.advance(29_000);
    assert.equal(sink.path.at(-1), 'online');
    await world.clock.advance(1000);
    const state = sink.states.at(-1);
    assert.ok(state?.name === 'waiting' && state.cause.code === 'silent');
    assert.equal(socket.closedWith, 1000);
  });

  it('takes any frame, and a control ping, as life: no data is no failure', async () => {
    const signs = [
      (world: World) => world.socket.frame([{ kind: 'heartbeat' }]),
      (world: World) => world.socket.frame([{ kind: 'unknown', why: 'chatter' }]),
      async (world: World) => world.socket.handlers.alive(),
      async (world: World) => world.socket.handlers.received(Buffer.from('[]')),
    ];
    for (const sign of signs) {
      const world = new World();
      const { sink } = await world.online();
      for (let seconds = 0; seconds < 120; seconds += 20) {
        await world.clock.advance(20_000);
        await sign(world);
      }
      assert.equal(sink.path.at(-1), 'online');
    }
  });

  it('cuts a half-open socket that does not even answer the close', async () => {
    const world = new World();
    const { socket } = await world.online();
    socket.answersClose = false;
    await world.clock.advance(30_000);
    assert.equal(socket.closedWith, 1000);
    assert.equal(socket.isTerminated, false);
    await world.clock.advance(2000);
    assert.equal(socket.isTerminated, true);
  });

  it('pings each 25 s, never closer than 15 s, whatever else happens', async () => {
    const world = new World();
    const { socket } = await world.online();
    const times: number[] = [];
    let seen = socket.sent.length;
    for (let second = 0; second < 600; second += 1) {
      await world.clock.advance(1000);
      if (second === 100) world.clock.jump(3000);
      if (second === 200) world.clock.set(-3_600_000);
      await socket.frame([quoteItem('A', second)]);
      for (; seen < socket.sent.length; seen += 1) {
        assert.equal(socket.sent[seen], 'ping');
        times.push(second);
      }
    }
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    assert.ok(gaps.length >= 20, `${gaps.length} pings in ten minutes`);
    assert.ok(Math.min(...gaps) >= 15 && Math.max(...gaps) <= 31, `gaps: ${gaps.join(' ')}`);
  });

  it('sends control pings where the provider has no ping text', async () => {
    const world = new World();
    const timing = { ...canned.timing, ping: { everyMs: 25_000 } };
    const { socket } = await world.online({ provider: { ...canned, timing } });
    await live(world, 60);
    assert.equal(socket.pings, 2);
    assert.deepEqual(socket.sent, ['the-secret-key: A']);
  });

  it('does not blame the server for a blocked event loop, and says who is to blame', async () => {
    const world = new World();
    const { sink } = await world.online();
    world.clock.jump(45_000);
    await world.clock.advance(1000);
    assert.equal(sink.path.at(-1), 'online');
    const blocked = sink.notices.find(({ notice }) => notice === 'blocked');
    assert.match(blocked?.message ?? '', /4[45]\.\d s/);
    assert.ok((world.engine.connections()[0]?.blockedMs ?? 0) >= 44_000);
    await world.clock.advance(27_000);
    assert.equal(sink.path.at(-1), 'online');
    await world.clock.advance(4000);
    assert.ok(sink.path.includes('waiting'), 'silence after it is silence');
  });

  it('finds a dead server also where the machine sets its clock back by an hour', async () => {
    const world = new World();
    const { sink } = await world.online();
    await live(world, 10);
    world.clock.set(-3_600_000);
    await world.clock.advance(20_000);
    assert.equal(sink.path.at(-1), 'online');
    await world.clock.advance(12_000);
    assert.ok(sink.path.includes('waiting'));
    assert.ok(!sink.kinds.includes('blocked'));
  });

  it('stays online where the machine sets its clock forward by a year', async () => {
    const world = new World();
    const { sink } = await world.online();
    await live(world, 10);
    world.clock.set(365 * 86_400_000);
    await live(world, 60);
    assert.equal(sink.path.at(-1), 'online');
    assert.equal(world.net.sockets.length, 1);
  });

  it('knows whether an account is online', async () => {
    const world = new World();
    await world.subscribe();
    assert.equal(world.engine.isOnline(canned, account), false);
    await world.socket.open();
    await world.socket.frame([{ kind: 'ready' }]);
    assert.equal(world.engine.isOnline(canned, { ...account, name: 'renamed' }), true);
    assert.equal(world.engine.isOnline(canned, { ...account, apiKey: 'another' }), false);
  });
});

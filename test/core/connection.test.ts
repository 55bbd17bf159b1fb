import assert from 'node:assert/strict';
import { Recorder, World } from './canned';
import { quoteItem } from './events';

describe('the life of a connection', () => {
  it('goes from connecting to online, and tells so once', async () => {
    const world = new World();
    const { sink } = await world.subscribe();
    assert.deepEqual(sink.path, ['connecting']);
    await world.socket.open();
    assert.deepEqual(world.socket.sent, ['the-secret-key: A']);
    assert.deepEqual(sink.path, ['connecting'], 'an open socket alone proves nothing');
    await world.socket.frame([{ kind: 'ready' }], [{ kind: 'ready' }]);
    assert.deepEqual(sink.path, ['connecting', 'online']);
    assert.deepEqual(sink.kinds, ['connected']);
  });

  it('waits with a cause when it is cut off, then comes back with all subscriptions', async () => {
    const world = new World();
    const { sink } = await world.online({ symbols: ['A', 'B'] });
    const { sink: other } = await world.subscribe({ symbols: ['C'] });
    await world.clock.advance(500);
    await world.socket.fail('read ECONNRESET', 'ECONNRESET');
    const waiting = sink.states.at(-1);
    assert.equal(waiting?.name, 'waiting');
    assert.match(waiting.cause.message, /cut/);
    assert.equal(waiting.until, world.clock.now() + 500, 'half of the first limit of 1,000 ms');
    await world.clock.advance(500);
    await world.socket.open();
    assert.deepEqual(world.socket.sent, ['the-secret-key: A B C']);
    await world.socket.frame([{ kind: 'ready' }, quoteItem('C', 1)]);
    assert.deepEqual(sink.path, ['connecting', 'online', 'waiting', 'connecting', 'online']);
    assert.deepEqual(sink.kinds, ['connected', 'disconnected', 'waiting', 'connected', 'gap']);
    assert.equal(other.received.length, 1);
  });

  it('is not told to be disconnected when it never was connected', async () => {
    const world = new World();
    const { sink } = await world.subscribe();
    await world.socket.fail('getaddrinfo ENOTFOUND', 'ENOTFOUND');
    assert.deepEqual(sink.kinds, ['waiting']);
    assert.match(sink.notices[0]?.message ?? '', /could not be resolved/);
    assert.equal(sink.notices[0]?.account, 'Main');
  });

  it('fails for good where trying again cannot help', async () => {
    for (const status of [401, 403, 404, 400, 301]) {
      const world = new World();
      const { sink } = await world.subscribe();
      await world.socket.refuse(status, { 'retry-after': '1' });
      assert.equal(sink.path.at(-1), 'failed', `HTTP ${status}`);
      await world.clock.advance(3_600_000);
      assert.equal(world.net.sockets.length, 1, `HTTP ${status} is not tried again`);
      assert.deepEqual(sink.kinds, ['failed']);
    }
  });

  it('tries again where the server is the one in trouble', async () => {
    for (const status of [408, 429, 500, 502, 503, 504]) {
      const world = new World();
      const { sink } = await world.subscribe();
      await world.socket.refuse(status);
      assert.equal(sink.path.at(-1), 'waiting', `HTTP ${status}`);
      await world.clock.advance(1000);
      assert.equal(world.net.sockets.length, 2);
    }
  });

  it('fails when a refused key is told in a frame, and tells why', async () => {
    const world = new World();
    const { sink, socket } = await world.online();
    await socket.frame([{ kind: 'error', type: 'AuthError', message: 'The key is wrong.' }]);
    const failed = sink.states.at(-1);
    assert.ok(failed?.name === 'failed' && failed.cause.code === 'auth');
    assert.deepEqual(sink.kinds, ['connected', 'disconnected', 'failed']);
    assert.equal(socket.closedWith, 1000, 'the provider counts a socket that nobody closed');
  });

  it('tries a failed connection again when somebody joins', async () => {
    const world = new World();
    const first = await world.subscribe();
    await world.socket.refuse(401);
    assert.equal(first.sink.path.at(-1), 'failed');
    const second = await world.subscribe();
    assert.equal(world.net.sockets.length, 2);
    await world.socket.open();
    await world.socket.frame([{ kind: 'ready' }]);
    assert.equal(first.sink.path.at(-1), 'online');
    assert.deepEqual(second.sink.path, ['failed', 'connecting', 'online']);
  });

  it('takes no notice of what a dead socket still says', async () => {
    const world = new World();
    const { sink, socket } = await world.online();
    await socket.frame([{ kind: 'error', type: 'ConnectionError', message: 'go away' }]);
    await world.clock.advance(0);
    const before = JSON.stringify(world.engine.connections());
    const states = sink.path.length;
    socket.handlers.opened();
    await socket.frame([quoteItem('A', 1)], [{ kind: 'ready' }], [{ kind: 'error', type: 'AuthError' }]);
    socket.handlers.alive();
    socket.handlers.ended({ code: 1000 });
    await world.clock.advance(0);
    assert.equal(JSON.stringify(world.engine.connections()), before);
    assert.equal(sink.path.length, states);
    assert.deepEqual(sink.received, []);
  });

  it('survives a bug in a provider: the connection is dialled again', async () => {
    const world = new World();
    const { sink, socket } = await world.online();
    await socket.frame('explode');
    const state = sink.states.at(-1);
    assert.ok(state?.name === 'waiting');
    assert.match(state.cause.message, /Please report it/);
    await world.clock.advance(1000);
    assert.equal(world.net.sockets.length, 2);
  });

  it('goes on for the others when one of them throws at everything', async () => {
    const world = new World();
    const bad = new Recorder();
    bad.events =
      bad.notice =
      bad.state =
        () => {
          throw new Error('a bug in a flow');
        };
    await world.subscribe({ sink: bad });
    const good = await world.subscribe();
    await world.socket.open();
    await world.socket.frame([{ kind: 'ready' }, quoteItem('A', 1)]);
    await world.socket.frame([quoteItem('A', 2)]);
    assert.deepEqual(good.sink.path, ['connecting', 'online']);
    assert.equal(good.sink.received.length, 2);
  });

  it('tries again for who subscribes in the very moment in which it hears of the failure', async () => {
    const world = new World();
    const sink = new Recorder();
    let again: Promise<unknown> | undefined;
    sink.state = state => {
      sink.states.push(state);
      if (state.name === 'failed') again ??= world.subscribe();
    };
    await world.subscribe({ sink });
    await world.socket.refuse(401);
    await again;
    assert.equal(world.net.sockets.length, 2);
  });
});

import assert from 'node:assert/strict';
import { account, canned, errorKinds as errors, paramsOf, World } from './canned';
import { settle } from '../fakes';

const change = (...symbols: string[]) => paramsOf({ symbols });
const dialled = (world: World) => world.net.sockets.length;

/** Lets the old socket close, which takes no time on the clock. */
async function closing(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await settle();
}

describe('one socket taking over from another', () => {
  it('comes at once where changed wishes need it, without a word of failure', async () => {
    const world = new World();
    const { sink, subscription, socket } = await world.online();
    subscription.update(change('REDIAL'));
    await world.clock.advance(500);
    await closing();
    assert.equal(socket.closedWith, 1000);
    assert.equal(dialled(world), 2);
    assert.equal(subscription.state.name, 'connecting');
    await world.socket.open();
    assert.deepEqual(world.socket.sent, ['the-secret-key: REDIAL']);
    await world.socket.frame([{ kind: 'ready' }]);
    assert.deepEqual(sink.kinds, ['connected', 'connected']);
    assert.deepEqual([...new Set(sink.path)], ['connecting', 'online']);
    subscription.stop();
    await world.assertNothingLeft();
  });

  it('waits for the end of the old socket, which may hold the account’s only place, but not for ever', async () => {
    const world = new World();
    const { subscription, socket } = await world.online();
    socket.answersClose = false;
    subscription.update(change('REDIAL'));
    await world.clock.advance(500);
    await closing();
    assert.equal(dialled(world), 1);
    await world.clock.advance(2000);
    await closing();
    assert.equal(dialled(world), 2);
  });

  it('is for one end only: the next failure waits and is told', async () => {
    const world = new World();
    const { sink, subscription } = await world.online();
    subscription.update(change('REDIAL'));
    await world.clock.advance(500);
    await closing();
    await world.socket.fail('gone');
    assert.equal(subscription.state.name, 'waiting');
    assert.ok(sink.kinds.includes('waiting'));
  });

  it('follows wishes that changed while the socket was dialled', async () => {
    const world = new World();
    // As where the wishes stand in the URL: what is open is what was dialled.
    const protocol: typeof canned.protocol = (_account, _stream, wanted) => ({
      ...{ open: () => [], read: () => [] },
      update: ([params]) => (params === wanted[0] ? [] : 'redial'),
    });
    const timing = { ...canned.timing, readyMs: 0 };
    const { subscription } = await world.subscribe({ provider: { ...canned, protocol, timing } });
    subscription.update(change('B'));
    await world.socket.open();
    await world.clock.advance(600);
    await closing();
    assert.equal(dialled(world), 2);
    await world.socket.open();
    await world.clock.advance(600);
    await closing();
    assert.equal(dialled(world), 2, 'now it is what is wanted');
  });

  it('comes within the time that the provider gives, with no failure told', async () => {
    const world = new World();
    const { sink, subscription, socket } = await world.online();
    await world.clock.advance(10_000);
    await socket.frame([{ kind: 'reconnect', withinMs: 10_000 }]);
    await closing();
    assert.equal(socket.closedWith, 1000);
    assert.equal(subscription.state.name, 'connecting');
    await world.clock.advance(999);
    assert.equal(dialled(world), 1, 'half of 2 s, as the random number of this clock is');
    await world.clock.advance(1);
    assert.equal(dialled(world), 2);
    await world.socket.open();
    await world.socket.frame([{ kind: 'ready' }]);
    assert.deepEqual(sink.kinds, ['connected', 'connected']);
  });

  it('is a failure where the provider asks for it again and again', async () => {
    const world = new World();
    const { subscription, socket } = await world.online();
    await socket.frame([{ kind: 'reconnect', withinMs: 0 }]);
    assert.equal(subscription.state.name, 'waiting');
  });

  it('ends with the last subscriber', async () => {
    const world = new World();
    const { subscription, socket } = await world.online();
    await world.clock.advance(10_000);
    await socket.frame([{ kind: 'reconnect', withinMs: 10_000 }]);
    subscription.stop();
    await world.assertNothingLeft();
  });
});

describe('what a provider has of its own', () => {
  const own = (parts: Partial<typeof canned>) => ({ ...canned, ...parts });

  it('may be online with the open socket', async () => {
    const world = new World();
    const provider = own({ timing: { ...canned.timing, readyMs: 0 } });
    const { subscription } = await world.subscribe({ provider });
    await world.socket.open();
    assert.equal(subscription.state.name, 'online');
    await world.clock.advance(20_000);
    assert.equal(subscription.state.name, 'online', 'nothing more is waited for');
  });

  it('may be another ping and another silence on one of its streams', async () => {
    const world = new World();
    const signs = { ping: '{"action":"ping"}', silenceMs: 5000 };
    const provider = own({
      timing: { ...canned.timing, ping: { everyMs: 2000, text: 'ping' } },
      protocol: (...given) => Object.assign(canned.protocol(...given), signs),
    });
    const { sink, socket } = await world.online({ provider });
    await world.clock.advance(3000);
    assert.equal(socket.sent.at(-1), '{"action":"ping"}');
    await world.clock.advance(3000);
    assert.ok(sink.path.includes('waiting'));
  });

  it('may be the meaning of a refused handshake', async () => {
    const world = new World();
    const provider = own({
      refusal: ({ status }, stream) => {
        const { ConfigError } = errors;
        return status === 418 ? new ConfigError(`No ${stream} here.`) : undefined;
      },
    });
    const { subscription } = await world.subscribe({ provider });
    await world.socket.refuse(418);
    const { state } = subscription;
    assert.ok(state.name === 'failed' && state.cause.message === 'No live here.');
    assert.ok(!JSON.stringify(world.engine.connections()).includes(account.apiKey));
  });

  it('may be unsaid: then everybody’s meaning holds', async () => {
    const world = new World();
    const { subscription } = await world.subscribe({ provider: own({ refusal: () => undefined }) });
    await world.socket.refuse(401);
    assert.equal(subscription.state.name, 'failed');
  });
});

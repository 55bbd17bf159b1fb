import assert from 'node:assert/strict';
import { settle } from '../fakes';
import { Recorder, World, account } from './canned';
import { quoteItem } from './events';

describe('stopping', () => {
  it('closes with 1000 three seconds after the last one left', async () => {
    const world = new World();
    const { subscription, socket } = await world.online();
    subscription.stop();
    await world.clock.advance(2999);
    assert.equal(socket.closedWith, undefined);
    await world.clock.advance(1);
    assert.equal(socket.closedWith, 1000);
    await settle();
    assert.equal(world.clock.pending, 0, 'the server answered: nothing is waited for');
    await world.assertNothingLeft();
  });

  it('leaves nothing when stopped while it dials', async () => {
    const world = new World();
    const { subscription } = await world.subscribe();
    subscription.stop();
    await world.assertNothingLeft();
    assert.equal(world.socket.isTerminated, true);
  });

  it('leaves nothing when stopped between the open socket and the first frame', async () => {
    const world = new World();
    const { subscription } = await world.subscribe();
    await world.socket.open();
    subscription.stop();
    await world.assertNothingLeft();
    assert.equal(world.socket.closedWith, 1000);
  });

  it('leaves nothing when stopped while it waits', async () => {
    const world = new World();
    const { subscription } = await world.subscribe();
    await world.socket.refuse(503, { 'retry-after': '600' });
    subscription.stop();
    await world.assertNothingLeft();
    assert.equal(world.net.sockets.length, 1);
  });

  it('leaves nothing when stopped after it failed', async () => {
    const world = new World();
    const { subscription } = await world.subscribe();
    await world.socket.refuse(401);
    subscription.stop();
    await world.assertNothingLeft();
  });

  it('leaves nothing when stopped in a burst, in the middle of a frame', async () => {
    const world = new World();
    const sink = new Recorder();
    const { subscription, socket } = await world.online({ sink });
    sink.events = events => {
      sink.received.push(...events);
      subscription.stop();
    };
    for (const last of [1, 2, 3]) await socket.frame([quoteItem('A', last)]);
    assert.equal(sink.received.length, 1);
    await world.assertNothingLeft();
  });

  it('leaves nothing when stopped with batches, drops, updates and resends under way', async () => {
    const world = new World();
    const delivery = { mode: 'batch', everyMs: 60_000, batchSize: 1000 } as const;
    const { subscription, socket } = await world.online({ delivery });
    await socket.frame([quoteItem('A', 1), { kind: 'resend', afterMs: 3_000_000 }]);
    subscription.update({ stream: 'live', symbols: ['B'], history: 5, slot: 0 });
    await world.clock.advance(100);
    subscription.stop();
    await world.assertNothingLeft();
  });

  it('leaves nothing when a resend was due on a socket that died since', async () => {
    const world = new World();
    const { subscription, socket } = await world.online();
    await socket.frame([{ kind: 'resend', afterMs: 3_000_000 }]);
    await socket.fail('gone');
    await world.clock.advance(1000);
    await world.socket.refuse(401);
    assert.equal(world.clock.pending, 0, 'a failed connection waits for nothing');
    subscription.stop();
    await world.assertNothingLeft();
  });

  it('is silent afterwards: no event, no notice, no state', async () => {
    const world = new World();
    const { sink, subscription, socket } = await world.online();
    const other = await world.subscribe();
    subscription.stop();
    subscription.stop();
    const before = [sink.received.length, sink.notices.length, sink.states.length];
    await socket.frame([quoteItem('A', 1)]);
    await socket.fail('gone');
    await world.clock.advance(60_000);
    assert.deepEqual([sink.received.length, sink.notices.length, sink.states.length], before);
    assert.equal(subscription.state.name, 'idle', 'who was stopped is idle');
    other.subscription.stop();
  });

  it('gives the practice feed back', async () => {
    const world = new World();
    const { subscription } = await world.subscribe({ account: { practice: true } });
    assert.equal(world.net.practices, 1);
    assert.match(world.socket.request.url, /^ws:\/\/127\.0\.0\.1:1\/canned\/live/);
    await world.socket.fail('again');
    await world.clock.advance(1000);
    assert.equal(world.net.practices, 1, 'kept over a reconnect');
    subscription.stop();
    await world.assertNothingLeft();
    assert.equal(world.net.practices, 0);
  });

  it('closes everything at once when the engine closes, and a later stop or update does no harm', async () => {
    const world = new World();
    const one = await world.online();
    const two = await world.subscribe({ account: { apiKey: 'another-key' } });
    world.engine.close();
    assert.equal(one.socket.closedWith, 1000);
    await settle();
    one.subscription.stop();
    two.subscription.update({ stream: 'live', symbols: ['B'], history: 0, slot: 0 });
    await world.assertNothingLeft();
    assert.equal(world.net.sockets.length, 2);
  });

  it('does not let a stopped subscription that is updated break the one that took its place', async () => {
    const world = new World();
    const old = await world.online();
    old.subscription.stop();
    await world.clock.advance(5000);
    await world.online();
    old.subscription.update({ stream: 'live', symbols: ['B'], history: 0, slot: 0 });
    await world.subscribe();
    assert.equal(world.net.sockets.length, 2, `one connection for ${account.name}, not one each`);
    assert.equal(world.engine.connections().length, 1);
  });
});

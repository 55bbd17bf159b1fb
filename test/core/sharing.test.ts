import assert from 'node:assert/strict';
import { canned, World, paramsOf } from './canned';
import { quoteItem } from './events';

describe('sharing a connection', () => {
  it('serves two nodes of one account over one socket that carries the union', async () => {
    const world = new World();
    const one = await world.subscribe({ symbols: ['A', 'B'] });
    const two = await world.subscribe({ symbols: ['B', 'C'], account: { name: 'The same, renamed' } });
    await world.socket.open();
    assert.equal(world.net.sockets.length, 1);
    assert.deepEqual(world.socket.sent, ['the-secret-key: A B C']);
    await world.socket.frame([{ kind: 'ready' }, ...['A', 'B', 'C', 'D'].map(name => quoteItem(name, 1))]);
    assert.deepEqual(
      one.sink.received.map(({ symbol }) => symbol),
      ['A', 'B'],
    );
    assert.deepEqual(
      two.sink.received.map(({ symbol }) => symbol),
      ['B', 'C'],
    );
  });

  it('keeps accounts apart that differ in anything but their name', async () => {
    const world = new World();
    await world.subscribe();
    await world.subscribe({ account: { apiKey: 'another-key' } });
    await world.subscribe({ account: { server: 'wss://other.example' } });
    assert.equal(world.net.sockets.length, 3);
  });

  it('does not dial again for a redeploy', async () => {
    const world = new World();
    const { subscription, socket } = await world.online();
    subscription.stop();
    await world.clock.advance(2500);
    const again = await world.subscribe();
    assert.equal(again.subscription.state.name, 'online');
    await world.clock.advance(10_000);
    assert.equal(world.net.sockets.length, 1);
    assert.equal(socket.sent.filter(text => text !== 'ping').length, 1, 'nothing changed, nothing is sent');
    assert.equal(socket.closedWith, undefined);
  });

  it('gives the place of a lingering connection to the same login with other settings', async () => {
    const world = new World();
    const { subscription, socket } = await world.online();
    subscription.stop();
    await world.subscribe({ account: { maxSymbols: 3 } as never });
    assert.equal(socket.closedWith, 1000);
    assert.equal(world.net.sockets.length, 2);
  });

  it('plans once for a deploy of many nodes', async () => {
    const world = new World();
    let plans = 0;
    const provider: typeof canned = {
      ...canned,
      endpoints: (account, wanted) => {
        plans += 1;
        return canned.endpoints(account, wanted);
      },
    };
    await Promise.all(Array.from({ length: 100 }, () => world.subscribe({ provider })));
    assert.equal(plans, 1);
    assert.equal(world.net.sockets.length, 1);
  });

  it('dials one socket more where two cannot share one, and puts it down again', async () => {
    const world = new World();
    await world.online({ slot: 0 });
    const { subscription, socket } = await world.online({ slot: 1 });
    assert.equal(world.net.sockets.length, 2);
    subscription.stop();
    await world.clock.advance(5000);
    assert.equal(socket.closedWith, 1000);
    assert.equal(world.net.open, 1);
  });

  it('moves a subscription that must change its connection', async () => {
    const world = new World();
    const { sink, subscription, socket } = await world.online();
    subscription.update(paramsOf({ slot: 1 }));
    await world.clock.advance(0);
    assert.equal(subscription.state.name, 'connecting');
    await socket.frame([quoteItem('A', 1)]);
    assert.equal(sink.received.length, 0, 'the old connection serves it no more');
    await world.socket.open();
    await world.socket.frame([{ kind: 'ready' }, quoteItem('A', 2)]);
    assert.equal(sink.received.length, 1);
    await world.clock.advance(5000);
    assert.equal(socket.closedWith, 1000);
  });

  it('refuses what the plan refuses, tells why once, and serves it as soon as it can', async () => {
    const world = new World();
    const { sink, subscription } = await world.subscribe({ refuse: 'Not with this plan.' });
    assert.equal(world.net.sockets.length, 0);
    const { subscription: other } = await world.subscribe();
    other.stop();
    assert.deepEqual(sink.path, ['failed']);
    assert.deepEqual(
      sink.notices.map(({ message }) => message),
      ['Not with this plan.'],
    );
    subscription.update(paramsOf());
    assert.equal(subscription.state.name, 'connecting');
    subscription.stop();
    await world.assertNothingLeft();
  });

  it('leaves a node as it is where a change to it is refused', async () => {
    const world = new World();
    const { sink, subscription, socket } = await world.online();
    assert.throws(() => subscription.update(paramsOf({ symbols: ['B'], refuse: 'Not with this plan.' })), {
      name: 'ConfigError',
      message: 'Not with this plan.',
    });
    await socket.frame([quoteItem('A', 1)]);
    await world.clock.advance(5000);
    assert.deepEqual([subscription.state.name, sink.received.length, socket.sent.length], ['online', 1, 1]);
  });

  it('closes the connection of a node that asks for nothing any more, and never sends an empty list', async () => {
    const world = new World();
    const { subscription, socket } = await world.online();
    subscription.update(paramsOf({ symbols: [] }));
    assert.equal(subscription.state.name, 'idle');
    await world.clock.advance(10_000);
    assert.equal(socket.closedWith, 1000);
    assert.deepEqual(socket.sent, ['the-secret-key: A']);
    subscription.update(paramsOf({ symbols: ['B'] }));
    await world.clock.advance(0);
    await world.socket.open();
    assert.deepEqual(world.socket.sent, ['the-secret-key: B']);
    subscription.stop();
    await world.assertNothingLeft();
  });

  it('sends no empty list when the socket opens after the last one left', async () => {
    const world = new World();
    const { subscription } = await world.subscribe();
    subscription.stop();
    await world.socket.open();
    assert.deepEqual(world.socket.sent, []);
    const { sink } = await world.subscribe({ symbols: ['B'] });
    await world.clock.advance(500);
    assert.deepEqual(world.socket.sent, ['the-secret-key: B']);
    await world.socket.frame([{ kind: 'ready' }]);
    assert.equal(sink.path.at(-1), 'online');
  });

  it('gives a late joiner the latest quote at once', async () => {
    const world = new World();
    const { socket } = await world.online({ history: 1 });
    await socket.frame([quoteItem('A', 1)], [quoteItem('A', 2)]);
    const { sink, subscription } = await world.subscribe({ history: 1 });
    assert.deepEqual(
      sink.received.map(event => [event.type === 'quote' && event.last, event.backfill]),
      [[2, true]],
    );
    assert.equal(subscription.latest()?.id, 'A 2');
  });

  it('says which connections there are, and for whom', async () => {
    const world = new World();
    await world.online({ symbols: ['A', 'B'] });
    await world.subscribe({ symbols: ['B'] });
    const [stats] = world.engine.connections();
    assert.equal(stats?.state, 'online');
    assert.equal(stats.subscribers, 2);
    assert.equal(stats.topics, 2);
    assert.deepEqual(stats.budget, { used: 1, messages: 5, windowMs: 3_600_000 });
  });
});

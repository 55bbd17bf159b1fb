import assert from 'node:assert/strict';
import { ConfigError } from '../../core/errors';
import type { AccountSource } from '../../core/pool-account';
import type { Account } from '../../core/provider';
import { Kept, World, account, canned, type Asked } from './canned';
import { quoteItem } from './events';

/** A place where an account stands, in the hands of the test. */
class Place implements AccountSource<Account> {
  reads = 0;
  account: Account | Error | Promise<Account> = account;

  constructor(readonly id: string) {}

  async read(): Promise<Account> {
    this.reads += 1;
    const read = await this.account;
    if (read instanceof Error) throw read;
    return read;
  }
}

const changed: Account = { ...account, apiKey: 'the-changed-key' };

function tokens(world: World): (string | null)[] {
  return world.net.sockets.map(({ request }) => new URL(request.url).searchParams.get('token'));
}

async function breakOff(world: World): Promise<void> {
  await world.socket.end({ code: 1006 });
  await world.clock.advance(2000);
}

async function accept(world: World): Promise<void> {
  await world.socket.open();
  await world.socket.frame([{ kind: 'ready' }]);
}

describe('an account that somebody may change', () => {
  it('is read again before each dial, once for all who have it from the same place', async () => {
    const world = new World();
    const place = new Place('one');
    const { sink } = await world.online({ source: place });
    await world.subscribe({ source: place, name: 'other' });
    assert.equal(place.reads, 1);
    place.account = changed;
    await breakOff(world);
    assert.equal(place.reads, 2);
    await accept(world);
    assert.deepEqual(tokens(world), ['the-secret-key', 'the-changed-key']);
    assert.equal(sink.path.at(-1), 'online');
    assert.equal(world.engine.connections().length, 1);
    assert.equal(world.engine.isOnline(canned, changed), true);
  });

  it('takes what the connection remembers with it: nothing twice, and the gap is told', async () => {
    const world = new World();
    const place = new Place('one');
    const { sink, socket } = await world.online({ source: place });
    const news = {
      id: 'n1',
      type: 'news',
      symbol: 'A',
      symbols: ['A'],
      receivedTime: '2026-01-02T15:00:00.000Z',
    };
    await socket.frame([{ kind: 'event', topic: 'A', event: news }]);
    place.account = changed;
    await breakOff(world);
    await accept(world);
    await world.socket.frame([{ kind: 'event', topic: 'A', event: news }]);
    assert.equal(sink.received.length, 1);
    assert.ok(sink.kinds.includes('gap'));
  });

  it('hides the new key and the old one', async () => {
    const world = new World();
    const place = new Place('one');
    const { sink } = await world.online({ source: place });
    place.account = changed;
    await breakOff(world);
    await accept(world);
    const message = 'neither the-secret-key nor the-changed-key';
    await world.socket.frame([{ kind: 'notice', notice: 'provider-message', message }]);
    assert.equal(sink.notices.at(-1)?.message, 'neither *** nor ***');
  });

  it('goes on as it was known where its place does not answer, or fails', async () => {
    const world = new World();
    const place = new Place('one');
    const { sink } = await world.online({ source: place });
    place.account = new Error('the database is locked');
    await breakOff(world);
    await accept(world);
    place.account = new Promise(() => undefined);
    await breakOff(world);
    await world.clock.advance(10_000);
    await accept(world);
    assert.deepEqual(tokens(world), Array(3).fill('the-secret-key'));
    assert.equal(sink.path.at(-1), 'online');
  });

  it('fails in its owner’s words where what stands there now cannot work', async () => {
    const world = new World();
    const place = new Place('one');
    const { sink } = await world.online({ source: place });
    place.account = new ConfigError('API key is empty.');
    await breakOff(world);
    const state = sink.states.at(-1);
    assert.equal(state?.name === 'failed' && state.cause.message, 'API key is empty.');
  });

  it('leaves those who have theirs from elsewhere where they are', async () => {
    const world = new World();
    const place = new Place('one');
    const { sink } = await world.online({ source: place });
    const other = await world.subscribe({ source: new Place('other'), name: 'other', symbols: ['B'] });
    place.account = changed;
    await breakOff(world);
    for (const socket of world.net.sockets.filter(({ over }) => !over)) {
      await socket.open();
      await socket.frame([{ kind: 'ready' }]);
    }
    assert.deepEqual(tokens(world).slice(1).sort(), ['the-changed-key', 'the-secret-key']);
    assert.deepEqual([sink.path.at(-1), other.sink.path.at(-1)], ['online', 'online']);
    const [own, its] = [changed.apiKey, account.apiKey].map(key =>
      world.net.sockets.findLast(({ request }) => request.url.includes(key)),
    );
    assert.deepEqual(own?.sent, ['the-changed-key: A']);
    assert.deepEqual(its?.sent, ['the-secret-key: B']);
  });

  it('that is changed for some, or a line that was lost before, is told as the reason of what they missed', async () => {
    for (const isLost of [false, true]) {
      const world = new World();
      const [place, kept] = [new Place('one'), new Kept()];
      const { sink } = await world.online({ source: place, ledger: kept.life(world) });
      await world.subscribe({ source: new Place('other'), name: 'other', symbols: ['B'] });
      await world.clock.advance(1000);
      await world.socket.frame([quoteItem('A', 1)]);
      place.account = changed;
      if (isLost) await breakOff(world);
      else await world.subscribe({ source: place, account: changed, name: 'third', symbols: ['C'] });
      for (const socket of world.net.sockets.filter(({ over }) => !over)) {
        await socket.open();
        await socket.frame([{ kind: 'ready' }]);
      }
      await world.clock.advance(16_000);
      const gaps = sink.notices.filter(({ notice }) => /^gap/.test(notice));
      assert.deepEqual(
        gaps.map(({ notice, complete }) => [notice, complete]),
        [
          ['gap', undefined],
          ['gap-closed', false],
        ],
      );
      const reason = isLost ? /closed the connection/ : /^The account of this node was changed\.$/;
      assert.match(String(gaps[0]?.reason), reason);
    }
  });

  it('joins the connection that the changed account has already, and lets go of its own', async () => {
    const world = new World();
    const place = new Place('one');
    const { sink, subscription } = await world.online({ source: place });
    const elsewhere = await world.online({ account: changed, name: 'other', symbols: ['B'] });
    place.account = changed;
    const [first] = world.net.sockets;
    await first?.end({ code: 1006 });
    await world.clock.advance(2000);
    assert.equal(world.net.sockets.length, 2, 'no third one');
    assert.equal(world.net.open, 1);
    assert.equal(sink.path.at(-1), 'online');
    await world.socket.frame([{ kind: 'event', topic: 'A', event: { id: '1', type: 'quote', symbol: 'A' } }]);
    assert.equal(sink.received.length, 1);
    subscription.stop();
    elsewhere.subscription.stop();
    await world.assertNothingLeft();
  });

  it('is taken over at once from whoever read it last, on the healthy connection', async () => {
    const world = new World();
    const place = new Place('one');
    await world.online({ source: place });
    place.account = changed;
    const asked: Asked = { source: place, account: changed, name: 'second', symbols: ['B'] };
    const { sink } = await world.subscribe(asked);
    await world.clock.advance(500);
    assert.equal(world.net.sockets.length, 1, 'two connections of one account may push each other out');
    assert.equal(world.socket.sent.at(-1), 'the-changed-key: A B');
    assert.equal(sink.path.at(-1), 'online');
    await breakOff(world);
    await accept(world);
    assert.deepEqual(tokens(world), ['the-secret-key', 'the-changed-key']);
  });

  it('is connected anew where more than its key was changed', async () => {
    const world = new World();
    const place = new Place('one');
    await world.online({ source: place });
    const moved: Account = { ...account, server: 'wss://other.example' };
    place.account = moved;
    const { sink } = await world.subscribe({ source: place, account: moved, name: 'second' });
    await world.clock.advance(100);
    assert.equal(new URL(world.socket.request.url).host, 'other.example');
    await accept(world);
    assert.equal(sink.path.at(-1), 'online');
    assert.equal(world.net.open, 1);
  });

  it('is proven by a new connection where all come back with a changed one, and what is remembered stays', async () => {
    const world = new World();
    const place = new Place('one');
    const { subscription, socket } = await world.online({ source: place });
    const news = {
      id: 'n1',
      type: 'news',
      symbol: 'A',
      symbols: ['A'],
      receivedTime: '2026-01-02T15:00:00.000Z',
    };
    await socket.frame([{ kind: 'event', topic: 'A', event: news }]);
    await world.clock.advance(1000);
    subscription.stop();
    place.account = changed;
    const { sink } = await world.subscribe({ source: place, account: changed });
    await world.clock.advance(100);
    assert.equal(socket.closedWith, 1000, 'the account may have one place only');
    assert.deepEqual(tokens(world), ['the-secret-key', 'the-changed-key']);
    await accept(world);
    await world.socket.frame([{ kind: 'event', topic: 'A', event: news }]);
    assert.equal(sink.received.length, 0, 'it had that before');
    assert.equal(world.net.open, 1);
  });

  it('is dialled with at once where the old one was refused, or waits', async () => {
    for (const end of [{ refusal: { status: 401, headers: {}, body: '' } }, { code: 1006 }]) {
      const world = new World();
      const place = new Place('one');
      const { subscription } = await world.subscribe({ source: place });
      await world.socket.end(end);
      subscription.stop();
      place.account = changed;
      const { sink } = await world.subscribe({ source: place, account: changed });
      assert.deepEqual(tokens(world), ['the-secret-key', 'the-changed-key']);
      await accept(world);
      assert.equal(sink.path.at(-1), 'online');
    }
  });

  it('is not dialled with once all have stopped while it was read', async () => {
    const world = new World();
    const place = new Place('one');
    let give: (read: Account) => void = () => undefined;
    place.account = new Promise(resolve => (give = resolve));
    const { subscription } = await world.subscribe({ source: place });
    subscription.stop();
    await world.clock.advance(4000);
    give(changed);
    await world.assertNothingLeft();
    assert.equal(world.net.sockets.length, 0);
  });
});

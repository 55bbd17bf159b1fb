import assert from 'node:assert/strict';
import { AuthError, ConnectionError } from '../../core/errors';
import type { FeedNotice } from '../../core/event';
import type { KeySource } from '../../core/provider';
import { FakeNet, storeOf } from '../fakes';
import { Kept, World, account, canned, paramsOf, type Recorder } from './canned';

const hour = 3_600_000;
const day = 24 * hour;
const secret = 'canary-streaming-key';

/** Keys that live a week; the body of an answer is the key. */
const source: KeySource = {
  request: () => ({ url: 'https://keys.example', headers: {} }),
  read: (status, body) => {
    if (status === 401) throw new AuthError('RapidAPI refused the key.');
    if (status !== 200) throw new ConnectionError('The key endpoint gave no key.', { retryAfterMs: 60_000 });
    const [key = '', expiresAt = '0'] = body.split(' ');
    return { key, expiresAt: Number(expiresAt) };
  },
  perDay: 10,
  renewMs: day,
};
const provider = { ...canned, keySource: () => source };

function issue(net: FakeNet): void {
  net.answer = () => {
    const body = `${secret}-${net.requests.length} ${net.clock.now() + 7 * day}`;
    return { status: 200, headers: {}, body };
  };
}

/** Turns the clock in steps of an hour, with a server that is alive. */
async function pass(world: World, ms: number): Promise<void> {
  const end = world.clock.now() + ms;
  await world.clock.advance(1000);
  while (world.clock.now() < end) {
    world.clock.jump(Math.min(hour, end - world.clock.now()) - 10_000);
    await world.clock.advance(10_000);
    if (!world.socket.over) await world.socket.frame([{ kind: 'heartbeat' }]);
  }
}

const keyNotices = ({ notices }: Recorder): FeedNotice[] =>
  notices.filter(({ notice }) => notice.startsWith('key-'));
const told = (sink: Recorder): unknown[] =>
  keyNotices(sink).map(({ notice, hours }) =>
    hours === undefined ? notice : `${notice} ${JSON.stringify(hours)}`,
  );

function jwtOf(claims: unknown): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256' })}.${part(claims)}.c2lnbmF0dXJl`;
}

describe('what is told of a key', () => {
  it('is that a new one came, to each node, with its end and without the key', async () => {
    const world = new World();
    issue(world.net);
    const { sink, socket, subscription } = await world.online({ provider });
    const other = await world.subscribe({ provider, name: 'other' });
    await pass(world, 6 * day + hour);
    assert.deepEqual(told(sink), ['key-refreshed', 'key-refreshed']);
    assert.deepEqual(told(other.sink), ['key-refreshed']);
    const [, second] = keyNotices(sink);
    assert.equal(second?.['expires'], '2026-01-15T15:00:00.000Z');
    assert.match(
      second?.message ?? '',
      /^A new streaming key came from Canned. It is good until 2026-01-15 15:00 UTC/,
    );
    assert.doesNotMatch(JSON.stringify([sink.notices, sink.states, world.engine.connections()]), /canary/);
    assert.equal(world.net.requests.length, 2);
    assert.equal(world.net.sockets.length, 1, 'the healthy connection stays');
    subscription.update(paramsOf({ symbols: ['B'] }));
    await world.clock.advance(500);
    assert.equal(socket.sent.at(-1), `${secret}-2: B A`);
  });

  it('is that the user’s own key ends, once per level, and never again by a restart', async () => {
    const kept = new Map<string, string>();
    const node = new Kept();
    const net = new FakeNet();
    const apiKey = jwtOf({ exp: (net.clock.now() + 4 * day) / 1000 });
    const start = async (): Promise<{ world: World; sink: Recorder }> => {
      const world = new World(net, storeOf(kept));
      const { sink } = await world.online({ account: { apiKey }, ledger: node.life(world) });
      return { world, sink };
    };
    const first = await start();
    await pass(first.world, 3 * day + hour);
    assert.deepEqual(told(first.sink), ['key-expiring 48', 'key-expiring 24']);
    const [reminder] = keyNotices(first.sink);
    assert.equal(reminder?.['expires'], '2026-01-06T15:00:00.000Z');
    assert.equal(
      reminder?.message,
      'The Canned key of this account ends in 2 days, on 2026-01-06 15:00 UTC. Enter a new one in the account; what is connected goes on meanwhile.',
    );
    const [stats] = first.world.engine.connections();
    assert.deepEqual([stats?.keyExpiresAt, stats?.keyRenews], [Date.parse('2026-01-06T15:00:00Z'), false]);
    first.world.engine.close();
    const second = await start();
    await pass(second.world, 2 * day);
    assert.deepEqual(told(second.sink), ['key-expiring 6']);
    assert.ok(![...kept.keys(), ...kept.values()].join().includes(apiKey));
  });

  it('is that to each node by itself, whenever it comes, and to none twice', async () => {
    const net = new FakeNet();
    const apiKey = jwtOf({ exp: (net.clock.now() + 5.5 * hour) / 1000 });
    const nodes = [new Kept(), new Kept()] as const;
    const start = async (): Promise<World> => {
      const world = new World(net, storeOf(new Map()));
      const asked = { account: { apiKey } };
      const [first, second] = nodes;
      // n8n starts one workflow after the other; the first here is a test step, which keeps nothing.
      const { sink: test } = await world.online({ ...asked, name: 'test' });
      await world.clock.advance(2000);
      const early = await world.subscribe({ ...asked, name: 'first', ledger: first.life(world) });
      await world.clock.advance(2000);
      const late = await world.subscribe({ ...asked, name: 'second', ledger: second.life(world) });
      await world.clock.advance(2000);
      heard.push([test, early.sink, late.sink].map(sink => told(sink).length));
      // A redeploy of one node.
      early.subscription.stop();
      const again = await world.subscribe({ ...asked, name: 'first', ledger: first.life(world) });
      await pass(world, 2 * hour);
      heard.push([test, again.sink, late.sink].map(sink => told(sink).length));
      return world;
    };
    const heard: number[][] = [];
    (await start()).engine.close();
    (await start()).engine.close();
    assert.deepEqual(heard, [
      [1, 1, 1],
      [1, 0, 1],
      [1, 0, 0],
      [1, 0, 0],
    ]);
  });

  it('is one reminder where a key that is nearly over, or over, is entered', async () => {
    for (const [leftMs, words] of [
      [5 * hour + 60_000, /ends in 5 hours/],
      [-day, /has ended by its own date/],
    ] as const) {
      const world = new World();
      const apiKey = jwtOf({ exp: (world.clock.now() + leftMs) / 1000 });
      const { sink, socket } = await world.online({ account: { apiKey } });
      await pass(world, 12 * hour);
      assert.deepEqual(told(sink), ['key-expiring 6']);
      assert.match(keyNotices(sink)[0]?.message ?? '', words);
      assert.equal(socket.over, false, 'it is only a reminder');
    }
  });

  it('is why a key is not renewed, where that keeps failing, and that it was in the end', async () => {
    const world = new World();
    issue(world.net);
    const { sink, socket } = await world.online({ provider });
    world.net.answer = () => ({ status: 503, headers: {}, body: '' });
    await pass(world, 6 * day + 30 * 60_000);
    assert.deepEqual(told(sink), ['key-refreshed'], 'one failure is no trouble yet');
    await pass(world, 20 * hour);
    assert.deepEqual(told(sink), ['key-refreshed', 'key-expiring 24', 'key-expiring 6']);
    const [, reminder] = keyNotices(sink);
    assert.match(reminder?.message ?? '', /could be fetched: The key endpoint gave no key/);
    assert.match(reminder?.message ?? '', /check the account's key and its plan/);
    assert.equal(world.engine.connections()[0]?.keyRenews, false);
    issue(world.net);
    await pass(world, 2 * hour);
    assert.equal(told(sink).at(-1), 'key-refreshed');
    assert.equal(world.engine.connections()[0]?.keyRenews, true);
    assert.equal(socket.over, false);
    assert.ok(world.net.requests.length < 40, `${world.net.requests.length} requests`);
  });

  it('is that the account’s key was refused at the renewal, while the streaming key is used to its end', async () => {
    const world = new World();
    issue(world.net);
    const { sink } = await world.online({ provider });
    world.net.answer = () => ({ status: 401, headers: {}, body: '' });
    await pass(world, 6 * day + hour);
    assert.deepEqual(told(sink), ['key-refreshed', 'key-expiring 24']);
    await world.socket.end({ code: 1006 });
    await world.clock.advance(2000);
    await world.socket.open();
    await world.socket.frame([{ kind: 'ready' }]);
    assert.equal(sink.path.at(-1), 'online');
  });

  it('ends with the last subscription: nothing is left, and nothing is fetched', async () => {
    const world = new World();
    issue(world.net);
    const { subscription } = await world.online({ provider });
    subscription.stop();
    await world.assertNothingLeft();
    await world.clock.advance(30 * day);
    assert.equal(world.net.requests.length, 1);
  });
});

describe('a key that is refused while data goes on', () => {
  it('is replaced on the same socket', async () => {
    const world = new World();
    issue(world.net);
    const { sink, socket } = await world.online({ provider });
    await pass(world, day);
    await socket.frame([{ kind: 'key-refused', message: 'This key has expired.' }]);
    await world.clock.advance(500);
    assert.deepEqual(
      socket.sent.filter(text => text !== 'ping'),
      [`${secret}-1: A`, `${secret}-2: A`],
    );
    assert.equal(world.net.sockets.length, 1);
    assert.deepEqual(told(sink), ['key-refreshed', 'key-refreshed']);
  });

  it('is told, and no more, where there is no other one', async () => {
    const world = new World();
    const { sink, socket } = await world.online({ account });
    await socket.frame([{ kind: 'key-refused', message: 'This key has expired.' }]);
    await world.clock.advance(500);
    assert.equal(socket.sent.filter(text => text !== 'ping').length, 1);
    assert.equal(sink.notices.at(-1)?.message, 'This key has expired.');
    assert.equal(sink.path.at(-1), 'online');
  });

  it('does not loop where no other one can be had', async () => {
    const world = new World();
    issue(world.net);
    const { socket } = await world.online({ provider });
    await pass(world, day);
    world.net.answer = () => ({ status: 503, headers: {}, body: '' });
    for (let turn = 0; turn < 20; turn += 1) {
      await socket.frame([{ kind: 'key-refused', message: 'This key has expired.' }]);
      await world.clock.advance(500);
    }
    assert.equal(socket.sent.filter(text => text !== 'ping').length, 1);
    assert.ok(world.net.requests.length < 6, `${world.net.requests.length} requests`);
  });
});

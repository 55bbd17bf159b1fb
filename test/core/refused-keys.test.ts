/** Keys that a server refuses: which of them another key is worth trying for, and which end in `failed`. */
import assert from 'node:assert/strict';
import { LimitError } from '../../core/errors';
import { KeyKeeper } from '../../core/keys';
import { storeOf } from '../fakes';
import { World, account, canned } from './canned';
import { day, freshMs, hour, issue, keeperOf, owner, source } from './week-keys';

const provider = { ...canned, keySource: () => source };

/** Refuses each dial of the next `ms` with 401. */
async function refuseAll(world: World, ms: number): Promise<void> {
  const end = world.clock.now() + ms;
  while (world.clock.now() < end) {
    if (!world.socket.over) await world.socket.refuse(401);
    await world.clock.advance(1000);
  }
}

describe('a key that the server refuses', () => {
  it('is dead for good where the key endpoint hands out the same one again', async () => {
    const world = new World();
    world.net.answer = () => ({ status: 200, headers: {}, body: `the-same ${world.clock.now() + 7 * day}` });
    const { sink } = await world.online({ provider });
    await world.clock.advance(15_000);
    world.clock.jump(day);
    await refuseAll(world, 10 * 60_000);
    assert.equal(sink.path.at(-1), 'failed');
    assert.equal(world.net.sockets.length, 2, 'it is not dialled with over and over');
    assert.equal(world.net.requests.length, 2);
  });

  it('fails where the account’s own key is refused as a new one is fetched', async () => {
    const world = new World();
    issue(world.net);
    const { sink } = await world.online({ provider });
    world.clock.jump(day);
    world.net.answer = () => ({ status: 401, headers: {}, body: '' });
    await refuseAll(world, hour);
    const state = sink.states.at(-1);
    assert.equal(state?.name === 'failed' && state.cause.message, 'RapidAPI refused the key.');
    assert.equal(world.net.requests.length, 2);
  });

  it('of before a change is followed by the changed one', async () => {
    for (const [before, after] of [
      [source, source],
      [undefined, undefined],
      [undefined, source],
    ] as const) {
      const world = new World();
      issue(world.net);
      const changed = { ...account, apiKey: 'the-changed-key' };
      const itsProvider = {
        ...canned,
        keySource: ({ apiKey }: { apiKey: string }) => {
          const its = apiKey === changed.apiKey ? after : before;
          return its && { ...its, request: () => ({ url: `https://${apiKey}.example`, headers: {} }) };
        },
      };
      let stands = account;
      const place = { id: 'one', read: () => Promise.resolve(stands) };
      const { sink, socket } = await world.online({ provider: itsProvider, source: place });
      await world.clock.advance(15_000);
      // A test step reads the credential; it wants what is subscribed already.
      stands = changed;
      const test = { provider: itsProvider, source: place, account: changed, name: 'test' };
      await world.subscribe(test);
      await world.clock.advance(500);
      assert.equal(socket.over, false, 'what is connected goes on');
      const dials = world.net.sockets.length;
      await socket.frame([{ kind: 'error', type: 'AuthError', message: 'The key was revoked.' }]);
      await world.clock.advance(2000);
      assert.equal(world.net.sockets.length, dials + 1, sink.path.join());
      const token = new URL(world.socket.request.url).searchParams.get('token');
      assert.equal(token, after ? `key-${world.net.requests.length}` : changed.apiKey);
      await refuseAll(world, 60_000);
      assert.equal(sink.path.at(-1), 'failed', 'and no key after that');
    }
  });

  it('was good where it was born by a clock that was ahead, and another one is fetched', async () => {
    const { net, keeper } = keeperOf();
    net.clock.set(30 * day);
    const key = await keeper.current();
    net.clock.set(-30 * day);
    assert.equal(keeper.refused(key), true);
    assert.equal(await keeper.current(), 'key-2');
  });
});

describe('a clock that was ahead and is set right', () => {
  it('leaves the count of the day as it is, over restarts too', async () => {
    const kept = new Map<string, string>();
    const { net } = keeperOf();
    const start = (): KeyKeeper => new KeyKeeper({ ...net.ports, store: storeOf(kept) }, owner);
    net.clock.set(30 * day);
    for (let turn = 0; turn < 7; turn += 1) {
      const keeper = start();
      await keeper.current();
      net.clock.jump(freshMs);
      keeper.refused(await keeper.current());
    }
    net.clock.set(-30 * day);
    assert.match(await start().current(), /^key-/);
    assert.equal(net.requests.length, 8);
    for (let turn = 0; turn < 3; turn += 1) {
      const keeper = start();
      await keeper.current().then(
        key => keeper.refused(key),
        () => undefined,
      );
      net.clock.jump(hour);
    }
    assert.equal(net.requests.length, 8, 'the ninth of the day is left to the user');
    await assert.rejects(start().current(), LimitError);
    net.clock.jump(day);
    assert.match(await start().current(), /^key-/, 'and the day ends');
  });

  it('does not put a fetch that failed off until the wrong time has come', async () => {
    const { net, keeper } = keeperOf();
    net.clock.set(30 * day);
    net.answer = () => Promise.reject(new Error('certificate has expired'));
    for (let turn = 0; turn < 3; turn += 1) await assert.rejects(keeper.current(), /certificate/);
    net.clock.set(-30 * day);
    issue(net);
    assert.match(await keeper.current(), /^key-/);
  });
});

describe('a renewal that hangs', () => {
  it('holds nobody up while the key at hand is good', async () => {
    const world = new World();
    issue(world.net);
    const { sink, socket } = await world.online({ provider });
    await world.clock.advance(15_000);
    world.clock.jump(6.5 * day);
    world.net.answer = () => new Promise(() => undefined);
    await socket.end({ code: 1006 });
    const dials = world.net.sockets.length;
    await world.clock.advance(2500);
    assert.equal(world.net.sockets.length, dials + 1, sink.path.join());
    assert.equal(new URL(world.socket.request.url).searchParams.get('token'), 'key-1');
    assert.equal(world.net.requests.length, 2, 'one at a time');
  });

  it('is waited for where there is no other key', async () => {
    const { net, keeper } = keeperOf();
    net.answer = () =>
      new Promise(resolve => net.clock.after(10_000, () => resolve(bodyOf('late', net.clock.now()))));
    const asked = keeper.current();
    await net.clock.advance(10_000);
    assert.equal(await asked, 'late');
  });
});

function bodyOf(key: string, now: number): { status: number; headers: Record<string, string>; body: string } {
  return { status: 200, headers: {}, body: `${key} ${now + 7 * day}` };
}

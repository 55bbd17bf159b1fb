import assert from 'node:assert/strict';
import { ConnectionError, LimitError } from '../../core/errors';
import { KeyKeeper } from '../../core/keys';
import type { HttpResponse } from '../../core/ports';
import { settle, storeOf, type FakeNet } from '../fakes';
import { World, canned, paramsOf } from './canned';
import { day, freshMs, hour, issue, jwtOf, keeperOf, owner, source } from './week-keys';

describe('a key that expires', () => {
  it('is fetched once for all who ask at the same time', async () => {
    const { net, keeper } = keeperOf();
    const keys = await Promise.all([keeper.current(), keeper.current(), keeper.current()]);
    assert.deepEqual(keys, ['key-1', 'key-1', 'key-1']);
    assert.equal(await keeper.current(), 'key-1');
    assert.equal(net.requests.length, 1);
  });

  it('is renewed a day before it expires', async () => {
    const { net, keeper } = keeperOf();
    await keeper.current();
    net.clock.jump(6 * day - 1);
    assert.equal(await keeper.current(), 'key-1');
    net.clock.jump(1);
    assert.equal(await keeper.current(), 'key-2');
  });

  it('is used on while it is good, if it cannot be renewed', async () => {
    const { net, keeper } = keeperOf();
    await keeper.current();
    net.clock.jump(6.5 * day);
    net.answer = () => Promise.reject(new Error('ENOTFOUND'));
    assert.equal(await keeper.current(), 'key-1');
    net.clock.jump(day);
    await assert.rejects(keeper.current(), /could not be fetched: ENOTFOUND/);
  });

  it('is fetched again after a failure: one failure is not for ever', async () => {
    const { net, keeper } = keeperOf();
    net.answer = () => ({ status: 500, headers: {}, body: '' });
    await assert.rejects(keeper.current(), ConnectionError);
    issue(net);
    assert.equal(await keeper.current(), 'key-2');
  });

  it('never takes more keys than the day has, less two for the user', async () => {
    const { net, keeper } = keeperOf();
    for (let turn = 0; turn < 8; turn += 1) {
      net.clock.jump(freshMs);
      assert.equal(keeper.refused(await keeper.current()), false);
    }
    await assert.rejects(keeper.current(), (error: Error) => error instanceof LimitError && error.retry);
    net.clock.jump(hour);
    await assert.rejects(keeper.current(), LimitError);
    assert.equal(net.requests.length, 8);
    net.clock.jump(day);
    assert.equal(await keeper.current(), 'key-9');
  });

  it('is renewed at half of its life where that is shorter than it should be', async () => {
    const { net, keeper } = keeperOf(hour);
    for (let minute = 0; minute < 60; minute += 1) {
      await keeper.current();
      net.clock.jump(60_000);
    }
    assert.equal(net.requests.length, 2);
  });

  it('ends when it says so itself, if that is sooner than its provider says', async () => {
    const { net, keeper } = keeperOf();
    const key = jwtOf({ exp: net.clock.now() / 1000 + 2 * 86_400 });
    net.answer = () => ({ status: 200, headers: {}, body: `${key} ${net.clock.now() + 7 * day}` });
    await keeper.current();
    assert.equal(keeper.expiry?.at, net.clock.now() + 2 * day);
  });

  it('works on a machine whose clock is far ahead, without a fetch for each question', async () => {
    const { net, keeper } = keeperOf(-day);
    for (let turn = 0; turn < 10; turn += 1) assert.equal(await keeper.current(), 'key-1');
    assert.equal(net.requests.length, 1);
  });

  it('costs nothing of the day where no request can have arrived, and is asked for ever more rarely', async () => {
    const { net, keeper } = keeperOf();
    const gone = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    net.answer = () => Promise.reject(gone);
    for (let second = 0; second < 3600; second += 1) {
      await assert.rejects(keeper.current(), /ECONNREFUSED/);
      net.clock.jump(1000);
    }
    assert.ok(net.requests.length > 8 && net.requests.length < 25, `${net.requests.length} in an hour`);
    issue(net);
    net.clock.jump(300_000);
    assert.match(await keeper.current(), /^key-/);
  });

  it('lasts over the day where each try may have cost a key', async () => {
    const { net, keeper } = keeperOf();
    net.answer = () => Promise.reject(new Error('the answer did not come in time'));
    const asked: number[] = [];
    for (let minute = 0; minute < 24 * 60; minute += 1) {
      const before = net.requests.length;
      await assert.rejects(keeper.current());
      if (net.requests.length > before) asked.push(minute);
      net.clock.jump(60_000);
    }
    assert.ok(net.requests.length <= 8);
    assert.ok((asked.at(-1) ?? 0) > 9 * 60, `last asked for after ${asked.at(-1)} minutes`);
  });

  it('is replaced once if it is refused after days, not if it was refused as a newborn', async () => {
    const { net, keeper } = keeperOf();
    assert.equal(keeper.refused(await keeper.current()), false, 'another one would be refused as well');
    const key = await keeper.current();
    net.clock.jump(2 * day);
    assert.equal(keeper.refused(key), true);
    assert.equal(keeper.refused(key), true, 'the account has two connections that are both told');
    assert.equal(await keeper.current(), 'key-3');
    assert.equal(keeper.refused(key), true, 'and one of them late');
    assert.equal(await keeper.current(), 'key-3', 'the new key is not thrown away for the old one');
  });

  it('is known to the redaction, also after it was replaced', async () => {
    const { net, keeper } = keeperOf();
    await keeper.current();
    net.clock.jump(6 * day);
    await keeper.current();
    assert.equal(keeper.redact('key-1 and key-2'), '*** and ***');
  });

  it('outlives the process with the count of the day, and a damaged or expired one does not', async () => {
    const kept = new Map<string, string>();
    const start = (net: FakeNet): KeyKeeper => new KeyKeeper({ ...net.ports, store: storeOf(kept) }, owner);
    const { net } = keeperOf();
    assert.equal(await start(net).current(), 'key-1');
    const second = start(net);
    assert.equal(await second.current(), 'key-1', 'the next process goes on with it');
    assert.equal(second.redact('key-1 is here').includes('key-1'), false);
    const [[name = '', text = ''] = []] = kept;
    assert.ok(!name.includes('keys.example'));
    kept.set(name, text.slice(0, 20));
    assert.equal(await start(net).current(), 'key-2');
    net.clock.jump(8 * day);
    assert.equal(await start(net).current(), 'key-3');
    for (let more = 0; more < 7; more += 1) {
      const keeper = start(net);
      net.clock.jump(freshMs);
      await keeper.current();
      keeper.refused(await keeper.current());
      await keeper.current();
    }
    await assert.rejects(async () => {
      const keeper = start(net);
      keeper.refused(await keeper.current());
      await start(net).current();
    }, LimitError);
    assert.equal(net.requests.length, 2 + 8, 'each process counts what the others fetched that day');
  });
});

describe('a connection whose key expires', () => {
  const provider = { ...canned, keySource: () => source };

  it('dials with the fetched key, and shares it with the account’s other streams', async () => {
    const world = new World();
    issue(world.net);
    await world.online({ provider });
    await world.subscribe({ provider, slot: 1 });
    assert.deepEqual(
      world.net.sockets.map(({ request }) => request.url),
      ['wss://feed.example/live?token=key-1', 'wss://feed.example/live?token=key-1'],
    );
    assert.equal(world.net.requests.length, 1);
  });

  it('fails without any loop when the key is refused at once', async () => {
    const world = new World();
    issue(world.net);
    const { sink } = await world.subscribe({ provider });
    await world.socket.refuse(401);
    await world.clock.advance(7 * day);
    assert.equal(sink.path.at(-1), 'failed');
    assert.equal(world.net.requests.length, 1, 'a loop would use the day’s keys up');
  });

  it('fails when the key endpoint refuses the account, and waits when it is out of order', async () => {
    const world = new World();
    world.net.answer = () => ({ status: 503, headers: {}, body: '' });
    const { sink } = await world.subscribe({ provider });
    assert.equal(sink.path.at(-1), 'waiting');
    world.net.answer = () => ({ status: 401, headers: {}, body: '' });
    await world.clock.advance(1000);
    assert.equal(sink.path.at(-1), 'failed');
    assert.equal(world.net.sockets.length, 0);
  });

  it('sends a changed subscription with the key of now, not that of last week', async () => {
    const world = new World();
    issue(world.net);
    const { subscription, socket } = await world.online({ provider });
    world.clock.set(8 * day);
    await socket.frame([{ kind: 'heartbeat' }]);
    subscription.update(paramsOf({ symbols: ['B'] }));
    await world.clock.advance(500);
    assert.deepEqual(socket.sent, ['key-1: A', 'key-2: B']);
  });

  it('is left alone while stopped: a key that comes late opens nothing', async () => {
    const world = new World();
    let give: (response: HttpResponse) => void = () => undefined;
    world.net.answer = () => new Promise(resolve => (give = resolve));
    const { subscription } = await world.subscribe({ provider });
    subscription.stop();
    await world.clock.advance(5000);
    give({ status: 200, headers: {}, body: `key ${world.clock.now() + 7 * day}` });
    await settle();
    assert.equal(world.net.sockets.length, 0);
    await world.assertNothingLeft();
  });
});

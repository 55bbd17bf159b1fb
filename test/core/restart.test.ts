/** What a node gets, and is told, that was stopped with its process and starts again. */
import assert from 'node:assert/strict';
import type { Account, Provider } from '../../core/provider';
import { canned, every, Kept, World, type Asked, type CannedParams, type Recorder } from './canned';
import { barItem, historyItem, newsOf, quoteItem } from './events';

const records: Provider<CannedParams, Account> = { ...canned, brings: () => 'records' };
const bars: Provider<CannedParams, Account> = {
  ...canned,
  topics: params => canned.topics(params).map(topic => ({ ...topic, series: `${topic.key} 1m` })),
};

const ids = ({ received }: Recorder): string[] => received.map(({ id }) => id);
const told = ({ notices }: Recorder): unknown[] =>
  notices
    .filter(({ notice }) => /gap|ledger/.test(notice))
    .map(({ notice, recovered, complete }) => (notice === 'gap-closed' ? [recovered, complete] : notice));

/** A piece of news of now, less some seconds. */
function fresh(world: World, id: string, secondsAgo = 0): unknown[] {
  const time = new Date(world.clock.now() - secondsAgo * 1000).toISOString();
  const receivedTime = new Date(world.clock.now()).toISOString();
  return [{ kind: 'event', topic: 'A', event: { ...newsOf(id, 0), time, receivedTime } }];
}

/** A process that starts at `now` on the clock of another one that has ended. */
async function next(before: World, afterMs: number): Promise<World> {
  const world = new World();
  await world.clock.advance(before.clock.now() + afterMs - world.clock.now());
  return world;
}

/** A node of a stream of records that has had one of them, live. */
async function firstLife(kept: Kept, asked: Asked = {}): Promise<World> {
  const world = new World();
  const { socket } = await world.online({ provider: records, ledger: kept.life(world), ...asked });
  await world.clock.advance(20_000);
  await socket.frame(fresh(world, 'had'));
  await world.clock.advance(60_000);
  return world;
}

describe('a node that starts again with its process', () => {
  it('gets the records that it has missed and none twice, and is told of the gap', async () => {
    const kept = new Kept();
    const world = await next(await firstLife(kept), 600_000);
    const ledger = kept.life(world);
    const { sink, socket } = await world.online({ provider: records, ledger });
    await socket.frame(fresh(world, 'old', 3600), fresh(world, 'had', 660), fresh(world, 'missed', 300));
    await world.clock.advance(5000);
    await socket.frame(fresh(world, 'live'));
    assert.deepEqual(
      sink.received.map(({ id, backfill }) => [id, backfill]),
      [
        ['missed', true],
        ['live', false],
      ],
    );
    assert.deepEqual(told(sink), ['gap', [1, true]]);
    const [gap] = sink.notices.filter(({ notice }) => notice === 'gap');
    assert.match(
      gap?.message ?? '',
      /^What Canned sent in the last 11 min may be missing\. This node was not/,
    );
  });

  it('is told that some may be missing where nothing of what it has had comes again', async () => {
    const kept = new Kept();
    const world = await next(await firstLife(kept), 600_000);
    const { sink, socket } = await world.online({ provider: records, ledger: kept.life(world) });
    await socket.frame(fresh(world, 'missed', 300));
    await world.clock.advance(5000);
    assert.deepEqual(told(sink), ['gap', [1, false]]);
  });

  it('gets again what it had not had when it ended: what waited in a batch', async () => {
    const kept = new Kept();
    const delivery = { ...every, mode: 'batch', everyMs: 600_000 } as const;
    const before = await firstLife(kept, { delivery });
    const world = await next(before, 5000);
    const { sink, socket } = await world.online({ provider: records, ledger: kept.life(world) });
    await socket.frame(fresh(world, 'had', 65));
    assert.deepEqual(ids(sink), ['had']);
  });

  it('gets its backlog once, also where it ended in the middle of it', async () => {
    const kept = new Kept();
    const asked = { provider: records, backlog: true };
    const before = new World();
    const { socket } = await before.online({ ...asked, ledger: kept.life(before) });
    await socket.frame(fresh(before, 'one', 7200), fresh(before, 'two', 3600));
    const world = await next(before, 1000);
    const again = await world.online({ ...asked, ledger: kept.crashed(world) });
    await again.socket.frame(
      fresh(world, 'one', 7201),
      fresh(world, 'two', 3601),
      fresh(world, 'three', 1800),
    );
    assert.deepEqual(ids(again.sink), ['three']);
  });

  it('that ended while a gap was being filled gets the rest of it', async () => {
    const kept = new Kept();
    const before = await firstLife(kept);
    await before.socket.fail('read ECONNRESET', 'ECONNRESET');
    await before.clock.advance(600_000);
    await before.socket.open();
    await before.socket.frame([{ kind: 'ready' }]);
    await before.socket.frame(fresh(before, 'first', 500));
    await before.clock.advance(1000);
    const world = await next(before, 1000);
    const { sink, socket } = await world.online({ provider: records, ledger: kept.crashed(world) });
    await socket.frame(fresh(world, 'first', 502), fresh(world, 'second', 400));
    assert.deepEqual(ids(sink), ['second']);
  });

  it('that joins a connection after it came online gets what that one has had meanwhile', async () => {
    const [first, second] = [new Kept(), new Kept()];
    const before = new World();
    for (const kept of [first, second])
      await before.subscribe({ provider: records, ledger: kept.life(before) });
    await before.socket.open();
    await before.socket.frame([{ kind: 'ready' }]);
    await before.clock.advance(20_000);
    await before.socket.frame(fresh(before, 'had'));
    await before.clock.advance(60_000);
    const world = await next(before, 600_000);
    const one = await world.online({ provider: records, ledger: first.life(world) });
    await one.socket.frame(fresh(world, 'had', 660), fresh(world, 'missed', 300), fresh(world, 'old', 3600));
    await world.clock.advance(1000);
    const other = await world.subscribe({ provider: records, ledger: second.life(world), name: 'other' });
    await one.socket.frame(fresh(world, 'missed too', 200));
    await world.clock.advance(10_000);
    const late = await world.subscribe({ provider: records, name: 'new here' });
    assert.deepEqual(ids(one.sink), ['missed', 'missed too']);
    assert.deepEqual(ids(other.sink), ['missed', 'missed too']);
    assert.deepEqual(told(other.sink), ['gap', [2, true]]);
    assert.deepEqual([ids(late.sink), told(late.sink)], [[], []]);
  });

  it('is not told of a gap where the connection went on and remembers everything', async () => {
    const kept = new Kept();
    const world = new World();
    const { subscription, socket } = await world.online({ provider: records, ledger: kept.life(world) });
    await world.subscribe({ provider: records, name: 'stays' });
    await world.clock.advance(20_000);
    await socket.frame([{ kind: 'heartbeat' }]);
    subscription.stop();
    for (let second = 0; second < 600; second += 20) {
      await world.clock.advance(20_000);
      await socket.frame([{ kind: 'heartbeat' }]);
    }
    await socket.frame(fresh(world, 'meanwhile'));
    await world.clock.advance(20_000);
    const { sink } = await world.subscribe({ provider: records, ledger: kept.life(world) });
    assert.deepEqual(ids(sink), ['meanwhile']);
    assert.deepEqual(told(sink), []);
  });

  it('is told of nothing where its flow disconnects it for a moment, as often as it likes', async () => {
    const kept = new Kept();
    const world = await next(await firstLife(kept), 600_000);
    const ledger = kept.life(world);
    const { sink, subscription } = await world.online({ provider: records, ledger });
    await world.subscribe({ provider: records, name: 'stays' });
    await world.clock.advance(20_000);
    const before = told(sink).length;
    let running = subscription;
    for (let turn = 0; turn < 3; turn += 1) {
      running.stop();
      await world.clock.advance(1000);
      running = (await world.subscribe({ provider: records, ledger, sink })).subscription;
      await world.clock.advance(1000);
    }
    assert.equal(told(sink).length, before);
  });

  it('gets the bars that it has missed, and those that it asks for with each start', async () => {
    const starts = async (history: number, ...lives: [number, number][]): Promise<string[][]> => {
      const kept = new Kept();
      const sinks: Recorder[] = [];
      let world = new World();
      for (const [from, to] of lives) {
        const { sink, socket } = await world.online({ provider: bars, history, ledger: kept.life(world) });
        await socket.frame([historyItem('A', from, to)]);
        await world.clock.advance(1000);
        sinks.push(sink);
        world = await next(world, 60_000);
      }
      return sinks.map(sink =>
        sink.received.map(event => ('start' in event ? event.start.slice(14, 16) : '')),
      );
    };
    assert.deepEqual(
      await starts(1, [1, 3], [1, 6]),
      [['03'], ['03', '04', '05', '06']],
      'the running one was changed',
    );
    assert.deepEqual(await starts(1, [3, 3], [3, 3]), [['03'], []]);
    assert.deepEqual(await starts(2, [1, 3], [1, 3]), [
      ['02', '03'],
      ['02', '03'],
    ]);
    assert.deepEqual((await starts(2, [1, 3], [1, 9]))[1], ['03', '04', '05', '06', '07', '08', '09']);
  });

  it('is told whether its bars are complete', async () => {
    const verdict = async (from: number): Promise<unknown[]> => {
      const kept = new Kept();
      const before = new World();
      const { socket } = await before.online({ provider: bars, history: 1, ledger: kept.life(before) });
      await socket.frame([historyItem('A', 1, 1)], [barItem('A', 3)]);
      const world = await next(before, 60_000);
      const again = await world.online({ provider: bars, history: 1, ledger: kept.life(world) });
      await again.socket.frame([historyItem('A', from, 6)]);
      await world.clock.advance(1000);
      return told(again.sink);
    };
    assert.deepEqual(await verdict(3), ['gap', [4, true]]);
    assert.deepEqual(await verdict(5), ['gap', [2, false]]);
  });

  it('is told that quotes in between are lost', async () => {
    const kept = new Kept();
    const before = new World();
    const { socket } = await before.online({ ledger: kept.life(before) });
    await socket.frame([quoteItem('A', 1)]);
    const world = await next(before, 60_000);
    const again = await world.online({ ledger: kept.life(world) });
    await again.socket.frame([quoteItem('A', 2)]);
    await world.clock.advance(1000);
    assert.deepEqual(told(again.sink), ['gap', [0, false]]);
  });

  it('gets no quote that it has had where it is deployed again while the line is down', async () => {
    const kept = new Kept();
    const world = new World();
    const asked = { history: 1 };
    const { subscription, socket } = await world.online({ ...asked, ledger: kept.life(world) });
    await socket.frame([quoteItem('A', 1)]);
    await socket.fail('read ECONNRESET', 'ECONNRESET');
    subscription.stop();
    const { sink } = await world.subscribe({ ...asked, ledger: kept.life(world) });
    assert.deepEqual(ids(sink), []);
  });

  it('misses no bars of a series that it did not follow meanwhile', async () => {
    const kept = new Kept();
    const asked: unknown[] = [];
    const provider: typeof bars = {
      ...bars,
      protocol: (one, stream, wanted, before, lastBarOf) => {
        asked.push(lastBarOf?.('A'));
        return canned.protocol(one, stream, wanted, before);
      },
    };
    let world = new World();
    for (const symbol of ['A', 'B', 'A']) {
      const { sink, socket } = await world.online({
        provider,
        symbols: [symbol],
        history: 1,
        ledger: kept.life(world),
      });
      await socket.frame([historyItem(symbol, 1 + 90 * asked.length, 3 + 90 * asked.length)]);
      await world.clock.advance(1000);
      assert.equal(sink.received.length, 1);
      world = await next(world, 1000);
    }
    assert.deepEqual(asked, [undefined, undefined, undefined]);
  });

  it('is told of no gap, and gets no backlog, where it never asked or was never online', async () => {
    const kept = new Kept();
    const before = new World();
    kept.life(before);
    const world = await next(before, 86_400_000);
    const { sink, socket } = await world.online({ provider: records, ledger: kept.life(world) });
    await socket.frame(fresh(world, 'old', 3600));
    await world.clock.advance(20_000);
    assert.deepEqual([ids(sink), told(sink)], [[], []]);
    const other = new Kept();
    const refused = new World();
    const { subscription } = await refused.subscribe({ provider: records, ledger: other.life(refused) });
    await refused.socket.open();
    await refused.socket.frame([{ kind: 'error', type: 'AuthError' }]);
    subscription.stop();
    const later = await next(refused, 86_400_000);
    const again = await later.online({ provider: records, ledger: other.life(later) });
    await later.clock.advance(20_000);
    assert.deepEqual(told(again.sink), []);
  });

  it('is told of no gap where no connection was to serve it in its life before, however that ended', async () => {
    for (const asked of [{ refuse: 'too many symbols' }, { symbols: [] }]) {
      for (const isCrash of [false, true]) {
        const [world, kept] = [new World(), new Kept()];
        const { subscription } = await world.subscribe({ ...asked, ledger: kept.life(world) });
        await world.clock.advance(10_000);
        if (!isCrash) subscription.stop();
        const later = await next(world, 86_400_000);
        const ledger = isCrash ? kept.crashed(later) : kept.life(later);
        const { sink } = await later.online({ provider: records, ledger });
        await later.clock.advance(20_000);
        assert.deepEqual(told(sink), [], JSON.stringify([asked, isCrash]));
      }
    }
  });

  it('begins anew where what it kept is damaged, and is told so', async () => {
    const kept = new Kept();
    kept.saved = { ids: 7 };
    const world = new World();
    const { sink, socket } = await world.online({ provider: records, ledger: kept.life(world) });
    await socket.frame(fresh(world, 'old', 3600));
    await world.clock.advance(20_000);
    assert.deepEqual([ids(sink), told(sink)], [[], ['ledger-reset']]);
  });
});

import assert from 'node:assert/strict';
import { RecordsMemory } from '../../core/records-memory';
import { newsItem, newsOf } from './events';
import { canned, Kept, World, type Asked, type Recorder } from './canned';

/** The fake clock starts at 15:00, three hours after the noon from which minutes are counted. */
const three = 180;
const ids = (sink: Recorder) => sink.received.map(({ id }) => id);

/** The line is cut and comes back after `outageMs`. */
async function reconnect(world: World, outageMs = 10_000): Promise<void> {
  await world.socket.fail('gone');
  await world.clock.advance(outageMs);
  // Dialling goes on all the time, and each try is given up after a while.
  while (world.socket.over) await world.clock.advance(500);
  await world.socket.open();
  await world.socket.frame([{ kind: 'ready' }]);
}

describe('records', () => {
  it('come once, also over reconnects', async () => {
    const world = new World();
    const { sink, socket } = await world.online();
    await socket.frame([newsItem('one', three)], [newsItem('one', three)], [newsItem('two', three)]);
    await reconnect(world);
    await world.socket.frame([newsItem('one', three)], [newsItem('two', three)], [newsItem('three', three)]);
    assert.deepEqual(ids(sink), ['one', 'two', 'three']);
    assert.equal(world.engine.connections()[0]?.repeats, 3);
  });

  it('from before the first start are remembered and not delivered', async () => {
    const world = new World();
    const { sink, subscription, socket } = await world.online();
    await socket.frame([newsItem('old', 10), newsItem('older', 5)]);
    assert.deepEqual(ids(sink), []);
    assert.equal(subscription.latest()?.id, 'older', 'the one that came last');
    await socket.frame([newsItem('new', three)]);
    assert.deepEqual(ids(sink), ['new']);
    assert.equal(sink.received[0]?.backfill, false);
  });

  it('from before are delivered, marked, to who wants the backlog', async () => {
    const world = new World();
    const { sink, socket } = await world.online({ backlog: true, history: 100 });
    await socket.frame([newsItem('old', 10), newsItem('timeless', null)]);
    assert.deepEqual(ids(sink), ['old', 'timeless']);
    assert.ok(sink.received.every(({ backfill }) => backfill));
  });

  it('are no longer past when the replay is over: a late piece of news is news', async () => {
    const world = new World();
    const { sink, socket } = await world.online();
    await socket.frame([newsItem('old', 10)]);
    await world.clock.advance(2001);
    await socket.frame([newsItem('late', 10)]);
    assert.deepEqual(ids(sink), ['late']);
    assert.equal(sink.received[0]?.backfill, false);
  });

  it('without a time are news where the provider replays nothing', async () => {
    const world = new World();
    const protocol: typeof canned.protocol = (...given) =>
      Object.assign(canned.protocol(...given), { replays: false });
    const { sink, socket } = await world.online({ provider: { ...canned, protocol } });
    await socket.frame([newsItem('timeless', null), newsItem('old', 10)]);
    assert.deepEqual(ids(sink), ['timeless', 'old']);
  });

  it('of the last two seconds before the first start are news: clocks differ, and some times are whole seconds', async () => {
    const world = new World();
    const { sink, socket } = await world.online();
    await socket.frame([newsItem('just now', three - 1 / 60)]);
    assert.deepEqual(
      sink.received.map(({ id, backfill }) => [id, backfill]),
      [['just now', false]],
    );
  });

  it('are marked as past no longer than a replay can take, however busy the stream', async () => {
    const world = new World();
    const { sink, socket } = await world.online({ backlog: true });
    for (let second = 0; second <= 16; second += 1) {
      await socket.frame([newsItem(`n${second}`, 10)]);
      await world.clock.advance(1000);
    }
    assert.equal(sink.received[10]?.backfill, true);
    assert.equal(sink.received.at(-1)?.backfill, false);
  });

  it('that a gap has swallowed are delivered, and those before it are not', async () => {
    const world = new World();
    const { sink, socket } = await world.online();
    world.clock.set(3_600_000);
    await socket.frame([newsItem('before', three + 60)]);
    await reconnect(world, 600_000);
    // The gap began at 16:00 and ended at 16:10.
    await world.socket.frame([newsItem('ancient', three), newsItem('missed', three + 65)]);
    await world.socket.frame([newsItem('live', three + 71)]);
    assert.deepEqual(ids(sink), ['before', 'missed', 'live']);
    assert.deepEqual(
      sink.received.map(({ backfill }) => backfill),
      [false, true, false],
    );
  });

  it('without a time are backfill after a gap until the replay is over', async () => {
    const world = new World();
    const { sink } = await world.online();
    await reconnect(world);
    await world.socket.frame([newsItem('missed', null)]);
    await world.clock.advance(2001);
    await world.socket.frame([newsItem('live', null)]);
    assert.deepEqual(
      sink.received.map(({ id, backfill }) => [id, backfill]),
      [
        ['missed', true],
        ['live', false],
      ],
    );
  });

  it('of a gap reach from the first loss, however often the line breaks before it is filled', async () => {
    const world = new World();
    const { sink, socket } = await world.online();
    world.clock.set(3_600_000);
    await socket.frame([newsItem('before', three + 60)]);
    await reconnect(world, 600_000);
    await reconnect(world, 600_000);
    await world.socket.frame([newsItem('missed', three + 61)]);
    assert.deepEqual(ids(sink), ['before', 'missed']);
  });

  it('go to a late subscriber from memory if it wants the backlog, and never twice', async () => {
    const world = new World();
    const { socket } = await world.online();
    await socket.frame([newsItem('old', 10)], [newsItem('new', three)]);
    const { sink } = await world.subscribe({ backlog: true, history: 100 });
    await socket.frame([newsItem('old', 10)], [newsItem('newer', three)]);
    assert.deepEqual(ids(sink), ['old', 'new', 'newer']);
    assert.deepEqual(
      sink.received.map(({ backfill }) => backfill),
      [true, true, false],
    );
  });

  it('are not parsed again where the head shows one that was sent', async () => {
    const world = new World();
    const { sink, socket } = await world.online();
    for (let round = 0; round < 1500; round += 1) await socket.frame([newsItem('one', three)]);
    assert.deepEqual(ids(sink), ['one']);
    const [stats] = world.engine.connections();
    assert.ok((stats?.skipped ?? 0) > 400, `${stats?.skipped} frames were skipped`);
    await socket.frame([newsItem('two', three)]);
    assert.deepEqual(ids(sink), ['one', 'two']);
  });

  it('are remembered within bounds', () => {
    const memory = new RecordsMemory();
    for (let id = 0; id < 30_000; id += 1) assert.equal(memory.add(newsOf(`n${id}`, null)), true);
    assert.equal(memory.knows('n0'), false);
    assert.equal(memory.knows('n29999'), true);
    assert.ok(memory.size < 200);
    assert.equal(memory.recent(3, () => true).at(-1)?.id, 'n29999');
  });
});

describe('records and time', () => {
  const at = (id: string, sentAt: number, minute: number | null = 10) => [
    { ...newsItem(id, minute), sentAt },
  ];

  it('are past also where the server is slow to replay, or this host was busy', async () => {
    const world = new World();
    const { sink, socket } = await world.online();
    await world.clock.advance(8000);
    await socket.frame([newsItem('old', 10)]);
    world.clock.jump(5000);
    await world.clock.advance(1);
    await socket.frame([newsItem('older', 5)]);
    assert.deepEqual(ids(sink), []);
  });

  it('count by when they were sent: a withdrawal of an old story is news of now', async () => {
    const world = new World();
    const { sink, socket } = await world.online();
    await world.clock.advance(10_000);
    await socket.frame(at('before', world.clock.now()));
    await reconnect(world, 60_000);
    await world.socket.frame(at('withdrawn', world.clock.now() - 30_000, 10));
    assert.deepEqual(ids(sink), ['before', 'withdrawn']);
    assert.equal(sink.received[1]?.backfill, true);
  });

  for (const minutes of [-3, 3]) {
    it(`are neither lost nor live by mistake where this clock is ${minutes} minutes off and the server says so`, async () => {
      const world = new World();
      const server = () => world.clock.now() - minutes * 60_000;
      const { sink } = await world.subscribe();
      await world.socket.open(server());
      await world.socket.frame([{ kind: 'ready' }]);
      await world.socket.frame(at('old', server() - 60_000), at('live', server()));
      assert.deepEqual(ids(sink), ['live']);
      assert.ok(sink.kinds.includes('clock-skew'));
      await world.socket.fail('gone');
      const lostAt = server();
      await world.clock.advance(60_000);
      while (world.socket.over) await world.clock.advance(500);
      await world.socket.open(server());
      await world.socket.frame([{ kind: 'ready' }]);
      await world.socket.frame(at('missed', lostAt + 20_000), at('live again', server()));
      assert.deepEqual(
        sink.received.map(({ id, backfill }) => [id, backfill]),
        [
          ['live', false],
          ['missed', true],
          ['live again', false],
        ],
      );
    });
  }

  it('of a gap are measured by the provider’s own times where nobody knows how wrong the clock is', async () => {
    const world = new World();
    const { sink, socket } = await world.online();
    const server = () => world.clock.now() - 180_000;
    await world.clock.advance(20_000);
    await socket.frame(at('first', server()));
    await socket.frame(at('second', server()));
    await reconnect(world, 30_000);
    await world.socket.frame(at('missed', server() - 10_000));
    assert.deepEqual(ids(sink), ['first', 'second', 'missed']);
  });

  it('that come while a node is deployed anew reach it when it is back', async () => {
    const world = new World();
    const kept = new Kept();
    const { subscription, socket } = await world.online({ ledger: kept.life(world) });
    await world.clock.advance(20_000);
    subscription.stop();
    await world.clock.advance(100);
    const receivedTime = new Date(world.clock.now()).toISOString();
    const event = { ...newsOf('meanwhile', three), receivedTime };
    await socket.frame([{ kind: 'event', topic: 'A', event, sentAt: world.clock.now() }]);
    await world.clock.advance(100);
    const back = await world.subscribe({ ledger: kept.life(world) });
    assert.deepEqual(ids(back.sink), ['meanwhile']);
    assert.equal(back.sink.received[0]?.backfill, false);
    back.subscription.stop();
    const again = await world.subscribe({ backlog: true, history: 100, ledger: kept.life(world) });
    assert.deepEqual(ids(again.sink), [], 'nothing twice, also where it wants the backlog now');
    const twin = await world.subscribe();
    assert.deepEqual(ids(twin.sink), [], 'another node of the same name was not away');
  });

  it('are kept for who joins later as many as the provider re-sends', async () => {
    const world = new World();
    const topics: typeof canned.topics = params =>
      canned.topics(params).map(topic => ({ ...topic, keep: 300 }));
    const provider = { ...canned, topics };
    const { socket } = await world.online({ provider });
    for (let index = 0; index < 300; index += 1) await socket.frame([newsItem(`n${index}`, 10)]);
    const { sink } = await world.subscribe({ provider, history: 300, backlog: true, name: 'late' });
    assert.equal(sink.received.length, 300);
  });
});

describe('a place that stays taken', () => {
  it('is told once, not at every try', async () => {
    const world = new World();
    const { sink } = await world.subscribe();
    for (let tries = 0; tries < 5; tries += 1) {
      await world.socket.refuse(503);
      while (world.socket.over) await world.clock.advance(500);
    }
    assert.deepEqual(sink.kinds, ['waiting']);
  });
});

describe('a subscription’s own filter', () => {
  const filtered = (asked: Asked) => ({ symbols: ['A'], ...asked });

  it('gives each subscriber of a connection what it wants, and no more', async () => {
    const world = new World();
    const { sink, socket } = await world.online(filtered({ keeps: ['AAPL'] }));
    const other = await world.subscribe(filtered({ keeps: ['MSFT'] }));
    const all = await world.subscribe(filtered({}));
    await socket.frame([
      newsItem('one', three, 'AAPL'),
      newsItem('two', three, 'MSFT'),
      newsItem('three', three, 'IBM'),
    ]);
    assert.deepEqual(
      [ids(sink), ids(other.sink), ids(all.sink)],
      [['one'], ['two'], ['one', 'two', 'three']],
    );
    assert.equal(other.subscription.latest()?.id, 'two');
  });

  it('changes with the subscription', async () => {
    const world = new World();
    const { sink, subscription, socket } = await world.online(filtered({ keeps: ['AAPL'] }));
    subscription.update({ ...{ stream: 'live', symbols: ['A'], history: 0, slot: 0 }, keeps: ['MSFT'] });
    await socket.frame([newsItem('one', three, 'AAPL'), newsItem('two', three, 'MSFT')]);
    assert.deepEqual(ids(sink), ['two']);
  });

  it('that fails lets the event through, and the connection stays', async () => {
    const world = new World();
    const { sink, subscription, socket } = await world.online(filtered({ keeps: ['AAPL'] }));
    await socket.frame([newsItem('one', three, 'BUG')]);
    assert.deepEqual(ids(sink), ['one']);
    assert.equal(subscription.state.name, 'online');
    assert.equal(world.engine.connections()[0]?.sinkFailures, 1);
  });
});

describe('a refused symbol', () => {
  it('is told to those who asked for it', async () => {
    const world = new World();
    const { sink, socket } = await world.online({ symbols: ['A'] });
    const other = await world.subscribe({ symbols: ['B'] });
    await socket.frame([{ kind: 'symbol-refused', symbol: 'B', message: 'No B.', topic: 'B' }]);
    assert.ok(!sink.kinds.includes('symbol-refused'));
    assert.ok(other.sink.kinds.includes('symbol-refused'));
  });
});

describe('the lag of events', () => {
  it('is in the statistics, and is told once when it grows', async () => {
    const world = new World();
    const { sink, socket } = await world.online();
    await world.clock.advance(16_000);
    const late = (id: string, ms: number) => [{ ...newsItem(id, three), sentAt: world.clock.now() - ms }];
    await socket.frame(late('one', 150));
    await socket.frame([
      { ...newsItem('past', 1), event: { ...newsOf('past', 1), backfill: true }, sentAt: 0 },
    ]);
    assert.equal(world.engine.connections()[0]?.lagMs, 150);
    await socket.frame(late('two', 20_000), late('three', 30_000));
    const told = sink.notices.filter(({ notice }) => notice === 'lag');
    assert.deepEqual(
      told.map(({ lagMs }) => lagMs),
      [20_000],
    );
    await socket.frame(late('four', 100), late('five', 20_000));
    assert.equal(sink.kinds.filter(kind => kind === 'lag').length, 2);
  });
});

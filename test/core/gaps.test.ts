import assert from 'node:assert/strict';
import type { FeedNotice } from '../../core/event';
import type { Provider, Account } from '../../core/provider';
import { settle } from '../fakes';
import { canned, World, type CannedParams, type Recorder } from './canned';
import { barItem, historyItem, newsItem, quoteItem } from './events';

const records: Provider<CannedParams, Account> = { ...canned, brings: () => 'records' };

/** What was said about gaps. */
const gaps = ({ notices }: Recorder): FeedNotice[] =>
  notices.filter(({ notice }) => notice.startsWith('gap'));
const verdicts = (sink: Recorder): unknown[] =>
  gaps(sink).map(({ notice, recovered, complete }) => (notice === 'gap' ? 'gap' : [recovered, complete]));

/** A stream of records, with the replay of its first connect over. */
async function onlineWithRecords(world: World): ReturnType<World['online']> {
  const online = await world.online({ provider: records });
  await world.clock.advance(20_000);
  return online;
}

/** Cuts the connection, and brings it back after `ms`, with what the server says first. */
async function cut(world: World, ms = 1000, ...frames: unknown[][]): Promise<void> {
  await world.socket.fail('read ECONNRESET', 'ECONNRESET');
  await world.clock.advance(ms);
  await world.socket.open();
  await world.socket.frame([{ kind: 'ready' }], ...frames);
}

describe('a gap', () => {
  /** Ten minutes after the noon of the canned news, by the clock of the world. */
  const noon = Date.parse('2026-01-02T12:00:00.000Z');
  const minuteOf = (world: World): number => (world.clock.now() - noon) / 60_000;

  it('is told when the feed is back, before what comes then, with its span, reason and symbols', async () => {
    const world = new World();
    const { sink, socket } = await world.online({ symbols: ['A', 'B'] });
    await socket.frame([quoteItem('A', 1)]);
    const from = new Date(world.clock.now()).toISOString();
    await world.clock.advance(5000);
    await cut(world, 500, [quoteItem('A', 2)]);
    const to = new Date(world.clock.now()).toISOString();
    const [gap] = gaps(sink);
    assert.deepEqual([gap?.from, gap?.to, gap?.symbols], [from, to, ['A', 'B']]);
    assert.match(String(gap?.message), /^Nothing came from Canned for 6 s\. .*cut/);
  });

  it('is none on the first connect, nor where a connect fails', async () => {
    const world = new World();
    const { sink } = await world.subscribe();
    await world.socket.fail('getaddrinfo ENOTFOUND', 'ENOTFOUND');
    await world.clock.advance(1000);
    await world.socket.open();
    await world.socket.frame([{ kind: 'ready' }]);
    await world.clock.advance(20_000);
    assert.deepEqual(gaps(sink), []);
  });

  it('of quotes is over at once, and says that those in between are lost', async () => {
    const world = new World();
    const { sink, socket } = await world.online();
    await socket.frame([quoteItem('A', 1)]);
    await cut(world);
    await world.clock.advance(1000);
    assert.deepEqual(verdicts(sink), ['gap', [0, false]]);
    assert.match(gaps(sink)[1]?.message ?? '', /quotes in between are lost\.$/);
  });

  it('of bars is complete where their history holds a bar from before, and counts what it brought', async () => {
    const world = new World();
    const { sink, socket } = await world.online({ history: 3 });
    await socket.frame([historyItem('A', 1, 3)]);
    await cut(world, 1000, [historyItem('A', 3, 6)]);
    await world.clock.advance(1000);
    assert.deepEqual(verdicts(sink), ['gap', [4, true]], 'the running bar changed, and three are new');
  });

  it('of bars is not complete where the history does not reach back, or never comes', async () => {
    const short = new World();
    const first = await short.online({ history: 3 });
    await first.socket.frame([historyItem('A', 1, 3)]);
    await cut(short, 1000, [historyItem('A', 5, 6)]);
    await short.clock.advance(1000);
    assert.deepEqual(verdicts(first.sink), ['gap', [2, false]]);
    const silent = new World();
    const second = await silent.online({ history: 3 });
    await second.socket.frame([historyItem('A', 1, 3)]);
    await cut(silent, 1000, [barItem('A', 7)]);
    await silent.clock.advance(14_000);
    assert.deepEqual(verdicts(second.sink), ['gap']);
    await silent.clock.advance(3000);
    assert.deepEqual(verdicts(second.sink), ['gap', [0, false]]);
  });

  it('of records is complete where one from before comes again', async () => {
    const world = new World();
    const { sink, socket } = await onlineWithRecords(world);
    const now = minuteOf(world);
    await socket.frame([newsItem('old', now)]);
    await world.clock.advance(20_000);
    await cut(world, 1000, [newsItem('old', now), newsItem('missed', now + 0.2)]);
    await world.clock.advance(5000);
    assert.deepEqual(verdicts(sink), ['gap', [1, true]]);
    assert.deepEqual(
      sink.received.map(({ id, backfill }) => [id, backfill]),
      [
        ['old', false],
        ['missed', true],
      ],
    );
  });

  it('of records is not complete where only others come, nor by one that came twice in the replay', async () => {
    const world = new World();
    const { sink, socket } = await onlineWithRecords(world);
    const now = minuteOf(world);
    await socket.frame([newsItem('old', now)]);
    await world.clock.advance(20_000);
    const stranger = newsItem('stranger', now - 2);
    await cut(world, 1000, [stranger, stranger, newsItem('missed', now + 0.2)]);
    await world.clock.advance(5000);
    assert.deepEqual(verdicts(sink), ['gap', [1, false]]);
    assert.match(gaps(sink)[1]?.message ?? '', /does not reach back/);
  });

  it('is unknown to be complete where nothing had come before', async () => {
    const world = new World();
    const { sink } = await onlineWithRecords(world);
    await cut(world);
    await world.clock.advance(20_000);
    assert.deepEqual(verdicts(sink), ['gap', [0, 'unknown']]);
  });

  it('that is cut once more is told again from its first beginning, and closed once', async () => {
    const world = new World();
    const { sink, socket } = await world.online({ history: 3 });
    await socket.frame([historyItem('A', 1, 3)]);
    const from = new Date(world.clock.now()).toISOString();
    await cut(world);
    await world.clock.advance(500);
    await cut(world, 2000, [historyItem('A', 3, 4)]);
    await world.clock.advance(1000);
    assert.deepEqual(verdicts(sink), ['gap', 'gap', [2, true]]);
    assert.deepEqual(new Set(gaps(sink).map(gap => gap.from)), new Set([from]));
  });

  it('by our own wish is told only where it cost something', async () => {
    const world = new World();
    const { sink, subscription, socket } = await world.online({ history: 3 });
    await socket.frame([historyItem('A', 1, 3)]);
    await world.clock.advance(10_000);
    const redial = async (symbols: string[]): Promise<void> => {
      subscription.update({ stream: 'live', symbols, history: 3, slot: 0 });
      await world.clock.advance(1000);
      // The old socket closes, which takes no time on the clock.
      for (let turn = 0; turn < 5; turn += 1) await settle();
      await world.socket.open();
    };
    await redial(['A', 'REDIAL']);
    await world.socket.frame([{ kind: 'ready' }, historyItem('A', 3, 4)]);
    await world.clock.advance(1000);
    assert.deepEqual(gaps(sink), []);
    await redial(['A', 'REDIAL', 'B']);
    await world.socket.frame([{ kind: 'ready' }, historyItem('A', 9, 9)]);
    await world.clock.advance(1000);
    assert.deepEqual(verdicts(sink), ['gap', [1, false]]);
  });

  it('reads what it knows while it is filled, however much of the rest is skipped', async () => {
    const world = new World();
    const { sink, socket } = await onlineWithRecords(world);
    const now = minuteOf(world);
    await socket.frame([newsItem('old', now)]);
    for (let frame = 0; frame < 1000; frame += 1) await socket.frame([quoteItem('unwanted', frame)]);
    assert.ok((world.engine.connections()[0]?.skipped ?? 0) > 0);
    await cut(world, 1000, [newsItem('old', now)]);
    await world.clock.advance(5000);
    assert.deepEqual(verdicts(sink), ['gap', [0, true]]);
  });

  it('leaves repeats unread on the first socket, where nothing can come from before it', async () => {
    const world = new World();
    const { sink, socket } = await world.online({ provider: records });
    const now = minuteOf(world);
    for (let round = 0; round < 1500; round += 1) await socket.frame([newsItem('one', now)]);
    assert.deepEqual(sink.received.length, 1);
    const skipped = world.engine.connections()[0]?.skipped ?? 0;
    assert.ok(skipped > 400, `${skipped} frames were skipped`);
  });

  it('that began as a change of sockets is told as what it became', async () => {
    const world = new World();
    const { sink, subscription, socket } = await world.online({ history: 3 });
    await socket.frame([historyItem('A', 1, 3)]);
    subscription.update({ stream: 'live', symbols: ['A', 'REDIAL'], history: 3, slot: 0 });
    await world.clock.advance(1000);
    for (let turn = 0; turn < 5; turn += 1) await settle();
    await world.socket.fail('read ECONNREFUSED', 'ECONNREFUSED');
    await world.clock.advance(1000);
    await world.socket.open();
    await world.socket.frame([{ kind: 'ready' }, historyItem('A', 3, 4)]);
    await world.clock.advance(1000);
    assert.deepEqual(verdicts(sink), ['gap', [2, 'unknown']]);
    assert.match(gaps(sink)[0]?.message ?? '', /nothing listens/);
  });

  it('begins at the last sign of life, which may be a pong', async () => {
    const world = new World();
    const { sink, socket } = await world.online();
    for (let minute = 0; minute < 60; minute += 1) {
      await world.clock.advance(20_000);
      socket.handlers.alive();
    }
    const from = new Date(world.clock.now()).toISOString();
    await cut(world, 500, [quoteItem('A', 2)]);
    assert.equal(gaps(sink)[0]?.from, from);
  });

  it('is not complete for a topic of which nothing is known, nor by a history that joins the one before', async () => {
    const world = new World();
    const { sink, socket } = await world.online({ symbols: ['A', 'B'], history: 3 });
    await socket.frame([historyItem('A', 1, 3)]);
    await cut(world, 1000, [historyItem('A', 3, 6)]);
    await world.clock.advance(1000);
    assert.deepEqual(verdicts(sink), ['gap', [4, 'unknown']]);
    const twice = new World();
    const other = await twice.online({ history: 3 });
    await other.socket.frame([historyItem('A', 1, 3)]);
    await cut(twice, 1000, [historyItem('A', 90, 92)], [historyItem('A', 90, 93)]);
    await twice.clock.advance(1000);
    assert.equal(gaps(other.sink)[1]?.complete, false);
  });

  it('is not closed for who came when it had been opened', async () => {
    const world = new World();
    await onlineWithRecords(world);
    await cut(world, 1000);
    const late = await world.subscribe({ provider: records, name: 'late' });
    await world.clock.advance(20_000);
    assert.deepEqual(gaps(late.sink), []);
  });

  it('finds room for the longest history, and says where it does not', async () => {
    const world = new World();
    const batch = { mode: 'batch', everyMs: 3_600_000, batchSize: 1_000_000 } as const;
    const { sink, socket } = await world.online({ delivery: batch });
    await socket.frame([historyItem('A', 1, 1)]);
    await cut(world, 1000, [historyItem('A', 1, 30_000)]);
    await world.clock.advance(1000);
    assert.deepEqual(verdicts(sink), ['gap', [30_000, true]]);
    await cut(world, 1000, [historyItem('A', 30_000, 60_000)]);
    await world.clock.advance(20_000);
    assert.equal(gaps(sink)[3]?.complete, false);
    assert.match(gaps(sink)[3]?.message ?? '', /found no room/);
  });
});

/** A subscription's own filter, judged inside the engine before anything is queued. */
import assert from 'node:assert/strict';
import type { MarketEvent } from '../../core/event';
import type { EventFilter } from '../../core/subscriber';
import { compileFilter, parseFilter } from '../../transforms/filter/filter';
import { canned, every, Kept, paramsOf, World, type Asked, type Recorder } from './canned';
import { barItem, barOf, historyItem, newsItem, newsOf, quoteItem, quoteOf } from './events';

const ids = (sink: Recorder) => sink.received.map(({ id }) => id);
const closes = (sink: Recorder) => sink.received.map(event => (event.type === 'bar' ? event.close : '?'));
const deliveryOf = (world: World) => world.engine.connections()[0]?.delivery;

/** A filter as somebody writes it. */
const where = (...conditions: [field: string, operator: string, value?: unknown][]): EventFilter =>
  compileFilter(
    parseFilter({ conditions: conditions.map(([field, operator, value]) => ({ field, operator, value })) }),
  );

/** A filter that tells what it was asked about. */
function observed(accepts: (event: MarketEvent) => boolean): EventFilter & { asked: string[] } {
  const asked: string[] = [];
  return { asked, accepts: event => (asked.push(event.id), accepts(event)) };
}

/** The line is cut and comes back. */
async function reconnect(world: World): Promise<void> {
  await world.socket.fail('gone');
  await world.clock.advance(10_000);
  while (world.socket.over) await world.clock.advance(500);
  await world.socket.open();
  await world.socket.frame([{ kind: 'ready' }]);
}

/** The fake clock starts at 15:00, three hours after the noon from which minutes are counted. */
const three = 180;

describe('the filter of a subscription', () => {
  it('lets through what matches, and counts the rest, which is never received', async () => {
    const world = new World();
    const { sink, socket } = await world.online({ filter: where(['last', 'gt', 240]) });
    await socket.frame(
      [quoteItem('A', 239), quoteItem('A', 241)],
      [quoteItem('A', 240), quoteItem('A', 242)],
    );
    assert.deepEqual(ids(sink), ['A 241', 'A 242']);
    const counts = { received: 2, delivered: 2, merged: 0, dropped: 0, queued: 0, filtered: 2 };
    assert.deepEqual(deliveryOf(world), counts);
    assert.equal(world.engine.connections()[0]?.events, 4, 'they came all the same');
  });

  it('is its own: others on the connection receive what they asked for', async () => {
    const world = new World();
    const { sink, socket } = await world.online({ filter: where(['last', 'gt', 240]) });
    const other = await world.subscribe({ filter: where(['last', 'lt', 240]) });
    const all = await world.subscribe();
    await socket.frame([quoteItem('A', 239), quoteItem('A', 241)]);
    assert.deepEqual([ids(sink), ids(other.sink), ids(all.sink)], [['A 241'], ['A 239'], ['A 239', 'A 241']]);
    assert.equal(deliveryOf(world)?.filtered, 2);
  });

  it('is asked about each event once, in order, and never about what was not asked for or is a repeat', async () => {
    const world = new World();
    const filter = observed(() => true);
    const { socket } = await world.online({ filter, keeps: ['A'] });
    await socket.frame([newsItem('old', 10), newsItem('one', three)], [newsItem('one', three)]);
    await socket.frame([newsItem('other', three, 'B'), newsItem('two', three)]);
    assert.deepEqual(filter.asked, ['one', 'two'], 'nor about what is from before and not wanted');
  });

  it('leaves notices and states alone', async () => {
    const world = new World();
    const { sink, socket } = await world.online({ filter: { accepts: () => false } });
    await socket.frame([{ kind: 'notice', notice: 'provider-message', message: 'Maintenance.' }]);
    assert.deepEqual(sink.kinds, ['connected', 'provider-message']);
    assert.deepEqual(sink.path, ['connecting', 'online']);
  });

  it('that throws leaves the event out, is counted, and harms nobody else', async () => {
    const world = new World();
    const accepts = ({ id }: MarketEvent): boolean => {
      if (id === 'A 2') throw new Error('a bug in a filter');
      return true;
    };
    const { sink, socket } = await world.online({ filter: { accepts } });
    const other = await world.subscribe();
    await socket.frame([1, 2, 3].map(last => quoteItem('A', last)));
    assert.deepEqual([ids(sink), ids(other.sink).length], [['A 1', 'A 3'], 3]);
    const [stats] = world.engine.connections();
    assert.deepEqual([stats?.sinkFailures, stats?.delivery.filtered, stats?.state], [1, 1, 'online']);
  });

  it('costs no look at the heads of frames, however much it leaves out', async () => {
    const world = new World();
    const { socket } = await world.online({ filter: { accepts: () => false } });
    for (let last = 0; last < 600; last += 1) await socket.frame([quoteItem('A', last)]);
    await socket.frame([newsItem('one', three)], [newsItem('one', three)]);
    const [stats] = world.engine.connections();
    assert.deepEqual([stats?.skipped, stats?.gateMissed], [0, 0]);
  });
});

describe('what a filter left out', () => {
  it('counts as seen: it comes neither over a reconnect nor to a filter that would take it', async () => {
    const world = new World();
    const merger = where(['headline', 'contains', 'merger']);
    const { sink, subscription, socket } = await world.online({ filter: merger });
    await socket.frame([newsItem('a merger', three)], [newsItem('weather', three)]);
    await reconnect(world);
    await world.socket.frame([newsItem('weather', three)], [newsItem('a second merger', three)]);
    assert.deepEqual(ids(sink), ['a merger', 'a second merger']);
    assert.equal(world.engine.connections()[0]?.repeats, 1);
    subscription.stop();
    const again = await world.subscribe({ filter: where(['headline', 'contains', 'weather']) });
    // When the replay is over, what comes is live.
    await world.clock.advance(2500);
    await world.socket.frame([newsItem('weather', three)], [newsItem('more weather', three)]);
    assert.deepEqual(ids(again.sink), ['more weather'], 'a redeploy with another filter looks ahead');
  });

  it('takes the place of nothing that waits: the latest that matched leaves', async () => {
    const world = new World();
    const latest = { mode: 'latest', everyMs: 60_000, batchSize: 100 } as const;
    const { sink, socket } = await world.online({ delivery: latest, filter: where(['last', 'gt', 240]) });
    await socket.frame([241, 245, 239].map(last => quoteItem('A', last)));
    await world.clock.advance(1000);
    assert.deepEqual(
      ids(sink),
      ['A 245'],
      'the price that has gone back since does not hide that it was there',
    );
    assert.deepEqual(deliveryOf(world), {
      ...{ received: 2, delivered: 1, merged: 1, dropped: 0, queued: 0 },
      filtered: 1,
    });
    await socket.frame([quoteItem('A', 238)]);
    await world.clock.advance(60_000);
    assert.deepEqual(ids(sink), ['A 245'], 'nothing leaves where nothing matched');
  });

  it('does not fill a batch', async () => {
    const world = new World();
    const delivery = { mode: 'batch', everyMs: 10_000, batchSize: 2 } as const;
    const { sink, socket } = await world.online({ delivery, filter: where(['last', 'gt', 240]) });
    await socket.frame([241, 239, 238].map(last => quoteItem('A', last)));
    assert.deepEqual(ids(sink), []);
    await socket.frame([quoteItem('A', 242)]);
    assert.deepEqual(ids(sink), ['A 241', 'A 242']);
  });

  it('leaves a running bar that matched where its end does not, and the end where the bar did not', async () => {
    const latest = { mode: 'latest', everyMs: 60_000, batchSize: 100 } as const;
    const world = new World();
    const { sink, socket } = await world.online({ delivery: latest, filter: where(['close', 'gt', 10]) });
    await socket.frame([barItem('A', 1, 11), barItem('A', 1, 9, true), barItem('A', 2, 8)]);
    await socket.frame([barItem('A', 2, 12, true)]);
    await world.clock.advance(1000);
    assert.deepEqual(closes(sink), [11, 12]);
  });
});

describe('a filter that compares with the event before', () => {
  const rising = (): EventFilter => where(['last', 'rose']);
  const frames = (...lasts: number[]) => lasts.map(last => [quoteItem('A', last)]);

  it('compares with what came, not with what was let through', async () => {
    const world = new World();
    const filter = where(['last', 'rose'], ['last', 'gt', 5]);
    const { sink, socket } = await world.online({ filter });
    await socket.frame(...frames(1, 2, 9, 3, 6, 6, 7));
    assert.deepEqual(ids(sink), ['A 9', 'A 6', 'A 7']);
  });

  it('remembers over a change of subscriptions and over a reconnect', async () => {
    const world = new World();
    const { sink, subscription, socket } = await world.online({ filter: rising() });
    await socket.frame(...frames(10));
    subscription.update(paramsOf({ symbols: ['A', 'B'] }));
    await world.clock.advance(1000);
    await socket.frame(...frames(11));
    await reconnect(world);
    await world.socket.frame(...frames(9, 12), [quoteItem('B', 20)]);
    assert.deepEqual(ids(sink), ['A 11', 'A 12'], 'the first of a new symbol has nothing before it');
  });

  it('of one subscription knows nothing of another', async () => {
    const world = new World();
    const { socket } = await world.online({ filter: rising() });
    await socket.frame(...frames(10));
    const late = await world.subscribe({ filter: rising() });
    await socket.frame(...frames(11, 12));
    assert.deepEqual(ids(late.sink), ['A 12']);
  });
});

describe('events from before', () => {
  it('pass the filter of who asked for history, after they were counted', async () => {
    const world = new World();
    const { sink, socket } = await world.online({ history: 4, filter: where(['close', 'gt', 7]) });
    await socket.frame([historyItem('A', 1, 10)]);
    assert.deepEqual(closes(sink), [8, 9, 10]);
    assert.equal(deliveryOf(world)?.filtered, 1, 'of the last four, the first');
  });

  it('pass the filter of who joins late, marked as backfill when they are judged, and are not asked for anew', async () => {
    const world = new World();
    const { socket } = await world.online({ history: 10 });
    await socket.frame([historyItem('A', 1, 10)], [barItem('A', 11, 11)]);
    const odd = where(['close', 'gt', 8], ['backfill', 'isTrue']);
    const { sink } = await world.subscribe({ history: 3, filter: odd });
    assert.deepEqual(closes(sink), [9, 10, 11]);
    const none = await world.subscribe({ history: 3, filter: { accepts: () => false } });
    await world.clock.advance(2000);
    assert.deepEqual([closes(none.sink), socket.sent.length], [[], 1], 'memory has served it');
  });

  it('of a gap pass the filter, and so does what came while a node was away', async () => {
    const world = new World();
    const filter = where(['headline', 'contains', 'merger']);
    const kept = new Kept();
    const { sink, subscription, socket } = await world.online({ filter, ledger: kept.life(world) });
    await socket.frame([newsItem('before', three)]);
    await reconnect(world);
    await world.socket.frame([newsItem('a missed merger', three), newsItem('missed weather', three)]);
    assert.deepEqual(
      sink.received.map(({ id, backfill }) => [id, backfill]),
      [['a missed merger', true]],
    );
    // When the replay is over, what comes is live.
    await world.clock.advance(3000);
    await world.subscribe({ name: 'another' });
    subscription.stop();
    for (const id of ['a merger meanwhile', 'weather meanwhile']) {
      const event = { ...newsOf(id, three), receivedTime: new Date(world.clock.now()).toISOString() };
      await world.socket.frame([{ kind: 'event', topic: 'A', event }]);
    }
    const back = await world.subscribe({ filter, ledger: kept.life(world) });
    assert.deepEqual(ids(back.sink), ['a merger meanwhile']);
  });
});

describe('the latest event of a subscription', () => {
  it('is the latest that its filter keeps', async () => {
    const world = new World();
    const { socket } = await world.online({ symbols: ['A', 'B'] });
    await socket.frame([newsItem('a merger', three)], [newsItem('weather', three)], [quoteItem('B', 3)]);
    const look = async (asked: Asked) => (await world.subscribe(asked)).subscription.latest()?.id;
    const symbols = ['A'];
    assert.equal(await look({ symbols }), 'weather');
    assert.equal(await look({ symbols, filter: where(['headline', 'contains', 'merger']) }), 'a merger');
    assert.equal(await look({ symbols, filter: where(['headline', 'contains', 'storm']) }), undefined);
    assert.equal(await look({ symbols: ['B'], filter: where(['last', 'gt', 3]) }), undefined);
  });

  it('lets a filter that compares begin with what is remembered', async () => {
    const world = new World();
    const { socket } = await world.online({ symbols: ['A'] });
    await socket.frame([barItem('A', 1, 5, true), barItem('A', 2, 7, true), barItem('A', 3, 6)]);
    const { sink, subscription } = await world.subscribe({ filter: where(['close', 'rose']) });
    assert.equal(subscription.latest()?.id, barOf('A', 2).id);
    await socket.frame([barItem('A', 4, 7)]);
    assert.deepEqual(closes(sink), [7]);
  });
});

describe('a subscription without a filter', () => {
  it('receives everything, and counts nothing as left out', async () => {
    const world = new World();
    const { sink, socket } = await world.online({ provider: canned, delivery: every });
    await socket.frame([{ kind: 'event', topic: 'A', event: quoteOf('A', 1) }]);
    assert.deepEqual([ids(sink), deliveryOf(world)?.filtered], [['A 1'], 0]);
  });
});

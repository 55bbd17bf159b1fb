/** What each of the nodes on one connection is told of its own gap: what it missed, and nothing else. */
import assert from 'node:assert/strict';
import { Kept, World } from './canned';
import { barItem, historyItem, quoteItem } from './events';
import { bars, cut, fresh, gaps, ids, pass, records, shared, takeOver, told } from './gap-world';

describe('the gap of a node among others', () => {
  it('is told where more waited in its queue than is remembered as it was deployed again', async () => {
    const [world, kept] = [new World(), new Kept()];
    const delivery = { mode: 'batch', everyMs: 60_000, batchSize: 1000 } as const;
    const asked = { provider: records, delivery };
    const first = await world.online({ ...asked, ledger: kept.life(world) });
    await pass(world, 20);
    for (let record = 0; record < 500; record += 1) {
      await first.socket.frame(fresh(world, `${record}`));
      await world.clock.advance(2);
    }
    await world.clock.advance(2000);
    first.subscription.stop();
    await world.clock.advance(500);
    const { sink } = await world.subscribe({ ...asked, ledger: kept.life(world) });
    await pass(world, 80);
    const had = sink.received.length;
    assert.ok(had >= 100 && had < 500, `${had} of 500`);
    assert.deepEqual(told(sink), ['gap', [had, false]]);
    const [gap] = gaps(sink);
    assert.ok(
      Date.parse(String(gap?.from)) <= Date.parse(first.sink.received[0]?.receivedTime ?? String(gap?.to)),
    );
  });

  it('is none where all that waited in its queue is remembered, also if it came at one moment', async () => {
    const [world, kept] = [new World(), new Kept()];
    const delivery = { mode: 'batch', everyMs: 60_000, batchSize: 1000 } as const;
    const first = await world.online({ provider: records, ledger: kept.life(world) });
    await pass(world, 20);
    for (let record = 0; record < 500; record += 1) await first.socket.frame(fresh(world, `${record}`));
    first.subscription.stop();
    await world.clock.advance(500);
    const second = await world.subscribe({ provider: records, delivery, ledger: kept.life(world) });
    await first.socket.frame(fresh(world, 'one'), fresh(world, 'two'));
    second.subscription.stop();
    const third = await world.subscribe({ provider: records, ledger: kept.life(world) });
    await pass(world, 20);
    assert.deepEqual([told(second.sink), told(third.sink), ids(third.sink)], [[], [], ['one', 'two']]);
  });

  it('is judged by itself, however often the node was deployed again before', async () => {
    const [world, kept] = [new World(), new Kept()];
    const { subscription, socket } = await world.online({ provider: records, ledger: kept.life(world) });
    await pass(world, 60);
    await socket.frame(fresh(world, 'early'));
    await pass(world, 60);
    subscription.stop();
    await world.clock.advance(500);
    const { sink } = await world.subscribe({ provider: records, ledger: kept.life(world) });
    await pass(world, 3600);
    await socket.frame(fresh(world, 'last'));
    await pass(world, 20);
    await cut(world, fresh(world, 'old', 500), fresh(world, 'last', 21), fresh(world, 'missed', 1));
    await pass(world, 20);
    assert.deepEqual(told(sink), ['gap', [1, true]]);
    assert.deepEqual(ids(sink), ['last', 'missed'], 'and what lies long before it is not delivered');
  });

  it('is its own where it comes back from a long absence while the line is down', async () => {
    const [here, away] = [new Kept(), new Kept()];
    const world = new World();
    const long = await world.online({ provider: records, ledger: away.life(world) });
    await long.socket.frame(fresh(world, 'first'));
    long.subscription.stop();
    away.keep();
    await world.clock.advance(3 * 86_400_000);
    const { sink, socket } = await world.online({ provider: records, ledger: here.life(world) });
    await pass(world, 20);
    await socket.frame(fresh(world, 'had'));
    const heardAt = world.clock.now();
    await socket.fail('read ECONNRESET', 'ECONNRESET');
    await world.clock.advance(100);
    const other = await world.subscribe({ provider: records, ledger: away.life(world) });
    await world.clock.advance(2000);
    await world.socket.open();
    await world.socket.frame([{ kind: 'ready' }], fresh(world, 'had', 2.1));
    here.keep();
    assert.equal((here.saved as { heardAt: number }).heardAt, heardAt);
    await pass(world, 20);
    assert.deepEqual(told(sink), ['gap', [0, true]]);
    assert.equal(Date.parse(String(gaps(sink)[0]?.from)), heardAt);
    assert.deepEqual([ids(other.sink), told(other.sink)], [['had'], ['gap', [1, false]]]);
    assert.match(gaps(other.sink)[0]?.message ?? '', /in the last 3 days may be missing\. This node was not/);
  });

  it('is told where nobody asked for its symbols while it was away', async () => {
    const [world, kept] = [new World(), new Kept()];
    await world.online({ provider: shared, symbols: ['A'] });
    const asked = { provider: shared, symbols: ['B'] };
    const { subscription, sink } = await world.subscribe({ ...asked, ledger: kept.life(world) });
    await world.clock.advance(1000);
    await world.socket.frame(fresh(world, 'had'));
    await pass(world, 20);
    subscription.stop();
    await pass(world, 3600);
    const back = await world.subscribe({ ...asked, ledger: kept.life(world) });
    await pass(world, 20);
    assert.deepEqual([ids(sink), told(back.sink)], [['had'], ['gap', [0, false]]]);
    back.subscription.stop();
    await world.clock.advance(100);
    const moment = await world.subscribe({ ...asked, ledger: kept.life(world) });
    await pass(world, 20);
    assert.deepEqual(told(moment.sink), [], 'before anything was taken off the wire');
  });

  it('ends for the node that was deployed again in the middle of it, as it began, and for no other', async () => {
    const [world, kept] = [new World(), new Kept()];
    const first = await world.online({ provider: records, ledger: kept.life(world) });
    await pass(world, 20);
    await first.socket.frame(fresh(world, 'had'));
    await cut(world, fresh(world, 'had', 1));
    await world.clock.advance(1000);
    first.subscription.stop();
    await world.clock.advance(500);
    const { sink } = await world.subscribe({ provider: records, ledger: kept.life(world) });
    await pass(world, 20);
    assert.deepEqual([told(first.sink), told(sink)], [['gap'], ['gap', [0, true]]]);
    const [opening, closing] = gaps(sink);
    assert.deepEqual([opening?.from, opening?.to], [closing?.from, closing?.to]);
    assert.deepEqual(
      [opening?.from, opening?.reason],
      [gaps(first.sink)[0]?.from, gaps(first.sink)[0]?.reason],
    );
  });

  it('is named and judged by its own symbols', async () => {
    const [world, kept] = [new World(), new Kept()];
    const other = await world.online({ provider: bars, symbols: ['Q', 'R'] });
    const asked = { provider: bars, symbols: ['B'], history: 1 };
    const { subscription } = await world.subscribe({ ...asked, ledger: kept.life(world) });
    await world.clock.advance(1000);
    await world.socket.frame([quoteItem('Q', 1), quoteItem('R', 1), historyItem('B', 1, 2)]);
    await pass(world, 20);
    subscription.stop();
    await pass(world, 20);
    const { sink } = await world.subscribe({ ...asked, ledger: kept.life(world) });
    assert.deepEqual(gaps(sink)[0]?.symbols, ['B']);
    await world.clock.advance(1000);
    await world.socket.frame([historyItem('B', 2, 5)]);
    await pass(world, 20);
    assert.deepEqual(told(sink), ['gap', [4, true]]);
    assert.deepEqual(told(other.sink), []);
    await cut(world, [quoteItem('Q', 2), historyItem('B', 5, 6)]);
    await pass(world, 20);
    assert.deepEqual(told(sink).slice(2), ['gap', [2, true]]);
    assert.deepEqual(told(other.sink), ['gap', [0, false]]);
    assert.deepEqual(gaps(other.sink)[0]?.symbols, ['Q', 'R']);
  });

  it('of its own absence is not closed once more by a change of sockets that cost nothing', async () => {
    const [world, kept] = [new World(), new Kept()];
    const other = await world.online({ provider: bars, symbols: ['A'] });
    const asked = { provider: bars, symbols: ['B'] };
    const { subscription } = await world.subscribe({ ...asked, ledger: kept.life(world) });
    await world.clock.advance(1000);
    await world.socket.frame([barItem('A', 1), barItem('B', 1)]);
    subscription.stop();
    await pass(world, 20);
    const { sink } = await world.subscribe({ ...asked, ledger: kept.life(world) });
    await world.clock.advance(1000);
    await world.socket.frame([historyItem('B', 1, 2)]);
    await pass(world, 20);
    assert.deepEqual(told(sink), ['gap', [2, true]]);
    await world.socket.frame([{ kind: 'reconnect', withinMs: 0 }]);
    await takeOver(world, [historyItem('A', 1, 2)], [historyItem('B', 1, 3)]);
    await pass(world, 20);
    assert.deepEqual([told(sink).length, told(other.sink)], [2, []]);
  });

  it('is complete for who joins when the replay is over, where that held a record that it had had', async () => {
    const verdict = async (secondsAgo: number): Promise<unknown[]> => {
      const [before, kept] = [new World(), new Kept()];
      const { socket } = await before.online({ provider: records, ledger: kept.life(before) });
      await pass(before, 20);
      await socket.frame(fresh(before, 'had'));
      await pass(before, 60);
      const world = new World();
      await world.clock.advance(before.clock.now() - world.clock.now());
      await world.online({ provider: records, name: 'new here' });
      await world.socket.frame(
        fresh(world, secondsAgo > 60 ? 'stranger' : 'had', 61),
        fresh(world, 'missed', 30),
      );
      await pass(world, 20);
      const { sink } = await world.subscribe({ provider: records, ledger: kept.life(world), name: 'late' });
      await pass(world, 20);
      return told(sink);
    };
    assert.deepEqual(await verdict(60), ['gap', [1, true]]);
    assert.deepEqual(await verdict(61), ['gap', [2, false]]);
  });

  it('is made good by the socket that its return asks for, and told once', async () => {
    const [world, kept] = [new World(), new Kept()];
    const asked = { provider: shared, symbols: ['REDIAL'] };
    const first = await world.online({ ...asked, ledger: kept.life(world) });
    await pass(world, 20);
    await first.socket.frame(fresh(world, 'had'));
    await pass(world, 20);
    first.subscription.stop();
    await world.clock.advance(5000);
    const other = await world.online({ provider: shared, symbols: ['A'] });
    await pass(world, 3600);
    const { sink } = await world.subscribe({ ...asked, ledger: kept.life(world) });
    await takeOver(world, fresh(world, 'had', 3630), fresh(world, 'missed', 1800));
    await pass(world, 20);
    assert.deepEqual([ids(sink), told(sink)], [['missed'], ['gap', [1, true]]]);
    assert.deepEqual([ids(other.sink), told(other.sink)], [[], []]);
  });

  it('that is cut once more is not complete by a record that was new the first time', async () => {
    const world = new World();
    const { sink, socket } = await world.online({ provider: records });
    await pass(world, 20);
    await socket.frame(fresh(world, 'had'));
    await cut(world, fresh(world, 'stranger', 15));
    await world.clock.advance(1000);
    await cut(world, fresh(world, 'stranger', 17), fresh(world, 'missed', 1));
    await pass(world, 20);
    assert.deepEqual(told(sink), ['gap', 'gap', [2, false]]);
  });

  it('is not complete where no bar of a series was had before, and another node had some meanwhile', async () => {
    const [world, kept] = [new World(), new Kept()];
    await world.online({ provider: bars, name: 'other' });
    const { subscription } = await world.subscribe({ provider: bars, ledger: kept.life(world) });
    await pass(world, 20);
    subscription.stop();
    for (const minute of [1, 2, 3]) {
      await world.socket.frame([barItem('A', minute)]);
      await pass(world, 20);
    }
    const { sink } = await world.subscribe({ provider: bars, ledger: kept.life(world) });
    await pass(world, 20);
    assert.deepEqual([ids(sink), told(sink)], [[], ['gap', [0, false]]]);
  });
});

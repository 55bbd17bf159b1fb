/** What becomes of an open gap where a node asks for something else, or is served elsewhere. */
import assert from 'node:assert/strict';
import { ConfigError } from '../../core/errors';
import { settle } from '../fakes';
import { Kept, paramsOf, World } from './canned';
import { barItem, historyItem, quoteItem } from './events';
import { accept, bars, cut, fresh, gaps, pass, records, told } from './gap-world';

describe('an open gap', () => {
  it('is judged by the symbols that are still asked for when it ends', async () => {
    const world = new World();
    const asked = { provider: bars, symbols: ['A', 'Q'] };
    const { sink, subscription } = await world.online(asked);
    await world.socket.frame([barItem('A', 1), quoteItem('Q', 1)]);
    await cut(world);
    subscription.update(paramsOf({ symbols: ['A'] }));
    await world.clock.advance(1000);
    await world.socket.frame([historyItem('A', 1, 3)]);
    await pass(world, 20);
    assert.deepEqual(told(sink), ['gap', [3, true]]);
  });

  it('goes on, and ends, where the node is served by another connection meanwhile', async () => {
    const [world, kept] = [new World(), new Kept()];
    const { sink, subscription } = await world.online({ provider: bars, ledger: kept.life(world) });
    await world.socket.frame([barItem('A', 1)]);
    await pass(world, 20);
    await cut(world);
    subscription.update(paramsOf({ slot: 1 }));
    await settle();
    await world.clock.advance(500);
    await world.socket.open();
    await world.socket.frame([{ kind: 'ready' }, historyItem('A', 1, 3)]);
    await pass(world, 20);
    assert.deepEqual(
      told(sink),
      ['gap', 'gap', [3, false]],
      'what each of them sent last nobody can compare',
    );
    const [first, second] = gaps(sink);
    assert.deepEqual([second?.from, second?.reason], [first?.from, first?.reason]);
    assert.match(String(first?.reason), /was cut/);
  });

  it('goes on, and ends, where the node was refused for a while', async () => {
    const [world, kept] = [new World(), new Kept()];
    let isFull = false;
    const provider: typeof records = {
      ...records,
      endpoints: (one, wanted) => {
        const plan = records.endpoints(
          one,
          wanted.filter(({ name }) => !isFull || name !== 'node'),
        );
        const refused = wanted.filter(({ name }) => isFull && name === 'node');
        return { ...plan, refused: refused.map(({ id }) => ({ id, error: new ConfigError('Too many.') })) };
      },
    };
    const other = await world.online({ provider, symbols: ['A'], name: 'other' });
    const { sink, subscription } = await world.subscribe({ provider, ledger: kept.life(world) });
    await world.socket.frame(fresh(world, 'had'));
    await pass(world, 20);
    const heardAt = world.clock.now();
    await world.socket.fail('read ECONNRESET', 'ECONNRESET');
    isFull = true;
    other.subscription.update(paramsOf({ symbols: ['A', 'B'] }));
    assert.equal(subscription.state.name, 'failed');
    await world.clock.advance(1000);
    await world.socket.open();
    await world.socket.frame([{ kind: 'ready' }], fresh(world, 'had', 21), fresh(world, 'missed', 1));
    await world.clock.advance(1000);
    assert.deepEqual([told(sink), told(other.sink)], [[], ['gap']]);
    isFull = false;
    other.subscription.update(paramsOf({ symbols: ['A'] }));
    await pass(world, 20);
    assert.deepEqual(told(sink), ['gap', [0, false]]);
    assert.equal(Date.parse(String(gaps(sink)[0]?.from)), heardAt);
    assert.match(String(gaps(sink)[0]?.reason), /was cut/);
  });

  it('is one of its own where it changes its connection while that is online', async () => {
    const [world, kept] = [new World(), new Kept()];
    const { sink, subscription } = await world.online({ ledger: kept.life(world) });
    await world.socket.frame([quoteItem('A', 1)]);
    await pass(world, 20);
    subscription.update(paramsOf({ slot: 1 }));
    await world.clock.advance(5000);
    await accept(world);
    await pass(world, 20);
    assert.deepEqual(told(sink), ['gap', [0, false]]);
    const [gap] = gaps(sink);
    assert.ok(Date.parse(String(gap?.to)) - Date.parse(String(gap?.from)) >= 5000);
    assert.match(String(gap?.reason), /moved to another connection/);
  });

  it('is judged by all that was asked for when it began, where that is asked for again', async () => {
    const world = new World();
    const { sink, subscription } = await world.online({ provider: bars, symbols: ['A', 'Q'] });
    await world.socket.frame([barItem('A', 1), quoteItem('Q', 1)]);
    await cut(world);
    subscription.update(paramsOf({ symbols: ['A'] }));
    subscription.update(paramsOf({ symbols: ['A', 'Q'] }));
    await world.clock.advance(1000);
    await world.socket.frame([historyItem('A', 1, 3)]);
    await pass(world, 20);
    assert.deepEqual(told(sink), ['gap', [3, false]]);
  });

  it('ends once nothing of it is asked for any more, and is not told where it was not by then', async () => {
    for (const isBack of [true, false]) {
      const [world, kept] = [new World(), new Kept()];
      const { sink, subscription } = await world.online({ ledger: kept.life(world) });
      await world.socket.frame([quoteItem('A', 1)]);
      await pass(world, 20);
      if (isBack) await cut(world);
      else await world.socket.fail('read ECONNRESET', 'ECONNRESET');
      subscription.update(paramsOf({ symbols: [] }));
      await world.clock.advance(3_600_000);
      subscription.update(paramsOf({ symbols: ['B'] }));
      await accept(world);
      await pass(world, 20);
      assert.deepEqual(told(sink), isBack ? ['gap', [0, false]] : []);
    }
  });
});

import assert from 'node:assert/strict';
import { fc } from '../property';
import type { MarketEvent } from '../../core/event';
import { Memory } from '../../core/memory';
import { queueLimit } from '../../core/delivery';
import { Recorder, World, paramsOf } from './canned';
import { barItem, barOf, historyItem, quoteItem } from './events';

/** `close` of each bar, with `u` where it was updated, `c` where it is closed and `b` where it is backfill. */
function bars(events: readonly MarketEvent[]): string[] {
  return events.map(event =>
    event.type === 'bar'
      ? `${event.close}${event.action === 'updated' ? 'u' : ''}${event.closed ? 'c' : ''}${event.backfill ? 'b' : ''}`
      : '?',
  );
}

/** Lets the connection break and come back. */
async function reconnect(world: World): Promise<void> {
  await world.socket.fail('gone');
  await world.clock.advance(1000);
  await world.socket.open();
  await world.socket.frame([{ kind: 'ready' }]);
}

describe('bars, each once', () => {
  it('drops a repeat, marks a change, and counts both', async () => {
    const world = new World();
    const { sink, socket } = await world.online();
    await socket.frame(
      [barItem('A', 1, 10)],
      [barItem('A', 1, 10)],
      [barItem('A', 1, 11)],
      [barItem('A', 2, 20)],
    );
    assert.deepEqual(bars(sink.received), ['10', '11u', '20']);
    const [stats] = world.engine.connections();
    assert.deepEqual([stats?.events, stats?.repeats], [3, 1]);
  });

  it('knows a repeat and a late correction over a reconnect', async () => {
    const world = new World();
    const { sink, socket } = await world.online({ history: 3 });
    await socket.frame([historyItem('A', 1, 3)]);
    await reconnect(world);
    await world.socket.frame([historyItem('A', 2, 4)], [barItem('A', 2, 99, true)]);
    assert.deepEqual(bars(sink.received), ['1cb', '2cb', '3b', '3ucb', '4b', '99uc']);
  });

  it('never drops quotes: the same price twice is two quotes', async () => {
    const world = new World();
    const { sink, socket } = await world.online();
    await socket.frame([quoteItem('A', 1)], [quoteItem('A', 1)]);
    assert.equal(sink.received.length, 2);
  });

  it('does not deliver as news what lies before the first bar that was sent', async () => {
    const world = new World();
    const first = await world.online({ history: 1 });
    await first.socket.frame([historyItem('A', 50, 50)]);
    const second = await world.subscribe({ history: 20 });
    await world.clock.advance(500);
    await first.socket.frame([historyItem('A', 31, 50)]);
    assert.deepEqual(bars(first.sink.received), ['50b']);
    assert.equal(second.sink.received.length, 20);
  });
});

describe('the history that a node asked for', () => {
  it('goes to each node as long as it asked for', async () => {
    const world = new World();
    const long = await world.subscribe({ history: 10 });
    const short = await world.subscribe({ history: 2 });
    const none = await world.subscribe({ history: 0 });
    await world.socket.open();
    await world.socket.frame([{ kind: 'ready' }, historyItem('A', 1, 10)]);
    assert.equal(long.sink.received.length, 10);
    assert.deepEqual(bars(short.sink.received), ['9cb', '10b']);
    assert.equal(none.sink.received.length, 10, 'a node that asked for none takes what is new');
  });

  it('is served to a late joiner from memory, without a message', async () => {
    const world = new World();
    const { socket } = await world.online({ history: 10 });
    await socket.frame([historyItem('A', 1, 10)], [barItem('A', 10, 10, true)], [barItem('A', 11, 11)]);
    const { sink } = await world.subscribe({ history: 3 });
    assert.deepEqual(bars(sink.received), ['9cb', '10ucb', '11b']);
    await world.clock.advance(2000);
    assert.equal(socket.sent.length, 1);
  });

  it('is complete for a third node, also where the first one asked for little', async () => {
    const world = new World();
    const { socket } = await world.online({ history: 1 });
    await socket.frame([historyItem('A', 100, 100)]);
    await world.subscribe({ history: 50 });
    await world.clock.advance(500);
    await socket.frame([historyItem('A', 51, 100)]);
    const third = await world.subscribe({ history: 50 });
    assert.equal(third.sink.received.length, 50, 'served from memory, so memory must hold it all');
    assert.deepEqual(bars(third.sink.received).slice(-2), ['99cb', '100b']);
  });

  it('is asked for anew where nobody followed the symbol meanwhile: memory would have a hole', async () => {
    const world = new World();
    const { subscription, socket } = await world.online({ symbols: ['A', 'B'], history: 3 });
    await socket.frame([historyItem('A', 1, 3), historyItem('B', 1, 3)]);
    subscription.update(paramsOf({ symbols: ['B'], history: 3 }));
    await world.clock.advance(600);
    assert.equal(world.engine.connections()[0]?.remembered, 3, 'what nobody wants is forgotten');
    const { sink } = await world.subscribe({ symbols: ['A'], history: 3 });
    assert.deepEqual(sink.received, [], 'old bars are no history of now');
    await world.clock.advance(600);
    await socket.frame([historyItem('A', 58, 60)]);
    assert.deepEqual(bars(sink.received), ['58cb', '59cb', '60b']);
  });

  it('comes once to a node that was there before and asks for more', async () => {
    const world = new World();
    const { sink, subscription, socket } = await world.online({ history: 2 });
    await socket.frame([historyItem('A', 9, 10)]);
    subscription.update(paramsOf({ history: 5 }));
    await world.clock.advance(500);
    await socket.frame([historyItem('A', 6, 10)]);
    assert.deepEqual(bars(sink.received).slice(2), ['6cb', '7cb', '8cb', '9cb', '10b']);
    await socket.frame([historyItem('A', 6, 10)]);
    assert.equal(sink.received.length, 7);
  });

  it('is not lost for being longer than a queue: thirty thousand bars arrive', async () => {
    const world = new World();
    const { sink, socket } = await world.online({ history: 30_000 });
    await socket.frame([historyItem('A', 1, 30_000)]);
    assert.ok(30_000 > queueLimit);
    assert.equal(sink.received.length, 30_000);
    assert.ok(!sink.kinds.includes('dropped'));
  });

  it('leaves before the bars that follow it, in the same frame or the next', async () => {
    const world = new World();
    const sink = new Recorder();
    const { socket } = await world.online({ history: 2, sink });
    await socket.frame([historyItem('A', 1, 2), barItem('A', 3)], [barItem('A', 4)]);
    assert.deepEqual(bars(sink.received), ['1cb', '2b', '3', '4']);
  });

  it('gives no more to who already left', async () => {
    const world = new World();
    const { sink, subscription, socket } = await world.online({ history: 2 });
    await world.subscribe({ history: 2 });
    subscription.stop();
    await socket.frame([historyItem('A', 1, 2)]);
    assert.deepEqual(sink.received, []);
  });
});

describe('memory', () => {
  it('keeps the latest bars in the order of time, whatever the order in which they came', () => {
    const minutes = fc.array(fc.nat(40), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(
        minutes,
        fc.array(fc.nat(40), { maxLength: 40 }),
        fc.integer({ min: 1, max: 20 }),
        (live, past, room) => {
          const memory = new Memory();
          memory.reserve(room);
          for (const minute of live.slice(0, 20)) memory.judge(barOf('A', minute, minute));
          const history = [...past]
            .sort((one, other) => one - other)
            .map(minute => barOf('A', minute, minute));
          memory.past(history);
          for (const minute of live.slice(20)) memory.judge(barOf('A', minute, minute));
          const starts = memory.recent(room).map(event => (event.type === 'bar' ? event.start : ''));
          assert.deepEqual(starts, [...new Set(starts)].sort());
          assert.ok(memory.size <= Math.max(room, 8));
          const newest = Math.max(...live, ...past);
          assert.equal(starts.at(-1), barOf('A', newest).start);
        },
      ),
    );
  });

  it('calls a bar a repeat only if every field is equal', () => {
    const changes = fc.constantFrom('open', 'high', 'low', 'close', 'volume', 'closed');
    fc.assert(
      fc.property(changes, field => {
        const memory = new Memory();
        assert.equal(memory.judge(barOf('A', 1)), 'fresh');
        assert.equal(memory.judge(barOf('A', 1)), 'repeat');
        const other = { ...barOf('A', 1), [field]: field === 'closed' ? true : 77 };
        assert.equal(memory.judge(other), 'changed');
        assert.equal(other.action, 'updated');
      }),
    );
  });
});

import assert from 'node:assert/strict';
import { queueLimit } from '../../core/delivery';
import { Recorder, World } from './canned';
import { barItem, quoteItem } from './events';

describe('a node that cannot keep up', () => {
  it('is told how many events were dropped, once for many, while the others get all', async () => {
    const world = new World();
    const slow = new Recorder();
    slow.events = () => new Promise(() => undefined);
    const { sink } = await world.subscribe();
    const { socket } = await world.online({ sink: slow });
    for (let minute = 0; minute < 3 * queueLimit; minute += 1000) {
      await socket.frame([...Array(1000).keys()].map(index => barItem('A', minute + index, 1, true)));
    }
    await world.clock.advance(10_000);
    const notices = slow.notices.filter(({ notice }) => notice === 'dropped');
    assert.equal(notices.length, 1);
    const { delivery } = world.engine.connections()[0] ?? assert.fail();
    assert.equal(notices[0]?.count, delivery.dropped);
    assert.ok(delivery.dropped >= 2 * queueLimit - 1000 && delivery.queued <= queueLimit);
    assert.equal(sink.received.length, 3 * queueLimit);
    assert.ok(!sink.kinds.includes('dropped'));
  });

  it('is counted where it throws or rejects', async () => {
    const world = new World();
    const bad = new Recorder();
    bad.events = async () => Promise.reject(new Error('no'));
    const { socket } = await world.online({ sink: bad });
    await socket.frame([quoteItem('A', 1)]);
    await socket.frame([quoteItem('A', 2)]);
    assert.equal(world.engine.connections()[0]?.sinkFailures, 2);
  });
});

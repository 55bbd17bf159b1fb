/** Clocks are set wrong and right again while a feed runs; what a gap has swallowed is found all the same. */
import assert from 'node:assert/strict';
import type { Inbound } from '../../core/provider';
import { World } from './canned';
import { newsItem } from './events';

const hour = 3_600_000;

/** A headline that the provider sent when the true time was `ms`. */
const sentAt = (id: string, ms: number): Inbound => ({ ...newsItem(id, null), sentAt: ms }) as Inbound;

/** Connects again, on a clock that differs from the true time by `errorMs`, and gives what was missed meanwhile. */
async function breakLine(world: World, errorMs: number, missed: string): Promise<void> {
  const { clock } = world;
  await world.socket.fail('gone');
  const at = clock.now() - errorMs + 500;
  while (world.socket.over) await clock.advance(500);
  await world.socket.open();
  await world.socket.frame([{ kind: 'ready' }], [sentAt(missed, at)]);
}

describe('a clock that is set while records come', () => {
  for (const [direction, leaps] of [
    ['forward', [hour]],
    ['back', [-hour]],
    ['forward and then back by more', [hour, -2 * hour]],
    ['back and then forward by more', [-hour, 2 * hour]],
  ] as const) {
    it(`${direction} hides nothing that a gap has swallowed`, async () => {
      const world = new World();
      const { clock } = world;
      const { sink } = await world.online();
      await clock.advance(3000);
      await world.socket.frame([{ kind: 'heartbeat' }], [sentAt('first', clock.now())]);
      // What is re-sent on a connect is over.
      await clock.advance(3000);
      let errorMs = 0;
      const expected = ['first'];
      for (const [index, leap] of leaps.entries()) {
        clock.set(leap);
        errorMs += leap;
        await clock.advance(2000);
        await world.socket.frame([sentAt(`live ${index}`, clock.now() - errorMs)]);
        await breakLine(world, errorMs, `missed ${index}`);
        await clock.advance(3000);
        await world.socket.frame([sentAt(`then ${index}`, clock.now() - errorMs)]);
        expected.push(`live ${index}`, `missed ${index}`, `then ${index}`);
      }
      assert.deepEqual(
        sink.received.map(({ id }) => id),
        expected,
      );
    });
  }

  it('and a host that slept find what was missed meanwhile', async () => {
    const world = new World();
    const { sink, clock } = { ...(await world.online()), clock: world.clock };
    await clock.advance(3000);
    await world.socket.frame([sentAt('first', clock.now())]);
    clock.set(600_000);
    await clock.advance(2000);
    await breakLine(world, 0, 'missed');
    assert.deepEqual(
      sink.received.map(({ id }) => id),
      ['first', 'missed'],
    );
  });
});

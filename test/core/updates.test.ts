import assert from 'node:assert/strict';
import { fc } from '../property';
import { Budget } from '../../core/budget';
import { Updates } from '../../core/updates';
import { FakeClock } from '../fakes';
import { World, canned, paramsOf, type Asked } from './canned';

/** The subscription messages that a socket got, without the key. */
function sent(world: World): string[] {
  return world.socket.sent.filter(text => text !== 'ping').map(text => text.replace('the-secret-key: ', ''));
}

/** Keeps the socket alive while time goes by. */
async function wait(world: World, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 10_000) {
    await world.socket.frame([{ kind: 'heartbeat' }]);
    await world.clock.advance(Math.min(left, 10_000));
  }
}

const change = (...symbols: string[]): ReturnType<typeof paramsOf> => paramsOf({ symbols } satisfies Asked);

describe('changing what is subscribed', () => {
  it('sends what changed within half a second as one message', async () => {
    const world = new World();
    const { subscription } = await world.online();
    for (const name of ['B', 'C', 'D']) {
      await world.subscribe({ symbols: [name] });
      await world.clock.advance(100);
    }
    subscription.update(change('E'));
    await world.clock.advance(199);
    assert.deepEqual(sent(world), ['A']);
    await world.clock.advance(1);
    assert.deepEqual(sent(world).at(-1)?.split(' ').sort(), ['B', 'C', 'D', 'E']);
    assert.equal(sent(world).length, 2);
  });

  it('sends nothing where the change makes no difference on the wire', async () => {
    const world = new World();
    await world.online({ symbols: ['A', 'B'] });
    const { subscription } = await world.subscribe({ symbols: ['B'] });
    subscription.update(change('A'));
    subscription.update(change('A'));
    await world.clock.advance(5000);
    assert.deepEqual(sent(world), ['A B']);
  });

  it('sends a change also for a flow that changes its mind for ever', async () => {
    const world = new World();
    const { subscription } = await world.online();
    for (let turn = 0; turn < 20; turn += 1) {
      subscription.update(change(`S${turn}`));
      await world.clock.advance(400);
    }
    assert.ok(sent(world).length > 2, 'each change starting the wait anew would never send one');
  });

  it('holds changes beyond the budget back, says so once, and sends them as one', async () => {
    const world = new World();
    const { sink, subscription } = await world.online();
    for (let turn = 0; turn < 4; turn += 1) {
      subscription.update(change(`S${turn}`));
      await world.clock.advance(500);
    }
    assert.equal(sent(world).length, 5, 'the budget of this provider');
    for (let turn = 0; turn < 8; turn += 1) {
      subscription.update(change(`T${turn}`));
      await wait(world, 10_000);
    }
    assert.equal(sent(world).length, 5);
    assert.equal(sink.kinds.filter(kind => kind === 'subscription').length, 1);
    assert.match(sink.notices.find(({ notice }) => notice === 'subscription')?.message ?? '', /90 s/);
    await wait(world, 11_000);
    assert.deepEqual(sent(world).slice(5), ['T7'], '90 s after the first change, not the last');
    assert.equal(world.engine.connections()[0]?.budget?.used, 6);
  });

  it('always subscribes after a reconnect, whatever the budget says', async () => {
    const world = new World();
    await world.online();
    world.clock.jitter = 0;
    for (let turn = 0; turn < 8; turn += 1) {
      await world.socket.fail('gone');
      await world.clock.advance(1);
      await world.socket.open();
      await world.socket.frame([{ kind: 'ready' }]);
      assert.deepEqual(sent(world), ['A']);
    }
    assert.equal(world.engine.connections()[0]?.budget?.used, 9);
  });

  it('sends again what the server asks for again, also if a change that is none comes between', async () => {
    const world = new World();
    const { socket } = await world.online();
    await socket.frame([{ kind: 'resend', afterMs: 5000 }]);
    await world.subscribe();
    await world.clock.advance(4000);
    assert.deepEqual(sent(world), ['A']);
    await world.clock.advance(1000);
    assert.deepEqual(sent(world), ['A', 'A']);
  });

  it('does not send again on a new socket what the old one was asked for', async () => {
    const world = new World();
    const { socket } = await world.online();
    await socket.frame([{ kind: 'resend', afterMs: 5000 }]);
    await socket.fail('gone');
    await world.clock.advance(1000);
    await world.socket.open();
    await world.clock.advance(10_000);
    assert.deepEqual(sent(world), ['A']);
  });

  it('survives a provider that throws at a change', async () => {
    const world = new World();
    const broken = {
      ...canned,
      protocol: () => ({
        ...{ open: () => ['A'], read: () => [{ kind: 'ready' as const }] },
        update: () => {
          throw new Error('a bug');
        },
      }),
    };
    const { subscription } = await world.online({ provider: broken });
    subscription.update(change('B'));
    await world.clock.advance(500);
    assert.equal(subscription.state.name, 'waiting');
  });
});

describe('the budget of subscription messages', () => {
  it('is never exceeded by changes alone, and no change waits longer than it may', async () => {
    const waits = fc.array(fc.nat(20_000), { minLength: 50, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(waits, async gaps => {
        const clock = new FakeClock();
        const budget = new Budget({ messages: 5, windowMs: 600_000, holdMs: 90_000 });
        const times: number[] = [];
        let changedAt: number | undefined;
        const send = (): void => {
          assert.ok(changedAt !== undefined && clock.now() - changedAt <= 90_500);
          changedAt = undefined;
          times.push(clock.now());
          budget.spend(clock.now());
        };
        const updates = new Updates({ clock, debounceMs: 500, budget, send, held: () => undefined });
        for (const gap of gaps) {
          changedAt ??= clock.now();
          updates.changed();
          await clock.advance(gap);
        }
        const beyond = times.slice(5).filter((time, index) => time - (times[index] ?? 0) < 90_000);
        assert.deepEqual(beyond, [], 'beyond the budget at most one in 90 s');
        updates.clear();
        assert.equal(clock.pending, 0);
      }),
      { numRuns: 15 },
    );
  });

  it('counts a moving window', () => {
    const budget = new Budget({ messages: 2, windowMs: 1000, holdMs: 300 });
    assert.equal(budget.hold(0), 0);
    budget.spend(0);
    assert.equal(budget.hold(500), 0);
    budget.spend(500);
    assert.equal(budget.hold(600), 300, 'never more than holdMs');
    assert.equal(budget.hold(900), 100, 'until the oldest leaves the window');
    assert.equal(budget.hold(1000), 0);
    assert.deepEqual(budget.use(1400), { used: 1, messages: 2, windowMs: 1000 });
    assert.deepEqual(budget.use(9999), { used: 0, messages: 2, windowMs: 1000 });
  });
});

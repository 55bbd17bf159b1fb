/** What lines do to those who trust them. */
import { astray } from '../astray';
import { interrupted, isResent, type Family } from '../family';
import type { FaultRun } from '../faultRun';
import type { LineFault } from '../proxy';

/** A line that is bad but not broken: everything comes, and nobody hears of it. */
async function bear(run: FaultRun, fault: LineFault, turns: number): Promise<void> {
  run.proxy.fault = fault;
  const from = run.feed.published.length;
  for (let count = 0; count < turns; count += 1) {
    run.publish();
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  await run.arrival(from);
  run.proxy.fault = { kind: 'none' };
  run.heal();
  await run.live(2);
}

const unnoticed = { notices: ['connected'], loss: 'none' } as const;

export const lines: readonly Family[] = [
  {
    name: 'RST',
    what: 'a line that is reset',
    play: async run => {
      run.proxy.reset();
      await run.reach('waiting');
      run.publish(3);
      run.heal();
      await run.recover();
    },
    expects: provider => interrupted(provider),
  },
  {
    name: 'black hole',
    what: 'a line that swallows everything and stays open',
    play: async run => {
      run.proxy.fault = { kind: 'hole' };
      run.publish(3);
      await run.untilGivenUp();
      run.publish(2);
      run.proxy.forsake();
      run.proxy.fault = { kind: 'none' };
      run.heal();
      await run.recover();
    },
    expects: provider => interrupted(provider, 1, 1, /silent/),
  },
  {
    name: 'slicer',
    what: 'a line that carries a few bytes at a time',
    play: run => bear(run, { kind: 'slices' }, 10),
    expects: () => unnoticed,
  },
  {
    name: '1 KB/s',
    what: 'a line of 1 KB a second',
    play: run => bear(run, { kind: 'slow', bytesPerSecond: 1000 }, 2),
    expects: () => unnoticed,
  },
  {
    name: 'jitter of 2 s',
    what: 'a line that delays each packet by up to 2 s',
    play: run => bear(run, { kind: 'jitter', upToMs: 2000 }, 10),
    expects: () => unnoticed,
  },
  {
    name: 'cut mid-frame',
    what: 'a line that ends in the middle of a frame',
    play: async run => {
      run.proxy.fault = { kind: 'cut' };
      run.publish();
      await run.reach('waiting');
      run.publish(2);
      run.heal();
      await run.recover();
    },
    expects: provider => interrupted(provider),
  },
  {
    name: 'outage of 30 s',
    what: 'a network that is gone for 30 s',
    play: async run => {
      run.ports.detour = astray.nobodyThere;
      run.proxy.reset();
      await run.reach('waiting');
      for (let step = 0; step < 15; step += 1) {
        run.publish();
        await run.time.skip(2000);
        await new Promise(resolve => setTimeout(resolve, 10));
      }
      run.ports.detour = undefined;
      run.heal();
      await run.recover();
    },
    expects: provider => interrupted(provider, 2, 1, /nothing listens/),
  },
  {
    name: 'flapping at 10 Hz',
    what: 'a line that breaks ten times a second',
    play: async run => {
      for (let count = 0; count < 20; count += 1) {
        run.publish();
        run.proxy.reset();
        await new Promise(resolve => setTimeout(resolve, 100));
        if (run.state === 'waiting') await run.time.skip(5000);
      }
      run.heal();
      await run.until(() => run.state !== 'online' || run.proxy.open > 0, 'the end of the last line');
      await run.recover();
    },
    expects: provider => ({
      notices: /^connected( (disconnected|waiting|connected|gap|gap-closed))+ gap-closed$/,
      loss: isResent(provider) ? 'none' : 'said',
    }),
  },
];

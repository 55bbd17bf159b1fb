/** What happens to the machine: its clock, its sleep, its disk. */
import assert from 'node:assert/strict';
import { interrupted, interruption, isResent, type Family } from '../family';
import type { FaultRun } from '../faultRun';
import { StoreFolder } from '../storeFolder';

const hourMs = 3_600_000;

/** The line breaks while the clock is wrong. */
async function breakLine(run: FaultRun): Promise<void> {
  run.proxy.reset();
  await run.reach('waiting');
  run.publish(2);
  run.heal();
  await run.recover();
}

export const hosts: readonly Family[] = [
  {
    name: 'clock ± 1 h',
    what: 'a clock that is set an hour forward, and then back by two',
    play: async run => {
      for (const errorMs of [hourMs, -hourMs]) {
        run.time.hostErrorMs = errorMs;
        await run.time.skip(2000);
        await run.live(3);
        // The only one that tells what time it is.
        if (run.driver.id === 'insightsentry')
          await run.until(() => run.sink.count('clock-skew') > 0, 'the comparison of clocks');
        await breakLine(run);
      }
    },
    expects: provider => {
      const told = interrupted(provider, 1, 2);
      if (isResent(provider))
        // What is sent seems to be an hour old.
        return { ...told, notices: ['connected', 'blocked', 'lag', ...interruption(), ...interruption()] };
      if (provider === 'tradewatch')
        return { ...told, notices: ['connected', 'blocked', ...interruption(), ...interruption()] };
      const cut = ' disconnected waiting connected gap gap-closed';
      const notices = new RegExp(`^connected (blocked clock-skew|clock-skew blocked)${cut}${cut}$`);
      return { ...told, notices, says: /clock is [\d.]+ s (ahead of|behind) the server's/ };
    },
  },
  {
    name: 'sleep of 10 min',
    what: 'a machine that sleeps for ten minutes and wakes on a dead line',
    play: async run => {
      run.proxy.fault = { kind: 'hole' };
      run.publish(2);
      run.time.sleep(300_000);
      run.proxy.forsake();
      run.publish(2);
      run.time.sleep(300_000);
      run.proxy.fault = { kind: 'none' };
      run.heal();
      await run.untilGivenUp();
      await run.recover();
    },
    expects: provider => ({
      ...interrupted(provider, 1, 1, /it slept/),
      notices: ['connected', 'blocked', ...interruption()],
    }),
  },
  {
    name: 'store full, unwritable, torn',
    what: 'a disk that is full, then cannot be written, then gives half of what was kept',
    options: (provider, { form, narrow }) => ({
      folder: new StoreFolder(),
      // A series begins with its history: without a memory, a start repeats its last bar.
      form: provider === 'insightsentry' ? narrow : form,
      // A key that is fetched is what a start keeps.
      ...(provider === 'insightsentry' && {
        account: ({ httpUrl }) => ({ plan: 'rapidapi', keyServer: `${httpUrl}/insightsentry` }),
      }),
    }),
    play: async run => {
      const { folder } = run.options;
      assert.ok(folder);
      for (const trouble of [() => folder.fill(), () => folder.block()]) {
        await trouble();
        await run.restart();
        await run.live(2);
        await breakLine(run);
      }
      await folder.mend();
      await run.restart();
      await run.live(2);
      await folder.tear();
      run.heal();
      await run.restart();
      await run.live(3);
      const told = folder.troubles.join(' ');
      if (run.driver.id === 'insightsentry') assert.match(told, /be written \(.*be read \(.*is damaged/);
      assert.doesNotMatch(told, /eyJ/, 'no key is told');
      await folder.remove();
    },
    expects: provider => ({
      notices: [
        ...['connected', 'connected', ...interruption(), 'connected', ...interruption()],
        ...['connected', 'connected'],
      ],
      loss: isResent(provider) ? 'none' : 'said',
      complete: [isResent(provider), isResent(provider)],
    }),
  },
];

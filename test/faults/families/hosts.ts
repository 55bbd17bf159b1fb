/** What happens to the machine: its clock, its sleep, its disk. */
import assert from 'node:assert/strict';
import type { ProviderId } from '../drivers';
import { interrupted, interruption, isResent, type Family } from '../family';
import type { FaultRun } from '../faultRun';

const hourMs = 3_600_000;

/** The line breaks while the clock is wrong. */
async function breakLine(run: FaultRun): Promise<void> {
  run.proxy.reset();
  await run.reach('waiting');
  run.publish(2);
  run.heal();
  await run.recover();
}

/** Whether what a provider sends says when it was sent. */
const tellsTime = (provider: ProviderId): boolean => provider !== 'tradewatch';

/** Notices of a start after an earlier life. */
const returned = ['connected', 'gap', 'gap-closed'];

/** The process is away for a while, in which something is published. */
async function away(run: FaultRun, how: 'restart' | 'crash'): Promise<void> {
  const before = run.sink.count('gap-closed');
  await run[how](() => {
    run.publish(2);
    run.heal();
  });
  await run.live(2);
  await run.gapClosed(before + 1);
  await run.live(2);
}

export const hosts: readonly Family[] = [
  {
    name: 'clock ± 1 h',
    what: 'a clock that is set an hour forward, and then back by two',
    play: async run => {
      for (const errorMs of [hourMs, -hourMs]) {
        const told = run.sink.count('clock-skew');
        run.time.hostErrorMs = errorMs;
        // Events are compared with a clock that was set only once none of them can have waited for this host.
        await run.time.skip(5000);
        await run.live(4);
        if (tellsTime(run.driver.id))
          await run.until(() => run.sink.count('clock-skew') > told, 'the comparison of clocks');
        await breakLine(run);
      }
    },
    expects: provider => {
      const told = interrupted(provider, 1, 2);
      if (!tellsTime(provider))
        return { ...told, notices: ['connected', 'blocked', ...interruption(), ...interruption()] };
      const cut = ' disconnected waiting connected gap gap-closed';
      const notices = new RegExp(
        `^connected (blocked clock-skew|clock-skew blocked)${cut} clock-skew${cut}$`,
      );
      return {
        ...told,
        notices,
        says: /36\d\d\.\d s ahead of the server's[^]*(3599|3600)\.\d s behind the server's/,
      };
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
    name: 'restart and kill',
    what: 'a process that is stopped and started, then killed and started, while events come',
    play: async run => {
      await away(run, 'restart');
      await away(run, 'crash');
    },
    expects: provider => ({
      notices: ['connected', ...returned, ...returned],
      loss: isResent(provider) ? 'none' : 'said',
      complete: [isResent(provider), isResent(provider)],
      says: /This node was not running/,
    }),
  },
  {
    name: 'store full, unwritable, torn',
    what: 'a disk that is full, then cannot be written, then works, then gives half of what was kept',
    options: (provider, { form, narrow }) => ({
      // A series begins with its history: without a memory, a start repeats its last bar.
      form: provider === 'insightsentry' ? narrow : form,
      // A key that is fetched is what a start keeps besides.
      ...(provider === 'insightsentry' && {
        account: ({ httpUrl }) => ({ plan: 'rapidapi', keyServer: `${httpUrl}/insightsentry` }),
      }),
    }),
    play: async run => {
      const { folder } = run;
      const values = await folder.count();
      for (const trouble of [() => folder.fill(), () => folder.block()]) {
        await trouble();
        await run.restart();
        await run.live(2);
        await breakLine(run);
      }
      await folder.mend();
      // What could not be written is tried again.
      for (let tries = 0; (await folder.count()) < values; tries += 1) {
        assert.ok(tries < 100, 'nothing is written');
        await run.time.skip(1000);
      }
      await away(run, 'restart');
      await run.crash(() => folder.tear());
      run.heal();
      await run.live(3);
      const told = folder.troubles.join(' ');
      assert.match(told, /be written \(.*be read \(.*is damaged/);
      assert.doesNotMatch(told, /eyJ/, 'no key is told');
    },
    expects: provider => {
      // What is fetched anew: the first time, and where it was lost.
      const key = provider === 'insightsentry' ? ['key-refreshed'] : [];
      return {
        notices: [
          ...[...key, 'connected'],
          // All is gone, as on a first start.
          ...[...key, 'connected', ...interruption()],
          ...['ledger-reset', ...key, 'connected', ...interruption()],
          ...returned,
          ...['ledger-reset', ...key, 'connected'],
        ],
        loss: isResent(provider) ? 'none' : 'said',
        complete: Array<boolean>(3).fill(isResent(provider)),
      };
    },
  },
];

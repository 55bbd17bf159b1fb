/** What servers send, subscribers do not take, and nodes change their mind about. */
import assert from 'node:assert/strict';
import { interrupted, isResent, type Family } from '../family';
import type { FaultRun } from '../faultRun';
import { itemsOfFrame } from '../identity';

const unnoticed = { notices: ['connected'], loss: 'none' } as const;

/** More than any queue holds. */
const flooding = 11_000;

/** The server says things in the wrong order: later ones first, or with times that go back. */
async function muddle(run: FaultRun): Promise<void> {
  const { benzinga, finfeedapi, insightsentry, tradewatch } = run.simulator;
  const now = run.time.now();
  switch (run.driver.id) {
    case 'benzinga':
      return void benzinga.speakOutOfOrder('AAPL');
    case 'finfeedapi':
      finfeedapi.adjust({ lagSeconds: 8 });
      finfeedapi.publishFiling();
      return finfeedapi.adjust({ lagSeconds: 0 });
    case 'tradewatch':
      return void tradewatch.pushQuote('EURUSD', { bid: 9.5, ask: 9.6, timestamp: now - 5000 });
    case 'insightsentry': {
      const quote = { code: 'NASDAQ:AAPL', last_price: 95.5, lp_time: now / 1000 - 5 };
      return void insightsentry.send(JSON.stringify(quote));
    }
  }
}

export const flows: readonly Family[] = [
  {
    name: 'replayed flood',
    what: 'a server that sends the same frames hundreds of times',
    play: async run => {
      const data = run.feed.journal.filter(({ frame }) => itemsOfFrame(frame).length > 0);
      for (const { frame } of data.slice(-2))
        for (let count = 0; count < 250; count += 1) assert.equal(run.feed.send(frame), 1);
      run.heal();
      await run.live(3);
    },
    expects: () => unnoticed,
  },
  {
    name: 'out of order',
    what: 'a server that says later things first',
    options: provider =>
      provider === 'benzinga'
        ? {
            form: { stream: 'transcripts', tickers: 'AAPL' },
            publish: ({ benzinga }) => void benzinga.speak('AAPL'),
          }
        : {},
    play: async run => {
      for (let count = 0; count < 3; count += 1) {
        const from = run.feed.published.length;
        await muddle(run);
        await run.arrival(from);
        await run.live();
      }
    },
    expects: () => unnoticed,
  },
  {
    name: 'stalled subscriber',
    what: 'a subscriber that takes nothing while thousands of events come',
    play: async run => {
      const { form, provider } = run.driver;
      run.mergesPrices = provider.brings(provider.parse(form, run.account).stream) === 'prices';
      run.sink.stall();
      const from = run.feed.published.length;
      run.publish();
      await run.driver.flood(run.simulator, flooding);
      const sent = (): number => run.feed.published.length - from;
      const isThere = (): boolean => (run.subscription.stats()?.delivery.received ?? 0) >= sent();
      await run.until(isThere, 'the flood');
      await run.time.skip(11_000);
      run.sink.resume();
      run.heal();
      await run.live(3);
    },
    expects: provider =>
      isResent(provider) ? { notices: ['connected', 'dropped'], loss: 'said' } : unnoticed,
  },
  {
    name: 'subscription change while reconnecting',
    what: 'a node that changes its mind while the line is down',
    options: (_provider, { narrow }) => ({ form: narrow }),
    play: async run => {
      const { form, narrow } = run.driver;
      for (const changes of [[form], [narrow, form]]) {
        run.proxy.reset();
        await run.reach('waiting');
        run.publish();
        for (const changed of changes) run.change(changed);
        run.publish();
        run.publishMore();
        run.heal();
        await run.recover();
        const from = run.feed.published.length;
        run.publishMore();
        await run.arrival(from);
      }
    },
    expects: provider => interrupted(provider, 1, 2),
  },
];

/** Others with the same key, and keys that end. */
import assert from 'node:assert/strict';
import type { Clock, Store } from '../../../core/ports';
import { WebSocket } from '../../../vendor/ws';
import { interrupted, isResent, type Family } from '../family';
import type { FaultRun } from '../faultRun';

/** Another program with the same key, and the HTTP status that it was refused with, if it was. */
async function rival(run: FaultRun): Promise<{ socket: WebSocket; status: number | undefined }> {
  const { driver, account, simulator } = run;
  const params = driver.provider.parse(driver.form, account);
  const server = `${simulator.url}/${driver.id}`;
  const { provider } = driver;
  const { url, headers } = provider.dial(account, params.stream, server, account.apiKey, [params]);
  const socket = new WebSocket(url, { headers });
  socket.on('error', () => undefined);
  const status = await new Promise<number | undefined>(resolve => {
    socket.once('open', () => resolve(undefined));
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode));
  });
  const frames = provider
    .protocol(account, params.stream, [params])
    .open([params], account.apiKey, Date.now());
  if (status === undefined) for (const frame of frames) socket.send(frame);
  return { socket, status };
}

async function leave({ socket }: { socket: WebSocket }): Promise<void> {
  if (socket.readyState === socket.CLOSED) return;
  await new Promise(resolve => {
    socket.once('close', resolve);
    socket.close(1000);
  });
}

/** A key that an earlier process fetched an hour ago: one that is refused right after its birth is never replaced. */
const oldKey = (clock: Clock): Store => ({
  load: name =>
    name.startsWith('key ')
      ? {
          key: 'key-of-the-week',
          expiresAt: clock.now() + 5 * 86_400_000,
          fetchedAt: clock.now() - 3_600_000,
          fetched: [clock.now() - 3_600_000],
        }
      : undefined,
  keep: () => undefined,
  flush: () => Promise.resolve(),
});

export const accounts: readonly Family[] = [
  {
    name: 'eviction',
    what: 'another program that takes its connection over, and does not take it back at once',
    instead: {
      benzinga: {
        what: 'another program that took its place while it was away',
        why: 'Benzinga refuses the second connection of a key, and the first stays',
      },
      finfeedapi: {
        what: 'another program with the same key beside it, and a close for policy',
        why: 'no limit on connections is documented, nor what happens beyond one',
      },
      tradewatch: {
        what: 'another program with the same key beside it, and a close for policy',
        why: 'no limit on connections is documented, nor what happens beyond one',
      },
    },
    options: provider =>
      provider === 'insightsentry' ? { simulator: { insightsentry: { plan: { connections: 1 } } } } : {},
    play: async run => {
      const isAlone = run.driver.id === 'benzinga';
      if (isAlone) {
        assert.equal((await rival(run)).status, 429, 'the place is taken');
        run.feed.refuse({ status: 503, times: 1 });
        run.proxy.reset();
        await run.until(() => /503/.test(run.cause), 'the first refusal');
      }
      const other = await rival(run);
      if (run.driver.id === 'finfeedapi' || run.driver.id === 'tradewatch') {
        await run.live(2);
        run.feed.closeWith(1008, { reason: 'policy' });
      }
      if (isAlone) await run.attempts(2);
      else await run.reach('waiting');
      const { state } = run.subscription;
      assert.ok(state.name === 'waiting' || isAlone);
      if (run.driver.id === 'insightsentry' && state.name === 'waiting')
        assert.ok(state.until - run.time.clock.now() > 290_000, 'never a duel');
      run.publish(3);
      await leave(other);
      run.heal();
      await run.recover();
    },
    expects: provider => {
      if (provider === 'benzinga') return interrupted(provider, 3, 1, /another connection/i);
      if (provider === 'insightsentry') return interrupted(provider, 1, 1, /Another program connected/);
      return interrupted(provider, 1, 1, /code 1008 "policy"/);
    },
  },
  {
    name: 'key expiry mid-stream',
    what: 'a key that ends while it streams, and goes on with a new one',
    instead: Object.fromEntries(
      ['benzinga', 'finfeedapi', 'tradewatch'].map(provider => [
        provider,
        {
          what: 'a key that is revoked while it streams: it stops, and says why, until there is a good one',
          why: 'its keys have no expiry; a revoked one takes the user to replace it',
        },
      ]),
    ),
    options: provider =>
      provider === 'insightsentry'
        ? {
            account: ({ httpUrl }) => ({ plan: 'rapidapi', keyServer: `${httpUrl}/insightsentry` }),
            store: oldKey,
          }
        : {},
    play: async run => {
      if (run.driver.id === 'insightsentry') {
        run.simulator.insightsentry.expireKey();
        run.proxy.reset();
        await run.reach('waiting');
        run.publish(2);
        run.heal();
        return run.recover();
      }
      run.feed.refuse({ status: 401 });
      if (run.driver.id === 'finfeedapi') run.simulator.finfeedapi.fail('invalid-key');
      else run.feed.closeWith(1008, { reason: 'key revoked' });
      await run.reach('failed');
      const { dials } = run.ports;
      run.publish(2);
      await run.time.skip(600_000);
      assert.equal(run.ports.dials, dials, 'a refused key is not tried again');
      run.feed.admit();
      run.heal();
      await run.redeploy();
      await run.recover();
    },
    expects: provider => {
      if (provider === 'insightsentry') {
        const notices = /^connected disconnected waiting waiting (key-refreshed )?connected gap gap-closed$/;
        return { ...interrupted(provider), notices };
      }
      const waits = provider === 'finfeedapi' ? [] : ['waiting'];
      return {
        notices: ['connected', 'disconnected', ...waits, 'failed', 'connected', 'gap', 'gap-closed'],
        loss: isResent(provider) ? 'none' : 'said',
        complete: [isResent(provider)],
        says: /key|token/,
      };
    },
  },
];

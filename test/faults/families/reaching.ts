/** What can go wrong between a name and an open socket. */
import assert from 'node:assert/strict';
import { astray, type Detour } from '../astray';
import { interrupted, interruption, isResent, outage, type Family } from '../family';
import type { FaultRun } from '../faultRun';

/** All dials take a wrong turn. */
const led = (run: FaultRun, detour: Detour): Promise<void> =>
  outage(
    run,
    () => (run.ports.detour = detour),
    () => (run.ports.detour = undefined),
  );

const leastPause = (run: FaultRun, ms: number): void => {
  const { state } = run.subscription;
  assert.ok(state.name === 'waiting');
  assert.ok(state.until - run.time.clock.now() >= ms, `waits ${state.until - run.time.clock.now()} ms`);
};

export const reaching: readonly Family[] = [
  {
    name: 'refused',
    what: 'a server where nothing listens for a while',
    play: run => led(run, astray.nobodyThere),
    expects: provider => interrupted(provider, 2, 1, /nothing listens at the server address/),
  },
  {
    name: 'DNS',
    what: 'a server whose name is not found for a while',
    play: run => led(run, astray.noSuchName),
    expects: provider => interrupted(provider, 2, 1, /name could not be resolved/),
  },
  {
    name: 'TLS',
    what: 'a server that cannot agree on encryption for a while',
    play: run => led(run, astray.notEncrypted),
    expects: provider => interrupted(provider, 2, 1, /encrypted connection could not be made/),
  },
  {
    name: 'handshake hang',
    what: 'a server that accepts lines and answers no handshake',
    play: async run => {
      run.feed.hang();
      run.proxy.reset();
      await run.reach('waiting');
      run.publish(3);
      for (let count = 0; count < 2; count += 1) {
        await run.until(() => run.state === 'connecting', 'another dial');
        await run.untilGivenUp();
      }
      run.publish(2);
      run.feed.admit();
      run.heal();
      await run.recover();
    },
    expects: provider => interrupted(provider, 2, 1, /did not open the connection within/),
  },
  {
    name: '5xx, 429 with Retry-After, 401, 403',
    what: 'a gateway that is out of order, then too busy, then refuses the key and the plan',
    play: async run => {
      run.feed.refuse({ status: 503 });
      run.proxy.reset();
      await run.until(() => /503/.test(run.cause), 'HTTP 503');
      run.publish(2);
      await run.attempts(1);
      run.feed.refuse({ status: 429, retryAfter: 30 });
      await run.until(() => run.state === 'waiting' && !/503/.test(run.cause), 'HTTP 429');
      leastPause(run, 29_000);
      run.feed.refuse({ status: 401 });
      await run.reach('failed');
      const { dials } = run.ports;
      await run.time.skip(600_000);
      assert.equal(run.ports.dials, dials, 'a refused key is not tried again');
      run.feed.refuse({ status: 403 });
      await run.redeploy();
      await run.until(() => run.sink.count('failed') === 2, 'HTTP 403');
      run.publish(2);
      run.feed.admit();
      run.heal();
      await run.redeploy();
      await run.recover();
    },
    expects: provider => ({
      notices: [
        ...['connected', 'disconnected', 'waiting', 'waiting', 'waiting', 'failed', 'failed'],
        ...['connected', 'gap', 'gap-closed'],
      ],
      loss: isResent(provider) ? 'none' : 'said',
      complete: [isResent(provider)],
      says: /HTTP 403/,
    }),
  },
  {
    name: 'no first frame',
    what: 'a server that opens the socket and never says that it is ready',
    instead: {
      benzinga: {
        what: 'a server that opens the socket and says nothing at all',
        why: 'Benzinga says nothing on a connect: the open socket is all there is to wait for',
      },
      finfeedapi: {
        what: 'a server that opens the socket and says nothing at all',
        why: 'no answer to the hello is documented: an open socket counts as ready after a while',
      },
    },
    play: async run => {
      run.proxy.fault = { kind: 'mute' };
      run.proxy.reset();
      await run.reach('waiting');
      run.publish(2);
      const waits = run.sink.count('waiting');
      const isOver = (): boolean => run.sink.count('waiting') > waits;
      await run.until(isOver, 'the end of patience', () => run.time.skip(1000, isOver));
      run.publish(2);
      run.proxy.fault = { kind: 'none' };
      run.heal();
      await run.recover();
    },
    expects: provider =>
      isResent(provider)
        ? {
            // It was online, with a gap that nothing filled.
            notices: ['connected', ...interruption(), ...interruption()],
            loss: 'none',
            complete: [false, true],
            says: /silent/,
          }
        : interrupted(provider, 2, 1, /did not answer the subscription within|silent/),
  },
];

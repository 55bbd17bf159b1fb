import assert from 'node:assert/strict';
import { isRecord } from '../../core/event';
import type { Account, Params } from '../../core/provider';
import { startSimulator } from '../../simulator/server';
import { until } from '../fakes';
import { FeedRig, cleanUp, reach } from '../wire/feedRig';
import { readText } from '../readText';
import { findProviders, streamsOf, type AnyProvider } from './providers';

const canary = 'canary-key-that-nobody-may-see';

/** All streams of all providers. */
const streams = findProviders().flatMap(provider => {
  const account = provider.account({ apiKey: canary }, 'Main');
  return streamsOf(provider, account).map(params => ({ provider, params }));
});

/** Frames of a provider's journal, cut and bent: what a broken line or a changed server might send. */
function bent(frames: readonly string[]): string[] {
  return frames.flatMap((frame, index) => [
    frame.slice(0, (index * 37) % (frame.length + 1)),
    frame.replace(/"[^"]*"/g, 'null'),
    frame.replace(/:"[^"]*"/g, ':{"toString":1,"__proto__":{"x":[]}}'),
    frame.replace(/:-?[\d.]+/g, ':"1e999"'),
    frame.replace(/[{}]/g, brace => (brace === '{' ? '[' : ']')),
    `[${frame},${frame}]`,
    frame.repeat(2),
  ]);
}

async function start(provider: AnyProvider, everyMs = 20): Promise<FeedRig<Params, Account>> {
  const simulator = await startSimulator({
    rate: 20,
    insightsentry: { heartbeatMs: 50, newsEveryMs: everyMs },
    benzinga: { everyMs, slotHoldMs: 0 },
    finfeedapi: { everyMs },
  });
  return new FeedRig(provider, simulator);
}

describe('the contract of a provider on real sockets', function () {
  this.timeout(20_000);
  afterEach(cleanUp);

  for (const { provider, params } of streams) {
    const name = `${provider.title}, ${params.stream}`;

    it(`${name}: events arrive, and again after the line was cut, for all that was asked`, async () => {
      const rig = await start(provider);
      const node = rig.subscribe(params);
      await reach(node, 'online');
      await until(() => node.sink.received.length > 0, 'an event', 8000);
      const [first] = rig.seen;
      assert.ok(first);
      const asked = [...first.received];
      rig.faults.drop();
      await reach(node, 'online', 2);
      const before = node.sink.received.length;
      await until(() => node.sink.received.length > before, 'an event after the drop', 8000);
      const again = rig.seen.at(-1);
      assert.equal(again?.path, first.path);
      assert.deepEqual(again?.received.slice(0, asked.length), asked);
      // Quotes are states: the server repeats the last one on a new connection.
      const ids = node.sink.received.filter(isRecord).map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length, 'none came twice');
    });

    it(`${name}: whatever the server sends, nothing is thrown and the connection stays`, async () => {
      const rig = await start(provider);
      const node = rig.subscribe(params);
      await reach(node, 'online');
      await until(() => node.sink.received.length > 0, 'an event', 8000);
      const frames = rig.faults.journal.filter(({ binary }) => !binary).map(({ frame }) => frame);
      const protocol = provider.protocol(rig.account(), params.stream, [params]);
      protocol.open([params], canary, 0);
      for (const frame of bent(frames.slice(0, 40))) {
        const items = readText(protocol, frame, 1_800_000_000_000);
        for (const item of items) {
          if (item.kind !== 'event') continue;
          const { raw, ...rest } = item.event;
          assert.ok(raw !== undefined);
          assert.deepEqual(JSON.parse(JSON.stringify(rest)), rest, 'nothing is undefined, nothing NaN');
        }
      }
      rig.faults.sendGarbage();
      rig.faults.send(new Uint8Array([1, 2, 3]));
      rig.faults.sendHuge({ characters: 1_000_000 });
      const before = node.sink.received.length;
      await until(() => node.sink.received.length > before, 'an event after the garbage', 8000);
      assert.equal(rig.seen.length, 1);
    });

    it(`${name}: the key is in nothing that anybody sees`, async () => {
      const rig = await start(provider);
      const account = rig.account({ apiKey: canary });
      const node = rig.subscribe(params, account);
      await reach(node, 'online');
      await until(() => node.sink.received.length > 0, 'an event', 8000);
      rig.faults.refuse({ status: 500, body: canary, times: 1 });
      rig.faults.closeWith(1011, { reason: canary });
      await reach(node, 'online', 2);
      const seen = JSON.stringify([
        node.sink.notices,
        node.sink.states.map(state =>
          'cause' in state ? [state.cause.message, state.cause.stack] : state.name,
        ),
        node.sink.received,
        rig.engine.connections(),
      ]);
      assert.ok(!seen.includes(canary));
    });

    it(`${name}: the last one to leave closes the connection, and nothing is left`, async () => {
      const rig = await start(provider);
      const [one, two] = [rig.subscribe(params), rig.subscribe(params)];
      await reach(one, 'online');
      await reach(two, 'online');
      assert.equal(rig.seen.length, 1, 'two subscribers, one connection');
      one.subscription.stop();
      two.subscription.stop();
      await until(() => rig.seen[0]?.closed, 'the close', 6000);
      assert.equal(rig.seen[0]?.closed?.code, 1000);
      assert.deepEqual(rig.engine.connections(), []);
    });
  }
});

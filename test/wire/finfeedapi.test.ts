import assert from 'node:assert/strict';
import type { FilingEvent } from '../../core/event';
import { finFeedApi } from '../../nodes/FinFeedApi/finfeedapi.provider';
import { nodePorts } from '../../ports/node';
import type { FinFeedApiOptions } from '../../simulator/finfeedapi/options';
import { startSimulator } from '../../simulator/server';
import { until } from '../fakes';
import { FeedRig, cleanUp, reach, type FeedRigOptions } from './feedRig';

async function start(options: FinFeedApiOptions = {}, rig: FeedRigOptions = {}) {
  const simulator = await startSimulator({
    rate: 0,
    finfeedapi: { backlog: 20, heartbeatMs: 50, ...options },
  });
  return new FeedRig(finFeedApi, simulator, rig);
}

const numbers = (node: { sink: { received: unknown[] } }) =>
  (node.sink.received as FilingEvent[]).map(({ accessionNumber }) => accessionNumber);

describe('filings on real sockets', function () {
  this.timeout(20_000);
  afterEach(cleanUp);

  it('arrive live, and the backlog of the first connect is left out', async () => {
    const rig = await start();
    const node = await rig.online({});
    const filing = rig.simulator.finfeedapi.publishFiling({ form: '8-K' });
    await until(() => node.sink.received.length > 0, 'the filing');
    const [event] = node.sink.received as FilingEvent[];
    assert.deepEqual(
      [event?.form, event?.accessionNumber, event?.backfill],
      ['8-K', filing.accession_no, false],
    );
    assert.match(event?.url ?? '', /^https:\/\/www\.sec\.gov\/Archives\/edgar\/data\//);
    assert.equal(node.sink.received.length, 1);
    assert.equal(rig.seen[0]?.received[0], '{"type":"hello","heartbeat":true}');
  });

  it('of the backlog come, marked, where it is asked for; a late node gets them from memory', async () => {
    const rig = await start();
    const first = await rig.online({});
    await until(() => first.subscription.latest(), 'the backlog');
    const second = rig.node({ backlog: true });
    await until(() => second.sink.received.length === 20, 'the backlog from memory');
    assert.ok(second.sink.received.every(({ backfill }) => backfill));
    assert.equal(first.sink.received.length, 0);
    assert.equal(rig.seen.length, 1);
  });

  it('that were filed while the line was down come after it, once each, and nothing twice', async () => {
    const rig = await start({}, { timing: { backoff: { baseMs: 200, capMs: 300 } } });
    const feed = rig.simulator.finfeedapi;
    const node = await rig.online({});
    const before = feed.publishFiling();
    await until(() => node.sink.received.length === 1, 'the first');
    feed.drop();
    await reach(node, 'waiting');
    const missed = [feed.publishFiling(), feed.publishFiling()];
    await reach(node, 'online', 2);
    await until(() => node.sink.received.length === 3, 'those that were missed');
    const after = feed.publishFiling();
    await until(() => node.sink.received.length === 4, 'the live one');
    assert.deepEqual(
      numbers(node),
      [before, ...missed, after].map(({ accession_no }) => accession_no),
    );
    assert.deepEqual(
      node.sink.received.map(({ backfill }) => backfill),
      [false, true, true, false],
    );
  });

  it('reach each node of an account by its own filter, over one connection', async () => {
    const rig = await start();
    const feed = rig.simulator.finfeedapi;
    const all = await rig.online({});
    const eightKs = await rig.online({ forms: '8-k' });
    const strict = await rig.online({ forms: '8-K', amendments: false });
    const company = await rig.online({ ciks: '0000000042' });
    for (const form of ['8-K', '8-K/A', '10-Q']) feed.publishFiling({ form, cik: form === '10-Q' ? 42 : 7 });
    await until(() => all.sink.received.length === 3, 'all three');
    const forms = (node: typeof all) => (node.sink.received as FilingEvent[]).map(({ form }) => form);
    assert.deepEqual([forms(eightKs), forms(strict), forms(company)], [['8-K', '8-K/A'], ['8-K'], ['10-Q']]);
    assert.equal(rig.seen.length, 1);
  });

  it('go on over a reconnect that the provider asks for, without a red or waiting status', async () => {
    let ahead = 0;
    const clock = { ...nodePorts.clock, now: () => Date.now() + ahead };
    const rig = await start({}, { ports: { clock } });
    const feed = rig.simulator.finfeedapi;
    const node = await rig.online({});
    // One that asks for it as soon as it is connected is taken for a server in trouble.
    ahead = 6000;
    feed.askToReconnect({ withinSeconds: 2 });
    await until(() => rig.seen.length === 2 && rig.open.length === 1, 'the new connection');
    await reach(node, 'online', 2);
    assert.equal(rig.seen[0]?.closed?.code, 1000);
    const kinds = node.sink.kinds.filter(kind => kind !== 'blocked' && kind !== 'lag');
    assert.deepEqual(kinds, ['connected', 'connected']);
    assert.ok(!node.sink.path.includes('waiting'));
  });

  it('stop at a key that is refused in a frame, and at one that is refused at the handshake', async () => {
    for (const badKey of ['frame', 'handshake'] as const) {
      const rig = await start({ badKey });
      const node = rig.node({}, { apiKey: 'wrong-key' });
      const cause = await reach(node, 'failed');
      assert.match(cause?.message ?? '', /key/i);
      assert.ok(!cause?.message.includes('wrong-key'));
    }
  });

  it('come with the key in a header where the account says so', async () => {
    const rig = await start();
    const node = await rig.online({}, { keyHeader: 'X-APIBricks-Key' });
    assert.equal(node.subscription.state.name, 'online');
    assert.ok(!JSON.stringify(rig.seen).includes('some-key'));
  });

  it('wait for a long time when the daily budget is used up', async () => {
    const rig = await start();
    const node = await rig.online({});
    rig.simulator.finfeedapi.fail('quota');
    await reach(node, 'waiting');
    const { state } = node.subscription;
    assert.ok(state.name === 'waiting' && state.until - Date.now() > 200_000);
  });

  it('wait for as long where that is told at the handshake, and say so without the key', async () => {
    for (const status of [402, 403]) {
      const rig = await start();
      rig.faults.refuse({ status, body: '{"error":"Daily quota of some-key exceeded"}' });
      const node = rig.node({});
      const cause = await reach(node, 'waiting');
      const { state } = node.subscription;
      assert.ok(state.name === 'waiting' && state.until - Date.now() > 200_000, String(status));
      assert.match(cause?.message ?? '', /Daily quota of \*\*\* exceeded/);
    }
  });

  it('that come late are told of, and the lag is in the statistics', async () => {
    const rig = await start({ lagSeconds: 60 });
    const node = await rig.online({});
    rig.simulator.finfeedapi.publishFiling();
    await until(() => node.sink.kinds.includes('lag'), 'the notice');
    assert.ok((node.subscription.stats()?.lagMs ?? 0) > 59_000);
  });

  it('are understood in every spelling, with nulls and with any number of digits', async () => {
    const rig = await start({ spelling: 'rest', heartbeatSpelling: 'hearbeat', fractionDigits: 9 });
    const node = await rig.online({});
    rig.simulator.finfeedapi.publishFiling({ form: null, description: null });
    await until(() => node.sink.received.length === 1, 'the filing');
    const [event] = node.sink.received as FilingEvent[];
    assert.ok(event?.accessionNumber && event.discoveredTime && event.filingDate);
    assert.equal(event.form, null);
  });
});

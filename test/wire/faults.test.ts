import assert from 'node:assert/strict';
import { until } from '../fakes';
import { TestClient } from '../simulator/client';
import { WebSocket } from '../../vendor/ws';
import { Rig, cleanUp, reach, watchResources, type RigNode } from './rig';

const rows = [
  { code: 'NASDAQ:AAPL', type: 'quote' },
  { code: 'NASDAQ:TSLA', type: 'series', barType: 'minute', barInterval: 1, maxDp: 5 },
];

/** Back online for the `times`th time, completely subscribed, with data. */
async function recovers(rig: Rig, node: RigNode, times = 2): Promise<void> {
  await reach(node, 'online', times);
  assert.deepEqual(rig.messages(rig.seen.length - 1), [rig.messages(0)[0]], 'the whole subscription, once');
  await rig.tick(node);
}

describe('a server in trouble', function () {
  this.timeout(15_000);
  afterEach(cleanUp);

  for (const reset of [false, true]) {
    it(`that drops the line in mid-burst${reset ? ' with a reset' : ''} loses nothing that it sent before`, async () => {
      const rig = await Rig.start();
      const node = await rig.online(rows);
      const flood = rig.feed.flood({ frames: 20_000, codes: ['NASDAQ:AAPL'] });
      await until(() => node.sink.received.length > 2000, 'the burst');
      rig.feed.drop({ reset });
      await flood;
      await recovers(rig, node);
      assert.deepEqual(node.sink.kinds.slice(0, 4), ['connected', 'disconnected', 'waiting', 'connected']);
      const first = rig.seen[0]?.id;
      const sent = rig.feed.journal.flatMap(({ connection, frame }) =>
        connection === first && frame.includes('"code":"NASDAQ:AAPL"') && !frame.includes('"data"')
          ? [frame]
          : [],
      );
      const quotes = node.sink.received.flatMap(({ type, raw }) =>
        type === 'quote' ? [JSON.stringify(raw)] : [],
      );
      assert.deepEqual(quotes.slice(1, 2000), sent.slice(0, 1999), 'in order, from the first one on');
    });
  }

  it('that never ends the handshake is left, and served again when it does', async () => {
    const rig = await Rig.start({ timing: { openMs: 150 } });
    rig.feed.hang();
    const node = rig.node(rows);
    const cause = await reach(node, 'waiting', 2);
    assert.match(cause?.message ?? '', /did not open the connection within 0\.\d s/);
    rig.feed.admit();
    await recovers(rig, node, 1);
  });

  it('that is silent on an open line is left, and the line is cut by force', async () => {
    const rig = await Rig.start({
      timing: { silenceMs: 500 },
      simulator: { insightsentry: { heartbeatMs: 50 } },
    });
    const assertFreed = await watchResources();
    const node = await rig.online(rows);
    rig.feed.stall({ halfOpen: true });
    const cause = await reach(node, 'waiting');
    assert.match(cause?.message ?? '', /silent/);
    await recovers(rig, node);
    node.subscription.stop();
    rig.engine.close();
    rig.feed.resume();
    await until(() => rig.seen.every(({ closed }) => closed), 'the end of both lines', 6000);
    await assertFreed('after a half-open line');
  });

  it('that sends nonsense is heard without harm', async () => {
    const rig = await Rig.start();
    const node = await rig.online(rows);
    rig.feed.sendGarbage();
    rig.feed.send(new Uint8Array([0, 1, 2, 255]));
    rig.feed.send('');
    rig.feed.send('\u0000');
    for (const shape of [
      '[]',
      'null',
      '{"code":[]}',
      '{"code":"NASDAQ:AAPL","series":5}',
      '{"data":{"code":1}}',
    ]) {
      rig.feed.send(shape);
    }
    rig.feed.send(`{"code":"NASDAQ:AAPL","bid":${'['.repeat(5000)}${']'.repeat(5000)}}`);
    await rig.tick(node);
    rig.feed.sendHuge();
    await rig.tick(node);
    assert.equal(rig.seen.length, 1);
    assert.equal(node.subscription.state.name, 'online');
    assert.ok((rig.engine.connections()[0]?.unknown ?? 0) >= 6);
  });

  for (const error of ['server_busy', 'internal_server_error'] as const) {
    it(`that says ${error} is dialled again`, async () => {
      const rig = await Rig.start();
      const node = await rig.online(rows);
      rig.feed.fail(error);
      assert.match((await reach(node, 'waiting'))?.message ?? '', /busy/);
      await recovers(rig, node);
    });
  }

  it('that goes down and comes up again after a while is found', async () => {
    const rig = await Rig.start();
    const node = await rig.online(rows);
    rig.feed.refuse({ status: 503 });
    rig.feed.closeWith(1012, { reason: 'restart' });
    assert.match((await reach(node, 'waiting'))?.message ?? '', /code 1012 "restart"/);
    assert.match((await reach(node, 'waiting', 3))?.message ?? '', /HTTP 503/);
    rig.feed.admit();
    await recovers(rig, node);
  });

  it('that is not there at all is told in words', async () => {
    const rig = await Rig.start();
    await rig.simulator.close();
    const node = rig.node(rows);
    assert.match((await reach(node, 'waiting', 3))?.message ?? '', /nothing listens at the server address/);
  });
});

describe('an account in trouble', function () {
  this.timeout(15_000);
  afterEach(cleanUp);

  it('with a wrong key fails at once, with a sentence, and without a loop', async () => {
    const rig = await Rig.start();
    for (const [count, apiKey] of ['wrong-key', 'expired-key', 'free-key'].entries()) {
      const node = rig.node(rows, { apiKey });
      assert.match((await reach(node, 'failed'))?.message ?? '', /refused the key/);
      assert.deepEqual(node.sink.path, ['connecting', 'failed']);
      assert.equal(rig.seen.length, count + 1);
      assert.ok(!JSON.stringify(node.sink.notices).includes(apiKey));
    }
  });

  it('refused at the handshake fails at once', async () => {
    const rig = await Rig.start();
    rig.feed.refuse({ status: 401 });
    const node = rig.node(rows);
    assert.match((await reach(node, 'failed'))?.message ?? '', /HTTP 401/);
  });

  /** Another program of the same account. */
  async function rival(rig: Rig): Promise<TestClient> {
    const socket = new WebSocket(`${rig.simulator.url}/insightsentry/live`);
    const client = new TestClient(socket);
    await new Promise(resolve => socket.once('open', resolve));
    client.subscribe([{ code: 'NASDAQ:MSFT', type: 'quote' }], 'some-key');
    await client.next(({ data }) => data !== undefined, 'data of the other program');
    return client;
  }

  it('whose connection another program took over waits long, and says so', async () => {
    const rig = await Rig.start({ simulator: { insightsentry: { plan: { connections: 1 } } } });
    const node = await rig.online(rows);
    const client = await rival(rig);
    assert.match((await reach(node, 'waiting'))?.message ?? '', /Another program connected with the same/);
    const { state } = node.subscription;
    assert.ok(state.name === 'waiting' && state.until - Date.now() > 250_000);
    client.socket.terminate();
  });

  it('with no connection left waits a minute, and says how many there are', async () => {
    const rig = await Rig.start({
      simulator: { insightsentry: { plan: { connections: 1 }, overLimit: 'reject' } },
    });
    const client = await rival(rig);
    const node = rig.node(rows);
    assert.match((await reach(node, 'waiting'))?.message ?? '', /no more connections.*\(2 open, 1 allowed\)/);
    const { state } = node.subscription;
    assert.ok(state.name === 'waiting' && state.until - Date.now() > 50_000);
    client.socket.terminate();
  });

  it('that needs a key of the week fetches one for all its nodes', async () => {
    const rig = await Rig.start();
    const form = {
      apiKey: 'rapid-key',
      plan: 'rapidapi',
      keyServer: `${rig.simulator.httpUrl}/insightsentry`,
    };
    const nodes = [rig.node(rows, form), rig.node([{ code: 'NASDAQ:MSFT' }], form)];
    for (const node of nodes) await reach(node, 'online');
    assert.equal(rig.seen.length, 1);
    const { keys } = rig.feed.state() as { keys: { issued: number } };
    assert.equal(keys.issued, 1);
    assert.ok(
      !rig.seen[0]?.received.some(text => text.includes('rapid-key')),
      'the socket gets the fetched key',
    );
  });

  it('whose key endpoint refuses fails; one whose endpoint is down waits', async () => {
    const rig = await Rig.start();
    const form = { plan: 'rapidapi', keyServer: `${rig.simulator.httpUrl}/nothing-here` };
    assert.match((await reach(rig.node(rows, form), 'waiting'))?.message ?? '', /gave no key \(HTTP 404\)/);
    const down = { plan: 'rapidapi', keyServer: 'http://127.0.0.1:1' };
    assert.match((await reach(rig.node(rows, down), 'waiting'))?.message ?? '', /key could not be fetched/);
    assert.equal(rig.seen.length, 0);
  });
});

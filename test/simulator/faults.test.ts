import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { WebSocket } from '../../vendor/ws';
import type { Simulator } from '../../simulator/server';
import { cleanUp, dial, dialRefused, eventually, isBatch, start, within, type TestClient } from './client';

const QUOTES = [
  { code: 'NASDAQ:AAPL', type: 'quote' },
  { code: 'NASDAQ:TSLA', type: 'quote' },
];

async function subscribed(simulator: Simulator): Promise<TestClient> {
  const client = await dial(simulator);
  client.subscribe(QUOTES);
  await client.next(isBatch);
  return client;
}

describe('practice feed of InsightSentry: faults', () => {
  afterEach(cleanUp);

  it('sends any text or binary frame to all connections or to one', async () => {
    const simulator = await start();
    const first = await subscribed(simulator);
    const second = await subscribed(simulator);
    assert.equal(simulator.insightsentry.send('{"mine":1}'), 2);
    assert.deepEqual(await first.next(), { mine: 1 });
    assert.deepEqual(await second.next(), { mine: 1 });
    const [, record] = simulator.connections();
    assert.equal(simulator.insightsentry.send(Uint8Array.of(1, 2), { connection: record?.id ?? 0 }), 1);
    assert.ok('binary' in (await second.next()));
    assert.deepEqual(await first.untilPong(), []);
  });

  it('sends garbage, and a frame of ten million characters', async () => {
    const simulator = await start();
    const client = await subscribed(simulator);
    simulator.insightsentry.sendGarbage();
    assert.equal(typeof (await client.next())['text'], 'string');
    simulator.insightsentry.sendHuge();
    assert.equal(JSON.stringify(await client.next()).length, 10_000_000);
  });

  it('drops the line without a close frame, by a reset too', async () => {
    const simulator = await start();
    for (const reset of [false, true]) {
      const client = await subscribed(simulator);
      assert.equal(simulator.insightsentry.drop({ reset }), 1);
      assert.equal(await client.closed, 1006);
    }
  });

  it('closes with any code and with each typed error', async () => {
    const simulator = await start({ insightsentry: { closeCodes: { busy: 4013 } } });
    const client = await subscribed(simulator);
    simulator.insightsentry.closeWith(1012, { reason: 'restart' });
    assert.equal(await client.closed, 1012);
    const codes = {
      server_busy: 4013,
      internal_server_error: 1011,
      connection_evicted: 1008,
      max_connections_exceeded: 1008,
    } as const;
    for (const error of [
      'server_busy',
      'internal_server_error',
      'connection_evicted',
      'max_connections_exceeded',
    ] as const) {
      const victim = await subscribed(simulator);
      simulator.insightsentry.fail(error);
      assert.equal((await victim.next())['error'], error);
      assert.equal(await victim.closed, codes[error]);
    }
  });

  it('adds action, retryable and retry_after_seconds to errors of the newer dialect', async () => {
    const simulator = await start({ insightsentry: { dialect: 'newer' } });
    const client = await subscribed(simulator);
    simulator.insightsentry.fail('server_busy', { retryAfterSeconds: 3 });
    const { action, retryable, retry_after_seconds: seconds } = await client.next();
    assert.deepEqual([action, retryable, seconds], ['reconnect', true, 3]);
  });

  it('stalls: no data, no heartbeat, no text pong, until resumed, then whole quotes', async () => {
    const simulator = await start({ insightsentry: { heartbeatMs: 20 } });
    const client = await subscribed(simulator);
    simulator.insightsentry.stall();
    await new Promise(resolve => client.socket.ping(undefined, undefined, resolve));
    await new Promise(resolve => client.socket.once('pong', resolve));
    const before = client.frames.length;
    client.send('ping');
    simulator.insightsentry.setPrice('NASDAQ:AAPL', 260);
    assert.equal(await within(100, client.closed), 'nothing');
    assert.equal(client.frames.length, before);
    simulator.insightsentry.resume();
    simulator.insightsentry.setPrice('NASDAQ:AAPL', 261);
    const whole = await client.next(frame => frame['code'] === 'NASDAQ:AAPL');
    assert.equal(whole['last_price'], 261);
    assert.ok('prev_close_price' in whole);
  });

  it('leaves control pings unanswered when half open', async () => {
    const simulator = await start();
    const client = await subscribed(simulator);
    const pong = () => new Promise(resolve => client.socket.once('pong', () => resolve('pong')));
    client.socket.ping();
    assert.equal(await within(2_000, pong()), 'pong');
    simulator.insightsentry.stall({ halfOpen: true });
    client.socket.ping();
    assert.equal(await within(100, pong()), 'nothing');
    simulator.insightsentry.resume();
    client.socket.ping();
    assert.equal(await within(2_000, pong()), 'pong');
  });

  it('drops and closes half-open connections like others, and the server knows of it', async () => {
    const simulator = await start();
    const client = await subscribed(simulator);
    simulator.insightsentry.stall({ halfOpen: true });
    simulator.insightsentry.drop();
    assert.equal(await client.closed, 1006);
    await eventually(() => simulator.connections()[0]?.closed !== undefined, 'the close of the dropped one');
    await subscribed(simulator);
    simulator.insightsentry.stall({ halfOpen: true });
    simulator.insightsentry.closeWith(1001);
    await simulator.close();
    assert.ok(simulator.connections()[1]?.closed);
  });

  it('refuses handshakes with status and Retry-After for so many attempts, or until told otherwise', async () => {
    const simulator = await start();
    const url = `${simulator.url}/insightsentry/live`;
    simulator.insightsentry.refuse({ status: 429, retryAfter: 7, body: 'slow down', times: 2 });
    assert.deepEqual(await dialRefused(url), { status: 429, retryAfter: '7' });
    assert.equal((await dialRefused(url)).status, 429);
    await dial(simulator);
    simulator.insightsentry.refuse({ status: 503 });
    assert.deepEqual(await dialRefused(url), { status: 503, retryAfter: undefined });
    assert.equal((await dialRefused(url)).status, 503);
    simulator.insightsentry.admit();
    await dial(simulator);
  });

  it('never answers the handshake when told to hang, and lets go of those who give up', async () => {
    const simulator = await start();
    simulator.insightsentry.hang();
    const socket = new WebSocket(`${simulator.url}/insightsentry/live`);
    socket.on('error', () => undefined);
    const settled = new Promise(resolve => ['open', 'close'].forEach(name => socket.on(name, resolve)));
    assert.equal(await within(100, settled), 'nothing');
    socket.terminate();
    await settled;
    const port = Number(new URL(simulator.httpUrl).port);
    await simulator.close();
    const refused = new Promise(resolve => connect(port, '127.0.0.1').on('error', () => resolve('refused')));
    assert.equal(await refused, 'refused');
  });

  it('floods the codes asked for, each frame a change, as fast as clients read or at a rate', async () => {
    const simulator = await start();
    const client = await subscribed(simulator);
    assert.equal(await simulator.insightsentry.flood({ codes: ['NASDAQ:TSLA'], frames: 20_000 }), 20_000);
    await eventually(() => client.frames.length >= 20_002, 'the flood');
    assert.ok(client.frames.slice(2).every(frame => frame['code'] === 'NASDAQ:TSLA' && 'volume' in frame));
    const startedAt = performance.now();
    await simulator.insightsentry.flood({ frames: 500, perSecond: 2_000 });
    const seconds = (performance.now() - startedAt) / 1_000;
    assert.ok(seconds > 0.2 && seconds < 1, `took ${seconds} s`);
  });

  it('ends a flood when it is closed', async () => {
    const simulator = await start();
    await subscribed(simulator);
    const flood = simulator.insightsentry.flood({ frames: 1_000_000, perSecond: 100 });
    await simulator.close();
    assert.ok((await flood) < 1_000_000);
  });

  it('refuses a key that was expired or rotated while the running feed goes on', async () => {
    const simulator = await start();
    const client = await subscribed(simulator);
    const { api_key: key } = simulator.insightsentry.rotateKey();
    simulator.insightsentry.setPrice('NASDAQ:AAPL', 260);
    assert.equal((await client.next())['last_price'], 260);
    client.subscribe(QUOTES.slice(0, 1));
    assert.match(String((await client.next())['message']), /API key has expired/);
    client.subscribe([{ code: 'NYSE:KO', type: 'quote' }], key);
    assert.ok(isBatch(await client.next()));
  });

  it('closes with the key where it is told to, unless a later message carried another one', async () => {
    const simulator = await start({ insightsentry: { heartbeatMs: 20, whenKeyEnds: 'close' } });
    const [one, other] = [await subscribed(simulator), await subscribed(simulator)];
    const { api_key: key } = simulator.insightsentry.rotateKey();
    other.subscribe(QUOTES.slice(0, 1), key);
    assert.equal(await one.closed, 1008);
    await other.untilPong();
    assert.equal(simulator.connections().filter(({ closed }) => !closed).length, 1);
  });

  it('journals every frame before it leaves, in order, and no more than asked', async () => {
    const simulator = await start({ insightsentry: { journal: 50 } });
    const client = await subscribed(simulator);
    simulator.insightsentry.tick('NASDAQ:AAPL', 20);
    await client.untilPong();
    const [record] = simulator.connections();
    const sent = simulator.insightsentry.journal.map(({ connection, frame }) => {
      assert.equal(connection, record?.id);
      return frame;
    });
    assert.deepEqual(
      sent.slice(0, -1).map(frame => JSON.parse(frame) as unknown),
      client.frames.slice(0, -1),
    );
    simulator.insightsentry.tick('NASDAQ:AAPL', 200);
    assert.ok(simulator.insightsentry.journal.length <= 50);
  });
});

import assert from 'node:assert/strict';
import type { Simulator } from '../../simulator/server';
import type { TradeWatchOptions } from '../../simulator/tradewatch';
import { cleanUp, eventually, post, start, type Frame, type TestClient } from './client';
import { dialPath, refusalOf } from './feeds';
import { dialQuotes, isQuote, isStatus, subscribe, symbolsOf, untilPong } from './tradewatch-client';

const PATH = '/tradewatch/currencies/quotes';

function startQuotes(options: TradeWatchOptions = {}): Promise<Simulator> {
  return start({ tradewatch: options });
}

/** A client that is subscribed and has read its first quotes. */
async function subscribed(simulator: Simulator, ...symbols: string[]): Promise<TestClient> {
  const client = await dialQuotes(simulator);
  await subscribe(client, symbols);
  await untilPong(client);
  return client;
}

describe('practice feed of TradeWatch: the handshake', () => {
  afterEach(cleanUp);

  it('serves all five asset classes and takes the key from two headers and the query', async () => {
    const simulator = await startQuotes();
    for (const assetClass of ['currencies', 'crypto', 'stocks', 'indices', 'commodities'] as const) {
      assert.ok(isStatus(await (await dialQuotes(simulator, assetClass)).next()));
    }
    await dialPath(simulator, PATH, { headers: { api_key: 'practice' } });
    await dialPath(simulator, `${PATH}?api-key=practice`);
  });

  it('refuses with the status that fits and the error body of the REST API', async () => {
    const simulator = await startQuotes();
    const cases: [status: number, path: string, key: string | undefined, message: string][] = [
      [401, PATH, undefined, 'The API key is missing.'],
      [401, PATH, 'wrong-key', 'The API key is not valid.'],
      [403, PATH, 'noplan-key', 'Your plan does not include WebSocket access.'],
      [404, '/tradewatch/bonds/quotes', 'practice', 'Not found.'],
      [404, '/tradewatch', 'practice', 'Not found.'],
    ];
    for (const [status, path, key, message] of cases) {
      const refused = await refusalOf(simulator, path, key === undefined ? {} : { 'api-key': key });
      assert.equal(refused.status, status);
      assert.equal(refused.type, 'application/json');
      assert.deepEqual(refused.body, { error: { code: status, message } });
    }
  });

  it('accepts only listed keys where a list is given', async () => {
    const simulator = await startQuotes({ keys: ['mine'] });
    assert.equal((await refusalOf(simulator, PATH, { 'api-key': 'practice' })).status, 401);
    await dialPath(simulator, `${PATH}?api-key=mine`);
  });

  it('limits attempts by windows of ten seconds that follow the clock', async () => {
    let now = Date.UTC(2026, 0, 14, 12, 0, 9);
    const simulator = await start({ now: () => now, tradewatch: { attempts: 2 } });
    await dialQuotes(simulator);
    await dialQuotes(simulator);
    assert.equal((await refusalOf(simulator, PATH, { 'api-key': 'practice' })).status, 429);
    now += 1_000;
    await dialQuotes(simulator);
  });

  it('answers 429 on command, so many times', async () => {
    const simulator = await startQuotes();
    simulator.tradewatch.limitRate({ times: 1, retryAfter: 4 });
    const refused = await refusalOf(simulator, PATH, { 'api-key': 'practice' });
    assert.deepEqual([refused.status, refused.retryAfter], [429, '4']);
    assert.deepEqual(refused.body, { error: { code: 429, message: 'Too many requests.' } });
    await dialQuotes(simulator);
  });
});

describe('practice feed of TradeWatch: faults and levers', () => {
  afterEach(cleanUp);

  it('delays the status, in order, while quotes go on', async () => {
    const simulator = await startQuotes({ statusDelayMs: 250 });
    const client = await dialQuotes(simulator);
    client.send({ action: 'subscribe', symbols: ['EURUSD'] });
    assert.ok(isQuote(await client.next()));
    assert.deepEqual(symbolsOf(await client.next()), []);
    assert.deepEqual(symbolsOf(await client.next()), ['EURUSD']);
  });

  it('refuses symbols from now on, and tells those who had them', async () => {
    const simulator = await startQuotes();
    const client = await subscribed(simulator, 'EURUSD', 'GBPUSD');
    simulator.tradewatch.refuseSymbols(['EURUSD']);
    assert.deepEqual(symbolsOf(await client.next(isStatus)), ['GBPUSD']);
    assert.deepEqual(await subscribe(client, ['EURUSD', 'USDJPY']), ['GBPUSD', 'USDJPY']);
    await untilPong(client);
    simulator.tradewatch.tick();
    const moved = (await untilPong(client)).map(({ symbol }) => symbol);
    assert.deepEqual(moved, ['GBPUSD', 'USDJPY']);
    simulator.tradewatch.admitSymbols();
    assert.deepEqual(await subscribe(client, ['EURUSD']), ['GBPUSD', 'USDJPY', 'EURUSD']);
  });

  it('sends errors in every shape that a client should know, and stays open', async () => {
    const simulator = await startQuotes();
    const client = await subscribed(simulator, 'EURUSD');
    const shapes: [shape: 'event' | 'object' | 'text' | 'message' | 'detail', frame: Frame][] = [
      ['event', { event: 'error', message: 'No' }],
      ['object', { error: { code: 422, message: 'No' } }],
      ['text', { error: 'No' }],
      ['message', { message: 'No' }],
      ['detail', { detail: [{ loc: ['body'], msg: 'No', type: 'value_error' }] }],
    ];
    for (const [shape, frame] of shapes) {
      assert.equal(simulator.tradewatch.complain('No', { shape }), 1);
      assert.deepEqual(await client.next(), frame);
    }
    simulator.tradewatch.adjust({ errorShape: 'text' });
    client.send('no JSON');
    assert.deepEqual(Object.keys(await client.next()), ['error']);
    assert.deepEqual(await untilPong(client), []);
  });

  it('floods as fast as clients read, and at a rate', async () => {
    const simulator = await startQuotes();
    const client = await subscribed(simulator, 'EURUSD', 'GBPUSD');
    const before = client.frames.length;
    assert.equal(await simulator.tradewatch.flood({ quotes: 20_000, symbols: ['GBPUSD'] }), 20_000);
    await eventually(() => client.frames.length === before + 20_000, 'the flood');
    assert.ok(client.frames.slice(before).every(frame => frame['symbol'] === 'GBPUSD'));
    const startedAt = performance.now();
    assert.equal(await simulator.tradewatch.flood({ quotes: 50, perSecond: 500 }), 50);
    assert.ok(performance.now() - startedAt >= 90);
    await assert.rejects(
      async () => simulator.tradewatch.flood({ quotes: 1, symbols: ['USDJPY'] }),
      RangeError,
    );
  });

  it('is steered over the control interface as well', async () => {
    const simulator = await startQuotes();
    const client = await subscribed(simulator, 'EURUSD');
    const call = (name: string, body: unknown = {}) =>
      post(`${simulator.httpUrl}/control/tradewatch/${name}`, body);
    await call('price', { symbol: 'EURUSD', price: 2 });
    assert.ok(Math.abs(Number((await client.next())['mid']) - 2) < 0.001);
    await call('price', { symbol: 'GOLD', price: 3_000, assetClass: 'commodities' });
    assert.deepEqual((await call('quote', { symbol: 'EURUSD', bid: 1, ask: 3 })).body, { sent: 1 });
    assert.equal((await client.next())['mid'], '2');
    await call('tick', { steps: 3 });
    assert.equal((await untilPong(client)).length, 3);
    assert.deepEqual((await call('flood', { quotes: 5 })).body, { quotes: 5 });
    assert.equal((await untilPong(client)).length, 5);
    assert.deepEqual((await call('error', { message: 'No', shape: 'text' })).body, { sent: 1 });
    assert.deepEqual(await client.next(), { error: 'No' });
    await call('adjust', { values: 'numbers', mid: false });
    await call('tick');
    assert.deepEqual(Object.keys(await client.next()), ['symbol', 'timestamp', 'ask', 'bid']);
    await call('refuse-symbols', { symbols: ['EURUSD'] });
    assert.deepEqual(symbolsOf(await client.next()), []);
    await call('admit-symbols');
    await call('rate-limit', { times: 1 });
    assert.equal((await refusalOf(simulator, PATH, { 'api-key': 'practice' })).status, 429);
  });

  it('answers what it cannot do with 400', async () => {
    const { httpUrl } = await startQuotes();
    const cases: [string, unknown][] = [
      ['price', { symbol: 'EURUSD', price: 1 }],
      ['price', { symbol: 'INVALID', price: 1, assetClass: 'stocks' }],
      ['price', { symbol: 'EURUSD', price: -1, assetClass: 'currencies' }],
      ['price', { symbol: 'EURUSD', price: 1, assetClass: 'bonds' }],
      ['adjust', { equalTimestamps: 2 }],
      ['adjust', { statusDelayMs: -1 }],
      ['adjust', { errorShape: 'round' }],
      ['flood', { quotes: 1, symbols: ['EURUSD'] }],
    ];
    for (const [name, body] of cases) {
      const reply = await post(`${httpUrl}/control/tradewatch/${name}`, body);
      assert.equal(reply.status, 400, `${name} ${JSON.stringify(body)}`);
    }
  });

  it('shows symbols by connection and the switches, and no key', async () => {
    const simulator = await startQuotes();
    const client = await dialPath(simulator, `${PATH}?api-key=my-secret-key`);
    await subscribe(client, ['EURUSD']);
    const state = JSON.stringify(simulator.tradewatch.state());
    assert.ok(state.includes('"symbols":["EURUSD"]') && state.includes('"errorShape":"event"'));
    assert.ok(!state.includes('my-secret-key'));
  });
});

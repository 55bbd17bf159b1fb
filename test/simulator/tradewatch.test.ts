import assert from 'node:assert/strict';
import { Market } from '../../simulator/market';
import type { Simulator } from '../../simulator/server';
import { ASSET_CLASSES } from '../../simulator/tradewatch/symbols';
import { TradeWatchFeed, type TradeWatchOptions } from '../../simulator/tradewatch';
import { cleanUp, eventually, start, within, type Frame } from './client';
import { TimerWatch } from './feeds';
import { dialQuotes, isQuote, isStatus, subscribe, symbolsOf, untilPong } from './tradewatch-client';

function startQuotes(options: TradeWatchOptions = {}): Promise<Simulator> {
  return start({ tradewatch: options });
}

describe('practice feed of TradeWatch: subscriptions', () => {
  afterEach(cleanUp);

  it('follows the documented session word by word', async () => {
    const client = await dialQuotes(await startQuotes());
    assert.deepEqual(await client.next(), { event: 'status', symbols: [] });
    client.send({ action: 'subscribe', symbols: ['EURUSD', 'GBPUSD'] });
    assert.deepEqual(await client.next(), { event: 'status', symbols: ['EURUSD', 'GBPUSD'] });
    assert.deepEqual(
      [(await client.next())['symbol'], (await client.next())['symbol']],
      ['EURUSD', 'GBPUSD'],
    );
    client.send({ action: 'unsubscribe', symbols: ['EURUSD'] });
    assert.deepEqual(await client.next(), { event: 'status', symbols: ['GBPUSD'] });
  });

  it('adds with subscribe, takes away with unsubscribe, and always answers with the whole list', async () => {
    const client = await dialQuotes(await startQuotes());
    const steps: [action: string, symbols: string[], left: string[]][] = [
      ['subscribe', ['USDJPY'], ['USDJPY']],
      ['subscribe', ['EURUSD', 'USDJPY', 'EURUSD'], ['USDJPY', 'EURUSD']],
      ['unsubscribe', ['GBPUSD'], ['USDJPY', 'EURUSD']],
      ['subscribe', [], ['USDJPY', 'EURUSD']],
      ['unsubscribe', ['USDJPY', 'EURUSD'], []],
    ];
    await client.next(isStatus);
    for (const [action, symbols, left] of steps) {
      client.send({ action, symbols });
      assert.deepEqual(symbolsOf(await client.next(isStatus)), left, `${action} ${symbols.join()}`);
    }
  });

  it('stops the quotes of what was unsubscribed, and of nothing else', async () => {
    const simulator = await startQuotes();
    const client = await dialQuotes(simulator);
    await subscribe(client, ['EURUSD', 'GBPUSD']);
    client.send({ action: 'unsubscribe', symbols: ['EURUSD'] });
    await client.next(isStatus);
    simulator.tradewatch.tick();
    const quotes = (await untilPong(client)).filter(isQuote);
    assert.deepEqual(
      quotes.map(({ symbol }) => symbol),
      ['GBPUSD'],
    );
  });

  it('leaves out of the status what does not exist in the asset class', async () => {
    const simulator = await startQuotes();
    const cases: Record<(typeof ASSET_CLASSES)[number], [good: string[], bad: string[]]> = {
      currencies: [
        ['EURUSD', 'AAABBB'],
        ['EUR', 'eurusd', 'EUR/USD', 'INVALID'],
      ],
      crypto: [
        ['BTCUSD', 'SOLUSD'],
        ['BTC', 'BTC-USD', 'INVALIDUSD', ''],
      ],
      stocks: [
        ['AAPL', 'BRK.B', 'BA'],
        ['NASDAQ:AAPL', 'INVALID', 'INVALID1', 'A B'],
      ],
      indices: [
        ['DJI', 'SPX', 'STOXX1000'],
        ['^DJI', 'INVALID'],
      ],
      commodities: [
        ['GOLD', 'SILVER', 'COPPER'],
        ['gold', 'INVALIDGOLD'],
      ],
    };
    for (const assetClass of ASSET_CLASSES) {
      const [good, bad] = cases[assetClass];
      const client = await dialQuotes(simulator, assetClass);
      assert.deepEqual(await subscribe(client, [...bad, ...good]), good, assetClass);
      const quotes = (await untilPong(client)).filter(isQuote);
      assert.deepEqual(
        quotes.map(({ symbol }) => symbol),
        good,
      );
    }
  });

  it('names unknown symbols in an error where it is told to, and serves the rest', async () => {
    const client = await dialQuotes(await startQuotes({ unknownSymbols: 'error' }));
    await client.next(isStatus);
    client.send({ action: 'subscribe', symbols: ['INVALID', 'EURUSD'] });
    assert.deepEqual(await client.next(), { event: 'error', message: 'Unknown symbols: INVALID.' });
    assert.deepEqual(symbolsOf(await client.next()), ['EURUSD']);
  });

  it('takes 100 symbols a message and refuses more as a whole, unless told otherwise', async () => {
    const symbols = Array.from({ length: 101 }, (_, index) => `S${index}`);
    const strict = await dialQuotes(await startQuotes(), 'stocks');
    assert.equal((await subscribe(strict, symbols.slice(0, 100))).length, 100);
    strict.send({ action: 'subscribe', symbols: [...symbols] });
    const error = await strict.next(frame => frame['event'] === 'error');
    assert.match(String(error['message']), /100 symbols at most, not 101/);
    strict.send({ action: 'subscribe', symbols: [] });
    assert.equal(symbolsOf(await strict.next(isStatus)).length, 100);
    const lenient = await dialQuotes(await startQuotes({ symbolsPerMessage: Infinity }), 'stocks');
    assert.equal((await subscribe(lenient, symbols)).length, 101);
  });

  it('serves thousands of symbols on one connection', async () => {
    const simulator = await startQuotes({ firstQuote: 'next-tick' });
    const client = await dialQuotes(simulator, 'stocks');
    const symbols = Array.from({ length: 5_000 }, (_, index) => `S${index}`);
    for (let from = 0; from < symbols.length; from += 100) {
      client.send({ action: 'subscribe', symbols: symbols.slice(from, from + 100) });
    }
    await client.next(frame => isStatus(frame) && symbolsOf(frame).length === 5_000, 'the whole list');
    simulator.tradewatch.tick();
    const quotes = (await untilPong(client)).filter(isQuote);
    assert.deepEqual(new Set(quotes.map(({ symbol }) => symbol)), new Set(symbols));
    assert.equal(quotes.length, 5_000);
  });

  it('has no limit of symbols per connection but the one it is given', async () => {
    const client = await dialQuotes(await startQuotes({ maxSymbols: 2 }));
    await client.next();
    client.send({ action: 'subscribe', symbols: ['EURUSD', 'GBPUSD', 'USDJPY'] });
    assert.match(String((await client.next())['message']), /2 symbols at most/);
    assert.deepEqual(symbolsOf(await client.next()), ['EURUSD', 'GBPUSD']);
  });

  it('serves several connections of several classes by what each asked for', async () => {
    const simulator = await startQuotes();
    const stocks = await dialQuotes(simulator, 'stocks');
    const indices = await dialQuotes(simulator, 'indices');
    for (const client of [stocks, indices]) await subscribe(client, ['DJI']);
    simulator.tradewatch.setPrice('DJI', 50_000, 'indices');
    const isNear = (frame: Frame) => Math.abs(Number(frame['mid']) - 50_000) < 1;
    assert.ok(await indices.next(isNear));
    assert.equal((await untilPong(stocks)).filter(isNear).length, 0);
  });

  it('reports malformed messages and unknown actions and stays open', async () => {
    const client = await dialQuotes(await startQuotes());
    await client.next();
    const messages = [
      'no JSON',
      'ping',
      '[]',
      '{}',
      '{"action":"dance"}',
      '{"action":"subscribe"}',
      '{"action":"subscribe","symbols":"EURUSD"}',
      '{"action":"unsubscribe","symbols":[1]}',
      Buffer.from([1]),
    ];
    for (const message of messages) {
      client.socket.send(message);
      const { event, message: text, ...rest } = await client.next();
      assert.deepEqual([event, typeof text, rest], ['error', 'string', {}], String(message));
    }
    assert.deepEqual(await subscribe(client, ['EURUSD']), ['EURUSD']);
  });

  it('answers an application ping with its time as a text of milliseconds', async () => {
    const client = await dialQuotes(await startQuotes());
    client.send({ action: 'ping' });
    const pong = await client.next(frame => frame['event'] === 'pong');
    assert.match(String(pong['timestamp']), /^\d{13}$/);
    assert.equal(typeof pong['timestamp'], 'string');
    assert.ok(Math.abs(Number(pong['timestamp']) - Date.now()) < 5_000);
  });

  it('closes a connection that is empty too long, from the start or later, and no other', async () => {
    const simulator = await startQuotes({ emptyMs: 250 });
    const busy = await dialQuotes(simulator);
    await subscribe(busy, ['EURUSD']);
    const idle = await dialQuotes(simulator);
    const emptied = await dialQuotes(simulator);
    await subscribe(emptied, ['EURUSD']);
    emptied.send({ action: 'unsubscribe', symbols: ['EURUSD'] });
    assert.equal(await within(2_000, idle.closed), 1000);
    assert.equal(await within(2_000, emptied.closed), 1000);
    await untilPong(busy);
  });

  it('cuts a client that misses two control pings, and no other', async () => {
    const simulator = await startQuotes({ controlPingMs: 60 });
    const deaf = await dialQuotes(simulator, 'crypto', { autoPong: false });
    const alive = await dialQuotes(simulator);
    let pings = 0;
    deaf.socket.on('ping', () => (pings += 1));
    assert.equal(await within(2_000, deaf.closed), 1006);
    assert.equal(pings, 2);
    await untilPong(alive);
  });

  it('runs no timer until somebody connects, and none after the last has left', async () => {
    const timers = new TimerWatch();
    try {
      new TradeWatchFeed(new Market({ seed: 1, rate: 2, now: Date.now }), {});
      assert.equal(timers.count, 0);
      const simulator = await start({ rate: 20, tradewatch: { statusDelayMs: 5 } });
      assert.equal(timers.count, 0);
      const clients = [await dialQuotes(simulator), await dialQuotes(simulator, 'crypto')];
      for (const client of clients) await subscribe(client, ['BTCUSD']);
      await clients[0]?.next(isQuote);
      simulator.tradewatch.adjust({ statusDelayMs: 60_000 });
      clients[0]?.send({ action: 'subscribe', symbols: ['EURUSD'] });
      const flood = simulator.tradewatch.flood({ quotes: 1_000_000, perSecond: 10 });
      assert.ok(timers.count > 0);
      for (const client of clients) client.socket.close(1000);
      assert.ok((await flood) < 1_000_000);
      await eventually(() => timers.count === 0, 'the end of all timers');
    } finally {
      timers.stop();
    }
  });
});

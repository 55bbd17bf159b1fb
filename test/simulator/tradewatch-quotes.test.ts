import assert from 'node:assert/strict';
import type { Simulator } from '../../simulator/server';
import type { AssetClass, TradeWatchOptions } from '../../simulator/tradewatch';
import { cleanUp, start, type Frame, type TestClient } from './client';
import { dialQuotes, isQuote, isStatus, subscribe, untilPong } from './tradewatch-client';

const NOON = Date.UTC(2026, 0, 14, 12);

async function quotesOf(simulator: Simulator, symbol: string, assetClass: AssetClass): Promise<TestClient> {
  const client = await dialQuotes(simulator, assetClass);
  await subscribe(client, [symbol]);
  await untilPong(client);
  return client;
}

function startQuotes(options: TradeWatchOptions = {}, now: () => number = Date.now): Promise<Simulator> {
  return start({ now, tradewatch: options });
}

/** Fraction digits of a price as it was written. */
const digitsOf = (price: unknown) => String(price).split('.')[1]?.length ?? 0;

describe('practice feed of TradeWatch: quotes', () => {
  afterEach(cleanUp);

  it('sends flat quotes with five fields, all of them texts, and no event', async () => {
    const simulator = await startQuotes({}, () => NOON);
    const client = await quotesOf(simulator, 'EURUSD', 'currencies');
    simulator.tradewatch.tick('EURUSD');
    const quote = await client.next();
    assert.deepEqual(Object.keys(quote), ['symbol', 'timestamp', 'ask', 'bid', 'mid']);
    assert.ok(Object.values(quote).every(value => typeof value === 'string'));
    assert.equal(quote['timestamp'], String(NOON));
  });

  it('writes prices to the precision of the symbol, without trailing zeros, the middle in between', async () => {
    const simulator = await startQuotes();
    const cases: [AssetClass, string, number][] = [
      ['currencies', 'EURUSD', 5],
      ['currencies', 'USDJPY', 3],
      ['crypto', 'BTCUSD', 2],
      ['stocks', 'AAPL', 2],
      ['commodities', 'SILVER', 3],
    ];
    for (const [assetClass, symbol, digits] of cases) {
      const client = await quotesOf(simulator, symbol, assetClass);
      simulator.tradewatch.tick(symbol, 200);
      const quotes = await untilPong(client);
      assert.equal(quotes.length, 200);
      for (const { bid, ask, mid } of quotes) {
        assert.ok(Number(bid) < Number(ask) && Number(bid) <= Number(mid) && Number(mid) <= Number(ask));
        for (const price of [bid, ask, mid]) assert.match(String(price), /^\d+(\.\d*[1-9])?$/);
      }
      const widths = quotes.flatMap(({ bid, ask, mid }) => [bid, ask, mid].map(digitsOf));
      assert.equal(Math.max(...widths), digits, symbol);
    }
  });

  it('never writes an exponent, however small the price', async () => {
    const simulator = await startQuotes();
    const client = await quotesOf(simulator, 'PEPEUSD', 'crypto');
    simulator.tradewatch.setPrice('PEPEUSD', 0.00000042);
    const { bid, ask } = await client.next();
    assert.match(String(bid), /^0\.0000004\d*$/);
    assert.ok(Number(bid) <= Number(ask));
  });

  it('begins near what a reader expects', async () => {
    const simulator = await startQuotes();
    const cases: [AssetClass, string, low: number, high: number][] = [
      ['currencies', 'EURUSD', 0.9, 1.3],
      ['currencies', 'AUDJPY', 50, 200],
      ['crypto', 'BTCUSD', 50_000, 150_000],
      ['stocks', 'BA', 150, 200],
      ['indices', 'DJI', 40_000, 50_000],
      ['commodities', 'GOLD', 2_000, 4_000],
      ['commodities', 'COPPER', 3, 6],
    ];
    for (const [assetClass, symbol, low, high] of cases) {
      const client = await dialQuotes(simulator, assetClass);
      await subscribe(client, [symbol]);
      const mid = Number((await client.next(isQuote))['mid']);
      assert.ok(mid > low && mid < high, `${symbol} ${mid}`);
    }
  });

  it('sends the last quote after the status, or waits for the next tick where it is told to', async () => {
    const simulator = await startQuotes();
    const client = await dialQuotes(simulator);
    const kinds = async (symbol: string) => {
      client.send({ action: 'subscribe', symbols: [symbol] });
      const frames = await untilPong(client);
      return frames.map(frame => (isStatus(frame) ? 'status' : String(frame['symbol'])));
    };
    await client.next(isStatus);
    assert.deepEqual(await kinds('EURUSD'), ['status', 'EURUSD']);
    assert.deepEqual(await kinds('EURUSD'), ['status']);
    simulator.tradewatch.adjust({ firstQuote: 'next-tick' });
    assert.deepEqual(await kinds('GBPUSD'), ['status']);
  });

  it('quotes around a price that was set, and goes on from there', async () => {
    const simulator = await startQuotes();
    const client = await quotesOf(simulator, 'AAPL', 'stocks');
    simulator.tradewatch.setPrice('AAPL', 500);
    simulator.tradewatch.tick('AAPL', 5);
    for (const { mid } of await untilPong(client)) assert.ok(Math.abs(Number(mid) - 500) < 5);
    assert.throws(() => simulator.tradewatch.setPrice('MSFT', 1), /Nobody is subscribed to MSFT/);
    assert.throws(() => simulator.tradewatch.setPrice('INVALID', 1, 'stocks'), /no symbol INVALID/);
  });

  it('sends a quote of the caller exactly as given', async () => {
    const simulator = await startQuotes({}, () => NOON);
    const client = await quotesOf(simulator, 'EURUSD', 'currencies');
    assert.equal(simulator.tradewatch.pushQuote('EURUSD', { bid: 1.1, ask: 1.2 }), 1);
    assert.deepEqual(await client.next(), {
      symbol: 'EURUSD',
      timestamp: String(NOON),
      ask: '1.2',
      bid: '1.1',
      mid: '1.15',
    });
    simulator.tradewatch.pushQuote('EURUSD', { bid: 1, ask: 1, mid: 7, timestamp: NOON + 5 });
    const { mid, timestamp } = await client.next();
    assert.deepEqual([mid, timestamp], ['7', String(NOON + 5)]);
  });

  it('repeats timestamps now and then, always or never, as told', async () => {
    let now = NOON;
    const simulator = await startQuotes({}, () => (now += 1));
    const client = await quotesOf(simulator, 'EURUSD', 'currencies');
    const repeats = async () => {
      simulator.tradewatch.tick('EURUSD', 500);
      const times = (await untilPong(client)).map(({ timestamp }) => Number(timestamp));
      assert.deepEqual(
        times,
        times.toSorted((one, other) => one - other),
      );
      return times.length - new Set(times).size;
    };
    const usual = await repeats();
    assert.ok(usual > 0 && usual < 50, `${usual}`);
    simulator.tradewatch.adjust({ equalTimestamps: 0 });
    assert.equal(await repeats(), 0);
    simulator.tradewatch.adjust({ equalTimestamps: 1 });
    assert.equal(await repeats(), 499);
  });

  it('sends numbers, seconds and no middle where it is told to', async () => {
    const simulator = await startQuotes({}, () => NOON);
    const client = await quotesOf(simulator, 'EURUSD', 'currencies');
    const next = async (): Promise<Frame> => {
      simulator.tradewatch.pushQuote('EURUSD', { bid: 1.5, ask: 2.5 });
      return client.next();
    };
    simulator.tradewatch.adjust({ timestamps: 'seconds' });
    assert.equal((await next())['timestamp'], String(NOON / 1_000));
    simulator.tradewatch.adjust({ values: 'numbers' });
    assert.deepEqual(await next(), { symbol: 'EURUSD', timestamp: NOON / 1_000, ask: 2.5, bid: 1.5, mid: 2 });
    simulator.tradewatch.adjust({ mid: false, timestamps: 'ms' });
    assert.deepEqual(await next(), { symbol: 'EURUSD', timestamp: NOON, ask: 2.5, bid: 1.5 });
    simulator.tradewatch.adjust({ values: 'texts' });
    assert.deepEqual(await next(), { symbol: 'EURUSD', timestamp: String(NOON), ask: '2.5', bid: '1.5' });
  });

  it('moves prices by itself, the same for the same seed', async () => {
    const moved = async (seed: number) => {
      const simulator = await start({ seed, now: () => NOON });
      const client = await quotesOf(simulator, 'BTCUSD', 'crypto');
      simulator.tradewatch.tick('BTCUSD', 20);
      return untilPong(client);
    };
    assert.deepEqual(await moved(4), await moved(4));
    assert.notDeepEqual(await moved(4), await moved(5));
    const client = await dialQuotes(await start({ rate: 20 }), 'crypto');
    await subscribe(client, ['BTCUSD']);
    for (let count = 0; count < 3; count += 1) assert.ok(await client.next(isQuote));
  });
});

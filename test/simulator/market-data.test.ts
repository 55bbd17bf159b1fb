import assert from 'node:assert/strict';
import { barsOf, cleanUp, dial, isBatch, isSeries, quotesOf, start, type Frame } from './client';

const QUOTE = { code: 'NASDAQ:AAPL', type: 'quote' };
const series = (type: string, interval = 1, points = 1, code = 'NASDAQ:AAPL') => ({
  code,
  bar_type: type,
  bar_interval: interval,
  max_dp: points,
});

/** Two seconds into a minute. */
const NOON = Date.UTC(2026, 8, 1, 12, 0, 2);

describe('practice feed of InsightSentry: market data', () => {
  afterEach(cleanUp);

  it('gives the same prices for the same seed, and others for another', async () => {
    const prices = async (seed: number) => {
      const simulator = await start({ seed });
      const client = await dial(simulator);
      client.subscribe([QUOTE]);
      await client.next(isBatch);
      simulator.insightsentry.tick('NASDAQ:AAPL', 50);
      return (await client.untilPong()).map(frame => frame['last_price'] ?? frame['bid']);
    };
    const first = await prices(7);
    assert.deepEqual(await prices(7), first);
    assert.notDeepEqual(await prices(8), first);
    assert.ok(new Set(first).size > 10);
  });

  it('keeps every quote consistent over a thousand steps', async () => {
    const simulator = await start({ insightsentry: { quoteShape: 'flat' } });
    const codes = [
      'NASDAQ:AAPL',
      'NYSE:KO',
      'BINANCE:BTCUSDT',
      'BINANCE:DOGEUSDT',
      'CME_MINI:ES1!',
      'FX:EURUSD',
      'LSE:X',
    ];
    const client = await dial(simulator);
    client.subscribe(codes.map(code => ({ code, type: 'quote' })));
    await client.next(frame => frame['code'] === 'LSE:X');
    simulator.insightsentry.tick(undefined, 1_000);
    const quotes = (await client.untilPong()) as Record<string, number>[];
    assert.equal(quotes.length, 7_000);
    for (const quote of quotes) assertQuote(quote);
    const volumes = quotes
      .filter(({ code }) => String(code) === 'NASDAQ:AAPL')
      .map(({ volume }) => volume ?? 0);
    assert.deepEqual(
      volumes,
      [...volumes].sort((one, other) => one - other),
    );
  });

  it('sends a batch first and then flat frames of only what changed', async () => {
    const simulator = await start();
    const client = await dial(simulator);
    client.subscribe([QUOTE]);
    let merged: Frame = { ...quotesOf(await client.next(isBatch))[0] };
    simulator.insightsentry.tick('NASDAQ:AAPL', 40);
    const updates = await client.untilPong();
    assert.equal(updates.length, 40);
    for (const update of updates) {
      assert.equal(update['code'], 'NASDAQ:AAPL');
      assert.ok(!('prev_close_price' in update) && !('currency_code' in update));
      merged = { ...merged, ...update };
    }
    assert.ok(
      updates.some(update => !('last_price' in update)),
      'some only move bid and ask',
    );
    const other = await dial(simulator);
    other.subscribe([QUOTE]);
    assert.deepEqual(quotesOf(await other.next(isBatch))[0], merged);
  });

  it('can send whole batches all the time', async () => {
    const simulator = await start({ insightsentry: { quoteShape: 'batch' } });
    const client = await dial(simulator);
    client.subscribe([QUOTE]);
    await client.next(isBatch);
    simulator.insightsentry.setPrice('NASDAQ:AAPL', 240);
    assert.equal(quotesOf(await client.next())[0]?.['last_price'], 240);
  });

  it('invents a history of joined, consistent bars that ends at the live price', async () => {
    for (const type of ['second', 'minute', 'hour', 'day', 'week', 'tick']) {
      const client = await dial(await start());
      client.subscribe([series(type, 1, 500), QUOTE]);
      const bars = barsOf(await client.next(isSeries));
      assert.equal(bars.length, 500);
      bars.forEach((bar, index) => {
        assertBar(bar);
        if (index > 0) assert.ok((bars[index - 1]?.['time'] ?? 0) < (bar['time'] ?? 0), `${type} times rise`);
      });
      const quote = quotesOf(await client.next(isBatch))[0];
      assert.equal(bars.at(-1)?.['close'], quote?.['last_price']);
    }
  });

  it('updates the running bar under the same time and starts a new one at the boundary, without a trade too', async () => {
    let now = NOON;
    const simulator = await start({ now: () => now });
    const client = await dial(simulator);
    client.subscribe([series('minute', 1, 3)]);
    const history = barsOf(await client.next(isSeries));
    simulator.insightsentry.setPrice('NASDAQ:AAPL', 243);
    simulator.insightsentry.setPrice('NASDAQ:AAPL', 242.5);
    for (const close of [243, 242.5]) {
      const frame = await client.next();
      assert.equal(barsOf(frame).length, 1);
      assert.equal(barsOf(frame)[0]?.['time'], history[2]?.['time']);
      assert.equal(barsOf(frame)[0]?.['close'], close);
      assert.equal(frame['bar_end'], Date.UTC(2026, 8, 1, 12, 0, 59) / 1_000);
    }
    now += 60_000;
    simulator.insightsentry.startDueBars();
    simulator.insightsentry.startDueBars();
    const [fresh, ...more] = await client.untilPong();
    assert.deepEqual(more, []);
    const time = Date.UTC(2026, 8, 1, 12, 1) / 1_000;
    assert.deepEqual(barsOf(fresh ?? {}), [
      { time, open: 242.5, high: 242.5, low: 242.5, close: 242.5, volume: 0 },
    ]);
  });

  it('repeats in a later history exactly the bars it sent live', async () => {
    let now = NOON;
    const simulator = await start({ now: () => now });
    const client = await dial(simulator);
    client.subscribe([series('minute')]);
    await client.next(isSeries);
    const sent = new Map<number, Record<string, number>>();
    for (let step = 0; step < 90; step += 1) {
      now += 5_000;
      simulator.insightsentry.tick('NASDAQ:AAPL');
      simulator.insightsentry.startDueBars();
    }
    for (const frame of await client.untilPong())
      for (const bar of barsOf(frame)) sent.set(bar['time'] ?? 0, bar);
    const other = await dial(simulator);
    other.subscribe([series('minute', 1, sent.size)]);
    assert.ok(sent.size >= 7);
    assert.deepEqual(barsOf(await other.next(isSeries)).slice(1), [...sent.values()].slice(1));
  });

  it('sends second bars only for a trade and tick bars for every trade', async () => {
    let now = NOON;
    const simulator = await start({ now: () => now });
    const client = await dial(simulator);
    client.subscribe([series('second'), series('tick'), series('tick', 10)]);
    for (let frame = 0; frame < 3; frame += 1) await client.next(isSeries);
    now += 3_000;
    simulator.insightsentry.startDueBars();
    simulator.insightsentry.setPrice('NASDAQ:AAPL', 243);
    simulator.insightsentry.setPrice('NASDAQ:AAPL', 244);
    const frames = await client.untilPong();
    const times = (name: string) =>
      frames.filter(({ bar_type }) => bar_type === name).map(each => barsOf(each)[0]?.['time']);
    assert.deepEqual(times('1s'), [NOON / 1_000 + 3, NOON / 1_000 + 3]);
    assert.equal(new Set(times('1T')).size, 2);
    assert.equal(new Set(times('10T')).size, 1);
  });

  it('pushes a bar of the caller: the next one, or one at a given time', async () => {
    const simulator = await start({ now: () => NOON });
    const client = await dial(simulator);
    client.subscribe([series('minute', 5, 1)]);
    const running = barsOf(await client.next(isSeries))[0]?.['time'] ?? 0;
    const bar = { open: 240, high: 245, low: 239, close: 244, volume: 1_000 };
    assert.equal(simulator.insightsentry.pushBar('NASDAQ:AAPL', bar), 1);
    assert.deepEqual(barsOf(await client.next()), [{ time: running + 300, ...bar }]);
    assert.equal(simulator.insightsentry.pushBar('NASDAQ:AAPL', { close: 1, barType: 'hour' }), 0);
    assert.throws(
      () => simulator.insightsentry.pushBar('NASDAQ:AAPL', { close: 1, time: running }),
      /earlier/,
    );
  });

  it('moves by itself, about as often as its rate says, and not while nobody listens', async () => {
    const simulator = await start({ rate: 40 });
    const client = await dial(simulator);
    client.subscribe([QUOTE, { code: 'NASDAQ:TSLA', type: 'quote' }]);
    await client.next(isBatch);
    const startedAt = performance.now();
    for (let frame = 0; frame < 40; frame += 1) await client.next(({ code }) => code !== undefined);
    const seconds = (performance.now() - startedAt) / 1_000;
    assert.ok(seconds > 0.3 && seconds < 1.5, `80 changes a second were asked for; 40 took ${seconds} s`);
  });

  it('invents what was missed while nobody listened, so that history has no hole', async () => {
    let now = NOON;
    const simulator = await start({ rate: 2, now: () => now });
    const before = await dial(simulator);
    before.subscribe([series('minute')]);
    await before.next(isSeries);
    before.socket.terminate();
    await before.closed;
    now += 5 * 60_000;
    const after = await dial(simulator);
    after.subscribe([series('minute', 1, 6)]);
    const times = barsOf(await after.next(isSeries)).map(bar => (bar['time'] ?? 0) * 1_000);
    assert.deepEqual(
      times,
      [0, 1, 2, 3, 4, 5].map(minute => NOON - 2_000 + minute * 60_000),
    );
  });
});

function assertQuote(quote: Record<string, number>): void {
  const { bid = 0, ask = 0, last_price: last = 0, prev_close_price: before = 0, change = 0 } = quote;
  assert.ok(bid > 0 && bid < last && last < ask, `bid ${bid} < last ${last} < ask ${ask}`);
  assert.ok((quote['low_price'] ?? 0) <= last && last <= (quote['high_price'] ?? 0));
  assert.ok(Math.abs(last - before - change) < 1e-5);
  assert.ok(Math.abs((change / before) * 100 - (quote['change_percent'] ?? 0)) < 0.02);
}

function assertBar(bar: Record<string, number>): void {
  const { open = 0, high = 0, low = 0, close = 0, volume = 0 } = bar;
  assert.ok(low > 0 && volume > 0, JSON.stringify(bar));
  assert.ok(low <= Math.min(open, close) && Math.max(open, close) <= high, JSON.stringify(bar));
}

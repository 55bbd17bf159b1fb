import assert from 'node:assert/strict';
import { barsOf, cleanUp, dial, isBatch, isSeries, quotesOf, start, type Frame } from './client';

const AAPL_MINUTES = {
  code: 'NASDAQ:AAPL',
  type: 'series',
  bar_type: 'minute',
  bar_interval: 1,
  max_dp: 100,
};
const AAPL_QUOTE = { code: 'NASDAQ:AAPL', type: 'quote' };
const TSLA_QUOTE = { code: 'NASDAQ:TSLA', type: 'quote' };

const codeOf = (frame: Frame) => frame['code'];

describe('practice feed of InsightSentry: subscriptions', () => {
  afterEach(cleanUp);

  it("answers the guide's first example with a history of 100 bars and a quote, both in the documented shape", async () => {
    const client = await dial(await start());
    client.subscribe([AAPL_MINUTES, TSLA_QUOTE]);
    const series = await client.next(isSeries);
    assert.deepEqual(Object.keys(series), ['code', 'bar_end', 'last_update', 'bar_type', 'series']);
    assert.equal(series['bar_type'], '1m');
    const bars = barsOf(series);
    assert.equal(bars.length, 100);
    assert.deepEqual(Object.keys(bars[0] ?? {}), ['time', 'open', 'high', 'low', 'close', 'volume']);
    assert.equal(series['bar_end'], (bars.at(-1)?.['time'] ?? 0) + 59);
    const batch = await client.next(isBatch);
    assert.equal(batch['total_items'], 1);
    const fields =
      'code status lp_time volume last_price change_percent change ask bid ask_size bid_size prev_close_price ' +
      'open_price low_price high_price market_cap currency_code delay_seconds';
    assert.deepEqual(Object.keys(quotesOf(batch)[0] ?? {}), fields.split(' '));
  });

  it('takes series, minute and 1 for what is left out, and one bar for a missing max_dp', async () => {
    const client = await dial(await start());
    client.subscribe([{ code: 'NASDAQ:AAPL' }]);
    const frame = await client.next(isSeries);
    assert.equal(frame['bar_type'], '1m');
    assert.equal(barsOf(frame).length, 1);
  });

  it('replaces the whole set: what is left out falls silent, what stays gets no second history', async () => {
    const simulator = await start();
    const client = await dial(simulator);
    client.subscribe([AAPL_MINUTES, TSLA_QUOTE]);
    await client.next(isBatch);
    client.subscribe([AAPL_MINUTES, AAPL_QUOTE]);
    const batch = await client.next(isBatch);
    assert.deepEqual(quotesOf(batch).map(codeOf), ['NASDAQ:AAPL']);
    simulator.insightsentry.setPrice('NASDAQ:TSLA', 400);
    simulator.insightsentry.setPrice('NASDAQ:AAPL', 250);
    const frames = await client.untilPong();
    assert.deepEqual(frames.map(codeOf), ['NASDAQ:AAPL', 'NASDAQ:AAPL']);
    assert.deepEqual(
      frames.filter(isSeries).map(frame => barsOf(frame).length),
      [1],
    );
    assert.equal(client.frames.filter(frame => isSeries(frame) && barsOf(frame).length === 100).length, 1);
  });

  it('sends history again for a changed max_dp, and for everything where it is told to', async () => {
    const changed = await dial(await start());
    changed.subscribe([AAPL_MINUTES]);
    await changed.next(isSeries);
    changed.subscribe([{ ...AAPL_MINUTES, max_dp: 7 }]);
    assert.equal(barsOf(await changed.next(isSeries)).length, 7);
    const always = await dial(await start({ insightsentry: { historyOnReplace: 'always' } }));
    always.subscribe([AAPL_MINUTES]);
    await always.next(isSeries);
    always.subscribe([AAPL_MINUTES]);
    assert.equal(barsOf(await always.next(isSeries)).length, 100);
  });

  it('refuses an empty list and keeps the set that runs', async () => {
    const simulator = await start();
    const client = await dial(simulator);
    client.subscribe([AAPL_QUOTE]);
    await client.next(isBatch);
    client.subscribe([]);
    assert.deepEqual(await client.next(), { message: 'Subscriptions field or value is invalid' });
    simulator.insightsentry.setPrice('NASDAQ:AAPL', 251);
    assert.equal((await client.next())['last_price'], 251);
  });

  it('names each bad entry by error and symbol while the good ones run', async () => {
    const client = await dial(await start());
    await client.next();
    client.subscribe([
      { code: 'INVALID:NOPE', type: 'quote' },
      { code: 'no code' },
      { code: 'NASDAQ:AAPL', bar_type: 'second', bar_interval: 2 },
      { code: 'NASDAQ:MSFT', bar_type: 'tick', bar_interval: 5 },
      { code: 'NASDAQ:NVDA', bar_type: 'hour', bar_interval: 0 },
      { code: 'NYSE:KO', currency: 'ZZZ' },
      { code: 'NYSE:BA', unit: 'PARSEC' },
      { code: 'NYSE:DIS', bar_type: 'year' },
      { code: 'NYSE:JPM', max_dp: 0 },
      'no object',
      TSLA_QUOTE,
    ]);
    const errors = (await client.untilPong()).filter(frame => 'error' in frame);
    assert.deepEqual(
      errors.map(({ error, symbol }) => [error, symbol]),
      [
        ['invalid_symbol', 'INVALID:NOPE'],
        ['invalid_symbol', 'no code'],
        ['invalid_bar_interval', 'NASDAQ:AAPL'],
        ['invalid_bar_interval', 'NASDAQ:MSFT'],
        ['invalid_bar_interval', 'NASDAQ:NVDA'],
        ['invalid_currency_code', 'NYSE:KO'],
        ['invalid_unit_code', 'NYSE:BA'],
        ['invalid_request', 'NYSE:DIS'],
        ['invalid_request', 'NYSE:JPM'],
        ['invalid_request', undefined],
      ],
    );
    const guideText = 'Invalid bar_interval for second interval. Allowed values: 1, 5, 10, 15, 30, 45';
    assert.equal(errors[2]?.['message'], guideText);
    const batch = client.frames.find(isBatch);
    assert.deepEqual(batch && quotesOf(batch).map(codeOf), ['NASDAQ:TSLA']);
  });

  it('clamps max_dp to 1,000 below ten symbol subscriptions and to 30,000 from there', async () => {
    const many = { ...AAPL_MINUTES, max_dp: 50_000 };
    const small = await dial(await start({ insightsentry: { plan: { symbols: 9 } } }));
    small.subscribe([many]);
    assert.equal(barsOf(await small.next(isSeries)).length, 1_000);
    const mega = await dial(await start({ insightsentry: { plan: { symbols: 10 } } }));
    mega.subscribe([many]);
    assert.equal(barsOf(await mega.next(isSeries)).length, 30_000);
  });

  it('counts a series as one and ten quotes as one, and keeps the old set when it is too much', async () => {
    const simulator = await start({ insightsentry: { plan: { symbols: 2 } } });
    const client = await dial(simulator);
    await client.next();
    const quotes = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ code: `NYSE:A${n}`, type: 'quote' }));
    client.subscribe([AAPL_MINUTES, ...quotes(10)]);
    assert.ok(isSeries(await client.next()));
    assert.equal((await client.next())['total_items'], 10);
    client.subscribe([AAPL_MINUTES, ...quotes(11)]);
    assert.match(String((await client.next())['message']), /exceeds the number of symbols/);
    simulator.insightsentry.setPrice('NYSE:A9', 12);
    assert.equal((await client.next())['code'], 'NYSE:A9');
  });

  it('shows the options of a series in its prices', async () => {
    const client = await dial(await start());
    const days = { bar_type: 'day', bar_interval: 1, max_dp: 200 };
    client.subscribe([
      { code: 'NASDAQ:AAPL', ...days },
      { code: 'NASDAQ:AAPL', ...days, split: false, dadj: true },
      { code: 'NASDAQ:AAPL', ...days, currency: 'EUR' },
      { code: 'CME_MINI:ES1!', ...days },
      { code: 'CME_MINI:ES1!', ...days, badj: true, split: false },
    ]);
    const closes: number[] = [];
    for (let frame = 0; frame < 5; frame += 1)
      closes.push(barsOf(await client.next(isSeries))[0]?.['close'] ?? 0);
    const [plain = 0, unsplit = 0, euros = 0, future = 0, adjusted = 0] = closes;
    assert.ok(Math.abs(unsplit / plain - 4) < 1e-6, 'split:false forces dadj off');
    assert.ok(Math.abs(euros * 1.0874 - plain) < 0.01);
    assert.ok(Math.abs(adjusted / future - 1.004) < 1e-6, 'split does not apply to futures');
  });

  it('speaks the newer dialect only where it is told to', async () => {
    const message = [
      { code: 'NASDAQ:AAPL', type: 'both', bar_type: 'month', bar_interval: 1, dp: 5, '24h': true },
    ];
    const older = await dial(await start());
    older.subscribe(message);
    assert.equal((await older.next(frame => 'error' in frame))['error'], 'invalid_request');
    const newer = await dial(await start({ insightsentry: { dialect: 'newer' } }));
    newer.subscribe(message);
    await newer.next();
    assert.deepEqual(await newer.next(), {
      event: 'subscription_status',
      status: 'active',
      subscription_count: 2,
    });
    const series = await newer.next(isSeries);
    assert.equal(series['bar_type'], '1M');
    assert.equal(barsOf(series).length, 5);
    assert.ok(await newer.next(isBatch));
  });
});

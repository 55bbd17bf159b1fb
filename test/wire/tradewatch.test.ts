import assert from 'node:assert/strict';
import type { QuoteEvent } from '../../core/event';
import { tradeWatch } from '../../nodes/TradeWatch/tradewatch.provider';
import type { TradeWatchOptions } from '../../simulator/tradewatch/options';
import { startSimulator } from '../../simulator/server';
import { until } from '../fakes';
import { FeedRig, cleanUp, reach, type FeedRigOptions } from './feedRig';

async function start(options: TradeWatchOptions = {}, rig: FeedRigOptions = {}) {
  return new FeedRig(tradeWatch, await startSimulator({ rate: 0, tradewatch: options }), rig);
}

interface Sent {
  action: string;
  symbols?: string[];
}

const sentBy = (rig: Awaited<ReturnType<typeof start>>, index = 0): Sent[] =>
  (rig.seen[index]?.received ?? [])
    .map(text => JSON.parse(text) as Sent)
    .filter(({ action }) => action !== 'ping');

describe('TradeWatch quotes on real sockets', function () {
  this.timeout(20_000);
  afterEach(cleanUp);

  it('arrive as numbers, with the exact texts under raw', async () => {
    const rig = await start();
    const node = await rig.online({ assetClass: 'currencies', symbols: 'eur/usd, GBPUSD' });
    rig.simulator.tradewatch.pushQuote('EURUSD', { bid: 1.17164, ask: 1.17174, mid: 1.17169 });
    const isIt = ({ bid, mid }: QuoteEvent) => bid === 1.17164 && mid === 1.17169;
    await until(() => (node.sink.received as QuoteEvent[]).some(isIt), 'the quote');
    const quote = (node.sink.received as QuoteEvent[]).find(isIt);
    assert.deepEqual([quote?.symbol, quote?.stream, quote?.last], ['EURUSD', 'currencies', null]);
    assert.equal((quote?.raw as { bid: string }).bid, '1.17164');
    assert.deepEqual(sentBy(rig), [{ action: 'subscribe', symbols: ['EURUSD', 'GBPUSD'] }]);
  });

  it('of each asset class come over a connection of its own, with the key in a header', async () => {
    const rig = await start();
    await rig.online({ assetClass: 'currencies', symbols: 'EURUSD' });
    await rig.online({ assetClass: 'crypto', symbols: 'BTCUSD' });
    assert.deepEqual(
      rig.seen.map(({ path }) => path),
      ['/tradewatch/currencies/quotes', '/tradewatch/crypto/quotes'],
    );
  });

  it('of thousands of symbols come over one connection, asked for a hundred at a time', async () => {
    const rig = await start();
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
    const symbols = Array.from(
      { length: 3000 },
      (_, index) =>
        `${letters[index % 26]}${letters[Math.floor(index / 26) % 26]}${letters[Math.floor(index / 676)]}X`,
    );
    const node = await rig.online({ assetClass: 'stocks', symbols: symbols.join('\n') });
    await until(
      () => new Set(node.sink.received.map(({ symbol }) => symbol)).size === 3000,
      'all of them',
      10_000,
    );
    const sent = sentBy(rig);
    assert.equal(sent.length, 30);
    assert.ok(sent.every(one => one.symbols?.length === 100));
    assert.ok(!node.sink.kinds.includes('symbol-refused'));
    assert.equal(rig.seen.length, 1);
  });

  it('follow what nodes want: only what changes is sent, and the last one to leave closes', async () => {
    const rig = await start();
    const one = await rig.online({ symbols: 'EURUSD, GBPUSD' });
    const two = await rig.online({ symbols: 'GBPUSD, USDJPY' });
    await until(() => sentBy(rig).length === 2, 'the addition');
    two.subscription.stop();
    await until(() => sentBy(rig).length === 3, 'the end of it');
    assert.deepEqual(sentBy(rig).slice(1), [
      { action: 'subscribe', symbols: ['USDJPY'] },
      { action: 'unsubscribe', symbols: ['USDJPY'] },
    ]);
    one.subscription.stop();
    await until(() => rig.seen[0]?.closed, 'the close', 6000);
    assert.equal(rig.seen[0]?.closed?.code, 1000);
    assert.equal(sentBy(rig).length, 3, 'no empty connection was left to idle');
  });

  it('name the symbol that the server does not list, to those who want it, while the rest runs', async () => {
    const rig = await start();
    const node = await rig.online({ assetClass: 'stocks', symbols: 'AAPL' });
    const other = rig.node({ assetClass: 'stocks', symbols: 'INVALIDX, TSLA' });
    await until(() => other.sink.kinds.includes('symbol-refused'), 'the notice', 8000);
    const [notice] = other.sink.notices.filter(one => one.notice === 'symbol-refused');
    assert.equal(notice?.symbol, 'INVALIDX');
    assert.ok(!node.sink.kinds.includes('symbol-refused'));
    rig.simulator.tradewatch.tick('TSLA');
    await until(() => other.sink.received.length > 0, 'a quote of the other symbol');
    const late = rig.node({ assetClass: 'stocks', symbols: 'invalidx' });
    await until(() => late.sink.kinds.includes('symbol-refused'), 'the notice for one who came later', 8000);
    assert.ok(!node.sink.kinds.includes('symbol-refused'));
    assert.equal(rig.seen.length, 1);
  });

  it('are online, with a word about each symbol, where the server knows none of them', async () => {
    const rig = await start({}, { timing: { readyMs: 10_000 } });
    const node = rig.node({ assetClass: 'stocks', symbols: 'INVALIDX INVALIDY' });
    await until(() => node.sink.kinds.filter(kind => kind === 'symbol-refused').length === 2, 'both', 8000);
    await reach(node, 'online');
  });

  it('take it back where the server lists a symbol late', async () => {
    const rig = await start();
    const node = await rig.online({ assetClass: 'stocks', symbols: 'AAPL, INVALIDX' });
    await until(() => node.sink.kinds.includes('symbol-refused'), 'the notice', 8000);
    rig.faults.send('{"event":"status","symbols":["AAPL","INVALIDX"]}');
    await until(() => node.sink.kinds.includes('subscription'), 'the correction');
    const [notice] = node.sink.notices.filter(one => one.notice === 'subscription');
    assert.deepEqual(
      [notice?.message, notice?.symbol],
      ['TradeWatch accepts INVALIDX after all.', 'INVALIDX'],
    );
  });

  it('come back for every symbol after the line was cut', async () => {
    const rig = await start();
    const node = await rig.online({ symbols: 'EURUSD' });
    node.subscription.update(rig.provider.parse({ symbols: 'EURUSD, USDJPY' }, rig.account()));
    await until(() => sentBy(rig).length === 2, 'the addition');
    rig.faults.drop({ reset: true });
    await reach(node, 'online', 2);
    assert.deepEqual(sentBy(rig, 1), [{ action: 'subscribe', symbols: ['EURUSD', 'USDJPY'] }]);
  });

  it('come back after the server fell silent with an open socket', async () => {
    const rig = await start(
      { controlPingMs: 0 },
      { timing: { silenceMs: 700, ping: { everyMs: 200, text: '{"action":"ping"}' } } },
    );
    const node = await rig.online({ symbols: 'EURUSD' });
    rig.faults.stall({ halfOpen: true });
    const cause = await reach(node, 'waiting');
    assert.match(cause?.message ?? '', /silent/);
    await reach(node, 'online', 2);
  });

  it('stop where the key is wrong, the plan lacks them or the class is unknown, and wait at a limit', async () => {
    const rig = await start();
    const form = { symbols: 'EURUSD' };
    assert.match((await reach(rig.node(form, { apiKey: 'wrong-key' }), 'failed'))?.message ?? '', /key/);
    assert.match((await reach(rig.node(form, { apiKey: 'noplan-key' }), 'failed'))?.message ?? '', /plan/);
    assert.match(
      (await reach(rig.node(form, { path: '/{assetClass}/nothing' }), 'failed'))?.message ?? '',
      /404/,
    );
    rig.simulator.tradewatch.limitRate({ times: 1 });
    const node = rig.node(form, { apiKey: 'another-key' });
    await reach(node, 'waiting');
    const { state } = node.subscription;
    assert.ok(state.name === 'waiting' && state.until - Date.now() > 8000, 'until the window is over');
  });

  it('survive every shape of error, numbers for texts, seconds for ms and a missing mid', async () => {
    const rig = await start();
    const feed = rig.simulator.tradewatch;
    const node = await rig.online({ symbols: 'EURUSD' });
    for (const shape of ['event', 'object', 'text', 'message', 'detail'] as const)
      feed.complain('too many cooks', { shape });
    await until(
      () => node.sink.kinds.filter(kind => kind === 'provider-message').length === 5,
      'five messages',
    );
    feed.adjust({ values: 'numbers', timestamps: 'seconds', mid: false });
    const before = node.sink.received.length;
    feed.tick('EURUSD');
    await until(() => node.sink.received.length > before, 'a quote');
    const quote = node.sink.received.at(-1) as QuoteEvent;
    assert.ok(quote.bid !== null && quote.ask !== null && quote.mid !== null);
    assert.ok(quote.mid > quote.bid - 1e-9 && quote.mid < quote.ask + 1e-9);
    assert.ok(Math.abs(Date.parse(quote.time ?? '') - Date.now()) < 60_000);
    assert.equal(rig.seen.length, 1);
  });
});

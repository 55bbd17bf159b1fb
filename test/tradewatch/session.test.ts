import assert from 'node:assert/strict';
import type { Inbound } from '../../core/provider';
import { tradeWatch } from '../../nodes/TradeWatch/tradewatch.provider';
import { accountOf, fresh, paramsOf, read, readAll, start, status, subscribed } from './quotes';

const refusedIn = (items: readonly Inbound[]): string[] =>
  items.flatMap(item => (item.kind === 'symbol-refused' ? [item.symbol] : []));
const isReady = (items: readonly Inbound[]): boolean => items[0]?.kind === 'ready';

/** Well-formed currency pairs, as many as wanted. */
const pairs = (count: number): string[] =>
  [...Array(count).keys()].map(
    at => [26 ** 2, 26, 1].map(of => letter(Math.floor(at / of) % 26)).join('') + 'USD',
  );
const letter = (at: number): string => String.fromCharCode(65 + at);

describe('the dial of TradeWatch', () => {
  const dial = (form: Record<string, unknown>, stream = 'currencies') => {
    const account = accountOf(form);
    return tradeWatch.dial(account, stream, account.server, 'a+b', []);
  };

  it('goes to the path of the asset class with the key in a header', () => {
    assert.deepEqual(dial({}, 'crypto'), {
      url: 'wss://api.tradewatch.io/crypto/quotes',
      headers: { 'api-key': 'a+b' },
    });
    assert.deepEqual(dial({ keyHeader: 'api_key', server: 'wss://a.b/x/' }).headers, { api_key: 'a+b' });
  });

  it('or with the key in the query, where no header is wanted', () => {
    assert.deepEqual(dial({ keyHeader: '' }), {
      url: 'wss://api.tradewatch.io/currencies/quotes?api-key=a%2Bb',
      headers: {},
    });
  });

  it('goes to another path where one is set', () => {
    assert.equal(dial({ path: '/v2/{assetClass}/ticks' }).url, 'wss://api.tradewatch.io/v2/currencies/ticks');
    assert.equal(dial({ path: '/quotes' }).url, 'wss://api.tradewatch.io/quotes');
    assert.equal(dial({ path: '' }).url, 'wss://api.tradewatch.io/currencies/quotes');
  });

  it('refuses a path or header that cannot be', () => {
    for (const path of ['quotes', '/a?b=c', '/a#b', '/../x', '/{stream}/x', '/a b', '/a/..', '/%2e%2e/'])
      assert.throws(() => accountOf({ path }), /Path/);
    for (const keyHeader of ['Host', 'a b', 'X\r\nY', 'Sec-WebSocket-Key'])
      assert.throws(() => accountOf({ keyHeader }), /Key header/);
    const practice = accountOf({ practice: true, path: 'x', keyHeader: 'Host' });
    assert.deepEqual([practice.path, practice.keyHeader], ['/{assetClass}/quotes', 'api-key']);
  });
});

describe('the messages to TradeWatch', () => {
  it('subscribe straight at open, once each, for all who want something', () => {
    const frames = fresh('EURUSD').open([paramsOf('EURUSD GBPUSD'), paramsOf('GBPUSD, USDJPY')]);
    assert.deepEqual(frames, ['{"action":"subscribe","symbols":["EURUSD","GBPUSD","USDJPY"]}']);
  });

  it('hold a hundred symbols at most', () => {
    const all = pairs(250);
    const frames = fresh('EURUSD')
      .open([paramsOf(all.join(' '))])
      .map(frame => JSON.parse(frame) as { symbols: string[] });
    assert.deepEqual(
      frames.map(({ symbols }) => symbols.length),
      [100, 100, 50],
    );
    assert.deepEqual(
      frames.flatMap(({ symbols }) => symbols),
      all,
    );
  });

  it('say only what changed, first what goes', () => {
    const protocol = subscribed('EURUSD GBPUSD');
    assert.deepEqual(protocol.update([paramsOf('GBPUSD EURUSD')]), []);
    assert.deepEqual(protocol.update([paramsOf('GBPUSD USDJPY')]), [
      '{"action":"unsubscribe","symbols":["EURUSD"]}',
      '{"action":"subscribe","symbols":["USDJPY"]}',
    ]);
    assert.deepEqual(protocol.update([paramsOf('GBPUSD')]), [
      '{"action":"unsubscribe","symbols":["USDJPY"]}',
    ]);
  });

  it('never leave a connection empty, which the server would close', () => {
    const protocol = subscribed('EURUSD');
    assert.deepEqual(protocol.update([paramsOf('GBPUSD')]), [
      '{"action":"subscribe","symbols":["GBPUSD"]}',
      '{"action":"unsubscribe","symbols":["EURUSD"]}',
    ]);
    assert.deepEqual(protocol.update([paramsOf()]), []);
    assert.deepEqual(protocol.update([]), []);
  });
});

describe('a session with TradeWatch', () => {
  it('is ready at the first status that lists something, not at the greeting or a pong', () => {
    const protocol = subscribed('EURUSD');
    assert.ok(!isReady(readAll(protocol, status())));
    assert.ok(!isReady(readAll(protocol, { event: 'pong' })));
    assert.ok(!isReady(readAll(protocol, { event: 'error', message: 'x' })));
    assert.ok(isReady(readAll(protocol, status('EURUSD'))));
    assert.ok(!isReady(readAll(protocol, status('EURUSD'))), 'once');
  });

  it('is ready at the first quote', () => {
    assert.ok(isReady(readAll(subscribed('EURUSD'), { symbol: 'EURUSD', bid: '1' })));
  });

  it('is ready, with words about each, where all symbols were refused', () => {
    const protocol = subscribed('EURUSD GBPUSD');
    readAll(protocol, status());
    const items = readAll(protocol, status());
    assert.ok(isReady(items));
    assert.deepEqual(refusedIn(items), ['EURUSD', 'GBPUSD']);
  });

  it('tells of a missing symbol once, to those who want it', () => {
    const protocol = subscribed('EURUSD GBPUSD');
    readAll(protocol, status());
    const [, item] = read(protocol, status('EURUSD'));
    assert.ok(item?.kind === 'symbol-refused');
    assert.deepEqual([item.symbol, item.topic], ['GBPUSD', 'GBPUSD']);
    assert.match(item.message, /did not accept GBPUSD.*currencies/);
    protocol.update([paramsOf('EURUSD GBPUSD USDJPY')]);
    assert.deepEqual(refusedIn(read(protocol, status('EURUSD'))), ['USDJPY']);
    protocol.update([paramsOf('EURUSD')]);
    protocol.update([paramsOf('EURUSD GBPUSD')]);
    for (let at = 0; at < 3; at += 1) assert.deepEqual(refusedIn(read(protocol, status('EURUSD'))), []);
  });

  it('waits for the answers to all messages, and does not mind their order or case', () => {
    const [...all] = pairs(201);
    const protocol = subscribed(all.join(' '));
    read(protocol, status());
    assert.deepEqual(refusedIn(read(protocol, status(...all.slice(0, 100)))), []);
    assert.deepEqual(refusedIn(read(protocol, status(...all.slice(0, 200)))), []);
    const last = all
      .slice(1)
      .reverse()
      .map(symbol => symbol.toLowerCase());
    assert.deepEqual(refusedIn(read(protocol, status(...last))), [all[0]]);
  });

  it('does not mind a server that greets with nothing', () => {
    const protocol = subscribed('EURUSD GBPUSD');
    assert.deepEqual(refusedIn(readAll(protocol, status('EURUSD'))), ['GBPUSD']);
  });

  it('stops waiting for answers after some seconds, if it heard of the server at all', () => {
    const protocol = subscribed('EURUSD GBPUSD');
    assert.deepEqual(protocol.due(start), []);
    assert.deepEqual(protocol.due(start + 60_000), [], 'no status, no verdict');
    read(protocol, status());
    const late = subscribed('EURUSD GBPUSD');
    read(late, status());
    assert.deepEqual(late.due(start), []);
    assert.deepEqual(late.due(start + 9999), []);
    const items = late.due(start + 10_000);
    assert.ok(isReady(items));
    assert.deepEqual(refusedIn(items), ['EURUSD', 'GBPUSD']);
    assert.deepEqual(late.due(start + 20_000), []);
  });

  it('never doubts a symbol that has quotes, and takes quotes of one that it doubted', () => {
    const protocol = subscribed('EURUSD GBPUSD');
    readAll(protocol, { symbol: 'GBPUSD', bid: '1' });
    assert.deepEqual(refusedIn(read(protocol, status('EURUSD'))), []);
    const other = subscribed('EURUSD GBPUSD');
    assert.deepEqual(refusedIn(read(other, status('EURUSD'))), ['GBPUSD']);
    assert.equal(read(other, { symbol: 'GBPUSD', bid: '1' })[0]?.kind, 'event');
  });

  it('pings by a text, as the provider has it', () => {
    assert.deepEqual(tradeWatch.timing.ping, { everyMs: 30_000, text: '{"action":"ping"}' });
    assert.equal(tradeWatch.timing.silenceMs, 60_000);
  });

  it('takes an odd time of a pong for none', () => {
    for (const timestamp of [null, 'x', '5', 1e300, {}])
      assert.deepEqual(read(subscribed('EURUSD'), { event: 'pong', timestamp }), [{ kind: 'heartbeat' }]);
  });
});

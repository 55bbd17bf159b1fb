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
    assert.ok(!isReady(readAll(protocol, status())));
    assert.deepEqual(protocol.due(start + 1999), []);
    const items = protocol.due(start + 2000);
    assert.ok(isReady(items));
    assert.deepEqual(refusedIn(items), ['EURUSD', 'GBPUSD']);
  });

  it('is ready at once where some are listed, before it is known what became of the others', () => {
    const protocol = subscribed('EURUSD GBPUSD');
    assert.deepEqual(readAll(protocol, status('EURUSD')), [{ kind: 'ready' }, { kind: 'heartbeat' }]);
  });

  it('tells of a missing symbol once, to those who want it', () => {
    const protocol = subscribed('EURUSD GBPUSD');
    readAll(protocol, status());
    assert.deepEqual(read(protocol, status('EURUSD')), [{ kind: 'heartbeat' }]);
    const [item] = protocol.due(start + 2000);
    assert.ok(item?.kind === 'symbol-refused');
    assert.deepEqual([item.symbol, item.topic], ['GBPUSD', 'GBPUSD']);
    assert.match(item.message, /did not accept GBPUSD.*currencies/);
    for (let at = 0; at < 3; at += 1) {
      assert.deepEqual(read(protocol, status('EURUSD')), [{ kind: 'heartbeat' }]);
      assert.deepEqual(protocol.due(start + 60_000 * (at + 1)), []);
    }
  });

  /** One on which EURUSD was accepted and GBPUSD refused, both wanted by `first`. */
  function refusing(first = paramsOf('EURUSD GBPUSD')) {
    const protocol = fresh('EURUSD');
    protocol.open([first]);
    readAll(protocol, status('EURUSD'));
    assert.deepEqual(refusedIn(protocol.due(start + 2000)), ['GBPUSD']);
    return { protocol, first };
  }

  it('tells of it again to one who comes later, or asks anew', () => {
    const { protocol, first } = refusing();
    const second = paramsOf('GBPUSD');
    assert.deepEqual(protocol.update([first, second]), [], 'nothing changes on the wire');
    assert.deepEqual(refusedIn(protocol.due(start + 3000)), ['GBPUSD']);
    assert.deepEqual(protocol.due(start + 4000), [], 'once');
    for (const wanted of [[first, second], [first], [first, paramsOf('EURUSD')]]) protocol.update(wanted);
    assert.deepEqual(refusedIn(protocol.due(start + 5000)), [], 'nobody came who wants it');
    protocol.update([first, paramsOf('GBPUSD USDJPY')]);
    assert.deepEqual(refusedIn(protocol.due(start + 6000)), ['GBPUSD'], 'beside one that is new');
    read(protocol, status('EURUSD'), start + 6000);
    assert.deepEqual(refusedIn(protocol.due(start + 8000)), ['USDJPY']);
  });

  it('tells of it again where it was given up and is asked for again', () => {
    const { protocol } = refusing();
    protocol.update([paramsOf('EURUSD')]);
    read(protocol, status('EURUSD'), start + 3000);
    assert.deepEqual(protocol.due(start + 9000), []);
    protocol.update([paramsOf('EURUSD GBPUSD')]);
    read(protocol, status('EURUSD'), start + 10_000);
    assert.deepEqual(refusedIn(protocol.due(start + 12_000)), ['GBPUSD']);
    protocol.update([paramsOf('GBPUSD')]);
    protocol.update([paramsOf('EURUSD')]);
    assert.deepEqual(refusedIn(protocol.due(start + 12_500)), [], 'nobody wants it by now');
  });

  it('says that it was wrong, once, where a refused symbol is listed or quoted after all', () => {
    const after = {
      kind: 'notice',
      notice: 'subscription',
      message: 'TradeWatch accepts GBPUSD after all.',
      details: { symbol: 'GBPUSD' },
    };
    const listed = refusing().protocol;
    assert.deepEqual(read(listed, status('EURUSD', 'GBPUSD')), [{ kind: 'heartbeat' }, after]);
    assert.deepEqual(read(listed, status('EURUSD', 'GBPUSD')), [{ kind: 'heartbeat' }]);
    const { protocol: quoted, first } = refusing();
    quoted.update([first, paramsOf('GBPUSD')]);
    const items = read(quoted, { symbol: 'GBPUSD', bid: '1' });
    assert.deepEqual([items[0]?.kind, items[1]], ['event', after]);
    assert.equal(read(quoted, { symbol: 'GBPUSD', bid: '1' }).length, 1);
    assert.deepEqual(quoted.due(start + 60_000), [], 'nothing to tell again');
  });

  it('does not take lists that come unasked, or hold a part, for the answer', () => {
    const [...all] = pairs(201);
    const protocol = subscribed(all.join(' '));
    for (const at of [0, 1, 2, 3]) {
      read(protocol, status(...all.slice(0, 10)), start + at * 1000);
      assert.deepEqual(refusedIn(protocol.due(start + at * 1000)), []);
    }
    read(protocol, status(...all.slice(10, 100)), start + 4000);
    assert.deepEqual(refusedIn(protocol.due(start + 5999)), []);
    read(protocol, status(...all.slice(100, 200)), start + 5999);
    assert.deepEqual(refusedIn(protocol.due(start + 7998)), []);
    assert.deepEqual(refusedIn(protocol.due(start + 7999)), [all[200]]);
  });

  it('does not wait for ever where lists come all the time', () => {
    const protocol = subscribed('EURUSD GBPUSD');
    const told: string[] = [];
    for (let at = 0; at <= 12; at += 1) {
      read(protocol, status('EURUSD'), start + at * 1000);
      const refused = refusedIn(protocol.due(start + at * 1000));
      if (refused.length > 0) told.push(`${at}: ${refused.join()}`);
    }
    assert.deepEqual(told, ['10: GBPUSD']);
  });

  it('has nothing to wait for once everything is listed', () => {
    const protocol = subscribed('EURUSD GBPUSD');
    protocol.update([paramsOf('EURUSD GBPUSD USDJPY')]);
    read(protocol, status('USDJPY', 'GBPUSD', 'EURUSD'));
    for (const later of [0, 5000, 60_000]) assert.deepEqual(protocol.due(start + later), []);
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
    assert.deepEqual(refusedIn(read(protocol, status(...last))), []);
    assert.deepEqual(protocol.due(start + 60_000), [], 'the first was listed before');
    const other = subscribed(all.join(' '));
    for (const at of [0, 1, 2]) read(other, status(...last), start + at);
    assert.deepEqual(refusedIn(other.due(start + 2002)), [all[0]]);
  });

  it('does not mind a server that greets with nothing', () => {
    const protocol = subscribed('EURUSD GBPUSD');
    readAll(protocol, status('EURUSD'));
    assert.deepEqual(refusedIn(protocol.due(start + 2000)), ['GBPUSD']);
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
    read(protocol, status('EURUSD'));
    assert.deepEqual(protocol.due(start + 60_000), []);
    const other = refusing().protocol;
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

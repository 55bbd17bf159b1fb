import assert from 'node:assert/strict';
import { fc } from '../property';
import { headLength } from '../../core/provider';
import { tradeWatch } from '../../nodes/TradeWatch/tradewatch.provider';
import { readText } from '../readText';
import { paramsOf, quoteOf, read, start, subscribed } from './quotes';

const symbol = 'EURUSD';

describe('quotes of TradeWatch', () => {
  it('have their fields in the order in which users see them, and null where the provider has nothing', () => {
    const first = ['id', 'recordId', 'type', 'provider', 'stream', 'action', 'symbol', 'symbols', 'time'];
    const prices = ['bid', 'ask', 'mid', 'last', 'change', 'changePercent', 'volume', 'bidSize', 'askSize'];
    const rest = ['open', 'high', 'low', 'previousClose', 'marketCap', 'currency', 'delaySeconds'];
    const fields = [...first, 'receivedTime', 'backfill', ...prices, ...rest, 'marketStatus', 'raw'];
    const raw = { symbol, bid: '1', extra: [1] };
    const quote = quoteOf(read(subscribed(symbol), raw));
    assert.deepEqual(Object.keys(quote), fields);
    assert.deepEqual(quote.raw, raw);
    assert.deepEqual([quote.bid, quote.ask, quote.mid, quote.last], [1, null, null, null]);
    assert.deepEqual(Object.keys(tradeWatch.sample(paramsOf(symbol))), fields);
  });

  it('are whole each: what a frame lacks is not taken from the one before', () => {
    const protocol = subscribed(symbol);
    read(protocol, { symbol, bid: '1', ask: '2' });
    assert.deepEqual(quoteOf(read(protocol, { symbol, bid: '1.5' })).ask, null);
  });

  it('keep the middle that the provider sends, and compute one that is missing without noise', () => {
    const mid = (frame: object): number | null => quoteOf(read(subscribed(symbol), { symbol, ...frame })).mid;
    assert.equal(mid({ bid: '1', ask: '2', mid: '1.4' }), 1.4);
    assert.equal(mid({ bid: '0.1', ask: '0.2' }), 0.15);
    assert.equal(mid({ bid: '0.000000012', ask: '0.000000014' }), 1.3e-8);
    assert.equal(mid({ bid: 1e9, ask: 3e9 }), 2e9);
    assert.equal(mid({ bid: 'n/a', ask: '1' }), null);
  });

  it('know their time from seconds or milliseconds, as text or number', () => {
    const time = (timestamp: unknown): string | null =>
      quoteOf(read(subscribed(symbol), { symbol, bid: 1, timestamp })).time;
    for (const same of ['1790000000000', 1790000000000, '1790000000', 1790000000])
      assert.equal(time(same), '2026-09-21T14:13:20.000Z');
    for (const odd of [null, undefined, '', 'now', 1e300, {}]) assert.equal(time(odd), null);
  });

  it('have ids of their own each, whatever their times', () => {
    const times = fc.array(fc.constantFrom<unknown>('1', '2', 3, null, undefined, 2, 1e30), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(times, list => {
        const protocol = subscribed(symbol);
        const ids = list.map(timestamp => quoteOf(read(protocol, { symbol, bid: 1, timestamp }, 5)).id);
        assert.equal(new Set(ids).size, ids.length, ids.join(', '));
      }),
    );
    const frame = { symbol, bid: 1, timestamp: 1790000000 };
    assert.equal(quoteOf(read(subscribed(symbol), frame)).id, quoteOf(read(subscribed(symbol), frame)).id);
  });

  it('of symbols that nobody asked for say nothing', () => {
    assert.deepEqual(read(subscribed(symbol), { symbol: 'GBPUSD', bid: '1' }), []);
  });
});

describe('quotes in another case than asked for', () => {
  it('are those that were asked for, under the name that was', () => {
    const protocol = subscribed({ assetClass: 'stocks', symbols: 'brk.b' });
    for (const written of ['BRK.B', 'brk.b', 'Brk.b']) {
      assert.equal(protocol.skips(`{"symbol":"${written}","bid":"1"}`), false);
      const [item] = read(protocol, { symbol: written, bid: '1' });
      assert.ok(item?.kind === 'event');
      assert.deepEqual([item.topic, item.event.symbol], ['BRK.B', 'BRK.B']);
    }
    assert.deepEqual(read(protocol, { symbol: 'brk.a', bid: '1' }), []);
    assert.equal(protocol.skips('{"symbol":"brk.a","bid":"1"}'), true);
  });
});

describe('the look at the head of a quote', () => {
  const protocol = subscribed('EURUSD GBPUSD');
  const skips = (frame: string): boolean | undefined => protocol.skips(frame.slice(0, headLength));

  it('skips only what nobody subscribed to, with and without blanks', () => {
    assert.equal(skips('{"symbol":"USDJPY","timestamp":"1","ask":"1","bid":"1"}'), true);
    assert.equal(skips('{ "symbol": "USDJPY", "timestamp": "1", "ask": "1" }'), true);
    assert.equal(skips('{"symbol":"EURUSD","timestamp":"1","ask":"1"}'), false);
    assert.equal(skips('{ "symbol": "GBPUSD", "bid": "1" }'), false);
  });

  it('is in doubt about everything else', () => {
    const odd = ['', 'pong', '[]', '{"event":"status","symbols":[]}', '{"symbol":"USDJPY","error":"x"}'];
    const more = ['{"symbol":"USDJPY"}', '{"symbol":"\\u0045URUSD","bid":1}', '{"bid":1,"symbol":"USDJPY"}'];
    for (const frame of [...odd, ...more, '{"symbol":"USDJPY","message":"x"}', '{"symbol":"'])
      assert.equal(skips(frame), undefined, frame);
  });

  it('agrees with the parser for whatever it says is unwanted', () => {
    const name = fc.oneof(fc.string(), fc.constantFrom('EURUSD', 'USDJPY', 'X'));
    const rest = fc.dictionary(fc.constantFrom('bid', 'ask', 'mid', 'timestamp', 'x'), fc.json());
    fc.assert(
      fc.property(name, rest, (one, fields) => {
        const frame = JSON.stringify({ symbol: one, ...fields });
        if (skips(frame) !== true) return;
        const items = readText(subscribed('EURUSD GBPUSD'), frame, start);
        assert.deepEqual(
          items.filter(({ kind }) => kind !== 'unknown' && kind !== 'ready'),
          [],
        );
      }),
      { numRuns: 1000 },
    );
  });
});

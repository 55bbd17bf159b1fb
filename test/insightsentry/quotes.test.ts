import assert from 'node:assert/strict';
import { fc } from '../property';
import { isQuote } from '../../nodes/InsightSentry/quotes';
import { eventsOf, paramsOf, quoteOf, read, subscribed } from './live';

const code = 'NASDAQ:AAPL';

describe('quotes', () => {
  it('are put together from sparse updates: what is absent is unchanged, null is unknown', () => {
    const protocol = subscribed([{ code }]);
    read(protocol, { data: [{ code, bid: 10, ask: 11, last_price: 10.5, status: 'OPEN' }] });
    const bid = quoteOf(read(protocol, { code, bid: 10.2 }));
    assert.deepEqual([bid.bid, bid.ask, bid.mid, bid.last, bid.marketStatus], [10.2, 11, 10.6, 10.5, 'OPEN']);
    const unknown = quoteOf(read(protocol, { code, ask: null, status: null }));
    assert.deepEqual([unknown.bid, unknown.ask, unknown.mid, unknown.marketStatus], [10.2, null, null, null]);
    assert.deepEqual(
      unknown.raw,
      { code, ask: null, status: null },
      'raw is what came, not what was put together',
    );
  });

  it('may come as a frame of any single field', () => {
    const fields = ['last_price', 'bid', 'ask', 'volume', 'status', 'lp_time', 'change', 'change_percent'];
    const more = ['bid_size', 'ask_size', 'delay_seconds', 'prev_close_price', 'open_price', 'high_price'];
    for (const field of [...fields, ...more, 'low_price', 'market_cap', 'currency_code']) {
      assert.ok(isQuote({ code, [field]: 1 }), field);
    }
    assert.ok(!isQuote({ code }));
    const protocol = subscribed([{ code }]);
    assert.equal(quoteOf(read(protocol, { code, high_price: 12 })).high, 12);
  });

  it('have their middle between bid and ask, however small or large, and without binary noise', () => {
    const price = fc.tuple(fc.integer({ min: 1, max: 999_999 }), fc.integer({ min: -12, max: 9 }));
    fc.assert(
      fc.property(price, fc.integer({ min: 0, max: 9999 }), ([digits, exponent], spread) => {
        const bid = Number(`${digits}e${exponent}`);
        const ask = Number(`${digits + spread}e${exponent}`);
        const { mid } = quoteOf(read(subscribed([{ code }]), { code, bid, ask }));
        const exact = Number(`${(2 * digits + spread) * 5}e${exponent - 1}`);
        assert.ok(mid !== null && Math.abs(mid - exact) <= exact * 1e-3 + 1e-14, `${bid} ${mid} ${ask}`);
        assert.ok(String(mid).length <= 24);
      }),
    );
    assert.equal(quoteOf(read(subscribed([{ code }]), { code, bid: 0.1, ask: 0.2 })).mid, 0.15);
    assert.equal(quoteOf(read(subscribed([{ code }]), { code, bid: 1.2e-8, ask: 1.4e-8 })).mid, 1.3e-8);
  });

  it('take numbers in quotes for numbers, and nonsense for unknown', () => {
    const protocol = subscribed([{ code }]);
    const quote = quoteOf(read(protocol, { code, bid: '10.5', ask: 'n/a', volume: {}, last_price: true }));
    assert.deepEqual([quote.bid, quote.ask, quote.volume, quote.last], [10.5, null, null, null]);
    const infinite = quoteOf(read(protocol, `{"code":"${code}","bid":1e999,"lp_time":1e999}`));
    assert.deepEqual([infinite.bid, infinite.time], [null, null]);
  });

  it('know their own time from lp_time, also in quotes, else from last_update', () => {
    const protocol = subscribed([{ code }]);
    const time = (frame: object): string | null => quoteOf(read(protocol, frame)).time;
    assert.equal(time({ code, bid: 1, lp_time: 1757061117.5 }), '2025-09-05T08:31:57.500Z');
    assert.equal(time({ code, bid: 1, lp_time: '1757061117.0' }), '2025-09-05T08:31:57.000Z');
    assert.equal(time({ last_update: 1757061265540, data: [{ code, bid: 1 }] }), '2025-09-05T08:34:25.540Z');
    assert.equal(time({ code, bid: 1 }), null);
  });

  it('have ids of their own each, whatever their times', () => {
    const times = fc.array(fc.constantFrom<unknown>(1, 2, 3, null, undefined, '2', 1e30), { maxLength: 40 });
    fc.assert(
      fc.property(times, list => {
        const protocol = subscribed([{ code }]);
        const ids = list.map(
          (lp_time, index) => quoteOf(read(protocol, { code, bid: index, lp_time }, 5)).id,
        );
        assert.equal(new Set(ids).size, ids.length, ids.join(', '));
      }),
    );
  });

  it('are taken from a batch one by one; what is no quote of ours is passed over', () => {
    const protocol = subscribed([{ code }, { code: 'NASDAQ:TSLA' }]);
    const data = [
      { code: 'NASDAQ:TSLA', bid: 1 },
      null,
      5,
      'x',
      [],
      { bid: 1 },
      { code: 5 },
      { code: 'X:Y', bid: 1 },
    ];
    assert.deepEqual(
      eventsOf(read(protocol, { data: [...data, { code, bid: 2 }] })).map(({ symbol }) => symbol),
      ['NASDAQ:TSLA', code],
    );
  });

  it('share nothing that a flow could change under the next one', () => {
    const protocol = subscribed([{ code }]);
    const one = quoteOf(read(protocol, { code, bid: 1 }));
    const two = quoteOf(read(protocol, { code, bid: 2 }));
    assert.notEqual(one, two);
    assert.equal(one.bid, 1);
  });

  it('start afresh on a new socket, and go on over a change of what is subscribed', () => {
    const protocol = subscribed([{ code }]);
    read(protocol, { code, bid: 1 });
    const rows = [{ code }, { code: 'NASDAQ:TSLA' }];
    protocol.update([paramsOf(rows)], 'test-key');
    assert.equal(quoteOf(read(protocol, { code, ask: 2 })).bid, 1);
    assert.equal(quoteOf(read(subscribed([{ code }]), { code, ask: 2 })).bid, null);
  });
});

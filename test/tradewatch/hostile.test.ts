import assert from 'node:assert/strict';
import { fc } from '../property';
import { readText } from '../readText';
import { quoteOf, read, start, status, subscribed } from './quotes';

const symbols = 'EURUSD GBPUSD';
const goodFrames = [
  { symbol: 'EURUSD', timestamp: '1790000000123', ask: '1.17174', bid: '1.17164', mid: '1.17169' },
  status(),
  status('EURUSD', 'GBPUSD'),
  { event: 'pong', timestamp: '1704067261000' },
  { event: 'error', message: 'No.' },
  { error: { code: 422, message: 'No.' } },
  { detail: [{ loc: ['a'], msg: 'No.', type: 'b' }] },
].map(frame => JSON.stringify(frame));

/** Values that break careless readers. */
const nasty = fc.constantFrom(
  ...['null', 'true', '1e999', '-1e999', '""', '"\\ud800"', '[]', '{}', '[[]]', '-0', '1e308', '[null]'],
  ...['{"__proto__":{"polluted":1}}', '"constructor"', '{"toString":1}', '{"length":-1}', '"__proto__"'],
);

/** A good frame with one value replaced by a nasty one. */
const mutated = fc.tuple(fc.constantFrom(...goodFrames), fc.nat(30), nasty).map(([frame, at, value]) => {
  const places = [...frame.matchAll(/(?<=[:[,])("[^"]*"|-?[\d.]+|\{[^{}]*\}|\[[^[\]]*\])/g)];
  const place = places[at % Math.max(1, places.length)];
  return place
    ? `${frame.slice(0, place.index)}${value}${frame.slice(place.index + place[0].length)}`
    : frame;
});
const truncated = fc
  .tuple(fc.constantFrom(...goodFrames), fc.nat(100))
  .map(([frame, length]) => frame.slice(0, length));
const garbage = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), mutated, truncated);

describe('frames that TradeWatch would never send', () => {
  it('never throw, and the same ones always say the same', () => {
    fc.assert(
      fc.property(fc.array(garbage, { minLength: 1, maxLength: 8 }), frames => {
        const [one, other] = [subscribed(symbols), subscribed(symbols)];
        const heard = (protocol: typeof one): unknown =>
          JSON.stringify(
            frames.map((frame, index) => [
              readText(protocol, frame, start + index),
              protocol.due(start + index * 9999),
              protocol.skips(frame.slice(0, 160)),
            ]),
          );
        assert.equal(heard(one), heard(other));
      }),
      { numRuns: 1000 },
    );
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });

  it('leave the good ones after them as good as ever', () => {
    fc.assert(
      fc.property(fc.array(garbage, { maxLength: 8 }), frames => {
        const protocol = subscribed(symbols);
        for (const frame of frames) readText(protocol, frame, start);
        const quote = quoteOf(
          read(protocol, { symbol: 'GBPUSD', bid: '1', ask: '2', timestamp: '1790000000123' }),
        );
        assert.deepEqual([quote.bid, quote.ask, quote.mid], [1, 2, 1.5]);
      }),
      { numRuns: 300 },
    );
  });

  it('give numbers or nothing, whatever they hold', () => {
    fc.assert(
      fc.property(fc.constantFrom('bid', 'ask', 'mid', 'timestamp'), fc.jsonValue(), (name, value) => {
        const quote = quoteOf(read(subscribed(symbols), { symbol: 'EURUSD', bid: 1, [name]: value }));
        for (const number of [quote.bid, quote.ask, quote.mid])
          assert.ok(number === null || Number.isFinite(number));
      }),
    );
  });

  it('may name what every object has, be nested ten thousand deep, or have a million items', () => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    const protocol = subscribed(symbols);
    for (const name of ['__proto__', 'constructor', 'toString', ''])
      assert.deepEqual(read(protocol, `{"symbol":"${name}","bid":1}`), []);
    for (const field of ['symbol', 'bid', 'event', 'symbols', 'error', 'detail', 'message', 'timestamp'])
      readText(protocol, `{"event":"status","${field}":${deep},"symbol":"EURUSD","x":${deep}}`, start);
    readText(protocol, `{"event":"status","symbols":[${'"x",'.repeat(1e6)}"x"]}`, start);
    readText(protocol, `{"detail":[${'{},'.repeat(1e6)}{}]}`, start);
    assert.equal(read(protocol, { symbol: 'EURUSD', bid: 1 }).length, 1);
  });
});

import assert from 'node:assert/strict';
import { fc } from '../property';
import { headLength } from '../../core/provider';
import { readText } from '../readText';
import { minuteFrame, minuteRow, read, start, subscribed } from './live';

const rows = [minuteRow, { code: 'NASDAQ:AAPL' }, { code: 'NASDAQ:TSLA' }];

const goodFrames = [
  minuteFrame([0, 1], [1, 2]),
  { data: [{ code: 'NASDAQ:AAPL', bid: 1, status: 'OPEN' }], last_update: start, total_items: 1 },
  { code: 'NASDAQ:TSLA', last_price: 5, lp_time: start / 1000 },
  { error: 'invalid_symbol', message: 'No.', symbol: 'X:Y', details: { a: 1 } },
  { error: 'server_busy', action: 'reconnect', retryable: true, retry_after_seconds: 3 },
  { message: 'Connecting...', server: 'X' },
  { server_time: start },
  { event: 'subscription_status', status: 'active', subscription_count: 1 },
].map(frame => JSON.stringify(frame));

/** Values that break careless readers. */
const nasty = fc.constantFrom(
  ...[
    'null',
    'true',
    '1e999',
    '-1e999',
    '""',
    '"\\ud800"',
    '[]',
    '{}',
    '[[]]',
    '{"__proto__":{"polluted":1}}',
  ],
  ...['-0', '"NASDAQ:AAPL"', '1e308', '"constructor"', '[null]', '{"toString":1}', '{"length":-1}'],
);

/** A good frame with one value replaced by a nasty one. */
const mutated = fc.tuple(fc.constantFrom(...goodFrames), fc.nat(20), nasty).map(([frame, at, value]) => {
  const places = [...frame.matchAll(/(?<=[:[,])("[^"]*"|-?[\d.]+|true|\{[^{}]*\}|\[[^[\]]*\])/g)];
  const place = places[at % Math.max(1, places.length)];
  return place
    ? `${frame.slice(0, place.index)}${value}${frame.slice(place.index + place[0].length)}`
    : frame;
});
const truncated = fc
  .tuple(fc.constantFrom(...goodFrames), fc.nat(200))
  .map(([frame, length]) => frame.slice(0, length));
const garbage = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), mutated, truncated);

describe('frames that no sane server sends', () => {
  it('never throw, and the same ones always say the same', () => {
    fc.assert(
      fc.property(fc.array(garbage, { minLength: 1, maxLength: 8 }), frames => {
        const [one, other] = [subscribed(rows), subscribed(rows)];
        const heard = (protocol: typeof one): unknown =>
          JSON.stringify(
            frames.map((frame, index) => [
              readText(protocol, frame, start + index),
              protocol.due(start + index * 99_999),
            ]),
          );
        assert.equal(heard(one), heard(other));
      }),
      { numRuns: 1000 },
    );
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });

  it('leave the good ones after them as good as ever', () => {
    const good = [JSON.stringify({ code: 'NASDAQ:TSLA', bid: 1, ask: 2, lp_time: 1e9 })];
    fc.assert(
      fc.property(fc.array(garbage, { maxLength: 8 }), frames => {
        const protocol = subscribed(rows);
        for (const frame of frames) readText(protocol, frame, start);
        const [item] = read(protocol, good[0], start);
        assert.ok(item?.kind === 'event' && item.event.type === 'quote');
        assert.deepEqual([item.event.bid, item.event.ask, item.event.mid], [1, 2, 1.5]);
      }),
      { numRuns: 300 },
    );
  });

  it('may name what every object has', () => {
    for (const code of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', 'NASDAQ:AAPL']) {
      for (const field of [
        'bid',
        'series',
        'data',
        'error',
        'event',
        'message',
        '__proto__',
        'constructor',
      ]) {
        for (const value of [
          '{"__proto__":{"polluted":1}}',
          '[{"__proto__":{"polluted":1}}]',
          '"__proto__"',
          '1',
        ]) {
          const protocol = subscribed(rows);
          readText(protocol, `{"code":${JSON.stringify(code)},"${field}":${value}}`, start);
          readText(protocol, `{"code":${JSON.stringify(code)},"bid":1,"${field}":${value}}`, start);
        }
      }
    }
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    const error = read(subscribed(rows), '{"error":"__proto__","message":"m"}');
    assert.equal(error[0]?.kind, 'notice');
  });

  it('may be nested ten thousand deep, or have a million items', () => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    const deeper = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
    const protocol = subscribed(rows);
    for (const value of [deep, deeper]) {
      for (const field of ['bid', 'series', 'data', 'error', 'message', 'server_time', 'x']) {
        readText(protocol, `{"code":"NASDAQ:AAPL","${field}":${value}}`, start);
        readText(protocol, `{"${field}":${value}}`, start);
      }
    }
    readText(protocol, `{"data":[${'5,'.repeat(1e6)}5]}`, start);
    readText(protocol, `{"code":"NASDAQ:AAPL","bar_type":"1m","series":[${'{},'.repeat(2e5)}{}]}`, start);
  });
});

describe('the look at a frame’s head', () => {
  const protocol = subscribed(rows);
  const skips = (frame: string): boolean | undefined => protocol.skips(frame.slice(0, headLength));

  it('skips only what nobody subscribed to, and only where the head is as documented', () => {
    assert.equal(skips('{"code":"NASDAQ:MSFT","bid":1}'), true);
    assert.equal(skips('{"code":"NASDAQ:AAPL","bid":1}'), false);
    for (const odd of [
      ' {"code":"NASDAQ:MSFT"}',
      '{"bid":1,"code":"NASDAQ:MSFT"}',
      '{"data":[]}',
      'pong',
      '',
      '{"code":"',
    ]) {
      assert.equal(skips(odd), undefined, odd);
    }
  });

  it('never skips an error, an escape that hides a name, or what is no symbol', () => {
    assert.notEqual(skips('{"code":"unauthorized","message":"The api_key is invalid."}'), true);
    assert.notEqual(skips('{"code":"NASDAQ:\\u0041APL","bid":1}'), true);
    assert.notEqual(skips('{"code":"","error":"server_busy"}'), true);
  });

  it('agrees with the parser for whatever it says is unwanted', () => {
    const code = fc.oneof(fc.string(), fc.constantFrom('NASDAQ:AAPL', 'NASDAQ:TSLA', 'NASDAQ:MSFT', 'A:B'));
    fc.assert(
      fc.property(
        code,
        fc.dictionary(fc.constantFrom('bid', 'ask', 'series', 'status'), fc.json()),
        (name, rest) => {
          const frame = JSON.stringify({ code: name, ...rest });
          if (skips(frame) !== true) return;
          const items = readText(subscribed(rows), frame, start);
          assert.deepEqual(
            items.filter(({ kind }) => kind !== 'unknown'),
            [],
          );
        },
      ),
      { numRuns: 1000 },
    );
  });
});

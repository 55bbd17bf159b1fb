import assert from 'node:assert/strict';
import { fc } from '../property';
import { headLength } from '../../core/provider';
import { benzinga } from '../../nodes/Benzinga/benzinga.provider';
import { decodeEntities, plainText } from '../../core/plain-text';
import { streams, type BenzingaStream } from '../../nodes/Benzinga/streams';
import { readText } from '../readText';
import { article, eventOf, message, opened, paramsOf, read, start } from './feed';

const bodies: object[] = [
  message({
    ticker: 'SIMC',
    date: '2026-01-14',
    time: '10:37:52',
    pt_current: '1.5',
    updated: 1_768_402_800,
  }),
  message({ security: { symbol: 'SIMC', isin: 'US0378331005' }, analyst_insights: 'x', updated: 1 }),
  message({
    title: 'a &amp; b',
    teaser: '<p>x</p>',
    channels: [{ name: 'News' }],
    stocks: [{ name: 'SIMC' }],
    image: [{ size: 'large', url: 'https://example.com/i.jpg' }],
    created: 'Wed, 14 Jan 2026 13:49:49 -0500',
  }),
  article(['TSX:ABC'], ['News']),
  {
    id: 'c',
    data: { aggregate_ratings: { buy: 1 }, consensus_rating: 'BUY', updated_at: '2026-01-14T15:21:06Z' },
  },
  { call_id: 'c', transcript_id: 't', sentence: 's', symbol: 'SIMC', sequence: 0, status: 'COMPLETE' },
  { action: 'audio', symbol: 'SIMC', call_id: 'c', hls_url: 'https://example.com' },
  {
    data: {
      type: 'transcript_chunk',
      content: { call_id: 'c', index: 1, security: { ticker: 'SIMC' }, time: 1 },
    },
  },
  { type: 'not_found_error', message: 'No.', params: [] },
  { message: 'Connected', uid: 'x' },
];
const goodFrames = bodies.map(frame => JSON.stringify(frame));

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
    '[null]',
    '-0',
    '1e308',
    '"SIMC"',
  ],
  ...[
    '{"__proto__":{"polluted":1}}',
    '"constructor"',
    '{"toString":1}',
    '{"length":-1}',
    '"__proto__"',
    '"0000-00-00"',
  ],
  ...[
    '"9999-99-99T99:99:99Z"',
    '"99, 99 Abc 9999 99:99"',
    '[{"name":{"name":1}}]',
    '{"constructor":{"a":1}}',
  ],
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
const stream = fc.constantFrom<BenzingaStream>(...streams);

/** A node that filters by all that its stream can be filtered by. */
const picky = { tickers: 'SIMC', isins: 'US0378331005', channels: 'News' };

describe('frames that no sane server sends', () => {
  it('never throw, and the same ones always say the same', () => {
    fc.assert(
      fc.property(stream, fc.array(garbage, { minLength: 1, maxLength: 8 }), (name, frames) => {
        const heard = (): string => {
          const protocol = opened({ stream: name, ...picky });
          return JSON.stringify(frames.map((frame, index) => readText(protocol, frame, start + index)));
        };
        assert.equal(heard(), heard());
      }),
      { numRuns: 1000 },
    );
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });

  it('never make an event without an id, with a number that is a text, or a time that is none', () => {
    fc.assert(
      fc.property(stream, garbage, (name, frame) => {
        for (const item of readText(opened({ stream: name }), frame, start)) {
          if (item.kind !== 'event') continue;
          const { id, time, symbols, symbol } = item.event;
          assert.ok(id.length > 0 && id.length <= 500);
          assert.ok(time === null || new Date(time).toISOString() === time);
          assert.ok(symbols.every(one => typeof one === 'string' && one !== ''));
          assert.equal(symbol, symbols[0] ?? null);
          const fields = Object.entries(item.event).filter(([field]) => field !== 'raw');
          for (const [field, value] of fields) {
            assert.ok(value !== undefined && value !== '', field);
            if (/^(eps|revenue|priceTarget$|score|sequence|importance)/.test(field))
              assert.ok(value === null || Number.isFinite(value), field);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('are judged by every filter without a throw', () => {
    fc.assert(
      fc.property(stream, garbage, (name, frame) => {
        const accepts = benzinga.filter?.(paramsOf({ stream: name, ...picky }));
        for (const item of readText(opened({ stream: name }), frame, start))
          if (item.kind === 'event') assert.equal(typeof accepts?.(item.event), 'boolean');
      }),
      { numRuns: 1000 },
    );
  });

  it('leave the good ones after them as good as ever', () => {
    fc.assert(
      fc.property(fc.array(garbage, { maxLength: 8 }), frames => {
        const protocol = opened({ stream: 'ratings' });
        for (const frame of frames) readText(protocol, frame, start);
        const event = eventOf(protocol, message({ ticker: 'SIMC', pt_current: '2.5' }));
        assert.ok(event.type === 'rating');
        assert.deepEqual([event.symbol, event.priceTarget], ['SIMC', 2.5]);
      }),
      { numRuns: 300 },
    );
  });

  it('may name what every object has', () => {
    const names = [
      'id',
      'data',
      'content',
      'ticker',
      'stocks',
      'security',
      'error',
      'type',
      'message',
      '__proto__',
    ];
    const values = ['{"__proto__":{"polluted":1}}', '[{"__proto__":{"polluted":1}}]', '"__proto__"', '1'];
    for (const name of streams) {
      for (const field of [...names, 'constructor', 'toString', 'aggregate_ratings', 'sentence', 'action']) {
        for (const value of values) {
          const protocol = opened({ stream: name, ...picky });
          readText(protocol, `{"${field}":${value}}`, start);
          readText(protocol, `{"data":{"${field}":${value}}}`, start);
          readText(protocol, `{"data":{"action":"created","content":{"${field}":${value},"x":1}}}`, start);
        }
      }
    }
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    const counts = '{"data":{"aggregate_ratings":{"__proto__":5,"buy":3,"hold":"x"}}}';
    const event = eventOf(opened({ stream: 'consensus' }), counts);
    assert.ok(event.type === 'consensus');
    assert.deepEqual(event.counts, { buy: 3 });
  });

  it('may be nested ten thousand deep, or have a million items', () => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    const deeper = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
    for (const name of streams) {
      const protocol = opened({ stream: name, ...picky });
      for (const value of [deep, deeper]) {
        readText(protocol, value, start);
        for (const field of ['id', 'data', 'error', 'message', 'sentence', 'type'])
          readText(protocol, `{"${field}":${value}}`, start);
        for (const field of ['ticker', 'channels', 'stocks', 'security', 'image', 'aggregate_ratings'])
          readText(protocol, `{"data":{"action":"created","content":{"${field}":${value}}}}`, start);
      }
      readText(protocol, `[${'5,'.repeat(1e6)}5]`, start);
      readText(
        protocol,
        `{"data":{"action":"created","content":{"stocks":[${'{},'.repeat(2e5)}{}]}}}`,
        start,
      );
    }
  });

  it('take time in proportion to their length, however their texts are made', () => {
    const size = 2_000_000;
    for (const text of ['<', '<a', '&', '&#', '&amp', ' ', '<a ', '"p', 'p', '1', '<a<', '&a;', '\n<']) {
      const long = text.repeat(size / text.length);
      const began = performance.now();
      plainText(long);
      decodeEntities(long);
      readText(
        opened({ stream: 'news' }),
        JSON.stringify(message({ title: long, teaser: long, updated: long })),
        start,
      );
      readText(opened({ stream: 'transcripts' }), long, start);
      assert.ok(performance.now() - began < 4000, `${text} takes ${performance.now() - began} ms`);
    }
  }).timeout(60_000);
});

describe('the look at a frame’s head', () => {
  const protocol = opened({ stream: 'news' });
  const skips = (frame: string, known: readonly string[] = []): boolean | undefined =>
    protocol.skips?.(frame.slice(0, headLength), (topic, id) => topic === 'news' && known.includes(id));

  it('skips what was sent before, and only that', () => {
    const frame = JSON.stringify(article(['SIMC']));
    assert.equal(skips(frame), false);
    assert.equal(skips(frame, ['message-1']), true);
    assert.equal(skips(` ${frame}`, ['message-1']), undefined);
  });

  it('does not judge a frame whose id is not its first field, or is no plain text', () => {
    for (const odd of [
      '{"api_version":"websocket/v1","id":"message-1"}',
      '{"data":{"id":"message-1"}}',
      '[{"id":"message-1"}]',
      '{"id":5}',
      '{"id":""}',
      '{"id":"message-1',
      `{"id":"${'x'.repeat(150)}"}`,
      '{"id":"message\\u002d1"}',
      'pong',
      '',
    ]) {
      assert.equal(skips(odd, ['message-1', '', '5', 'x'.repeat(150)]), undefined, odd);
    }
  });

  it('agrees with the parser about the id', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.uuid()), fc.dictionary(fc.string(), fc.json()), (id, rest) => {
        const frame = JSON.stringify({ id, ...rest, data: { action: 'created', content: { title: 'x' } } });
        let seen: string | undefined;
        protocol.skips?.(frame.slice(0, headLength), (_topic, found) => {
          seen = found;
          return true;
        });
        if (seen === undefined || 'id' in rest) return;
        assert.equal(eventOf(protocol, frame).id, seen);
      }),
      { numRuns: 1000 },
    );
  });

  it('is not taken on transcripts, which have no ids', () => {
    assert.equal(opened({ stream: 'transcripts' }).skips, undefined);
  });
});

describe('several messages in one frame', () => {
  it('are read one by one, should they ever come', () => {
    const frames = [article(['A']), 5, article(['B']), { message: 'x' }, null];
    const items = read(opened({ stream: 'news' }), frames);
    assert.deepEqual(
      items.map(({ kind }) => kind),
      ['event', 'event', 'heartbeat'],
    );
    assert.deepEqual(
      read(opened({ stream: 'news' }), []).map(({ kind }) => kind),
      ['unknown'],
    );
  });
});

import assert from 'node:assert/strict';
import type { NewsEvent, RatingEvent } from '../../core/event';
import { decodeEntities, plainText } from '../../core/plain-text';
import { streams } from '../../nodes/Benzinga/streams';
import { easternMs, msOf } from '../../nodes/Benzinga/times';
import { benzinga } from '../../nodes/Benzinga/benzinga.provider';
import { fc } from '../property';
import { article, eventOf, message, opened, paramsOf, read } from './feed';

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

function newsOf(content: object, data: object = {}, id = 'message-1'): NewsEvent {
  const event = eventOf(opened({ stream: 'news' }), message(content, data, id));
  assert.ok(event.type === 'news');
  return event;
}

function ratingOf(content: object, data: object = {}): RatingEvent {
  const event = eventOf(opened({ stream: 'ratings' }), message(content, data));
  assert.ok(event.type === 'rating');
  return event;
}

describe('times', () => {
  const cases: [unknown, string | null][] = [
    ['2026-01-14T18:49:50Z', '2026-01-14T18:49:50.000Z'],
    ['2026-01-14T18:49:50.066Z', '2026-01-14T18:49:50.066Z'],
    ['2026-01-14T18:49:50.880730108Z', '2026-01-14T18:49:50.880Z'],
    ['2026-01-14T18:49:50.285Z', '2026-01-14T18:49:50.285Z'],
    ['2026-01-14T18:49:50.9Z', '2026-01-14T18:49:50.900Z'],
    ['2026-01-14T13:49:50-05:00', '2026-01-14T18:49:50.000Z'],
    ['2026-01-14T18:49:50', '2026-01-14T18:49:50.000Z'],
    ['2026-01-14 18:49', '2026-01-14T18:49:00.000Z'],
    ['Wed, 14 Jan 2026 13:49:50 -0500', '2026-01-14T18:49:50.000Z'],
    ['Mon, 01 Jan 2024 13:35:14 -0400', '2024-01-01T17:35:14.000Z'],
    ['1 Jan 2024 13:35 GMT', '2024-01-01T13:35:00.000Z'],
    [1_768_402_800, '2026-01-14T15:00:00.000Z'],
    [1_768_402_800_123, '2026-01-14T15:00:00.123Z'],
    ['1768402800', '2026-01-14T15:00:00.000Z'],
    ...[
      '0001-01-01T00:00:00Z',
      '2026-13-01T00:00:00Z',
      '2026-02-30T00:00:00Z',
      '2026-01-14T24:00:00Z',
      '',
    ].map((text): [string, null] => [text, null]),
    ...[0, -1, NaN, Infinity, 5e15, null, undefined, {}, '2026-01-14', 'yesterday', '14 Foo 2026 10:00'].map(
      (value): [unknown, null] => [value, null],
    ),
  ];
  for (const [value, expected] of cases) {
    it(`are read by the letter: ${String(value)}`, () => assert.equal(iso(msOf(value)), expected));
  }

  it('are the same read the quick way and by the pattern, whatever digits they have', () => {
    const pair = fc
      .oneof(fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 65 }))
      .map(number => String(number).padStart(2, '0'));
    const year = fc.constantFrom('1989', '1999', '2026', '2100', '20x6');
    const fraction = fc.constantFrom(
      '',
      '.',
      '.5',
      '.05',
      '.123',
      '.999999999',
      '.1234567890',
      '.12x',
      ':00',
    );
    const end = fc.constantFrom('Z', 'z', '', '+01:00', 'ZZ');
    fc.assert(
      fc.property(year, fc.tuple(pair, pair, pair, pair, pair), fraction, end, (y, parts, decimals, zone) => {
        const [month, day, hours, minutes, seconds] = parts;
        const text = `${y}-${month}-${day}T${hours}:${minutes}:${seconds}${decimals}${zone}`;
        // A blank is cut off, but takes the quick way from it.
        assert.equal(msOf(text), msOf(`${text} `), text);
      }),
      { numRuns: 3000 },
    );
  });

  it('of New York know when clocks are changed', () => {
    assert.equal(iso(easternMs('2026-01-14', '10:37:52')), '2026-01-14T15:37:52.000Z');
    assert.equal(iso(easternMs('2026-07-14', '10:37')), '2026-07-14T14:37:00.000Z');
    assert.equal(iso(easternMs('2026-03-08', '01:59:59')), '2026-03-08T06:59:59.000Z');
    assert.equal(iso(easternMs('2026-03-08', '03:00:00')), '2026-03-08T07:00:00.000Z');
    assert.equal(iso(easternMs('2026-11-01', '02:00:00')), '2026-11-01T07:00:00.000Z');
    for (const time of ['amc', '', undefined, '25:00']) assert.equal(easternMs('2026-01-14', time), null);
    assert.equal(easternMs('', '10:00:00'), null);
  });

  it('of records are when they were sent, else updated, else their date; of news when they were changed', () => {
    const dates = { date: '2026-01-14', time: '10:37:52', updated: 1_768_402_801 };
    assert.equal(ratingOf(dates).time, '2026-01-14T15:00:00.000Z');
    assert.equal(ratingOf(dates, { timestamp: '' }).time, '2026-01-14T15:00:01.000Z');
    assert.equal(ratingOf({ ...dates, updated: 0 }, { timestamp: null }).time, '2026-01-14T15:37:52.000Z');
    const created = { created: 'Wed, 14 Jan 2026 13:00:00 -0500' };
    assert.equal(newsOf(created).time, '2026-01-14T18:00:00.000Z');
    assert.equal(newsOf({ ...created, updated: '' }).time, '2026-01-14T18:00:00.000Z');
    assert.equal(
      newsOf({ ...created, updated_at: '2026-01-14T18:30:00.000Z' }).time,
      '2026-01-14T18:30:00.000Z',
    );
    assert.equal(newsOf({ title: 'x' }).time, '2026-01-14T15:00:00.000Z');
  });
});

describe('texts', () => {
  it('have their entities decoded once', () => {
    assert.equal(
      decodeEntities('it&#39;s &quot;A&amp;B&quot; &#8217; &#x2019; &rsquo;'),
      'it\'s "A&B" ’ ’ ’',
    );
    assert.equal(decodeEntities('&amp;#39; &amp;amp;'), '&#39; &amp;');
    assert.equal(
      decodeEntities('AT&T; &nothing; &#0; &#xd800; &#9999999; & &;'),
      'AT&T; &nothing; &#0; &#xd800; &#9999999; & &;',
    );
    assert.equal(
      decodeEntities('&#146;&#10;&#x1F600;&constructor;&__proto__;'),
      '’ 😀&constructor;&__proto__;',
    );
  });

  it('lose their tags, not what only looks like one', () => {
    assert.equal(
      plainText('<p>One <b>two</b>, three.</p><ul><li>four</li></ul><br/>five'),
      'One two, three. four five',
    );
    assert.equal(plainText('a < b and c > d <!-- gone --> e<span class="x">f</span>'), 'a < b and c > d ef');
    assert.equal(plainText('&lt;script&gt;  \n x&nbsp;y'), '<script> x y');
  });

  it('of an article: headline and summary are plain, the body is the provider’s', () => {
    const body = '<p>It&#39;s &amp; stays</p>';
    const {
      headline,
      summary,
      body: kept,
    } = newsOf({ title: ' It&#39;s ', teaser: '<p>So&nbsp;so</p>', body });
    assert.deepEqual([headline, summary, kept], ["It's", 'So so', body]);
    const empty = newsOf({ title: '', teaser: '<p></p>', body: '', url: null, image: {} });
    assert.deepEqual(
      [empty.headline, empty.summary, empty.body, empty.url, empty.imageUrl],
      [null, null, null, null, null],
    );
  });
});

describe('what is not there', () => {
  it('is null, be it empty, null or absent, and 0 is a number', () => {
    for (const none of ['', ' ', null, undefined]) {
      const event = ratingOf({
        ticker: 'SIMC',
        pt_current: none,
        analyst: none,
        importance: none,
        url: none,
      });
      assert.deepEqual(
        [event.priceTarget, event.firm, event.importance, event.url, event.analyst],
        [null, null, null, null, null],
      );
    }
    assert.equal(ratingOf({ importance: 0 }).importance, 0);
    assert.equal(ratingOf({ pt_current: '0.00' }).priceTarget, 0);
    assert.equal(ratingOf({ pt_current: 'about 5' }).priceTarget, null);
  });
});

describe('actions', () => {
  const cases: [unknown, string][] = [
    ...['created', 'Created', 'CREATED', '', undefined].map((word): [unknown, string] => [word, 'created']),
    ...['updated', 'Updated', 'corrected'].map((word): [unknown, string] => [word, 'updated']),
    ...['deleted', 'Deleted', 'removed', 'Removed'].map((word): [unknown, string] => [word, 'deleted']),
  ];
  for (const [action, expected] of cases) {
    it(`are ours, whatever the case: ${String(action)}`, () => {
      assert.equal(ratingOf({ ticker: 'SIMC' }, { action }).action, expected);
    });
  }
});

describe('ids', () => {
  it('are the message’s own; the record keeps its id over revisions and withdrawal', () => {
    const first = newsOf({ id: 7, title: 'x' }, {}, 'one');
    const second = newsOf({ id: 7, title: 'y' }, { action: 'updated', id: 7 }, 'two');
    const gone = eventOf(opened({}), message(undefined, { action: 'deleted', id: 7 }, 'three'));
    assert.deepEqual([first.id, second.id, gone.id], ['one', 'two', 'three']);
    assert.deepEqual([first.recordId, second.recordId, gone.recordId], ['7', '7', '7']);
  });

  it('without the message’s own are those of the record’s event and its time', () => {
    const frame = (timestamp: string | undefined, title: string): object => ({
      kind: 'News/v1',
      data: { action: 'Updated', id: 5, content: { id: 9, title }, timestamp },
    });
    const idOf = (...frameOf: Parameters<typeof frame>): string => eventOf(opened({}), frame(...frameOf)).id;
    assert.equal(idOf('2026-01-14T18:49:50.066Z', 'a'), 'News/v1|5|updated|2026-01-14T18:49:50.066Z');
    assert.notEqual(idOf(undefined, 'a'), idOf(undefined, 'b'), 'without a time, two updates are two');
    assert.equal(idOf(undefined, 'a'), idOf(undefined, 'a'));
  });

  it('are of a length that can be remembered', () => {
    assert.ok(newsOf({ title: 'x' }, {}, 'x'.repeat(100_000)).id.length <= 500);
    const sentence = { transcript_id: 'x'.repeat(100_000), sentence: 'x', sequence: 1 };
    assert.ok(eventOf(opened({ stream: 'transcripts' }), sentence).id.length <= 200);
  });
});

describe('symbols', () => {
  it('are as the provider writes them, each once, the primary one first', () => {
    assert.deepEqual(newsOf({ stocks: [{ name: 'A' }, { name: 'B' }, { name: 'A' }] }).symbols, ['A', 'B']);
    const securities = [{ symbol: 'TSX:ABC' }, { symbol: 'B', primary: true }, { symbol: '' }, null];
    const event = newsOf({ securities });
    assert.deepEqual([event.symbol, event.symbols], ['B', ['B', 'TSX:ABC']]);
    const { symbol, symbols } = newsOf({ title: 'of nobody', stocks: [] });
    assert.deepEqual([symbol, symbols], [null, []]);
  });

  it('of a consensus come from wherever they stand, and not from the connection if they do', () => {
    const of = (data: object): unknown =>
      eventOf(opened({ stream: 'consensus', tickers: 'SIMC' }), {
        id: 'x',
        data: { consensus_rating: 'BUY', ...data },
      }).symbol;
    assert.deepEqual(
      [of({}), of({ ticker: 'SIMD' }), of({ symbol: 'SIMD' }), of({ security: { symbol: 'SIMD' } })],
      ['SIMC', 'SIMD', 'SIMD', 'SIMD'],
    );
  });

  it('of a consensus are unknown on a connection for several, for an ISIN, or for all', () => {
    const forms = [
      { tickers: 'SIMC, SIMD' },
      { tickers: 'SIMC', isins: 'US0378331005' },
      { isins: 'US0378331005' },
      {},
    ];
    for (const form of forms) {
      const frame = { id: 'x', data: { consensus_rating: 'BUY' } };
      assert.equal(eventOf(opened({ stream: 'consensus', ...form }), frame).symbol, null);
    }
    const shared = opened({ stream: 'consensus', tickers: 'SIMC' }, { stream: 'consensus', tickers: 'SIMD' });
    assert.equal(eventOf(shared, { id: 'x', data: { consensus_rating: 'BUY' } }).symbol, null);
  });
});

describe('what is no record', () => {
  const kindOf = (frame: unknown): string | undefined => read(opened({}), frame)[0]?.kind;

  it('is a sign of life, an error, or nothing that is known', () => {
    for (const alive of ['ping', ' PONG\n', '"Pong"', '0', '{"message":"hello"}'])
      assert.equal(kindOf(alive), 'heartbeat');
    for (const frame of [
      '',
      'null',
      'true',
      '1.5',
      '"hello"',
      '{}',
      '{"data":{}}',
      '{"data":{"id":5}}',
      '{"data":[]}',
    ])
      assert.equal(kindOf(frame), 'unknown', frame);
    assert.equal(kindOf('{"data":{"action":"created"}}'), 'event');
  });

  it('tells of a refused token in a way that ends the connection for good', () => {
    for (const frame of [
      { type: 'authentication_error', message: 'Bad token' },
      { type: 'forbidden_error', message: 'Not in your plan', data: null },
      { error: { type: 'authentication_error', message: 'Bad token' } },
    ]) {
      const [item] = read(opened({}), frame);
      assert.ok(item?.kind === 'error');
      assert.deepEqual([item.error.name, item.error.retry], ['AuthError', false]);
      assert.match(
        item.error.message,
        /^Benzinga refused the API token: (Bad token|Not in your plan)\. Check/,
      );
    }
  });

  it('tells of other errors in a notice, of a length that a person reads', () => {
    for (const frame of [
      { type: 'not_found_error' },
      { error: 'Too fast' },
      { error: {} },
      { error: true, message: 'x' },
    ]) {
      const [item] = read(opened({}), frame);
      assert.ok(item?.kind === 'notice' && item.notice === 'provider-message', JSON.stringify(frame));
      assert.match(item.message, /^Benzinga says: .+\.$/);
    }
    const [long] = read(opened({}), { type: 'update_error', message: 'x'.repeat(100_000) });
    assert.ok(long?.kind === 'notice' && long.message.length < 400);
  });
});

describe('a sample', () => {
  for (const stream of streams) {
    it(`looks like an event of the stream: ${stream}`, () => {
      const sample = benzinga.sample(paramsOf({ stream, tickers: 'MSFT, TSLA' }));
      assert.deepEqual([sample.provider, sample.stream, sample.symbol], ['benzinga', stream, 'MSFT']);
      assert.deepEqual(JSON.parse(JSON.stringify(sample)), sample, 'nothing in it is undefined or no JSON');
      const unknown = ['raw', 'source', 'imageUrl', 'recordId'];
      for (const [field, value] of Object.entries(sample))
        if (!unknown.includes(field)) assert.ok(value !== null, field);
      assert.ok(benzinga.filter?.(paramsOf({ stream, tickers: 'MSFT' }))?.(sample));
    });
  }

  it('is of a ticker that everybody knows where none was typed', () => {
    assert.equal(benzinga.sample(paramsOf()).symbol, 'AAPL');
    assert.equal(
      benzinga.sample(benzinga.remove(paramsOf(), true, benzinga.account({ practice: true }, 'x'))).symbol,
      'AAPL',
    );
    assert.notEqual(benzinga.sample(paramsOf()), benzinga.sample(paramsOf()), 'each receiver has its own');
  });

  it('is different from an article by nothing but its words', () => {
    const real = eventOf(opened({}), article(['AAPL'], ['News']));
    assert.deepEqual(Object.keys(benzinga.sample(paramsOf())), Object.keys(real));
  });
});

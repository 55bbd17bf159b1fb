import assert from 'node:assert/strict';
import type { Inbound } from '../../core/provider';
import { insightSentry } from '../../nodes/InsightSentry/insightsentry.provider';
import { insightSentryNews } from '../../nodes/InsightSentry/news.provider';
import { readText } from '../readText';
import { accountOf, start } from './live';
import { freshNews, newsParamsOf, openNews, readNews, storyFrame, storyOf } from './news-frames';

const isReady = (items: readonly Inbound[]): boolean => items[0]?.kind === 'ready';
const said = (frames: readonly string[]): unknown[] => frames.map(frame => JSON.parse(frame) as unknown);

describe('a story', () => {
  it('has its fields in the order in which users see them, and the provider’s own object last', () => {
    const first = ['id', 'recordId', 'type', 'provider', 'stream', 'action', 'symbol', 'symbols', 'time'];
    const own = ['headline', 'summary', 'body', 'url', 'source', 'authors', 'channels', 'tags', 'imageUrl'];
    const fields = [...first, 'receivedTime', 'backfill', ...own, 'raw'];
    assert.deepEqual(Object.keys(storyOf()), fields);
    assert.deepEqual(storyOf({ extra: 1 }).raw, storyFrame({ extra: 1 }));
    assert.deepEqual(Object.keys(insightSentryNews.sample(newsParamsOf())), fields);
  });

  it('is the same event when it is replayed, and another of the same record when it changed', () => {
    const { id, recordId } = storyOf();
    assert.equal(storyOf().id, id);
    const changes = [{ title: 'Airline shares rise' }, { content: '<p>Corrected.</p>' }];
    for (const change of [...changes, { title: null }, { content: null }, { title: null, content: 'x' }]) {
      assert.notEqual(storyOf(change).id, id);
      assert.equal(storyOf(change).recordId, recordId);
    }
    assert.notEqual(storyOf({ title: 'a', content: 'b' }).id, storyOf({ title: 'b', content: 'a' }).id);
    for (const published_at of [1790000001, '1790000000', null, undefined, 'soon'])
      assert.equal(storyOf({ published_at }).id, id, 'whenever it says that it was published');
    assert.equal(storyOf({ related_symbols: [] }).id, id);
    assert.ok(storyOf({ content: 'x'.repeat(1e6) }).id.length < 100);
  });

  it('is an update where this socket brought another version of it, under the same id as anywhere', () => {
    const protocol = openNews();
    const next = (fields: Record<string, unknown>): [action: string, id: string] => {
      const [item] = readNews(protocol, storyFrame(fields));
      assert.ok(item?.kind === 'event');
      return [item.event.action, item.event.id];
    };
    const rise = { title: 'Airline shares rise' };
    assert.deepEqual(next({}), ['created', storyOf().id]);
    assert.deepEqual(next({}), ['created', storyOf().id], 'as it was, also when it is replayed');
    assert.deepEqual(next(rise), ['updated', storyOf(rise).id]);
    assert.deepEqual(next(rise), ['updated', storyOf(rise).id]);
    assert.equal(storyOf(rise).action, 'created', 'nobody knows of the other version');
    for (const title of ['x', 'y']) assert.equal(next({ link: null, title })[0], 'created');
  });

  it('is forgotten after a thousand others', () => {
    const protocol = openNews();
    const action = (fields: Record<string, unknown>): string | undefined => {
      const [item] = readNews(protocol, storyFrame(fields));
      return item?.kind === 'event' ? item.event.action : undefined;
    };
    action({});
    for (let at = 0; at < 999; at += 1) action({ link: `https://example.com/${at}` });
    assert.equal(action({ title: 'x' }), 'updated');
    action({ link: 'https://example.com/last' });
    assert.equal(action({ title: 'y' }), 'created');
  });

  it('without a link is known by time, source and title', () => {
    const { id, recordId } = storyOf({ link: null });
    assert.equal(recordId, null);
    assert.equal(storyOf({ link: '' }).id, id);
    for (const change of [{ title: 'x' }, { published_at: 1 }, { source: 'x' }])
      assert.notEqual(storyOf({ link: null, ...change }).id, id);
  });

  it('was published at seconds or milliseconds, as number or text, or at a date with its zone', () => {
    const time = (published_at: unknown): string | null => storyOf({ published_at }).time;
    for (const same of [
      1790000000,
      '1790000000',
      1790000000000,
      '2026-09-21T14:13:20Z',
      '2026-09-21T16:13:20+02:00',
    ])
      assert.equal(time(same), '2026-09-21T14:13:20.000Z');
    for (const odd of [null, '', 'today', '2026-09-21', 1e300, [], {}]) assert.equal(time(odd), null);
  });

  it('has a plain headline, its body as it came, and only a web address to open', () => {
    const headline = (title: string): string | null => storyOf({ title }).headline;
    assert.equal(
      headline('A &amp; B &lt;C&gt; &#39;d&#x27; &quot;e&quot; &nosuch; &amp;amp;'),
      'A & B <C> \'d\' "e" &nosuch; &amp;',
    );
    assert.equal(
      headline('&#0; &#55296; &#x110000; &constructor; &#99999999;'),
      '&#0; &#55296; &#x110000; &constructor; &#99999999;',
    );
    assert.match(storyOf().body ?? '', /^<p class="lead">Southwest &amp; /);
    assert.equal(storyOf({ link: 'javascript:alert(1)' }).url, null);
    assert.equal(storyOf({ link: 'javascript:alert(1)' }).recordId, 'javascript:alert(1)');
  });

  it('names its symbols once each, also where they come as one text', () => {
    const symbols = (related_symbols: unknown): string[] => storyOf({ related_symbols }).symbols;
    assert.deepEqual(symbols(['NYSE:BA', ' NYSE:LUV', 'NYSE:BA', '', 5, null, ['X']]), [
      'NYSE:BA',
      'NYSE:LUV',
    ]);
    assert.deepEqual(symbols('NYSE:BA, NYSE:LUV'), ['NYSE:BA', 'NYSE:LUV']);
    assert.deepEqual(symbols(null), []);
    assert.equal(storyOf({ related_symbols: [] }).symbol, null);
  });
});

describe('a session with the newsfeed', () => {
  it('is dialled beside the market data, for the same account', () => {
    assert.deepEqual(insightSentryNews.dial(accountOf(), 'news', 'wss://a.b', 'k', []), {
      url: 'wss://a.b/newsfeed',
      headers: {},
    });
    for (const shared of ['id', 'title', 'credentialFields', 'timing', 'keySource', 'account'] as const)
      assert.equal(insightSentryNews[shared], insightSentry[shared]);
    assert.equal(insightSentryNews.keySource(accountOf({ plan: 'rapidapi' }))?.perDay, 10);
  });

  it('sends the key and nothing else, once', () => {
    const protocol = freshNews();
    const form = { symbols: 'NYSE:BA', source: 'Reuters', words: 'x' };
    assert.deepEqual(said(protocol.open([newsParamsOf(form)], 'k')), [{ api_key: 'k' }]);
    assert.deepEqual(protocol.update([newsParamsOf()]), []);
  });

  it('is ready at the first story, heartbeat or pong, not at the greeting', () => {
    for (const frame of [storyFrame(), [storyFrame()], { server_time: start }]) {
      const protocol = openNews();
      assert.ok(!isReady(readText(protocol, '{"message":"Connecting...","server":"X"}', start)));
      assert.ok(!isReady(readText(protocol, '[]', start)));
      assert.ok(isReady(readText(protocol, JSON.stringify(frame), start)));
      assert.ok(!isReady(readText(protocol, JSON.stringify(frame), start)), 'once');
    }
    assert.ok(isReady(readText(openNews(), 'pong', start)));
    assert.ok(!isReady(readText(freshNews(), JSON.stringify(storyFrame()), start)), 'nothing was sent');
  });

  it('takes what is no story for none', () => {
    for (const frame of [
      {},
      5,
      'x',
      { data: [5, {}] },
      { title: '' },
      { title: 5 },
      { event: 'x' },
      { news: {} },
    ])
      assert.equal(readNews(openNews(), frame)[0]?.kind, 'unknown', JSON.stringify(frame));
    for (const frame of [[], { data: [] }, { items: [] }]) assert.deepEqual(readNews(openNews(), frame), []);
    assert.equal(readNews(openNews(), [5, storyFrame(), {}]).length, 1);
    assert.deepEqual(readNews(openNews(), { server_time: 'x' }), [{ kind: 'heartbeat' }]);
  });

  it('takes a text about the key for the end only before the first story', () => {
    const frame = { message: 'Invalid API key.' };
    assert.equal(readNews(openNews(), frame)[0]?.kind, 'error');
    const protocol = openNews();
    readNews(protocol, storyFrame());
    assert.equal(readNews(protocol, frame)[0]?.kind, 'key-refused');
  });
});

describe('the filters of the newer dialect', () => {
  const sent = (...forms: Record<string, unknown>[]): unknown =>
    said(freshNews({ dialect: 'newer' }).open(forms.map(newsParamsOf), 'k'))[0];

  it('are sent where they lose nothing', () => {
    assert.deepEqual(sent({}), { api_key: 'k' });
    assert.deepEqual(sent({ source: 'Reuters', symbols: 'nyse:luv NYSE:BA' }), {
      api_key: 'k',
      source: 'Reuters',
      related_symbols: 'NYSE:BA,NYSE:LUV',
    });
    assert.deepEqual(
      sent({ symbols: 'NYSE:BA', source: 'Reuters' }, { symbols: 'NYSE:LUV', source: 'REUTERS' }),
      {
        api_key: 'k',
        source: 'Reuters',
        related_symbols: 'NYSE:BA,NYSE:LUV',
      },
    );
  });

  it('are left out where somebody wants more, or the server might understand less', () => {
    assert.deepEqual(sent({ symbols: 'NYSE:BA', source: 'Reuters' }, {}), { api_key: 'k' });
    assert.deepEqual(sent({ symbols: 'NYSE:BA' }, { source: 'Reuters' }), { api_key: 'k' });
    assert.deepEqual(sent({ symbols: 'BA' }), { api_key: 'k' }, 'a symbol without its exchange');
    assert.deepEqual(sent({ words: 'merger' }), { api_key: 'k' }, 'words may be in the headline');
    const many = [...Array(60_000).keys()].map(at => `NYSE:A${at}`).join(' ');
    assert.deepEqual(sent({ symbols: many }), { api_key: 'k' }, 'a message too long for the server');
  });

  it('want a new socket when they change, and only then: on an open one the replay would pass for news', () => {
    const protocol = freshNews({ dialect: 'newer' });
    protocol.open([newsParamsOf({ symbols: 'NYSE:BA NYSE:LUV' })], 'k');
    assert.deepEqual(protocol.update([newsParamsOf({ symbols: 'NYSE:LUV NYSE:BA' })]), []);
    assert.equal(protocol.update([newsParamsOf({ symbols: 'NYSE:BA' })]), 'redial');
    assert.equal(protocol.update([newsParamsOf()]), 'redial');
    const wide = freshNews({ dialect: 'newer' });
    wide.open([newsParamsOf()], 'k');
    assert.deepEqual(wide.update([newsParamsOf({ words: 'x' })]), []);
  });
});

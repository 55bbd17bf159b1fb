import assert from 'node:assert/strict';
import { fc } from '../property';
import { ConfigError } from '../../core/errors';
import type { NewsParams } from '../../nodes/InsightSentry/news-params';
import { insightSentryNews } from '../../nodes/InsightSentry/news.provider';
import { accountOf } from './live';
import { newsParamsOf, storyOf } from './news-frames';

const account = accountOf();
const add = (params: NewsParams, what: unknown): NewsParams => insightSentryNews.add(params, what, account);
const remove = (params: NewsParams, what: unknown): NewsParams =>
  insightSentryNews.remove(params, what, account);
const labels = (params: NewsParams): string[] => insightSentryNews.topics(params).map(({ label }) => label);

/** Whether a node with that form wants that story. */
function wants(form: Record<string, unknown>, fields: Record<string, unknown> = {}): boolean {
  return insightSentryNews.filter?.(newsParamsOf(form))?.(storyOf(fields)) ?? true;
}

describe('what a news node asks for', () => {
  it('is everything where nothing is said', () => {
    assert.deepEqual(insightSentryNews.topics(newsParamsOf()), [
      { key: 'news', history: 0, label: 'all news' },
    ]);
    assert.equal(insightSentryNews.filter?.(newsParamsOf()), undefined);
    assert.equal(insightSentryNews.topics(newsParamsOf({ backlog: 'true' }))[0]?.history, 10);
  });

  it('may be symbols, with or without the exchange on either side', () => {
    assert.ok(wants({ symbols: 'luv' }));
    assert.ok(wants({ symbols: 'NASDAQ:X, nyse:luv' }));
    assert.ok(!wants({ symbols: 'NASDAQ:LUV' }), 'the same letters at another exchange');
    assert.ok(wants({ symbols: 'NASDAQ:LUV' }, { related_symbols: ['LUV'] }));
    assert.ok(wants({ symbols: 'LUV' }, { related_symbols: ['luv'] }));
    assert.ok(!wants({ symbols: 'LUV' }, { related_symbols: [] }));
  });

  it('may be words of the headline or the text, not of its markup', () => {
    assert.ok(wants({ words: 'airline' }));
    assert.ok(wants({ words: 'BOEING merger' }));
    assert.ok(wants({ words: 'south*' }));
    assert.ok(!wants({ words: 'lead' }));
    assert.ok(!wants({ words: 'Boeing' }, { content: null }));
    assert.throws(() => newsParamsOf({ words: 'a/b' }), /cannot be searched for/);
  });

  it('may be a source, in any case, whole', () => {
    assert.ok(wants({ source: ' reuters ' }));
    assert.ok(!wants({ source: 'Reut' }));
    assert.ok(!wants({ source: 'Reuters' }, { source: null }));
    assert.ok(wants({ source: 'Dow Jones Newswires' }, { source: 'Dow Jones Newswires' }));
  });

  it('must meet all conditions', () => {
    const form = { symbols: 'BA', words: 'fall', source: 'Reuters' };
    assert.ok(wants(form));
    for (const fields of [{ related_symbols: [] }, { title: 'x' }, { source: 'x' }])
      assert.ok(!wants(form, fields));
  });

  it('is named by symbols, else words, else the source', () => {
    assert.deepEqual(labels(newsParamsOf({ symbols: 'NYSE:BA LUV', words: 'x' })), ['BA', 'LUV']);
    assert.deepEqual(labels(newsParamsOf({ words: 'x y', source: 'Reuters' })), ['x', 'y']);
    assert.deepEqual(labels(newsParamsOf({ source: 'Reuters' })), ['Reuters']);
  });

  it('is refused with words where it is no text at all, which must not pass for everything', () => {
    for (const odd of [{}, true, false, [null], ['BA', {}], NaN]) {
      assert.throws(() => newsParamsOf({ symbols: odd }), /^ConfigError: Symbols must be a text/);
      assert.throws(() => newsParamsOf({ words: odd }), /Words must be a text/);
      assert.throws(() => newsParamsOf({ source: odd }), /Source must be a text/);
    }
    assert.throws(() => newsParamsOf({ source: ['Reuters', 'Other'] }), /name of one source/);
    assert.throws(() => add(newsParamsOf(), { symbols: { code: 'BA' } }), /Symbols must be a text/);
    for (const nothing of [undefined, null, '', ' ,', []])
      assert.deepEqual(newsParamsOf({ symbols: nothing, words: nothing }), newsParamsOf());
    assert.deepEqual(newsParamsOf({ symbols: 7203 }).symbols, ['7203']);
    assert.deepEqual(newsParamsOf({ words: ['a', 5] }).words, ['a', '5']);
  });

  it('is refused with words where it is no symbol', () => {
    for (const symbols of ['A$', 'A:B:C', ':A', '"A"', 'A:'])
      assert.throws(
        () => newsParamsOf({ symbols }),
        /is not a symbol. Write for example AAPL or NASDAQ:AAPL/,
      );
  });

  it('is listed as a row that makes the same again', () => {
    const params = newsParamsOf({ symbols: 'BA NYSE:LUV', words: 'x y*', source: 'Reuters', backlog: true });
    assert.deepEqual(insightSentryNews.parse(insightSentryNews.list(params)[0] ?? {}, account), params);
  });

  it('gives a sample that it would want', () => {
    const params = newsParamsOf({ symbols: 'BA', words: 'merge*', source: 'Reuters' });
    assert.equal(insightSentryNews.filter?.(params)?.(insightSentryNews.sample(params)), true);
  });

  it('never leads to anything but a sentence, whatever a form holds', () => {
    fc.assert(
      fc.property(fc.anything(), fc.constantFrom('symbols', 'words', 'source', 'backlog'), (value, name) => {
        for (const change of [
          () => newsParamsOf({ [name]: value }),
          () => add(newsParamsOf(), value),
          () => remove(newsParamsOf({ symbols: 'BA' }), value),
        ]) {
          try {
            insightSentryNews.list(change());
          } catch (thrown) {
            assert.ok(thrown instanceof ConfigError, String(thrown));
          }
        }
      }),
    );
  });
});

describe('control of news by message', () => {
  const some = newsParamsOf({ symbols: 'BA LUV' });

  it('adds symbols and words, and never narrows', () => {
    assert.deepEqual(add(some, 'nasdaq:aapl, ba').symbols, ['BA', 'LUV', 'NASDAQ:AAPL']);
    assert.deepEqual(add(newsParamsOf({ words: 'a' }), [{ words: 'b A' }]).words, ['a', 'b']);
    assert.deepEqual(add(newsParamsOf(), 'BA'), newsParamsOf());
    assert.deepEqual(add(newsParamsOf({ source: 'Reuters' }), 'BA'), newsParamsOf({ source: 'Reuters' }));
  });

  it('takes out, and asks for nothing once the last is gone, never for everything', () => {
    const one = remove(some, 'ba');
    assert.deepEqual(one.symbols, ['LUV']);
    const none = remove(one, 'LUV');
    assert.deepEqual([insightSentryNews.topics(none), insightSentryNews.list(none)], [[], []]);
    assert.equal(insightSentryNews.filter?.(none)?.(storyOf()), false);
    const wanted = [{ id: 1, name: 'node', params: none, slot: undefined }];
    assert.deepEqual(insightSentryNews.endpoints(account, wanted), { endpoints: [], refused: [] });
    assert.deepEqual(labels(add(none, 'AAPL')), ['AAPL']);
    const words = remove(newsParamsOf({ symbols: 'BA', words: 'x' }), { words: 'X' });
    assert.deepEqual(insightSentryNews.topics(words), [], 'not all news of the symbol');
  });

  it('keeps an emptied list as nothing until something is added to it', () => {
    const off = remove(newsParamsOf({ symbols: 'BA', words: 'x' }), 'BA');
    const more = add(off, { words: 'y' });
    assert.deepEqual([insightSentryNews.topics(more), insightSentryNews.list(more)], [[], []]);
    assert.equal(insightSentryNews.filter?.(more)?.(storyOf({ title: 'x y' })), false);
    const on = add(more, 'LUV');
    assert.deepEqual([on.symbols, on.words, on.isOff, on.spent], [['LUV'], ['x', 'y'], false, []]);
    const both = remove(off, { words: 'x' });
    assert.deepEqual(insightSentryNews.topics(add(both, 'LUV')), [], 'not all news of LUV');
    assert.deepEqual(insightSentryNews.topics(add(remove(some, 'BA LUV'), { words: 'x' })), []);
    assert.deepEqual(labels(add(remove(both, true), 'LUV')), ['LUV'], 'afresh after all was taken out');
    assert.deepEqual(labels(add(both, '*')), ['all news']);
  });

  it('takes all there is by `true` or `*`', () => {
    for (const all of [true, '*', ' * ']) {
      assert.deepEqual(add(some, all), newsParamsOf());
      assert.deepEqual(add(remove(some, all), all), newsParamsOf());
      const wire = newsParamsOf({ source: 'Reuters', symbols: 'BA' });
      assert.deepEqual(add(wire, all), newsParamsOf({ source: 'Reuters' }));
    }
  });

  it('takes all out by `true` or `*`', () => {
    for (const params of [newsParamsOf(), some, newsParamsOf({ source: 'Reuters' })]) {
      const none = remove(params, true);
      assert.deepEqual(remove(params, '*'), none);
      assert.deepEqual(insightSentryNews.topics(none), []);
      assert.deepEqual(remove(none, 'BA'), none);
      assert.equal(add(none, 'BA').source, params.source);
    }
  });

  it('is refused with words where it makes no sense', () => {
    assert.throws(() => remove(newsParamsOf(), 'BA'), /takes news of all symbols: "BA" cannot be taken out/);
    assert.throws(() => remove(some, { words: 'x' }), /takes news with any words/);
    assert.throws(() => add(some, { symbols: 'X', source: 'Other' }), /source belongs to the node/);
    for (const what of [undefined, '', [], {}, null, false, [true]]) {
      assert.throws(() => add(some, what), /Say which news/);
      assert.throws(() => remove(some, what), /Say which news/);
    }
  });
});

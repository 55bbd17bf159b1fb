import assert from 'node:assert/strict';
import { fc } from '../property';
import { insightSentryNews } from '../../nodes/InsightSentry/news.provider';
import { readText } from '../readText';
import { start } from './live';
import { newsParamsOf, openNews, readNews, storyFrame, storyOf } from './news-frames';

const goodFrames = [
  storyFrame(),
  [storyFrame(), storyFrame({ title: 'x' })],
  { data: [storyFrame()] },
  { server_time: start },
  { message: 'Connecting...', server: 'X' },
  { error: 'server_busy', action: 'reconnect', retryable: true, retry_after_seconds: 3 },
  { event: 'subscription_status', status: 'active' },
].map(frame => JSON.stringify(frame));

/** Values that break careless readers. */
const nasty = fc.constantFrom(
  ...['null', 'true', '1e999', '-1e999', '""', '"\\ud800"', '[]', '{}', '[[]]', '-0', '1e308', '[null]'],
  ...['{"__proto__":{"polluted":1}}', '"constructor"', '{"toString":1}', '{"length":-1}', '"__proto__"'],
);

/** A good frame with one value replaced by a nasty one. */
const mutated = fc.tuple(fc.constantFrom(...goodFrames), fc.nat(30), nasty).map(([frame, at, value]) => {
  const places = [...frame.matchAll(/(?<=[:[,])("(?:[^"\\]|\\.)*"|-?[\d.]+|true|\{[^{}]*\}|\[[^[\]]*\])/g)];
  const place = places[at % Math.max(1, places.length)];
  return place
    ? `${frame.slice(0, place.index)}${value}${frame.slice(place.index + place[0].length)}`
    : frame;
});
const truncated = fc
  .tuple(fc.constantFrom(...goodFrames), fc.nat(300))
  .map(([frame, length]) => frame.slice(0, length));
const garbage = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), mutated, truncated);

describe('frames that no sane newsfeed sends', () => {
  it('never throw, and the same ones always say the same', () => {
    fc.assert(
      fc.property(fc.array(garbage, { minLength: 1, maxLength: 8 }), frames => {
        const [one, other] = [openNews(), openNews()];
        const heard = (protocol: typeof one): unknown =>
          JSON.stringify(frames.map((frame, index) => readText(protocol, frame, start + index)));
        assert.equal(heard(one), heard(other));
      }),
      { numRuns: 1000 },
    );
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });

  it('give fields of their own kinds, and filters that do not break on them', () => {
    const wants = insightSentryNews.filter?.(newsParamsOf({ symbols: 'BA', words: 'x', source: 'y' }));
    const names = Object.keys(storyFrame()).filter(name => name !== 'title');
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.jsonValue(), (name, value) => {
        const event = storyOf({ [name]: value });
        for (const text of [event.headline, event.body, event.url, event.source, event.time, event.symbol])
          assert.ok(text === null || typeof text === 'string');
        assert.ok(event.symbols.every(symbol => typeof symbol === 'string' && symbol !== ''));
        assert.equal(typeof wants?.(event), 'boolean');
      }),
    );
  });

  it('may be nested ten thousand deep, have a million items, or markup without an end', () => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    const protocol = openNews();
    readText(protocol, deep, start);
    for (const field of ['title', 'data', 'news', 'related_symbols', 'published_at', 'content', 'error'])
      readText(protocol, `{"link":"x","${field}":${deep}}`, start);
    assert.equal(readNews(protocol, `[${'5,'.repeat(1e6)}5]`).length, 1);
    const wants = insightSentryNews.filter?.(newsParamsOf({ words: 'nothing' }));
    for (const content of ['<'.repeat(4e5), '&'.repeat(4e5), '<a '.repeat(1e5), "a-'".repeat(1e5)])
      assert.equal(wants?.(storyOf({ content })), false);
  });
});

/** The filter of a source: what a form may say, and that pages, forms and providers agree on what comes. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { benzinga } from '../../nodes/Benzinga/benzinga.provider';
import { streams } from '../../nodes/Benzinga/streams';
import { finFeedApi } from '../../nodes/FinFeedApi/finfeedapi.provider';
import { insightSentry } from '../../nodes/InsightSentry/insightsentry.provider';
import { insightSentryNews } from '../../nodes/InsightSentry/news.provider';
import { readSourceFilter } from '../../nodes/source-filter';
import { tradeWatch } from '../../nodes/TradeWatch/tradewatch.provider';
import { reviewFilter } from '../../transforms/filter/filter-page';
import { manifest, root } from '../hosts/project';
import { quote } from '../transforms/filter-cases';

const one = (field: string, operator: string, value: unknown) => ({
  conditions: [{ field, operator, value }],
});

describe('the filter of a source', () => {
  it('is none where a form lacks it or has no conditions: then nothing is judged', () => {
    for (const form of [undefined, null, '', {}, { match: 'any', conditions: [], timeZone: '' }])
      assert.deepEqual(readSourceFilter(form, ['quote']), { filter: undefined, warning: undefined });
  });

  it('reads conditions as the filter node does, and says which is wrong', () => {
    const { filter, warning } = readSourceFilter(one('last', 'gt', '240'), ['quote', 'bar']);
    assert.deepEqual(
      [239, 241].map(last => filter?.accepts(quote({ last }))),
      [false, true],
    );
    assert.equal(warning, undefined);
    const refused = (form: unknown, message: RegExp): void =>
      assert.throws(() => readSourceFilter(form, ['quote']), { name: 'ConfigError', message });
    refused(one('last', 'gt', 'much'), /^Condition 1: "much" is not a number\.$/);
    refused('last > 240', /^A filter is an object/);
    refused({ timeZone: 'Mars' }, /"Mars" is no time zone/);
  });

  it('warns of what cannot match the events that come, in the words of the dialog', () => {
    for (const types of [['quote'], ['news'], ['quote', 'bar']] as const) {
      for (const form of [one('headline', 'contains', 'merger'), one('type', 'eq', 'filing')]) {
        const { warning, filter } = readSourceFilter(form, types);
        assert.equal(reviewFilter(form, types).warning, warning ?? '');
        assert.equal(warning === undefined, types[0] === 'news' && form.conditions[0]?.field === 'headline');
        assert.ok(filter, 'it is in force all the same');
      }
    }
  });

  it('takes times of day in the zone that the host says, unless it has its own', () => {
    const form = one('time', 'after', '09:30');
    const at = { time: '2026-01-05T14:40:00.000Z' };
    const accepts = (given: object, zone?: string) =>
      readSourceFilter(given, ['quote'], zone).filter?.accepts(quote(at));
    assert.equal(accepts(form), true);
    assert.equal(accepts(form, 'America/Chicago'), false);
    assert.equal(accepts({ ...form, timeZone: 'America/New_York' }, 'America/Chicago'), true);
  });
});

describe('the page of a source', () => {
  const pageOf = (type: string): string => {
    const entry = manifest['node-red'].nodes[type] ?? '';
    return readFileSync(join(root, entry.replace(/^dist\//, '').replace(/\.js$/, '.html')), 'utf8');
  };
  const evaluated = (page: string, pattern: RegExp): unknown => {
    const [, text = ''] = pattern.exec(page) ?? [];
    return JSON.parse(JSON.stringify(runInNewContext(`(${text})`))) as unknown;
  };

  it('offers the fields of the events that its provider brings', () => {
    const pages: [type: string, types: readonly string[]][] = [
      ['insightsentry-live', insightSentry.eventTypes('live')],
      ['insightsentry-news', insightSentryNews.eventTypes('news')],
      ['finfeedapi-filings', finFeedApi.eventTypes('sec-filings')],
      ['tradewatch-quotes', tradeWatch.eventTypes('crypto')],
    ];
    for (const [type, types] of pages)
      assert.deepEqual(evaluated(pageOf(type), /types: \(\) => (\[[^\]]*\])/), types, type);
    assert.deepEqual(
      evaluated(pageOf('benzinga-stream'), /const types = (\{[\s\S]*?\n {2}\});/),
      Object.fromEntries([...streams].sort().map(stream => [stream, benzinga.eventTypes(stream)])),
    );
  });

  it('saves a filter, and says what is wrong with it', () => {
    const sources = Object.keys(manifest['node-red'].nodes).filter(type =>
      /prepareSource/.test(pageOf(type)),
    );
    assert.equal(sources.length, 5);
    for (const type of sources) {
      assert.match(
        pageOf(type),
        /filter: \{\s+value: \{\},\s+validate: [^}]+feeds\.checkFilter\(value, say\)/,
      );
      assert.match(pageOf(type), /oneditsave: function \(\) \{\s+feeds\.saveSourceFilter\(this\);/);
    }
  });
});

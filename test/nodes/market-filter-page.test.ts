/** What the filter's dialog says is what the node says: the dialog's script is made of `filter-page`. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { pathToFileURL } from 'node:url';
import { describeFilter } from '../../transforms/filter/describe';
import { compileFilter, parseFilter } from '../../transforms/filter/filter';
import * as compiled from '../../transforms/filter/filter-page';
import { root } from '../hosts/project';

type Form = Record<string, unknown>;

interface Builder {
  buildIfStale(): Promise<void>;
}

const one = (field: string, operator: string, value: unknown): Form => ({
  conditions: [{ field, operator, value }],
});
const rowsAbout = (...values: unknown[]): Form[] => values.map(value => one('last', 'between', value));

const forms: Form[] = [
  {},
  one('last', 'gt', '240'),
  one('last', 'gt', ''),
  one('last', 'contains', '240'),
  one('', 'gt', '1'),
  one('nothing', 'gt', '1'),
  one('type', 'eq', 'weather'),
  one('type', 'in', 'quote, bar'),
  one('time', 'between', '09:30 to 16:00'),
  one('filingDate', 'eq', '2026-02-30'),
  ...rowsAbout('200 to 240', '240 to 200', '200', ' to 3', { from: 1, to: 2 }, [1, 2]),
  { match: 'some', ...one('last', 'gt', '240') },
  { match: 'none', conditions: [{ match: 'any', conditions: one('last', 'lt', '1').conditions }] },
  { conditions: [{ match: 'most', ...one('last', 'lt', '1') }] },
  { conditions: [{ match: 'any', conditions: [] }, one('last', 'lt', 'x')] },
  { timeZone: 'Mars/Base', ...one('time', 'after', '09:30') },
  { timeZone: 'America/New_York', ...one('time', 'after', '09:30') },
];

const refusalOf = (form: Form): string | undefined => {
  try {
    parseFilter(form);
  } catch (thrown) {
    return (thrown as Error).message;
  }
  return undefined;
};

describe('the dialog of market-filter', function () {
  // It may have to be built first.
  this.timeout(60_000);

  before(async () => {
    const { buildIfStale } = (await import(
      pathToFileURL(join(root, 'scripts', 'build.mjs')).href
    )) as Builder;
    await buildIfStale();
  });

  it('is served the code that the node runs', () => {
    const script = readFileSync(join(root, 'resources', 'filter.js'), 'utf8');
    const page = { marketFeeds: { textsOf: 'stays' as unknown, filter: undefined as unknown } };
    runInNewContext(script, Object.assign(page, { Intl, Date }));
    assert.equal(page.marketFeeds.textsOf, 'stays');
    const shipped = page.marketFeeds.filter as typeof compiled;
    const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
    for (const name of ['commonFields', 'eventTypes', 'typeFields', 'typeTitles', 'operatorsOf'] as const)
      assert.deepEqual(plain(shipped[name]), plain(compiled[name]), name);
    for (const form of forms)
      assert.deepEqual(plain(shipped.reviewFilter(form)), compiled.reviewFilter(form));
  });

  it('finds wrong what the node finds wrong, in the same words', () => {
    for (const form of forms) {
      const { faults, sentence } = compiled.reviewFilter(form);
      const [[number = '', fault = ''] = []] = Object.entries(faults);
      const said = /^\d/.test(number) ? `Condition ${number}: ${fault}` : fault;
      const refusal = refusalOf(form);
      assert.equal(said, refusal ?? '', JSON.stringify(form));
      assert.equal(sentence, refusal === undefined ? describeFilter(parseFilter(form)) : '');
    }
  });

  it('finds each condition that is wrong, not only the first', () => {
    const [bad] = one('last', 'gt', '').conditions as Form[];
    const { faults } = compiled.reviewFilter({ conditions: [bad, { match: 'any', conditions: [bad] }, bad] });
    assert.deepEqual(Object.keys(faults), ['1', '3', '2.1']);
  });

  it('lets a variable stand for a value, and says its name', () => {
    const values: [form: Form, sentence: string][] = [
      [one('last', 'gt', '${LEVEL}'), 'last is above ${LEVEL}'],
      [one('type', 'eq', '${TYPE}'), 'type is ${TYPE}'],
      [one('time', 'between', ' ${OPEN} '), 'time is between ${OPEN}'],
      [{ timeZone: '${ZONE}', ...one('last', 'gt', '1') }, 'last is above 1'],
    ];
    for (const [form, sentence] of values)
      assert.deepEqual(compiled.reviewFilter(form), { sentence, warning: '', faults: {} });
    assert.match(
      compiled.reviewFilter(one('last', 'contains', '${X}')).faults['1'] ?? '',
      /does not fit "Last"/,
    );
  });

  it('says when no event can match', () => {
    const both = [
      ...(one('last', 'gt', '1').conditions as Form[]),
      ...(one('headline', 'contains', 'a').conditions as Form[]),
    ];
    const form = { match: 'all', conditions: both };
    assert.match(compiled.reviewFilter(form).warning, /^No event can match/);
    const filter = compileFilter(parseFilter(form));
    assert.equal(filter.accepts({ type: 'quote', last: 2 } as never), false);
  });
});

import assert from 'node:assert/strict';
import { fc } from '../property';
import { ConfigError } from '../../core/errors';
import { finFeedApi } from '../../nodes/FinFeedApi/finfeedapi.provider';
import type { FilingsParams } from '../../nodes/FinFeedApi/params';
import { accountOf, filingOf, paramsOf } from './filings';

const account = accountOf();
const add = (params: FilingsParams, what: unknown): FilingsParams => finFeedApi.add(params, what, account);
const remove = (params: FilingsParams, what: unknown): FilingsParams =>
  finFeedApi.remove(params, what, account);
const labels = (params: FilingsParams): string[] => finFeedApi.topics(params).map(({ label }) => label);

/** Whether a node with that form wants that filing. */
function wants(form: Record<string, unknown>, fields: Record<string, unknown>): boolean {
  return finFeedApi.filter?.(paramsOf(form))?.(filingOf(fields)) ?? true;
}

describe('a list of forms', () => {
  const forms = (typed: unknown): readonly string[] => paramsOf({ forms: typed }).forms;

  it('may be split at commas, spaces and lines, in any case, each once', () => {
    assert.deepEqual(forms(' 8-k, 10-K\n10-q;4 8-K'), ['8-K', '10-K', '10-Q', '4']);
    assert.deepEqual(forms(['8-K', '4']), ['8-K', '4']);
    for (const nothing of [undefined, null, '', '  ,', []]) assert.deepEqual(forms(nothing), []);
  });

  it('must be a text or several: anything else must not pass for all forms', () => {
    for (const odd of [{}, true, false, ['8-K', null], [{}], Infinity]) {
      assert.throws(() => forms(odd), /^ConfigError: Forms must be a text/);
      assert.throws(() => paramsOf({ ciks: odd }), /Companies must be a text/);
      assert.throws(() => paramsOf({ words: odd }), /Words must be a text/);
      assert.throws(() => add(paramsOf(), { forms: '8-K', words: odd }), /Words must be a text/);
    }
    assert.deepEqual(forms(4), ['4']);
    assert.deepEqual(paramsOf({ words: [5, 'a'] }).words, ['5', 'a']);
  });

  it('keeps the types together that the SEC writes with a blank', () => {
    assert.deepEqual(forms('SC 13D SC 13G/A 8-K'), ['SC 13D', 'SC 13G/A', '8-K']);
    assert.deepEqual(forms('schedule 13d def 14a NT 10-K, PRE 14A'), [
      ...['SCHEDULE 13D', 'DEF 14A', 'NT 10-K', 'PRE 14A'],
    ]);
    assert.deepEqual(forms('S-8 POS POS AM 1-A POS RW WD N-14 8C'), [
      ...['S-8 POS', 'POS AM', '1-A POS', 'RW WD', 'N-14 8C'],
    ]);
    assert.deepEqual(forms('S-8 POS AM'), ['S-8', 'POS AM']);
    assert.deepEqual(forms('SEC STAFF ACTION, SC   TO-T'), ['SEC STAFF ACTION', 'SC TO-T']);
  });

  it('takes a form that nobody knows, and refuses what cannot be one', () => {
    assert.deepEqual(forms('99-Z'), ['99-Z']);
    for (const odd of ['8_K', '8-K!', '-8K', '"8-K"', 'A'.repeat(21), '8-K\u0000', 'ю-1']) {
      assert.throws(
        () => forms(odd),
        (error: Error) => {
          return error instanceof ConfigError && error.message.includes('is not an SEC form type');
        },
      );
    }
  });

  it('matches the form, in any case and spelled with or without dash and blank, and nothing longer', () => {
    assert.ok(wants({ forms: '8-k' }, { form: '8-K' }));
    assert.ok(wants({ forms: '10K SC13D' }, { form: '10-K' }));
    assert.ok(wants({ forms: '10K SC13D' }, { form: 'SC 13D' }));
    assert.ok(!wants({ forms: '10-K' }, { form: '10-K405' }));
    assert.ok(!wants({ forms: '10-K' }, { form: 'NT 10-K' }));
    assert.ok(!wants({ forms: '8-K' }, { form: null }));
  });

  it('knows SC 13D and SCHEDULE 13D, as the SEC writes it now, for one form, and 13G likewise', () => {
    for (const letter of ['D', 'G', 'd', 'g']) {
      const [old, now] = [`SC 13${letter}`, `SCHEDULE 13${letter}`];
      for (const typed of [old, now, `SC13${letter}`, `schedule13${letter}`]) {
        for (const form of [old, now, `${old}/A`, `${now}/A`]) {
          assert.ok(wants({ forms: typed }, { form }), `${typed} for ${form}`);
          assert.equal(wants({ forms: typed, amendments: false }, { form }), !form.endsWith('/A'));
        }
        assert.ok(wants({ forms: `${typed}/A`, amendments: false }, { form: `${now}/A` }));
      }
    }
    assert.ok(!wants({ forms: 'SC 13D' }, { form: 'SCHEDULE 13G' }));
    assert.ok(!wants({ forms: 'SC 14D9' }, { form: 'SCHEDULE 14D9' }));
    assert.ok(!wants({ forms: 'SC 13E3' }, { form: 'SCHEDULE 13D' }));
    assert.deepEqual(forms('SC 13D, SCHEDULE 13D'), ['SC 13D']);
    assert.deepEqual(remove(paramsOf({ forms: 'SC 13D 8-K' }), 'SCHEDULE 13D').forms, ['8-K']);
  });

  it('includes amendments unless switched off', () => {
    assert.ok(wants({ forms: '8-K' }, { form: '8-K/A' }));
    assert.ok(!wants({ forms: '8-K', amendments: false }, { form: '8-K/A' }));
    assert.ok(!wants({ forms: '8-K', amendments: 'false' }, { form: '8-K/A' }));
    assert.ok(wants({ forms: '8-K/A' }, { form: '8-K/A' }));
    assert.ok(!wants({ forms: '8-K/A' }, { form: '8-K' }));
  });
});

describe('a list of CIKs', () => {
  it('takes any padding', () => {
    for (const ciks of ['1', '0000000001', 'CIK1', 'CIK 0000000001', 1, ['1']])
      assert.deepEqual(paramsOf({ ciks }).ciks, ['0000000001']);
    assert.ok(wants({ ciks: '0001, 2' }, { cik: 1 }));
    assert.ok(!wants({ ciks: '2' }, { cik: 1 }));
    assert.ok(!wants({ ciks: '2' }, { cik: null }));
  });

  it('refuses what is none with words', () => {
    for (const odd of ['AAPL', '12345678901', '-1', '1.5', 'CIK'])
      assert.throws(() => paramsOf({ ciks: odd }), /is not a CIK.*320193/);
  });
});

describe('words', () => {
  it('are looked for in the description, any of them', () => {
    assert.ok(wants({ words: 'merger CURRENT' }, {}));
    assert.ok(wants({ words: 'repo*' }, {}));
    assert.ok(!wants({ words: 'repo' }, {}));
    assert.ok(!wants({ words: 'current' }, { description: null }));
    assert.deepEqual(paramsOf({ words: '"merger", AT&T $TSLA u.s.' }).words, [
      'merger',
      'AT&T',
      'TSLA',
      'u.s',
    ]);
  });

  it('that no text could match are refused', () => {
    for (const odd of ['*', '---', 'a/b', '*fo*o'])
      assert.throws(() => paramsOf({ words: odd }), /cannot be searched for/);
  });
});

describe('what a filings node asks for', () => {
  it('is everything where nothing is said', () => {
    const [topic, ...others] = finFeedApi.topics(paramsOf());
    assert.deepEqual([topic?.key, topic?.history, topic?.label], ['filings', 0, 'all filings']);
    assert.deepEqual(others, []);
    assert.equal(finFeedApi.filter?.(paramsOf()), undefined);
    assert.deepEqual(
      paramsOf({}),
      paramsOf({ forms: '', amendments: true, ciks: '', words: '', backlog: false }),
    );
  });

  it('must meet all conditions', () => {
    const form = { forms: '8-K', ciks: '1', words: 'current' };
    assert.ok(wants(form, {}));
    assert.ok(!wants(form, { form: '10-K' }));
    assert.ok(!wants(form, { cik: 2 }));
    assert.ok(!wants(form, { description: 'Nothing' }));
  });

  it('is named by forms and companies, else words, on one topic', () => {
    assert.deepEqual(labels(paramsOf({ forms: '8-K 4', ciks: '320193', words: 'x' })), [
      '8-K',
      '4',
      'CIK 320193',
    ]);
    assert.deepEqual(labels(paramsOf({ words: 'merger' })), ['merger']);
    const keys = finFeedApi.topics(paramsOf({ forms: '8-K 4', backlog: true }));
    assert.deepEqual(new Map(keys.map(({ key, history }) => [key, history])), new Map([['filings', 500]]));
  });

  it('is listed as a row that makes the same again', () => {
    const params = paramsOf({
      forms: 'SC 13D, 4',
      amendments: false,
      ciks: '1',
      words: 'a b*',
      backlog: true,
    });
    const [row = {}] = finFeedApi.list(params);
    assert.deepEqual(finFeedApi.parse(row, account), params);
  });

  it('never leads to anything but a sentence, whatever a form holds', () => {
    fc.assert(
      fc.property(
        fc.anything(),
        fc.constantFrom('forms', 'ciks', 'words', 'amendments', 'backlog'),
        (value, name) => {
          try {
            finFeedApi.list(paramsOf({ [name]: value }));
            finFeedApi.list(add(paramsOf(), value));
            finFeedApi.list(remove(paramsOf(), value));
          } catch (thrown) {
            assert.ok(thrown instanceof ConfigError, String(thrown));
          }
        },
      ),
    );
  });
});

describe('control of filings by message', () => {
  const some = paramsOf({ forms: '8-K 10-K' });

  it('adds forms and CIKs, each told by its looks', () => {
    assert.deepEqual(add(some, 'sc 13d, 4 8-k').forms, ['8-K', '10-K', 'SC 13D', '4']);
    const both = paramsOf({ forms: '8-K', ciks: '1' });
    assert.deepEqual(add(both, 'CIK 320193 144').ciks, ['0000000001', '0000320193']);
    assert.deepEqual(add(both, 789019).ciks, ['0000000001', '0000789019']);
    assert.deepEqual(add(both, 'CIK 320193 144').forms, ['8-K', '144']);
    assert.deepEqual(add(both, [{ forms: '4', ciks: 5 }]).ciks, ['0000000001', '0000000005']);
    assert.deepEqual(add(paramsOf({ words: 'a' }), { words: 'b' }).words, ['a', 'b']);
  });

  it('never narrows: what asks for all stays as it is', () => {
    assert.deepEqual(add(paramsOf(), '8-K'), paramsOf());
    assert.deepEqual(add(some, 'CIK320193'), some);
  });

  it('takes out, and asks for nothing once the last is gone, never for everything', () => {
    const one = remove(some, '10k');
    assert.deepEqual(one.forms, ['8-K']);
    const none = remove(one, '8-K');
    assert.deepEqual([finFeedApi.topics(none), finFeedApi.list(none)], [[], []]);
    assert.equal(finFeedApi.filter?.(none)?.(filingOf()), false);
    const wanted = [{ id: 1, name: 'node', params: none, slot: undefined }];
    assert.deepEqual(finFeedApi.endpoints(account, wanted), { endpoints: [], refused: [] });
    assert.deepEqual(labels(add(none, '4')), ['4']);
    const company = remove(paramsOf({ forms: '8-K', ciks: '1' }), '8-K');
    assert.deepEqual(finFeedApi.topics(company), [], 'not all filings of the company');
    assert.deepEqual(labels(add(company, '10-K')), ['10-K', 'CIK 1']);
  });

  it('keeps an emptied list as nothing until something is added to it', () => {
    const off = remove(paramsOf({ forms: '8-K', ciks: '1' }), '8-K');
    const more = add(off, 'CIK 320193');
    assert.deepEqual([finFeedApi.topics(more), finFeedApi.list(more)], [[], []]);
    assert.equal(finFeedApi.filter?.(more)?.(filingOf()), false);
    assert.deepEqual(labels(add(more, '4')), ['4', 'CIK 1', 'CIK 320193']);
    const both = remove(off, 'CIK 0001');
    assert.deepEqual(finFeedApi.topics(add(both, '4')), [], 'not that form of all companies');
    assert.deepEqual(labels(add(add(both, '4'), 'CIK 2')), ['4', 'CIK 2']);
    const words = add(remove(paramsOf({ forms: '8-K' }), '8-K'), { words: 'merger' });
    assert.deepEqual(finFeedApi.topics(words), [], 'not all filings with that word');
    assert.equal(finFeedApi.filter?.(add(words, '4'))?.(filingOf({ form: '4' })), false, 'the word holds');
    assert.deepEqual(labels(add(remove(both, true), '4')), ['4'], 'afresh after all was taken out');
    assert.deepEqual(labels(add(both, '*')), ['all filings']);
  });

  it('takes all there are by `true` or `*`', () => {
    for (const all of [true, '*', ' * ']) {
      assert.deepEqual(add(some, all), paramsOf());
      assert.deepEqual(add(remove(some, all), all), paramsOf());
      const strict = paramsOf({ words: 'x', amendments: false, backlog: true });
      assert.deepEqual(add(strict, all), paramsOf({ amendments: false, backlog: true }));
    }
  });

  it('takes all out by `true` or `*`', () => {
    for (const params of [paramsOf(), some]) {
      const none = remove(params, true);
      assert.deepEqual(remove(params, '*'), none);
      assert.deepEqual(finFeedApi.topics(none), []);
      assert.deepEqual(remove(none, '8-K'), none);
      assert.deepEqual(labels(add(none, '8-K')), ['8-K']);
    }
  });

  it('is refused with words where it makes no sense', () => {
    assert.throws(() => remove(paramsOf(), '8-K'), /takes filings of all forms: "8-K" cannot be taken out/);
    assert.throws(() => remove(some, '320193'), /takes filings of all companies/);
    for (const what of [undefined, '', [], {}, null]) {
      assert.throws(() => add(some, what), /Say which filings/);
      assert.throws(() => remove(some, what), /Say which filings/);
    }
    assert.throws(() => add(some, '12345678901'), /is not a CIK/);
    assert.deepEqual(remove(some, 'S-1'), some);
  });
});

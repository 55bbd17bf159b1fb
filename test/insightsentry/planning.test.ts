import assert from 'node:assert/strict';
import { fc } from '../property';
import type { Wanted } from '../../core/provider';
import { insightSentry } from '../../nodes/InsightSentry/insightsentry.provider';
import type { LiveParams } from '../../nodes/InsightSentry/plan';
import { subscriptionMessage, unionOf } from '../../nodes/InsightSentry/wire';
import { accountOf, minuteRow, paramsOf } from './live';

/** Nodes named A, B, C … in the order in which they came. */
function wantedOf(account: ReturnType<typeof accountOf>, ...nodes: unknown[][]): Wanted<LiveParams>[] {
  return nodes.map((rows, index) => ({
    id: index + 1,
    name: String.fromCharCode(65 + index),
    params: paramsOf(rows, account),
    slot: undefined,
  }));
}

function plan(form: Record<string, unknown>, ...nodes: unknown[][]) {
  const account = accountOf(form);
  return insightSentry.endpoints(account, wantedOf(account, ...nodes));
}

const codes = (count: number, prefix = 'S'): string =>
  [...Array(count).keys()].map(index => `NASDAQ:${prefix}${index}`).join(' ');

describe('who is served by which connection', () => {
  it('is one connection for all who can share it, and none for who asks for nothing', () => {
    const { endpoints, refused } = plan(
      {},
      [minuteRow],
      [{ ...minuteRow, maxDp: 500 }],
      [{ code: 'NYSE:IBM' }],
      [],
    );
    assert.deepEqual(endpoints, [{ slot: 0, serves: [1, 2, 3] }]);
    assert.deepEqual(refused, []);
  });

  it('refuses the second of two that the wire cannot tell apart, and names both', () => {
    const { endpoints, refused } = plan({}, [minuteRow], [{ ...minuteRow, extended: false }]);
    assert.deepEqual(endpoints, [{ slot: 0, serves: [1] }]);
    assert.equal(refused[0]?.id, 2);
    assert.match(
      refused[0].error.message,
      /"B" and "A" ask for 1m bars of NASDAQ:AAPL with different options/,
    );
    assert.deepEqual([refused[0].error.code, refused[0].error.retry], ['conflict', false]);
  });

  it('gives them connections of their own where the account has more than one', () => {
    const other = { ...minuteRow, extended: false };
    const third = { ...minuteRow, split: false };
    const { endpoints, refused } = plan(
      { maxConnections: 2 },
      [minuteRow],
      [other],
      [third],
      [other],
      [{ code: 'NYSE:IBM' }],
    );
    assert.deepEqual(endpoints, [
      { slot: 0, serves: [1, 5] },
      { slot: 1, serves: [2, 4] },
    ]);
    assert.deepEqual(
      refused.map(({ id }) => id),
      [3],
    );
  });

  it('leaves everybody where they are: a change of one must not move the others', () => {
    const account = accountOf({ maxConnections: 2 });
    const wanted = wantedOf(account, [minuteRow], [{ ...minuteRow, extended: false }]);
    wanted[1]!.slot = 1;
    assert.deepEqual(insightSentry.endpoints(account, wanted.slice(1)).endpoints, [{ slot: 1, serves: [2] }]);
    wanted[0]!.slot = undefined;
    assert.deepEqual(insightSentry.endpoints(account, wanted).endpoints, [
      { slot: 0, serves: [1] },
      { slot: 1, serves: [2] },
    ]);
  });

  it('counts the plan as the provider does: one series, or ten quotes', () => {
    const fits = (maxSymbols: number, ...rows: unknown[]): boolean =>
      plan({ maxSymbols }, rows).refused.length === 0;
    assert.deepEqual(
      [fits(1, { code: codes(10) }), fits(1, { code: codes(11) }), fits(2, { code: codes(11) })],
      [true, false, true],
    );
    assert.deepEqual(
      [fits(1, minuteRow, { code: codes(1) }), fits(2, minuteRow, { code: codes(10) })],
      [false, true],
    );
    assert.ok(fits(0, ...Array<unknown>(50).fill({ code: codes(500) })), '0 means no check');
  });

  it('says who goes beyond the plan, by how much, and serves the others', () => {
    const { endpoints, refused } = plan(
      { maxSymbols: 2 },
      [minuteRow],
      [{ code: codes(20) }],
      [{ code: codes(10) }],
    );
    assert.deepEqual(endpoints, [{ slot: 0, serves: [1, 3] }]);
    assert.match(
      refused[0]?.error.message ?? '',
      /"B" would bring the account to 3 symbol subscriptions, its plan has 2/,
    );
    assert.equal(refused[0]?.error.retry, false);
  });

  it('counts things that two nodes share once', () => {
    assert.deepEqual(plan({ maxSymbols: 1 }, [minuteRow], [{ ...minuteRow, maxDp: 10 }]).refused, []);
  });

  it('never lets a message grow beyond 500,000 characters, and says whose symbols are too many', () => {
    const forms = fc.constantFrom({}, { dialect: 'newer' });
    const rows = fc.constantFrom<object>(
      { type: 'quote' },
      { type: 'quote', extended: false, hours24: true },
      minuteRow,
    );
    fc.assert(
      fc.property(forms, rows, fc.integer({ min: 3000, max: 9000 }), (form, row, count) => {
        const account = accountOf({ ...form, apiKey: 'k'.repeat(1000) });
        const isPlain = account.dialect === 'guide';
        const half = (prefix: string): object[] => [
          { ...(isPlain ? { ...row, extended: '', hours24: '' } : row), code: codes(count, prefix) },
        ];
        const wanted = wantedOf(account, half('LONGNAME'), half('OTHERNAME'));
        const { endpoints, refused } = insightSentry.endpoints(account, wanted);
        for (const { error } of refused) assert.match(error.message, /500,000 characters/);
        const served = wanted.filter(({ id }) => endpoints[0]?.serves.includes(id));
        const items = unionOf(served.map(({ params }) => params.items));
        const message = subscriptionMessage(items.values(), account.apiKey, account.dialect);
        assert.ok(message.length <= 500_000, `${message.length} characters`);
        const all = unionOf(wanted.map(({ params }) => params.items));
        const whole = subscriptionMessage(all.values(), account.apiKey, account.dialect).length;
        if (whole < 350_000) assert.equal(refused.length, 0, `${whole} characters are not too many`);
      }),
      { numRuns: 12 },
    );
  });
});

describe('an account as it was typed', () => {
  const cases: [RegExp, Record<string, unknown>][] = [
    [/no API key/, { apiKey: '' }],
    [/no API key/, { apiKey: undefined }],
    [/must not hold spaces/, { apiKey: 'two words' }],
    [/must not hold spaces or special signs/, { apiKey: 'key\u200b' }],
    [/must not hold spaces or special signs/, { apiKey: 'k\u00e4y' }],
    [/Server must/, { server: 'ws://feed.example' }],
    [/Key server must/, { keyServer: 'http://keys.example' }],
    [/Plan must be one of: direct, rapidapi/, { plan: 'free' }],
    [/Dialect must be one of/, { dialect: 'klingon' }],
    [/Maximum symbols must/, { maxSymbols: -1 }],
    [/Maximum connections must/, { maxConnections: 1.5 }],
  ];
  for (const [words, form] of cases) {
    it(`is refused with words: ${words.source}`, () => assert.throws(() => accountOf(form), words));
  }

  it('needs no key for the practice feed, and has the documented servers by default', () => {
    const account = insightSentry.account({ practice: true }, 'Practice');
    assert.equal(account.practice, true);
    const real = accountOf({ apiKey: '  key  ' });
    assert.deepEqual(
      [real.apiKey, real.server, real.keyServer],
      ['key', 'wss://realtime.insightsentry.com', 'https://insightsentry.p.rapidapi.com'],
    );
    assert.deepEqual(
      [real.plan, real.dialect, real.maxSymbols, real.maxConnections],
      ['direct', 'guide', undefined, 1],
    );
  });
});

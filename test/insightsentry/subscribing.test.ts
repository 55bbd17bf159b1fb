import assert from 'node:assert/strict';
import { fc } from '../property';
import { ConfigError } from '../../core/errors';
import { insightSentry } from '../../nodes/InsightSentry/insightsentry.provider';
import { accountOf, minuteRow, paramsOf } from './live';

const newer = accountOf({ dialect: 'newer' });

/** What goes over the wire for rows of one node, or of several. */
function sent(account = accountOf(), ...nodes: unknown[][]): unknown[] {
  const protocol = insightSentry.protocol(account, 'live', []);
  const frames = protocol.open(
    nodes.map(rows => paramsOf(rows, account)),
    'the-key',
    0,
  );
  assert.equal(frames.length, 1);
  const message = JSON.parse(frames[0] ?? '') as { api_key: string; subscriptions: unknown[] };
  assert.deepEqual(Object.keys(message), ['api_key', 'subscriptions']);
  assert.equal(message.api_key, 'the-key');
  return message.subscriptions;
}

const wireMinute = { code: 'NASDAQ:AAPL', type: 'series', bar_type: 'minute', bar_interval: 1, max_dp: 1 };

describe('the subscription message', () => {
  it('says what was chosen and nothing else: doubtful defaults are left to the server', () => {
    assert.deepEqual(sent(undefined, [minuteRow, { code: 'NASDAQ:TSLA', type: 'quote' }]), [
      wireMinute,
      { code: 'NASDAQ:TSLA', type: 'quote' },
    ]);
    const untouched = {
      extended: '',
      split: '',
      dadj: '',
      badj: '',
      settlement: '',
      hours24: '',
      currency: '',
    };
    assert.deepEqual(sent(undefined, [{ ...minuteRow, ...untouched, unit: '' }]), [wireMinute]);
  });

  it('carries each option that was chosen, on or off', () => {
    const stock = { extended: 'false', split: 'true', dadj: true, currency: 'eur', unit: 'btc' };
    assert.deepEqual(sent(undefined, [{ ...minuteRow, ...stock }]), [
      { ...wireMinute, extended: false, split: true, dadj: true, currency: 'EUR', unit: 'BTC' },
    ]);
    const future = { code: 'CME_MINI:ES1!', badj: false, settlement: 'true', barType: 'day', maxDp: '30000' };
    assert.deepEqual(sent(undefined, [{ ...minuteRow, ...future }]), [
      {
        ...{ code: 'CME_MINI:ES1!', type: 'series', bar_type: 'day', bar_interval: 1 },
        ...{ badj: false, settlement: true, max_dp: 30_000 },
      },
    ]);
  });

  it('speaks the newer dialect where the account says so', () => {
    const row = { ...minuteRow, barType: 'month', hours24: 'true', maxDp: 7 };
    assert.deepEqual(sent(newer, [row, { code: 'NYSE:IBM', type: 'quote', extended: false }]), [
      { code: 'NASDAQ:AAPL', type: 'series', bar_type: 'month', bar_interval: 1, '24h': true, dp: 7 },
      { code: 'NYSE:IBM', type: 'quote', extended: false },
    ]);
  });

  it('carries the union of all nodes, each thing once, with the larger history', () => {
    const rows = (maxDp: number) => [
      { ...minuteRow, maxDp },
      { code: 'NASDAQ:AAPL', type: 'quote' },
    ];
    const expected = [
      { ...wireMinute, max_dp: 50 },
      { code: 'NASDAQ:AAPL', type: 'quote' },
    ];
    assert.deepEqual(sent(undefined, rows(10), rows(50), rows(20)), expected);
  });

  it('is sent again only if it differs, and never with an empty list', () => {
    const protocol = insightSentry.protocol(accountOf(), 'live', []);
    const one = paramsOf([minuteRow]);
    protocol.open([one], 'k', 0);
    assert.deepEqual(protocol.update([one, one], 'k'), []);
    assert.deepEqual(protocol.update([one], 'another key'), [], 'a new key alone is no change');
    assert.deepEqual(protocol.update([], 'k'), []);
    assert.deepEqual(protocol.update([{ stream: 'live', items: [] }], 'k'), []);
    assert.equal(protocol.update([paramsOf([{ ...minuteRow, maxDp: 2 }])], 'k').length, 1);
  });
});

describe('what a person typed', () => {
  const cases: [what: string, row: unknown, account?: ReturnType<typeof accountOf>][] = [
    ['not a symbol code', { code: 'AAPL' }],
    ['not a symbol code', { code: 'NASDAQ:AA$PL' }],
    ['not a symbol code', { code: 'NASDAQ:"AAPL"' }],
    ['not a symbol code', { code: 'NASDAQ:AAPL:X' }],
    ['Data must be', { code: 'NASDAQ:AAPL', type: 'both' }],
    ['must be an object', 'NASDAQ:AAPL'],
    ['Bar type must be', { ...minuteRow, barType: 'minutes' }],
    ['Bar type must be', { ...minuteRow, barType: '__proto__' }],
    ['Monthly bars need', { ...minuteRow, barType: 'month' }],
    [
      'second bars come in intervals of 1, 5, 10, 15, 30, 45, not 7',
      { ...minuteRow, barType: 'second', barInterval: 7 },
    ],
    [
      'tick bars come in intervals of 1, 10, 100, 1000, not 5',
      { ...minuteRow, barType: 'tick', barInterval: 5 },
    ],
    ['tick bars come in intervals of 1, not 10', { ...minuteRow, barType: 'tick', barInterval: 10 }, newer],
    ['Bar interval must be', { ...minuteRow, barInterval: 0 }],
    ['Bar interval must be', { ...minuteRow, barInterval: 1.5 }],
    ['Bar interval must be', { ...minuteRow, barInterval: 'often' }],
    ['History bars must be a whole number from 1 to 30000', { ...minuteRow, maxDp: 30_001 }],
    ['History bars must be', { ...minuteRow, maxDp: 0 }],
    ['History bars must be', { ...minuteRow, maxDp: -1 }],
    ['not a currency code', { ...minuteRow, currency: 'euro €' }],
    ['is for continuous futures', { ...minuteRow, badj: true }],
    ['is for continuous futures', { ...minuteRow, code: 'CME:ESZ2025', badj: false }],
    ['is for futures only', { ...minuteRow, settlement: false }],
    ['does not apply to futures', { ...minuteRow, code: 'CME_MINI:ES1!', extended: true }],
    ['does not apply to futures', { ...minuteRow, code: 'CME_MINI:NQ2!', split: false }],
    ['does not apply to futures', { ...minuteRow, code: 'CME_MINI:ES1!', dadj: true }],
    ['needs split adjustment', { ...minuteRow, split: false, dadj: true }],
    ['needs the account\'s Dialect set to "newer"', { ...minuteRow, hours24: true }],
    ['is for NYSE, NASDAQ, AMEX and CBOE only', { ...minuteRow, code: 'XETR:SAP', hours24: true }, newer],
    ['not allowed for SIP codes', { ...minuteRow, code: 'SIP:AAPL', currency: 'EUR' }],
  ];
  for (const [what, row, account] of cases) {
    it(`is refused with words: ${what} (${JSON.stringify(row)})`, () => {
      assert.throws(
        () => paramsOf([{ code: 'NASDAQ:TSLA' }, row], account),
        (error: Error) =>
          error instanceof ConfigError &&
          error.message.startsWith('Subscription 2: ') &&
          error.message.includes(what),
      );
    });
  }

  it('is refused where one node contradicts itself', () => {
    const rows = [minuteRow, { ...minuteRow, extended: false }];
    assert.throws(() => paramsOf(rows), /AAPL is subscribed twice with other options/);
  });

  it('may be several codes in one cell, in any case, with any separators', () => {
    const { items } = paramsOf([
      { code: ' nasdaq:aapl, BINANCE:BTCUSDT\nOPRA:AAPL260417P325.0;cme_mini:es1! ' },
    ]);
    assert.deepEqual(
      items.map(({ code }) => code),
      ['NASDAQ:AAPL', 'BINANCE:BTCUSDT', 'OPRA:AAPL260417P325.0', 'CME_MINI:ES1!'],
    );
  });

  it('may come from Node-RED or n8n, and may be missing', () => {
    const expected = paramsOf([{ code: 'NASDAQ:AAPL' }]);
    assert.deepEqual(paramsOf({ row: [{ code: 'NASDAQ:AAPL', type: 'quote', maxDp: 5 }] }), expected);
    for (const nothing of [undefined, null, {}, [], '', 5, { row: 'x' }, [{ code: '' }], [{}]]) {
      assert.deepEqual(paramsOf(nothing).items, []);
    }
  });

  it('never leads to anything but a sentence, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything(), fc.dictionary(fc.string(), fc.anything()), (value, row) => {
        for (const form of [value, [value], [row], { row: [row] }, [{ ...minuteRow, ...row }]]) {
          try {
            insightSentry.list(paramsOf(form));
          } catch (thrown) {
            assert.ok(thrown instanceof ConfigError, String(thrown));
          }
        }
      }),
    );
  });
});

describe('control by message', () => {
  const account = newer;
  const params = paramsOf([{ code: 'NASDAQ:AAPL', extended: false }], account);

  it('adds symbols with the options of the first row, and rows as they are', () => {
    const more = insightSentry.add(params, 'NASDAQ:TSLA, NYSE:IBM', account);
    assert.deepEqual(insightSentry.list(more), [
      { code: 'NASDAQ:AAPL', type: 'quote', extended: false },
      { code: 'NASDAQ:TSLA', type: 'quote', extended: false },
      { code: 'NYSE:IBM', type: 'quote', extended: false },
    ]);
    const rows = insightSentry.add(params, [{ ...minuteRow, maxDp: 5 }, 'NYSE:IBM'], account);
    assert.deepEqual(insightSentry.list(rows).slice(1), [
      { ...minuteRow, maxDp: 5 },
      { code: 'NYSE:IBM', type: 'quote', extended: false },
    ]);
  });

  it('takes symbols, rows or everything out', () => {
    const all = paramsOf([{ code: 'NASDAQ:AAPL NYSE:IBM' }, minuteRow]);
    const left = (what: unknown): number => insightSentry.remove(all, what, accountOf()).items.length;
    assert.deepEqual(
      [left('nasdaq:aapl'), left([minuteRow]), left('NYSE:IBM'), left(true), left('X:Y')],
      [1, 2, 2, 0, 3],
    );
  });

  it('lists what it takes back', () => {
    const rows = [
      { ...minuteRow, extended: false, currency: 'EUR', maxDp: 9 },
      { code: 'NYSE:IBM', hours24: true },
    ];
    const before = paramsOf(rows, account);
    assert.deepEqual(paramsOf(insightSentry.list(before), account), before);
  });

  it('is refused with words', () => {
    for (const what of [undefined, '', [], {}, 5]) {
      assert.throws(() => insightSentry.add(params, what, account), ConfigError);
    }
    assert.throws(() => insightSentry.add(params, 'AAPL', account), /not a symbol code/);
  });
});

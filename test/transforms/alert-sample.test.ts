/** Invented alerts: of each kind of rule they are what the rule itself would tell. */
import assert from 'node:assert/strict';
import { parseAlerts } from '../../transforms/alert/alert';
import { impossibleRule } from '../../transforms/alert/alert-check';
import { alertKinds, typesOf, type AlertKind } from '../../transforms/alert/alert-rules';
import { sampleAlert } from '../../transforms/alert/alert-sample';
import { eventTypes } from '../../transforms/event-fields';
import { samples } from '../../transforms/message/message-samples';
import type { MarketEvent } from '../../core/event';
import { bar, news, quote } from './alert-cases';

const filled = {
  ...{
    level: 240,
    low: 200,
    high: 210,
    by: 2.5,
    withinMs: '5 min',
    times: 2.7,
    bars: '',
    forms: '10-Q, 8-K',
  },
  ...{ ciks: '320193', words: 'merger, "spin off", upgrad*' },
};
const kinds = Object.keys(alertKinds) as AlertKind[];
const variants: object[] = [
  {},
  ...['last', 'mid', 'bid', 'ask', 'close'].map(price => ({ price })),
  ...['up', 'down'].map(direction => ({ direction })),
  { unit: 'percent' },
  { figure: 'revenue' },
  ...['all', 'none'].map(match => ({ match })),
  { forms: '', ciks: '', amendments: false },
  { bars: '3' },
  { by: '0.1', level: '0', low: '-3', high: '-1' },
];

describe('the invented alert of a rule', () => {
  for (const kind of kinds) {
    it(`is what the rule would tell: ${alertKinds[kind].title}`, () => {
      for (const variant of variants) {
        const row = { ...filled, ...variant, kind, name: 'Mine', symbols: 'TSLA' };
        const isWrong = 'price' in variant && variant.price === 'close' && /^from/.test(kind);
        if (isWrong) continue;
        const rules = parseAlerts({ rules: [row] });
        for (const event of [quote(0, 231), bar(0), news('n', 0), samples.insight[0], samples.filing[0]]) {
          const alert = sampleAlert(rules, event as MarketEvent, eventTypes);
          assert.deepEqual(
            [alert.alert, alert.kind, alert.symbol],
            ['Mine', kind, 'TSLA'],
            JSON.stringify(row),
          );
          assert.ok(rules[0] && typesOf(rules[0]).includes(alert.event.type));
        }
      }
    });
  }

  it('comes of the feed’s own event, with its symbol where the rule names it or none', () => {
    const event = quote(0, 231, { symbol: 'NASDAQ:AAPL', provider: 'tradewatch' });
    for (const symbols of ['', 'AAPL, TSLA', 'NASDAQ:AAPL']) {
      const rules = parseAlerts({ rules: [{ kind: 'crossesAbove', level: 240, symbols }] });
      const alert = sampleAlert(rules, event, ['quote']);
      assert.equal(alert.message, 'NASDAQ:AAPL crossed above 240.00 at 10:00:00, now 240.24');
      assert.deepEqual([alert.value, alert.event.provider], [240.24, 'tradewatch']);
    }
  });

  it('has prices that go together', () => {
    const rules = parseAlerts({ rules: [{ kind: 'crossesAbove', level: 240 }] });
    const event = quote(0, 120, {
      previousClose: 119,
      change: 1,
      changePercent: 0.84,
      high: 121,
      bid: 119.9,
      ask: 120.1,
    });
    const { event: told } = sampleAlert(rules, event, ['quote']);
    assert.ok(told.type === 'quote');
    assert.deepEqual([told.last, told.previousClose, told.change, told.high], [240.24, 238, 2, 242]);
    assert.deepEqual([told.bid, told.ask, told.changePercent], [240.04, 240.44, 0.84]);
  });

  it('says how long it held, whatever the hour and however often it may fire', () => {
    const row = {
      ...{ kind: 'crossesBelow', level: 240, holdMs: '5 min', coolDownMs: '1 h', repeat: 'once' },
      quietDays: 'Mon-Sun',
    };
    const alert = sampleAlert(parseAlerts({ rules: [row] }), quote(0, 231), ['quote']);
    assert.match(alert.message, /^AAPL crossed below 240\.00 at 10:00:00 and stayed there for 5 min/);
    assert.equal(Date.parse(alert.firedTime) - Date.parse(alert.time), 300_000);
  });
});

describe('rules that cannot fire for what comes', () => {
  const why = (row: object, types: Parameters<typeof impossibleRule>[1]): string | undefined =>
    impossibleRule(parseAlerts({ rules: [{ kind: 'ratingUp' }, { ...filled, ...row }] }), types);

  it('are named, with what they look at and what comes', () => {
    assert.equal(
      why({ kind: 'formFiled' }, ['rating', 'news']),
      'Rule 2 does not fit: "Form filed" looks at filings, and only ratings and news come here.',
    );
    assert.match(why({ kind: 'crossesAbove', price: 'close' }, ['quote', 'rating']) ?? '', /looks at bars/);
    assert.equal(why({ kind: 'crossesAbove' }, ['quote', 'rating']), undefined);
    const rsi = { kind: 'crossesAbove', price: 'indicators', indicator: 'rsi14' };
    assert.match(why(rsi, ['quote', 'rating']) ?? '', /^Rule 2 does not fit: indicators are there behind/);
    assert.equal(why(rsi, eventTypes), undefined);
  });
});

/** Numbers of indicators in conditions and rules: `indicators.rsi14`, by the name that market-indicator gives. */
import assert from 'node:assert/strict';
import type { MarketEvent } from '../../core/event';
import { AlertOperator, parseAlerts, type Alert } from '../../transforms/alert/alert';
import { describeAlert } from '../../transforms/alert/alert-describe';
import { eventTypes } from '../../transforms/event-fields';
import { describeFilter } from '../../transforms/filter/describe';
import { compileFilter, parseFilter } from '../../transforms/filter/filter';
import { impossible } from '../../transforms/filter/filter-check';
import { IndicatorOperator, parseIndicators } from '../../transforms/indicator/indicator';
import { bar, quote } from './alert-cases';

const low = { field: 'indicators', indicator: 'rsi14', operator: 'lt', value: '30' };
const below = { kind: 'crossesBelow', price: 'indicators', indicator: 'rsi14', level: 30 };
const withRsi = (rsi14: unknown, at = 0): MarketEvent =>
  ({ ...bar(at), indicators: { rsi14 }, indicatorStatus: 'ready' }) as MarketEvent;

const filterOf = (...conditions: object[]) => compileFilter(parseFilter({ conditions }));
function alertsOf(rule: object, events: MarketEvent[]): Alert[] {
  const operator = new AlertOperator(parseAlerts({ rules: [rule] }));
  return events.flatMap(event => operator.take(event, Date.parse(event.receivedTime)));
}

describe('a condition on an indicator', () => {
  it('looks at the number of that name, and without one does not hold', () => {
    const filter = filterOf(low);
    const numbers = [29.9, 30, null, NaN, '29', undefined];
    assert.deepEqual(
      numbers.map(rsi => filter.accepts(withRsi(rsi))),
      [true, false, false, false, false, false],
    );
    assert.ok(!filter.accepts(bar(0)));
    assert.ok(!filter.accepts({ ...bar(0), indicators: 3 } as MarketEvent));
    assert.ok(filterOf({ ...low, operator: 'empty' }).accepts(withRsi(null)));
    assert.ok(!filterOf({ ...low, operator: 'notEmpty' }).accepts(bar(0)));
  });

  it('compares with the last event of the symbol', () => {
    const filter = filterOf({ ...low, operator: 'fell' });
    const numbers = [40, 35, null, 34, 36];
    assert.deepEqual(
      numbers.map((rsi, at) => filter.accepts(withRsi(rsi, at))),
      [false, true, false, true, false],
    );
  });

  it('is said in words, as it may also be written by hand', () => {
    for (const condition of [low, { field: 'indicators.rsi14', operator: 'lt', value: 30 }])
      assert.equal(describeFilter(parseFilter({ conditions: [condition] })), 'indicator rsi14 is below 30');
  });

  it('is refused without a name, and with one that none can have', () => {
    const refused = (indicator: unknown, message: RegExp): void =>
      assert.throws(() => parseFilter({ conditions: [{ ...low, indicator }] }), {
        name: 'ConfigError',
        message,
      });
    for (const none of [undefined, '', ' ', 3])
      refused(none, /^Condition 1: Write the name of the indicator’s number, for instance rsi14\.$/);
    refused('rsi 14', /^Condition 1: "rsi 14" is no name of an indicator’s number\. It begins with a letter/);
    for (const bad of ['14rsi', '__proto__', 'a.b', 'x'.repeat(61)]) refused(bad, /is no name/);
  });

  it('is known to fit nothing that comes from a source, and no record', () => {
    const rules = parseFilter({ conditions: [low] });
    assert.equal(impossible(rules, eventTypes), undefined);
    assert.match(
      impossible(rules, ['quote', 'bar']) ?? '',
      /^Condition 1 does not fit: "Indicator rsi14" is there behind/,
    );
    assert.match(impossible(rules, ['news']) ?? '', /is no field of news; it is one of quotes and bars/);
  });

  it('knows every name that an indicator can have', () => {
    const name = 'a'.repeat(40);
    const { indicators } = parseIndicators({ indicators: [{ kind: 'macd', name }] });
    assert.equal(indicators.length, 1);
    assert.doesNotThrow(() => filterOf({ ...low, indicator: `${name}Histogram` }));
  });
});

describe('an alert rule on an indicator', () => {
  it('crosses, with a sentence that names the number', () => {
    const events = [31, 30, 29.5, 29, 31, 29].map((rsi, at) => withRsi(rsi, at));
    const alerts = alertsOf({ ...below, symbols: 'AAPL' }, events);
    assert.deepEqual(
      alerts.map(({ value, reference }) => [value, reference]),
      [
        [29.5, 30],
        [29, 30],
      ],
    );
    assert.equal(alerts[0]?.message, 'AAPL rsi14 crossed below 30.00 at 10:03:00, now 29.50');
  });

  it('moves, enters a range and makes a new low, also beside quotes; what is not known says nothing', () => {
    const at = (z: number | null, seconds: number): MarketEvent =>
      ({ ...quote(seconds, 240), indicators: { z } }) as MarketEvent;
    const events = [at(0, 0), at(null, 1), quote(2, 500), at(2.5, 3)];
    const count = (rule: object): number =>
      alertsOf({ ...rule, price: 'indicators', indicator: 'z' }, events).length;
    assert.equal(count({ kind: 'movesBy', by: 2, withinMs: '1 min' }), 1);
    assert.equal(count({ kind: 'movesBy', by: 3, withinMs: '1 min' }), 0);
    assert.equal(count({ kind: 'entersRange', low: 2, high: 3 }), 1);
    assert.equal(count({ kind: 'newHigh', withinMs: '3 s' }), 1);
    assert.equal(count({ kind: 'newLow', withinMs: '3 s' }), 0);
  });

  it('takes what the indicator node gives', () => {
    const operator = new IndicatorOperator(parseIndicators({ indicators: [{ kind: 'rsi', length: '2' }] }));
    const events = [100, 101, 102, 103, 99, 90, 80].flatMap((close, minute) =>
      operator.take(bar(minute, { close }), Date.parse(bar(minute).receivedTime)),
    );
    const [alert, ...more] = alertsOf(
      { ...below, indicator: 'rsi2', text: '{{indicators.rsi2}} {{indicator}}' },
      events,
    );
    assert.equal(more.length, 0);
    assert.match(alert?.message ?? '', /^[\d.]+ rsi2$/);
  });

  it('is said in words, and refused without a name or where only prices of the day make sense', () => {
    const [rule] = parseAlerts({ rules: [below] });
    assert.equal(rule && describeAlert(rule), 'When indicator rsi14 of any symbol crosses below 30.');
    const refused = (more: object, message: RegExp): void =>
      assert.throws(() => parseAlerts({ rules: [{ ...below, ...more }] }), { message });
    refused({ indicator: '' }, /^Rule 1: Write the name of the indicator’s number/);
    refused({ indicator: 'rsi-14' }, /^Rule 1: "rsi-14" is no name/);
    refused({ kind: 'fromOpen', by: 2 }, /^Rule 1: an indicator has no previous close and no open/);
  });
});

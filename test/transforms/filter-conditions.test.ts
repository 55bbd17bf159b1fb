import { strict as assert } from 'node:assert';
import type { MarketEvent } from '../../core/event';
import { eventOf, holds, news, quote } from './filter-cases';

/** Which of the values make a condition hold. */
function held<Value>(
  field: string,
  operator: string,
  value: unknown,
  values: readonly Value[],
  event: (given: Record<string, unknown>) => MarketEvent = quote,
): Value[] {
  return values.filter(one => holds(field, operator, value, event({ [field]: one })));
}

describe('the conditions of a filter', () => {
  it('compare numbers', () => {
    const values = [1, 2, 3, 4, 5];
    assert.deepEqual(held('last', 'eq', 3, values), [3]);
    assert.deepEqual(held('last', 'neq', '3', values), [1, 2, 4, 5]);
    assert.deepEqual(held('last', 'gt', 3, values), [4, 5]);
    assert.deepEqual(held('last', 'gte', 3, values), [3, 4, 5]);
    assert.deepEqual(held('last', 'lt', 3, values), [1, 2]);
    assert.deepEqual(held('last', 'lte', 3, values), [1, 2, 3]);
    assert.deepEqual(held('last', 'between', '2 to 4', values), [2, 3, 4], 'both ends are inside');
    assert.deepEqual(held('last', 'outside', [2, 4], values), [1, 5]);
    assert.deepEqual(held('changePercent', 'lt', '-1.5 %', [-2, -1.5, 1]), [-2]);
  });

  it('compare no number with what is none', () => {
    const none = [null, undefined, NaN, Infinity, -Infinity, '3', '', [3], { valueOf: () => 3 }, true];
    for (const operator of ['eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'changed', 'rose', 'changedBy'])
      assert.deepEqual(held('last', operator, 3, none), [], operator);
    for (const operator of ['between', 'outside'])
      assert.deepEqual(held('last', operator, '-9 to 9', none), [], operator);
    assert.deepEqual(held('last', 'empty', '', [null, undefined, NaN, 0]), [null, undefined, NaN]);
    assert.deepEqual(held('last', 'notEmpty', '', [null, undefined, NaN, 0]), [0]);
  });

  it('compare short texts in any case', () => {
    const values = ['Buy', 'BUY', 'Strong Buy', 'Sell'];
    const rating = (given: Record<string, unknown>): MarketEvent => eventOf('rating', given);
    assert.deepEqual(held('rating', 'eq', 'buy', values, rating), ['Buy', 'BUY']);
    assert.deepEqual(held('rating', 'in', 'sell, strong buy', values, rating), ['Strong Buy', 'Sell']);
    assert.deepEqual(held('rating', 'contains', 'BUY', values, rating), ['Buy', 'BUY', 'Strong Buy']);
    assert.deepEqual(held('rating', 'startsWith', 's', values, rating), ['Strong Buy', 'Sell']);
    assert.deepEqual(held('ratingAction', 'eq', 'upgrades', ['Upgrades', 'Maintains'], rating), ['Upgrades']);
  });

  it('take forms as they are written, and a CIK with or without its zeros', () => {
    const filing = (given: Record<string, unknown>): MarketEvent => eventOf('filing', given);
    assert.deepEqual(held('form', 'in', '8-k, SC 13D', ['8-K', '8-K/A', 'SC 13D'], filing), [
      '8-K',
      'SC 13D',
    ]);
    for (const typed of ['320193', '0000320193', 320193])
      assert.deepEqual(held('cik', 'eq', typed, ['0000320193', '1320193'], filing), ['0000320193']);
  });

  it('keep what a negative condition does not name, also where there is nothing', () => {
    const rating = (given: Record<string, unknown>): MarketEvent => eventOf('rating', given);
    for (const operator of ['neq', 'notIn', 'notContains'])
      assert.deepEqual(held('rating', operator, 'sell', ['Sell', 'Buy', null], rating), ['Buy', null]);
    assert.deepEqual(held('headline', 'noWords', 'ad', ['An ad', 'Add', null], news), ['Add', null]);
    assert.deepEqual(held('tags', 'hasNone', 'ad', [['ad', 'b'], ['b'], [], null], news), [['b'], [], null]);
    assert.ok(holds('headline', 'noWords', 'ad', quote({})), 'a quote has no headline to object to');
    assert.ok(holds('headline', 'empty', '', quote({})));
    assert.ok(!holds('headline', 'notEmpty', '', quote({})));
    assert.ok(
      !holds('form', 'eq', '8-K', quote({ form: '8-K' })),
      'a field that the type has not is not read',
    );
    assert.ok(!holds('volume', 'neq', 0, news({})));
  });

  it('take symbols with or without their exchange', () => {
    const symbols = ['NASDAQ:AAPL', 'AAPL', 'aapl', 'XETR:AAPL', 'AAPLW', 'NASDAQ:MSFT', null];
    const apple = ['NASDAQ:AAPL', 'AAPL', 'aapl', 'XETR:AAPL'];
    assert.deepEqual(held('symbol', 'eq', 'aapl', symbols), apple);
    assert.deepEqual(held('symbol', 'eq', 'nasdaq:aapl', symbols), ['NASDAQ:AAPL', 'AAPL', 'aapl']);
    assert.deepEqual(held('symbol', 'in', 'AAPL msft', symbols), [...apple, 'NASDAQ:MSFT']);
    assert.deepEqual(held('symbol', 'notIn', 'AAPL, MSFT', symbols), ['AAPLW', null]);
    assert.deepEqual(held('symbol', 'startsWith', 'aap', symbols), [...apple, 'AAPLW']);
    assert.deepEqual(held('symbol', 'startsWith', 'NASDAQ:', symbols), ['NASDAQ:AAPL', 'NASDAQ:MSFT']);
    const lists = [['NYSE:T', 'NASDAQ:AAPL'], ['T'], []];
    assert.deepEqual(held('symbols', 'hasAny', 'AAPL, MSFT', lists, news), [lists[0]]);
    assert.deepEqual(held('symbols', 'hasAll', 'AAPL, T', lists, news), [lists[0]]);
    assert.deepEqual(held('symbols', 'hasNone', 'AAPL', lists, news), [['T'], []]);
  });

  it('search long texts for words, and HTML for what it shows', () => {
    const texts = ['Merger talks', 'Talks of merging', 'Price target raised', null];
    assert.deepEqual(held('headline', 'anyWords', 'merg*, raised', texts, news), texts.slice(0, 3));
    assert.deepEqual(held('headline', 'allWords', 'talks merg*', texts, news), texts.slice(0, 2));
    assert.deepEqual(held('headline', 'noWords', 'talks', texts, news), [texts[2], null]);
    assert.deepEqual(held('headline', 'anyWords', '"price target"', texts, news), [texts[2]]);
    assert.deepEqual(held('headline', 'contains', 'GET RAI', texts, news), [texts[2]]);
    assert.deepEqual(held('headline', 'startsWith', 'talks', texts, news), [texts[1]]);
    const body = '<p class="strong">Profit &amp; loss of <b>A</b>pple</p>';
    assert.deepEqual(held('body', 'anyWords', 'strong class p', [body], news), []);
    assert.deepEqual(held('body', 'allWords', '"profit loss" apple', [body], news), [body]);
    assert.deepEqual(held('body', 'contains', 'profit & loss', [body], news), [body]);
  });

  it('look into lists, in any case', () => {
    const lists = [['News', 'Price Target'], ['M&A'], []];
    assert.deepEqual(held('channels', 'hasAny', 'price target, other', lists, news), [lists[0]]);
    assert.deepEqual(held('channels', 'hasAll', 'news, price target', lists, news), [lists[0]]);
    assert.deepEqual(held('channels', 'hasAll', ['news', 'm&a'], lists, news), []);
    assert.deepEqual(held('channels', 'empty', '', lists, news), [[]]);
  });

  it('compare the time of day in a time zone, through its summer time', () => {
    const winter = ['2026-01-02T14:29:59.999Z', '2026-01-02T14:30:00.000Z', '2026-01-02T21:00:00.000Z'];
    const summer = ['2026-07-02T13:29:59.999Z', '2026-07-02T13:30:00.000Z', '2026-07-02T20:00:00.000Z'];
    const zone = 'America/New_York';
    for (const times of [winter, summer]) {
      assert.deepEqual(held('time', 'after', `9:30 am ${zone}`, times), times.slice(1));
      assert.deepEqual(held('time', 'before', `09:30 ${zone}`, times), times.slice(0, 1));
      assert.deepEqual(held('time', 'between', `09:30 to 16:00 ${zone}`, times), [times[1]]);
      assert.deepEqual(held('time', 'outside', `9:30 am - 4:00 pm ${zone}`, times), [times[0], times[2]]);
    }
    assert.deepEqual(held('time', 'between', '21:00 to 14:30', winter), [winter[0], winter[2]], 'overnight');
    const none = [null, '', 'soon', 7, '99999-01-01T00:00:00Z'];
    for (const operator of ['before', 'after']) assert.deepEqual(held('time', operator, '12:00', none), []);
    assert.deepEqual(held('time', 'outside', '12:00 to 13:00', none), []);
  });

  it('know the weekday in a time zone', () => {
    const friday = '2026-01-02T23:30:00.000Z';
    assert.deepEqual(held('time', 'on', 'Mon-Fri', [friday]), [friday]);
    assert.deepEqual(held('time', 'on', 'weekend Asia/Tokyo', [friday]), [friday]);
    assert.deepEqual(held('time', 'on', 'Fri-Mon', [friday]), [friday]);
    assert.deepEqual(held('time', 'on', 'sa, su', [friday]), []);
  });

  it('know how old an event was when it arrived', () => {
    const times = ['2026-01-02T14:50:00.000Z', '2026-01-02T14:59:00.000Z', '2026-01-02T15:01:00.000Z', null];
    assert.deepEqual(held('time', 'newerThan', 5, times), [times[1], times[2]]);
    assert.deepEqual(held('time', 'olderThan', 5, times), [times[0]]);
  });

  it('compare days', () => {
    const days = ['2026-01-02', '2026-01-05', 'tomorrow', '2026-99-99', null];
    const earnings = (given: Record<string, unknown>): MarketEvent => eventOf('earnings', given);
    assert.deepEqual(held('date', 'eq', '2026-01-05', days, earnings), ['2026-01-05']);
    assert.deepEqual(held('date', 'beforeDate', '2026-01-05', days, earnings), ['2026-01-02']);
    assert.deepEqual(held('date', 'on', 'Monday', days, earnings), ['2026-01-05']);
    assert.deepEqual(held('date', 'afterDate', '2026-01-02', days.slice(0, 3), earnings), ['2026-01-05']);
  });

  it('know flags and types', () => {
    assert.deepEqual(held('backfill', 'isTrue', '', [true, false, null, 1]), [true]);
    assert.deepEqual(held('backfill', 'isFalse', '', [true, false, null, 0]), [false]);
    assert.ok(!holds('closed', 'isFalse', '', quote({})), 'a quote is no open bar');
    assert.ok(holds('type', 'in', 'quote, news', quote({})));
    assert.ok(!holds('type', 'neq', 'quote', quote({})));
    const consensus = (given: Record<string, unknown>): MarketEvent => eventOf('consensus', given);
    assert.deepEqual(held('counts', 'notEmpty', '', [{ buy: 1 }, null], consensus), [{ buy: 1 }]);
  });
});

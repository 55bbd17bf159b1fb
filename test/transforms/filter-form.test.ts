import { strict as assert } from 'node:assert';
import { describeFilter } from '../../transforms/filter/describe';
import { compileFilter, parseFilter } from '../../transforms/filter/filter';
import { impossible } from '../../transforms/filter/filter-check';
import { eventOf, filterOf, news, quote, row } from './filter-cases';

function refused(message: RegExp | string, ...conditions: unknown[]): void {
  assert.throws(() => parseFilter({ conditions }), { name: 'ConfigError', message });
}

const sentence = (match: string, ...conditions: object[]): string =>
  describeFilter(parseFilter({ match, conditions }));

describe('the form of a filter', () => {
  it('lets everything pass that is an event where nothing is asked', () => {
    for (const form of [undefined, null, '', {}, { match: 'none' }, { match: 'any', conditions: [] }]) {
      assert.ok(compileFilter(parseFilter(form)).accepts(quote({})));
    }
    assert.ok(filterOf('any', { match: 'any', conditions: [] }).accepts(quote({})), 'an empty group');
  });

  it('matches all, any or none, also in groups', () => {
    const [high, buy, sell] = [row('last', 'gt', 10), row('symbol', 'eq', 'A'), row('symbol', 'eq', 'B')];
    const event = quote({ symbol: 'A', last: 11 });
    assert.ok(filterOf('all', high, buy).accepts(event));
    assert.ok(!filterOf('all', high, sell).accepts(event));
    assert.ok(filterOf('any', sell, high).accepts(event));
    assert.ok(!filterOf('none', sell, high).accepts(event));
    assert.ok(filterOf('none', sell).accepts(event));
    assert.ok(filterOf('all', high, { match: 'any', conditions: [buy, sell] }).accepts(event));
    assert.ok(!filterOf('all', high, { match: 'none', conditions: [buy, sell] }).accepts(event));
  });

  it("reads n8n's collections", () => {
    const conditions = { condition: [row('last', 'gt', 10)] };
    const group = [{ match: 'any', conditions: { condition: [row('symbol', 'eq', 'A')] } }];
    const form = { match: 'all', conditions: { ...conditions, group } };
    assert.equal(describeFilter(parseFilter(form)), 'last is above 10 and symbol is A');
  });

  it('takes the time zone of the value, of the form or of the host, in this order', () => {
    const clock = (value: string, form: object, host?: string): string =>
      describeFilter(parseFilter({ ...form, conditions: [row('time', 'after', value)] }, host));
    const form = { timeZone: 'Asia/Tokyo' };
    assert.match(clock('9:30 Europe/Berlin', form, 'UTC'), /Europe\/Berlin/);
    assert.match(clock('9:30', form, 'Europe/Berlin'), /Asia\/Tokyo/);
    assert.match(clock('9:30', {}, 'Europe/Berlin'), /Europe\/Berlin/);
    assert.equal(clock('9:30', {}), 'time is at or after 09:30 (UTC)');
  });

  it('names the condition that cannot be read, and says why', () => {
    const good = row('last', 'gt', 1);
    refused('Condition 2: "8-K" is not a number.', good, row('last', 'gt', '8-K'));
    refused(/^Condition 1\.2: "1,000" is not a number. Write it without commas/, {
      conditions: [good, row('last', 'gt', '1,000')],
    });
    refused('Condition 1: Choose a field.', row('', 'gt', 1));
    refused('Condition 1: Choose a comparison.', row('last', '', 1));
    refused('Condition 1: No event has a field "price".', row('price', 'gt', 1));
    refused('Condition 1: No event has a field "__proto__".', row('__proto__', 'gt', 1));
    refused(/^Condition 1: "contains" does not fit "Last", which is a number./, row('last', 'contains', 'x'));
    refused(/does not fit/, row('last', 'constructor', 'x'));
    refused('Condition 1: Say the number that "Last" is compared with.', row('last', 'gt', ' '));
    refused('Condition 1: Choose a field, a comparison and a value.', 'last > 3');
    refused('Condition 1.1: A group cannot hold a group.', { conditions: [{ conditions: [good] }] });
    assert.throws(() => parseFilter({ match: 'some' }), { name: 'ConfigError', message: /"some"/ });
    assert.throws(() => parseFilter('last > 3'), { name: 'ConfigError' });
    assert.throws(() => parseFilter({ conditions: 7 }), { name: 'ConfigError' });
    assert.throws(() => parseFilter({ timeZone: 'Mars/Base' }), { name: 'ConfigError', message: /Mars/ });
  });

  it('refuses values that can never match', () => {
    refused(/5 is more than 1/, row('last', 'between', '5 to 1'));
    refused(/both ends/, row('last', 'between', '5'));
    refused(/more than 0/, row('last', 'changedBy', 0));
    refused(/never "qoute". It is one of quote, bar/, row('type', 'in', 'news, qoute'));
    refused(/several symbols: choose "is one of"/, row('symbol', 'eq', 'AAPL, MSFT'));
    refused(/"a\|b" cannot be searched for/, row('headline', 'anyWords', 'a|b'));
    refused(/which words/, row('headline', 'anyWords', ' '));
    refused(/compared with/, row('channels', 'hasAny', ' , '));
    refused(/compared with/, row('firm', 'eq', null));
    refused(/no time of day/, row('time', 'after', '25:00'));
    refused(/no time of day/, row('time', 'after', 'noon'));
    refused(/no time zone/, row('time', 'after', '12:00 Nowhere'));
    refused(/no span/, row('time', 'between', '12:00'));
    refused(/two different times/, row('time', 'between', '12:00 to 12:00'));
    refused(/no day of the week/, row('time', 'on', 'someday'));
    refused(/on which days/, row('time', 'on', ''));
    refused(/no date/, row('date', 'eq', '2026-02-30'));
    refused(/no date/, row('date', 'eq', '1/2/26'));
  });

  it('bounds how many conditions there are', () => {
    const many = Array.from({ length: 20_001 }, () => row('backfill', 'isTrue'));
    assert.throws(() => parseFilter({ conditions: many }), { name: 'ConfigError', message: /at most/ });
  });
});

describe('the sentence of a filter', () => {
  it('says what the filter means', () => {
    const [high, apple] = [row('last', 'gt', 240), row('symbol', 'eq', 'AAPL')];
    assert.equal(describeFilter(parseFilter({})), 'everything');
    assert.equal(sentence('all', high, apple), 'last is above 240 and symbol is AAPL');
    assert.equal(sentence('any', high, apple), 'last is above 240 or symbol is AAPL');
    assert.equal(sentence('none', high, apple), 'none of (last is above 240; symbol is AAPL)');
    assert.equal(sentence('none', high), 'not (last is above 240)');
    const group = { match: 'any', conditions: [high, row('eps', 'lt', 0)] };
    assert.equal(sentence('all', apple, group), 'symbol is AAPL and (last is above 240 or EPS is below 0)');
  });

  it('says every kind of value', () => {
    const cases: [object, string][] = [
      [row('last', 'between', '1 to 2'), 'last is between 1 and 2'],
      [row('last', 'changedByPercent', 5), 'last has changed in percent by at least 5 %'],
      [row('last', 'rose'), 'last has risen'],
      [row('form', 'in', '8-K, 10-K, 10-Q'), 'form is one of 8-K, 10-K or 10-Q'],
      [
        row('headline', 'allWords', 'merg* "price target"'),
        'headline has all of the words merg* and "price target"',
      ],
      [row('time', 'between', '9:30 to 16:00'), 'time is between 09:30 and 16:00 (UTC)'],
      [row('time', 'on', 'Mon-Fri'), 'time is on Monday to Friday (UTC)'],
      [row('time', 'newerThan', 5), 'time is newer than 5 minutes'],
      [row('date', 'beforeDate', '2026-01-02'), 'date is before 2026-01-02'],
      [row('backfill', 'isFalse'), 'backfilled is off'],
    ];
    for (const [condition, expected] of cases) assert.equal(sentence('all', condition), expected);
  });

  it('stays short for many conditions', () => {
    const many = Array.from({ length: 1000 }, (_, at) => row('last', 'gt', at));
    assert.ok(sentence('any', ...many).endsWith('last is above 19 or 980 more'));
  });
});

describe('what a filter cannot match', () => {
  const check = (types: Parameters<typeof impossible>[1], match: string, ...conditions: object[]) =>
    impossible(parseFilter({ match, conditions }), types);

  it('is told for the types that come, by the number of the condition', () => {
    const [form, last] = [row('form', 'eq', '8-K'), row('last', 'gt', 1)];
    assert.equal(
      check(['quote', 'bar'], 'all', row('high', 'gt', 1), form),
      'Condition 2 does not fit: "Form" is no field of quotes and bars; it is one of filings.',
    );
    assert.match(
      check(['quote'], 'any', { match: 'all', conditions: [last, form] }) ?? '',
      /^Condition 1\.2 /,
    );
    assert.match(check(['quote'], 'all', row('type', 'eq', 'news')) ?? '', /only quotes come here/);
    assert.match(check([], 'all', form, last) ?? '', /^No event can match/);
    assert.match(check(['filing', 'quote'], 'all', form, last) ?? '', /none of filings and quotes has all/);
  });

  it('is nothing where some event can match', () => {
    const [form, last] = [row('form', 'eq', '8-K'), row('last', 'gt', 1)];
    assert.equal(check([], 'any', form, last), undefined);
    assert.equal(check(['filing', 'quote'], 'any', form, last), undefined);
    assert.equal(check(['quote'], 'all', last, row('symbol', 'eq', 'A')), undefined);
    assert.equal(check(['quote'], 'all'), undefined);
  });
});

describe('a filter among hostile events', () => {
  const filter = filterOf(
    'any',
    row('headline', 'anyWords', 'a'),
    row('symbols', 'hasAny', 'A'),
    row('last', 'rose'),
  );

  it('takes what is no event as no match', () => {
    for (const one of [null, undefined, 7, 'quote', [], {}, () => 1]) {
      assert.equal(compileFilter(parseFilter({})).accepts(one as never), false);
      assert.equal(filter.accepts(one as never), false);
    }
  });

  it('does not throw, whatever an event does', () => {
    const refuse = (): never => {
      throw new Error('no');
    };
    const trap = new Proxy({}, { get: refuse, has: () => true });
    assert.equal(filter.accepts(trap as never), false);
    const type = { toString: refuse };
    assert.equal(filter.accepts({ ...news({ headline: 'b' }), type } as never), false);
    for (const odd of ['__proto__', 'constructor', 'toString', 'unknown', '', null]) {
      assert.equal(
        filter.accepts({ ...news({ headline: 'a' }), type: odd } as never),
        true,
        'an unknown type',
      );
      assert.equal(
        filter.accepts(eventOf('news', { symbol: odd, symbols: [odd, {}, [[]]], headline: 7 })),
        false,
      );
    }
  });
});

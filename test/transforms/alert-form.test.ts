import { strict as assert } from 'node:assert';
import { ConfigError } from '../../core/errors';
import type { Form } from '../../core/provider';
import { parseAlerts, typesOf, type AlertRule } from '../../transforms/alert/alert';
import { quietDaysIn } from '../../transforms/alert/alert-clock';
import { describeAlert } from '../../transforms/alert/alert-describe';
import { alertKinds } from '../../transforms/alert/alert-rules';
import { quietReaders } from '../../transforms/hours/quiet-form';
import { alertsOf, news, prices, quote } from './alert-cases';

const parsed = (form: Form): AlertRule => parseAlerts({ rules: [form] })[0] as AlertRule;
const described = (form: Form): string => describeAlert(parsed(form));

function refusal(form: Form): string {
  try {
    parseAlerts({ rules: [{ kind: 'crossesAbove', level: 1 }, form] });
  } catch (thrown) {
    assert.ok(thrown instanceof ConfigError);
    return thrown.message;
  }
  return '';
}

/** Values with which every kind is complete. */
const everything = { level: 1, low: 1, high: 2, by: 1, withinMs: 60_000, times: 2, words: 'a' };

describe('the form of alert rules', () => {
  it('takes lists, collections of n8n, and numbers that were typed', () => {
    const row = { kind: 'crossesAbove', level: '240.5', symbols: 'aapl, nasdaq:MSFT aapl' };
    for (const rules of [[row], { row: [row] }]) {
      const [rule] = parseAlerts({ rules });
      assert.equal(rule?.level, 240.5);
      assert.deepEqual(rule?.symbols, ['AAPL', 'NASDAQ:MSFT']);
      assert.equal(rule?.name, 'Rule 1');
    }
  });

  it('refuses in words that name the rule', () => {
    const said: [Form, string][] = [
      [{ name: 'Apple', kind: 'crossesAbove' }, 'Rule 2 "Apple": The level must be a number.'],
      [{ kind: 'crossesAbove', level: 'x' }, 'Rule 2: The level must be a number, not "x".'],
      [{ kind: 'jumps' }, 'Rule 2: The kind "jumps" is not known. Choose one of: crossesAbove, '],
      [
        { kind: 'entersRange', low: 2, high: 1 },
        'Rule 2: the low end of the range must be below its high end.',
      ],
      [{ kind: 'movesBy', by: 0, withinMs: 1 }, 'Rule 2: The move must be more than 0.'],
      [{ kind: 'movesBy', by: 1 }, 'Rule 2: The time is missing. Write it like 5 min or 30 s.'],
      [
        { kind: 'movesBy', by: 1, withinMs: '5' },
        'Rule 2: The time "5" needs a unit. Write it like 30 s, 5 min,',
      ],
      [{ kind: 'movesBy', by: 1, withinMs: '5 moons' }, 'Rule 2: "5 moons" is not a duration.'],
      [{ ...everything, holdMs: '3 weeks' }, 'Rule 2: Holds for must be at most 20 days.'],
      [
        { kind: 'words', words: 'a', match: 'some' },
        'Rule 2: Match "some" is not known. Choose one of: any,',
      ],
      [{ kind: 'fromOpen', by: 1, price: 'close' }, 'Rule 2: bars do not tell the previous close'],
      [{ kind: 'words' }, 'Rule 2: write the words to look for.'],
      [{ kind: 'words', words: '.*' }, 'Rule 2: ".*" cannot be searched for.'],
      [
        { kind: 'words', words: 'a', repeat: 'rearm' },
        'Rule 2: "again after it went back" works with prices only.',
      ],
      [{ kind: 'formFiled', forms: '$' }, 'Rule 2: "$" is not an SEC form type.'],
      [{ kind: 'formFiled', ciks: 'Apple' }, 'Rule 2: "Apple" is not a CIK.'],
      [{ ...everything, holdMs: -1 }, 'Rule 2: Holds for must not be below 0.'],
      [{ ...everything, timeZone: 'Mars' }, 'Rule 2: "Mars" is not a time zone.'],
      [{ ...everything, quietFrom: '22:00' }, 'Rule 2: quiet hours need both a beginning and an end.'],
      [{ ...everything, quietFrom: '25:00', quietTo: '1:00' }, 'Rule 2: "25:00" is no time of day.'],
      [{ ...everything, quietDays: 'Sat, Foo' }, 'Rule 2: "Foo" is no day of the week.'],
      [{ ...everything, quietDays: 'Mon-Fri-Sun' }, 'Rule 2: "Mon-Fri-Sun" is no day of the week.'],
      [{ ...everything, text: '{{symbol}} {{sybol}}' }, 'Rule 2: the text has no field {{sybol}}.'],
    ];
    for (const [form, start] of said) assert.ok(refusal(form).startsWith(start), refusal(form));
    assert.throws(() => parseAlerts({}), /Add at least one rule/);
    assert.throws(() => parseAlerts({ rules: [null] }), /Rule 1: it must be an object/);
    assert.throws(() => parseAlerts({ rules: new Array(2001).fill(everything) }), /at most 2000/);
  });

  it('takes durations as ms, and as people write them', () => {
    for (const withinMs of [5_400_000, '90 min', '1.5 h', '1 h 30 min', '1 Hour and 30 minutes', '5400s'])
      assert.equal(parsed({ kind: 'newHigh', withinMs }).withinMs, 5_400_000);
    for (const holdMs of ['', undefined, 0, '0'])
      assert.equal(parsed({ kind: 'crossesAbove', level: 1, holdMs }).holdMs, 0);
    assert.equal(parsed({ kind: 'words', words: 'a', coolDownMs: '1 day' }).coolDownMs, 86_400_000);
  });

  it('takes days and times of day as expected hours do', () => {
    const times = ['0:00', '4', '9:30', '4:30 pm', '4:30PM', '12 am', '22', '22:00:00', '24:00'];
    for (const text of times) {
      const { quiet } = parsed({ ...everything, quietFrom: text, quietTo: '9:31', quietDays: '' });
      const hours = { expectMinutes: 5, marketHours: 'own', openFrom: text, openTo: '9:31' };
      const from = quietReaders.openFrom(hours);
      assert.equal(quiet?.from, from % 1440, text);
      assert.equal(parsed({ ...everything, quietFrom: '9:31', quietTo: text }).quiet?.to, from % 1440, text);
    }
    const lists = ['weekdays', 'Weekend', 'Mon–Fri', 'fri-mon', 'Sat, Sun', 'monday wed', 'weekend, tue'];
    for (const text of lists) {
      const days = quietDaysIn(text).flatMap((isIn, day) => (isIn ? [day] : []));
      assert.deepEqual(days, quietReaders.openDays({ openDays: text }), text);
      assert.deepEqual(parsed({ ...everything, quietDays: text }).quiet?.days, quietDaysIn(text), text);
    }
    assert.deepEqual(quietReaders.openDays({ openDays: 'weekdays' }), [1, 2, 3, 4, 5]);
  });

  it('ignores what other kinds left behind', () => {
    const left = { by: 'x', words: '.*', low: 5, high: 1 };
    assert.equal(parsed({ kind: 'crossesAbove', level: 1, ...left }).by, 0);
    assert.equal(parsed({ kind: 'words', words: 'a', holdMs: 5000 }).holdMs, 0);
  });

  it('says which types of events a rule can fire for', () => {
    assert.deepEqual(typesOf({ kind: 'crossesAbove', price: '' }), ['quote', 'bar']);
    assert.deepEqual(typesOf({ kind: 'crossesAbove', price: 'close' }), ['bar']);
    assert.deepEqual(typesOf({ kind: 'crossesAbove', price: 'bid' }), ['quote']);
    assert.deepEqual(typesOf({ kind: 'fromOpen', price: '' }), ['quote']);
    assert.deepEqual(typesOf({ kind: 'words', price: '' }), ['news', 'transcript']);
  });
});

describe('the sentence that a rule means', () => {
  it('says all that the rule does', () => {
    const rule = {
      kind: 'crossesAbove',
      price: 'last',
      symbols: 'AAPL',
      level: 240,
      holdMs: 10_000,
      repeat: 'daily',
    };
    assert.equal(
      described(rule),
      'When last of AAPL crosses above 240 and stays there for 10 s; at most once a day (New York).',
    );
    const more = {
      coolDownMs: 3_600_000,
      quietFrom: '22:00',
      quietTo: '06:30',
      quietDays: 'Mon-Tue',
      timeZone: 'UTC',
    };
    assert.equal(
      described({
        kind: 'movesByPercent',
        by: 2.5,
        withinMs: 300_000,
        symbols: 'A,B,C',
        includePast: true,
        ...more,
      }),
      'When the price of A, B or C moves by 2.5 % or more within 5 min; then not again for 1 h; not from 22:00 to 06:30 on Mon and Tue (UTC); past events count too.',
    );
    assert.equal(
      described({ ...rule, holdMs: 0, repeat: 'rearm', rearmBy: 2 }),
      'When last of AAPL crosses above 240; again only after it went back by 2.',
    );
  });

  it('is there for every kind', () => {
    const sentences = Object.keys(alertKinds).map(kind =>
      described({ ...everything, kind, symbols: 'AAPL' }),
    );
    for (const sentence of sentences) assert.match(sentence, /^When .*AAPL.*\.$/);
    assert.equal(new Set(sentences).size, sentences.length);
    assert.equal(
      described({ kind: 'formFiled', forms: '8-K, 10-Q', ciks: '320193' }),
      'When CIK 320193 files 8-K or 10-Q, amendments too.',
    );
    const words = { kind: 'words', words: 'merger "spin off" upgrad*' };
    const said = (match: string): string => described({ ...words, match }).replace(/^.*any symbol /, '');
    assert.equal(said('any'), 'says merger, "spin off" or upgrad*.');
    assert.equal(said('all'), 'says merger, "spin off" and upgrad*.');
    assert.equal(said('none'), 'does not say merger, "spin off" or upgrad*.');
    assert.equal(
      described({ kind: 'earningsBeat', by: 5 }),
      'When the earnings per share of any symbol beat the estimate by 5 % or more.',
    );
  });
});

describe('the message of an alert', () => {
  const message = (rule: Form, event = quote(250, 240.12, { changePercent: 0.9 })): string | undefined =>
    alertsOf({ kind: 'crossesAbove', level: 240, ...rule }, [quote(0, 239), event])[0]?.message;

  it('says by itself what happened', () => {
    assert.equal(message({}), 'AAPL crossed above 240.00 at 10:04:10, now 240.12, +0.9 % today');
    assert.equal(
      message({ timeZone: 'Europe/London' }, quote(250, 241)),
      'AAPL crossed above 240.00 at 15:04:10, now 241.00',
    );
    const moved = alertsOf({ kind: 'movesByPercent', by: 1, withinMs: 60_000 }, prices(1.1, 1.0845));
    assert.equal(moved[0]?.message, 'AAPL moved -1.41 % within 1 min at 10:00:01, now 1.0845');
  });

  it('takes fields of the alert and of the event, each on one line, and says where one is not known', () => {
    const text =
      '{{alert}}|{{ symbol }}|{{value}}|{{change}}|{{date}}|{{provider}}|{{bid}}|{{symbols}}|{{backfill}}';
    assert.equal(message({ name: 'Mine', text }), 'Mine|AAPL|240.12|+0.12|2026-01-02|canned|n/a|AAPL|no');
    const [alert] = alertsOf({ kind: 'words', words: 'a', text: '{{headline}} {{{body}}} {{constructor' }, [
      news('1', 0, { headline: 'a\n b', body: '<p>x &amp; y</p>' }),
    ]);
    assert.equal(alert?.message, 'a b {x & y} {{constructor');
    assert.match(refusal({ ...everything, text: '{{constructor}}' }), /no field/);
  });

  it('cuts what is long', () => {
    const [alert] = alertsOf({ kind: 'words', words: 'a' }, [news('1', 0, { headline: 'a '.repeat(1e5) })]);
    assert.ok((alert?.message.length ?? 0) < 600);
  });
});

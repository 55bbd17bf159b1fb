/** What a dialog says about alert rules, before a page shows it. */
import { strict as assert } from 'node:assert';
import type { Form } from '../../core/provider';
import { parseAlerts } from '../../transforms/alert/alert';
import { describeAlert } from '../../transforms/alert/alert-describe';
import {
  kindGroups,
  quietDaysOf,
  reviewAlerts,
  textFieldsOf,
  type RuleReview,
} from '../../transforms/alert/alert-page';
import { alertKinds } from '../../transforms/alert/alert-rules';
import { parseTemplate } from '../../transforms/alert/alert-text';

const reviewOf = (rule: Form): RuleReview => reviewAlerts({ rules: [rule] }).rules[0] as RuleReview;
const above = { kind: 'crossesAbove', level: 240, symbols: 'AAPL' };

describe('the review of alert rules', () => {
  it('offers every kind once, each with fields that its text may hold', () => {
    const offered = kindGroups.flatMap(({ kinds }) => kinds);
    assert.deepEqual([...offered].sort(), Object.keys(alertKinds).sort());
    for (const kind of offered)
      assert.doesNotThrow(
        () =>
          parseTemplate(
            textFieldsOf(kind)
              .map(name => `{{${name}}}`)
              .join(' '),
          ),
        kind,
      );
    assert.deepEqual(textFieldsOf('words').slice(0, 3), ['who', 'value', 'symbol']);
  });

  it('reads days as the node does, ranges among them', () => {
    const read: [text: unknown, days: string][] = [
      ['Mon-Fri', 'Mon Tue Wed Thu Fri'],
      ['saturday; sun', 'Sat Sun'],
      ['Fri-Mon, We', 'Mon Wed Fri Sat Sun'],
      ['', ''],
      [undefined, ''],
      ['${DAYS}', ''],
      ['Mon, Foo', ''],
    ];
    for (const [text, days] of read) assert.equal(quietDaysOf(text).join(' '), days, String(text));
    // What the buttons write says the same as the range did.
    const [range, list] = ['Mon-Fri', quietDaysOf('Mon-Fri').join(', ')].map(
      quietDays => parseAlerts({ rules: [{ ...above, quietDays }] })[0]?.quiet,
    );
    assert.deepEqual(range, list);
  });

  it('says of each rule what it means and which events it needs', () => {
    const { rules, fault } = reviewAlerts({ rules: [above, { kind: 'ratingUp' }] });
    assert.equal(fault, '');
    assert.deepEqual(rules, [
      { sentence: 'When the price of AAPL crosses above 240.', needs: 'quotes or bars', fault: undefined },
      {
        sentence: 'When an analyst upgrades any symbol.',
        needs: 'ratings or analyst insights',
        fault: undefined,
      },
    ]);
    assert.equal(reviewOf({ ...above, price: 'close' }).needs, 'bars');
  });

  it('finds what is wrong with each rule, at its field, as the node says it', () => {
    const { rules, fault } = reviewAlerts({
      rules: [{ ...above, level: '' }, above, { kind: 'words', name: 'W' }],
    });
    assert.equal(fault, 'Rule 1: The level must be a number.');
    assert.deepEqual(
      rules.map(one => one.fault),
      [
        { field: 'level', sentence: 'The level must be a number.' },
        undefined,
        { field: 'words', sentence: 'Write the words to look for.' },
      ],
    );
    assert.throws(() => parseAlerts({ rules: [{ ...above, level: '' }] }), { message: fault });
    assert.equal(reviewAlerts({ rules: [] }).fault, 'Add at least one rule.');
    assert.equal(reviewOf(null as unknown as Form).fault?.field, 'kind');
  });

  it('names the field of every fault', () => {
    const wrong: [string, Form][] = [
      ['kind', { kind: 'jumps' }],
      ['high', { kind: 'entersRange', low: 2, high: 1 }],
      ['withinMs', { kind: 'newHigh', withinMs: '5' }],
      ['by', { kind: 'spreadWider', by: 0 }],
      ['forms', { kind: 'formFiled', forms: '$' }],
      ['ciks', { kind: 'formFiled', ciks: 'x' }],
      ['price', { kind: 'fromOpen', by: 1, price: 'close' }],
      ['repeat', { kind: 'words', words: 'a', repeat: 'rearm' }],
      ['holdMs', { ...above, holdMs: 'long' }],
      ['timeZone', { ...above, timeZone: 'Mars' }],
      ['quietTo', { ...above, quietFrom: '22:00' }],
      ['quietDays', { ...above, quietDays: 'Foo' }],
      ['text', { ...above, text: '{{nothing}}' }],
      ['symbols', { ...above, symbols: 'A'.repeat(101) }],
    ];
    for (const [field, rule] of wrong) assert.equal(reviewOf(rule).fault?.field, field, JSON.stringify(rule));
  });

  it('lets variables stand for values, and says their names', () => {
    const range = { kind: 'entersRange', low: 500, high: '${HIGH}', symbols: '${list}', holdMs: ' ${HOLD} ' };
    assert.equal(
      reviewOf(range).sentence,
      'When the price of ${list} enters 500 to ${HIGH} and stays there for ${HOLD}.',
    );
    const filed = { kind: 'formFiled', forms: '${F}', ciks: '${C}', quietDays: '${D}', timeZone: '${Z}' };
    assert.equal(reviewOf(filed).sentence, 'When CIK ${C} files ${F}, amendments too; not on ${D} (${Z}).');
    assert.match(reviewOf({ kind: 'words', words: '${W}', text: '${T}' }).sentence, /says \$\{W\}\.$/);
  });

  it('says what `describeAlert` says where nothing is unknown', () => {
    const rules = [{ ...above, repeat: 'daily', quietFrom: '22', quietTo: '6', coolDownMs: '1 h' }];
    const [rule] = parseAlerts({ rules });
    assert.equal(reviewAlerts({ rules }).rules[0]?.sentence, rule && describeAlert(rule));
  });
});

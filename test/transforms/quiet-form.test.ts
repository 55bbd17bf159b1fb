/** What a source's form says of silence, and what a dialog says of the form. */
import assert from 'node:assert/strict';
import type { Form } from '../../core/provider';
import { reviewQuiet } from '../../transforms/hours/hours-page';
import { marketChoices, parseQuiet } from '../../transforms/hours/quiet-form';
import { fc } from '../property';

const saturday = Date.parse('2026-11-21T15:00:00Z');
const own = { expectMinutes: 5, marketHours: 'own' };

describe('the form of silence', () => {
  it('means that nobody is told where it says nothing, whatever else stands in it', () => {
    for (const expectMinutes of [undefined, null, '', ' ', 0, '0'])
      assert.equal(parseQuiet({ expectMinutes, marketHours: 'own', openFrom: 'noon' }), undefined);
  });

  it('means the regular hours of US equities where it does not say which', () => {
    const expected = parseQuiet({ expectMinutes: '15' });
    assert.equal(expected?.minutes, 15);
    assert.equal(expected?.during, 'the regular hours of US equities');
    assert.equal(expected?.hours.isOpen(Date.parse('2026-11-20T15:00:00Z')), true);
    assert.equal(expected?.hours.isOpen(saturday), false);
  });

  it('knows every choice that it offers', () => {
    const open = marketChoices.map(marketHours => {
      const hours = parseQuiet({ expectMinutes: 1, marketHours })?.hours;
      // Friday 06:00 and 17:30, Sunday 18:00, and Wednesday 12:00 in New York.
      return ['2026-11-20T11:00Z', '2026-11-20T22:30Z', '2026-11-22T23:00Z', '2026-11-18T17:00Z']
        .map(text => (hours?.isOpen(Date.parse(text)) ? '+' : '-'))
        .join('');
    });
    assert.deepEqual(open, ['---+', '++-+', '+-++', '++++', '++-+']);
  });

  it('takes own hours as people write them', () => {
    const text = (form: Form, zone?: string): string | undefined =>
      parseQuiet({ ...own, ...form }, zone)?.during;
    assert.equal(text({}), 'Mon-Fri 00:00 to 24:00 UTC');
    assert.equal(text({}, 'Europe/Berlin'), 'Mon-Fri 00:00 to 24:00 Berlin');
    const hours = { openFrom: '9:00 am', openTo: '17:30', openZone: ' Asia/Hong_Kong ' };
    assert.equal(text({ ...hours, openDays: 'sa, su' }), 'Sun, Sat 09:00 to 17:30 Hong Kong');
    assert.equal(text({ openDays: ['monday', 'wed'] }), 'Mon, Wed 00:00 to 24:00 UTC');
    assert.equal(text({ openFrom: '22:00', openTo: '06:00' }), 'Mon-Fri 22:00 to 06:00 UTC');
  });

  it('says what is wrong with it and what to write instead', () => {
    const refused = (form: Form, message: RegExp): void =>
      assert.throws(() => parseQuiet(form), { name: 'ConfigError', message });
    for (const expectMinutes of ['soon', -1, 0.01, 1e9, true, {}, NaN])
      refused({ expectMinutes }, /^The minutes within which data is expected must be a number from 0\.1/);
    refused(
      { expectMinutes: 1, marketHours: 'nasdaq' },
      /^The market hours must be one of us, .*, not "nasdaq"/,
    );
    refused({ ...own, openDays: 'Mon-Fri, x' }, /^"x" is no day of the week\. Write days such as/);
    refused({ ...own, openDays: 5 }, /^The open days must be a text/);
    refused(
      { ...own, openFrom: 'noon', openTo: '17:00' },
      /^"noon" is no time of day\. Write one such as 09:30/,
    );
    refused({ ...own, openFrom: '09:00 Berlin', openTo: '17:00' }, /is no time of day/);
    refused({ ...own, openTo: '17:00' }, /^Say when the hours begin/);
    refused({ ...own, openFrom: '09:00' }, /^Say when the hours end/);
    refused({ ...own, openZone: 'Mars' }, /^"Mars" is no time zone/);
  });

  it('is refused with a sentence or read, whatever it holds', () => {
    const value = fc.oneof(
      fc.string(),
      fc.double(),
      fc.anything(),
      fc.constantFrom<unknown>('own', 'us', 'Mon-Fri', '09:30', '24:00', 'UTC'),
    );
    const form = fc.record({
      expectMinutes: fc.oneof(fc.constant(5), value),
      marketHours: fc.oneof(fc.constant('own'), value),
      ...{ openDays: value, openFrom: value, openTo: value, openZone: value },
    });
    fc.assert(
      fc.property(form, given => {
        try {
          const hours = parseQuiet(given)?.hours;
          if (hours) assert.ok(Number.isFinite(hours.opensAfter(saturday)));
        } catch (thrown) {
          assert.equal((thrown as Error).name, 'ConfigError');
        }
      }),
    );
  });
});

describe('what a dialog says of silence', () => {
  it('is what the node will do, and whether the market is open now', () => {
    const said = (form: Form): string => reviewQuiet(form, saturday).sentence;
    assert.equal(
      said({ expectMinutes: 15 }),
      'Tells when nothing has come for 15 minutes of the regular hours of US equities: closed now, opens Mon 09:30 New York.',
    );
    assert.equal(
      said({ expectMinutes: '1', marketHours: 'always' }),
      'Tells when nothing has come for a minute, day and night.',
    );
    assert.equal(said({ expectMinutes: 0 }), '');
  });

  it('asks for what counts, and says what is wrong in the node’s words', () => {
    assert.deepEqual(reviewQuiet({}, saturday), { sentence: '', needs: ['expectMinutes'], faults: {} });
    const { needs, faults } = reviewQuiet({ ...own, expectMinutes: 'x', openFrom: '25:00' }, saturday);
    assert.equal(needs.length, 6);
    assert.deepEqual(Object.keys(faults), ['expectMinutes', 'openFrom', 'openTo']);
    assert.throws(() => parseQuiet({ ...own, openFrom: '25:00' }), { message: faults.openFrom });
  });

  it('leaves alone what only the flow’s environment knows', () => {
    const form = {
      ...own,
      expectMinutes: '${MINUTES}',
      openFrom: '${FROM}',
      openTo: '17:00',
      openZone: '${ZONE}',
    };
    const { faults, needs, sentence } = reviewQuiet(form, saturday);
    assert.deepEqual([faults, needs.length, sentence], [{}, 6, '']);
  });
});

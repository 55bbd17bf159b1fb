/** The form of bars, and where bars begin and end. */
import { strict as assert } from 'node:assert';
import type { Form } from '../../core/provider';
import { BarCalendar } from '../../transforms/bars/bar-calendar';
import { parseBars } from '../../transforms/bars/bars';
import { reviewBars } from '../../transforms/bars/bars-page';
import { iso } from './bars-cases';

const refusalOf = (form: Form): string => {
  try {
    parseBars(form);
  } catch (thrown) {
    return (thrown as Error).message;
  }
  return '';
};

describe('the form of bars', () => {
  it('means its defaults where it says nothing', () => {
    assert.deepEqual(parseBars({}), {
      ...{
        from: 'quotes',
        price: 'auto',
        barType: 'minute',
        barInterval: 1,
        timeZone: 'UTC',
        session: undefined,
      },
      ...{ fill: false, running: false, everyMs: 1000, graceMs: 2000 },
    });
    assert.deepEqual(parseBars({ session: '9:30am to 4:00pm' }).session, { from: 570, to: 960 });
  });

  it('is refused in words, and the dialog says the same', () => {
    const refusals: [form: Form, sentence: string][] = [
      [{ from: 'news' }, 'What bars are made of must be one of quotes, bars, not "news".'],
      [{ price: 'high' }, 'The price must be one of auto, last, mid, bid, ask, not "high".'],
      [{ from: 'bars', price: 'high' }, ''],
      [
        { barInterval: 1441 },
        'The length of a bar must be a whole number of minutes from 1 to 1440. For longer bars choose days.',
      ],
      [
        { barInterval: 1.5, barType: 'day' },
        'The length of a bar must be a whole number of days from 1 to 366.',
      ],
      [{ timeZone: 'Mars' }, '"Mars" is no time zone. Write one such as America/New_York or UTC.'],
      [{ session: '9 to 5' }, '"9 to 5" is no span of the day. Write one such as 09:30 to 16:00.'],
      [
        { session: '09:30 to 16:00 America/New_York' },
        'The session is a span of the day only: the time zone has a field of its own.',
      ],
      [{ running: true, everyMs: 5 }, 'The time between running bars must be from 100 ms to 1 day.'],
      [{ everyMs: 5 }, ''],
      [{ graceMs: '2 h' }, 'The grace for late events must be from 0 s to 1 h.'],
      [{ running: 'sometimes' }, '"Running bars" must be true or false.'],
    ];
    for (const [form, sentence] of refusals) {
      assert.equal(refusalOf(form), sentence);
      assert.equal(Object.values(reviewBars(form).faults)[0] ?? '', sentence);
    }
  });
});

describe('bars begin and end', () => {
  const calendar = (form: Form): BarCalendar => new BarCalendar(parseBars(form));
  const spanAt = (form: Form, text: string): string[] => {
    const span = calendar(form).spanAt(Date.parse(text));
    return span ? [iso(span.start), iso(span.end)].map(one => one.slice(0, 16)) : [];
  };
  /** How many bars a day has, each beginning where the one before ends. */
  const countFrom = (form: Form, from: string, to: string): number => {
    const its = calendar(form);
    let span = its.spanAfter(Date.parse(from));
    assert.equal(span.start, Date.parse(from));
    let count = 1;
    for (; span.end < Date.parse(to); count += 1) span = its.spanAfter(span.end);
    assert.equal(span.end, Date.parse(to));
    return count;
  };
  const newYork = { timeZone: 'America/New_York' };
  const session = { ...newYork, session: '09:30 to 16:00' };

  it('on the clock, whatever the zone, where they divide the hour', () => {
    for (const timeZone of ['', 'America/New_York', 'Asia/Kolkata'])
      assert.deepEqual(spanAt({ barInterval: 5, timeZone }, '2026-01-02T15:04:59.999Z'), [
        ...['2026-01-02T15:00', '2026-01-02T15:05'],
      ]);
  });

  it('anew each day, the last one shorter where they do not divide it', () => {
    assert.deepEqual(spanAt({ barInterval: 7 }, '2026-01-02T00:03:00Z'), [
      '2026-01-02T00:00',
      '2026-01-02T00:07',
    ]);
    assert.deepEqual(spanAt({ barInterval: 7 }, '2026-01-02T23:59:00Z'), [
      '2026-01-02T23:55',
      '2026-01-03T00:00',
    ]);
  });

  it('with the session, and not outside of it', () => {
    const hours = { ...session, barType: 'hour' };
    assert.deepEqual(spanAt(hours, '2026-01-02T14:30:00Z'), ['2026-01-02T14:30', '2026-01-02T15:30']);
    assert.deepEqual(spanAt(hours, '2026-01-02T20:59:59Z'), ['2026-01-02T20:30', '2026-01-02T21:00']);
    for (const outside of ['2026-01-02T14:29:59Z', '2026-01-02T21:00:00Z'])
      assert.deepEqual(spanAt(hours, outside), []);
    assert.deepEqual(spanAt({ ...session, barType: 'day' }, '2026-01-02T18:00:00Z'), [
      ...['2026-01-02T14:30', '2026-01-02T21:00'],
    ]);
  });

  it('with a session that passes midnight', () => {
    const night = { ...newYork, session: '18:00 to 17:00', barType: 'day' };
    const tuesday = ['2026-01-05T23:00', '2026-01-06T22:00'];
    assert.deepEqual(spanAt(night, '2026-01-05T23:00:00Z'), tuesday);
    assert.deepEqual(spanAt(night, '2026-01-06T21:59:00Z'), tuesday);
    assert.deepEqual(spanAt(night, '2026-01-06T22:30:00Z'), []);
  });

  it('on days of 23 and 25 hours', () => {
    const days = { ...newYork, barType: 'day' };
    assert.deepEqual(spanAt(days, '2026-03-08T12:00:00Z'), ['2026-03-08T05:00', '2026-03-09T04:00']);
    assert.deepEqual(spanAt(days, '2026-11-01T12:00:00Z'), ['2026-11-01T04:00', '2026-11-02T05:00']);
    const counts = ['hour', 'minute'].flatMap(barType => [
      countFrom({ ...newYork, barType }, '2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z'),
      countFrom({ ...newYork, barType }, '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'),
    ]);
    assert.deepEqual(counts, [23, 25, 23 * 60, 25 * 60]);
    assert.deepEqual(
      ['2026-03-08T13:30:00Z', '2026-11-01T14:30:00Z'].map(
        text => spanAt({ ...session, barType: 'day' }, text)[0],
      ),
      ['2026-03-08T13:30', '2026-11-01T14:30'],
      'the session begins by the clock on the wall',
    );
  });

  it('where midnight is skipped', () => {
    // In Cairo, the clocks went from 24:00 to 01:00 on 26 April 2024.
    const cairo = { timeZone: 'Africa/Cairo', barType: 'day' };
    assert.deepEqual(spanAt(cairo, '2024-04-25T22:00:00Z'), ['2024-04-25T22:00', '2024-04-26T21:00']);
    assert.deepEqual(spanAt(cairo, '2024-04-25T21:59:59Z'), ['2024-04-24T22:00', '2024-04-25T22:00']);
  });

  it('several days counted from 1970', () => {
    assert.deepEqual(spanAt({ barType: 'day', barInterval: 2 }, '1970-01-02T12:00:00Z'), [
      ...['1970-01-01T00:00', '1970-01-03T00:00'],
    ]);
  });
});

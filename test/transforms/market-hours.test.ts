/** When markets are open, against what the exchanges publish and against clocks that another part of Node.js shows. */
import assert from 'node:assert/strict';
import { knownHours, ownHours } from '../../transforms/hours/market-hours';
import { usDay } from '../../transforms/hours/us-calendar';
import { fc } from '../property';

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** NYSE Group, press releases of 8 November 2024 and 23 December 2025; the day of mourning by its notice of December 2024. */
const holidays: Record<number, string> = {
  2025: '01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25',
  2026: '01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25',
  2027: '01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24',
  2028: '01-17 02-21 04-14 05-29 06-19 07-04 09-04 11-23 12-25',
};
const halfDays: Record<number, string> = {
  2025: '07-03 11-28 12-24',
  2026: '11-27 12-24',
  2027: '11-26',
  2028: '07-03 11-24',
};

const published = (year: number, month: string): 'closed' | 'half' | 'full' => {
  if (holidays[year]?.split(' ').includes(month)) return 'closed';
  return halfDays[year]?.split(' ').includes(month) ? 'half' : 'full';
};

describe('the calendar of the US exchanges', () => {
  it('has the holidays and half days that NYSE publishes for 2025 to 2028, and no others', () => {
    for (let ms = Date.UTC(2025, 0, 1); ms < Date.UTC(2029, 0, 1); ms += dayMs) {
      const date = new Date(ms);
      const isWeekend = [0, 6].includes(date.getUTCDay());
      const iso = date.toISOString().slice(0, 10);
      const expected = isWeekend ? 'closed' : published(date.getUTCFullYear(), iso.slice(5));
      assert.equal(usDay(ms / dayMs), expected, iso);
    }
  });

  it('goes on by rule before and after', () => {
    const days: [date: string, kind: string][] = [
      ['2021-06-18', 'full'],
      ['2021-12-31', 'full'],
      ['2022-06-20', 'closed'],
      ['2022-12-26', 'closed'],
      ['2023-01-02', 'closed'],
      ['2023-07-03', 'half'],
      ['2023-12-22', 'full'],
      ['2024-03-29', 'closed'],
      ['2024-12-24', 'half'],
      ['2029-03-30', 'closed'],
      ['2029-12-24', 'half'],
      ['2033-12-26', 'closed'],
      ['2038-04-23', 'closed'],
    ];
    for (const [date, kind] of days) assert.equal(usDay(Date.parse(date) / dayMs), kind, date);
  });
});

const newYork = new Intl.DateTimeFormat('en-GB', {
  ...({ timeZone: 'America/New_York', weekday: 'short', hourCycle: 'h23' } as const),
  ...({ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const),
});

interface Shown {
  weekday: string;
  date: string;
  minute: number;
}

/** What a clock on a wall in New York shows. */
function wallOf(ms: number): Shown {
  const parts = new Map(newYork.formatToParts(ms).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  const minute = Number(part('hour')) * 60 + Number(part('minute'));
  return { weekday: part('weekday'), date: `${part('year')}-${part('month')}-${part('day')}`, minute };
}

const instants = fc.integer({
  min: Date.UTC(2025, 0, 1) / minuteMs,
  max: Date.UTC(2029, 0, 1) / minuteMs - 1,
});
/** Around the changes of the clocks in New York, 2025 to 2028. */
const changes = [
  '2025-03-09',
  '2025-11-02',
  '2026-03-08',
  '2026-11-01',
  '2027-03-14',
  '2027-11-07',
  '2028-03-12',
];
const aroundChanges = fc
  .tuple(fc.constantFrom(...changes), fc.integer({ min: -2880, max: 4320 }))
  .map(([date, minutes]) => Date.parse(date) / minuteMs + minutes);
const anyInstant = fc.oneof(instants, aroundChanges).map(minutes => minutes * minuteMs);

describe('the hours of markets', () => {
  const equities = (extended: boolean) => (ms: number) => {
    const { weekday, date, minute } = wallOf(ms);
    if (weekday === 'Sat' || weekday === 'Sun') return false;
    const kind = published(Number(date.slice(0, 4)), date.slice(5));
    if (kind === 'closed') return false;
    const [from, to, half] = extended ? [240, 1200, 1020] : [570, 960, 780];
    return minute >= from && minute < (kind === 'half' ? half : to);
  };
  const fx = (ms: number): boolean => {
    const { weekday, minute } = wallOf(ms);
    const evening = minute >= 1020;
    // The day that a broker would print on the trade: from 17:00 on it is the next one.
    const booked = wallOf(ms + (evening ? 7 * 3_600_000 + 5 * minuteMs : 0)).date;
    if (booked.endsWith('-12-25') || booked.endsWith('-01-01')) return false;
    if (weekday === 'Sat') return false;
    if (weekday === 'Sun') return evening;
    return weekday !== 'Fri' || !evening;
  };

  for (const [name, hours, expected] of [
    ['regular US hours', knownHours.us(), equities(false)],
    ['extended US hours', knownHours['us-extended'](), equities(true)],
    ['the FX week', knownHours.fx(), fx],
  ] as const) {
    it(`are ${name} as a clock in New York shows them, also where clocks change`, () => {
      fc.assert(
        fc.property(anyInstant, ms => {
          assert.equal(hours.isOpen(ms), expected(ms), new Date(ms).toISOString());
        }),
        { numRuns: 1500 },
      );
    });

    it(`say when ${name} begin next`, () => {
      fc.assert(
        fc.property(anyInstant, ms => {
          const opens = hours.opensAfter(ms);
          if (hours.isOpen(ms)) return assert.equal(opens, ms);
          assert.ok(hours.isOpen(opens) && !hours.isOpen(opens - 1) && opens - ms <= 4 * dayMs);
          for (let between = ms; between < opens; between += 17 * minuteMs)
            assert.ok(!hours.isOpen(between), new Date(between).toISOString());
        }),
        { numRuns: 300 },
      );
    });
  }

  it('never close round the clock', () => {
    const hours = knownHours.always();
    fc.assert(
      fc.property(anyInstant, ms => {
        assert.ok(hours.isOpen(ms) && hours.opensAfter(ms) === ms);
      }),
    );
  });

  it('open and close on the instant', () => {
    const hours = knownHours.us();
    const open = Date.parse('2026-11-27T14:30:00Z');
    const close = Date.parse('2026-11-27T18:00:00Z');
    assert.deepEqual(
      [open - 1, open, close - 1, close].map(ms => hours.isOpen(ms)),
      [false, true, true, false],
    );
  });

  it('are said as people read them, by the clock of the market', () => {
    const hours = knownHours.us();
    const friday = Date.parse('2026-07-02T20:00:00Z');
    assert.equal(hours.timeText(hours.opensAfter(friday), friday), 'Mon 09:30 New York');
    const own = ownHours([3], 480, 1020, 'Europe/Berlin');
    const wednesday = Date.parse('2026-11-04T18:00:00Z');
    assert.equal(own.timeText(own.opensAfter(wednesday), wednesday), '2026-11-11 08:00 Berlin');
  });
});

describe('hours that somebody sets', () => {
  const at = (text: string): number => Date.parse(text);

  it('may pass midnight: they belong to the day on which they begin', () => {
    const hours = ownHours([5], 22 * 60, 6 * 60, 'UTC');
    assert.deepEqual(
      [
        '2026-11-20T21:59Z',
        '2026-11-20T22:00Z',
        '2026-11-21T05:59Z',
        '2026-11-21T06:00Z',
        '2026-11-21T23:00Z',
      ].map(text => hours.isOpen(at(text))),
      [false, true, true, false, false],
    );
  });

  it('are a whole day where they end when they begin', () => {
    const hours = ownHours([1, 2], 8 * 60, 8 * 60, 'UTC');
    assert.equal(hours.opensAfter(at('2026-11-22T12:00Z')), at('2026-11-23T08:00Z'));
    assert.ok(hours.isOpen(at('2026-11-24T08:00Z')) && hours.isOpen(at('2026-11-25T07:59Z')));
    assert.ok(!hours.isOpen(at('2026-11-25T08:00Z')));
  });

  it('are an hour shorter or longer where clocks change within them', () => {
    const hours = ownHours([0], 0, 6 * 60, 'Europe/Berlin');
    const lengths = ['2026-03-29', '2026-10-25', '2026-11-01'].map(date => {
      const start = hours.opensAfter(at(`${date}T00:00Z`) - 12 * 3_600_000);
      let end = start;
      while (hours.isOpen(end)) end += minuteMs;
      return (end - start) / 3_600_000;
    });
    assert.deepEqual(lengths, [5, 7, 6]);
  });
});

/**
 * Holidays and half days of the US stock exchanges, by the rules of NYSE (Rule 7.2), which Nasdaq shares. Days are
 * numbers of days since 1970. The rules give what "NYSE Group Announces 2026, 2027 and 2028 Holiday and Early Closings
 * Calendar" (23 December 2025) and the one for 2025 to 2027 (8 November 2024) publish, day for day, and go on for the
 * years beyond. What no rule foresees stands in `decreed`, last looked after in November 2026.
 */

const dayMs = 86_400_000;

/** How long the exchanges are open on a day: not at all, to 13:00 New York, or to 16:00. */
export type UsDay = 'closed' | 'half' | 'full';

/** Closed by decree. 2025-01-09: day of mourning for President Carter. */
const decreed = ['2025-01-09'];

const dayOf = (year: number, month: number, date: number): number => Date.UTC(year, month - 1, date) / dayMs;

/** 0 is Sunday; 1970 began on a Thursday. */
export const dayOfWeek = (day: number): number => (((day + 4) % 7) + 7) % 7;

/** The first day with that weekday, from a day on. */
const onOrAfter = (day: number, weekday: number): number => day + ((weekday - dayOfWeek(day) + 7) % 7);

/** Easter Sunday, as the Gregorian calendar reckons it (the Meeus/Jones/Butcher way). */
function easterOf(year: number): number {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const inCentury = year % 100;
  const shift = Math.floor((8 * century + 13) / 25);
  const epact = (19 * golden + century - Math.floor(century / 4) - shift + 15) % 30;
  const beyond = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - epact - (inCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * beyond) / 451);
  const sum = epact + beyond - 7 * late + 114;
  return dayOf(year, Math.floor(sum / 31), (sum % 31) + 1);
}

/** A holiday on a Sunday is kept on Monday, one on a Saturday on Friday. */
function observed(day: number): number {
  const weekday = dayOfWeek(day);
  if (weekday === 0) return day + 1;
  return weekday === 6 ? day - 1 : day;
}

interface Year {
  readonly closed: ReadonlySet<number>;
  readonly half: ReadonlySet<number>;
}

function yearOf(year: number): Year {
  const newYear = dayOf(year, 1, 1);
  const [monday, thursday] = [1, 4];
  const thanksgiving = onOrAfter(dayOf(year, 11, 22), thursday);
  const independence = observed(dayOf(year, 7, 4));
  const christmas = observed(dayOf(year, 12, 25));
  const closed = new Set([
    // One on a Saturday is not kept: the Friday before it ends the year's books.
    ...(dayOfWeek(newYear) === 6 ? [] : [observed(newYear)]),
    onOrAfter(dayOf(year, 1, 15), monday),
    onOrAfter(dayOf(year, 2, 15), monday),
    easterOf(year) - 2,
    onOrAfter(dayOf(year, 5, 25), monday),
    ...(year >= 2022 ? [observed(dayOf(year, 6, 19))] : []),
    independence,
    onOrAfter(dayOf(year, 9, 1), monday),
    thanksgiving,
    christmas,
    ...decreed.map(date => Date.parse(date) / dayMs),
  ]);
  const eves = [dayOf(year, 7, 3), dayOf(year, 12, 24)];
  const isWorkday = (day: number): boolean => dayOfWeek(day) >= 1 && dayOfWeek(day) <= 5;
  return {
    closed,
    half: new Set([thanksgiving + 1, ...eves.filter(day => isWorkday(day) && !closed.has(day))]),
  };
}

const years = new Map<number, Year>();

/** What the US stock exchanges do on a day. */
export function usDay(day: number): UsDay {
  const weekday = dayOfWeek(day);
  if (weekday === 0 || weekday === 6) return 'closed';
  const number = new Date(day * dayMs).getUTCFullYear();
  const year = years.get(number) ?? yearOf(number);
  years.set(number, year);
  if (year.closed.has(day)) return 'closed';
  return year.half.has(day) ? 'half' : 'full';
}

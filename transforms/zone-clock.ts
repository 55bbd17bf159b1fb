/** The time of day and the weekday of an instant in a time zone, and the names of the days. */

const minuteMs = 60_000;
const dayMinutes = 1440;
const dayMs = dayMinutes * minuteMs;
/** No time zone changes its distance from UTC but at a quarter of an hour. */
const quarterMs = 15 * minuteMs;

export interface ZoneClock {
  /** The zone's proper name, for instance `America/New_York`. */
  readonly zone: string;
  /** `ms` (since 1970) as if the zone's clock showed UTC. */
  localMs(ms: number): number;
  /** Minutes since midnight, with their fraction. */
  minuteOfDay(ms: number): number;
  /** 0 is Sunday. */
  weekday(ms: number): number;
  /** What the zone's time is called at that instant, in short: `EST` in winter, `EDT` in summer. */
  nameAt(ms: number): string;
  /**
   * When the zone's clock shows `shown`, as {@link localMs} gives it. Of a time that comes twice it is the first; one
   * that is skipped is as long after the change as it would have been.
   */
  instant(shown: number): number;
}

const clocks = new Map<string, ZoneClock>();

function formatFor(zone: string): Intl.DateTimeFormat | undefined {
  const digits = { era: 'short', year: 'numeric', month: 'numeric', day: 'numeric' } as const;
  const times = { hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23' } as const;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'short', ...digits, ...times });
  } catch {
    return undefined;
  }
}

/** How far a zone is ahead of UTC at an instant, in ms, and what its time is called then. */
function offsetAt(format: Intl.DateTimeFormat, ms: number): { ms: number; name: string } {
  const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
  const shown = new Date(0);
  const year = parts.get('era') === 'BC' ? 1 - part('year') : part('year');
  // Date.UTC takes the first hundred years for those after 1900.
  shown.setUTCFullYear(year, part('month') - 1, part('day'));
  shown.setUTCHours(part('hour'), part('minute'), part('second'));
  return { ms: shown.getTime() - Math.floor(ms / 1000) * 1000, name: parts.get('timeZoneName') ?? '' };
}

function clockOf(format: Intl.DateTimeFormat): ZoneClock {
  let quarter = NaN;
  let latest = { ms: 0, name: '' };
  const at = (ms: number): { ms: number; name: string } => {
    const its = Math.floor(ms / quarterMs);
    if (its !== quarter) {
      latest = offsetAt(format, ms);
      quarter = its;
    }
    return latest;
  };
  const localMs = (ms: number): number => ms + at(ms).ms;
  const instant = (shown: number): number => {
    const [before, after] = [shown - dayMs, shown + dayMs].map(ms => localMs(ms) - ms);
    const [first, second] = [shown - (before ?? 0), shown - (after ?? 0)];
    return localMs(first) !== shown && localMs(second) === shown ? second : first;
  };
  const localMinutes = (ms: number): number => localMs(ms) / minuteMs;
  const wrapped = (value: number, length: number): number => ((value % length) + length) % length;
  return {
    zone: format.resolvedOptions().timeZone,
    localMs,
    instant,
    nameAt: ms => at(ms).name,
    minuteOfDay: ms => wrapped(localMinutes(ms), dayMinutes),
    // 1970 began on a Thursday.
    weekday: ms => wrapped(Math.floor(localMinutes(ms) / dayMinutes) + 4, 7),
  };
}

/** The clock of a time zone, or undefined where there is no such zone. */
export function zoneClock(name: string): ZoneClock | undefined {
  const known = clocks.get(name);
  if (known !== undefined) return known;
  const format = formatFor(name);
  if (format === undefined) return undefined;
  const { timeZone } = format.resolvedOptions();
  const clock = clocks.get(timeZone) ?? clockOf(format);
  // By either name: making a formatter costs much.
  clocks.set(timeZone, clock);
  clocks.set(name, clock);
  return clock;
}

/** The days of the week, Sunday first. */
export const dayNames = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
] as const;

/** The day of the week, Sunday 0, that a word such as `Mon` or `monday` begins the name of; -1 for none. */
export function weekdayOf(word: string): number {
  const lower = word.toLowerCase();
  return lower.length < 2 ? -1 : dayNames.findIndex(name => name.toLowerCase().startsWith(lower));
}

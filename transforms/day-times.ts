/** Times of day, days of the week and time zones as a person types them. Each throws a ConfigError in a user's words. */
import { ConfigError } from '../core/errors';
import { toList } from '../core/read';
import { shown, typed } from './form-values';
import { weekdayOf, zoneClock } from './zone-clock';

/** The zone's proper name. */
export function zoneNamed(name: string): string {
  const clock = zoneClock(name);
  if (clock !== undefined) return clock.zone;
  throw new ConfigError(`${shown(name)} is no time zone. Write one such as America/New_York or UTC.`);
}

/** `09:30`, `4:30 pm`. A number alone is none here: whoever writes `9 to 5` may mean the afternoon. */
const time = String.raw`(\d{1,2}:\d{2})\s*([ap]m)?`;
const timeInZone = new RegExp(`^${time}(?:\\s+(\\S+))?$`, 'i');
const twoTimes = new RegExp(`^${time}\\s*(?:to|and|[-–—,;])\\s*${time}(?:\\s+(\\S+))?$`, 'i');
/** Where nothing but a time is asked for: `22` as well, and the seconds that some forms write. */
const timeAlone = /^(\d{1,2}(?::\d{2})?)(?::00)?\s*([ap]m)?$/i;

function minuteOf(text = '', half = ''): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  const hour = half === '' ? hours : (hours % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  const minute = hour * 60 + minutes;
  if (minutes < 60 && minute <= 1440 && !(half !== '' && hours > 12)) return minute;
  throw new ConfigError(`${shown(text)} is no time of day. Write one such as 09:30.`);
}

/** Minutes since midnight of a time of day such as `09:30`, `4:30 pm` or `22`; `24:00` ends a day. */
export function readTimeOfDay(value: unknown): number {
  const found = timeAlone.exec(typed(value));
  if (found !== null) return minuteOf(found[1], found[2]);
  throw new ConfigError(`${shown(typed(value))} is no time of day. Write one such as 09:30.`);
}

/** A time of day in the zone that it names, or in `zone`. */
export function readClock(value: unknown, zone: string): { minute: number; zone: string } {
  const found = timeInZone.exec(typed(value));
  if (found === null)
    throw new ConfigError(
      `${shown(typed(value))} is no time of day. Write one such as 09:30 America/New_York.`,
    );
  return { minute: minuteOf(found[1], found[2]), zone: zoneNamed(found[3] ?? zone) };
}

/** A span of the day, such as `09:30 to 16:00`, in the zone that it names or in `zone`. It may go past midnight. */
export function readSpan(value: unknown, zone: string): { from: number; to: number; zone: string } {
  const found = twoTimes.exec(typed(value));
  if (found === null) {
    const what = `${shown(typed(value))} is no span of the day.`;
    throw new ConfigError(`${what} Write one such as 09:30 to 16:00 America/New_York.`);
  }
  const [from, to] = [minuteOf(found[1], found[2]), minuteOf(found[3], found[4])];
  if (from === to) throw new ConfigError('The span begins when it ends: write two different times.');
  return { from, to, zone: zoneNamed(found[5] ?? zone) };
}

const dayTokens = new Map<string, readonly number[]>([
  ['weekday', [1, 2, 3, 4, 5]],
  ['weekdays', [1, 2, 3, 4, 5]],
  ['weekend', [0, 6]],
  ['weekends', [0, 6]],
]);

/** Days since Sunday, of a name or its beginning, of a span such as `Mon-Fri`, or of `weekdays`. */
export function daysOf(token: string): readonly number[] | undefined {
  const named = dayTokens.get(token.toLowerCase());
  if (named !== undefined) return named;
  const [first = '', last = first, ...more] = token.split(/[-–]/);
  const [from, to] = [weekdayOf(first), weekdayOf(last)];
  if (from < 0 || to < 0 || more.length > 0) return undefined;
  const length = ((to - from + 7) % 7) + 1;
  return Array.from({ length }, (_, index) => (from + index) % 7);
}

/** The days that a list names, in their order from Sunday (0) on; none of an empty one. */
export function readDays(value: unknown): readonly number[] {
  const days = toList(value).flatMap(token => {
    const found = daysOf(token);
    if (found !== undefined) return found;
    throw new ConfigError(`${shown(token)} is no day of the week. Write days such as Mon-Fri or Sat, Sun.`);
  });
  return [...new Set(days)].sort();
}

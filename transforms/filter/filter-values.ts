/** What stands beside an operator, read from what a person typed. Each throws a ConfigError in a user's words. */
import { ConfigError } from '../../core/errors';
import { isObject, toList } from '../../core/read';
import { termsIn, type Term } from '../../core/words';
import type { EventField } from '../event-fields';
import type { FilterOperator } from './filter-operators';
import { weekdayOf, zoneClock } from '../zone-clock';

/** The value of a condition. Minutes are since midnight in `zone`; a range of them may go past midnight. */
export type Wanted =
  | { readonly takes: 'nothing' }
  | { readonly takes: 'number'; readonly number: number }
  | { readonly takes: 'range'; readonly from: number; readonly to: number }
  | { readonly takes: 'text'; readonly text: string }
  | { readonly takes: 'texts'; readonly texts: readonly string[] }
  | { readonly takes: 'words'; readonly terms: readonly Term[] }
  | { readonly takes: 'clock'; readonly minute: number; readonly zone: string }
  | { readonly takes: 'clocks'; readonly from: number; readonly to: number; readonly zone: string }
  | { readonly takes: 'days'; readonly days: readonly number[]; readonly zone: string }
  | { readonly takes: 'date'; readonly date: string };

const dayTokens: Readonly<Record<string, readonly number[]>> = {
  weekday: [1, 2, 3, 4, 5],
  weekdays: [1, 2, 3, 4, 5],
  weekend: [0, 6],
  weekends: [0, 6],
};

const shown = (value: unknown): string => `"${String(value).slice(0, 40)}"`;

/** Text or number as typed, without spaces around it. */
function typed(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value.trim() : '';
}

function toWanted(value: unknown, what: string): number {
  const text = typed(value).replace(/^[−–]/, '-').replace(/\s*%$/, '');
  if (text === '') throw new ConfigError(`Say ${what}.`);
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i.test(text) && Number.isFinite(Number(text)))
    return Number(text);
  const hint = /^[\d,.]+$/.test(text) ? ' Write it without commas, for instance 1234.5.' : '';
  throw new ConfigError(`${shown(typed(value))} is not a number.${hint}`);
}

function readNumber(value: unknown, field: EventField, operator: FilterOperator): Wanted {
  const number = toWanted(value, `the number that "${field.title}" is compared with`);
  const isAmount = !['gt', 'gte', 'lt', 'lte', 'eq', 'neq'].includes(operator.id);
  if (isAmount && number <= 0) throw new ConfigError(`${shown(typed(value))} must be more than 0 here.`);
  return { takes: 'number', number };
}

/** Both ends, of an array, of `{ from, to }`, or of a text such as `200 to 240`. */
function endsOf(value: unknown): [unknown, unknown] {
  if (isObject(value)) return [value.from, value.to];
  const parts: unknown[] = Array.isArray(value)
    ? value
    : typed(value).split(/\s*(?:[,;–—]|\.\.+|\bto\b|\band\b)\s*/i);
  if (parts.length !== 2) throw new ConfigError('Say both ends of the range, for instance 200 to 240.');
  return [parts[0], parts[1]];
}

function readRange(value: unknown): Wanted {
  const [low, high] = endsOf(value);
  const from = toWanted(low, 'where the range begins');
  const to = toWanted(high, 'where the range ends');
  if (from > to) throw new ConfigError(`${from} is more than ${to}: write the smaller number first.`);
  return { takes: 'range', from, to };
}

/** The texts that were typed: symbols are split at spaces too, others, such as `SC 13D`, at commas and lines only. */
function textsIn(value: unknown, field: EventField): string[] {
  if (field.symbols === true) return [...new Set(toList(value))];
  const given: unknown[] = Array.isArray(value) ? value : typed(value).split(/[,;\n]/);
  return [...new Set(given.map(typed).filter(text => text !== ''))];
}

function checkChoices(texts: readonly string[], { choices, open, title }: EventField): void {
  if (choices === undefined || open === true) return;
  const stranger = texts.find(text => !choices.includes(text.toLowerCase()));
  if (stranger === undefined) return;
  throw new ConfigError(`"${title}" is never ${shown(stranger)}. It is one of ${choices.join(', ')}.`);
}

function readText(value: unknown, field: EventField, operator: FilterOperator): Wanted {
  const text = typed(value);
  if (text === '') throw new ConfigError(`Say what "${field.title}" is compared with.`);
  if (operator.id === 'eq' || operator.id === 'neq') {
    checkChoices([text], field);
    if (field.symbols === true && toList(text).length > 1)
      throw new ConfigError(`${shown(text)} are several symbols: choose "is one of" or "is none of".`);
  }
  return { takes: 'text', text };
}

function readTexts(value: unknown, field: EventField): Wanted {
  const texts = textsIn(value, field);
  if (texts.length === 0) throw new ConfigError(`Say what "${field.title}" is compared with.`);
  checkChoices(texts, field);
  return { takes: 'texts', texts };
}

function readWords(value: unknown, field: EventField): Wanted {
  const terms = termsIn(value);
  if (terms.length === 0) throw new ConfigError(`Say which words "${field.title}" is searched for.`);
  return { takes: 'words', terms };
}

/** The zone's proper name. */
export function zoneNamed(name: string): string {
  const clock = zoneClock(name);
  if (clock !== undefined) return clock.zone;
  throw new ConfigError(`${shown(name)} is no time zone. Write one such as America/New_York or UTC.`);
}

const time = String.raw`(\d{1,2}):(\d{2})\s*([ap]m)?`;
const oneTime = new RegExp(`^${time}(?:\\s+(\\S+))?$`, 'i');
const twoTimes = new RegExp(`^${time}\\s*(?:to|and|[-–—,;])\\s*${time}(?:\\s+(\\S+))?$`, 'i');

function minuteOf(hours = '', minutes = '', half = ''): number {
  const hour = half === '' ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  const minute = hour * 60 + Number(minutes);
  if (Number(minutes) < 60 && minute <= 1440 && !(half !== '' && Number(hours) > 12)) return minute;
  throw new ConfigError(`${shown(`${hours}:${minutes}`)} is no time of day.`);
}

/** Minutes since midnight of a time of day such as `09:30` or `4:30 pm`; `24:00` ends a day. */
export function readTimeOfDay(value: unknown): number {
  const found = oneTime.exec(typed(value));
  if (found !== null && found[4] === undefined) return minuteOf(found[1], found[2], found[3]);
  throw new ConfigError(`${shown(typed(value))} is no time of day. Write one such as 09:30.`);
}

function readClock(value: unknown, zone: string): Wanted {
  const found = oneTime.exec(typed(value));
  if (found === null)
    throw new ConfigError(
      `${shown(typed(value))} is no time of day. Write one such as 09:30 America/New_York.`,
    );
  return {
    takes: 'clock',
    minute: minuteOf(found[1], found[2], found[3]),
    zone: zoneNamed(found[4] ?? zone),
  };
}

/** A span of the day, such as `09:30 to 16:00`, in the zone that it names or in `zone`. It may go past midnight. */
export function readClocks(value: unknown, zone: string): Extract<Wanted, { takes: 'clocks' }> {
  const found = twoTimes.exec(typed(value));
  if (found === null) {
    const what = `${shown(typed(value))} is no span of the day.`;
    throw new ConfigError(`${what} Write one such as 09:30 to 16:00 America/New_York.`);
  }
  const [from, to] = [minuteOf(found[1], found[2], found[3]), minuteOf(found[4], found[5], found[6])];
  if (from === to) throw new ConfigError('The span begins when it ends: write two different times.');
  return { takes: 'clocks', from, to, zone: zoneNamed(found[7] ?? zone) };
}

/** Days since Sunday, of a name or its beginning, of a span such as `Mon-Fri`, or of `weekdays`. */
export function daysOf(token: string): readonly number[] | undefined {
  const named = dayTokens[token];
  if (named !== undefined && Object.hasOwn(dayTokens, token)) return named;
  const [first = '', last = first, ...more] = token.split(/[-–]/);
  const [from, to] = [weekdayOf(first), weekdayOf(last)];
  if (from < 0 || to < 0 || more.length > 0) return undefined;
  const length = ((to - from + 7) % 7) + 1;
  return Array.from({ length }, (_, index) => (from + index) % 7);
}

function readDays(value: unknown, zone: string): Wanted {
  const days = new Set<number>();
  let its = zone;
  for (const token of toList(value)) {
    const found = daysOf(token.toLowerCase());
    if (found !== undefined) for (const day of found) days.add(day);
    else if (zoneClock(token) !== undefined) its = token;
    else
      throw new ConfigError(`${shown(token)} is no day of the week. Write days such as Mon-Fri or Sat, Sun.`);
  }
  if (days.size === 0) throw new ConfigError('Say on which days, for instance Mon-Fri.');
  return { takes: 'days', days: [...days].sort(), zone: zoneNamed(its) };
}

function readDate(value: unknown): Wanted {
  const date = typed(value);
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(date) : NaN;
  // A calendar has no 30 February; `Date` has.
  if (!Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date)) return { takes: 'date', date };
  throw new ConfigError(`${shown(date)} is no date. Write one such as 2026-01-31.`);
}

/** Reads the value of a condition. Times of day without a time zone are in `zone`. */
export function readWanted(
  value: unknown,
  field: EventField,
  operator: FilterOperator,
  zone: string,
): Wanted {
  const readers: Record<Wanted['takes'], () => Wanted> = {
    nothing: () => ({ takes: 'nothing' }),
    number: () => readNumber(value, field, operator),
    range: () => readRange(value),
    text: () => readText(value, field, operator),
    texts: () => readTexts(value, field),
    words: () => readWords(value, field),
    clock: () => readClock(value, zone),
    clocks: () => readClocks(value, zone),
    days: () => readDays(value, zone),
    date: () => readDate(value),
  };
  return readers[operator.takes]();
}

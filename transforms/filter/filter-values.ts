/** What stands beside an operator, read from what a person typed. Each throws a ConfigError in a user's words. */
import { ConfigError } from '../../core/errors';
import { isObject, toList } from '../../core/read';
import { termsIn, type Term } from '../../core/words';
import { daysOf, readClock, readDays, readSpan, zoneNamed } from '../day-times';
import type { EventField } from '../event-fields';
import { shown, typed } from '../form-values';
import type { FilterOperator } from './filter-operators';
import { zoneClock } from '../zone-clock';

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

/** Days, and the time zone in which they begin and end, if one is among them. */
function readWantedDays(value: unknown, zone: string): Wanted {
  const tokens = toList(value);
  const its = tokens.findLast(token => daysOf(token) === undefined && zoneClock(token) !== undefined);
  const days = readDays(
    tokens.filter(token => daysOf(token) !== undefined || zoneClock(token) === undefined),
  );
  if (days.length === 0) throw new ConfigError('Say on which days, for instance Mon-Fri.');
  return { takes: 'days', days, zone: zoneNamed(its ?? zone) };
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
    clock: () => ({ takes: 'clock', ...readClock(value, zone) }),
    clocks: () => ({ takes: 'clocks', ...readSpan(value, zone) }),
    days: () => readWantedDays(value, zone),
    date: () => readDate(value),
  };
  return readers[operator.takes]();
}

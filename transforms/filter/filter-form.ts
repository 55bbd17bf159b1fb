/** What a filter is: the rows of a form, validated. */
import { ConfigError } from '../../core/errors';
import { isObject } from '../../core/read';
import { zoneNamed } from '../day-times';
import { fieldNamed, type EventField } from '../event-fields';
import { indicators, readIndicator } from '../indicator-field';
import { operatorFor, operatorsOf, type FilterOperator } from './filter-operators';
import { readWanted, type Wanted } from './filter-values';

export type Match = 'all' | 'any' | 'none';

export interface Condition {
  readonly field: EventField;
  readonly operator: FilterOperator;
  readonly wanted: Wanted;
}

export interface ConditionGroup {
  readonly match: Match;
  readonly conditions: readonly Condition[];
}

/** Without conditions, everything matches. */
export interface FilterRules {
  readonly match: Match;
  readonly conditions: readonly (Condition | ConditionGroup)[];
}

/** A tree that is larger was not made by hand. */
const mostConditions = 20_000;

const kindNames: Readonly<Record<EventField['kind'], string>> = {
  ...{ number: 'a number', text: 'a text', words: 'a long text', list: 'a list', time: 'a time' },
  ...{ date: 'a date', flag: 'on or off', choice: 'one of a few words', counts: 'a list of counts' },
};

export function isGroup(row: Condition | ConditionGroup): row is ConditionGroup {
  return 'conditions' in row;
}

function readMatch(value: unknown): Match {
  if (value === undefined || value === null || value === '') return 'all';
  if (value === 'all' || value === 'any' || value === 'none') return value;
  const given = typeof value === 'string' ? `, not "${value.slice(0, 40)}"` : '';
  throw new ConfigError(`A filter matches "all", "any" or "none" of its conditions${given}.`);
}

/** The rows of a list, or of n8n's collection of lists (`{ condition: [...], group: [...] }`), in that order. */
function rowsIn(value: unknown): unknown[] {
  if (value === undefined || value === null || value === '') return [];
  if (Array.isArray(value)) return value;
  if (!isObject(value)) throw new ConfigError('The conditions of a filter are a list.');
  return Object.values(value).flatMap(inner => (Array.isArray(inner) ? (inner as unknown[]) : [inner]));
}

function readField({ field: value, indicator }: Readonly<Record<string, unknown>>): EventField {
  const typed = typeof value === 'string' ? value.trim() : '';
  const name = typed === indicators ? readIndicator(indicator) : typed;
  if (name === '') throw new ConfigError('Choose a field.');
  const field = fieldNamed(name);
  if (field === undefined) throw new ConfigError(`No event has a field "${name.slice(0, 40)}".`);
  return field;
}

function readOperator(value: unknown, field: EventField): FilterOperator {
  if (typeof value !== 'string' || value === '') throw new ConfigError('Choose a comparison.');
  const operator = operatorFor(field.kind, value);
  if (operator !== undefined) return operator;
  const fitting = operatorsOf[field.kind].map(({ id }) => id).join(', ');
  const what = `"${value.slice(0, 40)}" does not fit "${field.title}", which is ${kindNames[field.kind]}.`;
  throw new ConfigError(`${what} Choose one of ${fitting}.`);
}

/** Runs `read`; what it has to say about a condition begins with that condition's number. */
function inRow<Result>(number: string, read: () => Result): Result {
  try {
    return read();
  } catch (thrown) {
    if (!(thrown instanceof ConfigError)) throw thrown;
    throw new ConfigError(`Condition ${number}: ${thrown.message}`);
  }
}

function readCondition(row: unknown, number: string, zone: string): Condition {
  return inRow(number, () => {
    if (!isObject(row)) throw new ConfigError('Choose a field, a comparison and a value.');
    if ('conditions' in row) throw new ConfigError('A group cannot hold a group.');
    const field = readField(row);
    const operator = readOperator(row.operator, field);
    return { field, operator, wanted: readWanted(row.value, field, operator, zone) };
  });
}

function readRow(row: unknown, number: string, zone: string): Condition | ConditionGroup {
  if (!isObject(row) || !('conditions' in row)) return readCondition(row, number, zone);
  const [match, rows] = inRow(number, () => [readMatch(row.match), rowsIn(row.conditions)]);
  return { match, conditions: rows.map((inner, at) => readCondition(inner, `${number}.${at + 1}`, zone)) };
}

/**
 * Validates a filter's form: `{ match, conditions: [{ field, operator, value } | { match, conditions }] }`, with
 * `match` one of `all` (also where it is missing), `any` and `none`. A `field` named `indicators` is the number of an
 * indicator, by its name in `indicator`. Times of day without a time zone are in the form's
 * `timeZone`, else in `zone`. Empty groups are left out. Throws a ConfigError that names the condition by its number,
 * `2.1` being the first one of a group.
 */
export function parseFilter(form: unknown, zone = 'UTC'): FilterRules {
  if (form === undefined || form === null || form === '') return { match: 'all', conditions: [] };
  if (!isObject(form)) throw new ConfigError('A filter is an object with "match" and "conditions".');
  const { timeZone } = form;
  const its = zoneNamed(typeof timeZone === 'string' && timeZone !== '' ? timeZone : zone);
  const rows = rowsIn(form.conditions);
  const conditions = rows
    .map((row, at) => readRow(row, String(at + 1), its))
    .filter(row => !isGroup(row) || row.conditions.length > 0);
  const count = conditions.reduce((sum, row) => sum + (isGroup(row) ? row.conditions.length : 1), 0);
  if (count > mostConditions) throw new ConfigError(`A filter holds at most ${mostConditions} conditions.`);
  return { match: readMatch(form.match), conditions };
}

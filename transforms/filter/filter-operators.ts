/**
 * Which operators fit which kind of field, as data for dialogs. Ids are saved in users' flows: they stay. The same id
 * may take another value for another kind, for instance a list of texts or a range of numbers.
 */
import type { FieldKind } from '../event-fields';

/** What is typed beside an operator. `clock` is a time of day, with a time zone where another than the default is meant. */
export type Takes =
  'nothing' | 'number' | 'range' | 'text' | 'texts' | 'words' | 'clock' | 'clocks' | 'days' | 'date';

interface Titled {
  /** Between the field and the value, as in a sentence. */
  readonly title: string;
  readonly takes: Takes;
  /** Stands behind the value in a sentence. */
  readonly unit?: string;
}

const present = {
  notEmpty: { title: 'has a value', takes: 'nothing' },
  empty: { title: 'is empty', takes: 'nothing' },
} as const satisfies Record<string, Titled>;

const numbers = {
  gt: { title: 'is above', takes: 'number' },
  gte: { title: 'is at least', takes: 'number' },
  lt: { title: 'is below', takes: 'number' },
  lte: { title: 'is at most', takes: 'number' },
  eq: { title: 'is', takes: 'number' },
  neq: { title: 'is not', takes: 'number' },
  between: { title: 'is between', takes: 'range' },
  outside: { title: 'is outside', takes: 'range' },
  changed: { title: 'has changed', takes: 'nothing' },
  rose: { title: 'has risen', takes: 'nothing' },
  fell: { title: 'has fallen', takes: 'nothing' },
  changedBy: { title: 'has changed by at least', takes: 'number' },
  changedByPercent: { title: 'has changed in percent by at least', takes: 'number', unit: ' %' },
  ...present,
} as const satisfies Record<string, Titled>;

const texts = {
  eq: { title: 'is', takes: 'text' },
  neq: { title: 'is not', takes: 'text' },
  in: { title: 'is one of', takes: 'texts' },
  notIn: { title: 'is none of', takes: 'texts' },
  contains: { title: 'contains', takes: 'text' },
  notContains: { title: 'does not contain', takes: 'text' },
  startsWith: { title: 'begins with', takes: 'text' },
  changed: { title: 'has changed', takes: 'nothing' },
  ...present,
} as const satisfies Record<string, Titled>;

const words = {
  anyWords: { title: 'has any of the words', takes: 'words' },
  allWords: { title: 'has all of the words', takes: 'words' },
  noWords: { title: 'has none of the words', takes: 'words' },
  contains: { title: 'contains', takes: 'text' },
  notContains: { title: 'does not contain', takes: 'text' },
  startsWith: { title: 'begins with', takes: 'text' },
  ...present,
} as const satisfies Record<string, Titled>;

const lists = {
  hasAny: { title: 'has any of', takes: 'texts' },
  hasAll: { title: 'has all of', takes: 'texts' },
  hasNone: { title: 'has none of', takes: 'texts' },
  ...present,
} as const satisfies Record<string, Titled>;

const times = {
  after: { title: 'is at or after', takes: 'clock' },
  before: { title: 'is before', takes: 'clock' },
  between: { title: 'is between', takes: 'clocks' },
  outside: { title: 'is not between', takes: 'clocks' },
  on: { title: 'is on', takes: 'days' },
  newerThan: { title: 'is newer than', takes: 'number', unit: ' minutes' },
  olderThan: { title: 'is older than', takes: 'number', unit: ' minutes' },
  ...present,
} as const satisfies Record<string, Titled>;

const dates = {
  eq: { title: 'is', takes: 'date' },
  beforeDate: { title: 'is before', takes: 'date' },
  afterDate: { title: 'is after', takes: 'date' },
  on: { title: 'is on', takes: 'days' },
  ...present,
} as const satisfies Record<string, Titled>;

const flags = {
  isTrue: { title: 'is on', takes: 'nothing' },
  isFalse: { title: 'is off', takes: 'nothing' },
  changed: { title: 'has changed', takes: 'nothing' },
} as const satisfies Record<string, Titled>;

const byKind = {
  number: numbers,
  text: texts,
  choice: texts,
  words,
  list: lists,
  time: times,
  date: dates,
  flag: flags,
  counts: present,
} as const satisfies Record<FieldKind, Record<string, Titled>>;

type KeyOf<Table> = Table extends unknown ? keyof Table : never;

export type OperatorId = KeyOf<(typeof byKind)[FieldKind]>;

export interface FilterOperator extends Titled {
  readonly id: OperatorId;
}

function listed(table: Readonly<Record<string, Titled>>): readonly FilterOperator[] {
  return Object.entries(table).map(([id, titled]) => ({ id: id as OperatorId, ...titled }));
}

/** The operators of each kind of field, the most wanted first. */
export const operatorsOf: Readonly<Record<FieldKind, readonly FilterOperator[]>> = {
  number: listed(byKind.number),
  text: listed(byKind.text),
  choice: listed(byKind.choice),
  words: listed(byKind.words),
  list: listed(byKind.list),
  time: listed(byKind.time),
  date: listed(byKind.date),
  flag: listed(byKind.flag),
  counts: listed(byKind.counts),
};

/** An operator where it fits a kind of field. */
export function operatorFor(kind: FieldKind, id: string): FilterOperator | undefined {
  return operatorsOf[kind].find(operator => operator.id === id);
}

/** True wherever the positive operator is not: also where there is no value, and on events without the field. */
const opposites: readonly OperatorId[] = ['notIn', 'notContains', 'noWords', 'hasNone', 'empty'];

/**
 * Whether a condition holds where its field has no value. What is asked of a number, a time or a flag needs one, `neq`
 * and `outside` included: "volume is not 0" wants a volume. Of texts and lists, what is excluded is not there: "rating
 * is not Sell" holds without any rating.
 */
export function holdsWithoutValue(kind: FieldKind, id: OperatorId): boolean {
  return opposites.includes(id) || (id === 'neq' && kind !== 'number');
}

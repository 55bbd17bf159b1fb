/** One condition as a test of an event. */
import { isNumber, type Test } from './condition-tests';
import type { EventField } from '../event-fields';
import { readerOf } from '../indicator-field';
import type { Condition } from './filter-form';
import { flagTest, numberTest } from './number-conditions';
import { listTest, textTest, wordsTest } from './text-conditions';
import { dateTest, timeTest } from './time-conditions';

function isThere(value: unknown): boolean {
  if (typeof value === 'number') return isNumber(value);
  if (Array.isArray(value)) return value.length > 0;
  return value !== undefined && value !== null && value !== '';
}

/** The test that a condition stands for, on events that have its field. */
export function testOf(condition: Condition): Test {
  const { field, operator } = condition;
  const read = readerOf(field.name);
  if (operator.id === 'empty') return event => !isThere(read(event));
  if (operator.id === 'notEmpty') return event => isThere(read(event));
  const tests: Record<EventField['kind'], (condition: Condition) => Test> = {
    ...{ number: numberTest, text: textTest, choice: textTest, words: wordsTest, list: listTest },
    ...{ time: timeTest, date: dateTest, flag: flagTest },
    counts: () => () => false,
  };
  return tests[field.kind](condition);
}

/** Operators that compare with the last event of the same symbol and type. */
export function comparesWithLast({ operator: { id } }: Condition): boolean {
  return ['changed', 'rose', 'fell', 'changedBy', 'changedByPercent'].includes(id);
}

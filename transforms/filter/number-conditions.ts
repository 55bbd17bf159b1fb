/** Conditions on numbers and flags. They allocate nothing. */
import { changeTest, isNumber, type Test } from './condition-tests';
import { readerOf } from '../indicator-field';
import type { Condition } from './filter-form';

/** Differences below the accuracy of a sum: 0.3 is 0.1 more than 0.2, whatever a computer says. */
const accuracy = 1e-12;

/** A condition on a number. Without a finite number, none holds, not even a negative one. */
export function numberTest({ field, operator, wanted }: Condition): Test {
  const { name } = field;
  const read = readerOf(name);
  const limit = wanted.takes === 'number' ? wanted.number : NaN;
  const [from, to] = wanted.takes === 'range' ? [wanted.from, wanted.to] : [NaN, NaN];
  const test = (holds: (value: number) => boolean): Test => {
    return event => {
      const value = read(event);
      return isNumber(value) && holds(value);
    };
  };
  if (operator.id === 'gt') return test(value => value > limit);
  if (operator.id === 'gte') return test(value => value >= limit);
  if (operator.id === 'lt') return test(value => value < limit);
  if (operator.id === 'lte') return test(value => value <= limit);
  if (operator.id === 'eq') return test(value => value === limit);
  if (operator.id === 'neq') return test(value => value !== limit);
  if (operator.id === 'between') return test(value => value >= from && value <= to);
  if (operator.id === 'outside') return test(value => value < from || value > to);
  return moveTest(name, operator.id, limit);
}

/** How a number moved since the last event. A share of zero is none: from zero, nothing changes in percent. */
function moveTest(name: string, operator: string, limit: number): Test {
  const read = readerOf(name);
  const test = (holds: (value: number, before: number) => boolean): Test => {
    return (event, context) => {
      const value = read(event);
      const before = context.before(name);
      return isNumber(value) && isNumber(before) && holds(value, before);
    };
  };
  const slack = (one: number, other: number): number => accuracy * Math.max(Math.abs(one), Math.abs(other));
  const moved = (value: number, before: number, least: number): boolean =>
    Math.abs(value - before) + slack(value, before) >= least;
  if (operator === 'rose') return test((value, before) => value > before);
  if (operator === 'fell') return test((value, before) => value < before);
  if (operator === 'changedBy') {
    return test((value, before) => value !== before && moved(value, before, limit));
  }
  if (operator === 'changedByPercent') {
    return test((value, before) => {
      return value !== before && before !== 0 && moved(value, before, (Math.abs(before) * limit) / 100);
    });
  }
  return test((value, before) => value !== before);
}

/** A condition on a flag. */
export function flagTest(condition: Condition): Test {
  const { field, operator } = condition;
  if (operator.id === 'changed') return changeTest(condition);
  const wanted = operator.id === 'isTrue';
  return event => event[field.name] === wanted;
}

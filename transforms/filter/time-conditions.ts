/** Conditions on instants and days. */
import type { Test } from './condition-tests';
import type { Condition } from './filter-form';
import { zoneClock } from '../zone-clock';

/** Minutes from `time` to the moment the event arrived. */
function ageTest({ field: { name }, operator, wanted }: Condition): Test {
  const limit = wanted.takes === 'number' ? wanted.number * 60_000 : NaN;
  const sign = operator.id === 'olderThan' ? 1 : -1;
  return event => (epochOf(event.receivedTime) - epochOf(event[name]) - limit) * sign > 0;
}

/** NaN where there is no time. */
function epochOf(value: unknown): number {
  return typeof value === 'string' ? Date.parse(value) : NaN;
}

/** A condition on an instant. */
export function timeTest(condition: Condition): Test {
  const { field, operator, wanted } = condition;
  if (wanted.takes === 'number') return ageTest(condition);
  const clock = 'zone' in wanted ? zoneClock(wanted.zone) : undefined;
  if (clock === undefined) return () => false;
  const test = (holds: (ms: number) => boolean): Test => {
    return event => {
      const ms = epochOf(event[field.name]);
      return !Number.isNaN(ms) && holds(ms);
    };
  };
  if (wanted.takes === 'days') return test(ms => wanted.days.includes(clock.weekday(ms)));
  if (wanted.takes === 'clock') {
    return test(ms => clock.minuteOfDay(ms) >= wanted.minute === (operator.id === 'after'));
  }
  const { from, to } = wanted.takes === 'clocks' ? wanted : { from: NaN, to: NaN };
  const inside = (minute: number): boolean =>
    from < to ? minute >= from && minute < to : minute >= from || minute < to;
  return test(ms => inside(clock.minuteOfDay(ms)) === (operator.id === 'between'));
}

/** A condition on a day. Days compare as texts: they begin with the year. */
export function dateTest({ field: { name }, operator, wanted }: Condition): Test {
  const date = wanted.takes === 'date' ? wanted.date : '';
  const days = wanted.takes === 'days' ? wanted.days : undefined;
  const holds = (value: string): boolean => {
    if (days !== undefined) return days.includes(new Date(value).getUTCDay());
    if (operator.id === 'beforeDate') return value < date;
    return operator.id === 'afterDate' ? value > date : value === date;
  };
  return event => {
    const value = event[name];
    return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && holds(value);
  };
}

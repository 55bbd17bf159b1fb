import type { MarketEvent } from '../../core/event';
import { toIso } from '../../core/read';
import { eventTypes, fieldsOf } from '../event-fields';

/** The fields of each type that hold an instant; days such as `filingDate` are none. */
const instants = new Map(
  eventTypes.map(type => {
    const times = fieldsOf(type).filter(({ kind }) => kind === 'time');
    return [type, times.map(({ name }) => name)];
  }),
);

/** The event as if everything in it had happened `ms` later. What is no time stays as it is. */
export function shiftTimes(event: MarketEvent, ms: number): MarketEvent {
  const fields: Readonly<Record<string, unknown>> = { ...event };
  const shifted: Record<string, string> = {};
  for (const name of instants.get(event.type) ?? []) {
    const value = fields[name];
    const later = typeof value === 'string' ? toIso(Date.parse(value) + ms) : null;
    if (later !== null) shifted[name] = later;
  }
  return Object.assign({ ...event }, shifted);
}

import type { MarketEvent } from '../../core/event';
import { fieldsOf, type EventType, type FieldKind } from '../../transforms/event-fields';
import { compileFilter, parseFilter, type EventFilter } from '../../transforms/filter/filter';

const nothing: Record<FieldKind, unknown> = {
  ...{ number: null, text: null, words: null, time: null, date: null, choice: null, counts: null },
  ...{ list: [], flag: false },
};

/** An event of a type in which everything is empty but what is given, received at ten in the morning in New York. */
export function eventOf(type: EventType, given: Readonly<Record<string, unknown>> = {}): MarketEvent {
  const empty = Object.fromEntries(fieldsOf(type).map(({ name, kind }) => [name, nothing[kind]]));
  const header = { id: '1', type, provider: 'canned', stream: 'live', action: 'created' };
  const received = { receivedTime: '2026-01-02T15:00:00.000Z' };
  return { ...empty, ...header, ...received, raw: {}, ...given } as unknown as MarketEvent;
}

export const quote = (given: Readonly<Record<string, unknown>>): MarketEvent => eventOf('quote', given);
export const news = (given: Readonly<Record<string, unknown>>): MarketEvent => eventOf('news', given);

/** A row of a filter's form. */
export const row = (field: string, operator: string, value?: unknown): object => ({ field, operator, value });

export function filterOf(match: string, ...conditions: object[]): EventFilter {
  return compileFilter(parseFilter({ match, conditions }));
}

/** Whether one condition holds for an event. */
export function holds(field: string, operator: string, value: unknown, event: MarketEvent): boolean {
  return filterOf('all', row(field, operator, value)).accepts(event);
}

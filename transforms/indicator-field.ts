/** The numbers that market-indicator puts beside an event, as fields: `indicators.rsi14`. Their names are the user's. */
import { ConfigError } from '../core/errors';
import { isObject } from '../core/read';
import type { EventField, EventType } from './event-fields';

/** What forms have in place of a field, or price, that is the number of an indicator; `indicator` is then its name. */
export const indicators = 'indicators';

/** With what an indicator appends to the name that a user may give. */
const pattern = /^[A-Za-z]\w{0,59}$/;
const prefix = `${indicators}.`;

/** Indicators count prices. */
export const indicatedTypes: readonly EventType[] = ['quote', 'bar'];

/** What a dialog knows of such a field before it is named. */
export const anyIndicator: EventField = { name: indicators, title: 'Indicator', kind: 'number' };

/** `rsi14` of `indicators.rsi14`; undefined of any other field. */
export function indicatorIn(field: string): string | undefined {
  if (!field.startsWith(prefix)) return undefined;
  const name = field.slice(prefix.length);
  return pattern.test(name) ? name : undefined;
}

/** The field `indicators.rsi14`; undefined for any other name. */
export function indicatorField(field: string): EventField | undefined {
  const name = indicatorIn(field);
  return name === undefined ? undefined : { name: field, title: `Indicator ${name}`, kind: 'number' };
}

/** The field that a form means by the name of an indicator's number. Throws a ConfigError. */
export function readIndicator(name: unknown): `indicators.${string}` {
  const text = typeof name === 'string' ? name.trim() : '';
  if (text === '') throw new ConfigError('Write the name of the indicator’s number, for instance rsi14.');
  if (pattern.test(text)) return `${prefix}${text}`;
  throw new ConfigError(
    `"${text.slice(0, 40)}" is no name of an indicator’s number. It begins with a letter and has letters, digits and _, like rsi14.`,
  );
}

/** Reads a field of an event, whatever it holds. */
export function readerOf(field: string): (event: Readonly<Record<string, unknown>>) => unknown {
  const name = indicatorIn(field);
  if (name === undefined) return event => event[field];
  return ({ indicators: numbers }) => (isObject(numbers) ? numbers[name] : undefined);
}

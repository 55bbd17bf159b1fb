/** Values of forms, read with sentences for people about what is wrong. */
import { ConfigError } from '../core/errors';
import type { Form } from '../core/provider';
import { toNumber } from '../core/read';
import { isVariable } from './variable';

/** What a field says that nobody has filled in. */
export const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

/** Text or number as typed, without spaces around it. */
export function typed(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value.trim() : '';
}

/** A value as a sentence shows it. */
export const shown = (value: unknown): string => `"${String(value).slice(0, 40)}"`;

/** One of a few words, the first where nothing is said. `what` begins the sentence, as in the others. */
export function readChoice<Choice extends string>(
  value: unknown,
  what: string,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  if (isEmpty(value)) return choices[0];
  const found = choices.find(one => one === value);
  if (found !== undefined) return found;
  const given = typeof value === 'string' ? `, not "${value.slice(0, 40)}"` : '';
  throw new ConfigError(`${what} must be one of ${choices.join(', ')}${given}.`);
}

/** A whole number from 1 to `most`. */
export function readWhole(value: unknown, what: string, most: number, fallback: number): number {
  if (isEmpty(value)) return fallback;
  const number = toNumber(value);
  if (number !== null && Number.isInteger(number) && number >= 1 && number <= most) return number;
  throw new ConfigError(`${what} must be a whole number from 1 to ${most}.`);
}

/** On or off; off where nothing is said. */
export function readFlag(value: unknown, what: string): boolean {
  if (isEmpty(value)) return false;
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw new ConfigError(`${what} must be true or false.`);
}

/** The names of the variables in a form, and the form without them. */
export function withoutVariables(form: Form): { names: Record<string, string>; known: Form } {
  const entries = Object.entries(form);
  const named = entries.filter((entry): entry is [string, string] => isVariable(entry[1]));
  const names = Object.fromEntries(named.map(([name, value]) => [name, value.trim()]));
  return { names, known: Object.fromEntries(entries.filter(([, value]) => !isVariable(value))) };
}

/** What is wrong with what `read` reads; undefined where nothing is. */
export function faultOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.message;
    throw thrown;
  }
}

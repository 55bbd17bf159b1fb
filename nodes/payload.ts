/** What a transform node of either host takes for an event. */
import { ConfigError } from '../core/errors';
import type { MarketEvent } from '../core/event';
import { isObject } from '../core/read';
import type { Alert } from '../transforms/alert/alert-fired';
import { eventTypes } from '../transforms/event-fields';

/** What happens to a payload that is no event: it goes on unchanged, or it is an error. */
export type Other = 'pass' | 'error';

/** Reads the choice of a form; an error where a saved flow says nothing. */
export function readOther(value: unknown): Other {
  if (value === undefined || value === null || value === '') return 'error';
  if (value === 'pass' || value === 'error') return value;
  throw new ConfigError('What is no market event can "pass" or be an "error".');
}

/** Whether a value can be judged as an event, with or without its raw data. */
export function isEvent(value: unknown): value is MarketEvent {
  return isObject(value) && eventTypes.some(type => type === value.type);
}

/** Whether a value is an alert, as market-alert sends it. It has no type of its own: its event has. */
export function isAlert(value: unknown): value is Alert {
  return isObject(value) && typeof value.alert === 'string' && typeof value.message === 'string';
}

/** Why a value is no event, as a sentence that begins with `name`, for instance `msg.payload`. */
export function whyNoEvent(value: unknown, name: string): string {
  const expected = 'a market event, as the Market Feeds sources send it, is expected here';
  if (value === undefined || value === null || value === '') return `${name} is empty: ${expected}.`;
  if (!isObject(value))
    return `${name} is ${Array.isArray(value) ? 'a list' : `a ${typeof value}`}: ${expected}.`;
  const { type } = value;
  if (type === undefined || type === null) return `${name} is no market event: it has no "type".`;
  const given = typeof type === 'string' ? `"${type.slice(0, 40)}"` : `a ${typeof type}`;
  return `${name} is no market event: its "type" is ${given}, which is none of ${eventTypes.join(', ')}.`;
}

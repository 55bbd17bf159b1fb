/** What the form of a source says of silence: within how long data is expected, and during which hours. */
import { ConfigError } from '../../core/errors';
import type { Form } from '../../core/provider';
import { toNumber } from '../../core/read';
import { zoneTitle } from '../alert/alert-clock';
import { readDays, readTimeOfDay, zoneNamed } from '../day-times';
import { isEmpty, readChoice } from '../form-values';
import { dayNames } from '../zone-clock';
import { knownHours, ownHours, type MarketHours } from './market-hours';

/** The hours that a form offers; the first where it does not say. */
export const marketChoices = ['us', 'us-extended', 'fx', 'always', 'own'] as const;

export type MarketChoice = (typeof marketChoices)[number];

/** The properties of a form, in its order. */
export const quietProperties = [
  ...(['expectMinutes', 'marketHours', 'openDays', 'openFrom', 'openTo', 'openZone'] as const),
];

export type QuietProperty = (typeof quietProperties)[number];

/** Data is expected at least every so many minutes of the hours. */
export interface ExpectedData {
  readonly minutes: number;
  readonly hours: MarketHours;
  /** The hours in a sentence, after "during"; empty where they never end. */
  readonly during: string;
}

const leastMinutes = 0.1;
const mostMinutes = 10_080;
const workdays = [1, 2, 3, 4, 5];

/** Minutes within which data is expected; 0 where nobody asks to be told. */
function readMinutes(value: unknown): number {
  if (isEmpty(value)) return 0;
  const minutes = toNumber(value);
  if (minutes === 0) return 0;
  if (minutes !== null && minutes >= leastMinutes && minutes <= mostMinutes) return minutes;
  throw new ConfigError(
    `The minutes within which data is expected must be a number from ${leastMinutes} to ${mostMinutes}, or 0 to never be told.`,
  );
}

function readOpenDays(value: unknown): readonly number[] {
  if (isEmpty(value)) return workdays;
  if (typeof value !== 'string' && !Array.isArray(value))
    throw new ConfigError('The open days must be a text such as Mon-Fri or Sat, Sun.');
  const days = readDays(value);
  return days.length > 0 ? days : workdays;
}

/** Minutes since midnight; both empty is the whole day. */
function readEdge(form: Form, name: 'openFrom' | 'openTo'): number {
  const isFrom = name === 'openFrom';
  if (!isEmpty(form[name])) return readTimeOfDay(form[name]);
  if (isEmpty(form[isFrom ? 'openTo' : 'openFrom'])) return isFrom ? 0 : 1440;
  throw new ConfigError(`Say when the hours ${isFrom ? 'begin' : 'end'}, for instance 09:30.`);
}

/** Reads a property of a form; `zone` is that of own hours where the form names none. Throws a ConfigError. */
export const quietReaders = {
  expectMinutes: (form: Form) => readMinutes(form.expectMinutes),
  marketHours: (form: Form) => readChoice(form.marketHours, 'The market hours', marketChoices),
  openDays: (form: Form) => readOpenDays(form.openDays),
  openFrom: (form: Form) => readEdge(form, 'openFrom'),
  openTo: (form: Form) => readEdge(form, 'openTo'),
  openZone: (form: Form, zone = 'UTC') =>
    zoneNamed(typeof form.openZone === 'string' && !isEmpty(form.openZone) ? form.openZone.trim() : zone),
} satisfies Record<QuietProperty, (form: Form, zone?: string) => unknown>;

const knownTitles: Readonly<Record<Exclude<MarketChoice, 'own'>, string>> = {
  us: 'the regular hours of US equities',
  'us-extended': 'the extended hours of US equities',
  fx: 'the FX week',
  always: '',
};

const two = (value: number): string => String(value).padStart(2, '0');
const clockOf = (minute: number): string => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;

/** `Mon, Tue` or, of more than two in a row, `Mon-Fri`. */
function dayText(days: readonly number[]): string {
  const names = days.map(day => (dayNames[day] ?? '').slice(0, 3));
  const isRow = days.length > 2 && days.every((day, index) => day === (days[0] ?? 0) + index);
  return isRow ? `${names[0]}-${names.at(-1)}` : names.join(', ');
}

function readOwn(form: Form, zone?: string): Omit<ExpectedData, 'minutes'> {
  const [days, from, to] = [
    quietReaders.openDays(form),
    quietReaders.openFrom(form),
    quietReaders.openTo(form),
  ];
  const itsZone = quietReaders.openZone(form, zone);
  return {
    hours: ownHours(days, from % 1440, to, itsZone),
    during: `${dayText(days)} ${clockOf(from % 1440)} to ${clockOf(to)} ${zoneTitle(itsZone)}`,
  };
}

/** What a form says of silence; undefined where nobody asks to be told. Throws a ConfigError. */
export function parseQuiet(form: Form, zone?: string): ExpectedData | undefined {
  const minutes = quietReaders.expectMinutes(form);
  if (minutes === 0) return undefined;
  const choice = quietReaders.marketHours(form);
  if (choice === 'own') return { minutes, ...readOwn(form, zone) };
  return { minutes, hours: knownHours[choice](), during: knownTitles[choice] };
}

/** What bars are made of and how: a form, validated. Its property names are public: they are saved in users' flows. */
import { ConfigError } from '../../core/errors';
import type { Form } from '../../core/provider';
import { toNumber } from '../../core/read';
import { readSpan, zoneNamed } from '../day-times';
import { durationText, readDuration } from '../duration';
import { faultOf, readChoice, readFlag } from '../form-values';

/** The part of the day that bars are made of, in minutes since midnight; past midnight where `to` is not after `from`. */
export interface Session {
  readonly from: number;
  readonly to: number;
}

export type BarUnit = 'second' | 'minute' | 'hour' | 'day';
export type BarPrice = 'auto' | 'last' | 'mid' | 'bid' | 'ask';

export interface BarsRules {
  readonly from: 'quotes' | 'bars';
  /** Of quotes; `auto` is last, and mid of symbols that have never told a last price. */
  readonly price: BarPrice;
  readonly barType: BarUnit;
  readonly barInterval: number;
  readonly timeZone: string;
  readonly session: Session | undefined;
  readonly fill: boolean;
  readonly running: boolean;
  /** A running bar leaves at most once in this time. */
  readonly everyMs: number;
  readonly graceMs: number;
}

export const unitMs: Readonly<Record<BarUnit, number>> = {
  ...{ second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 },
};

/** The units as InsightSentry's bars write them. */
const letters: Readonly<Record<BarUnit, string>> = { second: 's', minute: 'm', hour: 'h', day: 'D' };

/** The interval as events tell it, for instance `5m`. */
export const intervalOf = ({ barType, barInterval }: Pick<BarsRules, 'barType' | 'barInterval'>): string =>
  `${barInterval}${letters[barType]}`;

const mostDays = 366;

function readInterval(form: Form): number {
  const { barInterval: value } = form;
  if (value === undefined || value === null || value === '') return 1;
  const unit = readUnit(form);
  const number = toNumber(value);
  const most = unit === 'day' ? mostDays : unitMs.day / unitMs[unit];
  if (number !== null && Number.isInteger(number) && number >= 1 && number <= most) return number;
  const hint = unit === 'day' || number === null || number < most ? '' : ' For longer bars choose days.';
  throw new ConfigError(`The length of a bar must be a whole number of ${unit}s from 1 to ${most}.${hint}`);
}

const readUnit = ({ barType }: Form): BarUnit =>
  readChoice(barType, 'The unit of the length', ['minute', 'second', 'hour', 'day']);

const readZone = ({ timeZone }: Form): string =>
  zoneNamed(typeof timeZone === 'string' && timeZone.trim() !== '' ? timeZone.trim() : 'UTC');

function readSession({ session }: Form): Session | undefined {
  if (session === undefined || session === null || session === '') return undefined;
  const typed = typeof session === 'string' ? session.trim() : session;
  if (typed === '') return undefined;
  if (typeof typed === 'string' && /\d\s*(?:[ap]m)?\s+(?![ap]m$)\S+$/i.test(typed))
    throw new ConfigError('The session is a span of the day only: the time zone has a field of its own.');
  if (faultOf(() => readSpan(typed, 'UTC')) !== undefined) {
    const shown = typeof typed === 'string' ? `"${typed.slice(0, 40)}"` : 'This';
    throw new ConfigError(`${shown} is no span of the day. Write one such as 09:30 to 16:00.`);
  }
  const { from, to } = readSpan(typed, 'UTC');
  return { from: from === 1440 ? 0 : from, to };
}

const running = { what: 'The time between running bars', leastMs: 100, mostMs: unitMs.day, fallbackMs: 1000 };
const grace = { what: 'The grace for late events', leastMs: 0, mostMs: unitMs.hour, fallbackMs: 2000 };

/** Reads each property of the form by itself. */
export const barsReaders = {
  from: (form: Form) => readChoice(form.from, 'What bars are made of', ['quotes', 'bars']),
  price: (form: Form): BarPrice => readChoice(form.price, 'The price', ['auto', 'last', 'mid', 'bid', 'ask']),
  barType: readUnit,
  barInterval: readInterval,
  timeZone: readZone,
  session: readSession,
  fill: (form: Form): boolean => readFlag(form.fill, '"Fill gaps"'),
  running: (form: Form): boolean => readFlag(form.running, '"Running bars"'),
  everyMs: (form: Form): number => readDuration(form.everyMs, running),
  graceMs: (form: Form): number => readDuration(form.graceMs, grace),
};

export type BarsProperty = keyof typeof barsReaders;

/** The properties that a form needs; others are ignored. */
export function propertiesOf(form: Form): readonly BarsProperty[] {
  const names = Object.keys(barsReaders) as BarsProperty[];
  const isLeftOut: Partial<Record<BarsProperty, boolean>> = {
    price: barsReaders.from(form) === 'bars',
    everyMs: !barsReaders.running(form),
  };
  return names.filter(name => isLeftOut[name] !== true);
}

/**
 * Validates the form of bars: `from` (`quotes`, `bars`), `price` (`auto`, `last`, `mid`, `bid`, `ask`), `barType`
 * (`minute`, `second`, `hour`, `day`) and `barInterval`, `timeZone`, `session` such as `09:30 to 16:00`, `fill`,
 * `running` with `everyMs`, `graceMs`. What is missing means its default: quotes, auto, 1 minute, UTC, the whole day,
 * not filled, closed bars only, 1 s, 2 s. Throws a ConfigError in a user's words.
 */
export function parseBars(form: Form): BarsRules {
  const read = barsReaders;
  const rules: BarsRules = {
    ...{
      from: read.from(form),
      price: 'auto',
      barType: read.barType(form),
      barInterval: read.barInterval(form),
    },
    ...{ timeZone: read.timeZone(form), session: read.session(form), fill: read.fill(form) },
    ...{ running: read.running(form), everyMs: running.fallbackMs, graceMs: read.graceMs(form) },
  };
  const needed = propertiesOf(form);
  return {
    ...rules,
    price: needed.includes('price') ? read.price(form) : rules.price,
    everyMs: needed.includes('everyMs') ? read.everyMs(form) : rules.everyMs,
  };
}

/** The length of a bar in words, for instance `5 min` or `1 day`. */
export const lengthText = ({ barType, barInterval }: BarsRules): string =>
  durationText(barInterval * unitMs[barType]);

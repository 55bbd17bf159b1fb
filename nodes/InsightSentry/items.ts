import { ConfigError } from '../../core/errors';
import type { Form } from '../../core/provider';
import { isObject, toList, toNumber } from '../../core/read';
import type { InsightSentryAccount } from './account';
import { checkCode, hasRoundTheClock, instrumentKind } from './symbols';

export const barTypes = ['tick', 'second', 'minute', 'hour', 'day', 'week', 'month'] as const;
export type BarType = (typeof barTypes)[number];

/** A choice that is left to the server unless the user made it: the guide contradicts itself on some defaults. */
export type Choice = boolean | undefined;

/** One subscription on `/live`, validated. */
export interface LiveItem {
  readonly code: string;
  readonly type: 'quote' | 'series';
  readonly barType: BarType;
  readonly barInterval: number;
  readonly currency: string;
  readonly unit: string;
  readonly extended: Choice;
  readonly hours24: Choice;
  readonly split: Choice;
  readonly dadj: Choice;
  readonly badj: Choice;
  readonly settlement: Choice;
  /** Bars of history on connect, 1 to 30,000; the last one is the running bar. */
  readonly maxDp: number;
}

const letters: Record<BarType, string> = {
  tick: 'T',
  second: 's',
  minute: 'm',
  hour: 'h',
  day: 'D',
  week: 'W',
  month: 'M',
};

/** Bar intervals that the guide allows; any positive number for the longer bars. */
const allowedIntervals: Partial<Record<BarType, readonly number[]>> = {
  tick: [1, 10, 100, 1000],
  second: [1, 5, 10, 15, 30, 45],
};
const largestInterval = 100_000;
/** The most bars of history that the server takes (protocol page, section 4.1). */
export const largestHistory = 30_000;

/** The interval as events show it and as the server's `bar_type` writes it, for instance `1m`. */
export function intervalOf(item: Pick<LiveItem, 'barType' | 'barInterval'>): string {
  return `${item.barInterval}${letters[item.barType]}`;
}

/** What the wire can tell apart: a frame names its symbol and interval, never the options. */
export function wireKeyOf(item: LiveItem): string {
  return item.type === 'quote' ? `quote ${item.code}` : `series ${item.code} ${intervalOf(item)}`;
}

/** What events are routed by and remembered under: with other options, a bar is another bar. */
export function topicOf(item: LiveItem): string {
  const options = optionsOf(item);
  return options === plainOptions ? wireKeyOf(item) : `${wireKeyOf(item)} ${options}`;
}

/** Options other than the amount of history, as one comparable text. */
export function optionsOf(item: LiveItem): string {
  const { currency, unit, extended, hours24, split, dadj, badj, settlement } = item;
  return JSON.stringify({ currency, unit, extended, hours24, split, dadj, badj, settlement });
}

const plainOptions = JSON.stringify({ currency: '', unit: '' });

function choiceOf(value: unknown): Choice {
  if (value === true || value === 'true' || value === 'on') return true;
  if (value === false || value === 'false' || value === 'off') return false;
  return undefined;
}

function wholeNumber(value: unknown, fallback: number, what: string, largest: number): number {
  if (value === undefined || value === null || value === '') return fallback;
  const number = toNumber(value);
  if (number === null || !Number.isInteger(number) || number < 1 || number > largest) {
    throw new ConfigError(`${what} must be a whole number from 1 to ${largest}.`);
  }
  return number;
}

function upper(value: unknown): string {
  return typeof value === 'string' ? value.trim().toUpperCase() : '';
}

function checkInterval(barType: BarType, interval: number, account: InsightSentryAccount): void {
  if (barType === 'month' && account.dialect !== 'newer') {
    throw new ConfigError('Monthly bars need the account\'s Dialect set to "newer".');
  }
  const allowed = barType === 'tick' && account.dialect === 'newer' ? [1] : allowedIntervals[barType];
  if (allowed && !allowed.includes(interval)) {
    throw new ConfigError(`${barType} bars come in intervals of ${allowed.join(', ')}, not ${interval}.`);
  }
}

/** Refuses options that the instrument cannot have (guide, section 4; protocol page, section 11). */
function checkOptions(item: LiveItem, account: InsightSentryAccount): void {
  const kind = instrumentKind(item.code);
  const refuse = (option: string, why: string): never => {
    throw new ConfigError(`${item.code}: "${option}" ${why}`);
  };
  if (item.type === 'quote' && item.extended !== undefined && account.dialect !== 'newer') {
    refuse('Extended hours', 'on quotes needs the account\'s Dialect set to "newer".');
  }
  if (item.hours24 !== undefined) {
    if (account.dialect !== 'newer') refuse('24-hour data', 'needs the account\'s Dialect set to "newer".');
    if (!hasRoundTheClock(item.code)) refuse('24-hour data', 'is for NYSE, NASDAQ, AMEX and CBOE only.');
  }
  if (item.split === false && item.dadj === true) {
    refuse('Dividend adjustment', 'needs split adjustment: do not switch the latter off.');
  }
  if (kind === 'other') {
    if (item.badj !== undefined)
      refuse('Back-adjustment', 'is for continuous futures such as CME_MINI:ES1! only.');
    if (item.settlement !== undefined) refuse('Settlement as close', 'is for futures only.');
  }
  if (kind === 'future' && item.badj !== undefined) {
    refuse('Back-adjustment', 'is for continuous futures such as CME_MINI:ES1! only.');
  }
  if (kind === 'future' || kind === 'continuous') {
    if (item.extended !== undefined) refuse('Extended hours', 'does not apply to futures.');
    if (item.split !== undefined) refuse('Split adjustment', 'does not apply to futures.');
    if (item.dadj !== undefined) refuse('Dividend adjustment', 'does not apply to futures.');
  }
  if (!item.code.startsWith('SIP:')) return;
  const forbidden = { Currency: item.currency, Unit: item.unit, 'Extended hours': item.extended };
  for (const [option, value] of Object.entries(forbidden)) {
    if (value !== '' && value !== undefined) refuse(option, 'is not allowed for SIP codes.');
  }
}

function parseItem(code: string, row: Form, account: InsightSentryAccount): LiveItem {
  const type = row.type === undefined || row.type === '' ? 'quote' : row.type;
  if (type !== 'quote' && type !== 'series') throw new ConfigError('Data must be "quote" or "series".');
  const isSeries = type === 'series';
  const barType = isSeries && row.barType ? row.barType : 'minute';
  const known = barTypes.find(one => one === barType);
  if (known === undefined) throw new ConfigError(`Bar type must be one of: ${barTypes.join(', ')}.`);
  const barInterval = isSeries ? wholeNumber(row.barInterval, 1, 'Bar interval', largestInterval) : 1;
  if (isSeries) checkInterval(known, barInterval, account);
  const item: LiveItem = {
    code: checkCode(code),
    type,
    barType: known,
    barInterval,
    currency: isSeries ? upper(row.currency) : '',
    unit: isSeries ? upper(row.unit) : '',
    extended: choiceOf(row.extended),
    hours24: choiceOf(row.hours24),
    split: isSeries ? choiceOf(row.split) : undefined,
    dadj: isSeries ? choiceOf(row.dadj) : undefined,
    badj: isSeries ? choiceOf(row.badj) : undefined,
    settlement: isSeries ? choiceOf(row.settlement) : undefined,
    maxDp: isSeries ? wholeNumber(row.maxDp, 1, 'History bars', largestHistory) : 1,
  };
  if (item.currency !== '' && !/^[A-Z]{3,6}$/.test(item.currency)) {
    throw new ConfigError(`"${item.currency}" is not a currency code. Write its letters, for example EUR.`);
  }
  checkOptions(item, account);
  return item;
}

/** The rows that a form holds: a list (Node-RED), or an n8n collection of one. */
function rowsOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  if (isObject(value) && Array.isArray(value.row)) return value.row;
  return [];
}

/** One item per row and code; equal ones once. Throws a ConfigError that names the row. */
export function parseItems(value: unknown, account: InsightSentryAccount): LiveItem[] {
  const items = new Map<string, LiveItem>();
  rowsOf(value).forEach((row, index) => {
    try {
      if (!isObject(row)) throw new ConfigError('A subscription must be an object with a code.');
      for (const code of toList(row.code)) addItem(items, parseItem(code, row, account));
    } catch (thrown) {
      if (thrown instanceof ConfigError)
        throw new ConfigError(`Subscription ${index + 1}: ${thrown.message}`);
      throw thrown;
    }
  });
  return [...items.values()];
}

/** Adds an item under its wire key, or merges it with an equal one: the larger history wins, other options must be the same. */
export function addItem(items: Map<string, LiveItem>, item: LiveItem): void {
  const key = wireKeyOf(item);
  const there = items.get(key);
  if (there && optionsOf(there) !== optionsOf(item)) {
    throw new ConfigError(
      `${item.code} is subscribed twice with other options: InsightSentry cannot tell the two apart. Use one of them.`,
    );
  }
  if (!there || item.maxDp > there.maxDp) items.set(key, item);
}

/** The row of a form that stands for an item: only what differs from the defaults of a new row. */
export function rowOf(item: LiveItem): Form {
  const { code, type, barType, barInterval, maxDp } = item;
  const optional = Object.entries({
    currency: item.currency || undefined,
    unit: item.unit || undefined,
    extended: item.extended,
    hours24: item.hours24,
    split: item.split,
    dadj: item.dadj,
    badj: item.badj,
    settlement: item.settlement,
  }).filter(([, value]) => value !== undefined);
  const bars = type === 'quote' ? {} : { barType, barInterval, maxDp };
  return { code, type, ...bars, ...Object.fromEntries(optional) };
}

/** What messages read from an event or alert: every value guarded, cleaned and written for a person. */
import { plainText } from '../../core/plain-text';
import { isObject, type JsonObject } from '../../core/read';
import { cleanLine, cleanLines, safeUrl } from './escape-text';
import { eventTypes, fieldNamed, type EventField } from '../event-fields';
import {
  changeText,
  largeText,
  numberText,
  percentText,
  priceText,
  timeCell,
  timeText,
} from './message-format';

/** An event, with the alert that it caused where there is one. Both are read by name only and never trusted. */
export interface Item {
  readonly type: string;
  readonly event: JsonObject;
  readonly alert: JsonObject | null;
}

const types: ReadonlySet<unknown> = new Set(eventTypes);

/** The item that a value is, or in a user's words what is missing from it. */
export function itemOf(value: unknown): Item | string {
  if (!isObject(value)) return 'it is no object';
  const hasAlert = typeof value['alert'] === 'string';
  if (hasAlert && typeof value['message'] !== 'string') return 'an alert needs a text in the field "message"';
  const event = hasAlert ? value['event'] : value;
  if (!isObject(event)) return 'an alert needs the event in the field "event"';
  const type = event['type'];
  if (typeof type !== 'string') return 'the field "type" is missing';
  if (!types.has(type)) return `"${cleanLine(type).slice(0, 40)}" in the field "type" is no type of event`;
  return { type, event, alert: hasAlert ? value : null };
}

/** Lists of a hostile length are read so far. */
const longestList = 50;

function ownValue(from: JsonObject, name: string): unknown {
  return Object.hasOwn(from, name) ? from[name] : undefined;
}

/** The values of one event or alert. */
export class Values {
  /** Read once: every price asks for it. */
  private ownSymbol: string | null | undefined;

  constructor(
    private readonly from: JsonObject,
    readonly zone: string,
  ) {}

  /** On one line, or null where there is nothing to read. */
  text(name: string): string | null {
    const value = ownValue(this.from, name);
    return typeof value === 'string' ? cleanLine(value) || null : null;
  }

  /** With its lines. */
  lines(name: string): string | null {
    const value = ownValue(this.from, name);
    return typeof value === 'string' ? cleanLines(value) || null : null;
  }

  /** Without its HTML, on one line. */
  fromHtml(name: string): string | null {
    const value = ownValue(this.from, name);
    return typeof value === 'string' ? cleanLine(plainText(value.slice(0, 20_000))) || null : null;
  }

  number(name: string): number | null {
    const value = ownValue(this.from, name);
    return typeof value === 'number' && Number.isFinite(value) ? value : null;
  }

  list(name: string): string[] {
    const value = ownValue(this.from, name);
    const texts = Array.isArray(value)
      ? value.slice(0, longestList).filter(one => typeof one === 'string')
      : [];
    return texts.map(cleanLine).filter(one => one !== '');
  }

  /** Numbers by name: `buy: 12, hold: 5`. */
  counts(name: string): string | null {
    const value = ownValue(this.from, name);
    if (!isObject(value)) return null;
    const numbers = Object.entries(value).slice(0, longestList);
    const parts = numbers.flatMap(([key, count]) =>
      typeof count === 'number' && Number.isFinite(count) ? [`${cleanLine(key)}: ${numberText(count)}`] : [],
    );
    return parts.join(', ') || null;
  }

  url(name: string): string | null {
    return safeUrl(this.text(name) ?? '') ?? null;
  }

  flag(name: string): boolean {
    return ownValue(this.from, name) === true;
  }

  /** As messages show a time, in the zone. */
  time(name: string): string | null {
    const value = this.text(name);
    return value === null ? null : timeText(value, this.zone);
  }

  /** AAPL of NASDAQ:AAPL: what people call it. */
  get symbol(): string | null {
    const symbol = this.wholeSymbol();
    return symbol === null ? null : symbol.replace(/^[A-Za-z_]+:(?=.)/, '');
  }

  /** A price, with the digits that its symbol is quoted with. */
  price(name: string): string | null {
    const value = this.number(name);
    return value === null ? null : priceText(value, this.wholeSymbol());
  }

  private wholeSymbol(): string | null {
    return (this.ownSymbol ??= this.text('symbol'));
  }
}

/** Numbers that read better in short. */
const large = new Set([
  'marketCap',
  'volume',
  'bidSize',
  'askSize',
  'revenue',
  'revenueEstimate',
  'revenuePrior',
]);
const signed = new Set(['change', 'epsSurprise']);

/** Value and reference of an alert are prices, but for a volume. */
function alertNumber(item: Item, from: JsonObject, name: string, value: number): string | undefined {
  if (from !== item.alert || (name !== 'value' && name !== 'reference')) return undefined;
  if (from['kind'] === 'volumeSpike') return largeText(value);
  return priceText(value, new Values(from, 'UTC').text('symbol'));
}

function numberOf(field: EventField | undefined, name: string, value: number, symbol: string | null): string {
  if (large.has(name)) return largeText(value);
  if (name === 'revenueSurprise') return (value > 0 ? '+' : '') + largeText(value);
  if (name.endsWith('Percent') || field?.unit === 'percent') return percentText(value);
  if (signed.has(name)) return changeText(value, symbol);
  // A year is no amount.
  if (name === 'periodYear') return String(value);
  return field?.unit === 'money' ? priceText(value, symbol) : numberText(value);
}

/** The object that holds a field, and the name that it has there. */
function holder(item: Item, name: string): [JsonObject, string] {
  const [first = '', ...rest] = name.split('.');
  const inner = rest.at(-1) ?? '';
  if (first === 'alert' && inner !== '') return [item.alert ?? {}, inner];
  if (first === 'event' && rest.length === 1) return [item.event, inner];
  if (rest.length > 0) {
    let at: unknown = item.event;
    for (const step of [first, ...rest.slice(0, -1)]) at = isObject(at) ? ownValue(at, step) : undefined;
    return [isObject(at) ? at : {}, inner];
  }
  const isAlerts = item.alert !== null && Object.hasOwn(item.alert, name) && name !== 'event';
  return [isAlerts ? (item.alert ?? {}) : item.event, name];
}

/** The value of a field as a message shows it, on one line; empty where there is none. */
export function shownValue(item: Item, path: string, zone: string): string {
  const [from, name] = holder(item, path);
  const values = new Values(from, zone);
  const field = fieldNamed(name);
  const value = ownValue(from, name);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return '';
    const told = alertNumber(item, from, name, value);
    if (told !== undefined) return told;
    return numberOf(path.startsWith('raw.') ? undefined : field, name, value, values.text('symbol'));
  }
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') {
    if (field?.html === true) return values.fromHtml(name) ?? '';
    return values.time(name) ?? '';
  }
  return Array.isArray(value) ? values.list(name).join(', ') : (values.counts(name) ?? '');
}

/** The value of a field as a spreadsheet computes with it: numbers as they are, times as it reads them. */
export function cellValue(item: Item, path: string, zone: string): string | number | boolean {
  const [from, name] = holder(item, path);
  const value = ownValue(from, name);
  if (typeof value === 'number') return Number.isFinite(value) ? value : '';
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? new Values(from, zone).text(name) : null;
  const inZone = text === null ? '' : timeCell(text, zone);
  return text !== null && inZone !== text ? inZone : shownValue(item, path, zone);
}

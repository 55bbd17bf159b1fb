/** Numbers and times as people read them. */
import { zoneClock, type ZoneClock } from '../zone-clock';

/** Beyond this many digits stands the noise of floating point: 0.1 + 0.2. */
const significant = 10;

function withoutNoise(value: number): number {
  // So short a text has no more digits than that; rounding costs more than the rest of a price.
  if (String(value).length <= significant) return value;
  const rounded = Number(value.toPrecision(significant));
  return Number.isFinite(rounded) ? rounded : value;
}

/** Currencies and metals that are quoted against each other, as a pair of six letters. */
const currencies =
  'AUD BRL CAD CHF CNH CNY CZK DKK EUR GBP HKD HUF IDR ILS INR JPY KRW MXN NOK NZD PLN SEK SGD THB TRY TWD USD ZAR';
const known = new Set(currencies.split(' '));
/** Their pairs are quoted with three digits after the point, all others with five. */
const small = new Set(['JPY', 'HUF', 'KRW', 'THB', 'INR', 'IDR', 'CZK', 'TWD']);

/** The digits after the point that a currency pair is quoted with, or undefined where the symbol is no such pair. */
function pairDigits(symbol: string | null): number | undefined {
  if (symbol === null) return undefined;
  const length = symbol.length - symbol.indexOf(':') - 1;
  if (length < 6 || length > 7) return undefined;
  const [, base, quote] = /^(?:[A-Za-z_]+:)?([A-Z]{3})[/_.-]?([A-Z]{3})$/.exec(symbol) ?? [];
  if (base === undefined || quote === undefined || !known.has(base) || !known.has(quote)) return undefined;
  return small.has(quote) ? 3 : 5;
}

function digitsAfterPoint(value: number): number {
  const text = String(value);
  const point = text.indexOf('.');
  if (!text.includes('e')) return point < 0 ? 0 : text.length - point - 1;
  const [, fraction = '', exponent = '0'] = /^-?\d+(?:\.(\d+))?e([+-]\d+)$/.exec(text) ?? [];
  return Math.max(0, fraction.length - Number(exponent));
}

/** In digits, at most `most` of them after the point. */
function decimal(value: number, most: number): string {
  const shortest = String(value);
  const isRounded = shortest.includes('e') || digitsAfterPoint(value) > most;
  return isRounded ? value.toFixed(Math.min(most, 20)) : shortest;
}

/** With commas between thousands. `most` limits the digits after the point; trailing zeros go down to `least`. */
function grouped(value: number, least: number, most: number): string {
  if (Math.abs(value) >= 1e15) return value.toExponential(3);
  const [whole = '', fraction = ''] = decimal(value, most).split('.');
  const rest = fraction.length > least ? fraction.slice(least).replace(/0+$/, '') : '';
  const kept = fraction.slice(0, least).padEnd(least, '0') + rest;
  const thousands = whole.length < 4 ? whole : whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  const text = thousands + (kept === '' ? '' : `.${kept}`);
  return !text.startsWith('-') || /[1-9]/.test(text) ? text : text.slice(1);
}

/** A price: 240.12, 1.08740 for EURUSD, 0.00001234 for a small coin. */
export function priceText(value: number, symbol: string | null = null): string {
  const rounded = withoutNoise(value);
  const least = pairDigits(symbol) ?? 2;
  return grouped(rounded, least, Math.max(least, Math.min(digitsAfterPoint(rounded), 12)));
}

/** A number that is no price: 5, 0.98, 12,000. */
export function numberText(value: number): string {
  const rounded = withoutNoise(value);
  return grouped(rounded, 0, Math.min(digitsAfterPoint(rounded), 12));
}

function plus(value: number): string {
  return value > 0 ? '+' : '';
}

/** With its sign: +2.21. */
export function changeText(value: number, symbol: string | null = null): string {
  return plus(value) + priceText(value, symbol);
}

/** +0.93 %; what is not zero does not look like it. */
export function percentText(value: number): string {
  const digits = value !== 0 && Math.abs(value) < 0.01 ? 4 : 2;
  return `${plus(value)}${grouped(value, 0, digits)} %`;
}

const steps: readonly (readonly [number, string])[] = [
  [1e12, 'T'],
  [1e9, 'B'],
  [1e6, 'M'],
];

/** A large number with three digits, or four: 3.56 T, 94.9 B, 12.3 M; below a million in full. */
export function largeText(value: number, digits = 3): string {
  const size = Math.abs(value);
  if (size < 1e5) return numberText(value);
  // 999,999,999 reads 1 B, not 1,000 M: the step is chosen by the rounded number.
  const rounded = size < 1e15 ? Number(size.toPrecision(digits)) : size;
  const [step, unit] = steps.find(([least]) => rounded >= least) ?? [];
  if (step === undefined || unit === undefined || size >= 1e15) return numberText(value);
  const scaled = Number((value / step).toPrecision(digits));
  return `${grouped(scaled, 0, digits - 1)} ${unit}`;
}

/** A second as a clock shows it, counted from 1970 by that clock. */
interface Shown {
  second: number;
  /** 4 Mar 2026, 15:04:10 */
  words: string;
  /** 2026-03-04 15:04:10 */
  digits: string;
}

/** By zone, what was shown last: messages come in bursts. */
const latest = new Map<ZoneClock, Shown>();

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** Undefined where there is no such day. */
function shownAt(second: number): Shown | undefined {
  const local = new Date(second * 1000);
  if (Number.isNaN(local.getTime())) return undefined;
  const [day = '', time = ''] = local.toISOString().split('T');
  const clock = time.slice(0, 8);
  const [, year, month, ofMonth] = /^([+-]?\d+)-(\d\d)-(\d\d)$/.exec(day) ?? [];
  const words = `${Number(ofMonth)} ${months[Number(month) - 1]} ${year}, ${clock}`;
  return { second, words, digits: `${day} ${clock}` };
}

/** An instant as its zone's clock shows it; undefined where the text is no instant, or the zone none. */
function localTime(text: string, zone: string): { shown: Shown; name: string } | undefined {
  const ms = /^[+-]?\d{4,6}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? Date.parse(text) : NaN;
  const clock = zoneClock(zone);
  if (!Number.isFinite(ms) || clock === undefined) return undefined;
  const second = Math.floor(clock.localMs(ms) / 1000);
  const known = latest.get(clock);
  const shown = known?.second === second ? known : shownAt(second);
  if (shown === undefined) return undefined;
  latest.set(clock, shown);
  return { shown, name: clock.nameAt(ms) };
}

/** An instant as messages show it: 4 Mar 2026, 15:04:10 UTC. What is none stays as it is. */
export function timeText(text: string, zone: string): string {
  const local = localTime(text, zone);
  return local === undefined ? text : `${local.shown.words} ${local.name}`;
}

/** An instant as a spreadsheet reads it: 2026-03-04 15:04:10, in the zone. What is none stays as it is. */
export function timeCell(text: string, zone: string): string {
  return localTime(text, zone)?.shown.digits ?? text;
}

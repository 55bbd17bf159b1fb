/**
 * The provider's times as ms since 1970 (protocol page, sections 5.0 to 5.6): RFC 3339 with up to nine decimals,
 * RFC 2822, and numbers of seconds or milliseconds. Read by the letter: `Date.parse` takes a time without a zone for
 * one of this machine.
 */

const iso = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9})\d{0,9})?)?(Z|[+-]\d\d:?\d\d)?$/i;
const mail =
  /^(?:[A-Z]{3}, {0,2})?(\d\d?) ([A-Z]{3}) (\d{4}) (\d\d):(\d\d)(?::(\d\d))? ?(Z|GMT|UTC|[+-]\d\d:?\d\d)?$/i;
const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** What lies outside is no time of an event: servers write the year 1 for "none". */
const earliest = Date.UTC(1990, 0);
const latest = Date.UTC(2100, 0);

/** Epoch numbers beyond this are in ms, else in seconds (protocol page, section 9). */
const largestSeconds = 1e11;

/** Longer texts are no times. */
const longestText = 48;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

function numberMs(number: number): number {
  return number > largestSeconds ? number : number * 1000;
}

function plausible(ms: number): number | null {
  return ms >= earliest && ms <= latest ? ms : null;
}

function offsetMs(zone = 'Z'): number {
  const sign = zone.startsWith('-') ? -1 : zone.startsWith('+') ? 1 : 0;
  if (sign === 0) return 0;
  return sign * (Number(zone.slice(1, 3)) * hourMs + Number(zone.slice(-2)) * minuteMs);
}

/** A calendar's date; null where no calendar has it. */
function dateMs(year: number, month: number, day: number): number | null {
  const date = new Date(Date.UTC(year, month, day));
  return date.getUTCMonth() === month && date.getUTCDate() === day ? date.getTime() : null;
}

/** A clock's time; null where no clock has it. */
function clockMs(hours: number, minutes: number, seconds: number): number | null {
  if (hours > 23 || minutes > 59 || seconds > 60) return null;
  return hours * hourMs + minutes * minuteMs + seconds * 1000;
}

/** A calendar's date and a clock's time, as if in UTC; null where no calendar or clock has it. */
function wallMs(
  year: number,
  month: number,
  day: number,
  time: readonly (string | undefined)[],
): number | null {
  const [hours = 0, minutes = 0, seconds = 0] = time.map(part => Number(part ?? 0));
  const [date, clock] = [dateMs(year, month, day), clockMs(hours, minutes, seconds)];
  return date === null || clock === null ? null : date + clock;
}

/** The day that was read last: messages that come together are of the same. */
let lastDay = '';
let lastDayMs = NaN;

/** NaN where it is none. */
function dayMs(day: string): number {
  if (day === lastDay) return lastDayMs;
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? [];
  lastDay = day;
  return (lastDayMs = dateMs(Number(year), Number(month) - 1, Number(date)) ?? NaN);
}

/** The number that two digits at a place make; NaN where they are none. */
function pairAt(text: string, place: number): number {
  const [tens, ones] = [text.charCodeAt(place) - 48, text.charCodeAt(place + 1) - 48];
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : NaN;
}

const pattern = 'YYYY-MM-DDTHH:MM:SS';

/** What stands behind the seconds, in ms: `Z`, or up to nine decimals and `Z`; NaN for anything else. */
function fractionMs(text: string): number {
  const end = text.length - 1;
  if (text[end] !== 'Z' || end > pattern.length + 10) return NaN;
  if (end === pattern.length) return 0;
  if (text[pattern.length] !== '.' || end === pattern.length + 1) return NaN;
  let ms = 0;
  for (let place = pattern.length + 1, unit = 100; place < end; place += 1, unit /= 10) {
    const digit = text.charCodeAt(place) - 48;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    if (unit >= 1) ms += unit * digit;
  }
  return ms;
}

/**
 * A time in UTC as nearly all messages have it, several times faster than by a pattern: `2026-01-02T15:04:05.678Z`.
 * NaN for anything else, which may still be a time.
 */
function plainMs(text: string): number {
  if (text[10] !== 'T' || text[13] !== ':' || text[16] !== ':') return NaN;
  const clock = clockMs(pairAt(text, 11), pairAt(text, 14), pairAt(text, 17)) ?? NaN;
  return dayMs(text.slice(0, 10)) + clock + fractionMs(text);
}

function textMs(text: string): number | null {
  const found = iso.exec(text);
  if (found) {
    const [, year, month, day, hours, minutes, seconds, fraction = '', zone] = found;
    const wall = wallMs(Number(year), Number(month) - 1, Number(day), [hours, minutes, seconds]);
    return wall === null ? null : wall + Number(fraction.padEnd(3, '0').slice(0, 3)) - offsetMs(zone);
  }
  if (/^\d{9,13}(?:\.\d{1,9})?$/.test(text)) return numberMs(Number(text));
  const written = mail.exec(text);
  if (!written) return null;
  const [, day, month = '', year, hours, minutes, seconds, zone] = written;
  const wall = wallMs(Number(year), months.indexOf(month.toLowerCase()), Number(day), [
    hours,
    minutes,
    seconds,
  ]);
  return wall === null ? null : wall - offsetMs(zone);
}

/** Times that were read last: a message has the same one in several fields, and so have those that come together. */
const read = new Map<string, number | null>();
const mostRead = 32;

function readText(text: string): number | null {
  const plain = plainMs(text);
  if (!Number.isNaN(plain)) return plain;
  const known = read.get(text);
  if (known !== undefined) return known;
  const ms = textMs(text.trim());
  if (read.size >= mostRead) read.clear();
  read.set(text, ms);
  return ms;
}

/** A time as any of the streams writes it, in ms since 1970; null where it is none. */
export function msOf(value: unknown): number | null {
  if (typeof value === 'number') return plausible(numberMs(value));
  const ms = typeof value === 'string' && value.length <= longestText ? readText(value) : null;
  return ms === null ? null : plausible(ms);
}

/** The `count`-th Sunday of a month at two o'clock, as if in UTC: when American clocks are changed. */
function changeMs(year: number, month: number, count: number): number {
  const weekday = new Date(Date.UTC(year, month, 1)).getUTCDay();
  return Date.UTC(year, month, 1 + ((7 - weekday) % 7) + 7 * (count - 1), 2);
}

/** A date and time of New York (`YYYY-MM-DD`, `HH:MM:SS`) in ms since 1970; null where one of them is missing. */
export function easternMs(date: unknown, time: unknown): number | null {
  const day = typeof date === 'string' ? /^(\d{4})-(\d\d)-(\d\d)$/.exec(date) : null;
  const clock = typeof time === 'string' ? /^(\d\d):(\d\d)(?::(\d\d))?$/.exec(time) : null;
  if (!day || !clock) return null;
  const year = Number(day[1]);
  const wall = wallMs(year, Number(day[2]) - 1, Number(day[3]), clock.slice(1));
  if (wall === null) return null;
  const isSummer = wall >= changeMs(year, 2, 2) && wall < changeMs(year, 10, 1);
  return plausible(wall + (isSummer ? 4 : 5) * hourMs);
}

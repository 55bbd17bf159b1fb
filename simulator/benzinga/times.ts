import type { Random } from '../random';

/** A moment on the clocks of New York, which the calendar payloads use (protocol page, section 5.2). */
export interface EasternTime {
  /** `2026-01-14` */
  readonly date: string;
  /** `10:37:52` */
  readonly time: string;
  /** `Wed, 14 Jan 2026 10:37:52 -0500`, as news shape A writes it (protocol page, section 5.6). */
  readonly mail: string;
}

/** Digits after the second. */
export type Precision = 's' | 'ms' | 'ns';

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Made on first use: loading the calendar of a time zone takes a while. */
let easternClock: Intl.DateTimeFormat | undefined;

/** The hour asked about last: clocks change on the hour, and a flood asks a hundred thousand times. */
let lastOffset: { readonly hour: number; readonly minutes: number } | undefined;

/** The Eastern date and time of a moment in milliseconds since 1970. */
export function easternTime(moment: number): EasternTime {
  const offset = easternOffset(moment);
  const shifted = new Date(moment + offset * 60_000);
  const [date = '', rest = ''] = shifted.toISOString().split('T');
  const time = rest.slice(0, 8);
  const minutes = Math.abs(offset);
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
  const day = `${WEEKDAYS[shifted.getUTCDay()]}, ${two(shifted.getUTCDate())}`;
  const year = shifted.getUTCFullYear();
  return { date, time, mail: `${day} ${MONTHS[shifted.getUTCMonth()]} ${year} ${time} ${zone}` };
}

/** RFC 3339 in UTC; all three precisions were seen (protocol page, section 5.0). */
export function timestamp(moment: number, precision: Precision, random: Random): string {
  const text = new Date(moment).toISOString();
  if (precision === 'ms') return text;
  if (precision === 's') return text.replace(/\.\d+/, '');
  const rest = String(Math.floor(random() * 1_000_000)).padStart(6, '0');
  return text.replace('Z', `${rest}Z`);
}

/** The quarter that a report on that Eastern date is about: the last one that ended. */
export function quarterBefore(date: string): { readonly period: string; readonly year: number } {
  const year = Number(date.slice(0, 4));
  const quarter = Math.floor((Number(date.slice(5, 7)) - 1) / 3);
  return quarter === 0 ? { period: 'Q4', year: year - 1 } : { period: `Q${quarter}`, year };
}

/** Minutes that New York is ahead of UTC: negative, and another number in summer. */
function easternOffset(moment: number): number {
  const hour = Math.floor(moment / 3_600_000);
  if (lastOffset?.hour === hour) return lastOffset.minutes;
  easternClock ??= new Intl.DateTimeFormat('en-US', {
    timeZone: 'America/New_York',
    timeZoneName: 'longOffset',
  });
  const name = easternClock.formatToParts(moment).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign = '-', hours = '5', minutes = '0'] = /([+-])(\d+):(\d+)/.exec(name) ?? [];
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  lastOffset = { hour, minutes: offset };
  return offset;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

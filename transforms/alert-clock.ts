/** Clocks and calendars of time zones, and the quiet hours that are told by them. */

const dayMs = 86_400_000;
/** All zones are a whole number of quarters of an hour off UTC, and change only then. */
const quarterMs = 900_000;

/** A formatter costs much to make: one per zone. The offset stays for a quarter of an hour. */
interface Zone {
  readonly format: Intl.DateTimeFormat;
  quarter: number;
  offsetMs: number;
}

const zones = new Map<string, Zone>();

function zoneNamed(name: string): Zone {
  let zone = zones.get(name);
  if (!zone) {
    const digits = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric' } as const;
    const format = new Intl.DateTimeFormat('en-US', {
      ...{ timeZone: name, hourCycle: 'h23', ...digits },
      ...{ minute: 'numeric', second: 'numeric' },
    });
    zones.set(name, (zone = { format, quarter: NaN, offsetMs: 0 }));
  }
  return zone;
}

/** True for what the calendar of this machine knows, for instance `America/New_York`. */
export function isTimeZone(name: string): boolean {
  try {
    zoneNamed(name);
    return true;
  } catch {
    return false;
  }
}

/** `ms` (since 1970) as if the zone's clock showed UTC. */
function localMs(name: string, ms: number): number {
  const zone = zoneNamed(name);
  const quarter = Math.floor(ms / quarterMs);
  if (zone.quarter !== quarter) {
    const second = quarter * quarterMs;
    const parts: Partial<Record<string, number>> = {};
    for (const { type, value } of zone.format.formatToParts(second)) parts[type] = Number(value);
    const { year = 1970, month = 1, day = 1, hour = 0, minute = 0 } = parts;
    zone.offsetMs = Date.UTC(year, month - 1, day, hour, minute, parts.second) - second;
    zone.quarter = quarter;
  }
  return ms + zone.offsetMs;
}

/** The day of a time in a zone, as a number that grows by one a day. */
export function dayOf(zone: string, ms: number): number {
  return Math.floor(localMs(zone, ms) / dayMs);
}

/** `15:04:10` */
export function clockText(zone: string, ms: number): string {
  return new Date(localMs(zone, ms)).toISOString().slice(11, 19);
}

/** `2026-01-02` */
export function dateText(zone: string, ms: number): string {
  return new Date(localMs(zone, ms)).toISOString().slice(0, 10);
}

/** `New York` of `America/New_York`. */
export function zoneTitle(zone: string): string {
  return zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');
}

/**
 * When alerts are not wanted, by the rule's time zone. Hours that pass midnight belong to the day on which they
 * begin. `from` equal to `to` is the whole day. What would fire meanwhile is suppressed, not kept for later.
 */
export interface QuietHours {
  /** Minutes since midnight. */
  readonly from: number;
  readonly to: number;
  /** By day of the week, Sunday first. */
  readonly days: readonly boolean[];
}

export function isQuiet({ from, to, days }: QuietHours, zone: string, ms: number): boolean {
  const local = localMs(zone, ms);
  const minute = Math.floor((((local % dayMs) + dayMs) % dayMs) / 60_000);
  // 1 January 1970 was a Thursday.
  const weekday = (((Math.floor(local / dayMs) + 4) % 7) + 7) % 7;
  const today = days[weekday] === true;
  if (from < to) return today && minute >= from && minute < to;
  if (from === to) return today;
  return (today && minute >= from) || (days[(weekday + 6) % 7] === true && minute < to);
}

export const dayNames = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
] as const;

/** The day of the week, Sunday 0, that a word such as `Mon` or `monday` begins the name of; -1 for none. */
export function weekdayOf(word: string): number {
  const lower = word.toLowerCase();
  return lower.length < 2 ? -1 : dayNames.findIndex(name => name.toLowerCase().startsWith(lower));
}

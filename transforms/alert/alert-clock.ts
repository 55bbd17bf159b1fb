/** Clocks and calendars of time zones, and the quiet hours that are told by them. */

import { readDays } from '../day-times';
import { dayNames, zoneClock } from '../zone-clock';

const dayMs = 86_400_000;

/** True for what the calendar of this machine knows, for instance `America/New_York`. */
export function isTimeZone(name: string): boolean {
  return zoneClock(name) !== undefined;
}

/** `ms` (since 1970) as if the zone's clock showed UTC. */
function localMs(zone: string, ms: number): number {
  return zoneClock(zone)?.localMs(ms) ?? ms;
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

/** The days, from Sunday on, that a list names; where it names none, every day. Throws a ConfigError. */
export function quietDaysIn(value: unknown): boolean[] {
  const named = readDays(value);
  return dayNames.map((_, day) => named.length === 0 || named.includes(day));
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
  const clock = zoneClock(zone);
  if (!clock) return false;
  const minute = Math.floor(clock.minuteOfDay(ms));
  const weekday = clock.weekday(ms);
  const today = days[weekday] === true;
  if (from < to) return today && minute >= from && minute < to;
  if (from === to) return today;
  return (today && minute >= from) || (days[(weekday + 6) % 7] === true && minute < to);
}

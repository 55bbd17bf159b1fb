/** When markets are open: sessions of days, by the clock of a time zone. Instants are ms since 1970. */
import { zoneTitle } from '../alert/alert-clock';
import { dayNames, zoneClock, type ZoneClock } from '../zone-clock';
import { usDay, dayOfWeek } from './us-calendar';

const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;
const mostCached = 64;
/** No market that opens every week stays closed for longer. */
const longestClosedDays = 14;

/** In minutes since the midnight that begins its day; it may end on the day after. */
interface Session {
  readonly from: number;
  readonly to: number;
}

/** The session that begins on a day, counted since 1970 by the zone's calendar; undefined where none does. */
type SessionOf = (day: number) => Session | undefined;

/** The hours of a market. */
export class MarketHours {
  private readonly spans = new Map<number, { start: number; end: number } | undefined>();

  constructor(
    private readonly clock: ZoneClock,
    private readonly sessionOf: SessionOf,
  ) {}

  /** From the first instant of a session up to, not including, its end. */
  isOpen(ms: number): boolean {
    const today = this.dayAt(ms);
    // A session that passes midnight may have begun yesterday.
    return [today, today - 1].some(day => {
      const span = this.spanOf(day);
      return span !== undefined && ms >= span.start && ms < span.end;
    });
  }

  /** When the market opens next; `ms` itself where it is open. */
  opensAfter(ms: number): number {
    if (this.isOpen(ms)) return ms;
    const today = this.dayAt(ms);
    for (let day = today; day <= today + longestClosedDays; day += 1) {
      const span = this.spanOf(day);
      if (span !== undefined && span.start > ms) return span.start;
    }
    return Infinity;
  }

  /** A time of the days around `now` by the market's clock: `Mon 09:30 New York`, and the date where it is a week off. */
  timeText(ms: number, now: number): string {
    const shown = new Date(this.clock.localMs(ms)).toISOString();
    const weekday = (dayNames[this.clock.weekday(ms)] ?? '').slice(0, 3);
    const isNear = Math.abs(this.dayAt(ms) - this.dayAt(now)) < 7;
    return `${isNear ? weekday : shown.slice(0, 10)} ${shown.slice(11, 16)} ${zoneTitle(this.clock.zone)}`;
  }

  private dayAt(ms: number): number {
    return Math.floor(this.clock.localMs(ms) / dayMs);
  }

  private spanOf(day: number): { start: number; end: number } | undefined {
    if (this.spans.has(day)) return this.spans.get(day);
    const session = this.sessionOf(day);
    const instant = (minute: number): number => this.clock.instant(day * dayMs + minute * minuteMs);
    const span = session && { start: instant(session.from), end: instant(session.to) };
    if (this.spans.size >= mostCached) this.spans.clear();
    this.spans.set(day, span);
    return span;
  }
}

/** The clock of a zone that every machine knows. */
function clockOf(zone: string): ZoneClock {
  const clock = zoneClock(zone);
  if (!clock) throw new Error(`No time zone: ${zone}`);
  return clock;
}

const at = (hour: number, minute = 0): number => hour * 60 + minute;

/** US equities from one time of day to another, on half days to `half`. */
const usEquities = (from: number, to: number, half: number): MarketHours => {
  const sessions = { closed: undefined, half: { from, to: half }, full: { from, to } };
  return new MarketHours(clockOf('America/New_York'), day => sessions[usDay(day)]);
};

/** From 17:00 to 17:00 New York; what begins on Sunday is Monday. 25 December and 1 January are no days of trading. */
function fxSession(day: number): Session | undefined {
  const next = new Date((day + 1) * dayMs).toISOString();
  const isHoliday = next.startsWith('12-25', 5) || next.startsWith('01-01', 5);
  return dayOfWeek(day) <= 4 && !isHoliday ? { from: at(17), to: at(41) } : undefined;
}

/** Hours to choose from. */
export const knownHours = {
  /** The core session of NYSE and Nasdaq. */
  us: () => usEquities(at(9, 30), at(16), at(13)),
  /** With trading before and after it; on half days that ends at 17:00. */
  'us-extended': () => usEquities(at(4), at(20), at(17)),
  fx: () => new MarketHours(clockOf('America/New_York'), fxSession),
  always: () => new MarketHours(clockOf('UTC'), () => ({ from: 0, to: at(24) })),
} as const;

/** Hours that somebody sets: on each of `days` (0 is Sunday), from one minute of the day to another, on the next day where that is not later. */
export function ownHours(days: readonly number[], from: number, to: number, zone: string): MarketHours {
  const session = { from, to: to > from ? to : to + at(24) };
  return new MarketHours(clockOf(zone), day => (days.includes(dayOfWeek(day)) ? session : undefined));
}

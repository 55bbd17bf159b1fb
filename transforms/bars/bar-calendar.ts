/** Where bars begin and end: counted from midnight, or from the session's start, by the clock of a time zone. */
import { zoneClock, type ZoneClock } from '../zone-clock';
import { unitMs, type BarsRules } from './bars-form';

/** From its first instant to the first one after it, in ms since 1970. */
export interface BarSpan {
  readonly start: number;
  readonly end: number;
}

const dayMs = unitMs.day;
const minuteMs = unitMs.minute;
const mostCached = 64;

/**
 * Each day begins anew: where the length does not divide it, its last bar is shorter. Within a day time is counted as it
 * passes, so that a day of 23 or 25 hours has fewer or more bars, not longer ones. Several days are counted from 1970.
 */
export class BarCalendar {
  private readonly clock: ZoneClock;
  private readonly days = new Map<number, BarSpan>();

  constructor(private readonly rules: Pick<BarsRules, 'barType' | 'barInterval' | 'timeZone' | 'session'>) {
    const clock = zoneClock(rules.timeZone);
    if (!clock) throw new Error(`No time zone: ${rules.timeZone}`);
    this.clock = clock;
  }

  /** The bar that an instant belongs to; undefined outside of the session. */
  spanAt(ms: number): BarSpan | undefined {
    const today = this.localDay(ms);
    // A session that passes midnight may have begun yesterday.
    for (const day of [today, today - 1]) {
      const { start, end } = this.dayOf(day);
      if (ms >= start && ms < end) return this.within(day, ms);
    }
    return undefined;
  }

  /** The bar that begins at the end of another, or first after it. */
  spanAfter(ms: number): BarSpan {
    const at = this.spanAt(ms);
    if (at !== undefined) return at;
    let day = this.localDay(ms) - 1;
    while (this.dayOf(day).start < ms) day += 1;
    return this.within(day, this.dayOf(day).start);
  }

  private within(day: number, ms: number): BarSpan {
    const { barType, barInterval } = this.rules;
    if (barType === 'day') {
      const first = Math.floor(day / barInterval) * barInterval;
      return { start: this.dayOf(first).start, end: this.dayOf(first + barInterval - 1).end };
    }
    const length = unitMs[barType] * barInterval;
    const its = this.dayOf(day);
    const start = its.start + Math.floor((ms - its.start) / length) * length;
    return { start, end: Math.min(start + length, its.end) };
  }

  private localDay(ms: number): number {
    return Math.floor(this.clock.localMs(ms) / dayMs);
  }

  /** The session that begins on a day, counted from 1970. */
  private dayOf(day: number): BarSpan {
    const known = this.days.get(day);
    if (known) return known;
    const { from, to } = this.rules.session ?? { from: 0, to: 1440 };
    const last = to > from ? day : day + 1;
    const span = { start: this.instant(day, from), end: this.instant(last, to) };
    if (this.days.size >= mostCached) this.days.clear();
    this.days.set(day, span);
    return span;
  }

  private instant(day: number, minute: number): number {
    return this.clock.instant(day * dayMs + minute * minuteMs);
  }
}

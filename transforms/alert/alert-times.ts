/** When an event happened, for rules. */
import type { MarketEvent } from '../../core/event';

/** An event's clock may be ahead of ours by this; what is further ahead would make all that follows late. */
const aheadMs = 60_000;

/** Records come in any order: one is late only if it is older than the newest of its symbol and type by more. */
const recordSlackMs = 600_000;

const parsed = (text: unknown): number => (typeof text === 'string' ? Date.parse(text) : NaN);

/** The event's own time, else that of its arrival; NaN without both. The `time` of a running bar lies ahead. */
export function ownTime(event: MarketEvent): number {
  const time = parsed(event.time);
  if (event.type !== 'bar' && !Number.isNaN(time)) return time;
  const received = parsed(event.receivedTime);
  return Number.isNaN(time) || received < time ? received : time;
}

/** When an event happened, and what it is ordered by: bars by their start, all else by time. */
export function whenIs(event: MarketEvent, now: number): { time: number; order: number } {
  const own = ownTime(event);
  const time = Number.isNaN(own) ? now : Math.min(own, now + aheadMs);
  const start = event.type === 'bar' ? parsed(event.start) : NaN;
  return { time, order: Number.isNaN(start) ? time : Math.min(start, now + aheadMs) };
}

/** Whether a record comes too late to be news. */
export function isLateRecord(time: number, newest: number): boolean {
  return time < newest - recordSlackMs;
}

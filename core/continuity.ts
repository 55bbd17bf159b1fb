import type { RecordEvent } from './event';

/** A replay or backlog has no end marker: it is over after this long without an event. */
const replayQuietMs = 2000;
/** Clocks differ, and a provider may hand out an event a little late: a gap reaches back by this much. */
const gapSlackMs = 120_000;

/**
 * What on a new socket is past, and who wants it. Providers re-send records on a connect: what lies before the
 * connection is backfill, and only what a gap has swallowed is worth delivering.
 */
export class Continuity {
  private openedAt = Infinity;
  private gapFrom: number | undefined;
  private isReplaying = false;
  private eventAt = 0;

  /** A socket is open since `now` (ms since 1970). */
  opened(now: number): void {
    this.openedAt = now;
    this.eventAt = now;
    this.isReplaying = true;
  }

  /** The socket is gone, and nothing was heard of it since `heardAt`. A gap ends only when a replay is over. */
  lost(heardAt: number): void {
    if (this.openedAt === Infinity) return;
    this.gapFrom ??= heardAt;
    this.openedAt = Infinity;
  }

  /** Marks a record that lies before the connection, while what is past may still come. */
  mark(record: RecordEvent, now: number): void {
    if (!this.isReplaying) return;
    if (now - this.eventAt > replayQuietMs) {
      this.isReplaying = false;
      this.gapFrom = undefined;
      return;
    }
    this.eventAt = now;
    if (record.time === null || Date.parse(record.time) < this.openedAt) record.backfill = true;
  }

  /** Whether a past record is worth delivering to who has subscribed at `since` and wants no backlog. */
  isMissed(record: RecordEvent, since: number): boolean {
    const { gapFrom } = this;
    if (record.time === null) return gapFrom !== undefined;
    return (
      Date.parse(record.time) >= Math.max(since, gapFrom === undefined ? -Infinity : gapFrom - gapSlackMs)
    );
  }
}

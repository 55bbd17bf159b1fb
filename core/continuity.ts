import type { RecordEvent } from './event';

/** A replay or backlog has no end marker: it is over after this long without an event, */
const replayQuietMs = 2000;
/** and however busy the stream, after this long. */
const longestReplayMs = 15_000;
/** Some providers tell times in whole seconds, and no two clocks agree: what is this old may still be new. */
const toleranceMs = 2000;
/** Clocks differ, and a provider may hand out an event a little late: a gap reaches back by this much. */
const gapSlackMs = 120_000;

/**
 * What on a new socket is past, and who wants it. Providers re-send records on a connect: what lies before the
 * connection is backfill, and only what a gap has swallowed is worth delivering.
 */
export class Continuity {
  private openedAt = Infinity;
  private gapFrom: number | undefined;
  private isFilling = false;
  private isUnmarked = false;
  /** ISO texts of one length sort as their times do: comparing them spares parsing each. */
  private pastBefore = '';
  private eventAt = 0;

  /** A socket is open since `now` (ms since 1970); `isUnmarked` where the server does not mark what is past. */
  opened(now: number, isUnmarked: boolean): void {
    this.openedAt = now;
    this.eventAt = now;
    this.isFilling = true;
    this.isUnmarked = isUnmarked;
    // After a gap what is past is delivered all the same; on a first start it is not, and must be past for sure.
    const limit = this.gapFrom === undefined ? now - toleranceMs : now;
    this.pastBefore = new Date(limit).toISOString();
  }

  /** The socket is gone, and nothing was heard of it since `heardAt`. A gap ends only when a replay is over. */
  lost(heardAt: number): void {
    if (this.openedAt === Infinity) return;
    this.gapFrom ??= heardAt;
    this.openedAt = Infinity;
  }

  /** Marks a record that lies before the connection, while what is past may still come. */
  mark(record: RecordEvent, now: number): void {
    if (!this.isFilling) return;
    if (now - this.eventAt > replayQuietMs || now - this.openedAt > longestReplayMs) {
      this.isFilling = false;
      this.gapFrom = undefined;
      return;
    }
    this.eventAt = now;
    if (!this.isUnmarked) return;
    if (record.time === null || record.time < this.pastBefore) record.backfill = true;
  }

  /** Whether a past record is worth delivering to who has subscribed at `since` and wants no backlog. */
  isMissed(record: RecordEvent, since: number): boolean {
    const { gapFrom } = this;
    if (record.time === null) return gapFrom !== undefined;
    const gapStart = gapFrom === undefined ? -Infinity : gapFrom - gapSlackMs;
    return Date.parse(record.time) >= Math.max(since - toleranceMs, gapStart);
  }
}

/** A replay or backlog has no end marker: it is over after this long without an event, */
const replayQuietMs = 2000;
/** and however slow the server or busy the stream, after this long. */
const longestReplayMs = 15_000;
/** Some providers tell times in whole seconds, and no two clocks agree: what is this old may still be new. */
const toleranceMs = 2000;
/** A provider may hand out an event a little late: a gap reaches back by this much. */
const gapSlackMs = 120_000;
/** A gap is measured by the provider's own times as far as they lie within this of ours. */
const longestDoubtMs = 600_000;

/**
 * What on a new socket is past, and who wants it. Providers re-send records on a connect: what lies before the
 * connection is backfill, and only what a gap has swallowed is worth delivering. All times in here are the provider's,
 * in ms since 1970: `skewMs` is its clock less ours, as far as that is known.
 */
export class Continuity {
  private skewMs = 0;
  private openedAt = Infinity;
  private gapFrom: number | undefined;
  /** Somebody was away since then, by our time. */
  private awayFrom: number | undefined;
  private isFilling = false;
  private isUnmarked = false;
  private pastBefore = -Infinity;
  /** When the last record of this connection came; undefined before the first. */
  private recordAt: number | undefined;
  /** The latest time that a record told. */
  private newest = -Infinity;
  /** The provider's clock less ours by what was sent live and came at once: at the most right where nobody tells. */
  private liveSkewMs = -Infinity;
  /** The host slept, or its clock was set: until something live comes, the clocks differ by nobody knows what. */
  private isSkewLost = false;

  /**
   * A socket is open since `now`; `isUnmarked` where the server does not mark what is past; `skewMs` is null where the
   * server does not tell its time.
   */
  opened(now: number, isUnmarked: boolean, skewMs: number | null): void {
    this.skewMs = skewMs ?? (this.liveSkewMs > -Infinity ? this.liveSkewMs : 0);
    this.openedAt = now + this.skewMs;
    this.lookBack();
    this.recordAt = undefined;
    this.isFilling = true;
    this.isUnmarked = isUnmarked;
    // After a gap what is past is delivered all the same; on a first start it is not, and must be past for sure.
    this.pastBefore = this.gapFrom === undefined ? this.openedAt - toleranceMs : this.openedAt;
  }

  /** Somebody joins who was away since `from` (our time): what it has missed is as good as swallowed by a gap. */
  away(from: number): void {
    this.awayFrom = Math.min(from, this.awayFrom ?? from);
    if (this.openedAt < Infinity && this.isFilling) this.lookBack();
  }

  /** The socket is gone, and nothing was heard of it since `heardAt`. A gap ends only when a replay is over. */
  lost(heardAt: number): void {
    if (this.openedAt === Infinity) return;
    const heard = heardAt + this.skewMs;
    // What came last is the better start: it is told by the provider's clock.
    this.gapFrom ??= Math.max(heard - longestDoubtMs, Math.min(heard, this.newest));
    this.openedAt = Infinity;
    this.isSkewLost = false;
  }

  /** This host did nothing for `ms`: frames lay unread, and no replay was silent. */
  excuse(ms: number): void {
    this.openedAt += ms;
    if (this.recordAt !== undefined) this.recordAt += ms;
  }

  /** This host slept, or its clock was set forward: what the clocks differ by has to be learned anew. */
  leapt(): void {
    this.liveSkewMs = -Infinity;
    this.isSkewLost = true;
  }

  /** This host's clock was set back by `ms`. */
  setBack(ms: number): void {
    this.skewMs += ms;
    this.liveSkewMs += ms;
  }

  /**
   * Takes note of a record that arrived at `now`, and tells whether it is past. `moment` is when the provider sent it or
   * says it happened, null where it says nothing; `isSent` where it is the former.
   */
  observe(moment: number | null, now: number, isSent: boolean): boolean {
    const here = now + this.skewMs;
    // A time far ahead is no time to measure gaps by.
    if (moment !== null && moment > this.newest && moment < here + gapSlackMs) this.newest = moment;
    if (this.settle(now)) {
      if (isSent && moment !== null) this.learnSkew(moment - now);
      return false;
    }
    this.recordAt = here;
    return this.isUnmarked && (moment === null || moment < this.pastBefore);
  }

  /** By something that the provider sent just now. */
  private learnSkew(ms: number): void {
    if (ms <= this.liveSkewMs) return;
    this.liveSkewMs = ms;
    if (this.isSkewLost) this.skewMs = ms;
  }

  /** Tells whether what is re-sent on a connect is over at `now`. */
  settle(now: number): boolean {
    const here = now + this.skewMs;
    const isQuiet = this.recordAt !== undefined && here - this.recordAt > replayQuietMs;
    if (this.isFilling && (isQuiet || here - this.openedAt > longestReplayMs)) {
      this.isFilling = false;
      this.gapFrom = undefined;
      this.awayFrom = undefined;
    }
    return !this.isFilling;
  }

  /** Whether a record is certainly from before the gap that is being filled. */
  isBeforeGap(moment: number | null): boolean {
    return moment !== null && this.gapFrom !== undefined && moment <= this.gapFrom;
  }

  /**
   * Whether a past record is worth delivering to who has subscribed at `since` and wants no backlog; it was away since
   * `awayFrom`, where what is being filled does not say it (both our time).
   */
  isMissed(moment: number | null, since: number, awayFrom?: number): boolean {
    const gapFrom = this.gapFrom ?? (awayFrom === undefined ? undefined : awayFrom + this.skewMs);
    if (moment === null) return gapFrom !== undefined;
    const gapStart = gapFrom === undefined ? -Infinity : gapFrom - gapSlackMs;
    return moment >= Math.max(since + this.skewMs - toleranceMs, gapStart);
  }

  private lookBack(): void {
    if (this.awayFrom === undefined) return;
    this.gapFrom = Math.min(this.awayFrom + this.skewMs, this.gapFrom ?? Infinity);
  }
}

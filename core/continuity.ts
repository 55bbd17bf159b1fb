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
 * in ms since 1970.
 */
export class Continuity {
  /** The provider's clock less ours, as far as that is known. */
  skewMs = 0;
  private openedAt = Infinity;
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
   * server does not tell its time; somebody may miss something where it `isAfterGap`.
   */
  opened(now: number, isUnmarked: boolean, skewMs: number | null, isAfterGap: boolean): void {
    this.skewMs = skewMs ?? (this.liveSkewMs > -Infinity ? this.liveSkewMs : 0);
    this.openedAt = now + this.skewMs;
    this.recordAt = undefined;
    this.isFilling = true;
    this.isUnmarked = isUnmarked;
    // After a gap what is past is delivered all the same; on a first start it is not, and must be past for sure.
    this.pastBefore = isAfterGap ? this.openedAt : this.openedAt - toleranceMs;
  }

  /**
   * The socket is gone, and nothing was heard of it since `heardAt` (our time). Gives when the gap begins that it leaves;
   * undefined where it was not open.
   */
  lost(heardAt: number): number | undefined {
    if (this.openedAt === Infinity) return undefined;
    const heard = heardAt + this.skewMs;
    this.openedAt = Infinity;
    this.isSkewLost = false;
    // What came last is the better start: it is told by the provider's clock.
    return Math.max(heard - longestDoubtMs, Math.min(heard, this.newest));
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
    if (this.isFilling && (isQuiet || here - this.openedAt > longestReplayMs)) this.isFilling = false;
    return !this.isFilling;
  }

  /** Whether records of the past may still come on the open socket. */
  get isReplaying(): boolean {
    return this.isFilling;
  }

  /**
   * Whether a past record is worth delivering to who has subscribed at `since` (our time) and wants no backlog; what it
   * misses begins at `gapFrom`, if it misses anything.
   */
  isMissed(moment: number | null, since: number, gapFrom: number | undefined): boolean {
    if (moment === null) return gapFrom !== undefined;
    const gapStart = gapFrom === undefined ? -Infinity : gapFrom - gapSlackMs;
    return moment >= Math.max(since + this.skewMs - toleranceMs, gapStart);
  }
}

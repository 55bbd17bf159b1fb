import type { Announcement } from './announce';
import { lingerMs, type Audience } from './audience';
import { Gap } from './gap';
import type { Params } from './provider';
import type { Subscriber } from './subscriber';

/** What the gaps of a connection are found with and told to. */
export interface GapsSetup<P extends Params> {
  title: string;
  brings: 'prices' | 'records';
  audience: Audience<P>;
  /** How a person calls what is subscribed. */
  labelsOf(params: P): string[];
  tell(announcement: Announcement, to: Subscriber<P>): void;
}

const absence = 'This node was not running.';
/** What an outage has swallowed is not waited for any longer. */
const longestOpenMs = 15_000;

/**
 * What the subscribers of one connection miss, each for itself: an outage is a gap of all that were there, and the time
 * that one was away is a gap of its own. A gap is told once the connection is online, before anything that comes then,
 * and once more when what the provider re-sends is over. One that begins anew before that is told again, longer. Where
 * one socket takes over from another by our own wish, only what it has cost is told.
 */
export class Gaps<P extends Params> {
  private onlineSince: number | undefined;
  /** The last outage, until it is made good: for those who leave in the middle of it and come back. */
  private outage: Gap | undefined;

  constructor(private readonly setup: GapsSetup<P>) {}

  /** Until when a subscriber has had all, given the `lastSign` of life; undefined where it has had nothing yet. */
  heardUntil({ gap }: Subscriber<P>, lastSign: number): number | undefined {
    return gap ? gap.from : this.onlineSince === undefined ? undefined : lastSign;
  }

  /**
   * The socket is gone; its last sign of life came at `heardAt`, its last frame at `lastFrameAt`, in ms since 1970. No
   * socket came online where the last one was gone already.
   */
  lost(heardAt: number, lastFrameAt: number, reason: string, isOurWish: boolean): void {
    const { members, router } = this.setup.audience;
    const pastFrom = router.continuity.lost(lastFrameAt);
    if (this.onlineSince === undefined) {
      if (!isOurWish) for (const gap of [this.outage, ...members.map(one => one.gap)]) gap?.fail(reason);
      return;
    }
    this.onlineSince = undefined;
    if (members.every(({ gap }) => !gap)) router.replay.end();
    const open = (): Gap => new Gap({ from: heardAt, pastFrom, reason }, isOurWish);
    if (this.outage) this.outage.cut(reason, isOurWish);
    else this.outage = open();
    for (const subscriber of members) {
      if (subscriber.gap) subscriber.gap.cut(reason, isOurWish);
      else subscriber.gap = open();
    }
  }

  /** A socket is online at `now`, and was asked for all that is wanted. */
  online(now: number): void {
    this.onlineSince = now;
    const { members, router } = this.setup.audience;
    this.outage?.back(now, new Map(), router.continuity.skewMs);
    for (const subscriber of members) {
      this.begin(subscriber, now);
      subscriber.gap?.asked(now);
    }
  }

  /** A subscriber has come back at `now` and got `recalled` events from memory. */
  returned(subscriber: Subscriber<P>, now: number, recalled: number): void {
    const { awayFrom, gap: brought } = subscriber;
    if (awayFrom === undefined) return this.arrived(subscriber, now);
    if (!brought?.isKnown && this.hasMissedNothing(subscriber, awayFrom, now)) {
      subscriber.gap = undefined;
      return;
    }
    const gap = brought ?? this.gapSince(this.hadUntil(subscriber, awayFrom));
    subscriber.gap = gap;
    gap.deliver(recalled);
    if (this.onlineSince === undefined) return;
    this.lookBack(gap, subscriber, awayFrom);
    this.begin(subscriber, now);
  }

  /**
   * A subscriber leaves, whose connection gave its last sign of life at `heardAt`. What it misses it goes on missing
   * wherever it is served next; where it goes on elsewhere at once for a `reason`, that alone is a gap.
   */
  left(subscriber: Subscriber<P>, heardAt: number, reason: string | undefined): void {
    subscriber.gap?.carry();
    if (reason === undefined || this.onlineSince === undefined) return;
    subscriber.gap ??= new Gap({ from: heardAt, reason }, true);
  }

  /** A subscriber asks at `now` for nothing any more of what it missed. */
  ended(subscriber: Subscriber<P>, gap: Gap, now: number): void {
    if (!gap.isKnown) return;
    gap.end(now);
    this.close(subscriber, gap);
  }

  /** To be called once a second. */
  tick(now: number): void {
    if (this.onlineSince === undefined) return;
    const { brings, audience } = this.setup;
    const { members, router } = audience;
    const isSettled = brings === 'prices' || router.continuity.settle(now);
    for (const subscriber of members) {
      const { gap } = subscriber;
      if (!gap || !(brings === 'prices' ? gap.hasHistory(now) : isSettled && gap.isAsked)) continue;
      subscriber.gap = undefined;
      if (router.replay.reachesTo(gap.pastFrom)) gap.prove();
      this.close(subscriber, gap);
    }
    const isMadeGood = brings === 'records' ? isSettled : now - this.onlineSince > longestOpenMs;
    if (isMadeGood) this.outage = undefined;
  }

  /** A subscriber comes from another connection: what that one sent last, and this one before, nobody can compare. */
  private arrived(subscriber: Subscriber<P>, now: number): void {
    subscriber.gap?.miss();
    if (this.onlineSince !== undefined) this.begin(subscriber, now);
  }

  private close(subscriber: Subscriber<P>, gap: Gap): void {
    this.tellAll(gap.closing(this.setup.title, this.setup.labelsOf(subscriber.params)), subscriber);
  }

  /** The feed is back for a subscriber that misses something. */
  private begin(subscriber: Subscriber<P>, now: number): void {
    const { gap, params } = subscriber;
    if (!gap) return;
    const { router } = this.setup.audience;
    gap.back(now, router.held(subscriber), router.continuity.skewMs);
    this.tellAll(gap.opening(this.setup.title, this.setup.labelsOf(params)), subscriber);
  }

  /** Whether the socket of now was online all the time after `from`, in whole ms. */
  private isOnlineAfter(from: number): boolean {
    return this.onlineSince !== undefined && this.onlineSince <= from + 1;
  }

  /** Who leaves in the middle of an outage and comes back in the middle of it misses what the others do. */
  private gapSince(from: number): Gap {
    const { outage } = this;
    if (outage && outage.from <= from && !this.isOnlineAfter(from)) return outage.again(from);
    return new Gap({ from, reason: absence, isAbsence: true });
  }

  /** What the memory of a connection that is online tells of the gap of one that comes back. */
  private lookBack(gap: Gap, subscriber: Subscriber<P>, awayFrom: number): void {
    const { router } = this.setup.audience;
    if (!router.holdsAllSince(awayFrom, subscriber)) gap.lose();
    // While an outage is made good, memory may still have the same hole.
    if (this.outage && !this.isOnlineAfter(awayFrom)) return;
    for (const [topic, { series }] of subscriber.topics) {
      const isKnown = series === undefined || subscriber.ledger?.lastBar(series) !== undefined;
      if (!subscriber.lacking.has(topic)) gap.sawHistory(topic, isKnown);
    }
  }

  /** Until when a subscriber that comes back has had all: while this connection was there, until it left. */
  private hadUntil({ leftAt = -Infinity }: Subscriber<P>, awayFrom: number): number {
    // Records may have waited in its queue.
    return this.isOnlineAfter(awayFrom) && this.setup.brings === 'prices'
      ? Math.max(leftAt, awayFrom)
      : awayFrom;
  }

  /** Whether the connection was there all the time, and remembers all that came, or it was away for a moment only. */
  private hasMissedNothing(subscriber: Subscriber<P>, awayFrom: number, now: number): boolean {
    const { audience, brings } = this.setup;
    if (!this.isOnlineAfter(awayFrom)) return false;
    if (brings === 'prices') return now - this.hadUntil(subscriber, awayFrom) <= lingerMs;
    const { leftAt = awayFrom } = subscriber;
    return audience.narrowedAt <= leftAt && audience.router.holdsAllSince(awayFrom, subscriber);
  }

  private tellAll(announcements: readonly Announcement[], to: Subscriber<P>): void {
    for (const announcement of announcements) this.setup.tell(announcement, to);
  }
}

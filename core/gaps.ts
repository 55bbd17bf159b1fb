import type { Announcement } from './announce';
import { lingerMs, type Audience } from './audience';
import { Gap, type Hole } from './gap';
import type { Params } from './provider';
import type { Subscriber } from './subscriber';

/** What the gaps of a connection are found with and told to. */
export interface GapsSetup<P extends Params> {
  title: string;
  brings: 'prices' | 'records';
  audience: Audience<P>;
  /** How a person calls what is subscribed. */
  labels(): string[];
  tell(announcement: Announcement, to: Iterable<Subscriber<P>>): void;
}

const absence = 'This node was not running.';

/**
 * The interruptions of one connection. Each is told once it is online again, before anything that comes then, and once
 * more when what the provider re-sends is over. One that begins anew before that is told again, longer. Where one socket
 * takes over from another by our own wish, only what it has cost is told.
 */
export class Gaps<P extends Params> {
  private onlineSince: number | undefined;
  private open: Omit<Hole, 'to'> | undefined;
  /** Told so far by nobody: it was our own wish. */
  private isSilent = false;
  /** Those who know that it is being made good. */
  private told: Subscriber<P>[] = [];

  constructor(private readonly setup: GapsSetup<P>) {}

  /** Since when nothing is known to have come, in ms since 1970; undefined while nothing is missing. */
  get from(): number | undefined {
    return this.setup.audience.router.gap?.hole.from ?? this.open?.from;
  }

  /** The socket is gone; nothing was heard of it since `heardAt`. */
  lost(heardAt: number, reason: string, isOurWish: boolean): void {
    if (this.onlineSince === undefined) return this.failed(reason, isOurWish);
    this.onlineSince = undefined;
    const { router } = this.setup.audience;
    this.isSilent = isOurWish && (router.gap === undefined || this.isSilent);
    this.open = { from: router.gap?.hole.from ?? heardAt, reason };
    router.gap = undefined;
  }

  /** A socket is online at `now`. */
  online(now: number): void {
    this.onlineSince = now;
    if (!this.open) return;
    const { router } = this.setup.audience;
    router.gap = new Gap({ ...this.open, to: now }, router.held());
    this.open = undefined;
    if (!this.isSilent) this.tellOpening(router.gap, this.setup.audience.members);
  }

  /** A subscriber has come back at `now` and got `recalled` events from memory. */
  returned(subscriber: Subscriber<P>, now: number, recalled: number): void {
    const { awayFrom, leftAt } = subscriber;
    if (awayFrom === undefined) return;
    const { router } = this.setup.audience;
    router.continuity.away(awayFrom);
    if (this.onlineSince === undefined) return this.reachBack(awayFrom);
    // While this connection was there nothing was missed until it left.
    const from = leftAt !== undefined && this.onlineSince <= awayFrom ? leftAt : awayFrom;
    if (this.hasMissedNothing(subscriber, from, now)) return;
    const own = new Gap({ from, to: now, reason: absence, isAbsence: true }, router.held());
    this.tellOpening(own, [subscriber]);
    // It hears the end with the others, whose gap is being made good.
    if (router.gap) return;
    own.deliver(recalled);
    for (const topic of subscriber.topics.keys()) own.sawHistory(topic, !subscriber.lacking.has(topic));
    this.setup.tell(own.closing(), [subscriber]);
  }

  /** To be called once a second. */
  tick(now: number): void {
    const { audience, brings } = this.setup;
    const { gap } = audience.router;
    if (!gap?.isOver(now, brings, audience.router.continuity)) return;
    audience.router.gap = undefined;
    if (this.isSilent && gap.complete === false) this.tellOpening(gap, audience.members);
    this.setup.tell(gap.closing(), this.told);
    this.told = [];
  }

  /** No socket came online. What was to be a change of sockets is an outage by now. */
  private failed(reason: string, isOurWish: boolean): void {
    if (!this.open || !this.isSilent || isOurWish) return;
    this.isSilent = false;
    this.open = { ...this.open, reason };
  }

  /** What is missing until the next connection begins at `from` or earlier. */
  private reachBack(from: number): void {
    if (this.open && this.open.from <= from) return;
    this.open = this.open ? { ...this.open, from } : { from, reason: absence, isAbsence: true };
    this.isSilent = false;
  }

  /** Whether the connection was there all the time, and remembers all that came, or it was away for a moment only. */
  private hasMissedNothing(subscriber: Subscriber<P>, from: number, now: number): boolean {
    const { audience, brings } = this.setup;
    if (this.onlineSince === undefined || this.onlineSince > from) return false;
    return brings === 'records' ? audience.router.holdsAllSince(from, subscriber) : now - from <= lingerMs;
  }

  private tellOpening(gap: Gap, to: Iterable<Subscriber<P>>): void {
    this.setup.tell(gap.opening(this.setup.title, this.setup.labels()), to);
    this.told = [...new Set([...this.told, ...to])];
  }
}

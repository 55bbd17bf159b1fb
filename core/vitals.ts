import { announceBlocked, announceLeap, type Announcement } from './announce';
import type { Audience } from './audience';
import type { ClockWatch } from './clock-watch';
import type { Gaps } from './gaps';
import type { Clock } from './ports';
import type { Params } from './provider';
import type { Counters } from './stats';
import type { Subscriber } from './subscriber';

/** What the signs of life of a connection are read from, and told to. */
export interface VitalsSetup<P extends Params> {
  clock: Clock;
  counters: Counters;
  clocks: ClockWatch;
  audience: Audience<P>;
  gaps: Gaps<P>;
  /** When the open socket was last seen to be alive by other means than a frame; undefined where none is open. */
  aliveAt(): number | undefined;
  tell(announcement: Announcement): void;
}

/** Until when a connection, and the host that it runs in, were certainly alive. */
export class Vitals<P extends Params> {
  /** The last sign of life of all sockets that are gone, in ms since 1970. */
  private heardAt = -Infinity;

  constructor(private readonly setup: VitalsSetup<P>) {}

  /** The last sign of life of all sockets, in ms since 1970. */
  get lastSign(): number {
    const { clock, counters, aliveAt } = this.setup;
    const signs = [this.heardAt, counters.lastFrameAt ?? -Infinity, aliveAt() ?? -Infinity];
    // Somebody may have set the clock back.
    return Math.min(clock.now(), Math.max(...signs));
  }

  /** Lets a subscriber note until when it has had everything. */
  noteFor(subscriber: Subscriber<P>, lastSign = this.lastSign): void {
    const at = this.setup.gaps.heardUntil(subscriber, lastSign);
    if (at !== undefined) subscriber.heard(at);
  }

  /** To be called while the socket that ends is still there. */
  socketEnds(): void {
    this.heardAt = this.lastSign;
  }

  /** Lets all subscribers note until when they have had everything. */
  note(): void {
    const { lastSign } = this;
    for (const subscriber of this.setup.audience.members) this.noteFor(subscriber, lastSign);
  }

  /** The host's event loop did not turn for `ms`. */
  blocked(ms: number): void {
    const { clock, counters, clocks, audience, tell } = this.setup;
    counters.blockedMs = Math.max(counters.blockedMs, ms);
    audience.router.continuity.excuse(ms);
    clocks.blocked(ms, clock.now());
    tell(announceBlocked(ms));
  }

  /** The host's clock went on, or back, by `ms` more than time did. */
  leapt(ms: number): void {
    const { clock, clocks, audience, tell } = this.setup;
    clocks.leapt(ms, clock.now());
    if (ms < 0) return audience.setBack(-ms);
    audience.router.continuity.excuse(ms);
    audience.router.continuity.leapt();
    tell(announceLeap(ms));
  }
}

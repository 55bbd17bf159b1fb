import type { NoticeKind } from './event';
import type { Counters } from './stats';

/** A clock that differs by more than this from the server's is worth a notice. */
const skewLimitMs = 5000;
/** Events that are this late are worth a notice; they must be well below before the next one. */
const lagLimitMs = 10_000;
/** Times from the server that must agree where a late message would say the same. */
const samplesNeeded = 3;
/** A host that has not ticked for this long was busy: what it reads now may have waited. */
const busyMs = 2000;

/** What was counted, and who is told. */
export interface ClockWatchSetup {
  counters: Pick<Counters, 'skewMs' | 'lagMs'>;
  notice(notice: NoticeKind, message: string, details?: Record<string, unknown>): void;
}

/**
 * What the times in a server's messages say of this machine's clock and of how late events are, and which of the two is
 * to blame. No message arrives before it is sent: so one that lies ahead of our clock proves that ours is behind, while
 * one that lies back may only be late. Of several the least late is nearest to the truth. What was read after a blocked
 * event loop is no witness. Instants are ms since 1970 by our clock, skew is the server's clock less ours.
 */
export class ClockWatch {
  private samples: number[] = [];
  private tickedAt = 0;
  /** The last time for which the event loop was blocked. */
  private busy = { from: 0, to: 0 };
  /** What may have set the clock wrong, what was known before, and how many events in a row speak for it. */
  private leap: { ms: number; at: number; skewMs: number | null; count: number } | undefined;
  /** The skew that was told last; 0 where none was, or the clock was right since. */
  private toldSkewMs = 0;
  private isLagTold = false;
  /** Live events in a row that were sent in our future, and the least of how far. */
  private future = { count: 0, leastMs: Infinity };

  constructor(private readonly setup: ClockWatchSetup) {}

  /**
   * A socket is open; it was dialled at `dialledAt`. `serverTime`, in whole seconds, is what the server's answer said. It
   * lies between the two, so that one is enough, unless the answer took too long to tell anything.
   */
  opened(now: number, dialledAt: number, serverTime?: number): void {
    this.tickedAt = now;
    if (serverTime === undefined || now - dialledAt > skewLimitMs) return;
    this.samples = [serverTime - now];
    this.judge(serverTime - now, serverTime + 1000 - dialledAt < -skewLimitMs);
  }

  /** To be called about once a second. */
  tick(now: number): void {
    this.tickedAt = now;
  }

  /** The event loop did not turn for `ms` until `now`. */
  blocked(ms: number, now: number): void {
    this.busy = { from: now - ms, to: now };
  }

  /** Our clock went on by `ms` more than time did until `now`: it was set, or this host slept. */
  leapt(ms: number, now: number): void {
    const { counters } = this.setup;
    this.leap = { ms, at: now, skewMs: counters.skewMs, count: 0 };
    this.samples = [];
    counters.skewMs = null;
  }

  /** The server says what time it is. */
  heard(serverTime: number, now: number): void {
    if (this.mayHaveWaited(serverTime, now)) return;
    this.samples = [...this.samples.slice(1 - samplesNeeded), serverTime - now];
    this.judge(Math.max(...this.samples), this.samples.length >= samplesNeeded);
  }

  /** A live event arrived that the provider sent, or had first, at `sentAt` by its clock. */
  event(sentAt: number, now: number): void {
    const { counters } = this.setup;
    if (this.comesOfLeap(sentAt, now)) return;
    this.watchFuture(sentAt - now);
    const lagMs = now + (counters.skewMs ?? 0) - sentAt;
    counters.lagMs = lagMs;
    // A blocked host is told as that, not as a slow feed.
    const slowMs = lagMs - this.blockedSince(now - lagMs, now);
    if (lagMs < lagLimitMs / 2) this.isLagTold = false;
    if (this.isLagTold || slowMs <= lagLimitMs) return;
    this.isLagTold = true;
    const clock = counters.skewMs === null ? ', or this machine’s clock is ahead' : '';
    this.setup.notice(
      'lag',
      `Events arrive ${(lagMs / 1000).toFixed(0)} s after the provider had them: this host, its network or the provider is too slow${clock}.`,
      { lagMs },
    );
  }

  /** Acts on the best that is known of the skew. A clock that seems ahead must be sure of it. */
  private judge(skewMs: number, isSure: boolean): void {
    const { counters, notice } = this.setup;
    this.leap = undefined;
    counters.skewMs = skewMs;
    const size = Math.abs(skewMs);
    if (size <= skewLimitMs / 2) this.toldSkewMs = 0;
    // One that was set too far is wrong the other way round.
    const isTold = this.toldSkewMs * skewMs > 0;
    if (isTold || size <= skewLimitMs || !(isSure || skewMs > 0)) return;
    this.toldSkewMs = skewMs;
    const direction = skewMs > 0 ? 'behind' : 'ahead of';
    notice(
      'clock-skew',
      `This machine's clock is ${(size / 1000).toFixed(1)} s ${direction} the server's. Set the clock, else times and "how late" cannot be trusted.`,
      { skewMs },
    );
  }

  /**
   * Whether an event seems late by what our clock leapt. Several in a row show that it was set, and is wrong since; one
   * that is not shows that this host slept, and that the clock is as right as before.
   */
  private comesOfLeap(sentAt: number, now: number): boolean {
    const { leap } = this;
    if (!leap) return false;
    const lagMs = now + (leap.skewMs ?? 0) - sentAt;
    if (lagMs <= lagLimitMs || Math.abs(lagMs - leap.ms) > lagLimitMs) {
      this.leap = undefined;
      this.setup.counters.skewMs = leap.skewMs;
      return false;
    }
    // What comes at once may have waited while it slept.
    if (now - leap.at > busyMs) leap.count += 1;
    if (leap.count < samplesNeeded) return true;
    const skewMs = (leap.skewMs ?? 0) - leap.ms;
    this.samples = [skewMs];
    this.judge(skewMs, true);
    return true;
  }

  /** One time of an event in our future may be a mistake; several in a row show that our clock is behind. */
  private watchFuture(aheadMs: number): void {
    if (aheadMs - (this.setup.counters.skewMs ?? 0) <= skewLimitMs) {
      this.future.count = 0;
      this.future.leastMs = Infinity;
      return;
    }
    this.future.count += 1;
    this.future.leastMs = Math.min(this.future.leastMs, aheadMs);
    if (this.future.count < samplesNeeded) return;
    this.samples = [this.future.leastMs];
    this.judge(this.future.leastMs, true);
  }

  /** Whether a message may have lain unread while the event loop was blocked. */
  private mayHaveWaited(serverTime: number, now: number): boolean {
    if (now - this.tickedAt > busyMs || now - this.busy.to < busyMs) return true;
    const { skewMs } = this.setup.counters;
    const sentAt = serverTime - (skewMs ?? 0);
    return skewMs !== null && sentAt >= this.busy.from && sentAt <= this.busy.to;
  }

  /** For how much of the time between two instants the event loop was blocked. */
  private blockedSince(from: number, to: number): number {
    const { busy, tickedAt } = this;
    const before = Math.max(0, Math.min(to, busy.to) - Math.max(from, busy.from));
    return to - tickedAt > busyMs ? before + to - Math.max(from, tickedAt) : before;
  }
}

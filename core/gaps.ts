import type { Announcement } from './announce';
import { Gap, type Hole } from './gap';
import type { Params } from './provider';
import type { Router } from './router';

/** What the gaps of a connection are found with and told to. */
export interface GapsSetup<P extends Params> {
  title: string;
  brings: 'prices' | 'records';
  router: Router<P>;
  /** How a person calls what is subscribed. */
  labels(): string[];
  tell(announcement: Announcement): void;
}

/**
 * The interruptions of one connection. Each is told once it is online again, before anything that comes then, and once
 * more when what the provider re-sends is over. One that begins anew before that is told again, longer. Where one socket
 * takes over from another by our own wish, only what it has cost is told.
 */
export class Gaps<P extends Params> {
  private isOnline = false;
  private open: Omit<Hole, 'to'> | undefined;
  /** Told so far by nobody: it was our own wish. */
  private isSilent = false;

  constructor(private readonly setup: GapsSetup<P>) {}

  /** The socket is gone; nothing was heard of it since `heardAt`. */
  lost(heardAt: number, reason: string, isOurWish: boolean): void {
    if (!this.isOnline) return;
    this.isOnline = false;
    const { router } = this.setup;
    this.isSilent = isOurWish && (router.gap === undefined || this.isSilent);
    this.open = { from: router.gap?.hole.from ?? heardAt, reason };
    router.gap = undefined;
  }

  /** A socket is online at `now`. */
  online(now: number): void {
    this.isOnline = true;
    if (!this.open) return;
    const { router, title, labels, tell } = this.setup;
    router.gap = new Gap({ ...this.open, to: now }, router.held());
    this.open = undefined;
    if (!this.isSilent) tell(router.gap.opening(title, labels()));
  }

  /** To be called once a second. */
  tick(now: number): void {
    const { router, brings, title, labels, tell } = this.setup;
    const { gap } = router;
    if (!gap?.isOver(now, brings, router.continuity)) return;
    router.gap = undefined;
    if (this.isSilent && gap.complete === true) return;
    if (this.isSilent) tell(gap.opening(title, labels()));
    tell(gap.closing());
  }
}

import { ConnectionError } from './errors';
import type { Clock } from './ports';
import type { Session } from './session';

/** A provider that asks for a new connection sooner than this after the last one is in trouble. */
const calmMs = 5000;
/** Many clients are asked at once: each waits a random part of this, so that they do not come together. */
const longestWaitMs = 2000;

/** One socket taking over from another, with nothing wrong: because of other wishes, or since the provider asks. */
export class Handover {
  private waitMs: number | undefined;

  constructor(private readonly clock: Clock) {}

  /** True while the socket that ends is to be replaced. */
  get isDue(): boolean {
    return this.waitMs !== undefined;
  }

  /** Ends a session for another one. */
  start(session: Session, waitMs: number): void {
    this.waitMs = waitMs;
    session.end(new ConnectionError('A new connection takes over.', { code: 'closed' }));
  }

  /**
   * The provider wants `session`, online since `onlineAt`, replaced within that time: done calmly, unless it asks all
   * the time.
   */
  ask(session: Session, title: string, onlineAt: number | undefined, withinMs: number): void {
    if (onlineAt === undefined || this.clock.now() - onlineAt < calmMs) {
      return session.end(new ConnectionError(`${title} asks to reconnect.`, { code: 'busy' }));
    }
    this.start(session, this.clock.random() * Math.min(longestWaitMs, Math.max(0, withinMs) / 2));
  }

  /** How long to wait before the next socket; undefined where this end was none of ours. */
  take(): number | undefined {
    const { waitMs } = this;
    this.waitMs = undefined;
    return waitMs;
  }
}

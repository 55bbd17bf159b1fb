import type { Clock } from './ports';
import type { StreamError } from './errors';

/**
 * Exponential back-off with full jitter: each delay is drawn from 0 up to a limit that doubles with each failure, so
 * that the clients of a server that comes back do not all come at once.
 */
export class Backoff {
  private failures = 0;

  constructor(
    private readonly clock: Clock,
    private readonly limits: { baseMs: number; capMs: number },
  ) {}

  /** The delay before the next try, in ms; a delay that the provider asked for wins when longer. */
  next(cause: StreamError): number {
    const limit = Math.min(this.limits.capMs, this.limits.baseMs * 2 ** Math.min(this.failures, 30));
    this.failures += 1;
    const drawn = Math.round(this.clock.random() * limit);
    if (cause.retryAfterMs === undefined) return drawn;
    // Spread over a tenth more, so that two clients that evict each other do not keep step.
    const asked = Math.round(cause.retryAfterMs * (1 + 0.1 * this.clock.random()));
    return Math.max(drawn, asked);
  }

  /** Failures since the last stable connection. */
  get attempts(): number {
    return this.failures;
  }

  reset(): void {
    this.failures = 0;
  }
}

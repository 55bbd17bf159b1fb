import { AuthError, ConnectionError, toStreamError, type StreamError } from './errors';

const hourMs = 3_600_000;
/** Failures in a row after which one does not expect the next try to help. */
const severalFailures = 2;

/** Codes of failures before a request was on its way. */
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Why no key came, as an error that says so. */
export function fetchError(thrown: unknown): StreamError {
  return thrown instanceof Error && !('retry' in thrown)
    ? new ConnectionError(`The key could not be fetched: ${thrown.message}.`, { cause: thrown })
    : toStreamError(thrown);
}

/** Whether the request may have reached the provider, and so may have cost a key. */
export function mayHaveArrived(thrown: unknown): boolean {
  const { code } = thrown as { code?: unknown };
  return !(typeof code === 'string' && neverSent.has(code));
}

/** When a fetch that failed is tried again, and what it failed of. */
export class KeyRetry {
  /** In ms since 1970; nothing is fetched before. */
  at = -Infinity;
  private failedAt = -Infinity;
  private failures = 0;
  private last: StreamError | undefined;

  /** Why no new key will come by itself, as a sentence; undefined while the next try may well bring one. */
  get trouble(): string | undefined {
    const { last } = this;
    if (!last) return undefined;
    const isLasting = last.code === 'limit' || last instanceof AuthError || this.failures >= severalFailures;
    return isLasting ? last.message : undefined;
  }

  /** Whether it is too early. Somebody may have set the clock back: then nobody knows, and it is tried. */
  holds(now: number): boolean {
    return now >= this.failedAt && now < this.at;
  }

  /** What to say to whoever asks before it is time to try again. */
  waiting(now: number): StreamError {
    const { last } = this;
    if (last && !last.retry) return last;
    const details = { retryAfterMs: this.at - now, ...(last && { code: last.code, cause: last }) };
    return new ConnectionError(last?.message ?? 'The key is fetched later.', details);
  }

  succeeded(): void {
    this.at = -Infinity;
    this.failures = 0;
    this.last = undefined;
  }

  /**
   * @param cost whether the try counts as a key of the day: those are few, and must last
   * @param leftMs for which the key at hand is still good; 0 where there is none
   */
  failed(error: StreamError, now: number, cost: boolean, leftMs: number): void {
    this.failures += 1;
    this.last = error;
    const least = error.retryAfterMs ?? 0;
    const wait = leftMs > 0 ? this.patiently(cost, leftMs) : this.eagerly(cost);
    this.failedAt = now;
    this.at = now + Math.max(least, wait);
  }

  /** With a good key at hand there is time, but the tries must not be over before it is. */
  private patiently(cost: boolean, leftMs: number): number {
    return Math.min(cost ? 4 * hourMs : hourMs, Math.max(60_000, leftMs / 2));
  }

  /** Without one, the feed stands still. */
  private eagerly(cost: boolean): number {
    if (cost) return Math.min(4 * hourMs, 15_000 * 4 ** (this.failures - 1));
    return this.failures === 1 ? 0 : Math.min(300_000, 5000 * 2 ** (this.failures - 2));
  }
}

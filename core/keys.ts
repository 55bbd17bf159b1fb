import { AuthError, ConnectionError, LimitError, toStreamError } from './errors';
import type { Ports } from './ports';
import type { KeySource } from './provider';
import { createRedact, type Redact } from './redact';

const dayMs = 86_400_000;
const requestMs = 15_000;

/**
 * Keeps a short-lived key: one fetch at a time, a new one only when the one at hand runs out or was refused, and never
 * more than the provider grants in a day (two are left for the user's own use).
 */
export class KeyKeeper {
  redact: Redact = text => text;
  private key: { key: string; expiresAt: number } | undefined;
  private pending: Promise<string> | undefined;
  private fetched: number[] = [];

  constructor(
    private readonly ports: Ports,
    private readonly source: KeySource,
  ) {}

  /** The key to use now. Rejects with a StreamError. */
  current(): Promise<string> {
    const now = this.ports.clock.now();
    if (this.key && this.key.expiresAt - now > this.source.renewMs) return Promise.resolve(this.key.key);
    this.pending ??= this.fetch().finally(() => (this.pending = undefined));
    return this.pending;
  }

  /** Drops a key that the provider refused; true if another one may be fetched. */
  refused(): boolean {
    const wasFetched = this.key !== undefined;
    this.key = undefined;
    return wasFetched;
  }

  private async fetch(): Promise<string> {
    const now = this.ports.clock.now();
    this.fetched = this.fetched.filter(time => time > now - dayMs);
    if (this.fetched.length >= this.source.perDay - 2) return this.fallback(now);
    this.fetched.push(now);
    try {
      const { status, body } = await this.ports.get(this.source.request(), requestMs);
      this.key = this.source.read(status, body);
      this.redact = createRedact([this.key.key]);
      return this.key.key;
    } catch (thrown) {
      const error =
        thrown instanceof Error && !('retry' in thrown)
          ? new ConnectionError(`The key could not be fetched: ${thrown.message}.`, { cause: thrown })
          : toStreamError(thrown);
      if (error instanceof AuthError) throw error;
      // The key at hand may still be good for hours: a failed renewal is no reason to stop.
      if (this.key && this.key.expiresAt > now) return this.key.key;
      throw error;
    }
  }

  private fallback(now: number): string {
    if (this.key && this.key.expiresAt > now) return this.key.key;
    throw new LimitError(
      `The provider grants ${this.source.perDay} keys a day, and nearly all of today's are used. Trying again later.`,
      { retryAfterMs: 3_600_000 },
    );
  }
}

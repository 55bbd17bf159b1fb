import { AuthError, ConnectionError, LimitError, toStreamError } from './errors';
import type { Ports } from './ports';
import type { KeySource } from './provider';
import { createRedact, type Redact } from './redact';

const dayMs = 86_400_000;
const requestMs = 15_000;
/** A key that is refused within this time of its birth was never good: another one would be refused as well. */
const freshMs = 600_000;
/** Keys that a late error may still speak of. */
const rememberedKeys = 10;

interface Key {
  key: string;
  /** ms since 1970. */
  expiresAt: number;
  fetchedAt: number;
}

/**
 * Keeps a short-lived key: one fetch at a time, a new one only when the one at hand runs out or was refused, and never
 * more than the provider grants in a day (two are left for the user's own use).
 */
export class KeyKeeper {
  redact: Redact = text => text;
  private key: Key | undefined;
  private pending: Promise<string> | undefined;
  private fetched: number[] = [];
  private known: string[] = [];
  /** What was said of refused keys: the account's other connections ask the same. */
  private readonly verdicts = new Map<string, boolean>();

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

  /** Drops a key that the provider refused; true if another one is worth trying. */
  refused(key: string): boolean {
    const said = this.verdicts.get(key);
    if (said !== undefined) return said;
    // Another connection of the account may have renewed it meanwhile.
    if (this.key?.key !== key) return this.key !== undefined;
    const verdict = this.ports.clock.now() - this.key.fetchedAt > freshMs;
    this.verdicts.set(key, verdict);
    this.key = undefined;
    return verdict;
  }

  private async fetch(): Promise<string> {
    const now = this.ports.clock.now();
    this.fetched = this.fetched.filter(time => time > now - dayMs);
    if (this.fetched.length >= this.source.perDay - 2) return this.fallback(now);
    this.fetched.push(now);
    try {
      const { status, body } = await this.ports.get(this.source.request(), requestMs);
      this.key = { ...this.source.read(status, body), fetchedAt: now };
      this.known = [...this.known.slice(1 - rememberedKeys), this.key.key];
      this.redact = createRedact(this.known);
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

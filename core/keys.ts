import { AuthError, ConnectionError, LimitError, toStreamError } from './errors';
import { fingerprint } from './fingerprint';
import type { Ports } from './ports';
import type { KeySource } from './provider';
import { isObject } from './read';
import { createRedact, type Redact } from './redact';

const dayMs = 86_400_000;
const requestMs = 15_000;
/** A key that is refused within this time of its birth was never good: another one would be refused as well. */
const freshMs = 600_000;
/** Keys that a late error may still speak of. */
const rememberedKeys = 10;

const isMoment = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

interface Key {
  key: string;
  /** ms since 1970. */
  expiresAt: number;
  fetchedAt: number;
}

/**
 * Keeps a short-lived key: one fetch at a time, a new one only when the one at hand runs out or was refused, and never
 * more than the provider grants in a day (two are left for the user's own use). Key and count outlive the process where
 * the host has a store.
 */
export class KeyKeeper {
  redact: Redact = text => text;
  private key: Key | undefined;
  private pending: Promise<string> | undefined;
  private fetched: number[] = [];
  private known: string[] = [];
  private isRestored = false;
  /** Of the kept key; it must not tell what the account's own key is. */
  private readonly storedAs: string;
  /** What was said of refused keys: the account's other connections ask the same. */
  private readonly verdicts = new Map<string, boolean>();

  constructor(
    private readonly ports: Ports,
    private readonly source: KeySource,
  ) {
    this.storedAs = `key ${fingerprint(JSON.stringify(source.request()))}`;
  }

  /** The key to use now. Rejects with a StreamError. */
  current(): Promise<string> {
    const now = this.ports.clock.now();
    if (!this.isRestored) this.restore(now);
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
    this.keep();
    return verdict;
  }

  /** Goes on with the key of an earlier process, if it is still good. What was damaged counts as nothing. */
  private restore(now: number): void {
    this.isRestored = true;
    const saved = this.ports.store?.load(this.storedAs);
    if (!isObject(saved)) return;
    const { key, expiresAt, fetchedAt, fetched } = saved;
    if (Array.isArray(fetched)) this.fetched = fetched.filter(isMoment).filter(time => time <= now);
    if (typeof key !== 'string' || key === '' || !isMoment(expiresAt) || !isMoment(fetchedAt)) return;
    if (expiresAt > now && fetchedAt <= now) this.use({ key, expiresAt, fetchedAt });
  }

  private use(key: Key): void {
    this.key = key;
    this.known = [...this.known.slice(1 - rememberedKeys), key.key];
    this.redact = createRedact(this.known);
  }

  /** Written at once: a process that ends now must not fetch another one when it starts. */
  private keep(): void {
    const { store } = this.ports;
    store?.keep(this.storedAs, () => ({ ...this.key, fetched: this.fetched }));
    void store?.flush(this.storedAs);
  }

  private async fetch(): Promise<string> {
    const now = this.ports.clock.now();
    this.fetched = this.fetched.filter(time => time > now - dayMs);
    if (this.fetched.length >= this.source.perDay - 2) return this.fallback(now);
    this.fetched.push(now);
    this.keep();
    try {
      const { status, body } = await this.ports.get(this.source.request(), requestMs);
      const key = { ...this.source.read(status, body), fetchedAt: now };
      this.use(key);
      this.keep();
      return key.key;
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

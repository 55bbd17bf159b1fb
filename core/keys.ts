import type { StreamError } from './errors';
import { fingerprint } from './fingerprint';
import { jwtExpiry } from './jwt';
import { KeyCount } from './key-count';
import { plausibleEnd, readRecord, writeRecord, type Key } from './key-record';
import {
  announceExpiring,
  announceRefreshed,
  dueReminder,
  reminderHours,
  type KeyAnnouncement,
  type KeyExpiry,
} from './key-reminder';
import { KeyRetry, fetchError, mayHaveArrived } from './key-retry';
import type { Cancel, Ports, Store } from './ports';
import type { KeySource } from './provider';
import { createRedact, type Redact } from './redact';
import { within } from './within';

const hourMs = 3_600_000;
const requestMs = 15_000;
const keepMs = 2000;
/** A renewal holds up whoever asks for so long, where the key at hand is good. */
const soonMs = 1000;
/** A key that is refused within this time of its birth was never good: another one would be refused as well. */
const freshMs = 600_000;
/** Keys that a late error may still speak of. */
const rememberedKeys = 10;

/** Whose key it is, and where another one comes from. */
export interface KeyOwner {
  /** The provider's name, for sentences. */
  title: string;
  /** The key that the user entered. */
  apiKey: string;
  /** Undefined where that key opens the connection by itself. */
  source: KeySource | undefined;
}

/** To be told of a key that was renewed, or that ends: that again and again, whoever it concerns knows what it had. */
export type KeyListener = (announcement: KeyAnnouncement) => void;

/**
 * Keeps an account's key. Where it is short-lived: one fetch at a time, a new one when the one at hand nears its end or
 * was refused, and never more than the provider grants in a day (two are left for the user's own use). Where it will
 * not be renewed by itself, whoever watches is reminded before it ends. Key and count outlive the process where the host
 * has a store.
 */
export class KeyKeeper {
  redact: Redact = text => text;
  private key: Key | undefined;
  private pending: Promise<string> | undefined;
  private readonly count = new KeyCount();
  private known: string[] = [];
  private isRestored = false;
  private store: Store | undefined;
  private readonly retry = new KeyRetry();
  private readonly listeners = new Set<KeyListener>();
  private cancelLook: Cancel | undefined;
  /** Of what is kept; it must not tell what the account's own key is. */
  private readonly storedAs: string;
  /** What was said of refused keys: the account's other connections ask the same. */
  private readonly verdicts = new Map<string, boolean>();
  /** When the user's own key ends, where it opens the connection and says so. */
  private readonly ownExpiry: number | undefined;

  constructor(
    private readonly ports: Ports,
    private readonly owner: KeyOwner,
  ) {
    const { title, apiKey, source } = owner;
    this.store = ports.store;
    this.storedAs = `key ${fingerprint(JSON.stringify(source ? source.request() : [title, apiKey]))}`;
    this.ownExpiry = source ? undefined : jwtExpiry(apiKey);
  }

  /** The key to use now. Rejects with a StreamError. */
  current(): Promise<string> {
    const { source, apiKey } = this.owner;
    if (!source) return Promise.resolve(apiKey);
    const now = this.ports.clock.now();
    // Another process of the host may have renewed it.
    if (!this.isRestored || (this.isDue(now) && !this.pending)) this.restore(now);
    const { key } = this;
    const isGood = key !== undefined && key.expiresAt > now;
    const mustWait = this.retry.holds(now);
    if (isGood && (mustWait || !this.isDue(now))) return Promise.resolve(key.key);
    if (mustWait && !this.pending) return Promise.reject(this.retry.waiting(now));
    this.pending ??= this.fetch(source, now).finally(() => {
      this.pending = undefined;
      this.look();
    });
    return isGood ? this.soon(this.pending, key) : this.pending;
  }

  /** The new key, if it comes at once: while the one at hand is good, nobody need wait for another. */
  private async soon(pending: Promise<string>, { key }: Key): Promise<string> {
    return (await within(this.ports.clock, soonMs, pending)) ?? key;
  }

  /** Drops a key that the provider refused; true if another one is worth trying. */
  refused(key: string): boolean {
    const said = this.verdicts.get(key);
    if (said !== undefined) return said;
    // It was renewed meanwhile, or it is of before somebody changed the account.
    if (this.key?.key !== key) return this.owner.source !== undefined || key !== this.owner.apiKey;
    const age = this.ports.clock.now() - this.key.fetchedAt;
    // Below 0: born by a clock that was ahead. How old it really is nobody knows.
    const verdict = age < 0 || age > freshMs;
    this.verdicts.set(key, verdict);
    this.key = undefined;
    void this.save();
    return verdict;
  }

  /** When the key in use ends; undefined where it does not, or nobody knows. */
  get expiry(): KeyExpiry | undefined {
    const at = this.owner.source ? this.key?.expiresAt : this.ownExpiry;
    if (at === undefined) return undefined;
    return { at, renews: this.owner.source !== undefined && this.retry.trouble === undefined };
  }

  /** Renews the key in time, and tells `listener` what becomes of it, until the returned function is called. */
  watch(listener: KeyListener): Cancel {
    this.listeners.add(listener);
    this.joined();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.cancelLook?.();
    };
  }

  /** Somebody new wants to know of what is due. */
  joined(): void {
    // Soon, not now: whoever begins to watch is not ready to hear of it yet.
    if (this.owner.source || this.ownExpiry !== undefined) this.lookIn(0);
  }

  /** From now on this is where key and count outlive the process; what is there may be newer than what is known. */
  keepIn(store: Store): void {
    this.store = store;
    this.isRestored = false;
  }

  private isDue(now: number): boolean {
    return this.key === undefined || now >= this.renewAt(this.key);
  }

  /** A key that lives shorter than it should is renewed at half of its life, not all the time. */
  private renewAt({ expiresAt, fetchedAt }: Key): number {
    const renewMs = this.owner.source?.renewMs ?? 0;
    return Math.max(expiresAt - renewMs, fetchedAt + (expiresAt - fetchedAt) / 2);
  }

  /** Goes on with the key of another process, if it is still good. */
  private restore(now: number): void {
    const isFirst = !this.isRestored;
    this.isRestored = true;
    const { key, fetched } = readRecord(this.store?.load(this.storedAs), now);
    const wasWrong = this.count.merge(fetched, now);
    if (key && !this.verdicts.has(key.key) && key.fetchedAt > (this.key?.fetchedAt ?? -Infinity))
      this.use(key);
    // A store that is new here does not have it yet; and what a wrong clock noted is put right once.
    const isOther = isFirst && this.key !== undefined && key?.key !== this.key.key;
    if (isOther || wasWrong) void this.save();
  }

  private use(key: Key): void {
    this.key = key;
    this.known = [...this.known.slice(1 - rememberedKeys), key.key];
    this.redact = createRedact(this.known);
  }

  /** Written at once; resolves when it is, or when that takes too long. */
  private async save(): Promise<void> {
    const { store, key, count } = this;
    const fetched = count.times;
    store?.keep(this.storedAs, () => writeRecord({ fetched, ...(key && { key }) }));
    if (store) await within(this.ports.clock, keepMs, store.flush(this.storedAs));
  }

  private async fetch(source: KeySource, now: number): Promise<string> {
    const refusal = this.count.refusal(source.perDay, now);
    if (refusal) return this.goOn(refusal, now);
    // Counted before it is asked for: a process may end any time.
    this.count.add(now);
    await this.save();
    let cost = true;
    let key: Key;
    try {
      const response = await this.ports.get(source.request(), requestMs);
      cost = response.status === 200;
      const read = source.read(response.status, response.body);
      const expiresAt = plausibleEnd(read.key, read.expiresAt, now, source.renewMs);
      key = { key: read.key, expiresAt, fetchedAt: now };
    } catch (thrown) {
      cost &&= mayHaveArrived(thrown);
      if (!cost) this.count.takeBack();
      void this.save();
      return this.goOn(fetchError(thrown), now, cost);
    }
    // The same one may come again: it is judged anew, or it would be dialled with for ever.
    this.verdicts.delete(key.key);
    this.use(key);
    this.retry.succeeded();
    // A process that ends from now on must not fetch another one when it starts.
    await this.save();
    this.tell(announceRefreshed(this.owner.title, key.expiresAt));
    return key.key;
  }

  /** No key came: the one at hand may still be good for hours, and a failed renewal is no reason to stop. */
  private goOn(error: StreamError, now: number, cost = false): string {
    const leftMs = this.key ? Math.max(0, this.key.expiresAt - now) : 0;
    this.retry.failed(error, now, cost, leftMs);
    if (this.key && leftMs > 0) return this.key.key;
    throw error;
  }

  private tell(announcement: KeyAnnouncement): void {
    for (const listener of [...this.listeners]) listener(announcement);
  }

  /** Renews what is due and reminds of what will not be renewed, as long as somebody watches. */
  private look(): void {
    if (this.listeners.size === 0) return;
    const now = this.ports.clock.now();
    if (!this.isRestored) this.restore(now);
    // The first key is fetched by whoever dials.
    const renews = this.key !== undefined && this.isDue(now) && !this.retry.holds(now);
    if (renews && !this.pending) void this.current().catch(() => undefined);
    else this.remind(now);
    this.lookIn(this.nextLook(now));
  }

  private lookIn(ms: number): void {
    this.cancelLook?.();
    this.cancelLook = this.ports.clock.after(ms, () => this.look());
  }

  /** At the next moment that matters, and each hour: a machine that sleeps keeps its timers waiting. */
  private nextLook(now: number): number {
    const end = this.expiry?.at;
    const moments = [this.retry.at, this.key ? this.renewAt(this.key) : NaN];
    if (end !== undefined) moments.push(...reminderHours.map(hours => end - hours * hourMs));
    return Math.min(hourMs, ...moments.filter(moment => moment > now).map(moment => moment - now));
  }

  private remind(now: number): void {
    const { expiry, owner } = this;
    if (!expiry || expiry.renews) return;
    const hours = dueReminder(expiry.at - now);
    if (hours === undefined) return;
    this.tell(announceExpiring(owner.title, { expiresAt: expiry.at, hours }, now, this.retry.trouble));
  }
}

import { Backoff } from './backoff';
import type { Budget } from './budget';
import { ConnectionError, toStreamError, type StreamError } from './errors';
import type { FeedNotice, MarketEvent, NoticeKind } from './event';
import { Memory } from './memory';
import type { Cancel, Ports, PracticeFeed } from './ports';
import type { Account, Params, Protocol, Provider } from './provider';
import { Reader } from './reader';
import { Router } from './router';
import { Session } from './session';
import { createCounters, type ConnectionStats } from './stats';
import type { FeedState, Subscriber } from './subscriber';

/** What a connection is made of and belongs to. */
export interface ConnectionSetup<P extends Params, A extends Account> {
  ports: Ports;
  provider: Provider<P, A>;
  account: A;
  stream: string;
  slot: number;
  /** The key to dial with, fetched where it is short-lived. */
  key: () => Promise<string>;
  /** To be told that the provider refused that key; true if another one is worth trying. */
  keyRefused: () => boolean;
  /** The account's subscription messages, where the provider limits them. */
  budget: Budget | undefined;
  /** Takes the account's keys out of a text. */
  redact: (text: string) => string;
  describe: (notice: NoticeKind, message: string, details?: Record<string, unknown>) => FeedNotice;
}

/**
 * One connection of an account and stream, kept alive for its subscribers. Its life is the loop in {@link live}: dial,
 * serve, wait, again, until it is stopped.
 */
export class Connection<P extends Params, A extends Account> {
  state: FeedState = { name: 'idle' };
  private stateSince = 0;
  private readonly subscribers = new Set<Subscriber<P>>();
  private readonly memory = new Memory();
  private readonly router = new Router<P>(this.memory);
  private readonly counters = createCounters();
  private readonly backoff: Backoff;
  private readonly reader: Reader<P>;
  private session: Session | undefined;
  private protocol: Protocol<P> | undefined;
  private practice: PracticeFeed | undefined;
  private key = '';
  /** History asked for on the wire, by topic, since the socket opened. */
  private readonly asked = new Map<string, number>();
  private isStopped = false;
  private wake: () => void = () => undefined;
  private cancelUpdate: Cancel | undefined;
  private onlineAt: number | undefined;

  constructor(private readonly setup: ConnectionSetup<P, A>) {
    this.backoff = new Backoff(setup.ports.clock, setup.provider.timing.backoff);
    this.reader = new Reader({
      counters: this.counters,
      memory: this.memory,
      router: this.router,
      ready: () => this.onReady(),
      ended: error => this.session?.end(error),
      resend: afterMs => this.scheduleUpdate(afterMs, true),
      notice: (notice, message, details) => this.tell(notice, message, details),
    });
  }

  get size(): number {
    return this.subscribers.size;
  }

  /** Adds a subscriber; the first one starts the loop, and one that joins after a failure tries again. */
  join(subscriber: Subscriber<P>): void {
    this.subscribers.add(subscriber);
    this.router.add(subscriber);
    this.greet(subscriber);
    subscriber.enter(this.state);
    if (this.state.name === 'idle' && !this.isStopped) void this.live();
    else if (this.state.name === 'failed') this.wake();
    this.changed();
  }

  leave(subscriber: Subscriber<P>): void {
    if (!this.subscribers.delete(subscriber)) return;
    this.router.remove(subscriber);
    this.changed();
  }

  /** Changes what a subscriber wants. */
  change(subscriber: Subscriber<P>, apply: () => void): void {
    const before = subscriber.topics;
    this.router.remove(subscriber);
    apply();
    this.router.add(subscriber);
    this.greet(subscriber, before);
    this.changed();
  }

  /** The latest event remembered of what a subscriber wants. */
  latest(subscriber: Subscriber<P>): MarketEvent | undefined {
    let latest: MarketEvent | undefined;
    for (const topic of subscriber.topics.keys()) {
      const [event] = this.memory.recent(topic, 1);
      if (event && (!latest || event.receivedTime > latest.receivedTime)) latest = event;
    }
    return latest;
  }

  /** Ends the loop and closes the socket with 1000; nothing is left. */
  stop(): void {
    this.isStopped = true;
    this.cancelUpdate?.();
    this.wake();
    this.session?.end(new ConnectionError('Closed by this side.', { code: 'closed' }));
  }

  stats(): ConnectionStats {
    const { provider, account, stream, slot, budget, ports } = this.setup;
    const delivery = { received: 0, delivered: 0, merged: 0, dropped: 0, queued: 0 };
    for (const { delivery: one } of this.subscribers) {
      for (const name of ['received', 'delivered', 'merged', 'dropped'] as const)
        delivery[name] += one.count[name];
      delivery.queued += one.queued;
    }
    return {
      provider: provider.id,
      stream,
      account: account.name,
      slot,
      state: this.state.name,
      cause: 'cause' in this.state ? this.state.cause.message : null,
      since: this.stateSince,
      subscribers: this.subscribers.size,
      topics: this.router.topics,
      ...this.counters,
      skipped: this.reader.gate.skipped,
      gateMissed: this.reader.gate.missed,
      remembered: this.memory.size,
      budget: budget?.use(ports.clock.now()) ?? null,
      delivery,
    };
  }

  private async live(): Promise<void> {
    while (!this.isStopped) {
      this.enter({ name: 'connecting', attempt: this.backoff.attempts + 1 });
      const cause = await this.serve();
      if (this.isStopped) break;
      if (!cause.retry && !(cause.code === 'auth' && this.setup.keyRefused())) {
        this.enter({ name: 'failed', cause });
        await this.pause();
        continue;
      }
      const waitMs = this.backoff.next(cause);
      this.enter({ name: 'waiting', until: this.setup.ports.clock.now() + waitMs, cause });
      await this.pause(waitMs);
    }
    this.practice?.release();
    this.practice = undefined;
    this.enter({ name: 'idle' });
  }

  /** One socket, from dialling to its end. Gives the cause of the end. */
  private async serve(): Promise<StreamError> {
    const { ports, provider, account, stream } = this.setup;
    try {
      this.key = await this.setup.key();
      if (account.practice) this.practice ??= await ports.practice(provider.id);
      if (this.isStopped) return new ConnectionError('Stopped.');
      const protocol = provider.protocol(account, stream);
      this.protocol = protocol;
      this.counters.dials += 1;
      const request = provider.dial(account, stream, this.practice?.server ?? account.server, this.key);
      this.session = new Session(ports, request, provider.timing, provider.title, {
        opened: () => this.subscribeAll(protocol),
        received: (frame, now) => this.reader.read(protocol, frame, now),
        tick: now => this.onTick(protocol, now),
        blocked: ms => this.onBlocked(ms),
      });
      return this.cleaned(await this.session.over);
    } catch (thrown) {
      return this.cleaned(toStreamError(thrown));
    } finally {
      this.session = undefined;
      this.protocol = undefined;
      this.onlineAt = undefined;
      this.asked.clear();
    }
  }

  /** A server may repeat the key in its complaint: no text of an error leaves with it. */
  private cleaned(error: StreamError): StreamError {
    error.message = this.setup.redact(error.message);
    if (error.stack !== undefined) error.stack = this.setup.redact(error.stack);
    return error;
  }

  /** Waits `ms`, or for ever, until {@link wake}. */
  private pause(ms?: number): Promise<void> {
    return new Promise(resolve => {
      const cancel = ms === undefined ? undefined : this.setup.ports.clock.after(ms, () => this.wake());
      this.wake = () => {
        cancel?.();
        this.wake = () => undefined;
        resolve();
      };
      if (this.isStopped) this.wake();
    });
  }

  private subscribeAll(protocol: Protocol<P>): string[] {
    this.cancelUpdate?.();
    this.cancelUpdate = undefined;
    for (const subscriber of this.subscribers) this.noteAsked(subscriber);
    const frames = protocol.open(this.wanted(), this.key);
    if (frames.length > 0) this.setup.budget?.spend(this.setup.ports.clock.now());
    return frames;
  }

  private wanted(): P[] {
    return [...this.subscribers].map(({ params }) => params);
  }

  private noteAsked(subscriber: Subscriber<P>): void {
    for (const [topic, history] of subscriber.topics) {
      if (history > (this.asked.get(topic) ?? 0)) this.asked.set(topic, history);
    }
  }

  /** Serves a newcomer from memory where the wire has been asked for as much already; else it waits for history. */
  private greet(subscriber: Subscriber<P>, before: ReadonlyMap<string, number> = new Map()): void {
    for (const [topic, history] of subscriber.topics) {
      if (history === 0 || (before.get(topic) ?? 0) >= history) continue;
      const isAsked = (this.asked.get(topic) ?? 0) >= history;
      if (!(isAsked && this.router.recall(subscriber, topic))) subscriber.awaiting.add(topic);
    }
    this.router.flush();
  }

  private changed(): void {
    if (this.protocol && this.session?.isOpen)
      this.scheduleUpdate(this.setup.provider.timing.debounceMs, false);
  }

  private scheduleUpdate(afterMs: number, again: boolean): void {
    this.cancelUpdate?.();
    this.cancelUpdate = this.setup.ports.clock.after(afterMs, () => this.sendUpdate(again, false));
  }

  /** Sends the changed subscriptions: at once within the budget, else held back and sent with all that changed since. */
  private sendUpdate(again: boolean, wasHeld: boolean): void {
    this.cancelUpdate = undefined;
    const { ports, budget } = this.setup;
    const { protocol, session } = this;
    // An empty list is never sent: the last one to leave closes the connection instead.
    if (!protocol || !session?.isOpen || this.subscribers.size === 0) return;
    const now = ports.clock.now();
    const holdMs = wasHeld ? 0 : (budget?.hold(now) ?? 0);
    if (holdMs > 0) {
      this.cancelUpdate = ports.clock.after(holdMs, () => this.sendUpdate(again, true));
      this.tell(
        'subscription',
        `The change of subscriptions is held back for ${Math.ceil(holdMs / 1000)} s: the provider's limit on subscription messages is reached.`,
        { heldMs: holdMs },
      );
      return;
    }
    const frames = again ? protocol.open(this.wanted(), this.key) : protocol.update(this.wanted(), this.key);
    if (frames === 'redial') {
      session.end(
        new ConnectionError('Dialling again with the changed subscriptions.', {
          code: 'closed',
          retryAfterMs: 0,
        }),
      );
      return;
    }
    if (frames.length === 0) return;
    for (const subscriber of this.subscribers) this.noteAsked(subscriber);
    budget?.spend(now);
    session.send(frames);
  }

  private onReady(): void {
    if (this.onlineAt !== undefined) return;
    this.session?.ready();
    this.onlineAt = this.setup.ports.clock.now();
    this.enter({ name: 'online', since: this.onlineAt });
  }

  private onTick(protocol: Protocol<P>, now: number): void {
    if (this.onlineAt !== undefined && now - this.onlineAt >= this.setup.provider.timing.stableMs)
      this.backoff.reset();
    if (protocol.due) this.reader.take(protocol.due(now), now);
  }

  private onBlocked(ms: number): void {
    this.counters.blockedMs = Math.max(this.counters.blockedMs, ms);
    this.tell(
      'blocked',
      `This host did nothing else for ${(ms / 1000).toFixed(1)} s: a flow or workflow blocks it. Events were late for as long.`,
      { ms },
    );
  }

  private tell(notice: NoticeKind, message: string, details?: Record<string, unknown>): void {
    const described = this.setup.describe(notice, message, details);
    for (const subscriber of this.subscribers) subscriber.notice(described);
  }

  /** The only place that changes the state. */
  private enter(state: FeedState): void {
    const before = this.state;
    this.state = state;
    this.stateSince = this.setup.ports.clock.now();
    for (const subscriber of this.subscribers) subscriber.enter(state);
    this.announce(before, state);
  }

  private announce(before: FeedState, state: FeedState): void {
    const { title } = this.setup.provider;
    if (state.name === 'online') return this.tell('connected', `${title} is connected.`);
    if (state.name !== 'waiting' && state.name !== 'failed') return;
    const cause = { code: state.cause.code, reason: state.cause.message };
    if (before.name === 'online')
      this.tell('disconnected', `${title} is disconnected: ${state.cause.message}`, cause);
    if (state.name === 'failed') return this.tell('failed', state.cause.message, cause);
    const waitMs = state.until - this.stateSince;
    this.tell('waiting', `Trying again in ${Math.ceil(waitMs / 1000)} s: ${state.cause.message}`, {
      ...cause,
      waitMs,
    });
  }
}

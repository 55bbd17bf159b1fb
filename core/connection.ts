import {
  announceBlocked,
  announceHeld,
  announceState,
  longestBlockMs,
  Quieter,
  type Announcement,
} from './announce';
import { Audience } from './audience';
import { Backoff } from './backoff';
import type { ConnectionSetup } from './connection-setup';
import { ConnectionError, toStreamError, type StreamError } from './errors';
import { Gaps } from './gaps';
import { Handover } from './handover';
import { Pause } from './pause';
import type { PracticeFeed, Refusal } from './ports';
import type { Account, Params, Protocol } from './provider';
import { Reader } from './reader';
import { Session } from './session';
import { connectionStats, createCounters, type ConnectionStats } from './stats';
import type { FeedState, Subscriber } from './subscriber';
import { Updates } from './updates';

/**
 * One connection of an account and stream, kept alive for its subscribers. Its life is the loop in {@link live}: dial,
 * serve, wait, again, until it is stopped.
 */
export class Connection<P extends Params, A extends Account> {
  state: FeedState = { name: 'idle' };
  private stateSince = 0;
  /** Those whom it serves. */
  readonly audience = new Audience<P>();
  private readonly counters = createCounters();
  private readonly backoff: Backoff;
  private readonly reader: Reader<P>;
  /** The socket, and what is spoken on it, while there is one. */
  private line: { session: Session; protocol: Protocol<P> } | undefined;
  /** What was spoken on the last socket. */
  private before: Protocol<P> | undefined;
  private practice: PracticeFeed | undefined;
  private key = '';
  private isStopped = false;
  private readonly pause: Pause;
  private readonly updates: Updates;
  private onlineAt: number | undefined;
  private readonly quieter = new Quieter();
  private readonly handover: Handover;
  private readonly gaps: Gaps<P>;

  constructor(private readonly setup: ConnectionSetup<P, A>) {
    this.pause = new Pause(setup.ports.clock);
    this.handover = new Handover(setup.ports.clock);
    this.backoff = new Backoff(setup.ports.clock, setup.provider.timing.backoff);
    this.reader = new Reader({
      counters: this.counters,
      router: this.audience.router,
      ready: () => this.onReady(),
      ended: error => this.line?.session.end(error),
      resend: afterMs => this.updates.again(afterMs),
      reconnect: withinMs =>
        this.line && this.handover.ask(this.line.session, setup.provider.title, this.onlineAt, withinMs),
      notice: (notice, message, details, topic) =>
        this.tell({ notice, message, ...(details && { details }) }, topic),
    });
    this.gaps = new Gaps({
      title: setup.provider.title,
      brings: setup.provider.brings(setup.stream),
      router: this.audience.router,
      labels: () => this.audience.labels(setup.provider),
      tell: announcement => this.tell(announcement),
    });
    this.updates = new Updates({
      clock: setup.ports.clock,
      debounceMs: setup.provider.timing.debounceMs,
      budget: setup.budget,
      send: again => void this.sendUpdate(again),
      held: ms => this.tell(announceHeld(ms)),
    });
  }

  /** Adds a subscriber; the first one starts the loop, and one that joins after a failure tries again. */
  join(subscriber: Subscriber<P>): void {
    this.audience.add(subscriber, this.setup.ports.clock.now());
    if (this.state.name === 'idle' && !this.isStopped) void this.live();
    else subscriber.enter(this.state);
    if (this.state.name === 'failed') this.pause.wake();
    this.changed();
  }

  leave(subscriber: Subscriber<P>): void {
    if (this.audience.remove(subscriber, this.setup.ports.clock.now())) this.changed();
  }

  /** Changes what a subscriber wants. */
  change(subscriber: Subscriber<P>, apply: () => void): void {
    this.audience.change(subscriber, apply);
    this.changed();
  }

  /** Ends the loop and closes the socket with 1000; nothing is left. */
  stop(): void {
    this.isStopped = true;
    this.updates.clear();
    this.pause.wake();
    this.line?.session.end(new ConnectionError('Closed by this side.', { code: 'closed' }));
  }

  stats(): ConnectionStats {
    const { state, stateSince: since, audience, counters, setup } = this;
    return connectionStats({ setup, state, since, audience, counters, gate: this.reader.gate });
  }

  private async live(): Promise<void> {
    while (!this.isStopped) {
      this.enter({ name: 'connecting', attempt: this.backoff.attempts + 1 });
      const cause = await this.serve();
      if (this.isStopped) break;
      const heardAt = this.counters.lastFrameAt ?? this.setup.ports.clock.now();
      this.gaps.lost(heardAt, cause.message, this.handover.isDue);
      const handoverMs = this.handover.take();
      if (handoverMs !== undefined) {
        this.enter({ name: 'connecting', attempt: 1 });
        if (handoverMs > 0) await this.pause.start(handoverMs);
        continue;
      }
      if (!cause.retry && !(cause.code === 'auth' && this.setup.keyRefused(this.key))) {
        await this.rest({ name: 'failed', cause });
        continue;
      }
      const waitMs = this.backoff.next(cause);
      const until = this.setup.ports.clock.now() + waitMs;
      await this.rest({ name: 'waiting', until, cause }, waitMs);
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
      if (account.practice) this.practice ??= await ports.practice(provider.id, provider.practice(account));
      if (this.isStopped) return new ConnectionError('Stopped.');
      const { wanted } = this.audience;
      const protocol = provider.protocol(account, stream, wanted, this.before);
      this.before = protocol;
      this.counters.dials += 1;
      const server = this.practice?.server ?? account.server;
      const request = provider.dial(account, stream, server, this.key, wanted);
      const { timing, title } = provider;
      const refusal = (refused: Refusal): StreamError | undefined => provider.refusal?.(refused, stream);
      const session = new Session(
        { ports, request, timing, title, signs: protocol, refusal },
        {
          opened: serverTime => this.onOpened(protocol, wanted, serverTime),
          received: (frame, now) => this.reader.read(protocol, frame, now),
          drained: () => this.audience.router.flush(),
          tick: now => this.onTick(protocol, now),
          blocked: ms => this.onBlocked(ms),
          setBack: ms => this.audience.setBack(ms),
        },
      );
      this.line = { session, protocol };
      const cause = await session.over;
      // Where each account has one place, the next socket must not come while this one still holds it.
      const isOurs = this.handover.isDue || this.isStopped;
      this.reader.take(protocol.ended?.(ports.clock.now(), isOurs) ?? [], ports.clock.now());
      this.audience.router.flush();
      if (this.handover.isDue) await session.closed;
      return this.setup.cleaned(cause);
    } catch (thrown) {
      return this.setup.cleaned(toStreamError(thrown));
    } finally {
      this.updates.clear();
      this.line = undefined;
      this.onlineAt = undefined;
      this.audience.cutOff();
      this.audience.router.continuity.lost(this.counters.lastFrameAt ?? ports.clock.now());
    }
  }

  /** Waits in a state for `ms`, or for ever; whoever hears of the state may end the wait at once. */
  private async rest(state: FeedState, ms?: number): Promise<void> {
    const rested = this.pause.start(ms);
    this.enter(state);
    if (this.isStopped) this.pause.wake();
    await rested;
  }

  /** The socket is open; `dialled` is what it was dialled for. Gives the first frames. */
  private onOpened(protocol: Protocol<P>, dialled: readonly P[], serverTime?: number): string[] {
    const now = this.setup.ports.clock.now();
    if (serverTime !== undefined) this.reader.compareClocks(serverTime, now);
    this.audience.router.continuity.opened(now, protocol.replays === true, this.counters.skewMs);
    const frames = this.subscribeAll(protocol);
    const { wanted } = this.audience;
    if (wanted.length !== dialled.length || wanted.some((params, index) => params !== dialled[index])) {
      this.updates.changed();
    }
    if (this.setup.provider.timing.readyMs === 0) this.onReady();
    return frames;
  }

  /** The first frames on a new socket. None while nobody is there: an empty list is never sent. */
  private subscribeAll(protocol: Protocol<P>): string[] {
    this.updates.clear();
    if (this.audience.size === 0) return [];
    return this.sending(protocol.open(this.audience.wanted, this.key, this.setup.ports.clock.now()));
  }

  /** Keeps the books on a subscription that is about to be sent. */
  private sending(frames: string[]): string[] {
    this.audience.sent();
    if (frames.length > 0) this.setup.budget?.spend(this.setup.ports.clock.now());
    return frames;
  }

  private changed(): void {
    if (this.line?.session.isOpen) this.updates.changed();
  }

  /** Sends the changed subscriptions on the open socket, with the key that holds now. */
  private async sendUpdate(again: boolean): Promise<void> {
    const { line } = this;
    // The socket may be older than its key. Where no new one can be had, the old one may still do.
    const key = await this.setup.key().catch(() => this.key);
    // An empty list is never sent: the last one to leave closes the connection instead.
    if (!line || line !== this.line || this.audience.size === 0) return;
    const { session, protocol } = line;
    this.key = key;
    try {
      const { wanted } = this.audience;
      const frames = again
        ? protocol.open(wanted, key, this.setup.ports.clock.now())
        : protocol.update(wanted, key);
      if (frames === 'redial') this.handover.start(session, 0);
      else if (frames.length > 0) session.send(this.sending(frames));
    } catch (thrown) {
      session.end(toStreamError(thrown));
    }
  }

  private onReady(): void {
    if (this.onlineAt !== undefined) return;
    this.line?.session.ready();
    this.onlineAt = this.setup.ports.clock.now();
    this.enter({ name: 'online', since: this.onlineAt });
    this.gaps.online(this.onlineAt);
  }

  private onTick(protocol: Protocol<P>, now: number): void {
    if (this.onlineAt !== undefined && now - this.onlineAt >= this.setup.provider.timing.stableMs)
      this.backoff.reset();
    if (protocol.due) this.reader.take(protocol.due(now), now);
    this.audience.router.flush();
    this.gaps.tick(now);
  }

  private onBlocked(ms: number): void {
    this.counters.blockedMs = Math.max(this.counters.blockedMs, ms);
    this.audience.router.continuity.excuse(ms);
    if (ms > longestBlockMs) this.audience.router.continuity.leapt();
    this.tell(announceBlocked(ms));
  }

  private tell({ notice, message, details }: Announcement, topic?: string): void {
    this.audience.tell(this.setup.describe(notice, message, details), topic);
  }

  /** The only place that changes the state. */
  private enter(state: FeedState): void {
    const before = this.state;
    this.state = state;
    this.stateSince = this.setup.ports.clock.now();
    this.audience.enter(state);
    const announcements = announceState(this.setup.provider.title, before, state, this.stateSince);
    for (const announcement of this.quieter.news(announcements, this.stateSince)) this.tell(announcement);
  }
}

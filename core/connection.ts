import { announceState, Quieter, type Announcement } from './announce';
import { Audience } from './audience';
import { Backoff } from './backoff';
import type { ConnectionSetup } from './connection-setup';
import { ConnectionError, toStreamError, type StreamError } from './errors';
import { Gaps } from './gaps';
import { Handover } from './handover';
import { Pause } from './pause';
import type { Refusal } from './ports';
import { Practice } from './practice';
import type { Account, Params, Protocol } from './provider';
import { Reader } from './reader';
import { Requests, type Line } from './requests';
import { Session } from './session';
import { connectionStats, createCounters, type ConnectionStats } from './stats';
import type { FeedState, Subscriber } from './subscriber';
import { Vitals } from './vitals';

/**
 * One connection of an account and stream, kept alive for its subscribers. Its life is the loop in {@link live}: dial,
 * serve, wait, again, until it is stopped.
 */
export class Connection<P extends Params, A extends Account> {
  state: FeedState = { name: 'idle' };
  private stateSince = 0;
  /** Those whom it serves. */
  readonly audience: Audience<P>;
  private readonly counters = createCounters();
  private readonly backoff: Backoff;
  private readonly reader: Reader<P>;
  /** The socket, and what is spoken on it, while there is one. */
  private line: Line<P> | undefined;
  /** What was spoken on the last socket. */
  private before: Protocol<P> | undefined;
  private readonly practice: Practice<A>;
  private lacksKey = false;
  private isStopped = false;
  private readonly pause: Pause;
  private readonly requests: Requests<P, A>;
  private onlineAt: number | undefined;
  private readonly quieter = new Quieter();
  private readonly handover: Handover;
  private readonly gaps: Gaps<P>;
  private readonly vitals: Vitals<P>;

  constructor(private readonly setup: ConnectionSetup<P, A>) {
    this.audience = new Audience(setup.provider.brings(setup.stream));
    this.pause = new Pause(setup.ports.clock);
    this.practice = new Practice(setup.ports, setup.provider);
    this.handover = new Handover(setup.ports.clock);
    this.backoff = new Backoff(setup.ports.clock, setup.provider.timing.backoff);
    this.reader = new Reader({
      counters: this.counters,
      router: this.audience.router,
      ready: () => this.onReady(),
      ended: error => this.line?.session.end(error),
      resend: afterMs => this.requests.again(afterMs),
      keyRefused: error => void this.requests.refused(setup.cleaned(error)),
      reconnect: withinMs =>
        this.line && this.handover.ask(this.line.session, setup.provider.title, this.onlineAt, withinMs),
      notice: (notice, message, details, topic) =>
        this.tell({ notice, message, ...(details && { details }) }, topic),
    });
    this.gaps = new Gaps({
      title: setup.provider.title,
      brings: setup.provider.brings(setup.stream),
      audience: this.audience,
      labelsOf: params => [...new Set(setup.provider.topics(params).map(({ label }) => label))],
      tell: ({ notice, message, details }, to) => to.notice(setup.describe(notice, message, details)),
    });
    this.vitals = new Vitals({
      ...{ clock: setup.ports.clock, counters: this.counters, clocks: this.reader.clocks },
      ...{ audience: this.audience, gaps: this.gaps },
      aliveAt: () => this.line?.session.aliveAt,
      tell: announcement => this.tell(announcement),
    });
    this.requests = new Requests({
      connection: setup,
      audience: this.audience,
      line: () => this.line,
      redial: () => this.redial(),
      tell: announcement => this.tell(announcement),
    });
  }

  /** Adds a subscriber; the first one starts the loop, and one that joins after a failure tries again. */
  join(subscriber: Subscriber<P>): void {
    const now = this.setup.ports.clock.now();
    subscriber.ledger?.join();
    this.gaps.returned(subscriber, now, this.audience.add(subscriber, now));
    subscriber.awayFrom = undefined;
    if (this.state.name === 'idle' && !this.isStopped) void this.live();
    else subscriber.enter(this.state);
    if (this.state.name === 'failed') this.pause.wake();
    this.requests.changed();
  }

  /** @param reason why it goes on elsewhere, as a sentence; without it, it ends or waits */
  leave(subscriber: Subscriber<P>, reason?: string): void {
    const { lastSign } = this.vitals;
    this.vitals.noteFor(subscriber, lastSign);
    subscriber.ledger?.leave(this.setup.ports.clock.now());
    this.gaps.left(subscriber, lastSign, reason);
    if (this.audience.remove(subscriber)) this.requests.changed();
  }

  /** Changes what a subscriber wants. */
  change(subscriber: Subscriber<P>, apply: () => void): void {
    const { gap } = subscriber;
    this.audience.change(subscriber, apply);
    if (gap && !subscriber.gap) this.gaps.ended(subscriber, gap, this.setup.ports.clock.now());
    this.requests.changed();
  }

  /** There is a new key: whoever waits for one waits no longer. */
  keyCame(): void {
    if (this.lacksKey) this.pause.wake();
  }

  /** Takes another socket in place of the one that is there, with nothing wrong; one that waits is dialled at once. */
  redial(): void {
    if (this.line) this.handover.start(this.line.session, 0);
    else this.pause.wake();
  }

  /** Ends the loop and closes the socket with 1000; nothing is left. */
  stop(): void {
    this.isStopped = true;
    this.vitals.note();
    this.requests.clear();
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
      const { lastSign } = this.vitals;
      const lastFrameAt = this.counters.lastFrameAt ?? lastSign;
      this.gaps.lost(lastSign, lastFrameAt, cause.message, this.handover.isDue);
      const handoverMs = this.handover.take();
      if (handoverMs !== undefined) {
        this.enter({ name: 'connecting', attempt: 1 });
        if (handoverMs > 0) await this.pause.start(handoverMs);
        continue;
      }
      if (!cause.retry && !this.hasOtherKey(cause)) {
        await this.rest({ name: 'failed', cause });
        continue;
      }
      const waitMs = this.backoff.next(cause);
      const until = this.setup.ports.clock.now() + waitMs;
      await this.rest({ name: 'waiting', until, cause }, waitMs);
    }
    this.practice.release();
    this.enter({ name: 'idle' });
  }

  /** Whether another key is worth trying: not where none was to be had, but where the one dialled with was refused. */
  private hasOtherKey({ code }: StreamError): boolean {
    return code === 'auth' && !this.lacksKey && this.setup.keyRefused(this.requests.key);
  }

  /** One socket, from dialling to its end. Gives the cause of the end. */
  private async serve(): Promise<StreamError> {
    const { ports, provider, stream } = this.setup;
    try {
      await this.setup.renewAccount();
      if (this.isStopped) return new ConnectionError('Stopped.');
      this.lacksKey = true;
      this.requests.key = await this.setup.key();
      this.lacksKey = false;
      const { account } = this.setup;
      const server = await this.practice.serverOf(account);
      if (this.isStopped) return new ConnectionError('Stopped.');
      const { wanted, router } = this.audience;
      const protocol = provider.protocol(account, stream, wanted, this.before, router.lastBarOf);
      this.before = protocol;
      this.counters.dials += 1;
      const request = provider.dial(account, stream, server, this.requests.key, wanted);
      const { timing, title } = provider;
      const refusal = (refused: Refusal): StreamError | undefined => provider.refusal?.(refused, stream);
      const session = new Session(
        { ports, request, timing, title, signs: protocol, refusal },
        {
          opened: (dialledAt, serverTime) => {
            this.reader.clocks.opened(ports.clock.now(), dialledAt, serverTime);
            return this.onOpened(protocol, wanted);
          },
          skips: (frame, now) => this.reader.skips(protocol, frame, now),
          received: (json, text, now) => this.reader.read(protocol, json, text, now),
          drained: () => this.audience.router.flush(),
          tick: now => this.onTick(protocol, now),
          blocked: ms => this.vitals.blocked(ms),
          leapt: ms => this.vitals.leapt(ms),
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
      this.requests.clear();
      this.vitals.socketEnds();
      this.line = undefined;
      this.onlineAt = undefined;
      this.audience.cutOff();
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
  private onOpened(protocol: Protocol<P>, dialled: readonly P[]): string[] {
    const now = this.setup.ports.clock.now();
    this.audience.opened(now, protocol.replays === true, this.counters.skewMs);
    const frames = this.requests.first(protocol);
    const { wanted } = this.audience;
    if (wanted.length !== dialled.length || wanted.some((params, index) => params !== dialled[index])) {
      this.requests.changed();
    }
    if (this.setup.provider.timing.readyMs === 0) this.onReady();
    return frames;
  }

  private onReady(): void {
    if (this.onlineAt !== undefined) return;
    this.line?.session.ready();
    this.onlineAt = this.setup.ports.clock.now();
    this.enter({ name: 'online', since: this.onlineAt });
    this.gaps.online(this.onlineAt);
    // From its first moment on: who is killed a second later has missed what comes after that.
    this.vitals.note();
  }

  private onTick(protocol: Protocol<P>, now: number): void {
    this.reader.clocks.tick(now);
    if (this.onlineAt !== undefined && now - this.onlineAt >= this.setup.provider.timing.stableMs)
      this.backoff.reset();
    if (protocol.due) this.reader.take(protocol.due(now), now);
    this.audience.router.flush();
    this.gaps.tick(now);
    this.vitals.note();
    if (this.onlineAt !== undefined) this.audience.tick(now);
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

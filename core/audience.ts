import type { FeedNotice, MarketEvent } from './event';
import type { Params } from './provider';
import { Router } from './router';
import type { ConnectionStats } from './stats';
import type { FeedState, Subscriber, Topics } from './subscriber';

/** A connection without subscribers stays this long, so that a redeploy neither dials again nor misses anything. */
export const lingerMs = 3000;

/** The subscribers of one connection: what they want, and what of it was asked for on the wire. */
export class Audience<P extends Params> {
  readonly router: Router<P>;
  private readonly subscribers = new Set<Subscriber<P>>();
  /** History asked for on the open socket, by topic. */
  private readonly asked = new Map<string, number>();
  /** What the last message asked for. */
  private sentFor: ReadonlySet<P> = new Set();
  /** When a message asked for less than the one before, in ms since 1970. */
  narrowedAt = -Infinity;

  constructor(brings: 'prices' | 'records') {
    this.router = new Router(brings);
  }

  get size(): number {
    return this.subscribers.size;
  }

  get members(): readonly Subscriber<P>[] {
    return [...this.subscribers];
  }

  get wanted(): P[] {
    return [...this.subscribers].map(({ params }) => params);
  }

  /** Gives how many events it got from memory. */
  add(subscriber: Subscriber<P>, now: number): number {
    this.subscribers.add(subscriber);
    this.router.add(subscriber);
    const { ledger, awayFrom } = subscriber;
    // Before it gets anything: what it knows then it has had in an earlier life.
    if (ledger && awayFrom !== undefined) this.router.replay.recognize(id => ledger.knows(id));
    return this.greet(subscriber, new Map(), now - lingerMs);
  }

  /** False if it was not there. */
  remove(subscriber: Subscriber<P>): boolean {
    if (!this.subscribers.delete(subscriber)) return false;
    this.router.remove(subscriber);
    return true;
  }

  /** Changes what a subscriber wants. */
  change(subscriber: Subscriber<P>, apply: () => void): void {
    const before = subscriber.topics;
    apply();
    this.router.add(subscriber, before);
    this.greet(subscriber, before);
  }

  /** A socket is open since `now`; `isUnmarked` and `skewMs` as in {@link Router.continuity}. */
  opened(now: number, isUnmarked: boolean, skewMs: number | null): void {
    const isAfterGap = this.members.some(({ gap }) => gap !== undefined);
    this.router.continuity.opened(now, isUnmarked, skewMs, isAfterGap);
    this.router.replay.begin();
  }

  /** What is wanted at `now` was compared with what was asked for, and the rest asked for. */
  compared(now: number): void {
    for (const { gap } of this.subscribers) gap?.asked(now);
  }

  /** All that is wanted at `now` is being sent: it replaces whatever was asked for before. */
  sent(now: number): void {
    const wanted = new Set(this.wanted);
    if ([...this.sentFor].some(params => !wanted.has(params))) this.narrowedAt = now;
    this.sentFor = wanted;
    this.router.prune();
    this.asked.clear();
    for (const { topics } of this.subscribers) {
      for (const [topic, { history }] of topics)
        this.asked.set(topic, Math.max(history, this.asked.get(topic) ?? 0));
    }
  }

  /** The socket is gone, and with it what was asked for. */
  cutOff(): void {
    this.asked.clear();
  }

  /** The latest event remembered of what a subscriber wants. Its filter judges all that is remembered, as it came. */
  latest(subscriber: Subscriber<P>): MarketEvent | undefined {
    let latest: MarketEvent | undefined;
    for (const topic of subscriber.topics.keys()) {
      const kept = this.router.recent(topic, Infinity, subscriber).filter(event => subscriber.keeps(event));
      const event = kept.at(-1);
      if (event && (!latest || event.receivedTime > latest.receivedTime)) latest = event;
    }
    return latest;
  }

  /** The host's clock was set back by `ms`: what was noted by it before lies in its future now. */
  setBack(ms: number): void {
    for (const subscriber of this.subscribers) subscriber.since -= ms;
    this.router.continuity.setBack(ms);
  }

  /** Tells all, or those who want a topic. */
  tell(notice: FeedNotice, topic?: string): void {
    const those = topic === undefined ? this.subscribers : this.router.subscribersOf(topic);
    for (const subscriber of [...those]) subscriber.notice(notice);
  }

  /** To be called about once a second while the connection is online. */
  tick(now: number): void {
    for (const subscriber of this.subscribers) subscriber.tick(now);
  }

  enter(state: FeedState): void {
    for (const subscriber of this.subscribers) subscriber.enter(state);
  }

  /** How often a sink or filter threw or rejected, over those who are there. */
  get sinkFailures(): number {
    let sum = 0;
    for (const subscriber of this.subscribers) sum += subscriber.sinkFailures;
    return sum;
  }

  /** Delivery counters, summed over those who are there. */
  get delivery(): ConnectionStats['delivery'] {
    const sum = { received: 0, delivered: 0, merged: 0, dropped: 0, queued: 0, filtered: 0 };
    for (const { delivery, filtered } of this.subscribers) {
      for (const name of ['received', 'delivered', 'merged', 'dropped'] as const)
        sum[name] += delivery.count[name];
      sum.queued += delivery.queued;
      sum.filtered += filtered;
    }
    return sum;
  }

  /**
   * Serves a newcomer from memory where the wire has been asked for as much already; else it waits for history. One that
   * comes back gets what it has missed as well: what came since `liveFrom` is as good as live. Gives how many events it got.
   */
  private greet(subscriber: Subscriber<P>, before: Topics, liveFrom = Infinity): number {
    const isBack = subscriber.awayFrom !== undefined;
    let recalled = 0;
    for (const [topic, { history }] of subscriber.topics) {
      const isServed = history === 0 || (before.get(topic)?.history ?? 0) >= history;
      if (isServed && !isBack) continue;
      // Records are kept in any case; bars are as deep in memory as somebody asked for.
      const isAsked = (this.asked.get(topic) ?? 0) >= history || this.router.holdsRecords(topic);
      // While the line is down the rest is old, and comes anew with the next socket.
      const wanted = isAsked ? history : 0;
      const count = isAsked || isBack ? this.router.recall(subscriber, topic, wanted, liveFrom) : 0;
      if (!isServed && !(isAsked && count > 0)) subscriber.awaiting.add(topic);
      recalled += count;
    }
    this.router.flush();
    return recalled;
  }
}

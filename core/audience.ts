import type { FeedNotice, MarketEvent } from './event';
import type { Params, Provider } from './provider';
import { Router } from './router';
import type { ConnectionStats } from './stats';
import type { FeedState, Subscriber, Topics } from './subscriber';

/** A connection without subscribers stays this long, so that a redeploy neither dials again nor misses anything. */
export const lingerMs = 3000;

/** The subscribers of one connection: what they want, and what of it was asked for on the wire. */
export class Audience<P extends Params> {
  readonly router = new Router<P>();
  private readonly subscribers = new Set<Subscriber<P>>();
  /** History asked for on the open socket, by topic. */
  private readonly asked = new Map<string, number>();
  /** Who left lately, by name, when, and what it had: a redeploy ends a node and starts it again. */
  private readonly left = new Map<string, { readonly at: number; readonly topics: Topics }>();

  get size(): number {
    return this.subscribers.size;
  }

  get wanted(): P[] {
    return [...this.subscribers].map(({ params }) => params);
  }

  /** How statuses name what is wanted, each once. */
  labels({ topics }: Pick<Provider<P, never>, 'topics'>): string[] {
    return [...new Set(this.wanted.flatMap(params => topics(params).map(({ label }) => label)))];
  }

  add(subscriber: Subscriber<P>, now: number): void {
    this.subscribers.add(subscriber);
    this.router.add(subscriber);
    const left = this.left.get(subscriber.name);
    this.left.delete(subscriber.name);
    const isBack = left !== undefined && now - left.at <= lingerMs;
    const had = isBack ? this.recordsHad(subscriber.topics, left.topics) : new Map();
    this.greet(subscriber, had);
    if (isBack) this.router.catchUp(subscriber, had.keys(), left.at);
  }

  /** False if it was not there. */
  remove(subscriber: Subscriber<P>, now: number): boolean {
    if (!this.subscribers.delete(subscriber)) return false;
    this.router.remove(subscriber);
    for (const [name, { at }] of this.left) if (now - at > lingerMs) this.left.delete(name);
    this.left.set(subscriber.name, { at: now, topics: subscriber.topics });
    return true;
  }

  /** Changes what a subscriber wants. */
  change(subscriber: Subscriber<P>, apply: () => void): void {
    const before = subscriber.topics;
    apply();
    this.router.add(subscriber, before);
    this.greet(subscriber, before);
  }

  /** All that is wanted now is being sent: it replaces whatever was asked for before. */
  sent(): void {
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

  /** Topics of records that whoever comes back had in the same depth before it left: it needs only what came since. */
  private recordsHad(topics: Topics, before: Topics): Topics {
    return new Map(
      [...topics].filter(
        ([topic, { history }]) =>
          this.router.holdsRecords(topic) && (before.get(topic)?.history ?? -1) >= history,
      ),
    );
  }

  /** Serves a newcomer from memory where the wire has been asked for as much already; else it waits for history. */
  private greet(subscriber: Subscriber<P>, before: Topics): void {
    for (const [topic, { history }] of subscriber.topics) {
      if (history === 0 || (before.get(topic)?.history ?? 0) >= history) continue;
      // Records are kept in any case; bars are as deep in memory as somebody asked for.
      const isAsked = (this.asked.get(topic) ?? 0) >= history || this.router.holdsRecords(topic);
      if (!(isAsked && this.router.recall(subscriber, topic))) subscriber.awaiting.add(topic);
    }
    this.router.flush();
  }
}

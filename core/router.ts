import { Continuity } from './continuity';
import { isRecord, type MarketEvent } from './event';
import { Memory } from './memory';
import type { Params } from './provider';
import type { Subscriber } from './subscriber';

/** All there is about one topic: who wants it, and what was sent last. */
interface Route<P extends Params> {
  subscribers: Subscriber<P>[];
  memory: Memory;
}

/** What became of an event. */
export type Routed = 'sent' | 'repeat' | 'unwanted';

/** Brings each event to those who want its topic, through an index: the cost does not grow with the subscribers. */
export class Router<P extends Params> {
  private readonly routes = new Map<string, Route<P>>();
  private touched: Subscriber<P>[] = [];
  /** What is past for records. */
  readonly continuity = new Continuity();

  get topics(): number {
    return this.routes.size;
  }

  /** Events remembered, over all topics. */
  get remembered(): number {
    let sum = 0;
    for (const { memory } of this.routes.values()) sum += memory.size;
    return sum;
  }

  add(subscriber: Subscriber<P>): void {
    for (const [topic, history] of subscriber.topics) {
      let route = this.routes.get(topic);
      if (!route) this.routes.set(topic, (route = { subscribers: [], memory: new Memory() }));
      route.memory.reserve(history);
      if (!route.subscribers.includes(subscriber)) route.subscribers.push(subscriber);
    }
  }

  /** Takes a subscriber off; what is remembered stays until {@link prune}, for one that comes right back. */
  remove(subscriber: Subscriber<P>): void {
    for (const topic of subscriber.topics.keys()) {
      const route = this.routes.get(topic);
      if (route) route.subscribers = route.subscribers.filter(other => other !== subscriber);
    }
  }

  /** Forgets the topics that nobody wants. */
  prune(): void {
    for (const [topic, { subscribers }] of this.routes)
      if (subscribers.length === 0) this.routes.delete(topic);
  }

  /** Queues an event that arrived at `now` unless it repeats what was sent. */
  event(topic: string, event: MarketEvent, now: number): Routed {
    const route = this.routes.get(topic);
    if (!route || route.subscribers.length === 0) return 'unwanted';
    if (isRecord(event)) this.continuity.mark(event, now);
    if (route.memory.judge(event) === 'repeat') return 'repeat';
    let routed: Routed = 'unwanted';
    for (const subscriber of route.subscribers) {
      if (!subscriber.accepts(event) || (event.backfill && !this.wantsPast(subscriber, event))) continue;
      this.queue(subscriber, topic, event);
      routed = 'sent';
    }
    return routed;
  }

  /** Whether a record with this id was sent before. */
  readonly isKnown = (topic: string, id: string): boolean =>
    this.routes.get(topic)?.memory.knows(id) === true;

  /** True once a record came on a topic. */
  holdsRecords(topic: string): boolean {
    return this.routes.get(topic)?.memory.holdsRecords === true;
  }

  /** Those who want a topic. */
  subscribersOf(topic: string): readonly Subscriber<P>[] {
    return this.routes.get(topic)?.subscribers ?? [];
  }

  /**
   * Queues past events, oldest first: to a subscriber that waits for its history as many as it asked for, to the
   * others those that had not been sent before. Gives the number of the latter.
   */
  history(topic: string, events: readonly MarketEvent[]): number {
    const route = this.routes.get(topic);
    if (!route) return 0;
    const news = route.memory.past(events);
    for (const subscriber of route.subscribers) {
      const isAwaiting = subscriber.awaiting.delete(topic);
      const wanted = isAwaiting ? events.slice(-(subscriber.topics.get(topic) ?? 0)) : news;
      for (const event of wanted) this.queue(subscriber, topic, event);
    }
    return news.length;
  }

  /** Gives a subscriber that joined late what is remembered of a topic, marked as backfill. */
  recall(subscriber: Subscriber<P>, topic: string): boolean {
    const events = this.recent(topic, subscriber.topics.get(topic) ?? 0, subscriber);
    for (const event of events) this.queue(subscriber, topic, { ...event, backfill: true });
    return events.length > 0;
  }

  /** Up to `count` latest events of a topic that a subscriber wants, oldest first. */
  recent(topic: string, count: number, { accepts }: Subscriber<P>): MarketEvent[] {
    return this.routes.get(topic)?.memory.recent(count, accepts) ?? [];
  }

  /** To be called when all frames at hand were read: lets the queued events leave. */
  flush(): void {
    if (this.touched.length === 0) return;
    const touched = this.touched;
    this.touched = [];
    for (const subscriber of touched) {
      subscriber.touched = false;
      subscriber.delivery.flush();
    }
  }

  /** History is asked for by its topic; records from before go to who wants the backlog, or has missed them. */
  private wantsPast(subscriber: Subscriber<P>, event: MarketEvent): boolean {
    if (!isRecord(event) || subscriber.params.backlog === true) return true;
    return this.continuity.isMissed(event, subscriber.since);
  }

  private queue(subscriber: Subscriber<P>, topic: string, event: MarketEvent): void {
    subscriber.delivery.push(topic, event);
    if (subscriber.touched) return;
    subscriber.touched = true;
    this.touched.push(subscriber);
  }
}

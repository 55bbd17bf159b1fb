import { Continuity } from './continuity';
import { isRecord, type MarketEvent, type RecordEvent } from './event';
import type { Gap, Held } from './gap';
import { Memory } from './memory';
import type { Params } from './provider';
import type { Subscriber, Topics } from './subscriber';

/** All there is about one topic: who wants it, and what was sent last. */
interface Route<P extends Params> {
  subscribers: Subscriber<P>[];
  memory: Memory;
}

/** What became of an event: somebody asked for it, whether or not a filter kept it; it was known; nobody did. */
export type Routed = 'asked' | 'repeat' | 'unwanted';

/** When a record was sent, else when it says that it happened; null where nothing says so. */
function momentOf({ time }: RecordEvent, sentAt: number | undefined): number | null {
  return sentAt ?? (time === null ? null : Date.parse(time));
}

/** Brings each event to those who want its topic, through an index: the cost does not grow with the subscribers. */
export class Router<P extends Params> {
  private readonly routes = new Map<string, Route<P>>();
  private touched: Subscriber<P>[] = [];
  /** What is past for records. */
  readonly continuity = new Continuity();
  /** The interruption that is being made good, if one is. */
  gap: Gap | undefined;

  get topics(): number {
    return this.routes.size;
  }

  /** Events remembered, over all topics. */
  get remembered(): number {
    let sum = 0;
    for (const { memory } of this.routes.values()) sum += memory.size;
    return sum;
  }

  /** Indexes a subscriber by its topics; `before` is what it was indexed by already. */
  add(subscriber: Subscriber<P>, before: Topics = new Map()): void {
    for (const [topic, { history, keep }] of subscriber.topics) {
      const depth = Math.max(history, keep);
      if ((before.get(topic)?.history ?? -1) >= history) continue;
      let route = this.routes.get(topic);
      if (!route) this.routes.set(topic, (route = { subscribers: [], memory: new Memory() }));
      route.memory.reserve(depth);
      if (!route.subscribers.includes(subscriber)) route.subscribers.push(subscriber);
    }
    for (const topic of before.keys()) if (!subscriber.topics.has(topic)) this.drop(subscriber, topic);
  }

  /** Takes a subscriber off; what is remembered stays until {@link prune}, for one that comes right back. */
  remove(subscriber: Subscriber<P>): void {
    for (const topic of subscriber.topics.keys()) this.drop(subscriber, topic);
  }

  /** Gives a subscriber that comes back the records that came while it was away, since `awayFrom` (our time). */
  catchUp(subscriber: Subscriber<P>, topics: Iterable<string>, awayFrom: number): void {
    const from = new Date(awayFrom).toISOString();
    for (const topic of topics) {
      const missed = this.routes.get(topic)?.memory.recordsSince(from) ?? [];
      for (const record of missed) {
        if (!record.backfill && subscriber.accepts(record)) this.queue(subscriber, topic, record);
      }
    }
    this.flush();
  }

  /** Forgets the topics that nobody wants. */
  prune(): void {
    for (const [topic, { subscribers }] of this.routes)
      if (subscribers.length === 0) this.routes.delete(topic);
  }

  /**
   * Queues an event that arrived at `now` unless it repeats what was sent. `sentAt` is when the provider sent it, where
   * it says so. While nobody is there it is only remembered, for one that comes right back.
   */
  event(topic: string, event: MarketEvent, now: number, sentAt?: number): Routed {
    const route = this.routes.get(topic);
    if (!route) return 'unwanted';
    let moment: number | null = null;
    if (isRecord(event)) {
      moment = momentOf(event, sentAt);
      if (this.continuity.observe(moment, now, sentAt !== undefined)) event.backfill = true;
    }
    const verdict = route.memory.judge(event);
    if (this.gap && this.continuity.isBeforeGap(moment)) this.gap.sawOld(event.id, verdict === 'repeat');
    if (verdict === 'repeat') return 'repeat';
    let routed: Routed = 'unwanted';
    for (const subscriber of route.subscribers) {
      if (!subscriber.accepts(event)) continue;
      if (event.backfill && isRecord(event) && !this.wantsPast(subscriber, moment)) continue;
      this.queue(subscriber, topic, event);
      // What a filter leaves out tells nothing about the frames to come: looking at their heads would not pay.
      routed = 'asked';
    }
    if (event.backfill && routed === 'asked') this.gap?.deliver(1);
    return routed;
  }

  /** Whether a record with this id was sent before. */
  readonly isKnown = (topic: string, id: string): boolean =>
    this.routes.get(topic)?.memory.knows(id) === true;

  /** True once a record came on a topic. */
  holdsRecords(topic: string): boolean {
    return this.routes.get(topic)?.memory.holdsRecords === true;
  }

  /** What was sent so far of the topics that somebody wants. */
  held(): Map<string, Held> {
    const held = new Map<string, Held>();
    for (const [topic, { memory, subscribers }] of this.routes)
      if (memory.held && subscribers.length > 0) held.set(topic, memory.held);
    return held;
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
    this.gap?.sawHistory(topic, route.memory.knowsBarOf(events));
    const news = route.memory.past(events);
    this.gap?.deliver(news.length);
    for (const subscriber of route.subscribers) {
      const isAwaiting = subscriber.awaiting.delete(topic);
      const wanted = isAwaiting ? events.slice(-(subscriber.topics.get(topic)?.history ?? 0)) : news;
      for (const event of wanted) this.queue(subscriber, topic, event);
    }
    return news.length;
  }

  /** Gives a subscriber that joined late what is remembered of a topic, marked as backfill. */
  recall(subscriber: Subscriber<P>, topic: string): boolean {
    const events = this.recent(topic, subscriber.topics.get(topic)?.history ?? 0, subscriber);
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

  /** Records from before go to who wants the backlog, or has missed them. */
  private wantsPast({ params, since }: Subscriber<P>, moment: number | null): boolean {
    return params.backlog === true || this.continuity.isMissed(moment, since);
  }

  private drop(subscriber: Subscriber<P>, topic: string): void {
    const route = this.routes.get(topic);
    if (route) route.subscribers = route.subscribers.filter(other => other !== subscriber);
  }

  /**
   * The only way into a queue, past the subscriber's filter: what it leaves out costs nothing more, and takes the place
   * of nothing that waits. A quote that fitted leaves as the latest that did, also where the price has gone back since:
   * a filter for a price above 240 must not miss one between two deliveries.
   */
  private queue(subscriber: Subscriber<P>, topic: string, event: MarketEvent): void {
    if (!subscriber.keeps(event)) {
      subscriber.filtered += 1;
      return;
    }
    subscriber.delivery.push(topic, event);
    if (subscriber.touched) return;
    subscriber.touched = true;
    this.touched.push(subscriber);
  }
}

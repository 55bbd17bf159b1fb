import type { MarketEvent } from './event';
import type { Memory } from './memory';
import type { Params } from './provider';
import type { Subscriber } from './subscriber';

/** Brings each event to those who want its topic, through an index: the cost does not grow with the subscribers. */
export class Router<P extends Params> {
  private readonly index = new Map<string, Subscriber<P>[]>();
  private touched: Subscriber<P>[] = [];

  constructor(private readonly memory: Memory) {}

  get topics(): number {
    return this.index.size;
  }

  add(subscriber: Subscriber<P>): void {
    for (const [key, history] of subscriber.topics) {
      this.memory.reserve(key, history);
      const there = this.index.get(key);
      if (!there) this.index.set(key, [subscriber]);
      else if (!there.includes(subscriber)) there.push(subscriber);
    }
  }

  remove(subscriber: Subscriber<P>): void {
    for (const key of subscriber.topics.keys()) {
      const left = this.index.get(key)?.filter(other => other !== subscriber) ?? [];
      if (left.length > 0) this.index.set(key, left);
      else this.index.delete(key);
    }
  }

  /** Queues a live event; false where nobody wants it. */
  event(topic: string, event: MarketEvent): boolean {
    const subscribers = this.index.get(topic);
    if (!subscribers) return false;
    for (const subscriber of subscribers) this.queue(subscriber, topic, event);
    return true;
  }

  /**
   * Queues past events, oldest first: to a subscriber that waits for its history as many as it asked for; to the
   * others `news`, those that had not been sent before.
   */
  history(topic: string, events: readonly MarketEvent[], news: readonly MarketEvent[]): boolean {
    const subscribers = this.index.get(topic);
    if (!subscribers) return false;
    for (const subscriber of subscribers) {
      const wanted = subscriber.awaiting.delete(topic)
        ? events.slice(-(subscriber.topics.get(topic) ?? 0))
        : news;
      for (const event of wanted) this.queue(subscriber, topic, event);
    }
    return true;
  }

  /** Gives a subscriber that joined late what is remembered of a topic, marked as backfill. */
  recall(subscriber: Subscriber<P>, topic: string): boolean {
    const events = this.memory.recent(topic, subscriber.topics.get(topic) ?? 0);
    if (events.length === 0) return false;
    for (const event of events) this.queue(subscriber, topic, { ...event, backfill: true });
    return true;
  }

  /** To be called when a frame was read to its end: lets the queued events leave. */
  flush(): void {
    if (this.touched.length === 0) return;
    const touched = this.touched;
    this.touched = [];
    for (const subscriber of touched) {
      subscriber.touched = false;
      subscriber.delivery.flush();
    }
  }

  private queue(subscriber: Subscriber<P>, topic: string, event: MarketEvent): void {
    subscriber.delivery.push(topic, event);
    if (subscriber.touched) return;
    subscriber.touched = true;
    this.touched.push(subscriber);
  }
}

import { Continuity } from './continuity';
import { isRecord, type MarketEvent, type RecordEvent } from './event';
import type { Held } from './gap';
import type { Params } from './provider';
import { Replay } from './replay';
import { Route } from './route';
import type { Subscriber, Topics } from './subscriber';

/** Bars that filled a gap and are kept for others. */
const mostKept = 1000;

/** What became of an event: somebody asked for it, whether or not a filter kept it; it was known; nobody did. */
export type Routed = 'asked' | 'repeat' | 'unwanted';

/** When a record was sent, else when it says that it happened; null where nothing says so. */
function momentOf({ time }: RecordEvent, sentAt?: number): number | null {
  return sentAt ?? (time === null ? null : Date.parse(time));
}

/** Brings each event to those who want its topic, through an index: the cost does not grow with the subscribers. */
export class Router<P extends Params> {
  private readonly routes = new Map<string, Route<P>>();
  private touched: Subscriber<P>[] = [];
  /** What is past for records. */
  readonly continuity = new Continuity();
  /** What of it came again on the open socket. */
  readonly replay = new Replay();

  constructor(private readonly brings: 'prices' | 'records') {}

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
    for (const [topic, { history, keep, series }] of subscriber.topics) {
      const depth = Math.max(history, keep);
      if ((before.get(topic)?.history ?? -1) >= history) continue;
      let route = this.routes.get(topic);
      if (!route) this.routes.set(topic, (route = new Route(topic, series)));
      route.memory.reserve(depth);
      route.join(subscriber, this.brings);
    }
    for (const topic of before.keys()) if (!subscriber.topics.has(topic)) this.drop(subscriber, topic);
  }

  /** Takes a subscriber off; what is remembered stays until {@link prune}, for one that comes right back. */
  remove(subscriber: Subscriber<P>): void {
    for (const topic of subscriber.topics.keys()) this.drop(subscriber, topic);
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
    return isRecord(event) ? this.record(route, topic, event, now, sentAt) : this.price(route, topic, event);
  }

  private price(route: Route<P>, topic: string, event: MarketEvent): Routed {
    if (route.memory.judge(event) === 'repeat') return 'repeat';
    let routed: Routed = 'unwanted';
    for (const subscriber of route.subscribers) {
      if (!subscriber.accepts(event)) continue;
      this.queue(subscriber, topic, event);
      if (event.backfill) subscriber.gap?.deliver(1);
      // What a filter leaves out tells nothing about the frames to come: looking at their heads would not pay.
      routed = 'asked';
    }
    return routed;
  }

  private record(
    route: Route<P>,
    topic: string,
    event: RecordEvent,
    now: number,
    sentAt: number | undefined,
  ): Routed {
    const moment = momentOf(event, sentAt);
    if (this.continuity.observe(moment, now, sentAt !== undefined)) event.backfill = true;
    const verdict = route.memory.judge(event);
    const replayed = this.isReplaying ? moment : null;
    const wasHad = replayed !== null && (verdict === 'repeat' || route.wasHad(event.id));
    if (wasHad) this.replay.sawKnown(event.id, replayed);
    if (verdict === 'repeat') return 'repeat';
    let routed: Routed = 'unwanted';
    for (const subscriber of route.subscribers) {
      if (!subscriber.accepts(event)) continue;
      if (event.backfill && !this.wantsPast(subscriber, moment)) continue;
      if (subscriber.ledger?.knows(event.id)) continue;
      this.queue(subscriber, topic, event);
      if (event.backfill) subscriber.gap?.deliver(1);
      routed = 'asked';
    }
    if (replayed !== null && !wasHad) this.replay.sawNew(event.id, replayed, routed === 'unwanted');
    return routed;
  }

  /** Whether records that were sent before are worth reading: while past ones come, they show how far back it goes. */
  get readsRepeats(): boolean {
    return this.isReplaying && this.replay.mayProve;
  }

  /** Whether a record with this id was sent before. */
  readonly isKnown = (topic: string, id: string): boolean =>
    this.routes.get(topic)?.memory.knows(id) === true;

  /** When the last bar began that everybody who wants a topic has had, in ms since 1970. */
  readonly lastBarOf = (topic: string): number | undefined => {
    const start = this.routes.get(topic)?.lastBar;
    return start === undefined ? undefined : Date.parse(start);
  };

  /** True once a record came on a topic. */
  holdsRecords(topic: string): boolean {
    return this.routes.get(topic)?.memory.holdsRecords === true;
  }

  /** What was sent so far of a subscriber's topics. */
  held({ topics }: Subscriber<P>): Map<string, Held> {
    return new Map([...topics.keys()].map(topic => [topic, this.routes.get(topic)?.held ?? 'nothing']));
  }

  /** Whether all records of a subscriber's topics are remembered that arrived after `from` (ms since 1970). */
  holdsAllSince(from: number, { topics }: Subscriber<P>): boolean {
    return [...topics.keys()].every(topic => this.routes.get(topic)?.memory.holdsAllSince(from) !== false);
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
    const isJoined = route.memory.knowsBarOf(events);
    for (const subscriber of route.subscribers)
      subscriber.gap?.sawHistory(topic, route.joins(subscriber, events) ?? isJoined);
    // Whoever comes back a little later is to find them.
    if (route.subscribers.some(({ gap }) => gap)) route.memory.reserve(Math.min(events.length, mostKept));
    const news = route.memory.past(events);
    for (const subscriber of route.subscribers) {
      const { delivery, gap } = subscriber;
      const isLacking = subscriber.lacking.has(topic);
      // Several bars at once that nobody has asked for came with time: the feed is alive.
      if (news.length > 0 && !gap && !subscriber.awaiting.has(topic)) subscriber.live += 1;
      const wanted = route.wanted(subscriber, subscriber.topics.get(topic)?.history ?? 0, events, news);
      const droppedBefore = delivery.count.dropped;
      delivery.expect(wanted.length);
      for (const event of wanted) this.queue(subscriber, topic, event);
      if (delivery.count.dropped > droppedBefore) gap?.lose();
      gap?.deliver(isLacking ? wanted.length : Math.min(wanted.length, news.length));
    }
    return news.length;
  }

  /**
   * Gives a subscriber that joins what is remembered of a topic: the latest, as many as `history`, and what it has
   * missed. It is backfill but for records that it missed a moment ago: since `liveFrom`, in ms since 1970. Gives how many.
   */
  recall(subscriber: Subscriber<P>, topic: string, history: number, liveFrom: number): number {
    const route = this.routes.get(topic);
    const { leftAt = Infinity } = subscriber;
    const events = route?.remembered(subscriber, history, event => this.wantsRemembered(subscriber, event));
    const from = Math.max(leftAt, liveFrom);
    for (const event of events ?? []) {
      const isLive = isRecord(event) && Date.parse(event.receivedTime) >= from;
      this.replay.took(event.id);
      this.queue(subscriber, topic, isLive ? event : { ...event, backfill: true });
    }
    return events?.length ?? 0;
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

  private get isReplaying(): boolean {
    return this.brings === 'records' && this.continuity.isReplaying;
  }

  /** Records from before go to who wants the backlog, or has missed them. */
  private wantsPast({ params, since, awayFrom, gap }: Subscriber<P>, moment: number | null): boolean {
    const away = awayFrom === undefined ? undefined : awayFrom + this.continuity.skewMs;
    return params.backlog === true || this.continuity.isMissed(moment, since, gap?.pastFrom ?? away);
  }

  private wantsRemembered(subscriber: Subscriber<P>, event: MarketEvent): boolean {
    if (!subscriber.accepts(event)) return false;
    return !isRecord(event) || !event.backfill || this.wantsPast(subscriber, momentOf(event));
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
    if (!event.backfill) subscriber.live += 1;
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

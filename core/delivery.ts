import { isRecord, type MarketEvent, type RecordEvent } from './event';
import type { Cancel, Clock } from './ports';

/** How events reach a subscriber. */
export interface DeliveryPolicy {
  /** `every` at once; `latest` per symbol, type and interval each `everyMs`; `batch` of `batchSize` or `everyMs`. */
  mode: 'every' | 'latest' | 'batch';
  everyMs: number;
  batchSize: number;
}

/** Counters of one subscriber. `received = delivered + merged + dropped + what is queued`, always. */
export interface DeliveryCount {
  received: number;
  delivered: number;
  merged: number;
  dropped: number;
}

/** Takes events; while the promise that it returned is pending, it is not called again. */
export type Deliver = (events: MarketEvent[]) => void | Promise<void>;

/** Events that a subscriber's queue holds at most, besides the history that it asked for. */
export const queueLimit = 10_000;

/** Events of histories that may wait besides: the longest that a provider serves (protocol page, section 4.1). */
const mostExpected = 30_000;

/** The wait for company before the first batch of `latest`: a snapshot of many symbols leaves as one. */
const gatherMs = 1000;

/** A quote or a running bar is worth nothing once a later one of the same topic is there. */
function isMergeable(event: MarketEvent): boolean {
  return event.type === 'quote' || (event.type === 'bar' && !event.closed && !event.backfill);
}

/**
 * The bounded queue between a connection and one subscriber. A slow subscriber costs merged quotes and running bars
 * first; anything else that must go is counted and told.
 */
export class Delivery {
  readonly count: DeliveryCount = { received: 0, delivered: 0, merged: 0, dropped: 0 };
  /** Events that may wait. */
  limit = queueLimit;
  /** Past events that were asked for find room beyond it. */
  private expected = 0;
  private events: MarketEvent[] = [];
  /** Mode `latest`: by topic what may be merged, by id what may not. */
  private readonly latest = new Map<string, MarketEvent>();
  private busy = false;
  /** What the receiver is busy with. */
  private leaving: readonly MarketEvent[] = [];
  private stopped = false;
  private timer: Cancel | undefined;
  /** In mode `latest`. */
  private lastLeftAt = -Infinity;
  private readonly isLatest: boolean;

  constructor(
    private readonly clock: Clock,
    private readonly policy: DeliveryPolicy,
    private readonly deliver: Deliver,
    private readonly onDropped: (count: number) => void,
  ) {
    this.isLatest = policy.mode === 'latest';
  }

  /** Events that wait. */
  get queued(): number {
    return this.isLatest ? this.latest.size : this.events.length;
  }

  /** The oldest record that waits, or that the receiver is busy with. */
  get oldestRecord(): RecordEvent | undefined {
    for (const events of [this.leaving, this.events, this.latest.values()])
      for (const event of events) if (isRecord(event)) return event;
    return undefined;
  }

  push(topic: string, event: MarketEvent): void {
    if (this.stopped) return;
    this.count.received += 1;
    if (this.isLatest) this.keepLatest(topic, event);
    // Of many subscribers each gets one event at a time: a list that begins with it has room for no more.
    else if (this.events.length === 0) this.events = [event];
    else this.events.push(event);
    const most = this.limit + this.expected;
    if (this.queued > most) this.shrink(most);
  }

  /** So many past events come at once: as much of the history as a provider serves finds room. */
  expect(count: number): void {
    this.expected = Math.min(this.expected + count, mostExpected);
  }

  /** To be called when there is something new: lets leave what may leave now. */
  flush(): void {
    while (!this.busy && !this.stopped && this.queued > 0) {
      const wait = this.waitMs();
      if (wait > 0) {
        this.timer ??= this.clock.after(wait, () => this.onTime());
        return;
      }
      this.leave();
    }
  }

  /** Nothing leaves any more; what waited counts as dropped. */
  stop(): void {
    this.stopped = true;
    this.timer?.();
    this.timer = undefined;
    this.count.dropped += this.queued;
    this.events = [];
    this.latest.clear();
  }

  private onTime(): void {
    this.timer = undefined;
    if (this.busy) return;
    this.leave();
    this.flush();
  }

  private waitMs(): number {
    if (this.policy.mode === 'every') return 0;
    if (this.policy.mode === 'batch')
      return this.events.length >= this.policy.batchSize ? 0 : this.policy.everyMs;
    // Not below 0: somebody may have set the clock back.
    const sinceLast = Math.max(0, this.clock.now() - this.lastLeftAt);
    return Math.max(this.policy.everyMs - sinceLast, Math.min(gatherMs, this.policy.everyMs));
  }

  private keepLatest(topic: string, event: MarketEvent): void {
    const before = this.latest.get(topic);
    if (isMergeable(event)) {
      if (before) this.count.merged += 1;
      this.latest.set(topic, event);
      return;
    }
    if (before && before.id === event.id) {
      this.latest.delete(topic);
      this.count.merged += 1;
    }
    if (this.latest.has(event.id)) this.count.merged += 1;
    this.latest.set(event.id, event);
  }

  private leave(): void {
    this.timer?.();
    this.timer = undefined;
    const events = this.take();
    if (this.queued === 0) this.expected = 0;
    if (this.isLatest) this.lastLeftAt = this.clock.now();
    this.count.delivered += events.length;
    // Busy from the start: a sink may change its subscription from inside, and be served from memory.
    this.busy = true;
    const pending = this.deliver(events);
    if (pending) {
      this.leaving = events;
      pending.then(this.done, this.done);
    } else this.busy = false;
  }

  private readonly done = (): void => {
    this.busy = false;
    this.leaving = [];
    this.flush();
  };

  private take(): MarketEvent[] {
    if (this.isLatest) {
      const events = [...this.latest.values()];
      this.latest.clear();
      return events;
    }
    const { mode, batchSize } = this.policy;
    if (mode === 'batch' && this.events.length > batchSize) return this.events.splice(0, batchSize);
    const events = this.events;
    this.events = [];
    return events;
  }

  /** Frees a tenth of the queue at least, so that a flood pays for it once in a thousand events. */
  private shrink(most: number): void {
    const target = Math.floor(most * 0.9);
    if (!this.isLatest) this.merge();
    const excess = this.queued - target;
    if (excess <= 0) return;
    if (this.isLatest) this.dropLatest(excess);
    else this.dropQueued(excess);
    this.count.dropped += excess;
    this.onDropped(excess);
  }

  /** Keeps the newest of each symbol's quotes and running bars. */
  private merge(): void {
    const seen = new Set<string>();
    const kept: MarketEvent[] = [];
    for (let index = this.events.length - 1; index >= 0; index -= 1) {
      const event = this.events[index] as MarketEvent;
      if (isMergeable(event)) {
        const key = `${event.type} ${event.symbol} ${event.type === 'bar' ? event.interval : ''}`;
        if (seen.has(key)) continue;
        seen.add(key);
      }
      kept.push(event);
    }
    this.count.merged += this.events.length - kept.length;
    this.events = kept.reverse();
  }

  private dropQueued(excess: number): void {
    let left = excess;
    const kept = this.events.filter(event => !(left > 0 && isMergeable(event) && left--));
    this.events = left > 0 ? kept.slice(left) : kept;
  }

  private dropLatest(excess: number): void {
    let left = excess;
    for (const mergeableOnly of [true, false]) {
      for (const [key, event] of this.latest) {
        if (left === 0) return;
        if (mergeableOnly && !isMergeable(event)) continue;
        this.latest.delete(key);
        left -= 1;
      }
    }
  }
}

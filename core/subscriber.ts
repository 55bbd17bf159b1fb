import { Delivery, queueLimit, type DeliveryPolicy } from './delivery';
import type { StreamError } from './errors';
import type { FeedNotice, MarketEvent } from './event';
import type { Gap } from './gap';
import { isNewReminder, type Reminder } from './key-reminder';
import type { Ledger } from './ledger';
import type { Cancel, Clock } from './ports';
import type { Params } from './provider';
import type { Quiet, Silence } from './quiet';

/** The state of a subscription, each with its cause. */
export type FeedState =
  | { name: 'idle' }
  | { name: 'connecting'; attempt: number }
  | { name: 'online'; since: number; silence?: Silence | undefined }
  | { name: 'waiting'; until: number; cause: StreamError }
  | { name: 'failed'; cause: StreamError };

/** What a subscriber wants by topic: past events of each, how many are worth keeping for others, and whose bars. */
export type Topics = ReadonlyMap<string, { history: number; keep: number; series?: string | undefined }>;

/** Where a subscription's events, notices and states go: one node of a host. */
export interface Sink {
  /** While a returned promise is pending, events queue up. */
  events(events: MarketEvent[]): void | Promise<void>;
  notice(notice: FeedNotice): void;
  state(state: FeedState): void;
}

function seriesOf(topics: Topics): Set<string> {
  return new Set([...topics.values()].flatMap(({ series = [] }) => series));
}

/**
 * What a subscription keeps of the events that it asked for. It stands where a node behind a source would stand: each
 * event reaches it once, in the order in which they come, after repeats were told from news and before anything is
 * queued. So it may compare an event with the one before. What comes from memory to who joins late or comes back passes
 * it too, and what it leaves out counts as seen: it never comes again. It is called for every event: it must be quick,
 * must not change the event, and should not throw.
 */
export interface EventFilter {
  accepts(event: MarketEvent): boolean;
}

/** Notices of dropped events are gathered for this long. */
const droppedEveryMs = 10_000;

/** One subscription inside the engine: what it wants, and the queue in front of its sink. */
export class Subscriber<P extends Params> {
  topics: Topics = new Map();
  slot: number | undefined;
  state: FeedState = { name: 'idle' };
  readonly delivery: Delivery;
  /** Topics whose history was asked for and has not come yet. */
  readonly awaiting = new Set<string>();
  /** Topics of which it misses bars since its last life, and the start (ISO 8601) of the last bar that it has had. */
  readonly lacking = new Map<string, string>();
  /** What it misses, while that is being made good. */
  gap: Gap | undefined;
  /** Set while events wait for the end of what came together. */
  touched = false;
  /** A sink or filter that throws or rejects is not the connection's business; it is counted for the statistics. */
  sinkFailures = 0;
  /** Events that its own filter left out. */
  filtered = 0;
  /** Events that it asked for and are not of the past, whether or not its filter kept them. */
  live = 0;
  /** Watches its silence, where somebody wants to be told. */
  quiet: Quiet | undefined;
  /** When it first asked, in ms since 1970: what lies before is its backlog. */
  since: number;
  /** It was there before this start: until then it has had all that it wanted. Undefined once it was served. */
  awayFrom: number | undefined;
  /** When it was stopped last, where it was in good order. */
  readonly leftAt: number | undefined;
  /** By what it asked for, of the events of its topics; its own filter comes after. */
  private asksFor: ((event: MarketEvent) => boolean) | undefined;
  private reminded: Reminder | undefined;
  private droppedSince = 0;
  private droppedTimer: Cancel | undefined;

  constructor(
    readonly id: number,
    readonly name: string,
    public params: P,
    private readonly sink: Sink,
    private readonly clock: Clock,
    policy: DeliveryPolicy,
    private readonly describeDrop: (count: number) => FeedNotice,
    private readonly filter?: EventFilter,
    readonly ledger?: Ledger,
  ) {
    this.since = ledger?.asks(clock.now()) ?? clock.now();
    this.awayFrom = ledger?.heardAt;
    this.leftAt = ledger?.leftAt;
    this.delivery = new Delivery(
      clock,
      policy,
      events => this.guard(() => sink.events(events))?.catch(() => this.failed()),
      count => this.reportDropped(count),
    );
  }

  /**
   * Changes what it wants. The history that it asks for finds room in its queue. Its filter stays, with what it
   * remembers: a symbol that was there before and after is compared with what it was.
   */
  want(params: P, topics: Topics, asksFor: Subscriber<P>['asksFor']): void {
    this.quiet?.restart();
    const goesOn = [...topics.keys()].some(topic => this.topics.has(topic));
    if (goesOn) this.gap?.follow(topics);
    else this.gap = undefined;
    this.params = params;
    this.topics = topics;
    this.ledger?.follow(seriesOf(topics));
    this.asksFor = asksFor;
    let history = 0;
    for (const topic of topics.values()) history += topic.history;
    this.delivery.limit = queueLimit + history;
  }

  /** Whether it asked for an event of its topics. */
  readonly accepts = (event: MarketEvent): boolean =>
    this.asksFor === undefined || this.guard(() => this.asksFor?.(event)) !== false;

  /** Whether its filter keeps an event that it asked for. One that the filter fails on is left out: it asked for few. */
  keeps(event: MarketEvent): boolean {
    if (this.filter === undefined) return true;
    try {
      return this.filter.accepts(event);
    } catch {
      this.failed();
      return false;
    }
  }

  /** Notes that all which came until `at` (ms since 1970) was had, but for what still waits to leave. */
  heard(at: number): void {
    if (!this.ledger || at === -Infinity) return;
    const { oldestRecord } = this.delivery;
    const waiting = oldestRecord === undefined ? at : Date.parse(oldestRecord.receivedTime) - 1;
    this.ledger.heard(Math.max(Math.min(at, waiting), this.since));
  }

  notice(notice: FeedNotice): void {
    this.guard(() => this.sink.notice(notice));
  }

  /** Tells it of a reminder, unless it has had that, or its node before a restart. */
  remind(reminder: Reminder, notice: FeedNotice): void {
    const isNew = this.ledger?.remind(reminder) ?? isNewReminder(reminder, this.reminded);
    if (!isNew) return;
    this.reminded = reminder;
    this.notice(notice);
  }

  enter(state: FeedState): void {
    this.state = state;
    this.guard(() => this.sink.state(state));
  }

  /** To be called about once a second while its connection is online. */
  tick(now: number): void {
    const { quiet, state } = this;
    if (!quiet || state.name !== 'online') return;
    const silence = quiet.tick(now, this.live);
    if (silence !== state.silence) this.enter({ ...state, silence });
  }

  stop(): void {
    this.delivery.stop();
    this.droppedTimer?.();
  }

  private reportDropped(count: number): void {
    this.droppedSince += count;
    this.droppedTimer ??= this.clock.after(droppedEveryMs, () => {
      this.droppedTimer = undefined;
      const total = this.droppedSince;
      this.droppedSince = 0;
      this.notice(this.describeDrop(total));
    });
  }

  private guard<Result>(call: () => Result): Result | undefined {
    try {
      return call();
    } catch {
      this.failed();
      return undefined;
    }
  }

  private failed(): void {
    this.sinkFailures += 1;
  }
}

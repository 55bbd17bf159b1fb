import { isRecord, type BarEvent, type MarketEvent } from './event';
import type { Held } from './gap';
import { Memory } from './memory';
import type { Params } from './provider';
import type { Subscriber } from './subscriber';

/** All there is about one topic: who wants it, and what was sent last. */
export class Route<P extends Params> {
  subscribers: Subscriber<P>[] = [];
  readonly memory = new Memory();
  /** What was sent in earlier lives of those who came back. */
  private before: Held = 'nothing';

  /** @param series the symbol and interval of its bars, if it brings any */
  constructor(
    private readonly topic: string,
    private readonly series: string | undefined,
  ) {}

  join(subscriber: Subscriber<P>, brings: 'prices' | 'records'): void {
    if (this.subscribers.includes(subscriber)) return;
    this.subscribers.push(subscriber);
    const { ledger, awayFrom } = subscriber;
    if (!ledger || awayFrom === undefined) return;
    if (brings === 'records') {
      if (ledger.holdsRecords) this.before = 'records';
    } else if (this.series === undefined) this.before = 'quote';
    else this.lack(subscriber, ledger.lastBar(this.series));
  }

  /** The start (ISO 8601) of the bar from which on history is of use. */
  get lastBar(): string | undefined {
    let last = this.memory.newestBar?.start;
    for (const { lacking } of this.subscribers) {
      const own = lacking.get(this.topic);
      if (own !== undefined && (last === undefined || own < last)) last = own;
    }
    return last;
  }

  /**
   * Whether past bars reach back to the last one that a subscriber has had, where it misses some since an earlier life:
   * all that it missed are then among them. Undefined where it does not.
   */
  joins({ lacking }: Subscriber<P>, bars: readonly MarketEvent[]): boolean | undefined {
    const last = lacking.get(this.topic);
    const [first] = bars as readonly BarEvent[];
    return last === undefined ? undefined : first !== undefined && first.start <= last;
  }

  /** Whether somebody who wants it has had a record, in this life or an earlier one. */
  wasHad(id: string): boolean {
    return this.subscribers.some(({ ledger }) => ledger?.knows(id) === true);
  }

  /** What was sent of it so far. */
  get held(): Held {
    return this.memory.held ?? this.before;
  }

  /**
   * What is remembered for one that joins, oldest first: as many as it asks for, and what it has missed. `accepts` is
   * what it is to get at all.
   */
  remembered(
    subscriber: Subscriber<P>,
    history: number,
    accepts: (event: MarketEvent) => boolean,
  ): MarketEvent[] {
    const { ledger, awayFrom } = subscriber;
    const asked = this.memory.recent(history, accepts);
    if (!ledger || awayFrom === undefined) return asked;
    const lastBar = this.series === undefined ? undefined : ledger.lastBar(this.series);
    const missed = this.memory.since(awayFrom, lastBar).filter(accepts);
    // Both end with the latest: the longer one holds the other.
    const isAsked = asked.length >= missed.length;
    return (isAsked ? asked : missed).filter(event => {
      if (event.type !== 'bar') return !isRecord(event) || !ledger.knows(event.id);
      return (isAsked && history > 1) || !ledger.hadBar(event);
    });
  }

  /**
   * Those of a history that a subscriber is to get: what it has missed, and what it waits for. One bar comes unasked
   * with every subscription: whoever comes back has had it.
   * @param news those of `events` that were not sent on this connection
   */
  wanted(
    subscriber: Subscriber<P>,
    history: number,
    events: readonly MarketEvent[],
    news: readonly MarketEvent[],
  ): readonly MarketEvent[] {
    const isAwaiting = subscriber.awaiting.delete(this.topic);
    if (!subscriber.lacking.delete(this.topic)) return isAwaiting ? events.slice(-history) : news;
    const missed = events.filter(event => event.type === 'bar' && subscriber.ledger?.hadBar(event) === false);
    return isAwaiting && history > Math.max(1, missed.length) ? events.slice(-history) : missed;
  }

  /** A subscriber comes back that has had bars until `last` (ISO 8601). */
  private lack(subscriber: Subscriber<P>, last: string | undefined): void {
    if (last === undefined) return;
    this.before = 'bars';
    if (this.memory.reachesBackTo(last)) return;
    subscriber.lacking.set(this.topic, last);
  }
}

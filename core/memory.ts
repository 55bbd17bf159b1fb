import type { BarEvent, MarketEvent, RecordEvent } from './event';
import type { Held } from './gap';
import { RecordsMemory } from './records-memory';

/** What an event is, compared with what was sent before. */
export type Verdict = 'fresh' | 'changed' | 'repeat' | 'stale';

/** Bars remembered at the least: enough to know a correction of a bar that just ended. */
const fewestBars = 8;

function sameBar(one: BarEvent, other: BarEvent): boolean {
  return (
    one.close === other.close &&
    one.volume === other.volume &&
    one.high === other.high &&
    one.low === other.low &&
    one.open === other.open &&
    one.closed === other.closed
  );
}

/**
 * What a connection sent last of one topic. It tells repeats from news across reconnects, and serves subscribers that
 * join later. Bounded: one quote, or as many bars or records as somebody asked for.
 */
export class Memory {
  private quote: MarketEvent | undefined;
  /** By id, in the order of time. */
  private bars: Map<string, BarEvent> | undefined;
  private newest: BarEvent | undefined;
  private records: RecordsMemory | undefined;
  private room = fewestBars;

  /** Makes room for `count` bars or records. */
  reserve(count: number): void {
    this.room = Math.max(this.room, count);
    this.records?.reserve(this.room);
  }

  /** Judges an event and remembers it. A changed bar is marked `updated`; quotes are never repeats. */
  judge(event: MarketEvent): Verdict {
    if (event.type === 'bar') return this.judgeBar(event);
    if (event.type !== 'quote') return this.judgeRecord(event);
    this.quote = event;
    return 'fresh';
  }

  /** Whether a record with this id was sent. */
  knows(id: string): boolean {
    return this.records?.knows(id) === true;
  }

  /** The records kept that arrived at `from` (ms since 1970) or later, and the bars from `lastBar` (ISO 8601) on. */
  since(from: number, lastBar: string | undefined): MarketEvent[] {
    const arrived = new Date(from).toISOString();
    const records = this.records?.recent(Infinity, ({ receivedTime }) => receivedTime >= arrived) ?? [];
    if (lastBar === undefined) return records;
    return [...(this.bars?.values() ?? [])].filter(({ start }) => start >= lastBar);
  }

  /** The bar that began last. */
  get newestBar(): BarEvent | undefined {
    return this.newest;
  }

  /** Whether the bars reach back to one that began at `start` (ISO 8601). */
  reachesBackTo(start: string): boolean {
    const oldest: BarEvent | undefined = this.bars?.values().next().value;
    return oldest !== undefined && oldest.start <= start;
  }

  /** Whether all records are there that arrived after `from` (ms since 1970). */
  holdsAllSince(from: number): boolean {
    return this.records === undefined || this.records.holdsAllSince(new Date(from).toISOString());
  }

  /** True once a record was sent. */
  get holdsRecords(): boolean {
    return this.records !== undefined;
  }

  /** What was sent of this topic; undefined before the first event. */
  get held(): Exclude<Held, 'nothing'> | undefined {
    if (this.records) return 'records';
    if (this.bars) return 'bars';
    return this.quote && 'quote';
  }

  /** Whether a bar of `events` was sent. */
  knowsBarOf(events: readonly MarketEvent[]): boolean {
    return events.some(({ id }) => this.bars?.has(id) === true);
  }

  /** Remembers past events, oldest first; gives those that had not been sent, nor lie before what was sent. */
  past(events: readonly MarketEvent[]): MarketEvent[] {
    const first: BarEvent | undefined = this.bars?.values().next().value;
    const bars = new Map(this.bars);
    const news = events.filter(event => {
      if (event.type !== 'bar') return this.judge(event) === 'fresh';
      const before = bars.get(event.id);
      if (before && sameBar(before, event)) return false;
      if (before) event.action = 'updated';
      bars.set(event.id, event);
      return before !== undefined || !first || event.start >= first.start;
    });
    this.keep(bars.values());
    return news;
  }

  /** Up to `count` latest events that `accepts` takes, oldest first. */
  recent(count: number, accepts: (event: MarketEvent) => boolean = () => true): MarketEvent[] {
    if (count <= 0) return [];
    if (this.records) return this.records.recent(count, accepts);
    if (this.quote) return [this.quote];
    return [...(this.bars?.values() ?? [])].slice(-count);
  }

  /** Events remembered. */
  get size(): number {
    return (this.quote ? 1 : 0) + (this.bars?.size ?? 0) + (this.records?.size ?? 0);
  }

  private judgeRecord(record: RecordEvent): Verdict {
    if (!this.records) {
      this.records = new RecordsMemory();
      this.records.reserve(this.room);
    }
    return this.records.add(record) ? 'fresh' : 'repeat';
  }

  private judgeBar(bar: BarEvent): Verdict {
    const before = this.newest?.id === bar.id ? this.newest : this.bars?.get(bar.id);
    if (before) {
      if (sameBar(before, bar)) return 'repeat';
      bar.action = 'updated';
      this.remember(bar);
      return 'changed';
    }
    const oldest: BarEvent | undefined = this.bars?.values().next().value;
    if (oldest && bar.start < oldest.start) return 'stale';
    this.remember(bar);
    return 'fresh';
  }

  private remember(bar: BarEvent): void {
    this.bars ??= new Map();
    const isLate = this.newest !== undefined && bar.start < this.newest.start && !this.bars.has(bar.id);
    this.bars.set(bar.id, bar);
    if (isLate) return this.keep(this.bars.values());
    if (!this.newest || bar.start >= this.newest.start) this.newest = bar;
    if (this.bars.size <= this.room) return;
    for (const id of this.bars.keys()) {
      this.bars.delete(id);
      if (this.bars.size <= this.room) break;
    }
  }

  /** Keeps the latest of `bars`, in the order of time. */
  private keep(bars: Iterable<BarEvent>): void {
    const latest = [...bars].sort(byStart).slice(-this.room);
    this.bars = new Map(latest.map(bar => [bar.id, bar]));
    this.newest = latest[latest.length - 1];
  }
}

function byStart(one: BarEvent, other: BarEvent): number {
  return one.start < other.start ? -1 : Number(one.start > other.start);
}

import type { FeedNotice, MarketEvent } from '../../core/event';
import type { Ledger } from '../../core/ledger';
import type { FeedState, Sink } from '../../core/subscriber';
import { itemOfEvent } from './identity';
import type { SinkEntry } from './journals';
import type { TestTime } from './testTime';

/** A busy test machine's event loop stands still for less than this now and then, in ms. */
const longestStandstill = 60_000;

/** A subscriber that notes all that reaches it, in its order and with the time. */
export class SinkJournal implements Sink {
  readonly entries: SinkEntry[] = [];
  /** Where it notes what it has had, as a node does. */
  ledger: Ledger | undefined;
  private readonly ids = new Set<string>();
  private isSlow = false;
  private release: () => void = () => undefined;

  constructor(private readonly time: TestTime) {}

  events(events: MarketEvent[]): void | Promise<void> {
    this.ledger?.note(events);
    for (const event of events) {
      const copy = JSON.parse(JSON.stringify(event)) as Record<string, unknown>;
      this.entries.push({ ...this.stamp(), kind: 'event', event: copy });
      const item = itemOfEvent(copy);
      if (item) this.ids.add(item.id).add(`${item.id} ${item.close}`);
    }
    if (this.isSlow) return new Promise(resolve => (this.release = resolve));
  }

  notice(notice: FeedNotice): void {
    this.entries.push({ ...this.stamp(), kind: 'notice', notice: { ...notice } });
  }

  state({ name }: FeedState): void {
    this.entries.push({ ...this.stamp(), kind: 'state', state: name });
  }

  /** Takes what comes next, and then nothing more. */
  stall(): void {
    this.isSlow = true;
  }

  /** Takes what waits, and keeps up from now on. */
  resume(): void {
    this.isSlow = false;
    this.release();
  }

  /** Whether something came; of a bar, with this last price. */
  has(id: string, close?: number): boolean {
    return this.ids.has(close === undefined ? id : `${id} ${close}`);
  }

  /** The kinds of the notices, in order, but for a busy test machine's: its event loop stands still now and then. */
  get kinds(): string[] {
    return this.entries.flatMap(entry =>
      entry.kind === 'notice' && !(Number(entry.notice['ms']) < longestStandstill)
        ? [String(entry.notice['notice'])]
        : [],
    );
  }

  count(kind: string): number {
    return this.kinds.filter(one => one === kind).length;
  }

  /** Notices of a kind. */
  told(kind: string): Readonly<Record<string, unknown>>[] {
    return this.entries.flatMap(entry =>
      entry.kind === 'notice' && entry.notice['notice'] === kind ? [entry.notice] : [],
    );
  }

  /** For a person who reads that something did not happen. */
  get story(): string {
    return this.entries
      .map(entry => (entry.kind === 'event' ? '.' : entry.kind === 'state' ? entry.state : ''))
      .join(' ');
  }

  private stamp(): { at: number; hostAt: number } {
    return { at: this.time.now(), hostAt: this.time.clock.now() };
  }
}

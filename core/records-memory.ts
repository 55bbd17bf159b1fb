import type { RecordEvent } from './event';

/** Ids remembered: many times what any provider re-sends on a connect. */
const mostIds = 10_000;
/** Records kept whole at the least, for whoever joins later. */
const fewestKept = 100;

/** The records sent of one topic: all ids, to know a repeat, and the latest few whole. Bounded. */
export class RecordsMemory {
  private readonly ids = new Set<string>();
  /** Walks from the oldest id on; a new walk for each record would pass all places that are empty by now. */
  private readonly oldest = this.ids.values();
  private kept: RecordEvent[] = [];
  private room = fewestKept;
  private hasForgotten = false;

  /** Makes room for `count` records. */
  reserve(count: number): void {
    this.room = Math.max(this.room, count);
  }

  knows(id: string): boolean {
    return this.ids.has(id);
  }

  /** Remembers a record; false if it was known. */
  add(record: RecordEvent): boolean {
    if (this.ids.has(record.id)) return false;
    this.ids.add(record.id);
    if (this.ids.size > mostIds) this.ids.delete(this.oldest.next().value as string);
    this.kept.push(record);
    // In large steps: moving a list for each record would cost more than the record.
    if (this.kept.length < 2 * this.room) return true;
    this.kept = this.kept.slice(-this.room);
    this.hasForgotten = true;
    return true;
  }

  /** Up to `count` latest that `accepts` takes, oldest first. */
  recent(count: number, accepts: (record: RecordEvent) => boolean): RecordEvent[] {
    const found: RecordEvent[] = [];
    for (let index = this.kept.length - 1; index >= 0 && found.length < count; index -= 1) {
      const record = this.kept[index] as RecordEvent;
      if (accepts(record)) found.push(record);
    }
    return found.reverse();
  }

  /** Whether no record that arrived after `from` (ISO 8601) is forgotten. */
  holdsAllSince(from: string): boolean {
    const [oldest] = this.kept;
    return !this.hasForgotten || (oldest !== undefined && oldest.receivedTime <= from);
  }

  get size(): number {
    return this.kept.length;
  }
}

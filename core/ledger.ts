import { isRecord, seriesOf, type BarEvent, type MarketEvent } from './event';
import { fingerprint } from './fingerprint';
import { isNewReminder, readReminder, type Reminder } from './key-reminder';
import { readSilence, type ToldSilence } from './quiet';
import { isObject, isTime } from './read';

/** Ids kept in a file: many times what any provider re-sends. */
export const mostIds = 2000;
/** That a feed is alive is no reason to write more often than this. */
const heardEveryMs = 30_000;

/** What a ledger is about, and where it comes from. */
export interface LedgerSetup {
  /** The stream that its ids belong to: of another one it begins anew. */
  of: string;
  /** What an earlier process kept: undefined where there was none. Untrusted. */
  saved: unknown;
  /** Now, in ms since 1970. */
  now: number;
  /** Ids kept at the most. */
  mostIds: number;
  /** There is something new to keep; at once where it `isUrgent`. */
  changed(isUrgent?: boolean): void;
}

/** A ledger as it is kept: JSON. Times in ms since 1970, ids as fingerprints. */
export interface SavedLedger {
  of: string;
  /** Null where the node has never asked. */
  since: number | null;
  /** Null where it never was online. */
  heardAt: number | null;
  /** When the node was stopped; null where it was not, or not in good order. */
  leftAt: number | null;
  /** The oldest first. */
  ids: string[];
  /** By symbol and interval, the start of the last bar and its values. */
  bars: Record<string, [start: string, values: string]>;
  /** The last one that the node had. */
  reminder?: Reminder | undefined;
  silence?: ToldSilence | undefined;
}

/** How the stream that a ledger is about is called. The practice feed's events are others. */
export function streamOf(provider: string, stream: string, isPractice: boolean): string {
  return `${provider} ${stream}${isPractice ? ' practice' : ''}`;
}

let lastId = '';
let lastPrint = '';

/** Whether an id is known, and that it is now, is asked right after one another. */
function printOf(id: string): string {
  if (id !== lastId) {
    lastId = id;
    lastPrint = fingerprint(id);
  }
  return lastPrint;
}

function valuesOf({ open, high, low, close, volume, closed }: BarEvent): string {
  return [open, high, low, close, volume, closed].join(' ');
}

const isTimeOrNull = (value: unknown): value is number | null => value === null || isTime(value);

/** Null where what was kept is no ledger. */
function readSaved(saved: unknown): SavedLedger | null {
  if (!isObject(saved)) return null;
  const { of, since, heardAt, leftAt, ids, bars, reminder, silence } = saved;
  if (typeof of !== 'string' || !isTimeOrNull(since) || !isTimeOrNull(heardAt)) return null;
  if (!Array.isArray(ids) || !isObject(bars)) return null;
  const pairs = Object.entries(bars).filter(
    (entry): entry is [string, [string, string]] =>
      Array.isArray(entry[1]) && entry[1].length === 2 && entry[1].every(part => typeof part === 'string'),
  );
  return {
    ...{ of, since, heardAt, leftAt: isTime(leftAt) ? leftAt : null },
    ids: ids.filter(id => typeof id === 'string'),
    bars: Object.fromEntries(pairs),
    reminder: readReminder(reminder),
    silence: readSilence(silence),
  };
}

/** A clock that was set back since must not hide what is to come. */
function untilNow(time: number | null | undefined, now: number): number | undefined {
  return typeof time === 'number' ? Math.min(time, now) : undefined;
}

/**
 * What one node has had of one stream, for the time after a restart: it is to get nothing twice, and what it has missed
 * as far as the provider serves it. What a node has had is noted when it leaves the node, not when it arrives: what
 * waits in a queue as the process ends was not had.
 */
export class Ledger {
  /** When the node first asked; what lies before is its backlog. Undefined until it does. */
  since: number | undefined;
  /** What was kept is damaged: repeats and gaps over this start are not known. */
  readonly isReset: boolean;
  /** All that came until then was had, or was not wanted. Undefined until it is online for the first time. */
  heardAt: number | undefined;
  /** When the node was stopped in good order, until more is heard. */
  leftAt: number | undefined;
  /** A silence that the node was told of, and not of its end. */
  silence: ToldSilence | undefined;
  private readonly ids: Set<string>;
  /** Walks from the oldest id on: a new walk for each would pass all places that are empty by now. */
  private readonly oldest: Iterator<string>;
  private readonly bars: Map<string, readonly [start: string, values: string] | BarEvent>;
  private toldAt = -Infinity;
  /** A connection is to serve the node. */
  private isJoined = false;
  private reminder: Reminder | undefined;

  constructor(private readonly setup: LedgerSetup) {
    const { of, saved, now } = setup;
    const read = saved === undefined ? undefined : readSaved(saved);
    this.isReset = read === null;
    const kept = read?.of === of ? read : undefined;
    this.since = untilNow(kept?.since, now);
    this.heardAt = untilNow(kept?.heardAt, now);
    this.leftAt = this.heardAt === undefined ? undefined : (kept?.leftAt ?? undefined);
    this.ids = new Set(kept?.ids.slice(-setup.mostIds));
    this.oldest = this.ids.values();
    this.bars = new Map(Object.entries(kept?.bars ?? {}));
    // Whatever stream these were about, the node was told.
    this.reminder = read?.reminder;
    this.silence = read?.silence;
  }

  /** The node asks for its stream at `now` (ms since 1970). Gives when it did so first. */
  asks(now: number): number {
    if (this.since === undefined) {
      this.since = now;
      this.setup.changed();
    }
    return this.since;
  }

  /** A connection serves the node from now on. */
  join(): void {
    this.isJoined = true;
    // From its first moment on: who is killed a second later has missed what comes after that.
    if (this.heardAt === undefined) this.setup.changed(true);
  }

  /** The node follows these series: what it has had of others is nothing that it misses bars since. */
  follow(series: ReadonlySet<string>): void {
    const others = [...this.bars.keys()].filter(one => !series.has(one));
    for (const one of others) this.bars.delete(one);
    if (others.length > 0) this.setup.changed();
  }

  /** These events leave the node now. */
  note(events: readonly MarketEvent[]): void {
    let isNew = false;
    for (const event of events) {
      if (event.type === 'quote') continue;
      if (isRecord(event)) this.add(printOf(event.id));
      else this.noteBar(event);
      isNew = true;
    }
    if (isNew) this.setup.changed();
  }

  /** Everything that came until `at` (ms since 1970) was noted, or was not wanted. */
  heard(at: number): void {
    this.heardAt = at;
    this.leftAt = undefined;
    if (at - this.toldAt < heardEveryMs) return;
    this.toldAt = at;
    this.setup.changed();
  }

  /** The node is stopped at `now` (ms since 1970), or has no connection any more; all that is to be noted is noted. */
  leave(now: number): void {
    this.leftAt = now;
    this.isJoined = false;
    this.setup.changed();
  }

  /** The node is reminded that its key ends: true where that is news to it. */
  remind(reminder: Reminder): boolean {
    if (!isNewReminder(reminder, this.reminder)) return false;
    this.reminder = reminder;
    this.setup.changed();
    return true;
  }

  /** The node is told of a silence, or with undefined of its end. */
  quiet(silence: ToldSilence | undefined): void {
    if (!silence && !this.silence) return;
    this.silence = silence;
    this.setup.changed();
  }

  /** Whether a record was had. */
  knows(id: string): boolean {
    return this.ids.size > 0 && this.ids.has(printOf(id));
  }

  /** True once a record was had. */
  get holdsRecords(): boolean {
    return this.ids.size > 0;
  }

  /** The start (ISO 8601) of the last bar that was had of a series. */
  lastBar(series: string): string | undefined {
    const bar = this.bars.get(series);
    return bar && ('start' in bar ? bar.start : bar[0]);
  }

  /** Whether the history of a series brings nothing new by this bar: it was had, or an earlier one than the last. */
  hadBar(bar: BarEvent): boolean {
    const last = this.bars.get(seriesOf(bar));
    if (last === undefined) return false;
    const [start, values] = 'start' in last ? [last.start, valuesOf(last)] : last;
    return bar.start < start || (bar.start === start && valuesOf(bar) === values);
  }

  save(): SavedLedger {
    const bars: SavedLedger['bars'] = {};
    for (const [series, bar] of this.bars)
      bars[series] = 'start' in bar ? [bar.start, valuesOf(bar)] : [bar[0], bar[1]];
    return {
      of: this.setup.of,
      since: this.since ?? null,
      heardAt: this.heardAt ?? (this.isJoined ? this.since : null) ?? null,
      leftAt: this.leftAt ?? null,
      ids: [...this.ids],
      bars,
      reminder: this.reminder,
      silence: this.silence,
    };
  }

  private add(print: string): void {
    this.ids.add(print);
    if (this.ids.size > this.setup.mostIds) this.ids.delete(this.oldest.next().value as string);
  }

  private noteBar(bar: BarEvent): void {
    const series = seriesOf(bar);
    const last = this.lastBar(series);
    if (last === undefined || bar.start >= last) this.bars.set(series, bar);
  }
}

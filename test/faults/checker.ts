/**
 * Compares what a server published and sent with what reached a subscriber. It shares no code with the engine, nor with
 * the practice feed: whatever both believe wrongly of ids, gaps or order, it does not believe too.
 */
import { itemOfEvent, itemsOfFrame, type Item } from './identity';
import type { PublishedEvent, Run, SinkEntry } from './journals';

/** What became of one run. Lists name the ids. */
export interface Verdict {
  readonly published: number;
  readonly delivered: number;
  /** Never came, and a notice says so: in a gap, dropped, or while the connection was known to be gone. */
  readonly lostInGap: readonly string[];
  /** Never came, and nothing says so, or a notice says that nothing is missing. */
  readonly lostUnsaid: readonly string[];
  readonly duplicated: readonly string[];
  /** Came after something of the same symbol that was sent later. */
  readonly outOfOrder: readonly string[];
  /** Was never sent, or lies before the subscription. */
  readonly invented: readonly string[];
  /** From the end of the fault to the first live event of after it; undefined without a fault that ended, or where none came. */
  readonly recoveryMs: number | undefined;
  /** What was still there after the end, by kind. */
  readonly leftOver: readonly string[];
}

/** A time in which something may be missing, by the true clock. */
interface Hole {
  readonly from: number;
  to: number;
  isDenied: boolean;
}

interface Arrival {
  readonly at: number;
  readonly item: Item;
  readonly backfill: boolean;
  readonly closed: boolean;
}

/** Judges a run. */
export function check(run: Run): Verdict {
  const since = run.sink.find(entry => entry.kind === 'state' && entry.state === 'online')?.at ?? Infinity;
  const published = run.published.filter(({ time }) => time >= since);
  const arrivals = run.sink.flatMap(arrivalOf);
  const lost = lostOf(published, arrivals, run);
  const known = new Set(run.published.filter(({ time }) => time < since).map(({ id }) => id));
  const news = new Set(published.map(({ id }) => id));
  const sent = sentOf(run);
  return {
    published: new Set(published.map(({ id }) => id)).size,
    delivered: arrivals.length,
    ...lost,
    duplicated: duplicatedOf(arrivals, sent),
    outOfOrder: outOfOrderOf(arrivals, sent, run.published),
    invented: arrivals
      .filter(
        ({ item }) =>
          !sent.has(item.id) || (item.kind === 'record' && known.has(item.id) && !news.has(item.id)),
      )
      .map(({ item }) => item.id),
    recoveryMs: recoveryOf(published, arrivals, run),
    leftOver: Object.entries(run.left).flatMap(([what, count]) => (count === 0 ? [] : [`${count} ${what}`])),
  };
}

function arrivalOf(entry: SinkEntry): Arrival[] {
  if (entry.kind !== 'event') return [];
  const item = itemOfEvent(entry.event);
  if (!item) return [];
  const { backfill, closed } = entry.event;
  return [{ at: entry.at, item, backfill: backfill === true, closed: closed === true }];
}

const stateOf = ({ id, close }: { id: string; close?: number }): string =>
  close === undefined ? id : `${id} ${close}`;

/** Until the first live event that was published after the end of the fault: what comes by the clock alone is none. */
function recoveryOf(
  published: readonly PublishedEvent[],
  arrivals: readonly Arrival[],
  { healedAt }: Run,
): number | undefined {
  if (healedAt === undefined) return undefined;
  const later = new Set(published.filter(({ time }) => time >= healedAt).map(stateOf));
  // The same price may have been there before.
  const first = arrivals.find(
    ({ at, item, backfill }) => at >= healedAt && !backfill && later.has(stateOf(item)),
  );
  return first && first.at - healedAt;
}

/** When each thing was sent, as places in the order of all frames. */
function sentOf({ sent }: Run): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [place, { frame, binary }] of sent.entries()) {
    if (binary) continue;
    for (const { id } of itemsOfFrame(frame)) places.set(id, [...(places.get(id) ?? []), place]);
  }
  return places;
}

function lostOf(
  published: readonly PublishedEvent[],
  arrivals: readonly Arrival[],
  run: Run,
): Pick<Verdict, 'lostInGap' | 'lostUnsaid'> {
  const missing = missingOf(published, arrivals, run);
  const holes = holesOf(run);
  const isSaid = ({ time }: PublishedEvent): boolean =>
    holes.some(({ from, to, isDenied }) => !isDenied && time >= from - run.flightMs && time <= to);
  const unsaid = missing.filter(event => !isSaid(event)).map(({ id }) => id);
  // A notice of dropped events tells how many, not which.
  const dropped = droppedOf(run);
  return {
    lostInGap: [...missing.filter(isSaid).map(({ id }) => id), ...unsaid.slice(0, dropped)],
    lostUnsaid: unsaid.slice(dropped),
  };
}

/** What never came. Of a bar only its last state counts, and of a price that was merged only what came after it. */
function missingOf(
  published: readonly PublishedEvent[],
  arrivals: readonly Arrival[],
  { mergesPrices }: Run,
): PublishedEvent[] {
  const came = new Set(arrivals.map(({ item }) => item.id));
  const closes = new Set(arrivals.map(({ item }) => `${item.id} ${item.close}`));
  const last = new Map(published.map(event => [event.kind === 'bar' ? event.id : '', event]));
  const newest = new Map<string | null, number>();
  for (const { id, symbol, kind, time } of published)
    if (kind === 'quote' && came.has(id)) newest.set(symbol, Math.max(time, newest.get(symbol) ?? 0));
  return published.filter(event => {
    const { kind, id, close, symbol, time } = event;
    if (kind === 'bar') return last.get(id) === event && !closes.has(`${id} ${close}`);
    if (came.has(id)) return false;
    return !(kind === 'quote' && mergesPrices && time <= (newest.get(symbol) ?? -Infinity));
  });
}

/** What notices say is missing: gaps, and the time since the last event where the connection never came back. */
function holesOf({ sink }: Run): Hole[] {
  const holes: Hole[] = [];
  let open: Hole | undefined;
  let lastEventAt = 0;
  for (const entry of sink) {
    if (entry.kind === 'event') lastEventAt = entry.at;
    if (entry.kind !== 'notice') continue;
    const { notice, from, to, complete } = entry.notice;
    if (notice === 'disconnected') open = { from: lastEventAt, to: Infinity, isDenied: false };
    if (notice === 'connected') open = undefined;
    const error = entry.hostAt - entry.at;
    const start = Date.parse(String(from)) - error;
    if (notice === 'gap') holes.push({ from: start, to: Date.parse(String(to)) - error, isDenied: false });
    if (notice !== 'gap-closed' || complete !== true) continue;
    for (const hole of holes) if (hole.from === start) hole.isDenied = true;
  }
  return open ? [...holes, open] : holes;
}

function droppedOf({ sink }: Run): number {
  let sum = 0;
  for (const entry of sink)
    if (entry.kind === 'notice' && entry.notice['notice'] === 'dropped') sum += Number(entry.notice['count']);
  return sum;
}

/** A record comes once, each state of a bar once, a quote as often as it was sent. */
function duplicatedOf(arrivals: readonly Arrival[], sent: ReadonlyMap<string, number[]>): string[] {
  const counts = new Map<string, number>();
  return arrivals.flatMap(({ item: { kind, id, version }, closed }) => {
    const key = kind === 'bar' ? `${id} ${version} ${closed}` : id;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    const allowed = kind === 'quote' ? (sent.get(id)?.length ?? 0) : 1;
    return count > allowed && allowed > 0 ? [key] : [];
  });
}

/** What has a place of its own must come by it, unless it is marked as the past; the rest in the order of the frames. */
function outOfOrderOf(
  arrivals: readonly Arrival[],
  sent: ReadonlyMap<string, number[]>,
  published: readonly PublishedEvent[],
): string[] {
  const symbols = new Map(published.map(({ id, symbol }) => [id, symbol]));
  const reached = new Map<string, number>();
  return arrivals.flatMap(({ item: { id, place }, backfill }) => {
    const line = place ? place.of : String(symbols.get(id));
    const before = reached.get(line) ?? -1;
    if (place) {
      if (!backfill) reached.set(line, Math.max(before, place.number));
      return place.number < before && !backfill ? [id] : [];
    }
    const next = sent.get(id)?.find(one => one >= before);
    if (next === undefined) return sent.has(id) ? [id] : [];
    reached.set(line, next);
    return [];
  });
}

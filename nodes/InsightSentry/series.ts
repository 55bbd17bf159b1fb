import type { BarEvent } from '../../core/event';
import type { Inbound } from '../../core/provider';
import { isObject, toIso, toNumber, type JsonObject } from '../../core/read';
import { intervalOf, largestHistory, topicOf, type BarType, type LiveItem } from './items';

const unitMs: Partial<Record<BarType, number>> = { second: 1000, minute: 60_000, hour: 3_600_000 };
/** The shortest that the longer bars can be. */
const shortestMs = { day: 86_400_000, week: 7 * 86_400_000, month: 28 * 86_400_000 };
/** Nobody knows how many ticks were missed; every plan serves as many (protocol page, section 4.1). */
const tickHistory = 1000;

/**
 * The history that holds all bars since the one that began at `since`, and one more to join on (both in ms since 1970).
 * Servers give what the plan allows, and refuse no larger number.
 */
export function missedBars({ barType, barInterval }: LiveItem, since: number, now: number): number {
  if (barType === 'tick') return tickHistory;
  const barMs = (unitMs[barType] ?? shortestMs[barType as keyof typeof shortestMs]) * barInterval;
  return Math.min(largestHistory, Math.max(1, Math.ceil((now - since) / barMs) + 2));
}

/** A bar is called closed this long after its end: trades of its last second may still be on their way. */
const graceMs = 1500;

function byStart(one: BarEvent, other: BarEvent): number {
  return one.start < other.start ? -1 : Number(one.start > other.start);
}

/** The bars of one subscribed series: tells history from updates, and finds the moment at which a bar is complete. */
export class SeriesState {
  readonly topic: string;
  readonly interval: string;
  private readonly barMs: number | undefined;
  private current: BarEvent | undefined;
  private currentEndMs: number | undefined;
  /** The next frame is the history that a new subscription is answered with. */
  private awaitsHistory = true;

  constructor(readonly item: LiveItem) {
    this.topic = topicOf(item);
    this.interval = intervalOf(item);
    const unit = unitMs[item.barType];
    this.barMs = unit && unit * item.barInterval;
  }

  /** What a series frame says (guide, section 3; protocol page, section 5.3). */
  read(points: readonly unknown[], frame: JsonObject, now: number, receivedTime: string): Inbound[] {
    const bars = points.flatMap(point => this.bar(point, frame, receivedTime) ?? []);
    if (bars.length > 1) bars.sort(byStart);
    const last = bars[bars.length - 1];
    if (!last) return points.length === 0 ? [] : [{ kind: 'unknown', why: 'a series without any bar' }];
    if (this.awaitsHistory || bars.length > 1) return this.history(bars, last, frame, now);
    return this.update(last, frame, now);
  }

  /** The running bar once more, closed, if its end has passed on the server's clock. */
  due(serverNow: number, receivedTime: string): Inbound[] {
    if (!this.current || this.current.closed || this.currentEndMs === undefined) return [];
    if (serverNow < this.currentEndMs + graceMs) return [];
    return [this.close(this.current, receivedTime)];
  }

  private history(bars: BarEvent[], last: BarEvent, frame: JsonObject, now: number): Inbound[] {
    this.awaitsHistory = false;
    for (const bar of bars) {
      bar.backfill = true;
      bar.closed = true;
    }
    this.become(last, frame, now);
    return [{ kind: 'history', topic: this.topic, events: bars }];
  }

  private update(bar: BarEvent, frame: JsonObject, now: number): Inbound[] {
    const before = this.current;
    if (before && bar.start < before.start) {
      bar.closed = true;
      return [{ kind: 'event', topic: this.topic, event: bar }];
    }
    const closing =
      before && !before.closed && bar.start > before.start ? [this.close(before, bar.receivedTime)] : [];
    this.become(bar, frame, now);
    return [...closing, { kind: 'event', topic: this.topic, event: bar }];
  }

  /** Makes `bar` the running one; its end is in the frame where the server tells it. */
  private become(bar: BarEvent, frame: JsonObject, now: number): void {
    const startMs = Date.parse(bar.start);
    this.currentEndMs = this.endMs(startMs, toNumber(frame.bar_end));
    bar.end = toIso(this.currentEndMs ?? null);
    bar.time = toIso(toNumber(frame.last_update)) ?? bar.time;
    bar.closed =
      this.isEverySingleTick || (this.currentEndMs !== undefined && now >= this.currentEndMs + graceMs);
    this.current = bar;
  }

  private get isEverySingleTick(): boolean {
    return this.item.barType === 'tick' && this.item.barInterval === 1;
  }

  private close(bar: BarEvent, receivedTime: string): Inbound {
    // Whatever the bar came with: that it ends happens now.
    const closed: BarEvent = {
      ...bar,
      symbols: [...bar.symbols],
      receivedTime,
      backfill: false,
      closed: true,
    };
    if (this.current === bar) this.current = closed;
    return { kind: 'event', topic: this.topic, event: closed };
  }

  /** `bar_end` is the bar's last second (guide: start + 59 s for one minute); we tell the first instant after it. */
  private endMs(startMs: number, barEndSeconds: number | null): number | undefined {
    const full = this.barMs === undefined ? undefined : startMs + this.barMs;
    if (barEndSeconds === null) return full;
    const told = Math.floor(barEndSeconds) * 1000 + 1000;
    if (told <= startMs) return full;
    return full === undefined ? told : Math.min(full, told);
  }

  private bar(point: unknown, frame: JsonObject, receivedTime: string): BarEvent | undefined {
    if (!isObject(point)) return undefined;
    const seconds = toNumber(point.time);
    const start = toIso(seconds === null ? null : seconds * 1000);
    if (start === null || seconds === null) return undefined;
    const end = toIso(this.barMs === undefined ? null : seconds * 1000 + this.barMs);
    const { code } = this.item;
    return {
      id: `live ${code} ${this.interval} ${start}`,
      recordId: null,
      type: 'bar',
      provider: 'insightsentry',
      stream: 'live',
      action: 'created',
      symbol: code,
      symbols: [code],
      time: end ?? start,
      receivedTime,
      backfill: false,
      interval: this.interval,
      start,
      end,
      open: toNumber(point.open),
      high: toNumber(point.high),
      low: toNumber(point.low),
      close: toNumber(point.close),
      volume: toNumber(point.volume),
      closed: false,
      raw: point,
    };
  }
}

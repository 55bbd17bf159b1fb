/** The bars of one symbol. */
import type { BarEvent, MarketEvent } from '../../core/event';
import { isObject } from '../../core/read';
import type { BarCalendar, BarSpan } from './bar-calendar';
import { barInput, quoteInput, type BarInput } from './bar-input';
import { intervalOf, type BarsRules } from './bars-form';
import { MadeBar } from './made-bar';
import { barEvent, type SeriesHead } from './bar-event';
import { RecentBars } from './recent-bars';
import { memoryOf, type SeriesMemory } from './series-memory';

/** What became of an event: it says nothing for these bars, or lies outside of the session, or came too late. */
export type Verdict = 'taken' | 'unfit' | 'outside' | 'late';

/** Flat bars in a row: a longer gap stays one. */
export const mostFlats = 1000;

export class BarSeries {
  /** Grows whenever something changes that is saved. */
  version = 0;
  private memory: SeriesMemory = memoryOf();
  private open: MadeBar | undefined;
  private readonly recent = new RecentBars();
  /** The flat bar that comes next if nothing else does. */
  private flatSpan: BarSpan | undefined;
  private readonly interval: string;

  constructor(
    private readonly rules: BarsRules,
    private readonly calendar: BarCalendar,
    readonly head: SeriesHead,
  ) {
    this.interval = intervalOf(rules);
  }

  get arrivedAt(): number {
    return this.memory.arrivedAt;
  }

  get isOpen(): boolean {
    return this.open !== undefined;
  }

  /** When `due` has something to do; Infinity while it has not. */
  get dueAt(): number {
    const { newest = 0, arrivedAt, sentAt, isChanged } = this.memory;
    const next = this.open?.span ?? this.flatSpan;
    const closes = next ? arrivedAt + (next.end + this.rules.graceMs - newest) : Infinity;
    return isChanged ? Math.min(closes, sentAt + this.rules.everyMs) : closes;
  }

  take(event: MarketEvent, now: number, out: BarEvent[]): Verdict {
    this.due(now, out);
    const { memory } = this;
    const input = this.inputOf(event, now);
    if (input === undefined) return 'unfit';
    if (this.isRepeat(input)) return 'taken';
    this.version += 1;
    const span = this.spanOf(input);
    if (span && input.until > span.end) return 'unfit';
    const volume = this.volumeOf(input);
    const isNewest = memory.newest === undefined || input.time >= memory.newest;
    if (isNewest) [memory.newest, memory.arrivedAt, memory.lastPrice] = [input.time, now, input.close];
    const isHistory = input.isBackfill && input.at >= (memory.liveAt ?? 0);
    if (!input.isBackfill) memory.liveAt = Math.max(memory.liveAt ?? 0, input.at);
    if (span === undefined) return 'outside';
    const begun = this.open?.span.start ?? memory.doneUntil ?? -Infinity;
    if (span.start >= begun) return this.takeNext(input, span, volume, now, out);
    // What an outage swallowed, and is re-sent after it, is late through no fault of its own.
    const isTooLate = !isHistory && this.feedNow(now) >= span.end + this.rules.graceMs;
    return isTooLate ? 'late' : this.takeLate(input, span, volume, now, out);
  }

  due(now: number, out: BarEvent[]): void {
    const { memory } = this;
    // Somebody may have set the clock back.
    memory.arrivedAt = Math.min(memory.arrivedAt, now);
    memory.sentAt = Math.min(memory.sentAt, now);
    for (;;) {
      const next = this.open?.span ?? this.flatSpan;
      if (next === undefined || this.feedNow(now) < next.end + this.rules.graceMs) break;
      if (this.open) this.close(this.open, now, out);
      else this.addFlat(next, false, now, out);
    }
    if (memory.isChanged) this.tellRunning(now, out);
  }

  /** The running bar as it is now. */
  flush(now: number, out: BarEvent[]): void {
    if (this.open === undefined) return;
    [this.memory.sentAt, this.memory.isChanged] = [now, false];
    this.tell(this.open, false, now, out);
  }

  /** The running bar leaves as a closed one. */
  end(now: number, out: BarEvent[]): void {
    if (this.open) this.close(this.open, now, out);
  }

  save(): unknown {
    return { head: this.head, memory: this.memory, open: this.open?.save(), recent: this.recent.save() };
  }

  /** False where it is not what `save` gave. */
  restore(saved: unknown): boolean {
    if (!isObject(saved) || !isObject(saved.memory) || !Array.isArray(saved.recent)) return false;
    this.memory = memoryOf(saved.memory);
    this.open = MadeBar.restore(saved.open);
    this.recent.restore(saved.recent);
    this.planFlat();
    return true;
  }

  /** The feed's time now: its newest, and what passed since. A feed may lag behind our clock by minutes. */
  private feedNow(now: number): number {
    const { newest, arrivedAt } = this.memory;
    return newest === undefined ? -Infinity : newest + (now - arrivedAt);
  }

  private inputOf(event: MarketEvent, now: number): BarInput | undefined {
    const { memory, rules } = this;
    if (event.type === 'quote') {
      const input = quoteInput(event, rules.price, memory.hasLast, now);
      memory.hasLast ||= Number.isFinite(event.last);
      return input;
    }
    if (event.type !== 'bar') return undefined;
    const interval = typeof event.interval === 'string' ? event.interval : '';
    if (memory.interval !== undefined && memory.interval !== interval) return undefined;
    const input = barInput(event, now);
    const span = input && this.spanOf(input);
    if (input && span && input.until <= span.end) memory.interval = interval;
    return input;
  }

  private spanOf({ at }: BarInput): BarSpan | undefined {
    const span = this.open?.span;
    return span && at >= span.start && at < span.end ? span : this.calendar.spanAt(at);
  }

  /** A quote that tells nothing new, such as another bid of bars of last prices. */
  private isRepeat({ isBar, at, close, volume }: BarInput): boolean {
    const { newest, lastPrice, dayVolume } = this.memory;
    return !isBar && at === newest && close === lastPrice && (volume === undefined || volume === dayVolume);
  }

  /**
   * What was traded since the quote before. Where the day's volume falls, as when a day begins, it is counted anew from
   * there; late quotes, and the first one, tell nothing.
   */
  private volumeOf({ isBar, volume, time }: BarInput): number {
    const { memory } = this;
    if (volume === undefined) return 0;
    memory.hasVolume = true;
    if (isBar) return volume;
    const { dayVolume = volume, newest = -Infinity } = memory;
    if (time < newest) return 0;
    memory.dayVolume = volume;
    return Math.max(0, volume - dayVolume);
  }

  private takeNext(input: BarInput, span: BarSpan, volume: number, now: number, out: BarEvent[]): Verdict {
    if (this.open && span.start > this.open.span.start) this.close(this.open, now, out);
    if (this.open === undefined) this.fillUntil(span.start, input.isBackfill, now, out);
    this.open ??= new MadeBar(span);
    const isAdded = this.open.add(input, volume);
    if (input.isClosed && input.until >= span.end) this.close(this.open, now, out);
    else if (this.rules.running) this.tellRunning(now, out);
    return isAdded ? 'taken' : 'late';
  }

  private takeLate(input: BarInput, span: BarSpan, volume: number, now: number, out: BarEvent[]): Verdict {
    const { memory, recent } = this;
    if (span.start < (memory.forgottenUntil ?? -Infinity)) return 'late';
    const known = recent.at(span.start);
    const bar = known ?? new MadeBar(span);
    // A flat bar has left in its place.
    if (!known) bar.isTold = this.rules.fill && span.start >= (memory.filledFrom ?? Infinity);
    const before = JSON.stringify(known?.values);
    if (!bar.add(input, volume)) return 'late';
    if (known === undefined) recent.add(bar);
    if (bar === recent.newest) memory.close = bar.values.close;
    if (JSON.stringify(bar.values) !== before) this.tell(bar, true, now, out);
    this.forget();
    return 'taken';
  }

  private close(bar: MadeBar, now: number, out: BarEvent[]): void {
    this.open = undefined;
    this.memory.isChanged = false;
    this.memory.flats = 0;
    this.recent.add(bar);
    this.memory.close = bar.values.close;
    this.done(bar, now, out);
    this.forget();
  }

  private fillUntil(start: number, isBackfill: boolean, now: number, out: BarEvent[]): void {
    while (this.flatSpan && this.flatSpan.start < start) this.addFlat(this.flatSpan, isBackfill, now, out);
    if (this.flatSpan === undefined) this.memory.filledFrom = start;
  }

  private addFlat(span: BarSpan, isBackfill: boolean, now: number, out: BarEvent[]): void {
    const bar = new MadeBar(span, this.memory.close);
    bar.isBackfill = isBackfill;
    this.memory.flats += 1;
    this.done(bar, now, out);
  }

  private done(bar: MadeBar, now: number, out: BarEvent[]): void {
    this.tell(bar, true, now, out);
    this.memory.doneUntil = bar.span.end;
    this.planFlat();
  }

  private planFlat(): void {
    const { close, doneUntil, flats } = this.memory;
    const isFilled = this.rules.fill && close !== undefined && doneUntil !== undefined && flats < mostFlats;
    this.flatSpan = isFilled ? this.calendar.spanAfter(doneUntil) : undefined;
  }

  private forget(): void {
    const until = this.recent.forget() ?? -Infinity;
    const { forgottenUntil = -Infinity } = this.memory;
    if (until > forgottenUntil) this.memory.forgottenUntil = until;
  }

  private tellRunning(now: number, out: BarEvent[]): void {
    const { memory } = this;
    memory.isChanged = now - memory.sentAt < this.rules.everyMs;
    if (!memory.isChanged) this.flush(now, out);
  }

  private tell(bar: MadeBar, closed: boolean, now: number, out: BarEvent[]): void {
    this.version += 1;
    const { newest = now, hasVolume } = this.memory;
    const time = closed ? bar.span.end : Math.min(newest, bar.span.end);
    const { open, high, low, close, volume } = bar.values;
    const values = { open, high, low, close, volume: hasVolume ? volume : null };
    out.push(barEvent(this.head, this.interval, bar, { time, now, closed }, values));
    bar.isTold = true;
  }
}

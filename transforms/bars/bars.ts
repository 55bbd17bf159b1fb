/** Bars: quotes, or smaller bars, put together to bars of any length. */
import type { BarEvent, MarketEvent } from '../../core/event';
import { KeptRows } from '../../core/kept-rows';
import { isObject } from '../../core/read';
import { symbolTest } from '../filter/symbol-match';
import type { Operator } from '../operator';
import { BarCalendar } from './bar-calendar';
import type { SeriesHead } from './bar-event';
import { BarSeries } from './bar-series';
import type { BarsRules } from './bars-form';

export { parseBars, type BarsRules } from './bars-form';

export interface BarsCounts {
  taken: number;
  /** Bars that left, running and updated ones among them. */
  left: number;
  /** Events that came too late. */
  late: number;
  /** Events that say nothing for these bars: of another kind, without a price or symbol, outside of the session. */
  ignored: number;
  /** Unfinished bars of symbols that had to be forgotten. */
  dropped: number;
}

/** Symbols that are remembered at most; the one that was quiet for longest is forgotten. */
export const mostSymbols = 10_000;
const longestSymbol = 64;

/** Bars of many symbols close together: they are looked at together. */
const stepMs = 250;

const version = 1;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * Makes bars. What the rules mean:
 *
 * - A bar holds what happened from its start until before its end, by the feed's own time, in whatever order it comes.
 *   It closes when an event of a later bar of the symbol comes, when its last smaller bar has closed, or by time alone:
 *   `graceMs` after its end. Time is the feed's: its newest, and what passed since; a delayed feed loses nothing.
 * - Until `graceMs` after its end a bar takes late events: one that has left already leaves again, `updated`, if that
 *   changed it. Backfill of what came after the newest live event is never too late: after an outage it corrects bars
 *   that time has closed, and takes the place of flat ones. What comes later, or for a bar before the last 20 with
 *   prices (fewer of more than 300 smaller bars), is dropped and counted.
 * - Quotes tell the volume of the day: bars hold its differences, never negative. Where it falls it is counted anew from
 *   there. Without any, the volume is null.
 * - A smaller bar is replaced by the next one with its start: a running one is not counted twice. It must lie within one
 *   bar, and of several intervals of a symbol the first that came is used. Of a bar made of more than 1,500 the oldest
 *   can no longer be replaced.
 * - A gap is filled with flat bars of the last close and volume 0, as their time passes: at most 1,000 in a row.
 *
 * Remembered are at most 10,000 symbols, of each the open bar and the last 20.
 */
export class BarsOperator implements Operator<BarEvent> {
  private readonly calendar: BarCalendar;
  private readonly series = new Map<string, BarSeries>();
  private counted: BarsCounts = { taken: 0, left: 0, late: 0, ignored: 0, dropped: 0 };
  private nextDue = Infinity;
  private now = -Infinity;

  constructor(
    private readonly rules: BarsRules,
    private readonly symbolLimit = mostSymbols,
  ) {
    this.calendar = new BarCalendar(rules);
  }

  get counts(): Readonly<BarsCounts> {
    return this.counted;
  }

  get dueAt(): number | undefined {
    return this.nextDue === Infinity ? undefined : this.nextDue;
  }

  take(event: MarketEvent, now: number): BarEvent[] {
    const out = this.due(now);
    const before = out.length;
    this.counted.taken += 1;
    const series = this.seriesOf(event);
    const verdict = series?.take(event, now, out) ?? 'unfit';
    if (verdict === 'late') this.counted.late += 1;
    else if (verdict !== 'taken') this.counted.ignored += 1;
    if (series) this.plan(series.dueAt);
    this.counted.left += out.length - before;
    return out;
  }

  due(now: number): BarEvent[] {
    const isBack = now < this.now;
    this.now = now;
    const out: BarEvent[] = [];
    if (now < this.nextDue && !isBack) return out;
    this.nextDue = Infinity;
    for (const series of this.series.values()) {
      series.due(now, out);
      this.plan(series.dueAt);
    }
    this.counted.left += out.length;
    return out;
  }

  /** The running bars as they are now; they go on. */
  flush(now: number): BarEvent[] {
    const out = this.due(now);
    const before = out.length;
    for (const series of this.series.values()) series.flush(now, out);
    this.counted.left += out.length - before;
    return out;
  }

  /** Bars in the making are closed as they are. */
  begin(now: number): BarEvent[] {
    const out = this.due(now);
    const before = out.length;
    for (const series of this.series.values()) series.end(now, out);
    this.series.clear();
    this.nextDue = Infinity;
    this.counted.left += out.length - before;
    return out;
  }

  reset(symbol?: string): void {
    const fits = symbol === undefined ? () => true : symbolTest([symbol]);
    for (const [key, { head }] of this.series) if (fits(head.symbol)) this.series.delete(key);
    if (this.series.size === 0) this.nextDue = Infinity;
    if (symbol === undefined) this.counted = { taken: 0, left: 0, late: 0, ignored: 0, dropped: 0 };
  }

  save(): unknown {
    const series = new KeptRows(
      [...this.series.values()],
      one => one.save(),
      one => one.version,
    );
    return { version, key: this.key, series };
  }

  /** Of other bars than these, nothing is taken over. */
  restore(saved: unknown): void {
    if (!isObject(saved) || saved.version !== version || saved.key !== this.key) return;
    if (!Array.isArray(saved.series)) return;
    for (const one of saved.series.slice(0, this.symbolLimit) as unknown[]) {
      if (!isObject(one) || !isObject(one.head)) continue;
      const { provider, stream, symbol } = one.head;
      const head = { provider: textOf(provider), stream: textOf(stream), symbol: textOf(symbol) };
      const series = new BarSeries(this.rules, this.calendar, head);
      if (head.symbol === '' || !series.restore(one)) continue;
      this.series.set(keyOf(head), series);
      this.plan(series.dueAt);
    }
  }

  /** What makes bars other bars. */
  private get key(): string {
    const { from, price, barType, barInterval, timeZone, session } = this.rules;
    return JSON.stringify([from, price, barType, barInterval, timeZone, session]);
  }

  private plan(dueAt: number): void {
    this.nextDue = Math.min(this.nextDue, Math.ceil(dueAt / stepMs) * stepMs);
  }

  private seriesOf(event: MarketEvent): BarSeries | undefined {
    if (!isObject(event) || event.type !== (this.rules.from === 'bars' ? 'bar' : 'quote')) return undefined;
    const symbol = textOf(event.symbol);
    if (symbol === '' || symbol.length > longestSymbol) return undefined;
    const head = { provider: textOf(event.provider), stream: textOf(event.stream), symbol };
    const key = keyOf(head);
    const known = this.series.get(key);
    if (known) return known;
    if (this.series.size >= this.symbolLimit) this.forgetQuietest();
    const series = new BarSeries(this.rules, this.calendar, head);
    this.series.set(key, series);
    return series;
  }

  private forgetQuietest(): void {
    const [first, ...others] = this.series;
    if (first === undefined) return;
    let [key, quietest] = first;
    for (const [its, series] of others)
      if (series.arrivedAt < quietest.arrivedAt) [key, quietest] = [its, series];
    this.series.delete(key);
    if (quietest.isOpen) this.counted.dropped += 1;
  }
}

const keyOf = ({ provider, stream, symbol }: SeriesHead): string =>
  `${provider.slice(0, longestSymbol)}\n${stream.slice(0, longestSymbol)}\n${symbol}`;

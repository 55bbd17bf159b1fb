/** Indicators: numbers such as RSI beside each bar or quote of a symbol. */
import type { MarketEvent } from '../../core/event';
import { isObject } from '../../core/read';
import { bareSymbol } from '../alert/alert-rules';
import { whenIs } from '../alert/alert-times';
import type { Operator } from '../operator';
import type { PriceEvent } from './indicator-inputs';
import { typeOf, type Indicator } from './indicator-kinds';
import type { IndicatorRules } from './indicator-parse';
import { readSeries, saveSeries } from './indicator-saved';
import { Series, type IndicatorValues, type Outcome, type Place } from './indicator-series';

export { parseIndicators, type IndicatorRules } from './indicator-parse';

/** An event with what the indicators are at it. */
export type IndicatedEvent = MarketEvent & {
  /** By name; null while it is not known. */
  indicators?: IndicatorValues;
  /**
   * `ready`, or why numbers are missing: for instance `needs 15 bars, has 9`; `late` where the event is older than the
   * last one; `incomplete` where it lacks a price or volume.
   */
  indicatorStatus?: string;
};

export interface IndicatorCounts {
  /** That are remembered. */
  symbols: number;
  /** Of which an indicator is not known yet. */
  warming: number;
  /** Events that came too late to count. */
  late: number;
}

const mostSeries = 5000;
const longestName = 200;

const nameIn = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length <= longestName ? value : undefined;

/** Where an event belongs: `type`, symbol, provider and interval. Undefined where that cannot be said. */
function keyOf(event: PriceEvent): string | undefined {
  const [symbol, provider] = [nameIn(event.symbol), nameIn(event.provider ?? '')];
  const interval = event.type === 'bar' ? nameIn(event.interval ?? '') : '';
  if (!symbol || provider === undefined || interval === undefined) return undefined;
  return [event.type, symbol, provider, interval].join('\n');
}

const symbolIn = (key: string): string => key.split('\n', 2)[1] ?? '';

function placeOf(event: PriceEvent, now: number): Place {
  const { order } = whenIs(event, now);
  const isBar = event.type === 'bar';
  return { order, id: nameIn(event.id) ?? '', isClosed: !isBar || event.closed === true, isBar };
}

/**
 * Runs indicators over the bars and quotes of any number of symbols. What they mean:
 *
 * - Bars of different symbols, intervals and providers do not mix. An indicator of a bar's price counts bars, one of a
 *   quote's price counts quotes; events that none of them counts go on as they are.
 * - Closed bars advance; a running one is told what the indicators would be if it closed now. A closed bar that comes
 *   again with other values replaces the last one. An older one, and a quote older than the last, changes nothing: its
 *   numbers are null, its status is `late`, and it is counted. A quote with the `id` of the last changes nothing. History
 *   that is sent once more changes nothing either: its numbers are worked out anew, as far as it reaches.
 * - What is missing, NaN, infinite or beyond 1e15, a negative volume, and a high below the low are no numbers: an
 *   indicator that needs one leaves the event out, its numbers are null, and the next event goes on from the one before.
 * - Averages begin as charts begin them: EMAs and Wilder's (RSI, ATR) with the simple average of their first values.
 *   The RSI of a price that never moved, and the z-score of one that does not, are null, as is a rate of change from 0.
 *
 * Remembered are 5,000 series at most; of too many, the one without an event for longest is forgotten and begins anew.
 * Of each: for SMA, Bollinger bands, ROC, z-score and VWAP over bars its last `length` inputs twice, about 100 bytes
 * each; for the others, once they are warm, two inputs and an average or three; as much again while a bar runs.
 */
export class IndicatorOperator implements Operator<IndicatedEvent> {
  readonly dueAt = undefined;
  private readonly ofType: Readonly<Record<'bar' | 'quote', readonly Indicator[]>>;
  /** The one without an event for longest is the first. */
  private readonly series = new Map<string, Series>();
  private late = 0;

  constructor(
    private readonly rules: IndicatorRules,
    private readonly limit = mostSeries,
  ) {
    const of = (type: string): Indicator[] => rules.indicators.filter(one => typeOf(one) === type);
    this.ofType = { bar: of('bar'), quote: of('quote') };
  }

  get counts(): IndicatorCounts {
    const symbols = new Set<string>();
    const warming = new Set<string>();
    for (const [key, series] of this.series) {
      symbols.add(symbolIn(key));
      if (series.warming) warming.add(symbolIn(key));
    }
    return { symbols: symbols.size, warming: warming.size, late: this.late };
  }

  take(event: MarketEvent, now: number): IndicatedEvent[] {
    if (!isObject(event) || (event.type !== 'bar' && event.type !== 'quote')) return [event];
    if (this.ofType[event.type].length === 0) return [event];
    const isRunning = event.type === 'bar' && event.closed !== true;
    if (isRunning && !this.rules.sendsRunning) return [];
    const key = keyOf(event);
    const series = key === undefined ? undefined : this.seriesOf(key);
    const outcome = series?.take(event, placeOf(event, now)) ?? this.nowhere(event.type);
    if (outcome.state === 'late') this.late += 1;
    if (event.backfill === true && !this.rules.sendsBackfill) return [];
    const before = 'indicators' in event && isObject(event.indicators) ? event.indicators : {};
    const indicators = { ...before, ...outcome.values } as IndicatorValues;
    return [{ ...event, indicators, indicatorStatus: statusOf(outcome, event.type) }];
  }

  due(): IndicatedEvent[] {
    return [];
  }

  begin(): IndicatedEvent[] {
    this.series.clear();
    return [];
  }

  reset(symbol?: string): void {
    const wanted = symbol?.toUpperCase();
    for (const key of [...this.series.keys()]) {
      const name = symbolIn(key).toUpperCase();
      if (wanted === undefined || name === wanted || bareSymbol(name) === wanted) this.series.delete(key);
    }
    if (wanted === undefined) this.late = 0;
  }

  /**
   * @param most how many characters of JSON at most, without `KeptRows`; of too much, the series without an event for
   *   longest is left out
   */
  save(most?: number): unknown {
    return saveSeries(this.series, key => this.indicatorsOf(key), most);
  }

  /** An indicator that was not there, or was another one, begins anew; so does a running bar. */
  restore(saved: unknown): void {
    for (const { key, order, id, lines } of readSeries(saved, one => this.indicatorsOf(one))) {
      if (this.indicatorsOf(key).length > 0) this.seriesOf(key).restore(order, id, lines);
    }
  }

  private indicatorsOf(key: string): readonly Indicator[] {
    if (key.startsWith('bar\n')) return this.ofType.bar;
    return key.startsWith('quote\n') ? this.ofType.quote : [];
  }

  private seriesOf(key: string): Series {
    const series = this.series.get(key) ?? new Series(this.indicatorsOf(key));
    this.series.delete(key);
    this.series.set(key, series);
    const [oldest] = this.series.keys();
    if (this.series.size > this.limit && oldest !== undefined) this.series.delete(oldest);
    return series;
  }

  /** For an event that belongs to no series. */
  private nowhere(type: 'bar' | 'quote'): Outcome {
    return { values: new Series(this.ofType[type]).unknown(), state: 'incomplete' };
  }
}

function statusOf({ state, warming }: Outcome, type: 'bar' | 'quote'): string {
  if (state === 'late') return 'late';
  if (warming) return `needs ${warming.needs} ${type}${warming.needs === 1 ? '' : 's'}, has ${warming.has}`;
  return state === 'counted' ? 'ready' : 'incomplete';
}

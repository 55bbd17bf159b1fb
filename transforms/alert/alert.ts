/** Alerts: rules that a person can say, run over events. */
import { isRecord, type MarketEvent } from '../../core/event';
import { isObject } from '../../core/read';
import { alertOf, symbolsOf, termsOf, type Alert } from './alert-fired';
import { Holds } from './alert-holds';
import { excessOf, isBack, isBeyond, isCrossing, isLevel, referenceOf, valueIn } from './alert-prices';
import { recordKey } from './alert-records';
import { bareSymbol, type AlertRules } from './alert-rules';
import { restoreStates, saveStates } from './alert-saved';
import { decide, type RuleState, type Sight } from './alert-state';
import { mostSymbols, RuleIndex, SymbolTable } from './alert-symbols';
import { isLateRecord, whenIs } from './alert-times';
import { Told } from './alert-told';
import { PriceWindow, VolumeWindow } from './alert-window';
import type { Operator } from '../operator';

export type { Alert } from './alert-fired';
export { parseAlerts } from './alert-parse';
export { typesOf, type AlertRule, type AlertRules } from './alert-rules';

export interface AlertCounts {
  fired: number;
  /** True, but not yet for as long as they must hold. */
  waiting: number;
  /** Held down by a cool-down or quiet hours, and not told later. */
  suppressed: number;
}

/** When a value came: its time, what it is ordered by, and the clock here. */
interface When {
  readonly time: number;
  readonly order: number;
  readonly isLate: boolean;
  readonly now: number;
}

/**
 * Runs alert rules. What they mean:
 *
 * - A rule on prices fires when it becomes true, not while it stays true. A crossing, and the entering or leaving of a
 *   range, needs a value on each side, both seen live (before a restart counts): the first value never fires. Equal to
 *   the level is neither above nor below: it changes nothing, but ends a hold, which the next value beyond begins anew.
 * - Ranges include their ends; "moves by", "from" and "times" include the number said; "wider than" and new highs and
 *   lows do not. A new high needs prices known since T ago. Windows never span more than T.
 * - `holdMs` is measured by `now`: any value that is not beyond ends it. Moves, highs and averages are then held
 *   against what they began with. `due` fires it, or the next event.
 * - A price older than the newest of its symbol, and a backfilled event, never fires and changes no side, but it enters
 *   the windows. With `includePast` it counts like any other; late prices in kinds with a window still only enter it.
 *   Records come in any order: one is late if it is ten minutes older than the newest of its symbol and type.
 * - What is missing, NaN or infinite says nothing: neither true nor false. Negative prices are prices, percentages are
 *   of the size of what they are from, and from 0 there are none. Negative volumes are none.
 * - A record fires a rule once over all its revisions, for the first of its symbols that the rule names; its withdrawal
 *   never does. Filings that come without a symbol concern rules without symbols.
 * - Quotes of two providers, and bars of two providers or intervals, are each compared with their like only.
 *
 * An event costs what the rules cost that name its symbol or every symbol, and take its type. Remembered are at most
 * 20,000 symbols (the one not seen for long is forgotten, "once" included), 32 series of each, per rule and series a few
 * hundred bytes and, for windows, at most 1,024 prices in each direction or 1,000 bars; and the last 1,000 records told.
 */
export class AlertOperator implements Operator<Alert> {
  private readonly holds = new Holds();
  private readonly table: SymbolTable;
  private told = new Told();
  private fired = 0;
  private suppressed = 0;
  /** The latest time that was told. */
  private now = -Infinity;

  constructor(
    private readonly rules: AlertRules,
    symbolLimit = mostSymbols,
  ) {
    this.table = new SymbolTable(new RuleIndex(rules), symbolLimit, state => this.holds.remove(state));
  }

  get counts(): AlertCounts {
    return { fired: this.fired, waiting: this.holds.size, suppressed: this.suppressed };
  }

  /** Symbols that are remembered. */
  get symbols(): number {
    return this.table.size;
  }

  get dueAt(): number | undefined {
    return this.holds.first?.dueAt;
  }

  take(event: MarketEvent, now: number): Alert[] {
    // What was due before this event came has held.
    const alerts = this.due(now);
    if (!isObject(event)) return alerts;
    if (isRecord(event)) this.takeRecord(event, now, alerts);
    else this.takePrice(event, now, alerts);
    return alerts;
  }

  due(now: number): Alert[] {
    this.now = Math.max(this.now, now);
    const alerts: Alert[] = [];
    for (let state = this.holds.first; state && state.dueAt <= now; state = this.holds.first) {
      this.holds.remove(state);
      this.settle(state, state.dueAt, alerts);
    }
    return alerts;
  }

  begin(now: number): Alert[] {
    const alerts = this.due(now);
    this.forget();
    return alerts;
  }

  reset(symbol?: string): void {
    this.forget(symbol);
    if (symbol === undefined) this.fired = this.suppressed = 0;
  }

  private forget(symbol?: string): void {
    this.table.forget(symbol);
    const upper = symbol?.toUpperCase();
    this.told.forget(one => {
      const name = one.toUpperCase();
      return upper === undefined || name === upper || bareSymbol(name) === upper;
    });
  }

  /**
   * Sides of crossings, what is true already, what fired when, what must go back first, and which records were told.
   * Windows are not saved: after a restart they fill up again, from backfilled events or live. A hold begins anew.
   * @param most about how many characters of JSON that may be, without `KeptRows`; the symbols and records of longest
   *   ago are left out first
   */
  save(most?: number): unknown {
    return saveStates(this.rules, this.table, this.told, { now: this.now, most });
  }

  /** What was saved for rules that are gone or say something else now is dropped. */
  restore(saved: unknown): void {
    restoreStates(saved, this.rules, this.table, this.told);
  }

  private takePrice(event: MarketEvent, now: number, alerts: Alert[]): void {
    const symbol = typeof event.symbol === 'string' ? event.symbol : '';
    const series = this.table.seriesOf(symbol, event);
    if (!series || series.states.length === 0) return;
    const when = whenIs(event, now);
    const isLate = when.order < series.order;
    const time = isLate ? when.time : Math.max(when.time, series.time);
    if (!isLate) [series.order, series.time] = [when.order, time];
    for (const state of series.states)
      this.takeValue(state, event, { time, order: when.order, isLate, now }, alerts);
  }

  private takeValue(state: RuleState, event: MarketEvent, when: When, alerts: Alert[]): void {
    const { rule, past } = state;
    const value = valueIn(rule, event);
    if (Number.isNaN(value)) return;
    const { time, order, isLate } = when;
    if (past instanceof PriceWindow && !isLate) past.moveTo(time);
    const isPast = isLate || event.backfill === true;
    if (!isPast || (rule.includePast && !(isLate && past)))
      this.judge(state, { event, value, reference: NaN, time }, when, alerts);
    if (past instanceof PriceWindow) past.add(time, value);
    if (past instanceof VolumeWindow && event.type === 'bar' && event.closed === true) past.add(order, value);
  }

  /** Compares a value, and moves the rule on by what came out. */
  private judge(state: RuleState, sight: Sight, { order, time, now }: When, alerts: Alert[]): void {
    const { rule, past } = state;
    if (past instanceof VolumeWindow && state.barStart !== order) {
      state.barStart = order;
      this.end(state);
    }
    const at = past instanceof VolumeWindow ? order : time;
    const held = state.phase === 'holding' ? state.sight : undefined;
    sight.reference = held?.reference ?? referenceOf(rule, sight.event, past, sight.value, at);
    const excess = excessOf(rule, sight.value, sight.reference);
    if (Number.isNaN(excess)) return;
    if (!isBeyond(rule, excess)) {
      const isNeutral = excess === 0 && isLevel(rule);
      if (!isNeutral || state.phase === 'holding') this.end(state);
      if (isBack(rule, excess)) state.isArmed = true;
    } else if (held) {
      [held.event, held.value] = [sight.event, sight.value];
    } else this.enter(state, sight, now, alerts);
  }

  /** It is true now. */
  private enter(state: RuleState, sight: Sight, now: number, alerts: Alert[]): void {
    const { rule, phase } = state;
    if (phase === 'on') return;
    if (phase === 'new' && isCrossing(rule)) {
      state.phase = 'on';
      return;
    }
    state.sight = sight;
    if (rule.holdMs === 0) return this.settle(state, now, alerts);
    state.phase = 'holding';
    state.dueAt = now + rule.holdMs;
    this.holds.add(state);
  }

  /** It is not true any more. */
  private end(state: RuleState): void {
    this.holds.remove(state);
    state.sight = undefined;
    state.phase = 'off';
  }

  /** It is true, and was for as long as it must. */
  private settle(state: RuleState, now: number, alerts: Alert[]): void {
    const { sight } = state;
    state.phase = 'on';
    state.sight = undefined;
    if (!sight || !this.mayFire(state, now)) return;
    alerts.push(alertOf(state, sight.event, sight.time, termsOf(sight.value, sight.reference), now));
  }

  private mayFire(state: RuleState, now: number): boolean {
    const verdict = decide(state, now);
    if (verdict === 'fires') this.fired += 1;
    if (verdict === 'suppressed') this.suppressed += 1;
    return verdict === 'fires';
  }

  private takeRecord(event: MarketEvent, now: number, alerts: Alert[]): void {
    const { time } = whenIs(event, now);
    const met = new Set<number>();
    for (const symbol of symbolsOf(event)) {
      const series = this.table.seriesOf(symbol, event);
      if (!series || series.states.length === 0) continue;
      const isPast = event.backfill === true || isLateRecord(time, series.time);
      series.time = Math.max(series.time, time);
      for (const state of series.states) {
        const { place, includePast } = state.rule;
        if (!met.has(place) && (!isPast || includePast)) this.find(state, event, time, now, alerts);
        met.add(place);
      }
    }
  }

  private find(state: RuleState, event: MarketEvent, time: number, now: number, alerts: Alert[]): void {
    const found = event.action === 'deleted' ? undefined : state.running.finder?.(event);
    if (!found || !this.told.tell(state.rule.key, recordKey(event), state.symbol ?? '')) return;
    if (this.mayFire(state, now)) alerts.push(alertOf(state, event, time, found, now));
  }
}

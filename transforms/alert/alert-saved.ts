/** What alert rules remember, as JSON that goes on after a restart. */
import { KeptRows } from '../../core/kept-rows';
import { isObject } from '../../core/read';
import { isCrossing } from './alert-prices';
import type { AlertRules } from './alert-rules';
import type { RuleState } from './alert-state';
import type { Series, SymbolTable } from './alert-symbols';
import type { Told } from './alert-told';

const version = 1;

/** No day is longer than this, in any zone. */
const longestDayMs = 50 * 3_600_000;

/** A rule's place among the saved keys; whether its side is known; whether it is armed; when it fired. */
type SavedState = [rule: number, side: 0 | 1, armed: 0 | 1, firedAt: number | null, barStart: number | null];
type SavedSeries = [symbol: string, type: string, provider: string, interval: string, states: SavedState[]];

/** The phase from which a rule goes on. A hold begins anew: a crossing that waits is still to come. */
const savedPhase = (state: RuleState): 'off' | 'on' => (isCrossing(state.rule) ? 'off' : 'on');

function sideOf(state: RuleState): 0 | 1 {
  const isWaiting = state.phase === 'holding' && isCrossing(state.rule);
  return isWaiting || state.phase === savedPhase(state) ? 1 : 0;
}

/** When it fired, if that still matters at `now`. */
function firedAtOf({ rule, firedAt }: RuleState, now: number): number | null {
  if (firedAt === undefined) return null;
  const age = now - firedAt;
  const counts =
    rule.repeat === 'once' || (rule.repeat === 'daily' && age < longestDayMs) || age < rule.coolDownMs;
  return counts ? firedAt : null;
}

function savedState(state: RuleState, now: number): SavedState | undefined {
  const [side, firedAt] = [sideOf(state), firedAtOf(state, now)];
  if (side === 0 && state.isArmed && firedAt === null) return undefined;
  const barStart = Number.isNaN(state.barStart) ? null : state.barStart;
  return [state.rule.place - 1, side, state.isArmed ? 1 : 0, firedAt, barStart];
}

/** The last of some rows that fit into so many characters of JSON. */
function lastWithin<Row>(rows: readonly Row[], most: number): Row[] {
  let left = most;
  let from = rows.length;
  while (from > 0 && (left -= JSON.stringify(rows[from - 1]).length + 1) >= 0) from -= 1;
  return rows.slice(from);
}

/** Only what differs from a rule that has seen nothing; undefined where that is nothing. */
function savedSeries(
  [symbol, { type, provider, interval, states }]: readonly [string, Series],
  now: number,
): SavedSeries | undefined {
  const saved = states.map(state => savedState(state, now)).filter(state => state !== undefined);
  return saved.length > 0 ? [symbol, type, provider, interval, saved] : undefined;
}

/** @param most characters of JSON; without it the series are `KeptRows` */
export function saveStates(
  rules: AlertRules,
  table: SymbolTable,
  told: Told,
  { now, most }: { now: number; most: number | undefined },
): unknown {
  const all = { version, rules: rules.map(rule => rule.key) };
  const rows = [...table.all()];
  if (most === undefined)
    return { ...all, series: new KeptRows(rows, row => savedSeries(row, now)), told: told.list() };
  const byTime = rows.sort(([, one], [, other]) => one.time - other.time);
  const saved = byTime.map(row => savedSeries(row, now)).filter(one => one !== undefined);
  if (most === Infinity) return { ...all, series: saved, told: told.list() };
  const room = most - JSON.stringify(all.rules).length;
  const records = lastWithin(told.list(), room / 2);
  const series = lastWithin(saved, room - JSON.stringify(records).length);
  return { ...all, series, told: records };
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const rowsOf = (value: unknown): unknown[][] =>
  Array.isArray(value) ? value.filter(row => Array.isArray(row)) : [];

function restoreState(state: RuleState, [, side, armed, firedAt, barStart]: readonly unknown[]): void {
  if (side === 1) state.phase = savedPhase(state);
  state.isArmed = armed !== 0;
  if (isNumber(firedAt)) state.firedAt = firedAt;
  if (isNumber(barStart)) state.barStart = barStart;
}

/** Takes back what `saveStates` gave, for the rules that are still there; ignores whatever else it is given. */
export function restoreStates(saved: unknown, rules: AlertRules, table: SymbolTable, told: Told): void {
  if (!isObject(saved) || saved.version !== version || !Array.isArray(saved.rules)) return;
  const keys: unknown[] = saved.rules;
  for (const [symbol, type, provider, interval, rows] of rowsOf(saved.series)) {
    if (!isText(symbol) || !isText(type) || !isText(provider) || !isText(interval)) continue;
    const states = table.series(symbol, type, provider, interval)?.states ?? [];
    for (const row of rowsOf(rows)) {
      const key = isNumber(row[0]) ? keys[row[0]] : undefined;
      const state = states.find(one => one.rule.key === key);
      if (state) restoreState(state, row);
    }
  }
  const known = new Set(rules.map(rule => rule.key));
  for (const [rule, record, symbol] of rowsOf(saved.told)) {
    if (isText(rule) && isText(record) && isText(symbol) && known.has(rule)) told.tell(rule, record, symbol);
  }
}

/** What indicators remember, as JSON that goes on after a restart. */
import { KeptRows } from '../../core/kept-rows';
import { isObject } from '../../core/read';
import { readSaved } from './indicator-calculation';
import { widthOf } from './indicator-inputs';
import type { Indicator } from './indicator-kinds';
import type { SavedLine, SavedSeries, Series } from './indicator-series';

const version = 1;

/** Indicators with the same one can go on with each other's state: neither the name nor the width of bands matters. */
function keyOf({ kind, length, fast, signal, price, timeZone }: Indicator): string {
  return [kind, length, fast, signal, price, timeZone].join(' ');
}

/** What is saved of a series; undefined where that is nothing yet. */
function savedOf(key: string, series: Series, indicators: readonly Indicator[]): object | undefined {
  const { order, id, lines } = series.save();
  if (!Number.isFinite(order)) return undefined;
  const keys = indicators.map(keyOf);
  return { key, order, id, lines: Object.fromEntries(lines.map((line, at) => [keys[at] ?? '', line])) };
}

/**
 * @param series by their keys, the one without an event for longest first
 * @param most characters of JSON; what does not fit is left out, the one without an event for longest first. Without
 *   it the series are `KeptRows`
 */
export function saveSeries(
  series: ReadonlyMap<string, Series>,
  indicatorsOf: (key: string) => readonly Indicator[],
  most?: number,
): unknown {
  const keys = new Map([...series].map(([key, one]) => [one, key]));
  const read = (one: Series): object | undefined => {
    const key = keys.get(one) ?? '';
    return savedOf(key, one, indicatorsOf(key));
  };
  if (most === undefined)
    return { version, series: new KeptRows([...keys.keys()], read, one => one.version) };
  const saved: object[] = [];
  let left = most;
  for (const one of [...keys.keys()].reverse()) {
    const entry = read(one);
    if (entry === undefined) continue;
    if (left < Infinity) left -= JSON.stringify(entry).length;
    if (left < 0) break;
    saved.push(entry);
  }
  return { version, series: saved.reverse() };
}

function readLine(value: unknown, indicator: Indicator): SavedLine | undefined {
  const saved = readSaved(value, widthOf(indicator));
  return saved && { ...saved, hasTaken: isObject(value) && value['hasTaken'] === true };
}

export interface ReadSeries extends Omit<SavedSeries, 'lines'> {
  readonly key: string;
  readonly lines: readonly (SavedLine | undefined)[];
}

/** What `saveSeries` gave, for the indicators that are there now; whatever else is given is left out. */
export function readSeries(
  saved: unknown,
  indicatorsOf: (key: string) => readonly Indicator[],
): ReadSeries[] {
  if (!isObject(saved) || saved['version'] !== version || !Array.isArray(saved['series'])) return [];
  const series: unknown[] = saved['series'];
  return series.flatMap(one => {
    if (!isObject(one) || !isObject(one['lines'])) return [];
    const { key, order, id, lines } = one;
    if (typeof key !== 'string' || typeof id !== 'string' || typeof order !== 'number') return [];
    return [{ key, order, id, lines: indicatorsOf(key).map(its => readLine(lines[keyOf(its)], its)) }];
  });
}

/** Durations as people say them, and as numbers of milliseconds. */
import { ConfigError } from '../core/errors';

const secondMs = 1000;
const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;
const weekMs = 7 * dayMs;

/** The words for each unit, the shortest one first. */
const units: readonly [ms: number, words: string][] = [
  [1, 'ms|millisecond|milliseconds'],
  [secondMs, 's|sec|secs|second|seconds'],
  [minuteMs, 'm|min|mins|minute|minutes'],
  [hourMs, 'h|hr|hrs|hour|hours'],
  [dayMs, 'd|day|days'],
  [weekMs, 'w|week|weeks'],
];
const msOfWord = new Map(units.flatMap(([ms, words]) => words.split('|').map(word => [word, ms] as const)));

const part = /(\d{1,12}(?:\.\d{1,6})?|\ban?\b|\bone\b|\bhalf an?\b)\s*([a-z]+)\.?(?:\s*(?:,|and)?\s*|$)/gy;

const amountOf = (word: string): number =>
  /^\d/.test(word) ? Number(word) : word.startsWith('half') ? 0.5 : 1;

/** Milliseconds of a text such as `5 min`, `1.5 h`, `1 h 30 min` or `a day`; undefined where it is none. */
export function parseDuration(text: string): number | undefined {
  const lower = text.trim().toLowerCase();
  if (lower === '' || lower.length > 60) return undefined;
  let [sum, at] = [0, 0];
  part.lastIndex = 0;
  for (let found = part.exec(lower); found; found = part.exec(lower)) {
    const ms = msOfWord.get(found[2] ?? '');
    if (ms === undefined) return undefined;
    sum += amountOf(found[1] ?? '') * ms;
    at = part.lastIndex;
    if (at === lower.length) return Math.round(sum);
  }
  return undefined;
}

/** A duration as people say it, for instance `90 s`, `5 min`, `4 h` or `52 weeks`. */
export function durationText(ms: number): string {
  const weeks = ms / weekMs;
  if (weeks >= 2 && Number.isInteger(weeks)) return `${weeks} weeks`;
  const days = ms / dayMs;
  if (days >= 1 && Number.isInteger(days)) return days === 1 ? '1 day' : `${days} days`;
  if (ms >= hourMs && ms % hourMs === 0) return `${ms / hourMs} h`;
  if (ms >= minuteMs && ms % minuteMs === 0) return `${ms / minuteMs} min`;
  return ms % secondMs === 0 ? `${ms / secondMs} s` : `${ms} ms`;
}

/** What a duration may be; `what` begins its sentences, for instance `The interval`. */
export interface DurationLimits {
  readonly what: string;
  readonly leastMs: number;
  readonly mostMs: number;
  /** What a form that says nothing means. */
  readonly fallbackMs: number;
}

/** What to say of a typed number without a unit; undefined of all else. Nobody could tell seconds from minutes. */
export function unitLacking(text: string): string | undefined {
  const number = text.trim();
  if (!/^\d+(\.\d+)?$/.test(number)) return undefined;
  const shown = number.slice(0, 20);
  return `Say the unit: ${shown} s, ${shown} min or ${shown} h.`;
}

/** Milliseconds of a form's value: a number of them, or a text such as `5 min`. Throws a ConfigError. */
export function readDuration(value: unknown, { what, leastMs, mostMs, fallbackMs }: DurationLimits): number {
  if (value === undefined || value === null) return fallbackMs;
  const text = typeof value === 'string' ? value.trim() : '';
  if (typeof value === 'string' && text === '') return fallbackMs;
  const ms = typeof value === 'number' || /^\d+$/.test(text) ? Number(value) : parseDuration(text);
  if (ms === undefined || !Number.isFinite(ms)) throw new ConfigError(`${what} ${troubleWith(text)}`);
  if (ms >= leastMs && ms <= mostMs) return Math.round(ms);
  throw new ConfigError(`${what} must be from ${durationText(leastMs)} to ${durationText(mostMs)}.`);
}

function troubleWith(text: string): string {
  if (text === '') return 'must be a duration, for instance 5 min.';
  return `cannot be "${text.slice(0, 40)}". Write a number and its unit, for instance 30 s, 5 min or 1 day.`;
}

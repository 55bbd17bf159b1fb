/** Guards for untrusted JSON: each takes anything and gives a value of a known type, and none of them throws. */

/** A JSON object, not an array and not null. Read by name only; never merged into another object. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The parsed text, or undefined where it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A finite number, also from a numeric string (some servers quote their prices), else null. */
export function toNumber(value: unknown): number | null {
  if (typeof value === 'number') return value - value === 0 ? value : null;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const parsed = Number(value);
  return Number.isFinite(parsed) ? parsed : null;
}

/** Seconds since 1970 are smaller than this for ages, ms larger since 1973. */
const smallestMs = 1e11;

/** A time in ms since 1970, from a number of seconds or ms; null where it is none. */
export function toEpochMs(value: unknown): number | null {
  const number = toNumber(value);
  return number === null || Math.abs(number) > smallestMs ? number : number * 1000;
}

/** Whether it is a time in ms since 1970 that a calendar has. */
export function isTime(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= 8.64e15;
}

/** A string that is not empty, else null. */
export function toText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** ISO texts of recent seconds, by the low bits of the second: formatting a date costs more than parsing a tick. */
const cachedSeconds = new Float64Array(64).fill(NaN);
const cachedTexts: string[] = new Array<string>(64).fill('');

/** A time in ms since 1970 as ISO 8601 in UTC, or null where it is not a time that a calendar has. */
export function toIso(ms: number | null): string | null {
  if (!isTime(ms)) return null;
  const whole = Math.floor(ms);
  const second = Math.floor(whole / 1000);
  const slot = second & 63;
  if (cachedSeconds[slot] !== second) {
    cachedSeconds[slot] = second;
    cachedTexts[slot] = new Date(second * 1000).toISOString().slice(0, -4);
  }
  const rest = whole - second * 1000;
  return `${cachedTexts[slot]}${rest < 10 ? '00' : rest < 100 ? '0' : ''}${rest}Z`;
}

/** What a person typed as a list: split at commas, semicolons, spaces and lines; empty parts left out. */
export function toList(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(toList);
  if (typeof value !== 'string') return [];
  return value.split(/[\s,;]+/).filter(part => part !== '');
}

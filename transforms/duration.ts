/** Durations as people say them. */

const units: readonly (readonly [name: RegExp, ms: number])[] = [
  [/^(?:ms|msecs?|milliseconds?)$/, 1],
  [/^(?:s|secs?|seconds?)$/, 1000],
  [/^(?:m|mins?|minutes?)$/, 60_000],
  [/^(?:h|hrs?|hours?)$/, 3_600_000],
  [/^(?:d|days?)$/, 86_400_000],
  [/^(?:w|wks?|weeks?)$/, 604_800_000],
];

/** A number and its unit, and what may stand between two of them. */
const part = /^(\d+(?:\.\d+)?|\.\d+)\s*([a-z]+)(?:[\s,]+(?:and\s+)?|$)/;
const longest = 100;

/**
 * What a person typed, in ms: `30 s`, `5 min`, `1.5 h`, `1 h 30 min`, `52 weeks`. Undefined for what is no duration, and
 * for a number without a unit.
 */
export function durationIn(typed: string): number | undefined {
  let rest = typed.trim().toLowerCase();
  if (rest === '' || rest.length > longest) return undefined;
  let sum = 0;
  while (rest !== '') {
    const [whole = '', number = '', name = ''] = part.exec(rest) ?? [];
    const [, ms] = units.find(([pattern]) => pattern.test(name)) ?? [];
    if (ms === undefined) return undefined;
    sum += Number(number) * ms;
    rest = rest.slice(whole.length);
  }
  return Math.round(sum);
}

/** A duration as people say it, for instance `90 s`, `5 min`, `4 h` or `52 weeks`. */
export function durationText(ms: number): string {
  const weeks = ms / 604_800_000;
  if (weeks >= 2 && Number.isInteger(weeks)) return `${weeks} weeks`;
  const days = ms / 86_400_000;
  if (days >= 1 && Number.isInteger(days)) return days === 1 ? '1 day' : `${days} days`;
  if (ms >= 3_600_000 && ms % 3_600_000 === 0) return `${ms / 3_600_000} h`;
  if (ms >= 60_000 && ms % 60_000 === 0) return `${ms / 60_000} min`;
  return ms % 1000 === 0 ? `${ms / 1000} s` : `${ms} ms`;
}

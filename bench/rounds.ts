/** Rounds: everything that is compared runs once in each, one after the other, so that all meet the same machine. */
import { LoadMeter } from './load';

/** Cores that others may use before a round is repeated. */
const quietCores = 0.2;

export interface Round<Result> {
  /** By the name of what ran. */
  results: Record<string, Result>;
  foreignCores: number;
}

/** How many rounds, and how many more in place of disturbed ones. */
export interface Bounds {
  rounds: number;
  more: number;
}

/** For clients: the same code differs by a fifth from one process to the next, and so would a median of few rounds. */
export function boundsOf(quick: boolean): Bounds {
  return quick ? { rounds: 2, more: 1 } : { rounds: 11, more: 4 };
}

/**
 * Runs `rounds` rounds, and up to `more` in place of those that others disturbed; gives the quietest.
 * @param pids processes of the bench that live on through all rounds
 */
export async function runRounds<Result>(
  runs: Record<string, () => Promise<Result>>,
  { rounds, more }: Bounds,
  pids: readonly number[],
): Promise<Round<Result>[]> {
  const done: Round<Result>[] = [];
  let quiet = 0;
  while (quiet < rounds && done.length < rounds + more) {
    const load = new LoadMeter(pids);
    const results: Record<string, Result> = {};
    // Back and forth: ABBA, so that a machine that slows down slows both.
    const names = Object.keys(runs);
    for (const name of done.length % 2 === 0 ? names : names.reverse()) {
      results[name] = await (runs[name] as () => Promise<Result>)();
    }
    const foreignCores = load.foreignCores();
    if (foreignCores <= quietCores) quiet += 1;
    done.push({ results, foreignCores });
  }
  return done.sort((one, other) => one.foreignCores - other.foreignCores).slice(0, rounds);
}

export interface Spread {
  median: number;
  least: number;
  most: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = (sorted.length - 1) / 2;
  const [low, high] = [sorted[Math.floor(middle)] ?? NaN, sorted[Math.ceil(middle)] ?? NaN];
  return { median: (low + high) / 2, least: sorted[0] ?? NaN, most: sorted.at(-1) ?? NaN };
}

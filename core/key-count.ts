import { LimitError } from './errors';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Keys of a day that are left for the user's own use. */
const spare = 2;

/** How many keys were fetched lately: a provider grants few in a day. */
export class KeyCount {
  /** When, in ms since 1970, the oldest first. */
  times: readonly number[] = [];

  /**
   * Takes up what another process kept. A time that lies ahead was noted by a clock that was wrong: it still counts, as of
   * just before `now`. True where there was one.
   */
  merge(kept: readonly number[], now: number): boolean {
    const [past, ahead] = [new Set<number>(), new Set<number>()];
    for (const time of [...this.times, ...kept]) (time > now ? ahead : past).add(time);
    let last = now - 1;
    for (let left = ahead.size; left > 0; last -= 1) {
      if (past.has(last)) continue;
      past.add(last);
      left -= 1;
    }
    this.times = [...past].sort((one, other) => one - other);
    return ahead.size > 0;
  }

  /** Why none may be fetched at `now`, of `perDay` that are granted; undefined where one may. */
  refusal(perDay: number, now: number): LimitError | undefined {
    this.times = this.times.filter(time => time > now - dayMs);
    const [oldest = now] = this.times;
    if (this.times.length < perDay - spare) return undefined;
    const retryAfterMs = Math.min(hourMs, oldest + dayMs - now);
    const message = `The provider grants ${perDay} keys a day, and nearly all of today's are used. Trying again later.`;
    return new LimitError(message, { retryAfterMs });
  }

  add(now: number): void {
    this.times = [...this.times, now];
  }

  /** The last one that was added cost nothing. */
  takeBack(): void {
    this.times = this.times.slice(0, -1);
  }
}

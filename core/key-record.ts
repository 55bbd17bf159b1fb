import { jwtExpiry } from './jwt';
import { isObject, isTime } from './read';

/** A short-lived key. Times are ms since 1970. */
export interface Key {
  key: string;
  expiresAt: number;
  fetchedAt: number;
}

/** What is kept of an account's key over restarts. */
export interface KeyRecord {
  key?: Key;
  /** When keys were fetched lately, in ms since 1970; by a clock that was wrong, if that is ahead. */
  fetched: readonly number[];
}

/** A record as it is stored: one flat object. */
export function writeRecord({ key, fetched }: KeyRecord): Record<string, unknown> {
  return { ...key, fetched };
}

/** A stored record as of `now`. What is damaged counts as nothing, and so does a key that has ended. */
export function readRecord(saved: unknown, now: number): KeyRecord {
  if (!isObject(saved)) return { fetched: [] };
  const { key, expiresAt, fetchedAt, fetched } = saved;
  const record: KeyRecord = {
    fetched: Array.isArray(fetched) ? fetched.filter(isTime) : [],
  };
  const isWhole = typeof key === 'string' && key !== '' && isTime(expiresAt) && isTime(fetchedAt);
  if (isWhole && expiresAt > now && fetchedAt <= now) record.key = { key, expiresAt, fetchedAt };
  return record;
}

/**
 * When a key that was fetched `now` ends: as the provider says, or sooner where the key itself says so. An end that has
 * passed already shows that one of the clocks is wrong: then it is taken to live twice as long as it must have left.
 */
export function plausibleEnd(key: string, expiresAt: number, now: number, renewMs: number): number {
  const ends = [jwtExpiry(key) ?? NaN, expiresAt].filter(end => end > now);
  return ends.length > 0 ? Math.min(...ends) : now + 2 * renewMs;
}

import type { Handshake } from '../feed';
import type { Refusal } from '../gate';

/** A refusal with the error body of the REST API (protocol page, section 7). */
export function restRefusal(status: number, message: string): Refusal {
  return {
    status,
    body: JSON.stringify({ error: { code: status, message } }),
    headers: { 'Content-Type': 'application/json' },
  };
}

/** Why a handshake's key opens nothing, by the meanings of 401 and 403 (protocol page, section 7); undefined if it does. */
export function keyRefusal(
  handshake: Handshake,
  accepted: readonly string[] | undefined,
): Refusal | undefined {
  const key = keyOf(handshake);
  if (key === undefined || key === '') return restRefusal(401, 'The API key is missing.');
  if (key.startsWith('noplan')) return restRefusal(403, 'Your plan does not include WebSocket access.');
  const isGood = accepted === undefined ? !key.startsWith('wrong') : accepted.includes(key);
  return isGood ? undefined : restRefusal(401, 'The API key is not valid.');
}

/** The documented header, its spelling in an earlier reference, and the query of the REST API (protocol page, section 2). */
function keyOf({ headers, query }: Handshake): string | undefined {
  const ways = [headers['api-key'], headers['api_key'], query.get('api-key') ?? undefined];
  const key = ways.find(way => way !== undefined);
  return Array.isArray(key) ? key[0] : key;
}

/** Windows are aligned to the clock (protocol page, section 5). */
const WINDOW_MS = 10_000;

/** Connection attempts, of which there may be so many in each window of ten seconds. */
export class Attempts {
  private window = -1;
  private count = 0;

  constructor(private readonly most: number) {}

  /** Counts one; false if it is too many. */
  allow(now: number): boolean {
    const window = Math.floor(now / WINDOW_MS);
    if (window !== this.window) this.count = 0;
    this.window = window;
    this.count += 1;
    return this.count <= this.most;
  }
}

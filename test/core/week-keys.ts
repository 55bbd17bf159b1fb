import { AuthError, ConnectionError } from '../../core/errors';
import { KeyKeeper, type KeyOwner } from '../../core/keys';
import type { KeySource } from '../../core/provider';
import { FakeNet } from '../fakes';

export const hour = 3_600_000;
export const day = 24 * hour;

/** Keys that live a week; the body of an answer is the key. */
export const source: KeySource = {
  request: () => ({ url: 'https://keys.example', headers: {} }),
  read: (status, body) => {
    if (status === 401) throw new AuthError('RapidAPI refused the key.');
    if (status !== 200) throw new ConnectionError('No key.');
    const [key = '', expiresAt = '0'] = body.split(' ');
    return { key, expiresAt: Number(expiresAt) };
  },
  perDay: 10,
  renewMs: day,
};

export const owner: KeyOwner = { title: 'Canned', apiKey: 'the-secret-key', source };

/** A key that says of itself what `claims` say. */
export function jwtOf(claims: unknown): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256' })}.${part(claims)}.c2lnbmF0dXJl`;
}

/** A net whose key endpoint gives `key-1`, `key-2` … that live `lifeMs`. */
export function issue(net: FakeNet, lifeMs = 7 * day): void {
  net.answer = () => {
    const body = `key-${net.requests.length} ${net.clock.now() + lifeMs}`;
    return { status: 200, headers: {}, body };
  };
}

export function keeperOf(lifeMs?: number): { net: FakeNet; keeper: KeyKeeper } {
  const net = new FakeNet();
  issue(net, lifeMs);
  return { net, keeper: new KeyKeeper(net.ports, owner) };
}

/** Just longer than a key counts as newborn. */
export const freshMs = 600_001;

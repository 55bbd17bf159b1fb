import { isObject, parseJson, toNumber } from './read';

/** Far longer than any key; what is longer is not looked into. */
const longestKey = 8192;
/** An expiry outside of this century is none. */
const earliest = Date.UTC(2000, 0);
const latest = Date.UTC(2100, 0);

/**
 * When a key ends by its own words, in ms since 1970: the `exp` of a JWT (RFC 7519, section 4.1.4). Undefined where the
 * key is none, or does not say. Its signature is not checked: good for a reminder, not for a decision.
 */
export function jwtExpiry(key: string): number | undefined {
  if (key.length > longestKey) return undefined;
  const [, payload, ...rest] = key.split('.');
  if (payload === undefined || rest.length !== 1) return undefined;
  const claims = parseJson(decoded(payload));
  const seconds = isObject(claims) ? toNumber(claims.exp) : null;
  if (seconds === null || seconds * 1000 < earliest || seconds * 1000 > latest) return undefined;
  return Math.floor(seconds * 1000);
}

/** Base64url as text, a character for each byte; empty where it is none. */
function decoded(base64Url: string): string {
  try {
    return atob(base64Url.replace(/-/g, '+').replace(/_/g, '/'));
  } catch {
    return '';
  }
}

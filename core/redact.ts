import type { StreamError } from './errors';

/** Takes known secrets out of a text before anybody sees it. */
export type Redact = (text: string) => string;

const hidden = '***';

/** A text as JSON writes it inside its quotes. */
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** The forms in which a secret may stand in a text: plain, in a URL, in base64, in JSON and in JSON inside JSON. */
function spellings(secret: string): string[] {
  const utf8 = new TextEncoder().encode(secret);
  // Encoded and decoded: half a character, which no URL can hold, becomes a whole one.
  const inUrl = encodeURIComponent(new TextDecoder().decode(utf8));
  const base64 = btoa(Array.from(utf8, byte => String.fromCharCode(byte)).join('')).replace(/=+$/, '');
  const base64Url = base64.replace(/\+/g, '-').replace(/\//g, '_');
  const inForm = inUrl.replace(/%20/g, '+').replace(/[!'()~]/g, one => `%${one.charCodeAt(0).toString(16)}`);
  return [secret, inUrl, inForm, base64, base64Url, inJson(secret), inJson(inJson(secret))];
}

/** A function that replaces each of `secrets`, and any `key=…` in a URL's query, by `***`. */
export function createRedact(secrets: readonly string[]): Redact {
  // Very short "secrets" would blot out ordinary words.
  const known = [...new Set(secrets.filter(secret => secret.length >= 4).flatMap(spellings))].sort(
    (one, other) => other.length - one.length,
  );
  return text => {
    const withoutKnown = known.reduce((rest, secret) => rest.split(secret).join(hidden), text);
    return withoutKnown.replace(/([?&](?:api[-_]?key|token|key|apikey)=)[^&\s"']+/gi, `$1${hidden}`);
  };
}

/** Errors that an error names as its causes, looked at most this deep. */
const deepestCause = 8;

/** A server may repeat the key in its complaint, and an address that holds it stands in many: takes both out, causes too. */
export function redactError(error: StreamError, redact: Redact): StreamError {
  let one: unknown = error;
  for (let depth = 0; one instanceof Error && depth < deepestCause; depth += 1) {
    one.message = redact(one.message);
    if (one.stack !== undefined) one.stack = redact(one.stack);
    one = one.cause;
  }
  return error;
}

/** A copy of a JSON value without the secrets, and without what lies deeper than a notice has any use for. */
export function redactValue(value: unknown, redact: Redact, depth = 0): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepestCause) return null;
  if (Array.isArray(value)) return value.map(one => redactValue(one, redact, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      // Whoever merges it into an object of his own would change that object's prototype.
      .filter(([name]) => name !== '__proto__')
      .map(([name, one]) => [redact(name), redactValue(one, redact, depth + 1)]),
  );
}

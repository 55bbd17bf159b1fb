/** Takes known secrets out of a text before anybody sees it. */
export type Redact = (text: string) => string;

const hidden = '***';

/** The forms in which a secret may stand in a text: plain, in a URL, in base64, in JSON. */
function spellings(secret: string): string[] {
  const bytes = Array.from(new TextEncoder().encode(secret), byte => String.fromCharCode(byte)).join('');
  return [secret, encodeURIComponent(secret), btoa(bytes), JSON.stringify(secret).slice(1, -1)];
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

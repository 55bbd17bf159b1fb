import { AuthError, ConfigError, LimitError, type StreamError } from '../../core/errors';
import type { Refusal } from '../../core/ports';
import type { Inbound } from '../../core/provider';
import { isObject, toNumber, toText, type JsonObject } from '../../core/read';
import { retryAfterMs } from '../../core/refusal';

const longest = 300;

/** A server's text as a sentence of a length that a person reads. */
function sentence(text: string): string {
  const whole = text.trim();
  // Cut between words: half a key would not be known as one, and nobody would take it out.
  const short = whole.length <= longest ? whole : whole.slice(0, longest + 1).replace(/\S*$/, '');
  const said = short.trim() || 'an error without an explanation';
  return /[.!?]$/.test(said) ? said : `${said}.`;
}

/** One or several of FastAPI's `{ loc, msg, type }` (protocol page, section 7). */
function detailText(detail: unknown): string | null {
  if (!Array.isArray(detail)) return isObject(detail) ? toText(detail.msg) : toText(detail);
  const texts = detail.slice(0, 5).flatMap(one => (isObject(one) ? (toText(one.msg) ?? []) : []));
  return texts.length > 0 ? texts.join('; ') : null;
}

/** What an error frame says, in any of the shapes that the protocol page takes for possible (section 7). */
function textOf(frame: JsonObject): string | null {
  const { error } = frame;
  const inner = isObject(error) ? toText(error.message) : toText(error);
  return inner ?? toText(frame.message) ?? detailText(frame.detail);
}

/** An HTTP-like status inside an error frame. */
function codeOf(frame: JsonObject): number | null {
  return toNumber(isObject(frame.error) ? frame.error.code : frame.code);
}

/** True for what says something without a field `event` or `error`. */
export function isMessage({ message, detail }: JsonObject): boolean {
  return typeof message === 'string' || (detail !== undefined && detail !== null);
}

/**
 * An error inside the socket, which stays open (protocol page, section 7). Before any data, one that speaks of the key
 * is final.
 */
export function readError(frame: JsonObject, hadData: boolean): Inbound {
  const said = sentence(textOf(frame) ?? 'an error without an explanation');
  const code = codeOf(frame);
  const isAboutKey = /api[ _-]?key|unauthor|forbidden|not authenticated|credentials/i.test(said);
  if (!hadData && (code === 401 || code === 403 || isAboutKey)) {
    return { kind: 'error', error: keyError(said) };
  }
  return {
    kind: 'notice',
    notice: 'provider-message',
    message: `TradeWatch says: ${said}`,
    ...(code === null ? {} : { details: { code } }),
  };
}

function keyError(said: string): AuthError {
  return new AuthError(
    `TradeWatch refused the key: ${said} Check the key in the account, and whether its plan includes WebSocket access.`,
  );
}

/** Windows of ten seconds, after which connecting is allowed again (protocol page, section 5). */
const windowMs = 10_000;

/** What an HTTP status instead of an open socket means (protocol page, section 7). */
export function refusalOf({ status, headers }: Refusal, stream: string): StreamError | undefined {
  if (status === 401) {
    return new AuthError(
      'TradeWatch refused the key (HTTP 401): it is missing, cut off, wrong or revoked. Copy it again into the account.',
    );
  }
  if (status === 403) {
    return new AuthError(
      'TradeWatch knows the key but does not allow this (HTTP 403): its plan may lack WebSocket access.',
    );
  }
  if (status === 404) {
    return new ConfigError(
      `TradeWatch has no quotes of "${stream}" at this address (HTTP 404). Check the asset class of the node, and the Server and Path fields of the account.`,
      { code: 'refused' },
    );
  }
  if (status !== 429) return undefined;
  // A date in `Retry-After` counts from the server's own clock.
  const asked = retryAfterMs(headers['retry-after'], Date.parse(headers.date ?? ''));
  return new LimitError('TradeWatch has too many connection attempts from this address (HTTP 429).', {
    retryAfterMs: Math.max(asked ?? 0, windowMs),
  });
}

import {
  AuthError,
  ConfigError,
  ConnectionError,
  LimitError,
  ProtocolError,
  type StreamError,
} from '../../core/errors';
import type { Refusal } from '../../core/ports';
import { isObject, parseJson, toText } from '../../core/read';
import { retryAfterMs } from '../../core/refusal';

const longest = 300;

/** A server's text as a sentence of a length that a person reads. */
function sentence(text: string): string {
  const whole = text.trim();
  // Cut between words: half a key would not be known as one, and nobody would take it out.
  const short = whole.length <= longest ? whole : whole.slice(0, longest + 1).replace(/\S*$/, '');
  const said = short.trim() || 'no explanation given';
  return /[.!?]$/.test(said) ? said : `${said}.`;
}

/** The least wait once a quota is used up: budgets are per day (protocol page, sections 4.5 and 5). */
const quotaWaitMs = 300_000;
/** The least wait after HTTP 429 without a `Retry-After`. */
const refusedWaitMs = 60_000;

/** A text that speaks of a limit as well as of the key is about the limit. */
function isAboutQuota(said: string): boolean {
  return /quota|limit|credit|budget/i.test(said);
}

function quotaError(said: string, waitMs = quotaWaitMs): LimitError {
  return new LimitError(
    `FinFeedAPI allows this account no more for now: ${said} Budgets start afresh at midnight UTC.`,
    { retryAfterMs: waitMs },
  );
}

function authError(said: string): AuthError {
  return new AuthError(
    `FinFeedAPI refused the key: ${said} Check the key in the account, and whether its plan includes the SEC stream.`,
  );
}

/**
 * What an `error` frame means; the server closes after it (protocol page, section 4.5). There is no code, only a
 * text.
 */
export function errorOf(message: string | null): StreamError {
  const said = sentence(message ?? 'no explanation given');
  if (/buffer/i.test(said)) {
    return new ConnectionError(
      `FinFeedAPI closed the connection, since this host was too slow to take the filings in: ${said} Give it less to do; what was missed is asked for again.`,
      { code: 'busy' },
    );
  }
  if (isAboutQuota(said)) return quotaError(said);
  if (/api[ _-]?key|unauthor|forbidden|jwt/i.test(said)) return authError(said);
  return new ProtocolError(`FinFeedAPI ended the connection: ${said}`);
}

/**
 * What the body of a refusal says: its texts where it is JSON, else itself. A page of HTML is a proxy's, and says nothing
 * about the account.
 */
function bodyText(body: string): string {
  const parsed = parseJson(body);
  if (typeof parsed === 'string') return parsed;
  if (!isObject(parsed)) return /^\s*</.test(body) ? '' : body;
  const { message, error, title, detail, error_description: description } = parsed;
  const inner = isObject(error) ? error.message : error;
  const texts = [message, inner, title, detail, description].flatMap(one => toText(one) ?? []);
  return [...new Set(texts)].join(': ');
}

/**
 * What an HTTP status instead of an open socket means (protocol page, sections 3, 5 and 8). A budget that is used up may
 * be told as one of several.
 */
export function refusalOf({ status, headers, body }: Refusal): StreamError | undefined {
  // A date in `Retry-After` counts from the server's own clock.
  const asked = retryAfterMs(headers['retry-after'], Date.parse(headers.date ?? ''));
  const text = bodyText(body);
  if (status === 402 || (status === 403 && isAboutQuota(text))) {
    const said = sentence(text.trim() === '' ? `its server answered with HTTP ${status}` : text);
    return quotaError(said, Math.max(asked ?? 0, quotaWaitMs));
  }
  if (status === 401 || status === 403) return authError(`its server answered with HTTP ${status}.`);
  if (status === 429) {
    return new LimitError(
      'FinFeedAPI has too many requests from this account (HTTP 429), or its budget for the day is used up.',
      { retryAfterMs: asked ?? refusedWaitMs },
    );
  }
  if (status < 400 || status >= 500 || status === 408) return undefined;
  return new ConfigError(
    `FinFeedAPI refused the connection (HTTP ${status}). Check the Server and Key header fields of the account.`,
    { code: 'refused' },
  );
}

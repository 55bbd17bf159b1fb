import {
  AuthError,
  ConfigError,
  ConnectionError,
  LimitError,
  ProtocolError,
  type StreamError,
} from '../../core/errors';
import type { Refusal } from '../../core/ports';
import { retryAfterMs } from '../../core/refusal';

/** A server's text as a sentence of a length that a person reads. */
function sentence(text: string): string {
  const short = text.trim().slice(0, 300);
  return /[.!?]$/.test(short) ? short : `${short}.`;
}

/** The least wait once a quota is used up: budgets are per day (protocol page, sections 4.5 and 5). */
const quotaWaitMs = 300_000;
/** The least wait after HTTP 429 without a `Retry-After`. */
const refusedWaitMs = 60_000;

function authError(said: string): AuthError {
  return new AuthError(
    `FinFeedAPI refused the key: ${said} Check the key in the account, and whether its plan includes the SEC stream.`,
  );
}

/**
 * What an `error` frame means; the server closes after it (protocol page, section 4.5). There is no code, only a text:
 * one that speaks of a limit as well as of the key is about the limit.
 */
export function errorOf(message: string | null): StreamError {
  const said = sentence(message ?? 'no explanation given');
  if (/buffer/i.test(said)) {
    return new ConnectionError(
      `FinFeedAPI closed the connection, since this host was too slow to take the filings in: ${said} Give it less to do; what was missed is asked for again.`,
      { code: 'busy' },
    );
  }
  if (/quota|limit|credit|budget/i.test(said)) {
    return new LimitError(
      `FinFeedAPI allows this account no more for now: ${said} Budgets start afresh at midnight UTC.`,
      { retryAfterMs: quotaWaitMs },
    );
  }
  if (/api[ _-]?key|unauthor|forbidden|jwt/i.test(said)) return authError(said);
  return new ProtocolError(`FinFeedAPI ended the connection: ${said}`);
}

/** What an HTTP status instead of an open socket means (protocol page, sections 3, 5 and 8). */
export function refusalOf({ status, headers }: Refusal): StreamError | undefined {
  if (status === 401 || status === 403) return authError(`its server answered with HTTP ${status}.`);
  if (status === 429) {
    // A date in `Retry-After` counts from the server's own clock.
    const asked = retryAfterMs(headers['retry-after'], Date.parse(headers.date ?? ''));
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

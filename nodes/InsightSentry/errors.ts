import { AuthError, ConnectionError, LimitError, ProtocolError } from '../../core/errors';
import type { Inbound } from '../../core/provider';
import { isObject, toNumber, toText, type JsonObject } from '../../core/read';

/** A server's text as a sentence of a length that a person reads. */
function words(frame: JsonObject): string {
  return sentence(toText(frame.message) ?? 'no explanation given');
}

function sentence(text: string): string {
  const short = text.trim().slice(0, 300);
  return /[.!?]$/.test(short) ? short : `${short}.`;
}

/** The delay that the newer dialect asks for, in ms. */
function delayMs(frame: JsonObject): number | undefined {
  const seconds = toNumber(frame.retry_after_seconds) ?? toNumber(frame.delay_seconds);
  return seconds === null || seconds < 0 ? undefined : Math.min(seconds, 3600) * 1000;
}

function symbolRefused(frame: JsonObject, code: string): Inbound {
  const symbol = (toText(frame.symbol) ?? toText(frame.code) ?? 'a symbol').slice(0, 80);
  return {
    kind: 'symbol-refused',
    symbol,
    message: `InsightSentry refused ${symbol}: ${words(frame)} The other symbols go on.`,
    details: { code, ...(frame.details === undefined ? {} : { details: frame.details }) },
  };
}

function connectionCounts(frame: JsonObject): string {
  if (!isObject(frame.details)) return '';
  const current = toNumber(frame.details.current);
  const allowed = toNumber(frame.details.allowed);
  return current === null || allowed === null ? '' : ` (${current} open, ${allowed} allowed)`;
}

/** What the newer dialect's `action` and `retryable` ask of the client (protocol page, section 11). */
function byAction(frame: JsonObject, code: string): Inbound | undefined {
  const action = toText(frame.action);
  if (action === null && frame.retryable === undefined && code !== 'temporarily_unavailable')
    return undefined;
  const waitMs = delayMs(frame);
  if (action === 'wait_and_retry' && code.endsWith('_throttled')) {
    return {
      kind: 'notice',
      notice: 'provider-message',
      message: `InsightSentry slows this account down: ${words(frame)}`,
    };
  }
  if (frame.retryable !== false && (action === 'retry_request' || code === 'temporarily_unavailable')) {
    return { kind: 'resend', afterMs: Math.max(waitMs ?? 0, 1000) };
  }
  const details = waitMs === undefined ? {} : { retryAfterMs: waitMs };
  if (frame.retryable !== false && action?.startsWith('reconnect')) {
    return {
      kind: 'error',
      error: new ConnectionError(`InsightSentry asks to reconnect: ${words(frame)}`, {
        code: 'busy',
        ...details,
      }),
    };
  }
  if (frame.retryable !== false) return undefined;
  return {
    kind: 'error',
    error: new ProtocolError(`InsightSentry refused the request: ${words(frame)}`, { retry: false }),
  };
}

/** A typed error (guide, section 6; protocol page, section 8): what it means for a symbol or for the connection. */
export function readTypedError(frame: JsonObject, code: string): Inbound {
  switch (code) {
    case 'invalid_symbol':
    case 'invalid_bar_interval':
    case 'invalid_currency_code':
    case 'invalid_unit_code':
    case 'series_error':
      return symbolRefused(frame, code);
    case 'max_connections_exceeded':
      return {
        kind: 'error',
        error: new LimitError(
          `InsightSentry allows no more connections for this account${connectionCounts(frame)}. Close another program that uses the same key.`,
          { retryAfterMs: Math.max(60_000, delayMs(frame) ?? 0) },
        ),
      };
    case 'connection_evicted':
      return {
        kind: 'error',
        error: new LimitError(
          'Another program connected with the same InsightSentry account and took this connection over. Stop it, or give it an account of its own.',
          { code: 'evicted', retryAfterMs: Math.max(300_000, delayMs(frame) ?? 0) },
        ),
      };
  }
  const asked = byAction(frame, code);
  if (asked) return asked;
  if (code === 'server_busy' || code === 'internal_server_error') {
    return {
      kind: 'error',
      error: new ConnectionError(`InsightSentry is busy: ${words(frame)}`, { code: 'busy' }),
    };
  }
  if (/api_?key|unauthori[sz]ed|forbidden/i.test(code))
    return { kind: 'error', error: authError(words(frame)) };
  return {
    kind: 'notice',
    notice: 'provider-message',
    message: `InsightSentry says "${code.slice(0, 80)}": ${words(frame)}`,
    details: { code: code.slice(0, 80) },
  };
}

function authError(text: string): AuthError {
  return new AuthError(
    `InsightSentry refused the key: ${text} Check the account's key; the free plan's key does not stream.`,
  );
}

/** Words that say of a key that it is no good any more; whoever only speaks of keys does not refuse one. */
const refusesKey = /\b(expired|has ended|invalid|revoked|not valid|no longer)\b/i;

/**
 * A plain text. One that speaks of the API key is the only way in which the server tells that the key is wrong (protocol
 * page, section 12): final before any data; later it speaks of the last message's key, while the data of before goes
 * on. Any other text is passed on.
 */
export function readMessage(text: string, hadData: boolean): Inbound {
  const isOfKey = /\bapi[_ ]key\b/i.test(text);
  if (isOfKey && !hadData) return { kind: 'error', error: authError(sentence(text)) };
  if (isOfKey && refusesKey.test(text)) return { kind: 'key-refused', error: authError(sentence(text)) };
  return { kind: 'notice', notice: 'provider-message', message: `InsightSentry says: ${sentence(text)}` };
}

import type { CloseCodes, InsightSentrySettings } from './options';

/** Typed errors after which the server closes (guide, section 6). */
export type ClosingError =
  'max_connections_exceeded' | 'connection_evicted' | 'server_busy' | 'internal_server_error';

/** Typed errors after which the connection stays open (guide, section 6). */
export type RequestError =
  | 'invalid_request'
  | 'invalid_symbol'
  | 'invalid_bar_interval'
  | 'invalid_currency_code'
  | 'invalid_unit_code';

/** The newer dialect's word for "your message waits" (protocol page, section 11). */
export type ThrottleError = 'processing_throttled';

/** What accompanies an error code. */
export interface ErrorContext {
  /** Default: a sentence of the practice feed's own. */
  readonly message?: string;
  readonly symbol?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  /** Newer dialect only. */
  readonly retryAfterSeconds?: number | undefined;
}

const SENTENCES: Readonly<Record<ClosingError | RequestError | ThrottleError, string>> = {
  max_connections_exceeded: 'Too many concurrent connections for your account.',
  connection_evicted: 'A newer connection from your account replaced this one.',
  server_busy: 'The server is busy. Please retry later.',
  internal_server_error: 'An unexpected error occurred. Please retry later.',
  invalid_request: 'The request could not be processed.',
  invalid_symbol: 'Invalid symbol code.',
  invalid_bar_interval: 'Invalid bar_interval.',
  invalid_currency_code: 'Invalid currency code.',
  invalid_unit_code: 'Invalid unit code.',
  processing_throttled: 'Too many subscription messages. Processing is delayed.',
};

/** Actions that the newer dialect names; the other errors carry none (protocol page, section 11). */
const ACTIONS: Readonly<Record<string, string>> = {
  server_busy: 'reconnect',
  internal_server_error: 'reconnect',
  processing_throttled: 'wait_and_retry',
};

/** A typed error as it goes over the wire. */
export function errorFrame(
  dialect: InsightSentrySettings['dialect'],
  error: ClosingError | RequestError | ThrottleError,
  context: ErrorContext = {},
): string {
  const { message = SENTENCES[error], symbol, details, retryAfterSeconds } = context;
  const frame = { error, message, symbol, details };
  if (dialect === 'guide') return JSON.stringify(frame);
  const action = ACTIONS[error];
  return JSON.stringify({
    ...frame,
    action,
    retryable: action !== undefined,
    retry_after_seconds: retryAfterSeconds,
  });
}

/** Close codes are not documented; these are the protocol page's proposal, configurable. */
export function closeCodeOf(error: ClosingError, codes: CloseCodes): number {
  if (error === 'server_busy') return codes.busy;
  return error === 'internal_server_error' ? codes.internal : codes.policy;
}

/** The five kinds of trouble a stream can have. Each says by itself whether trying again can help. */
export type ErrorCode =
  | 'config'
  | 'conflict'
  | 'auth'
  | 'limit'
  | 'plan'
  | 'evicted'
  /** Another connection holds the account's place. */
  | 'occupied'
  | 'refused'
  | 'unreachable'
  | 'timeout'
  | 'silent'
  | 'closed'
  | 'busy'
  | 'protocol';

/** What an error may carry besides its sentence. */
export interface ErrorDetails {
  code?: ErrorCode;
  /** Whether trying again, with nothing changed by the user, can help. */
  retry?: boolean;
  /** The provider's own or a sensible least delay before the next try, in ms. */
  retryAfterMs?: number;
  cause?: unknown;
}

/** Base of all errors of the engine. `message` is for a person: what happened and what to do about it. */
export abstract class StreamError extends Error {
  readonly code: ErrorCode;
  readonly retry: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, code: ErrorCode, retry: boolean, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = details.code ?? code;
    this.retry = details.retry ?? retry;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** What the user typed cannot work. Never retried. */
export class ConfigError extends StreamError {
  constructor(message: string, details?: ErrorDetails) {
    super(message, 'config', false, details);
  }
}

/** The provider refused the key. Never retried: the same key is refused again. */
export class AuthError extends StreamError {
  constructor(message: string, details?: ErrorDetails) {
    super(message, 'auth', false, details);
  }
}

/** The plan or the provider's limits are exceeded: too many connections, symbols or requests. */
export class LimitError extends StreamError {
  constructor(message: string, details?: ErrorDetails) {
    super(message, 'limit', true, details);
  }
}

/** The network or the server failed: unreachable, closed, silent, timed out. Retried. */
export class ConnectionError extends StreamError {
  constructor(message: string, details?: ErrorDetails) {
    super(message, 'unreachable', true, details);
  }
}

/** The server said something that ends this connection, or that the protocol does not know. */
export class ProtocolError extends StreamError {
  constructor(message: string, details?: ErrorDetails) {
    super(message, 'protocol', true, details);
  }
}

/** Whatever was thrown, as a StreamError; a stranger becomes a ProtocolError that is retried. */
export function toStreamError(thrown: unknown): StreamError {
  if (thrown instanceof StreamError) return thrown;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return new ProtocolError(`Unexpected failure inside Market Feeds: ${text}. Please report it.`, {
    cause: thrown,
  });
}

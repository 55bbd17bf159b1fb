import { AuthError, ConfigError, ConnectionError, LimitError, type StreamError } from './errors';
import type { Refusal, SocketEnd } from './ports';

/** A `Retry-After` header, seconds or an HTTP date, as ms from `now`; undefined where it is missing or odd. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const seconds = Number(header);
  const ms = header.trim() !== '' && Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) && ms >= 0 ? Math.min(ms, 3_600_000) : undefined;
}

/** What an HTTP status means that a server answered instead of opening the socket. */
function refusalError(refusal: Refusal, title: string, now: number): StreamError {
  const { status } = refusal;
  const asked = retryAfterMs(refusal.headers['retry-after'], now);
  const details = asked === undefined ? {} : { retryAfterMs: asked };
  if (status === 401 || status === 403) {
    return new AuthError(
      `${title} refused the key (HTTP ${status}). Check the key in the account and whether its plan includes streaming.`,
    );
  }
  if (status === 429)
    return new LimitError(`${title} has too many requests from this account (HTTP 429).`, details);
  if (status === 408 || status >= 500) {
    return new ConnectionError(`${title} is not available at the moment (HTTP ${status}).`, {
      ...details,
      code: 'refused',
    });
  }
  if (status >= 300 && status < 400) {
    return new ConfigError(
      `The server answered with a redirect (HTTP ${status}), which is not followed. Enter the final address in the account's Server field.`,
    );
  }
  return new ConfigError(
    `The server refused the connection (HTTP ${status}). Check the address in the account's Server field.`,
    { code: 'refused' },
  );
}

/** A network failure's code, for instance ECONNREFUSED, in words. */
function networkWords(error: Error & { code?: unknown }): string {
  const code = String(error.code);
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_'))
    return 'an encrypted connection could not be made: the server speaks another protocol at this address';
  if (/CERT|_SIGNATURE$/.test(code))
    return `the server's certificate cannot be trusted (${code}): check the server address, this machine's clock, and what stands between it and the internet`;
  switch (error.code) {
    case 'ECONNREFUSED':
      return 'nothing listens at the server address';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the server name could not be resolved';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'the connection was cut';
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'the server cannot be reached';
    default:
      return error.message || 'the network failed';
  }
}

/** The error that a socket's end stands for. `opened` tells whether it had been open. */
export function endError(end: SocketEnd, title: string, opened: boolean, now: number): StreamError {
  if (end.refusal) return refusalError(end.refusal, title, now);
  if (end.error && (!opened || end.code === undefined)) {
    return new ConnectionError(`${title}: ${networkWords(end.error)}.`, { cause: end.error });
  }
  const reason = end.reason ? ` "${end.reason.slice(0, 120)}"` : '';
  return new ConnectionError(`${title} closed the connection (code ${end.code ?? 1006}${reason}).`, {
    code: 'closed',
    ...(end.error ? { cause: end.error } : {}),
  });
}

import { AuthError, ConnectionError, LimitError, type StreamError } from '../../core/errors';
import type { Refusal } from '../../core/ports';
import { retryAfterMs } from '../../core/refusal';

/** The place of a connection that ended is free again after a few seconds (protocol page, section 4.5). */
const occupiedMs = 2000;

/** What Benzinga's support asks for (protocol page, section 4.1). */
function requestId({ headers }: Refusal): string {
  const id = headers['x-bz-request-id'] ?? '';
  return /^[\w-]{1,64}$/.test(id) ? ` Request id for Benzinga's support: ${id}.` : '';
}

/** What Benzinga means by an HTTP status instead of an open socket (protocol page, section 4.1). */
export function readRefusal(refusal: Refusal, stream: string): StreamError | undefined {
  switch (refusal.status) {
    case 401:
      return new AuthError(
        `Benzinga does not know the API token (HTTP 401). Copy it again from the Benzinga console into the account.${requestId(refusal)}`,
      );
    case 403:
      return new AuthError(
        `Benzinga knows the token, but its plan lacks the stream "${stream}" (HTTP 403). Choose another stream, or ask Benzinga to add this one.${requestId(refusal)}`,
        { code: 'plan' },
      );
    case 429:
      return occupied(refusal, stream);
    case 502:
      return new ConnectionError(
        `Benzinga did not connect the stream (HTTP 502): the server is down, or the address is wrong. If it never worked, check the account's Server.`,
        { code: 'refused' },
      );
    case 503:
    case 504:
      return new ConnectionError(`Benzinga is not available at the moment (HTTP ${refusal.status}).`, {
        code: 'refused',
      });
    default:
      return undefined;
  }
}

/** Both readings of the limit are told, per stream and per token: the provider's pages differ (section 9). */
function occupied({ headers }: Refusal, stream: string): StreamError {
  // A number of seconds; as a date it would need a clock.
  const asked = retryAfterMs(headers['retry-after'], NaN) ?? 0;
  return new LimitError(
    `Another connection holds this token's place on the stream "${stream}" (HTTP 429): Benzinga allows one connection ` +
      `per token and stream, on some plans one per token. Stop the other program, workflow or test that uses the ` +
      `token, or use another token. If it was this one's own connection, its place is free in a few seconds.`,
    { code: 'occupied', retryAfterMs: Math.max(occupiedMs, asked) },
  );
}

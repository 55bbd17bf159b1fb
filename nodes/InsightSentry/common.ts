import { AuthError, ConnectionError, LimitError } from '../../core/errors';
import type { KeySource, Params, Provider } from '../../core/provider';
import { isObject, parseJson, toNumber, toText } from '../../core/read';
import { parseAccount, type InsightSentryAccount } from './account';
import { credentialFields } from './fields';

/** The key endpoint's answer (guide, section 7): `{ api_key, expiration }`, the latter in seconds. */
function readKey(status: number, body: string): { key: string; expiresAt: number } {
  if (status === 401 || status === 403) {
    throw new AuthError(
      `RapidAPI refused the key (HTTP ${status}). Check it, and that the plan is subscribed.`,
    );
  }
  if (status === 429)
    throw new LimitError('RapidAPI gives no more keys today (HTTP 429).', { retryAfterMs: 3_600_000 });
  const answer = parseJson(body);
  const key = isObject(answer) ? toText(answer.api_key) : null;
  const expiration = isObject(answer) ? toNumber(answer.expiration) : null;
  if (status !== 200 || key === null || expiration === null) {
    throw new ConnectionError(`The key endpoint gave no key (HTTP ${status}).`, {
      code: 'refused',
      retryAfterMs: 60_000,
    });
  }
  return { key, expiresAt: expiration * 1000 };
}

function keySource(account: InsightSentryAccount): KeySource | undefined {
  if (account.plan !== 'rapidapi') return undefined;
  const { host } = new URL(account.keyServer);
  return {
    request: () => ({
      url: `${account.keyServer}/v2/websocket-key`,
      headers: { 'x-rapidapi-key': account.apiKey, 'x-rapidapi-host': host },
    }),
    read: readKey,
    perDay: 10,
    renewMs: 86_400_000,
  };
}

type Common = 'id' | 'title' | 'docs' | 'credentialFields' | 'timing' | 'account' | 'practice' | 'keySource';

/** What both of InsightSentry's endpoints, market data and news, have in common. */
export const common: Pick<Provider<Params, InsightSentryAccount>, Common> = {
  id: 'insightsentry',
  title: 'InsightSentry',
  docs: 'https://insightsentry.com/docs/ws',
  credentialFields,
  // Guide, section 5: heartbeat each 10 s, none for 30 s is trouble; a ping each 20 to 30 s; back-off 0.5 to 30 s.
  timing: {
    openMs: 10_000,
    readyMs: 30_000,
    silenceMs: 30_000,
    stableMs: 60_000,
    ping: { everyMs: 25_000, text: 'ping' },
    backoff: { baseMs: 500, capMs: 30_000 },
    debounceMs: 500,
    budget: { messages: 120, windowMs: 10_800_000, holdMs: 90_000 },
  },
  account: parseAccount,
  practice: ({ dialect }) => ({ dialect }),
  keySource,
};

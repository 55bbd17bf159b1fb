import { AuthError, ConfigError, ConnectionError, LimitError } from '../../core/errors';
import type { KeySource, Provider } from '../../core/provider';
import { isObject, parseJson, toList, toNumber, toText } from '../../core/read';
import { parseAccount, type InsightSentryAccount } from './account';
import { credentialFields, fields } from './fields';
import { labelOf } from './symbols';
import { addItem, parseItems, rowOf, topicOf, wireKeyOf, type LiveItem } from './items';
import { LiveProtocol } from './live';
import { planLive, type LiveParams } from './plan';
import { sampleOf } from './sample';

/** The rows that a control message means: symbols take the options of the node's first row. */
function itemsOf(what: unknown, params: LiveParams, account: InsightSentryAccount): LiveItem[] {
  const first = params.items[0];
  const rows = (Array.isArray(what) ? what : [what]).flatMap(one => {
    if (isObject(one)) return [one];
    return toList(one).map(code => ({ ...(first ? rowOf(first) : {}), code }));
  });
  const items = parseItems(rows, account);
  if (items.length === 0)
    throw new ConfigError('Say which symbol: set msg.topic to a code such as NASDAQ:AAPL.');
  return items;
}

function remove(params: LiveParams, what: unknown, account: InsightSentryAccount): LiveParams {
  if (what === true) return { ...params, items: [] };
  const rows = Array.isArray(what) ? what : [what];
  const codes = new Set(
    rows
      .filter(one => !isObject(one))
      .flatMap(toList)
      .map(code => code.toUpperCase()),
  );
  const keys = new Set(parseItems(rows.filter(isObject), account).map(wireKeyOf));
  return {
    ...params,
    items: params.items.filter(item => !codes.has(item.code) && !keys.has(wireKeyOf(item))),
  };
}

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

/** InsightSentry: real-time quotes and bars (protocol page: `insightsentry.md`). */
export const insightSentry: Provider<LiveParams, InsightSentryAccount> = {
  id: 'insightsentry',
  title: 'InsightSentry',
  docs: 'https://insightsentry.com/docs/ws',
  credentialFields,
  fields,
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
  parse: (form, account) => ({ stream: 'live', items: parseItems(form.subscriptions, account) }),
  brings: () => 'prices',
  topics: ({ items }) =>
    items.map(item => ({ key: topicOf(item), history: item.maxDp, label: labelOf(item.code) })),
  add: (params, what, account) => {
    const items = new Map(params.items.map(item => [wireKeyOf(item), item]));
    for (const item of itemsOf(what, params, account)) addItem(items, item);
    return { ...params, items: [...items.values()] };
  },
  remove,
  list: ({ items }) => items.map(rowOf),
  practice: ({ dialect }) => ({ dialect }),
  probe: account => ({ stream: 'live', items: parseItems([{ code: 'NASDAQ:AAPL' }], account) }),
  sample: ({ items: [item] }) => sampleOf(item),
  endpoints: planLive,
  dial: (_account, stream, server) => ({ url: `${server}/${stream}`, headers: {} }),
  protocol: ({ dialect }) => new LiveProtocol(dialect),
  keySource,
};

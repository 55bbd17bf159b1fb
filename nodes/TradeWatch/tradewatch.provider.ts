import type { Provider } from '../../core/provider';
import { parseAccount, type TradeWatchAccount } from './account';
import { refusalOf } from './errors';
import { credentialFields, fields } from './fields';
import { addQuotes, listQuotes, parseQuotes, removeQuotes, type QuotesParams } from './params';
import { QuoteState } from './quote';
import { QuotesProtocol } from './quotes';
import { exampleOf } from './symbols';

/** Noon of an ordinary trading day: a sample must not look like news. */
const sampleMs = Date.UTC(2026, 0, 2, 17);

/** TradeWatch: quotes of currencies, crypto, stocks, indices and commodities (protocol page: `tradewatch.md`). */
export const tradeWatch: Provider<QuotesParams, TradeWatchAccount> = {
  id: 'tradewatch',
  title: 'TradeWatch',
  docs: 'https://tradewatch.io/docs',
  credentialFields,
  fields,
  // Protocol page, sections 4 and 8: a ping each 30 s, dead after 60 s; back-off 0.5 to 30 s, stable after 60 s.
  timing: {
    openMs: 10_000,
    readyMs: 30_000,
    silenceMs: 60_000,
    stableMs: 60_000,
    ping: { everyMs: 30_000, text: JSON.stringify({ action: 'ping' }) },
    backoff: { baseMs: 500, capMs: 30_000 },
    debounceMs: 500,
  },
  account: parseAccount,
  parse: form => parseQuotes(form),
  brings: () => 'prices',
  eventTypes: () => ['quote'],
  topics: ({ symbols }) => symbols.map(symbol => ({ key: symbol, history: 0, label: symbol })),
  add: (params, what) => addQuotes(params, what),
  remove: (params, what) => removeQuotes(params, what),
  list: listQuotes,
  practice: () => ({}),
  probe: () => parseQuotes({ symbols: exampleOf('currencies') }),
  sample: ({ stream, symbols: [symbol = exampleOf(stream)] }) => {
    const raw = { symbol, timestamp: String(sampleMs), ask: '100.06', bid: '100.04', mid: '100.05' };
    return new QuoteState(stream, symbol).next(raw, new Date(sampleMs).toISOString());
  },
  endpoints: (_account, wanted) => {
    const serves = wanted.filter(({ params }) => params.symbols.length > 0).map(({ id }) => id);
    return { endpoints: serves.length === 0 ? [] : [{ slot: 0, serves }], refused: [] };
  },
  // Protocol page, sections 1 and 2: one path per asset class; the key in a header, or in the query.
  dial: ({ keyHeader, path }, stream, server, key) => {
    const url = server + path.replaceAll('{assetClass}', stream);
    return keyHeader === ''
      ? { url: `${url}?api-key=${encodeURIComponent(key)}`, headers: {} }
      : { url, headers: { [keyHeader]: key } };
  },
  protocol: (_account, stream) => new QuotesProtocol(stream),
  refusal: refusalOf,
  keySource: () => undefined,
};

import type { Account, Form, Params, Provider } from '../../core/provider';
import { benzinga } from '../../nodes/Benzinga/benzinga.provider';
import { finFeedApi } from '../../nodes/FinFeedApi/finfeedapi.provider';
import { insightSentry } from '../../nodes/InsightSentry/insightsentry.provider';
import { tradeWatch } from '../../nodes/TradeWatch/tradewatch.provider';
import type { Simulator, SimulatorOptions } from '../../simulator/server';

export type ProviderId = 'benzinga' | 'finfeedapi' | 'insightsentry' | 'tradewatch';

/** Any provider, as a run sees it. */
export type AnyProvider = Provider<Params, Account>;

/** How a provider is put through the faults: what a node asks for, and how the practice feed says something new. */
export interface Driver {
  readonly id: ProviderId;
  readonly provider: AnyProvider;
  /** What the node asks for: all that is published. */
  readonly form: Form;
  /** A part of it. */
  readonly narrow: Form;
  /** What the practice feed needs besides: it says nothing by itself. */
  readonly simulator: SimulatorOptions;
  /** Publishes one event, or one of each kind, unlike all that were published before; `turn` counts from 1. */
  publish(simulator: Simulator, turn: number): void;
  /** Publishes something that `narrow` does not ask for. */
  publishMore(simulator: Simulator, turn: number): void;
  /** Floods a connection that is there with so many events. */
  flood(simulator: Simulator, count: number): Promise<number>;
  /** What the server re-sends after an interruption: all of it, none, or bars but no quotes. */
  readonly resends: 'records' | 'bars' | 'nothing';
}

const price = (base: number, turn: number, step: number): number => Number((base + turn * step).toFixed(5));
const series = { code: 'NASDAQ:TSLA', type: 'series', barType: 'second', barInterval: 1 };
const quote = (code: string): Form => ({ code, type: 'quote' });

/** One for each provider, on the stream that shows its recovery best. */
export const drivers: readonly Driver[] = [
  {
    id: 'benzinga',
    provider: benzinga,
    form: { stream: 'news' },
    narrow: { stream: 'news', tickers: 'AAPL, TSLA' },
    // A place is free as soon as its holder is gone: how long it may stay taken is a family of its own.
    simulator: { benzinga: { slotHoldMs: 0 } },
    publish: ({ benzinga: feed }, turn) =>
      void feed.publish('news', { title: `Story ${turn}` }, { ticker: turn % 2 ? 'AAPL' : 'TSLA' }),
    publishMore: ({ benzinga: feed }, turn) =>
      void feed.publish('news', { title: `More ${turn}` }, { ticker: 'MSFT' }),
    flood: ({ benzinga: feed }, frames) => feed.flood({ frames, bytes: 900 }),
    resends: 'records',
  },
  {
    id: 'insightsentry',
    provider: insightSentry,
    form: { subscriptions: [quote('NASDAQ:AAPL'), series] },
    narrow: { subscriptions: [quote('NASDAQ:AAPL')] },
    simulator: { insightsentry: { heartbeatMs: 500 } },
    publish: ({ insightsentry: feed }, turn) => {
      feed.setPrice('NASDAQ:AAPL', price(100, turn, 0.01));
      feed.setPrice('NASDAQ:TSLA', price(200, turn, 0.01));
    },
    publishMore: ({ insightsentry: feed }, turn) => feed.setPrice('NASDAQ:TSLA', price(200, turn, 0.01)),
    flood: ({ insightsentry: feed }, frames) => feed.flood({ frames, codes: ['NASDAQ:AAPL'] }),
    resends: 'bars',
  },
  {
    id: 'finfeedapi',
    provider: finFeedApi,
    form: {},
    narrow: { forms: '8-K' },
    simulator: { finfeedapi: { backlog: 40 } },
    publish: ({ finfeedapi: feed }, turn) => void feed.publishFiling({ form: '8-K', cik: 100 + (turn % 2) }),
    publishMore: ({ finfeedapi: feed }, turn) => void feed.publishFiling({ form: '10-K', cik: 200 + turn }),
    flood: ({ finfeedapi: feed }, filings) => feed.flood({ filings }),
    resends: 'records',
  },
  {
    id: 'tradewatch',
    provider: tradeWatch,
    form: { assetClass: 'currencies', symbols: 'EURUSD, GBPUSD' },
    narrow: { assetClass: 'currencies', symbols: 'EURUSD' },
    simulator: { tradewatch: { equalTimestamps: 0 } },
    publish: ({ tradewatch: feed }, turn) => {
      feed.setPrice('EURUSD', price(1, turn, 0.001), 'currencies');
      feed.setPrice('GBPUSD', price(2, turn, 0.001), 'currencies');
    },
    publishMore: ({ tradewatch: feed }, turn) => feed.setPrice('GBPUSD', price(2, turn, 0.001), 'currencies'),
    flood: ({ tradewatch: feed }, quotes) => feed.flood({ quotes }),
    resends: 'nothing',
  },
];

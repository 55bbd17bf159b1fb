/** The market hours that forms begin with, in both hosts, until somebody chooses others. */
import type { MarketChoice } from './quiet-form';

/** By what a stream brings: news, ratings and filings come before the market opens and after it has closed as well. */
export const hoursOfStreams = {
  prices: 'us',
  records: 'us-extended',
} as const satisfies Readonly<Record<string, MarketChoice>>;

/** By a class of assets, as far as one can say. */
export const hoursOfAssets = {
  commodities: 'fx',
  crypto: 'always',
  currencies: 'fx',
  indices: 'us',
  stocks: 'us',
} as const satisfies Readonly<Record<string, MarketChoice>>;

/** The kinds of indicators, as data: what dialogs offer, forms are read by, and results are named after. */

export type IndicatorKind = 'sma' | 'ema' | 'rsi' | 'macd' | 'bollinger' | 'atr' | 'vwap' | 'roc' | 'zscore';

/** What bars are counted by: prices of bars, then prices of quotes, each of which counts as one bar. */
export const barPrices = ['close', 'open', 'high', 'low', 'hl2', 'hlc3'] as const;
export const quotePrices = ['last', 'mid', 'bid', 'ask'] as const;

export type BarPrice = (typeof barPrices)[number];
export type QuotePrice = (typeof quotePrices)[number];
export type IndicatorPrice = BarPrice | QuotePrice;

/** As a person reads them in a sentence. */
export const priceTitles: Readonly<Record<IndicatorPrice, string>> = {
  ...{ close: 'close', open: 'open', high: 'high', low: 'low' },
  ...{ hl2: 'middle of high and low', hlc3: 'typical price' },
  ...{ last: 'last price', mid: 'mid', bid: 'bid', ask: 'ask' },
};

export type LengthName = 'length' | 'fast' | 'slow' | 'signal';

export interface KindFacts {
  /** As a person reads it in a list, for instance `Relative strength index (RSI)`. */
  readonly title: string;
  /** Its lengths, in bars, with what an empty field means. */
  readonly lengths: Readonly<Partial<Record<LengthName, number>>>;
  /** What is appended to the name of each of its numbers. */
  readonly results: readonly string[];
  /** The price that an empty field means; undefined where it takes high, low and close. */
  readonly price: BarPrice | undefined;
  /** The least that a length may be. */
  readonly leastLength: number;
}

const facts = (
  title: string,
  lengths: KindFacts['lengths'],
  more: Partial<Omit<KindFacts, 'title' | 'lengths'>> = {},
): KindFacts => ({ title, lengths, results: [''], price: 'close', leastLength: 1, ...more });

export const indicatorKinds: Readonly<Record<IndicatorKind, KindFacts>> = {
  sma: facts('Simple moving average (SMA)', { length: 20 }),
  ema: facts('Exponential moving average (EMA)', { length: 20 }),
  rsi: facts('Relative strength index (RSI)', { length: 14 }, { leastLength: 2 }),
  macd: facts('MACD', { fast: 12, slow: 26, signal: 9 }, { results: ['', 'Signal', 'Histogram'] }),
  bollinger: facts(
    'Bollinger bands',
    { length: 20 },
    { results: ['Upper', 'Middle', 'Lower'], leastLength: 2 },
  ),
  atr: facts('Average true range (ATR)', { length: 14 }, { price: undefined }),
  vwap: facts('Volume-weighted average price (VWAP)', { length: 20 }, { price: 'hlc3' }),
  roc: facts('Rate of change in percent (ROC)', { length: 12 }),
  zscore: facts('Z-score', { length: 20 }, { leastLength: 2 }),
};

/** One indicator, validated. */
export interface Indicator {
  readonly kind: IndicatorKind;
  /** In bars, or in quotes; of a MACD the slow one. 0: a VWAP that begins anew each day. */
  readonly length: number;
  readonly fast: number;
  readonly signal: number;
  /** How many standard deviations lie between the middle and each band. */
  readonly deviations: number;
  readonly price: IndicatorPrice;
  /** The zone of a VWAP's days. */
  readonly timeZone: string;
  /** What its first number is called; the others have more appended. */
  readonly name: string;
}

/** What an indicator's numbers are called in the event. */
export function namesOf({ kind, name }: Pick<Indicator, 'kind' | 'name'>): string[] {
  return indicatorKinds[kind].results.map(suffix => name + suffix);
}

/** The events that an indicator counts. */
export function typeOf({ price }: Pick<Indicator, 'price'>): 'bar' | 'quote' {
  return quotePrices.some(one => one === price) ? 'quote' : 'bar';
}

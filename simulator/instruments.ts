import { hashText } from './random';

/** What kind of thing a code names; futures are told from the symbol, as the official client does. */
export type InstrumentKind = 'stock' | 'crypto' | 'future' | 'currency' | 'index' | 'commodity';

/** The facts about an instrument that do not move. All invented, though near what a reader expects. */
export interface InstrumentFacts {
  readonly code: string;
  readonly kind: InstrumentKind;
  /** Price at which the walk begins. */
  readonly price: number;
  /** Smallest price step. */
  readonly tickSize: number;
  readonly currency: string;
  /** Relative standard deviation of one day. */
  readonly dailyDeviation: number;
  /** Units traded on a usual day. */
  readonly dailyVolume: number;
  /** Shares or coins outstanding; none for futures and currencies. */
  readonly outstanding?: number;
  /** As in a quote: 0 real time, 900 delayed, -1 end of day. */
  readonly delaySeconds: number;
}

/**
 * Code shape that InsightSentry's own client checks: `EXCHANGE:SYMBOL`
 * (protocol page, section 4, from `dist/symbol-validation.js`).
 */
const CODE = /^[A-Z0-9_./-]+:[A-Z0-9_./!-]+$/;

const STOCKS: Readonly<Record<string, readonly [price: number, millionsOutstanding: number]>> = {
  'NASDAQ:AAPL': [242.89, 15_100],
  'NASDAQ:TSLA': [352.4, 3_200],
  'NASDAQ:MSFT': [431.2, 7_430],
  'NASDAQ:NVDA': [139.3, 24_500],
  'NASDAQ:AMZN': [214.1, 10_500],
  'NASDAQ:GOOGL': [176.5, 12_200],
  'NASDAQ:META': [603.2, 2_520],
  'NASDAQ:AMD': [141.6, 1_620],
  'NYSE:BA': [176.8, 750],
  'NYSE:JPM': [247.3, 2_820],
  'NYSE:KO': [62.4, 4_310],
  'NYSE:LUV': [32.6, 600],
  'NYSE:DIS': [113.2, 1_810],
};

const CRYPTO: Readonly<Record<string, readonly [price: number, outstanding: number]>> = {
  BTC: [97_250.5, 19_800_000],
  ETH: [3_412.2, 120_400_000],
  SOL: [189.6, 480_000_000],
  XRP: [2.31, 57_000_000_000],
  DOGE: [0.3312, 147_000_000_000],
};

const FUTURES: Readonly<Record<string, readonly [price: number, tickSize: number]>> = {
  ES: [6_052.25, 0.25],
  NQ: [21_480.5, 0.25],
  CL: [71.34, 0.01],
  GC: [2_655.1, 0.1],
};

const CURRENCIES: Readonly<Record<string, number>> = {
  EURUSD: 1.0874,
  GBPUSD: 1.2716,
  USDJPY: 151.32,
  USDCHF: 0.8861,
  AUDUSD: 0.6432,
  NZDUSD: 0.5871,
  USDCAD: 1.4182,
  EURGBP: 0.8551,
  EURJPY: 164.54,
  GBPJPY: 192.42,
  XAUUSD: 2_651.4,
  XAGUSD: 31.24,
};

const INDICES: Readonly<Record<string, number>> = {
  DJI: 43_428.6,
  SPX: 6_013.1,
  NDX: 21_614.1,
  IXIC: 19_524,
  RUT: 2_195.3,
  DAX: 22_287.6,
  FTSE: 8_659.4,
  CAC: 8_154.5,
  N225: 38_776.9,
  HSI: 23_477.9,
  VIX: 18.2,
};

const COMMODITIES: Readonly<Record<string, readonly [price: number, tickSize: number]>> = {
  GOLD: [2_651.4, 0.01],
  SILVER: [31.24, 0.001],
  PLATINUM: [978.5, 0.01],
  PALLADIUM: [964.2, 0.01],
  COPPER: [4.452, 0.0005],
  WTI: [71.3, 0.01],
  BRENT: [74.8, 0.01],
  NATGAS: [3.418, 0.001],
  WHEAT: [562.5, 0.25],
  CORN: [478.25, 0.25],
};

const CRYPTO_EXCHANGES = new Set(['BINANCE', 'COINBASE', 'KRAKEN', 'BITSTAMP', 'BYBIT', 'OKX', 'CRYPTO']);
const CURRENCY_EXCHANGES = new Set(['FX', 'FX_IDC', 'OANDA', 'FOREXCOM', 'FXCM']);

/** Exchanges of our own, for providers whose symbols have none. */
export const INDEX_EXCHANGE = 'INDEX';
export const COMMODITY_EXCHANGE = 'COMMODITY';

/** Codes worth showing to somebody who tries the feed for the first time. */
export const KNOWN_CODES: readonly string[] = [
  ...Object.keys(STOCKS),
  'BINANCE:BTCUSDT',
  'BINANCE:ETHUSDT',
  'CME_MINI:ES1!',
  'NYMEX:CL1!',
  'FX:EURUSD',
];

/** Futures end in a year or are continuous, `1!` or `2!` (protocol page, section 4). */
export function isFuture(code: string): boolean {
  return /(\d{4}|[12]!)$/.test(code.slice(code.indexOf(':') + 1)) && !code.startsWith('OPRA:');
}

/** Continuous futures, the only ones that can be back-adjusted. */
export function isContinuousFuture(code: string): boolean {
  return /[12]!$/.test(code);
}

/** Facts of any well formed code; undefined for others and for every code of the exchange `INVALID`. */
export function instrumentFacts(code: string): InstrumentFacts | undefined {
  if (code.length > 100 || !CODE.test(code)) return undefined;
  const [exchange = '', symbol = ''] = code.split(':');
  if (exchange === 'INVALID') return undefined;
  const common = { code, currency: 'USD', delaySeconds: delayOf(exchange) };
  // Before futures: names such as STOXX1000 end like one.
  if (exchange === INDEX_EXCHANGE) return { ...common, ...indexFacts(symbol) };
  if (exchange === COMMODITY_EXCHANGE) return { ...common, ...commodityFacts(symbol) };
  if (isFuture(code)) return { ...common, ...futureFacts(symbol) };
  if (CRYPTO_EXCHANGES.has(exchange)) return { ...common, ...cryptoFacts(symbol) };
  if (CURRENCY_EXCHANGES.has(exchange)) return { ...common, ...currencyFacts(symbol) };
  return { ...common, ...stockFacts(code) };
}

/** Two exchanges of our own show what delayed data look like. */
function delayOf(exchange: string): number {
  if (exchange === 'DELAYED') return 900;
  return exchange === 'EOD' ? -1 : 0;
}

type Specific = Omit<InstrumentFacts, 'code' | 'delaySeconds' | 'currency'> & { readonly currency?: string };

function stockFacts(code: string): Specific {
  const hash = hashText(code);
  const [price, millions] = STOCKS[code] ?? [10 + (hash % 39_000) / 100, 100 + (hash % 5_000)];
  return {
    kind: 'stock',
    price,
    tickSize: 0.01,
    dailyDeviation: 0.018,
    dailyVolume: millions * 3_000,
    outstanding: millions * 1_000_000,
  };
}

function cryptoFacts(symbol: string): Specific {
  const [, base = symbol, quote = 'USDT'] = /^(.+?)(USDT|USDC|USD|EUR|BTC)$/.exec(symbol) ?? [];
  const hash = hashText(symbol);
  const [price, outstanding] = CRYPTO[base] ?? [
    0.5 + (hash % 5_000) / 100,
    10_000_000 + (hash % 1_000_000_000),
  ];
  const tickSize = price >= 10 ? 0.01 : 0.0001;
  return {
    kind: 'crypto',
    price,
    tickSize,
    currency: quote,
    dailyDeviation: 0.03,
    dailyVolume: 2_000_000_000 / price,
    outstanding,
  };
}

function futureFacts(symbol: string): Specific {
  const root = symbol
    .replace(/(\d{4}|[12]!)$/, '')
    .replace(/[FGHJKMNQUVXZ]$/, match => (symbol.endsWith('!') ? match : ''));
  const [price, tickSize] = FUTURES[root] ?? [50 + (hashText(root) % 100_000) / 100, 0.01];
  return { kind: 'future', price, tickSize, dailyDeviation: 0.011, dailyVolume: 1_400_000 };
}

function currencyFacts(symbol: string): Specific {
  const scale = symbol.endsWith('JPY') ? 100 : 1;
  const price = CURRENCIES[symbol] ?? scale * (0.5 + (hashText(symbol) % 15_000) / 10_000);
  const currency = /^[A-Z]{6}$/.test(symbol) ? symbol.slice(3) : 'USD';
  const tickSize = price > 20 ? 0.001 : 0.00001;
  return { kind: 'currency', price, tickSize, currency, dailyDeviation: 0.006, dailyVolume: 900_000 };
}

function indexFacts(symbol: string): Specific {
  const price = INDICES[symbol] ?? 1_000 + (hashText(symbol) % 900_000) / 100;
  return { kind: 'index', price, tickSize: 0.01, dailyDeviation: 0.01, dailyVolume: 300_000_000 };
}

function commodityFacts(symbol: string): Specific {
  const [price, tickSize] = COMMODITIES[symbol] ?? [50 + (hashText(symbol) % 100_000) / 100, 0.01];
  return { kind: 'commodity', price, tickSize, dailyDeviation: 0.012, dailyVolume: 200_000 };
}

import { instrumentFacts, KNOWN_CODES } from '../instruments';
import type { Market } from '../market';
import { hashText } from '../random';

/** A company as the payloads name it. Identifiers are invented, and look it. */
export interface Stock {
  /** Code in the practice market, for example `NASDAQ:AAPL`. */
  readonly code: string;
  readonly ticker: string;
  readonly exchange: string;
  readonly name: string;
  readonly isin: string;
  readonly cusip: string;
  readonly cik: string;
}

const NAMES: Readonly<Record<string, string>> = {
  AAPL: 'Apple',
  TSLA: 'Tesla',
  MSFT: 'Microsoft',
  NVDA: 'Nvidia',
  AMZN: 'Amazon',
  GOOGL: 'Alphabet',
  META: 'Meta Platforms',
  AMD: 'Advanced Micro Devices',
  BA: 'Boeing',
  JPM: 'JPMorgan Chase',
  KO: 'Coca-Cola',
  LUV: 'Southwest Airlines',
  DIS: 'Walt Disney',
};

/** What may be a ticker; longer ones would not fit the invented identifiers. */
const TICKER = /^[A-Z0-9.-]{1,9}$/;

/** The stocks of the practice market. */
export const KNOWN_STOCKS: readonly Stock[] = KNOWN_CODES.filter(
  code => instrumentFacts(code)?.kind === 'stock',
).map(describe);

/** The stock of a ticker, made up where it is not known; undefined for what cannot be a ticker. */
export function stockOf(text: string): Stock | undefined {
  const ticker = text.slice(text.indexOf(':') + 1).toUpperCase();
  const known = KNOWN_STOCKS.find(stock => stock.ticker === ticker);
  if (known !== undefined) return known;
  return TICKER.test(ticker) ? describe(`NASDAQ:${ticker}`) : undefined;
}

/** The same, for orders: throws a `RangeError` for what cannot be a ticker. */
export function stockNamed(text: string): Stock {
  const stock = stockOf(text);
  if (stock === undefined) throw new RangeError('A ticker has one to nine letters, digits, dots or dashes.');
  return stock;
}

/** The known stock with that ISIN, in any case. */
export function stockOfIsin(isin: string): Stock | undefined {
  return KNOWN_STOCKS.find(stock => stock.isin === isin.toUpperCase());
}

/** What the stock costs now in the practice market, in dollars. */
export function priceOf(market: Market, stock: Stock): number {
  return market.instrument(stock.code)?.quote().last ?? 100;
}

function describe(code: string): Stock {
  const [exchange = '', ticker = ''] = code.split(':');
  const cusip = ticker.replace(/[^A-Z0-9]/g, '').padStart(9, '0');
  const cik = String(hashText(code) % 1_000_000).padStart(10, '0');
  const name = NAMES[ticker] ?? `${ticker} Practice Corp`;
  return { code, ticker, exchange, name, isin: isinOf(cusip), cusip, cik };
}

/** An ISIN of the country ZZ, which is nobody's, with the ticker in clear and a right check digit. */
function isinOf(cusip: string): string {
  const body = `ZZ${cusip}`;
  const digits = [...body].map(letter => String(parseInt(letter, 36))).join('');
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const weighted = Number(digit) * (place % 2 === 0 ? 2 : 1);
    return total + Math.floor(weighted / 10) + (weighted % 10);
  }, 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}

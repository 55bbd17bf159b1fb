import { COMMODITY_EXCHANGE, INDEX_EXCHANGE, KNOWN_CODES } from '../instruments';

/** The five asset classes, each with a socket of its own (protocol page, section 1). */
export type AssetClass = 'currencies' | 'crypto' | 'stocks' | 'indices' | 'commodities';

export const ASSET_CLASSES: readonly AssetClass[] = [
  'currencies',
  'crypto',
  'stocks',
  'indices',
  'commodities',
];

/** The path of an asset class's socket (protocol page, section 1; only that of currencies is documented). */
export function pathOf(assetClass: AssetClass): string {
  return `/${assetClass}/quotes`;
}

/** Plain tickers without exchange or separator (protocol page, section 6); the exact shapes are invented. */
const SHAPES: Readonly<Record<AssetClass, RegExp>> = {
  currencies: /^[A-Z]{6}$/,
  crypto: /^[A-Z0-9]{5,20}$/,
  stocks: /^[A-Z0-9][A-Z0-9.-]{0,9}$/,
  indices: /^[A-Z0-9]{2,12}$/,
  commodities: /^[A-Z0-9]{2,20}$/,
};

/** The market's code of a symbol; undefined for symbols that do not exist: other shapes, and all that start with `INVALID`. */
export function marketCode(assetClass: AssetClass, symbol: string): string | undefined {
  if (!SHAPES[assetClass].test(symbol) || symbol.startsWith('INVALID')) return undefined;
  return `${exchangeOf(assetClass, symbol)}:${symbol}`;
}

function exchangeOf(assetClass: AssetClass, symbol: string): string {
  switch (assetClass) {
    case 'currencies':
      return 'FX';
    case 'crypto':
      return 'CRYPTO';
    case 'stocks':
      return KNOWN_CODES.includes(`NYSE:${symbol}`) ? 'NYSE' : 'NASDAQ';
    case 'indices':
      return INDEX_EXCHANGE;
    case 'commodities':
      return COMMODITY_EXCHANGE;
  }
}

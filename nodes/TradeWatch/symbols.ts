import { ConfigError } from '../../core/errors';
import { toList } from '../../core/read';

/** The five classes, each with its own endpoint (protocol page, section 1). */
export const assetClasses = ['currencies', 'crypto', 'stocks', 'indices', 'commodities'] as const;
export type AssetClass = (typeof assetClasses)[number];

interface Shape {
  pattern: RegExp;
  /** What the provider calls one of them, with an example. */
  name: string;
  example: string;
  /** Written with something between its two parts elsewhere: `EUR/USD` is `EURUSD` here. */
  isPair: boolean;
}

const ticker = /^[A-Z0-9][A-Z0-9.&_-]{0,29}$/;

/** Plain tickers, no exchange, no separator (protocol page, section 6). */
const shapes: Record<AssetClass, Shape> = {
  currencies: { pattern: /^[A-Z]{6}$/, name: 'a currency pair', example: 'EURUSD', isPair: true },
  crypto: { pattern: /^[A-Z0-9]{2,30}$/, name: 'a crypto symbol', example: 'BTCUSD', isPair: true },
  stocks: { pattern: ticker, name: 'a stock symbol', example: 'AAPL', isPair: false },
  indices: { pattern: ticker, name: 'an index symbol', example: 'DJI', isPair: false },
  commodities: { pattern: ticker, name: 'a commodity symbol', example: 'GOLD', isPair: false },
};

/** A symbol as the provider writes it, however it was typed; not checked. */
export function plainSymbol(typed: string, assetClass: AssetClass): string {
  const symbol = typed.toUpperCase();
  return shapes[assetClass].isPair ? symbol.replace(/^([A-Z0-9]+)[/_-]([A-Z0-9]+)$/, '$1$2') : symbol;
}

/** A symbol that stands for its class in samples and tests of a key. */
export function exampleOf(assetClass: AssetClass): string {
  return shapes[assetClass].example;
}

function checkSymbol(typed: string, assetClass: AssetClass): string {
  const { pattern, name, example } = shapes[assetClass];
  const symbol = plainSymbol(typed, assetClass);
  if (pattern.test(symbol)) return symbol;
  const shown = typed.slice(0, 40);
  if (typed.includes(':')) {
    const bare = plainSymbol(typed.slice(typed.lastIndexOf(':') + 1), assetClass).slice(0, 30);
    throw new ConfigError(
      `"${shown}": TradeWatch writes symbols without an exchange. Write ${pattern.test(bare) ? bare : example}.`,
    );
  }
  throw new ConfigError(`"${shown}" is not ${name} of TradeWatch. Write it plainly, for example ${example}.`);
}

/** The symbols that a person typed, each once. Throws a ConfigError that shows what is none. */
export function symbolsIn(value: unknown, assetClass: AssetClass): string[] {
  return [...new Set(toList(value).map(typed => checkSymbol(typed, assetClass)))];
}

/** Symbols as people write them: in any case, with or without the exchange before a colon. */

/** The symbol without its exchange, in capitals: what symbols can be looked up by. */
export function tickerOf(symbol: string): string {
  return symbol.slice(symbol.indexOf(':') + 1).toUpperCase();
}

/** The exchange in capitals, or an empty text where none is told. */
function exchangeOf(symbol: string): string {
  return symbol.slice(0, Math.max(symbol.indexOf(':'), 0)).toUpperCase();
}

/** Whether a symbol is one of the wanted ones. An exchange counts only where both name one. */
export function symbolTest(wanted: readonly string[]): (symbol: string) => boolean {
  const exchanges = new Map<string, Set<string>>();
  for (const symbol of wanted) {
    const ticker = tickerOf(symbol);
    const known = exchanges.get(ticker) ?? new Set<string>();
    exchanges.set(ticker, known.add(exchangeOf(symbol)));
  }
  return symbol => {
    const meant = exchanges.get(tickerOf(symbol));
    if (meant === undefined) return false;
    const exchange = exchangeOf(symbol);
    return exchange === '' || meant.has('') || meant.has(exchange);
  };
}

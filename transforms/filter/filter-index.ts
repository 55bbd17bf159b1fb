/** One of many tests, of which most name symbols: only those that can concern the event's symbols are tried. */
import type { Context, Test, Values } from './condition-tests';
import { needsOf, type Needs, type Plan } from './filter-plan';
import { remembered } from './recent';
import { tickerOf } from './symbol-match';

/** Fewer than this are tried one by one as fast. */
const fewest = 4;
/** How many symbols' candidates are remembered; others are looked up anew. */
const rememberedSymbols = 10_000;
const none: readonly Test[] = [];

export interface Part {
  readonly plan: Plan;
  readonly test: Test;
}

/** A test that holds where any of the parts holds. */
export function anyBySymbol(parts: readonly Part[]): Test {
  const bound = parts.map(part => ({ ...part, needs: needsOf(part.plan) }));
  const others = bound.filter(({ needs }) => needs === undefined).map(({ test }) => test);
  if (bound.length - others.length < fewest) return anyOf(parts.map(({ test }) => test));
  const bySymbol = lookup(bound, 'symbol');
  const bySymbols = lookup(bound, 'symbols');
  const other = anyOf(others);
  return (event, context) => {
    const { symbol, symbols } = event;
    if (typeof symbol === 'string' && tryAll(bySymbol(symbol), event, context)) return true;
    if (bySymbols !== nobody && Array.isArray(symbols)) {
      for (const one of symbols as unknown[]) {
        if (typeof one === 'string' && tryAll(bySymbols(one), event, context)) return true;
      }
    }
    return other(event, context);
  };
}

function tryAll(tests: readonly Test[], event: Values, context: Context): boolean {
  for (let at = 0; at < tests.length; at += 1) if (tests[at]?.(event, context)) return true;
  return false;
}

function anyOf(tests: readonly Test[]): Test {
  return (event, context) => tryAll(tests, event, context);
}

const nobody = (): readonly Test[] => none;

/** The tests that a symbol may pass, of those that need one in `field`. */
function lookup(
  parts: readonly (Part & { readonly needs: Needs | undefined })[],
  field: Needs['field'],
): (symbol: string) => readonly Test[] {
  const byTicker = new Map<string, Test[]>();
  for (const { test, needs } of parts) {
    if (needs?.field !== field) continue;
    for (const ticker of new Set(needs.symbols.map(tickerOf))) {
      const tests = byTicker.get(ticker) ?? [];
      tests.push(test);
      byTicker.set(ticker, tests);
    }
  }
  if (byTicker.size === 0) return nobody;
  return remembered(rememberedSymbols, symbol => byTicker.get(tickerOf(symbol)) ?? none);
}

import { ConfigError } from '../../core/errors';
import type { Form, Params } from '../../core/provider';
import { isObject, toList } from '../../core/read';
import { assetClasses, plainSymbol, symbolsIn, type AssetClass } from './symbols';
import { isEverything, textsIn } from '../../core/typed-lists';

/** What a quotes node asks for: symbols of one asset class. */
export interface QuotesParams extends Params {
  readonly stream: AssetClass;
  readonly symbols: readonly string[];
}

function assetClassOf(value: unknown, fallback: AssetClass): AssetClass {
  if (value === undefined || value === null || value === '') return fallback;
  const found = assetClasses.find(one => one === value);
  if (found === undefined) throw new ConfigError(`Asset class must be one of: ${assetClasses.join(', ')}.`);
  return found;
}

/** Validates a node's form. Throws a ConfigError that shows what was typed. */
export function parseQuotes(form: Form): QuotesParams {
  const stream = assetClassOf(form.assetClass, 'currencies');
  return { stream, symbols: symbolsIn(textsIn(form.symbols, 'Symbols'), stream) };
}

/** What a control message lists: texts, or rows as {@link listQuotes} gives them. */
function typedIn(what: unknown, stream: AssetClass): string[] {
  const typed = (Array.isArray(what) ? (what as unknown[]) : [what]).flatMap(one => {
    if (!isObject(one)) return toList(one);
    const assetClass = assetClassOf(one.assetClass, stream);
    if (assetClass === stream) return toList(textsIn(one.symbols, 'Symbols'));
    throw new ConfigError(
      `This node takes ${stream}, and one connection has one asset class: use another node for ${assetClass}.`,
    );
  });
  if (typed.length === 0) throw new ConfigError('Say which symbol: set msg.topic to one such as EURUSD.');
  return typed;
}

/** With more symbols. There is no word for all of them: the server has to be told each. */
export function addQuotes(params: QuotesParams, what: unknown): QuotesParams {
  if (isEverything(what)) {
    throw new ConfigError(
      'TradeWatch cannot be asked for all symbols: set msg.topic to those to receive, for example EURUSD.',
    );
  }
  const more = symbolsIn(typedIn(what, params.stream), params.stream);
  return { ...params, symbols: [...new Set([...params.symbols, ...more])] };
}

/** Without some symbols, or without any (`true` or `*`). */
export function removeQuotes(params: QuotesParams, what: unknown): QuotesParams {
  if (isEverything(what)) return { ...params, symbols: [] };
  const taken = new Set(typedIn(what, params.stream).map(typed => plainSymbol(typed, params.stream)));
  return { ...params, symbols: params.symbols.filter(symbol => !taken.has(symbol)) };
}

/** A row for each symbol. */
export function listQuotes({ stream, symbols }: QuotesParams): Form[] {
  return symbols.map(symbol => ({ assetClass: stream, symbols: symbol }));
}

import { typed } from '../../core/account';
import { ConfigError } from '../../core/errors';
import type { MarketEvent } from '../../core/event';
import type { Form, Params, Topic } from '../../core/provider';
import { plainText } from '../../core/plain-text';
import { isObject, toList } from '../../core/read';
import { wordMatcher, wordsIn } from '../../core/words';
import { isEverything, textsIn } from '../../core/typed-lists';
import { labelOf } from './symbols';

/** What a news node asks for: each condition that is not empty must hold. */
export interface NewsParams extends Params {
  readonly stream: 'news';
  readonly source: string;
  /** Upper case, with or without an exchange. */
  readonly symbols: readonly string[];
  readonly words: readonly string[];
  readonly backlog: boolean;
  /**
   * Lists whose last entry was taken out: they stand for nothing until something is added to them. Any other empty list
   * stands for everything.
   */
  readonly spent: readonly List[];
  /** True: asks for nothing, since a list is spent, or since all was taken out. */
  readonly isOff: boolean;
}

/** All news go one way; whoever wants some of them filters. */
export const newsTopic = 'news';

/** Items that are sent on connect (guide, "News Feed Instant Access"). */
const replaySize = 10;

const lists = ['symbols', 'words'] as const;
type List = (typeof lists)[number];

function checkSymbol(text: string): string {
  const symbol = text.toUpperCase();
  if (/^(?:[A-Z0-9_./-]+:)?[A-Z0-9_./!-]+$/.test(symbol)) return symbol;
  throw new ConfigError(`"${text.slice(0, 40)}" is not a symbol. Write for example AAPL or NASDAQ:AAPL.`);
}

/** Entries once each, in any case. */
function unique(entries: readonly string[]): string[] {
  const seen = new Set<string>();
  return entries.filter(entry => !seen.has(entry.toLowerCase()) && seen.add(entry.toLowerCase()));
}

function symbolsIn(value: unknown): string[] {
  return unique(toList(textsIn(value, 'Symbols')).map(checkSymbol));
}

function searchedIn(value: unknown): string[] {
  return unique(wordsIn(textsIn(value, 'Words')));
}

/** One source, no list of them. */
function sourceIn(value: unknown): string {
  const texts = textsIn(value, 'Source');
  if (texts.length > 1) throw new ConfigError('Source must be the name of one source.');
  return typed(texts[0]);
}

/** Validates a node's form. Throws a ConfigError that shows what was typed. */
export function parseNews(form: Form): NewsParams {
  return {
    stream: 'news',
    source: sourceIn(form.source),
    symbols: symbolsIn(form.symbols),
    words: searchedIn(form.words),
    backlog: form.backlog === true || form.backlog === 'true',
    spent: [],
    isOff: false,
  };
}

/** One way for all news, and a name for each thing that they are chosen by. */
export function newsTopics({ source, symbols, words, backlog, isOff }: NewsParams): Topic[] {
  if (isOff) return [];
  const named = symbols.length > 0 ? symbols.map(labelOf) : words;
  const labels = named.length > 0 ? named : [source || 'all news'];
  return labels.map(label => ({ key: newsTopic, history: backlog ? replaySize : 0, label }));
}

/** What a control message lists: texts are symbols, objects are rows as {@link listNews} gives them. */
function entriesOf(what: unknown, source: string): Record<List, string[]> {
  const found: Record<List, string[]> = { symbols: [], words: [] };
  for (const one of Array.isArray(what) ? (what as unknown[]) : [what]) {
    if (!isObject(one)) {
      if (typeof one !== 'boolean') found.symbols.push(...symbolsIn(one));
      continue;
    }
    found.symbols.push(...symbolsIn(one.symbols));
    found.words.push(...searchedIn(one.words));
    const named = sourceIn(one.source);
    if (named !== '' && named.toLowerCase() !== source.toLowerCase()) {
      throw new ConfigError('The source belongs to the node: use another node for news of another source.');
    }
  }
  if (lists.some(list => found[list].length > 0)) return found;
  throw new ConfigError('Say which news: set msg.topic to a symbol such as NASDAQ:AAPL.');
}

/**
 * With more symbols or words, or with all there are. What asks for all of them already stays as it is: adding never
 * narrows; and where a list is spent, adding to the other one does not make it stand for everything.
 */
export function addNews(params: NewsParams, what: unknown): NewsParams {
  if (isEverything(what)) return { ...params, symbols: [], words: [], spent: [], isOff: false };
  const more = entriesOf(what, params.source);
  const joined = (list: List): string[] =>
    params[list].length === 0 && !params.isOff ? [] : unique([...params[list], ...more[list]]);
  const all = { symbols: joined('symbols'), words: joined('words') };
  const spent = params.spent.filter(list => all[list].length === 0);
  return { ...params, ...all, spent, isOff: spent.length > 0 };
}

const everything: Record<List, string> = { symbols: 'news of all symbols', words: 'news with any words' };

/** Without some symbols or words, or without any (`true`). Where none is left, nothing is asked for any more. */
export function removeNews(params: NewsParams, what: unknown): NewsParams {
  if (isEverything(what)) return { ...params, symbols: [], words: [], spent: [], isOff: true };
  const taken = entriesOf(what, params.source);
  const left = (list: List): readonly string[] => {
    if (taken[list].length === 0) return params[list];
    if (params[list].length === 0 && !params.isOff) {
      throw new ConfigError(
        `This node takes ${everything[list]}: "${taken[list][0]}" cannot be taken out of them. List in the node what it shall take, or send msg.topic true to take nothing.`,
      );
    }
    const keys = new Set(taken[list].map(entry => entry.toLowerCase()));
    return params[list].filter(entry => !keys.has(entry.toLowerCase()));
  };
  const rest = { symbols: left('symbols'), words: left('words') };
  const spent = lists.filter(
    list => rest[list].length === 0 && (params[list].length > 0 || params.spent.includes(list)),
  );
  return { ...params, ...rest, spent, isOff: params.isOff || spent.length > 0 };
}

/** The row of a form that `params` stand for; none if they ask for nothing. */
export function listNews({ source, symbols, words, backlog, isOff }: NewsParams): Form[] {
  return isOff ? [] : [{ source, symbols: symbols.join(', '), words: words.join(', '), backlog }];
}

/** A test whether a story names one of the symbols; where one of the two lacks the exchange, it does not count. */
function symbolMatcher(symbols: readonly string[]): (named: readonly string[]) => boolean {
  const codes = new Set(symbols);
  const labels = new Set(symbols.map(labelOf));
  return named =>
    named.some(name => {
      const symbol = name.toUpperCase();
      const label = labelOf(symbol);
      return codes.has(symbol) || codes.has(label) || (label === symbol && labels.has(symbol));
    });
}

/** A test whether a story meets all conditions; undefined where all do. */
export function newsFilter(params: NewsParams): ((event: MarketEvent) => boolean) | undefined {
  const { symbols, words, isOff } = params;
  const source = params.source.toLowerCase();
  if (!isOff && source === '' && symbols.length === 0 && words.length === 0) return undefined;
  const hasSymbol = symbolMatcher(symbols);
  const hasWord = wordMatcher(words);
  return event =>
    !isOff &&
    event.type === 'news' &&
    (source === '' || event.source?.trim().toLowerCase() === source) &&
    (symbols.length === 0 || hasSymbol(event.symbols)) &&
    (words.length === 0 || hasWord([event.headline, event.body === null ? null : plainText(event.body)]));
}

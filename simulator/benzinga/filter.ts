import type { BenzingaStream } from './options';
import type { Content } from './publication';
import { stockOf, stockOfIsin, type Stock } from './stocks';

/** What the filters of a connection look at, in capitals. */
export interface Subject {
  readonly tickers: readonly string[];
  readonly isins: readonly string[];
  readonly channels: readonly string[];
}

/** What a connection asked for in its query. */
export interface Filter {
  /** The stocks that were named, as far as they can exist. */
  readonly stocks: readonly Stock[];
  fits(subject: Subject): boolean;
}

/**
 * Reads the filters of a handshake: comma-separated lists, absent means unfiltered, case does not matter; news knows
 * no `isins` and only news knows `channels` (protocol page, sections 2 and 8). A ticker or an ISIN is enough
 * (section 9); that a channel is then needed as well is our guess.
 */
export function readFilter(stream: BenzingaStream, query: URLSearchParams): Filter {
  const tickers = list(query, 'tickers');
  const isins = stream === 'news' ? [] : list(query, 'isins');
  const channels = stream === 'news' ? list(query, 'channels') : [];
  const anyStock = tickers.length === 0 && isins.length === 0;
  const stocks = [...tickers.map(stockOf), ...isins.map(stockOfIsin)].filter(stock => stock !== undefined);
  return {
    stocks,
    fits: subject =>
      (anyStock || shares(tickers, subject.tickers) || shares(isins, subject.isins)) &&
      (channels.length === 0 || shares(channels, subject.channels)),
  };
}

/** What a payload is about, whichever of the documented fields say it. A ticker with an exchange counts without it too. */
export function subjectOf(content: Content): Subject {
  const stocks = [...items(content['stocks']), ...items(content['securities']), content['security'], content];
  const tickers = stocks
    .flatMap(stock => texts(stock, ['ticker', 'symbol']))
    .concat(items(content['stocks']).flatMap(stock => texts(stock, ['name'])));
  // Some payloads name no ISIN, yet the server knows those of their tickers.
  const known = tickers.flatMap(ticker => stockOf(ticker)?.isin ?? []);
  return {
    tickers: tickers.flatMap(ticker => [ticker, ticker.slice(ticker.indexOf(':') + 1)]),
    isins: [...stocks.flatMap(stock => texts(stock, ['isin'])), ...known],
    channels: items(content['channels']).flatMap(channel =>
      typeof channel === 'string' ? [channel.toUpperCase()] : texts(channel, ['name']),
    ),
  };
}

/** The subject of a payload that does not name its stock. */
export function subjectOfStock({ ticker, isin }: Stock): Subject {
  return { tickers: [ticker], isins: [isin], channels: [] };
}

function list(query: URLSearchParams, name: string): string[] {
  const words = (query.get(name) ?? '').split(',').map(word => word.trim().toUpperCase());
  return words.filter(word => word !== '');
}

function shares(wanted: readonly string[], found: readonly string[]): boolean {
  return wanted.some(word => found.includes(word));
}

function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function texts(value: unknown, names: readonly string[]): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const fields = value as Readonly<Record<string, unknown>>;
  return names
    .map(name => fields[name])
    .filter(text => typeof text === 'string')
    .map(text => text.toUpperCase());
}

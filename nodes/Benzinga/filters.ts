/**
 * What goes into the query of a connection that several nodes share, and what each of them sorts out on this side
 * (protocol page, sections 4.6 and 9): a ticker or an ISIN is enough, a channel is needed in addition.
 */
import type { MarketEvent } from '../../core/event';
import { anyTicker, bareTicker, channelKey, uniqueChannels } from './lists';
import { asksForNothing, type BenzingaParams } from './params';
import { contentOf, isinsOf } from './stream-record';
import { factsOf, type BenzingaStream } from './streams';

/** What all subscribers of a connection want together. A list that is missing: all. */
interface Union {
  readonly tickers?: readonly string[];
  readonly isins?: readonly string[];
  readonly channels?: readonly string[];
}

/** A longer list makes an address that gateways refuse: these events are then sorted out on this side. */
const longestList = 3000;

function sorted(names: Iterable<string>): string[] {
  return [...new Set(names)].sort();
}

function isGiven<Value>(value: Value | undefined): value is Value {
  return value !== undefined;
}

/** Nobody's wish is left out: where one of them wants all, all it is. */
function unionOf(wanted: readonly BenzingaParams[]): Union {
  const asking = wanted.filter(params => !asksForNothing(params));
  const securities = asking.map(params => params.securities).filter(isGiven);
  const channels = asking.map(params => params.channels).filter(isGiven);
  return {
    ...(securities.length === asking.length && {
      tickers: sorted(securities.flatMap(({ tickers }) => tickers)),
      isins: sorted(securities.flatMap(({ isins }) => isins)),
    }),
    ...(channels.length === asking.length && { channels: uniqueChannels(sorted(channels.flat())) }),
  };
}

/** A symbol with an exchange is asked for without it too: the provider's own filter knows one of the two. */
function bothSpellings(tickers: readonly string[]): string[] {
  return [...new Set(tickers.flatMap(ticker => [ticker, bareTicker(ticker)]))];
}

/**
 * The lists that are sent. Tickers and ISINs together are not, unless only the server can tell: that it takes either
 * of them is not documented, and records would be lost if it wanted both.
 */
function listsOf(stream: BenzingaStream, wanted: readonly BenzingaParams[]): [name: string, list: string][] {
  const { tellsTicker, tellsIsin } = factsOf(stream);
  const union = unionOf(wanted);
  const tickers = bothSpellings(union.tickers ?? []).join();
  const isins = (union.isins ?? []).join();
  const channels = (union.channels ?? []).join();
  const isMixed = tickers !== '' && isins !== '';
  const isTooLong = Math.max(tickers.length, isins.length) > longestList;
  const isOurs = tellsTicker && tellsIsin && (isMixed || isTooLong);
  const lists: [name: string, list: string][] = [
    ['tickers', isOurs ? '' : tickers],
    ['isins', isOurs ? '' : isins],
    ['channels', channels.length > longestList ? '' : channels],
  ];
  return lists.filter(([, list]) => list !== '');
}

/** The query of a connection, without the token; equal wishes give equal texts (protocol page, section 2). */
export function queryOf(stream: BenzingaStream, wanted: readonly BenzingaParams[]): string {
  const parts = listsOf(stream, wanted);
  const [first] = wanted;
  if (stream === 'consensus' && first) {
    if (first.simplifyRatings) parts.push(['simplify', 'true']);
    // Always said: the default is only known of the provider's other interface.
    parts.push(['aggregate_type', first.aggregateType]);
  }
  return parts.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
}

/** The only ticker that a connection was opened for, if it was one: records that do not tell theirs are about it. */
export function onlyTickerOf(wanted: readonly BenzingaParams[]): string | null {
  const { tickers = [], isins = [] } = unionOf(wanted);
  return tickers.length === 1 && isins.length === 0 ? (tickers[0] as string) : null;
}

/** The tickers that transcripts are subscribed to, or the one word for all (protocol page, section 5.7). */
export function transcriptTickers(wanted: readonly BenzingaParams[]): string[] {
  if (wanted.every(asksForNothing)) return [];
  return bothSpellings(unionOf(wanted).tickers ?? [anyTicker]);
}

/**
 * Which events of the stream a node wants; undefined: all. What an event does not tell cannot exclude it: a withdrawal
 * without its content goes to all, and so does a consensus rating, which names no ticker. An event without an ISIN goes
 * to who filters by ISINs, whatever its ticker.
 */
export function predicateOf(params: BenzingaParams): ((event: MarketEvent) => boolean) | undefined {
  const isWantedSecurity = securityTest(params);
  const isWantedChannel = channelTest(params);
  if (!isWantedSecurity || !isWantedChannel) return isWantedSecurity ?? isWantedChannel;
  return event => isWantedSecurity(event) && isWantedChannel(event);
}

function securityTest({ stream, securities }: BenzingaParams): ((event: MarketEvent) => boolean) | undefined {
  if (!securities) return undefined;
  const { tellsTicker } = factsOf(stream);
  const tickers = new Set(securities.tickers.map(bareTicker));
  const wantedIsins = new Set(securities.isins);
  return event => {
    if (event.symbols.some(symbol => tickers.has(bareTicker(symbol).toUpperCase()))) return true;
    if (event.symbols.length === 0 && (isHollow(event) || (tickers.size > 0 && !tellsTicker))) return true;
    if (wantedIsins.size === 0) return false;
    const isins = isinsOf(contentOf(event.raw) ?? {});
    // Without one it cannot be told: what the server matched must not be lost.
    return isins.length === 0 || isins.some(isin => wantedIsins.has(isin.toUpperCase()));
  };
}

function channelTest({ channels }: BenzingaParams): ((event: MarketEvent) => boolean) | undefined {
  if (!channels) return undefined;
  const keys = new Set(channels.map(channelKey));
  return event => {
    if (event.type !== 'news') return true;
    if (event.channels.length === 0) return isHollow(event);
    return event.channels.some(name => keys.has(channelKey(name)));
  };
}

/** A withdrawal, or a message without its content: it does not say whom it concerns (protocol page, section 5.0). */
function isHollow(event: MarketEvent): boolean {
  return event.action === 'deleted' || contentOf(event.raw) === undefined;
}

/** What a Benzinga node asks for: as a form holds it, and as control messages change it. */
import { typed } from '../../core/account';
import { ConfigError } from '../../core/errors';
import type { Form, Params, Topic } from '../../core/provider';
import { isObject } from '../../core/read';
import { anyTicker, channelKey, parseChannels, parseIsins, parseTickers, uniqueChannels } from './lists';
import { factsOf, streamOf, type BenzingaStream } from './streams';

/** Securities by ticker or by ISIN: one of them is enough. */
export interface Securities {
  readonly tickers: readonly string[];
  readonly isins: readonly string[];
}

/** What a node asks for, validated. */
export interface BenzingaParams extends Params {
  readonly stream: BenzingaStream;
  /** Undefined: all. None: the node's last one was taken out, and it asks for nothing. */
  readonly securities: Securities | undefined;
  /** Channels of news, in addition to the securities. Undefined: all. None: as above. */
  readonly channels: readonly string[] | undefined;
  /** Consensus: five classes of ratings are merged into three. */
  readonly simplifyRatings: boolean;
  /** Consensus: counts of analysts, or percent of them. */
  readonly aggregateType: 'number' | 'percentage';
  readonly backlog: boolean;
}

/** The most that a replay brings (protocol page, section 4.4). */
const replayed = 100;

const noSecurities: Securities = { tickers: [], isins: [] };

function isOn(value: unknown): boolean {
  return value === true || value === 'true';
}

function parseAggregateType(value: unknown): BenzingaParams['aggregateType'] {
  if (value === undefined || value === null || value === '' || value === 'number') return 'number';
  if (value === 'percentage') return value;
  throw new ConfigError('Aggregate type must be "number" or "percentage".');
}

/** Validates a node's form; what does not apply to its stream is ignored. Throws a ConfigError in a user's words. */
export function parseParams(form: Form): BenzingaParams {
  const stream = streamOf(form.stream || 'news');
  const { tickers, isins, channels, isAll } = readNames([form], stream);
  const isConsensus = stream === 'consensus';
  return {
    stream,
    securities: isAll || tickers.length + isins.length === 0 ? undefined : { tickers, isins },
    channels: channels.length === 0 ? undefined : channels,
    simplifyRatings: isConsensus && isOn(form.simplifyRatings),
    aggregateType: isConsensus ? parseAggregateType(form.aggregateType) : 'number',
    backlog: stream !== 'transcripts' && isOn(form.backlog),
  };
}

/** Tickers, ISINs and channels of rows or texts. `isAll`: the tickers hold a `*`. */
interface Names extends Securities {
  readonly channels: readonly string[];
  readonly isAll: boolean;
}

function readNames(rows: readonly unknown[], stream: BenzingaStream): Names {
  const { hasIsins, hasChannels } = factsOf(stream);
  const forms = rows.filter(isObject);
  const tickers = parseTickers(rows.map(row => (isObject(row) ? row.tickers : row)));
  return {
    tickers: tickers.filter(ticker => ticker !== anyTicker),
    isins: hasIsins ? parseIsins(forms.map(row => row.isins)) : [],
    channels: hasChannels ? uniqueChannels(forms.flatMap(row => parseChannels(row.channels))) : [],
    isAll: tickers.includes(anyTicker),
  };
}

/** What a control message names. Throws a ConfigError where it names nothing that the stream can be asked for. */
function readMessage(what: unknown, stream: BenzingaStream): Names {
  const rows: unknown[] = Array.isArray(what) ? what : [what];
  const other = rows.filter(isObject).find(row => row.stream !== undefined && row.stream !== stream);
  if (other) {
    throw new ConfigError(
      `This node is for the stream "${stream}". Use a node of its own for the stream "${typed(other.stream)}".`,
    );
  }
  const names = readNames(rows, stream);
  if (names.isAll || names.tickers.length + names.isins.length + names.channels.length > 0) return names;
  const { hasIsins, hasChannels } = factsOf(stream);
  const lists = ['tickers', ...(hasIsins ? ['isins'] : []), ...(hasChannels ? ['channels'] : [])].join(
    ' or ',
  );
  throw new ConfigError(
    `Say what is meant: set msg.topic to a ticker such as AAPL, or to an object with ${lists}.`,
  );
}

/** True once the last ticker, ISIN or channel was taken out: that is never the wish for everything. */
export function asksForNothing({ securities, channels }: BenzingaParams): boolean {
  return channels?.length === 0 || (securities !== undefined && isNone(securities));
}

function isNone({ tickers, isins }: Securities): boolean {
  return tickers.length + isins.length === 0;
}

function join(one: Securities, other: Securities): Securities {
  return {
    tickers: [...new Set([...one.tickers, ...other.tickers])],
    isins: [...new Set([...one.isins, ...other.isins])],
  };
}

/** True where messages have stopped a node and left it no list to go on with. */
function isOff(params: BenzingaParams): boolean {
  return asksForNothing(params) && (!params.securities || !params.channels);
}

/**
 * Params with what a message names. Who takes all tickers, or all channels, has those named already: nothing changes.
 * A node that is off starts afresh with exactly what is named. Where a node has both lists, one that was emptied stays
 * so until something is added to it: it is never the wish for everything.
 */
export function addNames(params: BenzingaParams, what: unknown): BenzingaParams {
  const names = readMessage(what, params.stream);
  const { securities, channels } = params;
  if (isOff(params)) {
    return {
      ...params,
      securities: names.isAll || isNone(names) ? undefined : join(noSecurities, names),
      channels: names.channels.length === 0 ? undefined : names.channels,
    };
  }
  return {
    ...params,
    securities: names.isAll ? undefined : securities && join(securities, names),
    channels: channels && uniqueChannels([...channels, ...names.channels]),
  };
}

function nothingToTakeOut(names: readonly string[], what: string): ConfigError {
  return new ConfigError(
    `This node has no list of ${what}: it takes all, and ${names.join(', ')} cannot be taken out of that. ` +
      `Enter ${what} in the node first, or unsubscribe with msg.topic set to true to stop all.`,
  );
}

/** Params without what a message names; `true` or `*` stands for all. */
export function removeNames(params: BenzingaParams, what: unknown): BenzingaParams {
  const nothing = { ...params, securities: noSecurities, channels: undefined };
  if (what === true) return nothing;
  const names = readMessage(what, params.stream);
  if (names.isAll) return nothing;
  const { securities, channels } = params;
  const named = [...names.tickers, ...names.isins];
  if (!securities && named.length > 0) throw nothingToTakeOut(named, 'tickers');
  if (!channels && names.channels.length > 0) throw nothingToTakeOut(names.channels, 'channels');
  const keys = new Set(names.channels.map(channelKey));
  return {
    ...params,
    securities: securities && {
      tickers: securities.tickers.filter(ticker => !names.tickers.includes(ticker)),
      isins: securities.isins.filter(isin => !names.isins.includes(isin)),
    },
    channels: channels?.filter(name => !keys.has(channelKey(name))),
  };
}

/** The rows that params stand for: one per ticker, ISIN and channel, or one for the whole stream. */
export function rowsOf(params: BenzingaParams): Form[] {
  const { stream, securities = noSecurities, channels = [] } = params;
  if (asksForNothing(params)) return [];
  const rows = [
    ...securities.tickers.map(tickers => ({ stream, tickers })),
    ...securities.isins.map(isins => ({ stream, isins })),
    ...channels.map(name => ({ stream, channels: name })),
  ];
  return rows.length > 0 ? rows : [{ stream }];
}

/** A stream is one topic: who wants which of its events is the filter's to say. */
export function topicsOf(params: BenzingaParams): Topic[] {
  const { stream, securities = noSecurities, channels = [], backlog } = params;
  if (asksForNothing(params)) return [];
  const names = [...securities.tickers, ...securities.isins, ...channels];
  const labels = names.length > 0 ? names : [factsOf(stream).everything];
  return labels.map(label => ({ key: stream, history: backlog ? replayed : 0, keep: replayed, label }));
}

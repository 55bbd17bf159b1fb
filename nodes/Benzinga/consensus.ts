import type { ConsensusEvent } from '../../core/event';
import { isObject, toNumber, type JsonObject } from '../../core/read';
import { headerOf, textOf, type StreamRecord } from './stream-record';
import { msOf } from './times';

/** Ratings have five classes; more than this is no list of classes. */
const mostClasses = 20;

/** Analysts, or percent of them, by the provider's words for ratings. */
function countsOf(value: unknown): Record<string, number> | null {
  if (!isObject(value)) return null;
  const counts: [name: string, count: number][] = [];
  for (const name of Object.keys(value).slice(0, mostClasses)) {
    const count = toNumber(value[name]);
    if (count !== null && name !== '__proto__') counts.push([name, count]);
  }
  return counts.length === 0 ? null : Object.fromEntries(counts);
}

/** No ticker is documented; should one come, it may stand in one of these places (protocol page, section 9). */
function tickerOf({ ticker, symbol, security }: JsonObject): string | null {
  return textOf(ticker) ?? textOf(symbol) ?? (isObject(security) ? textOf(security.symbol) : null);
}

/**
 * The rating of all analysts together (protocol page, section 5.3). A message does not say which ticker it is about:
 * it is the connection's, where that was opened for a single one.
 */
export function consensusOf(record: StreamRecord): ConsensusEvent {
  const { content } = record;
  const { data } = record.frame;
  const ticker = tickerOf(content) ?? (isObject(data) ? tickerOf(data) : null) ?? record.onlyTicker;
  return {
    ...headerOf(record, 'consensus', [ticker], record.sentMs ?? msOf(content.updated_at)),
    rating: textOf(content.consensus_rating),
    score: toNumber(content.consensus_rating_val),
    priceTarget: toNumber(content.consensus_price_target),
    priceTargetHigh: toNumber(content.high_price_target),
    priceTargetLow: toNumber(content.low_price_target),
    analysts: toNumber(content.unique_analyst_count) ?? toNumber(content.total_analyst_count),
    counts: countsOf(content.aggregate_ratings),
    raw: record.frame,
  };
}

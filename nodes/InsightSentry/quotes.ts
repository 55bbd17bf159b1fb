import type { QuoteEvent } from '../../core/event';
import { toIso, toNumber, type JsonObject } from '../../core/read';
import { topicOf, type LiveItem } from './items';

/** Fields of which one at least makes a frame with a `code` a quote (protocol page, section 5.4). */
export function isQuote(frame: JsonObject): boolean {
  return (
    frame.last_price !== undefined ||
    frame.bid !== undefined ||
    frame.ask !== undefined ||
    frame.volume !== undefined ||
    frame.status !== undefined ||
    frame.lp_time !== undefined ||
    frame.change !== undefined ||
    frame.bid_size !== undefined ||
    frame.ask_size !== undefined ||
    frame.delay_seconds !== undefined ||
    frame.prev_close_price !== undefined
  );
}

/** An absent field is unchanged, an explicit null is unknown (protocol page, section 5.4). */
function merge(value: unknown, before: number | null): number | null {
  if (value === undefined) return before;
  return typeof value === 'number' && value - value === 0 ? value : toNumber(value);
}

function mergeText(value: unknown, before: string | null): string | null {
  if (value === undefined) return before;
  return typeof value === 'string' && value !== '' ? value : null;
}

/** `lp_time` is in seconds, `last_update` in ms. */
function timeOf(item: JsonObject, frame: JsonObject): string | null {
  const seconds = item.lp_time;
  if (typeof seconds === 'number') return toIso(seconds * 1000);
  const ms = item.last_update ?? frame.last_update;
  return typeof ms === 'number' ? toIso(ms) : null;
}

/** The quote of one symbol, put together from sparse updates. */
export class QuoteState {
  readonly topic: string;
  private readonly code: string;
  private last: QuoteEvent | undefined;
  private count = 0;

  constructor(item: LiveItem) {
    this.code = item.code;
    this.topic = topicOf(item);
  }

  /** The whole quote after `item`, which may hold any part of it; `frame` is what the item came in. */
  next(item: JsonObject, frame: JsonObject, receivedTime: string): QuoteEvent {
    const before = this.last;
    const time = timeOf(item, frame);
    this.count += 1;
    const bid = merge(item.bid, before ? before.bid : null);
    const ask = merge(item.ask, before ? before.ask : null);
    this.last = {
      id: `live ${this.code} ${time ?? receivedTime} ${this.count}`,
      recordId: null,
      type: 'quote',
      provider: 'insightsentry',
      stream: 'live',
      action: 'created',
      symbol: this.code,
      symbols: [this.code],
      time,
      receivedTime,
      backfill: false,
      bid,
      ask,
      mid: bid === null || ask === null ? null : (bid + ask) / 2,
      last: merge(item.last_price, before ? before.last : null),
      change: merge(item.change, before ? before.change : null),
      changePercent: merge(item.change_percent, before ? before.changePercent : null),
      volume: merge(item.volume, before ? before.volume : null),
      bidSize: merge(item.bid_size, before ? before.bidSize : null),
      askSize: merge(item.ask_size, before ? before.askSize : null),
      open: merge(item.open_price, before ? before.open : null),
      high: merge(item.high_price, before ? before.high : null),
      low: merge(item.low_price, before ? before.low : null),
      previousClose: merge(item.prev_close_price, before ? before.previousClose : null),
      marketCap: merge(item.market_cap, before ? before.marketCap : null),
      currency: mergeText(item.currency_code, before ? before.currency : null),
      delaySeconds: merge(item.delay_seconds, before ? before.delaySeconds : null),
      marketStatus: mergeText(item.status, before ? before.marketStatus : null),
      raw: item,
    };
    return this.last;
  }
}

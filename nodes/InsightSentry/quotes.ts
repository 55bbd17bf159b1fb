import type { QuoteEvent } from '../../core/event';
import { midOf, QuoteIds } from '../../core/quotes';
import { toIso, toNumber, toText, type JsonObject } from '../../core/read';
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
    frame.prev_close_price !== undefined ||
    frame.change_percent !== undefined ||
    frame.open_price !== undefined ||
    frame.high_price !== undefined ||
    frame.low_price !== undefined ||
    frame.market_cap !== undefined ||
    frame.currency_code !== undefined
  );
}

/** A finite number as it is; anything else the slow way. Small, so that the engine's compiler inlines it. */
function number(value: unknown): number | null {
  return typeof value === 'number' && value - value === 0 ? value : toNumber(value);
}

/** The quote's own time in ms: `lp_time` is in seconds, `last_update` in ms. */
function timeOf(item: JsonObject, frame: JsonObject): number | null {
  const seconds = number(item.lp_time);
  if (seconds !== null) return seconds * 1000;
  const ms = item.last_update ?? frame.last_update;
  return number(ms);
}

/** A quote of which nothing is known yet. */
function blank(code: string): QuoteEvent {
  return {
    id: '',
    recordId: null,
    type: 'quote',
    provider: 'insightsentry',
    stream: 'live',
    action: 'created',
    symbol: code,
    symbols: [code],
    time: null,
    receivedTime: '',
    backfill: false,
    bid: null,
    ask: null,
    mid: null,
    last: null,
    change: null,
    changePercent: null,
    volume: null,
    bidSize: null,
    askSize: null,
    open: null,
    high: null,
    low: null,
    previousClose: null,
    marketCap: null,
    currency: null,
    delaySeconds: null,
    marketStatus: null,
    raw: null,
  };
}

/** The quote of one symbol, put together from sparse updates. */
export class QuoteState {
  readonly topic: string;
  private readonly code: string;
  private readonly symbols: string[];
  private readonly ids: QuoteIds;
  private last: QuoteEvent;
  private lastMs: number | null = null;

  constructor(item: LiveItem) {
    this.code = item.code;
    this.topic = topicOf(item);
    this.symbols = [item.code];
    this.ids = new QuoteIds('live', item.code);
    this.last = blank(item.code);
  }

  /**
   * The whole quote after `item`, which may hold any part of it: an absent field is unchanged, an explicit null is
   * unknown (protocol page, section 5.4). `frame` is what the item came in.
   */
  next(item: JsonObject, frame: JsonObject, receivedTime: string): QuoteEvent {
    const before = this.last;
    const ms = timeOf(item, frame);
    // Compared as numbers: comparing the texts would cost as much as the rest.
    const time = ms === this.lastMs ? before.time : toIso(ms);
    this.lastMs = ms;
    const bid = item.bid === undefined ? before.bid : number(item.bid);
    const ask = item.ask === undefined ? before.ask : number(item.ask);
    this.last = {
      id: this.ids.next(ms, time, receivedTime),
      recordId: null,
      type: 'quote',
      provider: 'insightsentry',
      stream: 'live',
      action: 'created',
      symbol: this.code,
      symbols: this.symbols,
      time,
      receivedTime,
      backfill: false,
      bid,
      ask,
      mid: bid === null || ask === null ? null : midOf(bid, ask),
      last: item.last_price === undefined ? before.last : number(item.last_price),
      change: item.change === undefined ? before.change : number(item.change),
      changePercent: item.change_percent === undefined ? before.changePercent : number(item.change_percent),
      volume: item.volume === undefined ? before.volume : number(item.volume),
      bidSize: item.bid_size === undefined ? before.bidSize : number(item.bid_size),
      askSize: item.ask_size === undefined ? before.askSize : number(item.ask_size),
      open: item.open_price === undefined ? before.open : number(item.open_price),
      high: item.high_price === undefined ? before.high : number(item.high_price),
      low: item.low_price === undefined ? before.low : number(item.low_price),
      previousClose:
        item.prev_close_price === undefined ? before.previousClose : number(item.prev_close_price),
      marketCap: item.market_cap === undefined ? before.marketCap : number(item.market_cap),
      currency: item.currency_code === undefined ? before.currency : toText(item.currency_code),
      delaySeconds: item.delay_seconds === undefined ? before.delaySeconds : number(item.delay_seconds),
      marketStatus: item.status === undefined ? before.marketStatus : toText(item.status),
      raw: item,
    };
    return this.last;
  }
}

import type { QuoteEvent } from '../../core/event';
import { toIso, toNumber, type JsonObject } from '../../core/read';

/** Seconds as a number are smaller than this for ages, ms since 1973 larger (protocol page, section 3.2). */
const smallestMs = 1e11;

/** A time in ms since 1970, from seconds or ms. */
export function timeMs(value: unknown): number | null {
  const number = toNumber(value);
  return number === null || Math.abs(number) > smallestMs ? number : number * 1000;
}

/** The middle of bid and ask, without the noise of binary fractions: prices have eight decimals, tiny ones more. */
function midOf(bid: number | null, ask: number | null): number | null {
  if (bid === null || ask === null) return null;
  const sum = bid + ask;
  const size = Math.abs(sum);
  if (size < 0.1) return Math.round(sum * 5e13) / 1e14;
  return size < 1e8 ? Math.round(sum * 5e7) / 1e8 : sum / 2;
}

/** The quotes of one symbol: each is whole, so that all there is to remember is what ids and times are made of. */
export class QuoteState {
  /** True once a quote came: the server knows the symbol. */
  hasQuoted = false;
  private readonly symbols: string[];
  private readonly prefix: string;
  private newestMs = -Infinity;
  private newestTime: string | null = null;
  /** What ids of the newest time begin with: joining texts costs a good part of a quote. */
  private stem = '';
  private count = 0;
  private lateCount = 0;

  constructor(
    private readonly stream: string,
    readonly symbol: string,
  ) {
    this.symbols = [symbol];
    this.prefix = `${stream} ${symbol} `;
  }

  /** The event of a quote frame (protocol page, section 3.2): numbers come as texts, and three prices are all. */
  next(frame: JsonObject, receivedTime: string): QuoteEvent {
    this.hasQuoted = true;
    const ms = timeMs(frame.timestamp);
    // Compared as numbers: comparing the texts would cost as much as the rest.
    const time = ms === this.newestMs ? this.newestTime : toIso(ms);
    const bid = toNumber(frame.bid);
    const ask = toNumber(frame.ask);
    return {
      id: this.nextId(ms, time, receivedTime),
      recordId: null,
      type: 'quote',
      provider: 'tradewatch',
      stream: this.stream,
      action: 'created',
      symbol: this.symbol,
      symbols: this.symbols,
      time,
      receivedTime,
      backfill: false,
      bid,
      ask,
      mid: toNumber(frame.mid) ?? midOf(bid, ask),
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
      raw: frame,
    };
  }

  /**
   * Time and a counter within that time, since times are not unique. Quotes without a time, or older than the newest,
   * are counted apart with a minus: their times may come again.
   */
  private nextId(ms: number | null, time: string | null, receivedTime: string): string {
    if (ms === this.newestMs) return this.stem + ++this.count;
    if (ms === null || ms < this.newestMs) return `${this.prefix}${time ?? receivedTime} ${--this.lateCount}`;
    this.newestMs = ms;
    this.newestTime = time;
    this.count = 0;
    this.stem = `${this.prefix}${time ?? receivedTime} `;
    return this.stem + '0';
  }
}

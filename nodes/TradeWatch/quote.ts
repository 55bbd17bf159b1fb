import type { QuoteEvent } from '../../core/event';
import { midOf, QuoteIds } from '../../core/quotes';
import { toEpochMs, toIso, toNumber, type JsonObject } from '../../core/read';

/** The quotes of one symbol: each is whole, so that all there is to remember is what ids and times are made of. */
export class QuoteState {
  /** True once the server listed or quoted the symbol: it knows it. */
  isAccepted = false;
  /** True once it was told that the server does not know the symbol; may prove wrong later. */
  wasRefused = false;
  private readonly symbols: string[];
  private readonly ids: QuoteIds;
  private lastMs: number | null = null;
  private lastTime: string | null = null;

  constructor(
    private readonly stream: string,
    readonly symbol: string,
  ) {
    this.symbols = [symbol];
    this.ids = new QuoteIds(stream, symbol);
  }

  /** The event of a quote frame (protocol page, section 3.2): numbers come as texts, and three prices are all. */
  next(frame: JsonObject, receivedTime: string): QuoteEvent {
    const ms = toEpochMs(frame.timestamp);
    // Compared as numbers: comparing the texts would cost as much as the rest.
    const time = ms === this.lastMs ? this.lastTime : toIso(ms);
    this.lastMs = ms;
    this.lastTime = time;
    const bid = toNumber(frame.bid);
    const ask = toNumber(frame.ask);
    return {
      id: this.ids.next(ms, time, receivedTime),
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
      mid: toNumber(frame.mid) ?? (bid === null || ask === null ? null : midOf(bid, ask)),
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
}

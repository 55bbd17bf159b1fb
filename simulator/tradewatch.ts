import { faultActions, type ControlAction } from './actions';
import type { FeedConnection } from './connection';
import { FeedFaults, type FaultTarget } from './faults';
import type { Admission, FeedReply, Handshake, ProviderFeed } from './feed';
import type { Market } from './market';
import { tradeWatchActions } from './tradewatch/actions';
import { Attempts, keyRefusal, restRefusal } from './tradewatch/admission';
import { QuoteBook, type QuoteFlood, type QuotePush } from './tradewatch/book';
import { errorFrame } from './tradewatch/frames';
import {
  settle,
  type ErrorShape,
  type TradeWatchOptions,
  type TradeWatchSettings,
  type TradeWatchSwitches,
} from './tradewatch/options';
import { QuoteSession } from './tradewatch/session';
import { ASSET_CLASSES, pathOf, type AssetClass } from './tradewatch/symbols';

export type { QuoteFlood, QuotePush } from './tradewatch/book';
export type { ErrorShape, TradeWatchOptions, TradeWatchSwitches } from './tradewatch/options';
export type { AssetClass } from './tradewatch/symbols';

/** How many handshakes get 429, and what they are told. */
export interface RateLimit {
  /** Default: until `admit`. */
  readonly times?: number;
  /** Seconds in a `Retry-After` header, which the provider does not document. Default: no such header. */
  readonly retryAfter?: number;
}

/** Longer delays would overflow a timer. */
const MAX_DELAY_MS = 86_400_000;

/**
 * TradeWatch's practice feed and the levers on it: a socket of quotes for each asset class. Protocol facts come from
 * the provider's quickstart and guide; where they are silent, from the protocol page's sections 9 and 10.
 */
export class TradeWatchFeed extends FeedFaults implements ProviderFeed {
  readonly prefix = 'tradewatch';
  readonly title = 'TradeWatch';
  readonly streams = ASSET_CLASSES.map(pathOf);
  readonly actions: Readonly<Record<string, ControlAction>>;
  private readonly settings: TradeWatchSettings;
  private readonly book: QuoteBook;
  private readonly attempts: Attempts;
  private readonly sessions = new Set<QuoteSession>();
  private readonly refused = new Set<string>();

  constructor(
    private readonly market: Market,
    options: TradeWatchOptions,
  ) {
    const settings = settle(options);
    super(settings.journal, market.now);
    this.settings = settings;
    this.book = new QuoteBook(settings, market, this.sentFrames);
    this.attempts = new Attempts(settings.attempts);
    this.actions = { ...faultActions(this), ...tradeWatchActions(this) };
  }

  /** Sets the last price, around which bid and ask lie; a quote follows at once. Without an asset class, wherever the symbol is subscribed to. */
  setPrice(symbol: string, price: number, assetClass?: AssetClass): void {
    for (const code of this.book.codesOf(symbol, assetClass)) this.market.setPrice(code, price);
  }

  /** One price step of a symbol, or of all that are subscribed to; `steps` times. */
  tick(symbol?: string, steps = 1): void {
    const codes = symbol === undefined ? undefined : this.book.codesOf(symbol);
    for (let step = 0; step < steps; step += 1) this.book.step(codes);
  }

  /** Sends a quote of the caller's own to all who subscribe to the symbol; returns how many got it. */
  pushQuote(symbol: string, quote: QuotePush): number {
    return this.book.codesOf(symbol).reduce((sent, code) => sent + this.book.push(code, quote), 0);
  }

  /** Many quotes, at a rate or as fast as clients read; resolves with their number when done. */
  flood(flood: QuoteFlood): Promise<number> {
    return this.book.flood(flood);
  }

  /** From now on these symbols are left out of the status; those who are subscribed are told by a new one. */
  refuseSymbols(symbols: readonly string[]): void {
    for (const symbol of symbols) {
      this.refused.add(symbol);
      for (const session of this.sessions) session.lose(symbol);
    }
  }

  /** Ends `refuseSymbols`; what was lost must be subscribed to again. */
  admitSymbols(): void {
    this.refused.clear();
  }

  /** Sends an error frame; the connection stays open. Returns how many got it. */
  complain(
    message = 'Something went wrong.',
    target: FaultTarget & { readonly shape?: ErrorShape } = {},
  ): number {
    return this.send(errorFrame(target.shape ?? this.settings.switches.errorShape, message), target);
  }

  /** New handshakes get 429 with the REST error body. */
  limitRate(limit: RateLimit = {}): void {
    this.refuse({ ...restRefusal(429, 'Too many requests.'), ...limit });
  }

  /** Changes how the feed behaves from now on. Throws for a share or a delay that is none. */
  adjust(switches: Partial<TradeWatchSwitches>): void {
    const { equalTimestamps = 0, statusDelayMs = 0 } = switches;
    if (!(equalTimestamps >= 0 && equalTimestamps <= 1)) {
      throw new RangeError(`equalTimestamps is a share from 0 to 1, not ${equalTimestamps}.`);
    }
    if (!(statusDelayMs >= 0 && statusDelayMs <= MAX_DELAY_MS)) {
      throw new RangeError(`statusDelayMs is 0 to ${MAX_DELAY_MS}, not ${statusDelayMs}.`);
    }
    this.settings.switches = { ...this.settings.switches, ...switches };
  }

  /** What runs now: symbols by connection, symbols refused, the switches. */
  state(): unknown {
    const sessions = [...this.sessions].map(session => session.state());
    return { sessions, refusedSymbols: [...this.refused], switches: this.settings.switches };
  }

  enter(handshake: Handshake): Admission {
    if (!this.attempts.allow(this.market.now())) return { refusal: restRefusal(429, 'Too many requests.') };
    if (!this.streams.includes(handshake.path)) return { refusal: restRefusal(404, 'Not found.') };
    const refusal = keyRefusal(handshake, this.settings.keys);
    return refusal === undefined ? { stream: handshake.path } : { refusal };
  }

  accept(connection: FeedConnection, stream: string): void {
    const assetClass = ASSET_CLASSES.find(each => pathOf(each) === stream);
    if (assetClass === undefined) return connection.close(1011);
    this.register(connection);
    const { settings, book, refused } = this;
    const session = new QuoteSession(connection, assetClass, {
      settings,
      book,
      refused,
      now: this.market.now,
    });
    this.sessions.add(session);
    connection.onceClosed(() => {
      session.end();
      this.sessions.delete(session);
    });
  }

  respond(): FeedReply | undefined {
    return undefined;
  }

  close(): void {
    this.gate.admit();
    this.book.stopFloods();
    for (const session of this.sessions) session.end();
    this.sessions.clear();
  }
}

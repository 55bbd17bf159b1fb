import { Flood, type FloodTarget } from '../flood';
import type { Instrument } from '../instrument';
import type { Journal } from '../journal';
import type { Market } from '../market';
import { hashText, seededRandom, type Random } from '../random';
import { decimal, quoteFrame, type Prices } from './frames';
import type { TradeWatchSettings } from './options';
import { marketCode, pathOf, type AssetClass } from './symbols';

/** Who is sent quotes. */
export interface Follower {
  readonly connection: FloodTarget;
  readonly assetClass: AssetClass;
  send(frame: string): boolean;
}

/** A quote of the caller's own; what is missing follows: `mid` from the others, the time from the clock. */
export type QuotePush = Pick<Prices, 'bid' | 'ask'> & Partial<Prices>;

/** A burst of quotes, each of which goes to every subscriber of its symbol. */
export interface QuoteFlood {
  /** Quotes in all. */
  readonly quotes: number;
  /** Default: every symbol that is subscribed to. */
  readonly symbols?: readonly string[];
  /** Quotes a second; without it, as fast as clients read. */
  readonly perSecond?: number;
}

/** All that somebody follows of one instrument. */
interface Watched {
  readonly symbol: string;
  readonly followers: Set<Follower>;
  readonly stop: () => void;
  /** Decimals of the instrument's price step. */
  readonly decimals: number;
  /** Of the last quote. */
  timestamp: number;
}

/** Who follows which symbol, and the quotes that go out when the market moves. */
export class QuoteBook {
  private readonly watched = new Map<string, Watched>();
  /** Symbols by code, of all that anybody ever followed: what is asked for once is published from then on. */
  private readonly served = new Map<string, { readonly symbol: string; readonly stream: string }>();
  private readonly floods = new Set<Flood>();
  private readonly random: Random;

  constructor(
    private readonly settings: TradeWatchSettings,
    private readonly market: Market,
    private readonly journal: Journal,
  ) {
    if (journal.isKept) market.onMove(instrument => this.note(instrument.code, () => instrument.quote()));
    this.random = seededRandom(market.seed ^ hashText('tradewatch'));
  }

  follow(code: string, symbol: string, follower: Follower): void {
    this.served.set(code, { symbol, stream: pathOf(follower.assetClass) });
    this.watch(code, symbol).followers.add(follower);
  }

  leave(code: string, follower: Follower): void {
    const watched = this.watched.get(code);
    if (watched === undefined) return;
    watched.followers.delete(follower);
    if (watched.followers.size > 0) return;
    watched.stop();
    this.watched.delete(code);
    // Nobody is left to be flooded.
    if (this.watched.size === 0) this.stopFloods();
  }

  /** Sends the last quote of a code that is followed. */
  sendLast(code: string, follower: Follower): void {
    const watched = this.watched.get(code);
    if (watched === undefined) return;
    follower.send(this.frameOf(watched, this.instrument(code)));
  }

  /** The codes of a symbol: in the asset class given, else where it is followed. Throws where there is none. */
  codesOf(symbol: string, assetClass?: AssetClass): string[] {
    if (assetClass !== undefined) {
      const code = marketCode(assetClass, symbol);
      if (code === undefined) throw new RangeError(`There is no symbol ${symbol} among ${assetClass}.`);
      return [code];
    }
    const codes = [...this.watched].filter(([, watched]) => watched.symbol === symbol).map(([code]) => code);
    if (codes.length > 0) return codes;
    throw new RangeError(`Nobody is subscribed to ${symbol}; name its asset class.`);
  }

  /** One step of the codes given, or of all that are followed. */
  step(codes: Iterable<string> = [...this.watched.keys()]): void {
    for (const code of codes) this.market.step(code);
  }

  push(code: string, { bid, ask, mid, timestamp }: QuotePush): number {
    this.note(code, () => ({ bid, ask }));
    const watched = this.watched.get(code);
    if (watched === undefined) return 0;
    watched.timestamp = timestamp ?? this.market.now();
    const middle = mid ?? Number(((bid + ask) / 2).toFixed(8));
    return this.send(watched, { bid, ask, mid: middle, timestamp: watched.timestamp });
  }

  flood({ quotes, symbols, perSecond }: QuoteFlood): Promise<number> {
    const codes = symbols?.flatMap(symbol => this.codesOf(symbol)) ?? [...this.watched.keys()];
    const followers = new Set(codes.flatMap(code => [...(this.watched.get(code)?.followers ?? [])]));
    const targets = [...followers].map(({ connection }) => connection);
    const pace = { frames: codes.length > 0 ? quotes : 0, ...(perSecond === undefined ? {} : { perSecond }) };
    const flood = new Flood(
      pace,
      index => this.market.trade(codes[index % codes.length] ?? ''),
      () => targets,
    );
    this.floods.add(flood);
    return flood.done.finally(() => this.floods.delete(flood));
  }

  stopFloods(): void {
    for (const flood of this.floods) flood.stop();
  }

  private note(code: string, prices: () => Pick<Prices, 'bid' | 'ask'>): void {
    const served = this.journal.isKept ? this.served.get(code) : undefined;
    if (served === undefined) return;
    const { bid, ask } = prices();
    const id = `${served.symbol} ${decimal(bid)} ${decimal(ask)}`;
    this.journal.publish({ time: this.market.now(), kind: 'quote', id, ...served });
  }

  private watch(code: string, symbol: string): Watched {
    const known = this.watched.get(code);
    if (known !== undefined) return known;
    const stop = this.market.watch(code, instrument => this.announce(instrument));
    const instrument = this.instrument(code);
    const decimals = String(instrument.facts.tickSize).split('.')[1]?.length ?? 0;
    const timestamp = instrument.quote().lastTime;
    const watched = { symbol, followers: new Set<Follower>(), stop, decimals, timestamp };
    this.watched.set(code, watched);
    return watched;
  }

  private announce(instrument: Instrument): void {
    const watched = this.watched.get(instrument.code);
    if (watched === undefined) return;
    const repeats = this.random() < this.settings.switches.equalTimestamps;
    if (!repeats) watched.timestamp = this.market.now();
    this.sendFrame(watched, this.frameOf(watched, instrument));
  }

  private frameOf({ symbol, decimals, timestamp }: Watched, instrument: Instrument): string {
    const { bid, ask, last } = instrument.quote();
    // Below a thousand steps the market quotes in finer ones.
    const digits = last < 1_000 * instrument.facts.tickSize ? 8 : decimals;
    const mid = Number(((bid + ask) / 2).toFixed(digits));
    return quoteFrame(symbol, { bid, ask, mid, timestamp }, this.settings.switches);
  }

  private send(watched: Watched, prices: Prices): number {
    return this.sendFrame(watched, quoteFrame(watched.symbol, prices, this.settings.switches));
  }

  private sendFrame({ followers }: Watched, frame: string): number {
    let sent = 0;
    for (const follower of followers) if (follower.send(frame)) sent += 1;
    return sent;
  }

  private instrument(code: string): Instrument {
    const instrument = this.market.instrument(code);
    if (instrument === undefined) throw new RangeError(`There is no instrument ${code}.`);
    return instrument;
  }
}

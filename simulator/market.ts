import { Instrument } from './instrument';
import { instrumentFacts } from './instruments';

/** How a market moves. */
export interface MarketOptions {
  readonly seed: number;
  /** Price changes a second and watched instrument; 0 for none. */
  readonly rate: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Called after each change of a watched instrument; `traded` is false where only bid and ask moved. */
export type Watcher = (instrument: Instrument, traded: boolean) => void;

const TICK_MS = 50;

/** After a pause of the process, at most this much is made up for at once. */
const MAX_ELAPSED_MS = 1_000;

/**
 * The invented market behind all practice feeds: one random walk per instrument, seeded by market and code, so
 * that the n-th price of a code depends on nothing else. It moves only what somebody watches.
 */
export class Market {
  readonly seed: number;
  readonly rate: number;
  readonly now: () => number;
  private readonly instruments = new Map<string, Instrument>();
  private readonly watchers = new Map<string, Set<Watcher>>();
  private readonly witnesses = new Set<Watcher>();
  private readonly clockListeners = new Set<(now: number) => void>();
  /** Codes in turn, so that each moves equally often. */
  private turn: string[] = [];
  private next = 0;
  private due = 0;
  private lastTick = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(options: MarketOptions) {
    this.seed = options.seed;
    this.rate = options.rate;
    this.now = options.now;
  }

  /** The instrument of a code, or undefined where the code is unknown. */
  instrument(code: string): Instrument | undefined {
    const known = this.instruments.get(code);
    if (known !== undefined) return known;
    const facts = instrumentFacts(code);
    if (facts === undefined) return undefined;
    const instrument = new Instrument(facts, this.seed, this.now());
    this.instruments.set(code, instrument);
    return instrument;
  }

  /** Watches an instrument until the returned function is called. Throws for an unknown code. */
  watch(code: string, watcher: Watcher): () => void {
    const instrument = this.known(code);
    let watchers = this.watchers.get(code);
    if (watchers === undefined) {
      watchers = new Set();
      this.watchers.set(code, watchers);
      instrument.catchUp(this.now(), this.rate);
      this.retime();
    }
    const audience = watchers.add(watcher);
    return () => {
      audience.delete(watcher);
      if (audience.size > 0 || this.watchers.get(code) !== audience) return;
      this.watchers.delete(code);
      this.retime();
    };
  }

  /** Calls the witness of every change of any instrument, watched or not, before those who watch it. */
  onMove(witness: Watcher): void {
    this.witnesses.add(witness);
  }

  /** Calls the listener regularly while anything is watched: bars start by the clock, not only by trades. */
  onClock(listener: (now: number) => void): void {
    this.clockListeners.add(listener);
  }

  /** One step of a code, or of every watched one. */
  step(code?: string): void {
    if (code === undefined) for (const each of this.turn) this.move(this.known(each), false);
    else this.move(this.known(code), false);
  }

  /** One trade of a code, never only a change of bid and ask. */
  trade(code: string): void {
    this.move(this.known(code), true);
  }

  setPrice(code: string, price: number): void {
    const instrument = this.known(code);
    instrument.setPrice(price, this.now());
    this.announce(instrument, true);
  }

  /** Tells the clock's listeners the time; the timer does it where `rate` is over 0. */
  checkClock(): void {
    const now = this.now();
    for (const listener of this.clockListeners) listener(now);
  }

  close(): void {
    this.watchers.clear();
    this.retime();
  }

  private known(code: string): Instrument {
    const instrument = this.instrument(code);
    if (instrument === undefined) throw new RangeError(`There is no instrument ${code}.`);
    return instrument;
  }

  private move(instrument: Instrument, always: boolean): void {
    this.announce(instrument, instrument.step(this.now(), always));
  }

  private announce(instrument: Instrument, traded: boolean): void {
    for (const witness of this.witnesses) witness(instrument, traded);
    for (const watcher of this.watchers.get(instrument.code) ?? []) watcher(instrument, traded);
  }

  private retime(): void {
    this.turn = [...this.watchers.keys()];
    if (this.turn.length > 0 && this.rate > 0) this.startTimer();
    else {
      clearInterval(this.timer);
      this.timer = undefined;
    }
  }

  private startTimer(): void {
    if (this.timer !== undefined) return;
    this.lastTick = performance.now();
    this.due = 0;
    this.timer = setInterval(() => this.tick(), TICK_MS);
    this.timer.unref();
  }

  private tick(): void {
    const now = performance.now();
    const elapsed = Math.min(MAX_ELAPSED_MS, now - this.lastTick);
    this.lastTick = now;
    this.due += (elapsed / 1_000) * this.rate * this.turn.length;
    for (; this.due >= 1; this.due -= 1) {
      const code = this.turn[this.next % this.turn.length];
      this.next += 1;
      if (code !== undefined) this.move(this.known(code), false);
    }
    this.checkClock();
  }
}

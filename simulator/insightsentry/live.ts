import type { Bar, BarSpec } from '../bars';
import type { FeedConnection } from '../connection';
import { Flood, type FloodPace } from '../flood';
import type { Instrument } from '../instrument';
import type { BarSeries } from '../series';
import { adjustBar } from './adjustments';
import { batchFrame, changedFields, seriesFrame, wireQuote, type WireQuote } from './frames';
import { LiveChronicle } from './live-chronicle';
import { LiveSession } from './live-session';
import type { SessionContext } from './session';
import type { SeriesSubscription, Subscription } from './subscriptions';

/** A burst of trades, each of which goes to every subscriber of its code. */
export interface FloodOptions extends FloodPace {
  /** Default: every code that is subscribed to. */
  readonly codes?: readonly string[];
}

/** A bar of the caller's own; what is missing follows from `close`. */
export interface BarPush extends Partial<Bar> {
  readonly close: number;
  /** Only series of that type and interval get it; without them, every series of the code. */
  readonly barType?: BarSpec['type'];
  readonly barInterval?: number;
}

/** All that somebody on `/live` follows of one code. */
interface Watched {
  readonly stop: () => void;
  /** The last quote announced, to tell what changed. */
  quote: WireQuote;
  readonly quotes: Set<LiveSession>;
  readonly series: Map<BarSeries, Map<SeriesSubscription, LiveSession>>;
}

/** `/live`: who follows what, and the frames that go out when the market moves. */
export class LiveStream {
  private readonly sessions = new Set<LiveSession>();
  private readonly watched = new Map<string, Watched>();
  private readonly floods = new Set<Flood>();
  private readonly chronicle: LiveChronicle;

  constructor(private readonly context: SessionContext) {
    this.chronicle = new LiveChronicle(context);
    context.market.onClock(now => this.startDueBars(now));
  }

  accept(connection: FeedConnection): void {
    const session = new LiveSession(connection, this.context, this);
    this.sessions.add(session);
    connection.onceClosed(() => {
      session.end();
      this.sessions.delete(session);
    });
  }

  /** Starts to follow; history and first quotes are `sendFirst`'s. */
  add(session: LiveSession, subscription: Subscription): void {
    const watched = this.watch(subscription.code);
    if (subscription.type === 'quote') {
      this.chronicle.serve(subscription.code);
      watched.quotes.add(session);
      return;
    }
    const series = this.seriesOf(subscription);
    this.chronicle.serve(subscription.code, series);
    const targets = watched.series.get(series) ?? new Map<SeriesSubscription, LiveSession>();
    watched.series.set(series, targets.set(subscription, session));
  }

  remove(session: LiveSession, subscription: Subscription): void {
    const watched = this.watched.get(subscription.code);
    if (watched === undefined) return;
    if (subscription.type === 'quote') watched.quotes.delete(session);
    else {
      const series = this.seriesOf(subscription);
      watched.series.get(series)?.delete(subscription);
      if (watched.series.get(series)?.size === 0) watched.series.delete(series);
    }
    if (watched.quotes.size > 0 || watched.series.size > 0) return;
    watched.stop();
    this.watched.delete(subscription.code);
  }

  /** History of each series and one batch with the first quotes. */
  sendFirst(session: LiveSession, subscriptions: readonly Subscription[]): void {
    const { settings, market } = this.context;
    const quotes: WireQuote[] = [];
    for (const subscription of subscriptions) {
      if (subscription.type === 'series') {
        const series = this.seriesOf(subscription);
        this.sendBars(session, subscription, series, series.history(subscription.points));
      } else quotes.push(wireQuote(this.instrument(subscription.code)));
    }
    if (settings.quoteShape === 'flat')
      for (const quote of quotes) session.connection.send(JSON.stringify(quote));
    else if (quotes.length > 0) session.connection.send(batchFrame(quotes, market.now()));
  }

  pushBar(code: string, push: BarPush): number {
    const { barType, barInterval, ...bar } = push;
    let sent = 0;
    for (const [series, targets] of this.watched.get(code)?.series ?? []) {
      if (barType !== undefined && series.spec.type !== barType) continue;
      if (barInterval !== undefined && series.spec.interval !== barInterval) continue;
      series.put(bar);
      this.chronicle.noteBar(code, series);
      sent += this.sendCurrent(series, targets);
    }
    return sent;
  }

  flood(options: FloodOptions): Promise<number> {
    const codes = options.codes ?? [...this.watched.keys()];
    const { perSecond } = options;
    const frames = codes.length === 0 ? 0 : options.frames;
    const targets = () => [...this.sessions].map(({ connection }) => connection);
    const trade = (index: number) => this.context.market.trade(codes[index % codes.length] ?? '');
    const flood = new Flood({ frames, ...(perSecond !== undefined && { perSecond }) }, trade, targets);
    this.floods.add(flood);
    return flood.done.finally(() => this.floods.delete(flood));
  }

  state() {
    const sessions = [...this.sessions].map(session => session.state());
    return { live: sessions, delayedMessages: this.context.accounts.delayed };
  }

  close(): void {
    for (const flood of this.floods) flood.stop();
    for (const session of this.sessions) session.end();
    this.sessions.clear();
  }

  private watch(code: string): Watched {
    const known = this.watched.get(code);
    if (known !== undefined) return known;
    const stop = this.context.market.watch(code, (instrument, traded) => this.announce(instrument, traded));
    const quote = wireQuote(this.instrument(code));
    const watched: Watched = { stop, quote, quotes: new Set(), series: new Map() };
    this.watched.set(code, watched);
    return watched;
  }

  private announce(instrument: Instrument, traded: boolean): void {
    const watched = this.watched.get(instrument.code);
    if (watched === undefined) return;
    this.announceQuote(watched, wireQuote(instrument));
    if (!traded) return;
    for (const [series, targets] of watched.series) this.sendCurrent(series, targets);
  }

  private announceQuote(watched: Watched, quote: WireQuote): void {
    const changed = changedFields(watched.quote, quote);
    watched.quote = quote;
    if (changed === undefined || watched.quotes.size === 0) return;
    const { quoteShape } = this.context.settings;
    const whole =
      quoteShape === 'batch' ? batchFrame([quote], this.context.market.now()) : JSON.stringify(quote);
    const frame = quoteShape === 'sparse' ? JSON.stringify(changed) : whole;
    for (const session of watched.quotes) session.sendQuote(quote.code, frame, whole);
  }

  /** Minute bars and longer start by the clock; second bars and ticks only by a trade (guide, section 3). */
  private startDueBars(now: number): void {
    for (const { series } of this.watched.values()) {
      for (const [bars, targets] of series) {
        if (bars.spec.type !== 'second' && bars.startDue(now)) this.sendCurrent(bars, targets);
      }
    }
  }

  private sendCurrent(series: BarSeries, targets: ReadonlyMap<SeriesSubscription, LiveSession>): number {
    let sent = 0;
    for (const [subscription, session] of targets) {
      if (this.sendBars(session, subscription, series, [series.current])) sent += 1;
    }
    return sent;
  }

  private sendBars(
    session: LiveSession,
    to: SeriesSubscription,
    series: BarSeries,
    bars: readonly Bar[],
  ): boolean {
    const { market, settings } = this.context;
    const { currency } = this.instrument(to.code).facts;
    const now = market.now();
    const adjusted = bars.map(bar => adjustBar(bar, to.options, currency, now));
    const frame = seriesFrame(to.code, to.bars, adjusted, series.currentEnd, now, settings.tickShape);
    return session.connection.send(frame);
  }

  private seriesOf(subscription: SeriesSubscription): BarSeries {
    return this.instrument(subscription.code).bars(subscription.bars, this.context.market.now());
  }

  private instrument(code: string): Instrument {
    const instrument = this.context.market.instrument(code);
    if (instrument === undefined) throw new RangeError(`There is no instrument ${code}.`);
    return instrument;
  }
}

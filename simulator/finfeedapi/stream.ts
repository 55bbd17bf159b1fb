import type { FeedConnection } from '../connection';
import { Flood, type FloodPace } from '../flood';
import type { Journal } from '../journal';
import type { Market } from '../market';
import { Archive } from './archive';
import type { Filing } from './filing';
import { filingFrame } from './frames';
import type { FinFeedApiSettings } from './options';
import { FilingSession } from './session';

/** A burst of new filings. */
export interface FilingFlood {
  /** Filings in all; each goes to every connection. */
  readonly filings: number;
  /** Filings a second; without it, as fast as clients read. */
  readonly perSecond?: number;
}

/** The one stream: the backlog on connect, then filings as they are published. */
export class FilingStream {
  private readonly sessions = new Set<FilingSession>();
  private readonly floods = new Set<Flood>();
  private madeArchive: Archive | undefined;
  private last: Filing | undefined;
  private leftAt: number | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly settings: FinFeedApiSettings,
    private readonly market: Market,
    private readonly journal: Journal,
  ) {}

  /** Sends the backlog at once, without waiting for a hello (protocol page, section 4.1). */
  accept(connection: FeedConnection): void {
    if (this.sessions.size === 0) this.wake();
    const session = new FilingSession(connection, this.settings);
    this.sessions.add(session);
    connection.onceClosed(() => {
      session.end();
      this.sessions.delete(session);
      if (this.sessions.size === 0) this.sleep();
    });
    const { spelling } = this.settings.switches;
    for (const filing of this.archive.backlog) session.send(filingFrame(filing, true, spelling));
  }

  publish(given: Partial<Filing> = {}): Filing {
    const { lagSeconds } = this.settings.switches;
    const now = this.market.now();
    const filing = this.archive.add(now, given, now - lagSeconds * 1_000);
    this.announce(filing);
    return filing;
  }

  /** Sends the last published filing again, as it was; returns how many connections got it. */
  repeat(): number {
    return this.last === undefined ? 0 : this.announce(this.last);
  }

  flood({ filings, perSecond }: FilingFlood): Promise<number> {
    const pace: FloodPace = { frames: filings, ...(perSecond === undefined ? {} : { perSecond }) };
    const targets = () => [...this.sessions].map(({ connection }) => connection);
    const flood = new Flood(pace, () => this.publish(), targets);
    this.floods.add(flood);
    return flood.done.finally(() => this.floods.delete(flood));
  }

  state() {
    return {
      backlog: this.madeArchive?.backlog.length ?? 0,
      sessions: [...this.sessions].map(each => each.state()),
    };
  }

  close(): void {
    this.sleep();
    for (const session of this.sessions) session.end();
    this.sessions.clear();
  }

  /** Made on first use: a feed that nobody listens to costs nothing. */
  private get archive(): Archive {
    this.madeArchive ??= new Archive(this.settings, this.market.seed, this.market.now(), this.journal);
    return this.madeArchive;
  }

  private wake(): void {
    const { everyMs } = this.settings;
    if (this.leftAt !== undefined) this.archive.catchUp(this.leftAt, this.market.now());
    if (everyMs > 0) this.timer = setInterval(() => this.publish(), everyMs).unref();
  }

  /** Nobody is left: nothing runs on, not even a burst. */
  private sleep(): void {
    this.leftAt = this.market.now();
    clearInterval(this.timer);
    this.timer = undefined;
    for (const flood of this.floods) flood.stop();
  }

  private announce(filing: Filing): number {
    this.last = filing;
    const frame = filingFrame(filing, false, this.settings.switches.spelling);
    let sent = 0;
    for (const session of this.sessions) if (session.send(frame)) sent += 1;
    return sent;
  }
}

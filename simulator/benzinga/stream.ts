import type { FeedConnection } from '../connection';
import { Flood, type FloodPace } from '../flood';
import { hashText, seededRandom, type Random } from '../random';
import { pick } from './coverage';
import type { BenzingaContext } from './desk';
import { readFilter, subjectOf } from './filter';
import { STREAM_PATHS, type BenzingaStream } from './options';
import type { Action, Author, Content, Order, Publication, View } from './publication';
import { KNOWN_STOCKS, stockNamed, type Stock } from './stocks';
import { StreamSession } from './stream-session';

/** How to publish by hand. */
export interface PublishOptions {
  /** What it is about; without it, what the content says, else chance. */
  readonly ticker?: string;
  /** Default `created`. Revisions and deletions have their own message id and the record's. */
  readonly action?: Action;
  /** The record to update or delete; without it, the latest, of the ticker if one is given. */
  readonly recordId?: string | number;
  /** Whether a deletion repeats the content; without it, as the dialect says. */
  readonly withContent?: boolean;
}

/** A burst of events. */
export interface FloodOptions extends FloodPace {
  /** How many of them differ; they are repeated in turn, ids included. Default: all. */
  readonly distinct?: number;
  /** Size of a frame, about. Default 3,000. */
  readonly bytes?: number;
}

/** What was published. */
export interface Published {
  /** Id of the message; null where it has none. */
  readonly id: string | null;
  readonly recordId: string | number | null;
  /** The frame as an unfiltered connection gets it. */
  readonly frame: string;
  /** Connections it went to. */
  readonly sent: number;
}

/** `replay` sends up to this many (protocol page, section 4.4). */
const CACHED = 100;

/** What was there before anybody came, so that `replay` has something from the start. */
const OLD_PUBLICATIONS = 30;
const OLD_SPACING_MS = 240_000;

/** After a time in which nobody listened, at most this much is made up for. */
const MAX_MISSED = 20;

/** How often an invented record is about a stock that somebody filters by, so that a filtered demo is no silent one. */
const WANTED_SHARE = 0.7;

const PLAIN_VIEW: View = { simplify: false, aggregateType: 'number' };

/** One of the six streams that need no subscription: publishes, filters, remembers. */
export class BroadcastStream {
  private readonly cache: Publication[] = [];
  private readonly sessions = new Set<StreamSession>();
  private readonly random: Random;
  private readonly floods = new Set<Flood>();
  private timer: NodeJS.Timeout | undefined;
  /** Milliseconds since 1970 at which the last client left. */
  private leftAt: number | undefined;

  constructor(
    private readonly name: BenzingaStream,
    private readonly author: Author,
    private readonly context: BenzingaContext,
  ) {
    this.random = seededRandom(context.market.seed ^ hashText(`stream ${name}`));
  }

  accept(connection: FeedConnection, query: URLSearchParams): StreamSession {
    const wish = { filter: readFilter(this.name, query), view: readView(query) };
    const session = new StreamSession(connection, this.context, wish, this.cache);
    this.sessions.add(session);
    this.wake();
    connection.onceClosed(() => this.leave(session));
    return session;
  }

  /** Publishes now, with the given fields of the content in place of invented ones. */
  publish(content: Content, options: PublishOptions): Published {
    this.fill();
    const { action = 'created', recordId, withContent } = options;
    const ticker = options.ticker ?? subjectOf(content).tickers[0];
    const stock = ticker === undefined ? this.draw() : stockNamed(ticker);
    const order = { stock, isStockGiven: ticker !== undefined, action, content };
    const publication = this.compose({
      ...order,
      ...(recordId === undefined ? {} : { recordId: String(recordId) }),
      ...(withContent === undefined ? {} : { withContent }),
    });
    const sent = this.broadcast(publication);
    const { id, recordId: record } = publication;
    return { id, recordId: record, frame: publication.frame(PLAIN_VIEW), sent };
  }

  /** Many events of a given size; resolves with their number once they are handed over. */
  flood({ frames, distinct = frames, bytes = 3_000, perSecond }: FloodOptions): Promise<number> {
    if (this.sessions.size === 0) return Promise.resolve(0);
    const made: Publication[] = [];
    const body = `<p>${'A practice event of a benchmark. '.repeat(Math.ceil(bytes / 33))}`;
    const content = { body: `${body.slice(0, Math.max(3, bytes - 850))}</p>` };
    const send = (index: number) => {
      const turn = index % Math.max(1, distinct);
      const publication = made[turn] ?? this.compose({ ...this.order('created'), content });
      if (distinct < frames) made[turn] = publication;
      this.broadcast(publication);
    };
    const pace = perSecond === undefined ? { frames } : { frames, perSecond };
    const targets = () => [...this.sessions].map(({ connection }) => connection);
    const flood = new Flood(pace, send, targets);
    this.floods.add(flood);
    return flood.done.finally(() => this.floods.delete(flood));
  }

  state(): { readonly connections: number; readonly cached: number } {
    return { connections: this.sessions.size, cached: this.cache.length };
  }

  close(): void {
    this.rest();
    for (const session of this.sessions) session.end();
    this.sessions.clear();
  }

  /** The first client starts the clock, and finds what was published before it came. */
  private wake(): void {
    this.fill();
    const everyMs = this.context.settings.everyMs[this.name];
    if (this.timer !== undefined || everyMs <= 0) return;
    this.catchUp(everyMs);
    this.timer = setInterval(() => this.broadcast(this.compose(this.order('any'))), everyMs).unref();
  }

  private leave(session: StreamSession): void {
    session.end();
    this.sessions.delete(session);
    if (this.sessions.size > 0) return;
    this.rest();
    this.leftAt = this.context.market.now();
  }

  private rest(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    for (const flood of this.floods) flood.stop();
  }

  /** Invents the old publications, the first time that anybody asks for anything. */
  private fill(): void {
    if (this.cache.length > 0) return;
    const now = this.context.market.now();
    for (let index = OLD_PUBLICATIONS; index > 0; index -= 1) {
      this.add(this.order('any'), now - index * OLD_SPACING_MS);
    }
  }

  /** Invents what was published while nobody listened, so that `replay` can fill a client's gap. */
  private catchUp(everyMs: number): void {
    if (this.leftAt === undefined) return;
    const from = this.leftAt;
    const missed = Math.min(MAX_MISSED, Math.floor((this.context.market.now() - from) / everyMs));
    for (let index = 1; index <= missed; index += 1) {
      this.add(this.order('any'), from + index * everyMs);
    }
  }

  private compose(order: Order): Publication {
    return this.add(order, this.context.market.now());
  }

  /** Makes what is published at `time`, and keeps it for replays. */
  private add(order: Order, time: number): Publication {
    const publication = this.author.compose(order, time);
    this.note(publication, time);
    this.cache.push(publication);
    if (this.cache.length > CACHED) this.cache.shift();
    return publication;
  }

  private note({ id, subject }: Publication, time: number): void {
    if (id === null) return;
    const symbol = subject.tickers[0] ?? null;
    const stream = STREAM_PATHS[this.name];
    this.context.journal.publish({ time, stream, kind: 'record', symbol, id });
  }

  private broadcast(publication: Publication): number {
    return [...this.sessions].filter(session => session.offer(publication)).length;
  }

  private order(action: Order['action']): Order {
    return { stock: this.draw(), isStockGiven: false, action, content: {} };
  }

  private draw(): Stock {
    const wanted = [...this.sessions].flatMap(({ filter }) => filter.stocks);
    const isWanted = this.random() < WANTED_SHARE && wanted.length > 0;
    return pick(isWanted ? wanted : KNOWN_STOCKS, this.random) ?? (KNOWN_STOCKS[0] as Stock);
  }
}

/** `simplify` is a boolean and `aggregate_type` a word at the REST twin, whose defaults hold (protocol page, section 2). */
function readView(query: URLSearchParams): View {
  return {
    simplify: query.get('simplify')?.toLowerCase() === 'true',
    aggregateType: query.get('aggregate_type') === 'percentage' ? 'percentage' : 'number',
  };
}

import { faultActions, type ControlAction } from './actions';
import { benzingaActions } from './benzinga/actions';
import { Doorkeeper } from './benzinga/admission';
import type { SentenceChange } from './benzinga/call';
import { Coverage } from './benzinga/coverage';
import type { BenzingaContext } from './benzinga/desk';
import { Ids } from './benzinga/ids';
import {
  settle,
  STREAM_PATHS,
  type BenzingaOptions,
  type BenzingaStream,
  type Dialect,
} from './benzinga/options';
import type { Content } from './benzinga/publication';
import type { BenzingaSession } from './benzinga/session';
import { Slots } from './benzinga/slots';
import type { FloodOptions, Published, PublishOptions } from './benzinga/stream';
import { broadcastStreams, type BroadcastName, type BroadcastStreams } from './benzinga/streams';
import { TranscriptsStream } from './benzinga/transcripts';
import type { FeedConnection } from './connection';
import { FeedFaults, type FaultTarget } from './faults';
import type { Admission, Handshake, ProviderFeed } from './feed';
import type { Market } from './market';

export type { SentenceChange } from './benzinga/call';
export type { BenzingaOptions, BenzingaStream, Dialect } from './benzinga/options';
export type { FloodOptions as NewsFloodOptions, Published, PublishOptions } from './benzinga/stream';

/** The error object of the provider's Errors page, never shown inside a WebSocket frame (protocol page, section 4.1). */
export interface ErrorFrame {
  /** Default `authentication_error`. */
  readonly type?: string;
  readonly message?: string;
  readonly params?: readonly string[];
}

/**
 * Benzinga's practice feed and the levers on it: the seven streams under `/benzinga/api/…`. Nothing is invented and no
 * timer runs before a client comes. Protocol facts come from the protocol page; where it is silent, from its section 9.
 */
export class BenzingaFeed extends FeedFaults implements ProviderFeed {
  readonly prefix = 'benzinga';
  readonly title = 'Benzinga';
  readonly streams = Object.values(STREAM_PATHS);
  readonly actions: Readonly<Record<string, ControlAction>>;
  private readonly context: BenzingaContext;
  private readonly slots: Slots;
  private readonly doorkeeper: Doorkeeper;
  private readonly broadcasts: BroadcastStreams;
  private readonly transcripts: TranscriptsStream;
  private readonly sessions = new Map<number, BenzingaSession>();

  constructor(market: Market, options: BenzingaOptions) {
    const settings = settle(options, market.rate);
    super(settings.journal, market.now);
    const ids = new Ids(market.seed, market.now);
    this.context = {
      ...{ market, settings, ids, coverage: new Coverage(market) },
      ...{ journal: this.sentFrames, dialect: settings.dialect },
    };
    this.slots = new Slots(settings.slotHoldMs);
    this.doorkeeper = new Doorkeeper(settings, this.slots, ids);
    this.broadcasts = broadcastStreams(this.context);
    this.transcripts = new TranscriptsStream(this.context);
    this.actions = { ...faultActions(this), ...benzingaActions(this) };
  }

  /**
   * Publishes on a stream, with the given fields of the content in place of invented ones; on `transcripts` it is the
   * next sentence of the call of `options.ticker` or `content.symbol` (by default AAPL). Throws a `RangeError` for a
   * record that is not there or a text that is no ticker.
   */
  publish(stream: BenzingaStream, content: Content = {}, options: PublishOptions = {}): Published {
    if (stream !== 'transcripts') return this.broadcasts[stream].publish(content, options);
    const symbol = typeof content['symbol'] === 'string' ? content['symbol'] : 'AAPL';
    return this.transcripts.speak(options.ticker ?? symbol, { content });
  }

  /** Changes how the feed speaks from now on; what was published stays as it was. Returns the whole dialect. */
  speakAs(changes: Partial<Dialect>): Dialect {
    this.context.dialect = { ...this.context.dialect, ...changes };
    return this.context.dialect;
  }

  /** Many news events, at a rate or as fast as clients read; resolves with their number when all are sent. */
  flood(options: FloodOptions): Promise<number> {
    return this.broadcasts.news.flood(options);
  }

  /** Sends each connection's last data frame once more, byte by byte the same. Returns how many got it. */
  repeatLast(target: FaultTarget = {}): number {
    return this.select(target).filter(({ id }) => this.sessions.get(id)?.repeatLast()).length;
  }

  /** Sends a frame of digits only, which one client skips as a heartbeat (protocol page, section 7). */
  sendDigits(target: FaultTarget = {}): number {
    return this.send(String(Math.floor(this.context.market.now() / 1_000)), target);
  }

  /** Sends an error object; the connection stays open. */
  sendError(error: FaultTarget & ErrorFrame = {}): number {
    const { type = 'authentication_error', message = 'Invented by the practice feed.', params = [] } = error;
    return this.send(JSON.stringify({ type, message, params }), error);
  }

  /** New handshakes get the 503 of a gateway without a backend, until `admit` or so many times. */
  loseBackend(options: { readonly times?: number } = {}): void {
    this.refuse({ ...this.doorkeeper.noBackend(), ...options });
  }

  /** Sends the next sentence of a company's call; one begins if none runs. */
  speak(ticker: string, change: SentenceChange = {}): Published {
    return this.transcripts.speak(ticker, change);
  }

  /** Sends two sentences of a company's call, the later one first. */
  speakOutOfOrder(ticker: string): readonly [Published, Published] {
    return this.transcripts.speakOutOfOrder(ticker);
  }

  /** Begins a call, with its audio event, whatever ran before; returns its id. `speak` with `isLast` ends it. */
  startCall(ticker: string): string {
    return this.transcripts.startCall(ticker);
  }

  /** What runs now: the dialect, clients and cached frames by stream, places taken, calls and who hears them. */
  state(): unknown {
    const names = Object.keys(this.broadcasts) as BroadcastName[];
    const streams = Object.fromEntries(names.map(name => [name, this.broadcasts[name].state()]));
    const slots = this.slots.state();
    return { dialect: this.context.dialect, slots, ...streams, transcripts: this.transcripts.state() };
  }

  enter(handshake: Handshake): Admission | Promise<Admission> {
    return this.doorkeeper.enter(handshake);
  }

  accept(connection: FeedConnection, stream: string, { query }: Handshake): void {
    this.register(connection);
    this.slots.take(query.get('token') ?? '', stream, connection);
    const session = this.serve(connection, stream, query);
    this.sessions.set(connection.id, session);
    connection.onceClosed(() => this.sessions.delete(connection.id));
  }

  respond(): undefined {
    return undefined;
  }

  close(): void {
    this.gate.admit();
    this.doorkeeper.close();
    for (const stream of Object.values(this.broadcasts)) stream.close();
    this.transcripts.close();
  }

  private serve(connection: FeedConnection, path: string, query: URLSearchParams): BenzingaSession {
    const names = Object.keys(this.broadcasts) as BroadcastName[];
    const name = names.find(each => STREAM_PATHS[each] === path);
    return name === undefined
      ? this.transcripts.accept(connection)
      : this.broadcasts[name].accept(connection, query);
  }
}

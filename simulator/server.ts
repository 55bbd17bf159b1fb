import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer, type WebSocket } from '../vendor/ws';
import { BenzingaFeed, type BenzingaOptions } from './benzinga';
import { FeedConnection, type ConnectionRecord } from './connection';
import { handleHttp } from './control';
import type { Admission, ProviderFeed } from './feed';
import { FinFeedApiFeed, type FinFeedApiOptions } from './finfeedapi';
import { nothingAt, refuseHandshake } from './gate';
import { InsightSentryFeed, type InsightSentryOptions } from './insightsentry';
import { Market } from './market';
import { TradeWatchFeed, type TradeWatchOptions } from './tradewatch';

/** How the practice feed runs. */
export interface SimulatorOptions {
  /** Port on 127.0.0.1. Default 0: a free one. */
  readonly port?: number;
  /** Same seed, same prices. Default 1. */
  readonly seed?: number;
  /** Price changes a second and instrument. Default 2; 0 is manual: no price moves unless told. */
  readonly rate?: number;
  /** Milliseconds since 1970, for market data and `server_time`. Default `Date.now`. */
  readonly now?: () => number;
  readonly benzinga?: BenzingaOptions;
  readonly finfeedapi?: FinFeedApiOptions;
  readonly insightsentry?: InsightSentryOptions;
  readonly tradewatch?: TradeWatchOptions;
}

/** A running practice feed. */
export interface Simulator {
  /** `ws://127.0.0.1:PORT`; a provider's sockets are below it, for example `/insightsentry/live`. */
  readonly url: string;
  /** `http://127.0.0.1:PORT`, for key endpoints and the control interface. */
  readonly httpUrl: string;
  readonly benzinga: BenzingaFeed;
  readonly finfeedapi: FinFeedApiFeed;
  readonly insightsentry: InsightSentryFeed;
  readonly tradewatch: TradeWatchFeed;
  /** Connections of all feeds, closed ones too, in the order they were opened. */
  connections(): ConnectionRecord[];
  /** Cuts every socket and stops every timer; resolves when nothing is left. */
  close(): Promise<void>;
}

/** Larger messages from a client end its connection; providers' own, smaller limits are theirs to check. */
const MAX_CLIENT_MESSAGE_BYTES = 32_000_000;

/** Starts the practice feed on a loopback port. Rejects with the system's error, for example `EADDRINUSE`. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const market = new Market({
    seed: options.seed ?? 1,
    rate: options.rate ?? 2,
    now: options.now ?? Date.now,
  });
  const benzinga = new BenzingaFeed(market, options.benzinga ?? {});
  const finfeedapi = new FinFeedApiFeed(market, options.finfeedapi ?? {});
  const insightsentry = new InsightSentryFeed(market, options.insightsentry ?? {});
  const tradewatch = new TradeWatchFeed(market, options.tradewatch ?? {});
  // A further provider is one more line above and one more name here.
  const host = new FeedHost([benzinga, finfeedapi, insightsentry, tradewatch], market);
  const port = await host.listen(options.port ?? 0);
  return {
    url: `ws://127.0.0.1:${port}`,
    httpUrl: `http://127.0.0.1:${port}`,
    benzinga,
    finfeedapi,
    insightsentry,
    tradewatch,
    connections: () => host.connections(),
    close: () => host.close(),
  };
}

/** The one HTTP server: routes handshakes and requests to the provider's feed whose prefix the path begins with. */
class FeedHost {
  private readonly server: Server;
  private readonly sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_CLIENT_MESSAGE_BYTES });
  private readonly lines = new Set<Socket>();
  private nextId = 1;

  constructor(
    private readonly feeds: readonly ProviderFeed[],
    private readonly market: Market,
  ) {
    this.server = createServer((request: IncomingMessage, response: ServerResponse) => {
      void handleHttp(this.feeds, request, response);
    });
    this.server.on('connection', (line: Socket) => {
      this.lines.add(line);
      line.once('close', () => this.lines.delete(line));
    });
    this.server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
      this.upgrade(request, socket, head);
    });
  }

  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', () => {
        this.server.off('error', reject);
        resolve((this.server.address() as AddressInfo).port);
      });
    });
  }

  connections(): ConnectionRecord[] {
    return this.feeds.flatMap(feed => feed.connections()).sort((one, other) => one.id - other.id);
  }

  async close(): Promise<void> {
    for (const feed of this.feeds) feed.close();
    this.market.close();
    const gone = [...this.sockets.clients].map(cut);
    const closed = new Promise<void>(resolve => this.server.close(() => resolve()));
    // The server forgets sockets once they are upgraded, yet waits for them: whatever is still open is cut here.
    for (const line of this.lines) line.destroy();
    await Promise.all([closed, ...gone]);
  }

  private upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const feed = this.feeds.find(({ prefix }) => `${url.pathname}/`.startsWith(`/${prefix}/`));
    if (feed === undefined) return refuseHandshake(socket, nothingAt(url.pathname));
    if (!feed.gate.pass(socket)) return;
    const path = url.pathname.slice(feed.prefix.length + 1) || '/';
    const handshake = { path, query: url.searchParams, headers: request.headers };
    const decide = (admission: Admission): void => {
      if ('refusal' in admission) return refuseHandshake(socket, admission.refusal);
      this.sockets.handleUpgrade(request, socket, head, client => {
        const record = { id: this.nextId++, path: url.pathname, openedAt: Date.now() };
        const connection = new FeedConnection(record, client, socket, feed.sentFrames);
        feed.accept(connection, admission.stream, handshake);
      });
    };
    const admission = feed.enter(handshake);
    if (!(admission instanceof Promise)) return decide(admission);
    // A client that gives up while it waits must not take the server down.
    socket.on('error', () => undefined);
    void admission.then(late => (socket.destroyed ? undefined : decide(late)));
  }
}

/** Ends a socket at once; resolves when its library has let go of it. */
function cut(socket: WebSocket): Promise<void> {
  return new Promise(resolve => {
    socket.once('close', () => resolve());
    // A paused socket would put off its close event for ever.
    socket.resume();
    socket.terminate();
  });
}

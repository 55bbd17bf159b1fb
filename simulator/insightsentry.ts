import { faultActions, type ControlAction } from './actions';
import type { FeedConnection } from './connection';
import { FeedFaults, type FaultTarget } from './faults';
import type { Admission, FeedReply, FeedRequest, Handshake, ProviderFeed } from './feed';
import { nothingAt } from './gate';
import { Accounts } from './insightsentry/accounts';
import { insightSentryActions } from './insightsentry/actions';
import { closeCodeOf, errorFrame, type ClosingError } from './insightsentry/errors';
import { KeyRing, type IssuedKey } from './insightsentry/keys';
import { LiveStream, type BarPush, type FloodOptions } from './insightsentry/live';
import { NewsStream, type NewsItem } from './insightsentry/news';
import { settle, type InsightSentryOptions, type InsightSentrySettings } from './insightsentry/options';
import type { Market } from './market';

export type { BarPush, FloodOptions } from './insightsentry/live';
export type { ClosingError } from './insightsentry/errors';
export type { IssuedKey } from './insightsentry/keys';
export type { NewsItem } from './insightsentry/news';
export type { InsightSentryOptions } from './insightsentry/options';

/**
 * InsightSentry's practice feed and the levers on it: `/live`, `/newsfeed` and the key endpoint.
 * Protocol facts come from the provider's WebSocket guide; where it is silent, from the protocol page's section 12.
 */
export class InsightSentryFeed extends FeedFaults implements ProviderFeed {
  readonly prefix = 'insightsentry';
  readonly title = 'InsightSentry';
  readonly streams = ['/live', '/newsfeed'];
  readonly actions: Readonly<Record<string, ControlAction>>;
  private readonly settings: InsightSentrySettings;
  private readonly keyRing: KeyRing;
  private readonly live: LiveStream;
  private readonly news: NewsStream;

  constructor(
    private readonly market: Market,
    options: InsightSentryOptions,
  ) {
    const settings = settle(options, market.rate);
    super(settings.journal, market.now);
    this.settings = settings;
    this.keyRing = new KeyRing(settings, market.now);
    const accounts = new Accounts(settings, market.now);
    const context = { settings, keys: this.keyRing, accounts, market, journal: this.sentFrames };
    this.live = new LiveStream(context);
    this.news = new NewsStream(context);
    this.actions = { ...faultActions(this), ...insightSentryActions(this) };
  }

  /** Sends a typed error and closes, as the guide's section 6 says of these four. */
  fail(error: ClosingError, target: FaultTarget & { readonly retryAfterSeconds?: number } = {}): number {
    const frame = errorFrame(this.settings.dialect, error, { retryAfterSeconds: target.retryAfterSeconds });
    const code = closeCodeOf(error, this.settings.closeCodes);
    return this.select(target).map(connection => {
      connection.send(frame);
      connection.close(code, error);
    }).length;
  }

  /** One price step for a code, or for all that are subscribed; `steps` times. */
  tick(code?: string, steps = 1): void {
    for (let step = 0; step < steps; step += 1) this.market.step(code);
  }

  /** Sets the last price; quotes and bars follow at once. Throws for an unknown code or a price that is not positive. */
  setPrice(code: string, price: number): void {
    this.market.setPrice(code, price);
  }

  /** Starts the bars that are due by the clock; only needed where `rate` is 0. */
  startDueBars(): void {
    this.market.checkClock();
  }

  /** Sends a bar of the caller's own to all who subscribe to it; without `time` it is the next one. Returns how many got it. */
  pushBar(code: string, bar: BarPush): number {
    return this.live.pushBar(code, bar);
  }

  /** Many quote frames, at a rate or as fast as clients read; resolves with the number of frames when done. */
  flood(options: FloodOptions): Promise<number> {
    return this.live.flood(options);
  }

  /** Publishes a headline, invented where a field is missing, to `/newsfeed` and to its replay. */
  publishNews(item: Partial<NewsItem> = {}): NewsItem {
    return this.news.publish(item);
  }

  /** From now on the key is refused; without one, every key used or issued so far. */
  expireKey(key?: string): void {
    this.keyRing.expire(key);
  }

  /** Expires every key so far and issues a new one, as if the account's owner had done it elsewhere. */
  rotateKey(): IssuedKey {
    this.keyRing.expire();
    return this.keyRing.issue('rotated');
  }

  /** What runs now: subscriptions by connection, pings ignored, delays, keys. */
  state(): unknown {
    return { dialect: this.settings.dialect, ...this.live.state(), keys: this.keyRing.state() };
  }

  enter({ path }: Handshake): Admission {
    return this.streams.includes(path) ? { stream: path } : { refusal: nothingAt(path) };
  }

  accept(connection: FeedConnection, stream: string): void {
    this.register(connection);
    if (stream === '/live') this.live.accept(connection);
    else this.news.accept(connection);
  }

  respond(request: FeedRequest): FeedReply | undefined {
    return request.path === '/v2/websocket-key' ? this.keyRing.respond(request) : undefined;
  }

  close(): void {
    this.gate.admit();
    this.live.close();
    this.news.close();
  }
}

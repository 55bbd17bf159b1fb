import type { FeedConnection } from '../connection';
import { seededRandom, type Random } from '../random';
import { inventHeadline } from './headlines';
import { Session, type SessionContext } from './session';

/** A news item as a frame holds it, one each: undocumented, reconstructed in the protocol page, section 6. */
export interface NewsItem {
  readonly title: string;
  readonly content: string;
  readonly source: string;
  readonly link: string;
  /** Unix seconds. */
  readonly published_at: number;
  readonly related_symbols: readonly string[];
}

/** Items sent on connect (guide, section 1). */
const REPLAYED = 10;

/** Spacing of the items that were there before the feed began. */
const OLD_ITEM_SECONDS = 300;

/** `/newsfeed`: the last ten items on connect, oldest first, then new ones as they are published. */
export class NewsStream {
  private readonly sessions = new Set<NewsSession>();
  private readonly recent: NewsItem[] = [];
  private readonly random: Random;
  private serial = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly context: SessionContext) {
    this.random = seededRandom(context.market.seed);
    const start = Math.floor(context.market.now() / 1_000);
    for (let index = REPLAYED; index > 0; index -= 1) {
      this.keep(this.invent({ published_at: start - index * OLD_ITEM_SECONDS }));
    }
  }

  accept(connection: FeedConnection): void {
    const session = new NewsSession(connection, this.context, this.recent);
    this.sessions.add(session);
    this.startTimer();
    connection.onceClosed(() => {
      session.end();
      this.sessions.delete(session);
      if (this.sessions.size === 0) this.stopTimer();
    });
  }

  publish(item: Partial<NewsItem>): NewsItem {
    const whole = this.invent(item);
    const symbol = whole.related_symbols[0] ?? null;
    const time = this.context.market.now();
    this.context.journal.publish({ time, stream: '/newsfeed', kind: 'record', symbol, id: whole.link });
    this.keep(whole);
    for (const session of this.sessions) session.offer(whole);
    return whole;
  }

  close(): void {
    this.stopTimer();
    for (const session of this.sessions) session.end();
    this.sessions.clear();
  }

  private startTimer(): void {
    const { newsEveryMs } = this.context.settings;
    if (this.timer !== undefined || newsEveryMs <= 0) return;
    this.timer = setInterval(() => this.publish({}), newsEveryMs).unref();
  }

  private stopTimer(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private keep(item: NewsItem): void {
    this.recent.push(item);
    if (this.recent.length > REPLAYED) this.recent.shift();
  }

  private invent(given: Partial<NewsItem>): NewsItem {
    this.serial += 1;
    const { title, codes } = inventHeadline(this.random);
    return {
      title,
      content: `${given.title ?? title}. This story is invented by the practice feed.`,
      source: 'Practice Wire',
      link: `https://example.com/practice/news/${this.serial}`,
      published_at: Math.floor(this.context.market.now() / 1_000),
      related_symbols: codes,
      ...given,
    };
  }
}

/** Conditions of the newer dialect, combined with AND; absent ones hold (protocol page, section 6). */
type NewsCondition = (item: NewsItem) => boolean;

/** One client on `/newsfeed`. */
class NewsSession extends Session {
  private condition: NewsCondition | undefined;

  constructor(
    connection: FeedConnection,
    context: SessionContext,
    private readonly recent: readonly NewsItem[],
  ) {
    super(connection, context);
  }

  /** Sends the item if the client is authenticated and wants it. */
  offer(item: NewsItem): void {
    if (this.condition?.(item) === true) this.connection.send(JSON.stringify(item));
  }

  protected override serve(request: Readonly<Record<string, unknown>>, account: string): void {
    if (!this.join(account)) return;
    this.condition = this.context.settings.dialect === 'newer' ? readCondition(request) : () => true;
    for (const item of this.recent) this.offer(item);
  }
}

function readCondition(request: Readonly<Record<string, unknown>>): NewsCondition {
  const source = lowerCase(request['source']).trim();
  const symbols = words(request['related_symbols']);
  const terms = words(request['content']);
  return item => {
    const text = `${item.title} ${item.content}`.toLowerCase();
    const codes = item.related_symbols.map(code => code.toLowerCase());
    return (
      (source === '' || item.source.toLowerCase() === source) &&
      (symbols.length === 0 || symbols.some(symbol => codes.includes(symbol))) &&
      (terms.length === 0 || terms.some(term => text.includes(term)))
    );
  };
}

function words(value: unknown): string[] {
  return lowerCase(value)
    .split(/[\s,]+/)
    .filter(word => word !== '');
}

function lowerCase(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : '';
}

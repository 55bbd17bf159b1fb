import type { FeedConnection } from '../connection';
import { readObject } from '../message';
import type { BenzingaContext } from './desk';
import type { Content } from './publication';
import { BenzingaSession } from './session';

/** What the transcripts stream does for its sessions. */
export interface CallBoard {
  /** A connection subscribed: starts or shows it the calls that it now hears. */
  welcome(session: TranscriptSession, ticker: string): void;
  /** The calls that run, for `list`. */
  list(): readonly Content[];
}

/** Stands for all tickers. */
export const ALL = '*';

/** Tickers with mock data (protocol page, section 5.7). */
const MOCK_TICKERS = new Set(['AAPL', 'MSFT', 'TSLA']);

/**
 * One client on the transcripts stream: JSON both ways, subscriptions of its own (protocol page, section 5.7). The
 * answers to `list`, `subscribed`, `unsubscribe`, `echo` and to nonsense are not documented: they are invented here.
 */
export class TranscriptSession extends BenzingaSession {
  /** By ticker; true where only mock data are wanted. */
  private readonly subscriptions = new Map<string, boolean>();

  constructor(
    connection: FeedConnection,
    context: BenzingaContext,
    private readonly board: CallBoard,
  ) {
    super(connection, context);
    this.greet();
  }

  get tickers(): readonly string[] {
    return [...this.subscriptions.keys()];
  }

  /** Whether the client subscribed to that ticker, or to all. All practice calls are mock calls, if of the three tickers. */
  hears(ticker: string): boolean {
    return [ticker, ALL].some(name => {
      const isMock = this.subscriptions.get(name);
      return isMock === false || (isMock === true && MOCK_TICKERS.has(ticker));
    });
  }

  protected override receive(text: string): void {
    // The guide's introduction promises an answer to the bare word on every stream.
    if (text === 'ping') return this.reply('pong');
    const message = readObject(text) ?? {};
    const ticker = typeof message['ticker'] === 'string' ? message['ticker'].trim().toUpperCase() : '';
    switch (message['action']) {
      case 'ping':
        return this.reply('pong');
      case 'subscribe':
        return this.subscribe(ticker, message['mock'] === true);
      case 'unsubscribe':
        return this.unsubscribe(ticker);
      case 'list':
        return this.answer({ action: 'list', data: this.board.list() });
      case 'subscribed':
        return this.answer({ action: 'subscribed', data: this.tickers });
      case 'echo':
        return this.answer({ action: 'echo', message: message['message'] ?? '' });
      default:
        return this.answer({ message: 'This is not an action of the transcripts stream' });
    }
  }

  private subscribe(ticker: string, isMock: boolean): void {
    if (ticker === '') return this.answer({ message: 'The ticker is missing' });
    this.subscriptions.set(ticker, isMock);
    this.reply(`Subscribed to ${ticker}`);
    this.board.welcome(this, ticker);
  }

  /** That `*` ends everything is the sister product's custom (protocol page, section 5.7). */
  private unsubscribe(ticker: string): void {
    if (ticker === ALL) this.subscriptions.clear();
    else this.subscriptions.delete(ticker);
    this.reply(`Unsubscribed from ${ticker}`);
  }

  /** A bare word or sentence; whether the real ones are quoted is not clear. */
  private reply(text: string): void {
    this.connection.send(this.context.dialect.quotedReplies ? JSON.stringify(text) : text);
  }

  private answer(message: Content): void {
    this.connection.send(JSON.stringify(message));
  }
}

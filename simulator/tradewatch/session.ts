import type { FeedConnection } from '../connection';
import { KeepAlive } from '../keep-alive';
import { readObject } from '../message';
import type { QuoteBook } from './book';
import { errorFrame, pongFrame } from './frames';
import type { TradeWatchSettings } from './options';
import { StatusQueue } from './status-queue';
import { marketCode, type AssetClass } from './symbols';

/** What all sessions share. */
export interface TradeWatchContext {
  readonly settings: TradeWatchSettings;
  readonly book: QuoteBook;
  readonly now: () => number;
  /** Symbols that do not exist any more. */
  readonly refused: ReadonlySet<string>;
}

/** One client on a socket of an asset class, and the symbols it is subscribed to. */
export class QuoteSession {
  /** Codes by symbol, in the order of subscription. */
  private readonly symbols = new Map<string, string>();
  private readonly statuses: StatusQueue;
  private readonly keepAlive: KeepAlive;
  private empty: NodeJS.Timeout | undefined;

  constructor(
    readonly connection: FeedConnection,
    readonly assetClass: AssetClass,
    private readonly context: TradeWatchContext,
  ) {
    const { controlPingMs } = context.settings;
    this.statuses = new StatusQueue(connection);
    // Two missed: the first ping after them ends it.
    this.keepAlive = new KeepAlive(connection, { periodMs: controlPingMs, misses: 2 });
    connection.listen({
      onText: text => this.receive(text),
      onBinary: () => this.complain('Binary messages are not supported.'),
    });
    this.tellStatus();
  }

  send(frame: string): boolean {
    return this.connection.send(frame);
  }

  /** Ends the subscription to a symbol that the server does not serve any more; the new list says so. */
  lose(symbol: string): void {
    if (this.remove(symbol)) this.tellStatus();
  }

  /** Reports an error; the connection stays open (protocol page, section 9). */
  complain(message: string): void {
    this.send(errorFrame(this.context.settings.switches.errorShape, message));
  }

  state() {
    const { connection, assetClass } = this;
    return { connection: connection.id, assetClass, symbols: [...this.symbols.keys()] };
  }

  /** Stops every timer and leaves the book. The socket is the caller's. */
  end(): void {
    for (const code of this.symbols.values()) this.context.book.leave(code, this);
    this.symbols.clear();
    this.keepAlive.end();
    this.statuses.end();
    clearTimeout(this.empty);
  }

  private receive(text: string): void {
    // Frames that arrive while the server closes must not bring the session back to life.
    if (!this.connection.isOpen) return;
    const message = readObject(text);
    if (message === undefined) return this.complain('The message is not a JSON object.');
    const { action, symbols } = message;
    if (action === 'ping') this.send(pongFrame(this.context.now()));
    else if (action === 'subscribe' || action === 'unsubscribe') this.change(action, symbols);
    else this.complain('Unknown action. Known are subscribe, unsubscribe and ping.');
  }

  private change(action: 'subscribe' | 'unsubscribe', symbols: unknown): void {
    const { symbolsPerMessage } = this.context.settings;
    if (!isTexts(symbols)) return this.complain('The field symbols must be a list of texts.');
    if (symbols.length > symbolsPerMessage) {
      return this.complain(`A message may name ${symbolsPerMessage} symbols at most, not ${symbols.length}.`);
    }
    if (action === 'subscribe') return this.subscribe(symbols);
    for (const symbol of symbols) this.remove(symbol);
    this.tellStatus();
  }

  /** Adds to what is there; the status with the whole list comes before the quotes (protocol page, section 3). */
  private subscribe(symbols: readonly string[]): void {
    const { settings, book } = this.context;
    const unknown: string[] = [];
    const added: string[] = [];
    let surplus = 0;
    for (const symbol of new Set(symbols)) {
      const code = this.codeOf(symbol);
      if (this.symbols.has(symbol)) continue;
      if (code === undefined) unknown.push(symbol.slice(0, 40));
      else if (this.symbols.size >= settings.maxSymbols) surplus += 1;
      else {
        this.symbols.set(symbol, code);
        book.follow(code, symbol, this);
        added.push(code);
      }
    }
    if (unknown.length > 0 && settings.switches.unknownSymbols === 'error') {
      this.complain(`Unknown symbols: ${unknown.join(', ')}.`);
    }
    if (surplus > 0) this.complain(`A connection may have ${settings.maxSymbols} symbols at most.`);
    this.tellStatus();
    if (settings.switches.firstQuote === 'at-once') for (const code of added) book.sendLast(code, this);
  }

  private codeOf(symbol: string): string | undefined {
    return this.context.refused.has(symbol) ? undefined : marketCode(this.assetClass, symbol);
  }

  private remove(symbol: string): boolean {
    const code = this.symbols.get(symbol);
    if (code === undefined) return false;
    this.symbols.delete(symbol);
    this.context.book.leave(code, this);
    return true;
  }

  private tellStatus(): void {
    this.limitEmptiness();
    this.statuses.add([...this.symbols.keys()], this.context.settings.switches.statusDelayMs);
  }

  /** At least one symbol must be subscribed for the connection to stay open (earlier WebSocket introduction). */
  private limitEmptiness(): void {
    const { emptyMs } = this.context.settings;
    if (this.symbols.size > 0) {
      clearTimeout(this.empty);
      this.empty = undefined;
    } else if (emptyMs > 0) {
      this.empty ??= setTimeout(() => this.connection.close(1000, 'no symbols subscribed'), emptyMs).unref();
    }
  }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string');
}

import type { FeedConnection } from './connection';

/** How a server finds out who has gone. */
export interface KeepAliveOptions {
  /** Period of control pings; 0 for none. */
  readonly periodMs: number;
  /** Pings in a row that a client may leave unanswered; when the next one is due, it is cut. */
  readonly misses: number;
}

/** Control pings, which a client's WebSocket library answers by itself, and the end of a client that does not. */
export class KeepAlive {
  private unanswered = 0;
  private readonly timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly connection: FeedConnection,
    private readonly options: KeepAliveOptions,
  ) {
    if (options.periodMs <= 0) return;
    connection.onPong(() => (this.unanswered = 0));
    this.timer = setInterval(() => this.beat(), options.periodMs).unref();
  }

  end(): void {
    clearInterval(this.timer);
  }

  private beat(): void {
    // A stalled connection sends no ping, so it has no answer to wait for.
    if (this.connection.isStalled) return;
    if (this.unanswered >= this.options.misses) return this.connection.drop();
    this.unanswered += 1;
    this.connection.ping();
  }
}

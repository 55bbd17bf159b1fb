import type { FeedConnection } from '../connection';
import { KeepAlive } from '../keep-alive';
import type { BenzingaContext } from './desk';

/** What all streams' connections have in common: control pings, the last frame, an end. */
export abstract class BenzingaSession {
  private lastFrame: string | undefined;
  private readonly keepAlive: KeepAlive;

  constructor(
    readonly connection: FeedConnection,
    protected readonly context: BenzingaContext,
  ) {
    // A client that has not answered by the next ping is cut (guide, introduction; protocol page, section 8).
    this.keepAlive = new KeepAlive(connection, { periodMs: context.settings.controlPingMs, misses: 1 });
    connection.listen({
      // Frames that arrive while the server closes are too late.
      onText: text => (connection.isOpen ? this.receive(text) : undefined),
      onBinary: () => undefined,
    });
  }

  /** Sends data; false if the connection is closed or stalled. */
  deliver(frame: string): boolean {
    this.lastFrame = frame;
    return this.connection.send(frame);
  }

  /** Sends the last data frame once more, byte by byte the same. */
  repeatLast(): boolean {
    return this.lastFrame !== undefined && this.connection.send(this.lastFrame);
  }

  /** Stops every timer. The socket is the caller's. */
  end(): void {
    this.keepAlive.end();
  }

  /** The only greeting that is documented is that of the transcripts stream (protocol page, section 4.2). */
  protected greet(): void {
    const uid = this.context.ids.uuid();
    this.connection.send(JSON.stringify({ message: 'Connected to the server', uid }));
  }

  protected abstract receive(text: string): void;
}

import type { FeedConnection } from '../connection';
import { KeepAlive } from '../keep-alive';
import { readObject } from '../message';
import { errorFrame, heartbeatFrame } from './frames';
import type { FinFeedApiSettings } from './options';

/** One client on the stream: it may say hello, and is sent heartbeats in silence if it asked for them. */
export class FilingSession {
  private readonly keepAlive: KeepAlive;
  private lastSentAt = performance.now();
  private heartbeat: NodeJS.Timeout | undefined;

  constructor(
    readonly connection: FeedConnection,
    private readonly settings: FinFeedApiSettings,
  ) {
    this.keepAlive = new KeepAlive(connection, { periodMs: settings.controlPingMs, misses: 1 });
    connection.listen({ onText: text => this.receive(text), onBinary: () => this.refuse() });
  }

  /** False if the connection is closed or stalled. */
  send(frame: string): boolean {
    this.lastSentAt = performance.now();
    return this.connection.send(frame);
  }

  state() {
    return { connection: this.connection.id, heartbeat: this.heartbeat !== undefined };
  }

  /** Stops every timer. The socket is the caller's. */
  end(): void {
    this.keepAlive.end();
    clearTimeout(this.heartbeat);
    this.heartbeat = undefined;
  }

  /** `hello` is the only message there is; another, or no JSON, ends the connection (protocol page, 4.1 and 4.5). */
  private receive(text: string): void {
    if (!this.connection.isOpen) return;
    const message = readObject(text);
    if (message?.['type'] !== 'hello') return this.refuse();
    clearTimeout(this.heartbeat);
    this.heartbeat = undefined;
    if (message['heartbeat'] === true) this.waitFor(this.settings.heartbeatMs);
  }

  private refuse(): void {
    this.send(errorFrame('invalid-message'));
    this.connection.close(this.settings.closeCodes.error, 'invalid message');
  }

  /** One timer, however many frames come: it looks how long the silence is and waits for what is missing. */
  private waitFor(delayMs: number): void {
    this.heartbeat = setTimeout(() => this.breakSilence(), delayMs).unref();
  }

  private breakSilence(): void {
    const { heartbeatMs, switches } = this.settings;
    const silence = performance.now() - this.lastSentAt;
    if (silence < heartbeatMs - 1) return this.waitFor(heartbeatMs - silence);
    this.send(heartbeatFrame(switches.heartbeatSpelling));
    this.waitFor(heartbeatMs);
  }
}

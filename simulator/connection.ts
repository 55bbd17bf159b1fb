import type { Socket } from 'node:net';
import type { RawData, WebSocket } from '../vendor/ws';
import type { Journal } from './journal';

/** What the practice feed remembers of a connection, also after it closed. */
export interface ConnectionRecord {
  readonly id: number;
  /** Path that was opened, for example `/insightsentry/live`. */
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly openedAt: number;
  /** Text frames the client sent, oldest first, the last 1,000. */
  readonly received: string[];
  /** Set once closed; 1006 when no close frame came. */
  closed?: { readonly code: number };
}

/** How a provider's session listens to its connection. */
export interface ConnectionListener {
  onText(text: string): void;
  onBinary(): void;
}

const KEPT_FRAMES = 1_000;

/** A client that reads nothing is cut off here rather than filling the memory of the host. */
const MAX_BUFFERED_BYTES = 128_000_000;

/** One client on a practice feed: everything sent passes here, is journaled, and can be stalled or cut. */
export class FeedConnection {
  readonly record: ConnectionRecord;
  private stalled = false;

  constructor(
    record: Omit<ConnectionRecord, 'received' | 'closed'>,
    private readonly socket: WebSocket,
    private readonly tcp: Socket,
    private readonly journal: Journal,
  ) {
    this.record = { ...record, received: [] };
    // A reset by the client is an everyday event here; the close event that follows does the work.
    socket.on('error', () => undefined);
    socket.on('close', code => (this.record.closed = { code }));
  }

  get id(): number {
    return this.record.id;
  }

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  get isStalled(): boolean {
    return this.stalled;
  }

  /** Bytes handed over and not yet taken by the network. */
  get buffered(): number {
    return this.socket.bufferedAmount;
  }

  listen(listener: ConnectionListener): void {
    this.socket.on('message', (data: RawData, isBinary: boolean) => {
      if (isBinary) return listener.onBinary();
      const text = textOf(data);
      this.remember(text);
      listener.onText(text);
    });
  }

  onceClosed(action: () => void): void {
    this.socket.once('close', action);
  }

  /** Calls the action for each control pong, by which the client's WebSocket library answers a ping. */
  onPong(action: () => void): void {
    this.socket.on('pong', action);
  }

  /** Journals and sends; false if the connection is closed or stalled, then nothing is journaled either. */
  send(frame: string | Uint8Array): boolean {
    if (!this.isOpen || this.stalled) return false;
    if (this.socket.bufferedAmount > MAX_BUFFERED_BYTES) {
      this.socket.terminate();
      return false;
    }
    const entry = { connection: this.id, time: this.journal.now() };
    if (typeof frame === 'string') this.journal.add({ ...entry, frame });
    else this.journal.add({ ...entry, frame: Buffer.from(frame).toString('base64'), binary: true });
    this.socket.send(frame);
    return true;
  }

  /** Holds back what is sent until `uncork`: many frames then leave in one piece, which spares a system call each. */
  cork(): void {
    this.tcp.cork();
  }

  uncork(): void {
    this.tcp.uncork();
  }

  /** A control ping, which the client's WebSocket library answers by itself. */
  ping(): void {
    if (this.isOpen && !this.stalled) this.socket.ping();
  }

  close(code: number, reason = ''): void {
    this.socket.close(code, reason);
  }

  /** Cuts the line without a close frame; `reset` sends a TCP reset instead of an orderly end. */
  drop(reset = false): void {
    // A paused socket would put off its close event for ever.
    this.socket.resume();
    if (reset) this.tcp.resetAndDestroy();
    else this.socket.terminate();
  }

  /** Sends nothing more; `halfOpen` stops reading too, so that control pings stay unanswered. */
  stall(halfOpen = false): void {
    this.stalled = true;
    if (halfOpen) this.socket.pause();
  }

  resume(): void {
    this.stalled = false;
    this.socket.resume();
  }

  private remember(text: string): void {
    const { received } = this.record;
    received.push(text);
    if (received.length > KEPT_FRAMES) received.shift();
  }
}

/** A message is one buffer unless the library is told otherwise; its type allows for the rest. */
function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString();
}

import type { ConnectionRecord, FeedConnection } from './connection';
import { HandshakeGate, type Refusal } from './gate';
import { Journal, type JournalEntry, type JournalEvent } from './journal';

/** Which connections a fault strikes; without `connection`, all of the feed's open ones. */
export interface FaultTarget {
  /** Id, as `connections()` gives it. */
  readonly connection?: number;
}

/** How often new handshakes hang. */
export interface HangOptions {
  readonly times?: number;
}

/** Closed connections that are still listed; older ones are forgotten. */
const KEPT_RECORDS = 1_000;

/** The connections of one feed and the faults that every provider's feed can have. */
export class FeedFaults {
  readonly gate = new HandshakeGate();
  /** The journal itself, for the server and for whoever publishes. */
  readonly sentFrames: Journal;
  private readonly records: ConnectionRecord[] = [];
  private readonly open = new Set<FeedConnection>();

  constructor(journalLimit: number, now: () => number) {
    this.sentFrames = new Journal(journalLimit, now);
  }

  /** Every frame sent to any connection, noted before it left; bounded. */
  get journal(): readonly JournalEntry[] {
    return this.sentFrames.entries;
  }

  /** All that was published, noted before it was offered to anybody; bounded. */
  get published(): readonly JournalEvent[] {
    return this.sentFrames.events;
  }

  /** Connections of this feed, closed ones too, oldest first. */
  connections(): ConnectionRecord[] {
    return [...this.records];
  }

  /** Sends a frame as it is; returns how many connections got it. A `Uint8Array` leaves as a binary frame. */
  send(frame: string | Uint8Array, target: FaultTarget = {}): number {
    return this.select(target).filter(connection => connection.send(frame)).length;
  }

  /** Sends a text that is no JSON. */
  sendGarbage(target: FaultTarget = {}): number {
    return this.send('{"code":"NASDAQ:AAPL","last_pri', target);
  }

  /** Sends one text frame of that many characters, 10,000,000 by default: valid JSON, of no use. */
  sendHuge(target: FaultTarget & { readonly characters?: number } = {}): number {
    return this.send(
      `{"padding":"${'x'.repeat(Math.max(0, (target.characters ?? 10_000_000) - 14))}"}`,
      target,
    );
  }

  /** Cuts connections without a close frame; `reset` by a TCP reset. */
  drop(target: FaultTarget & { readonly reset?: boolean } = {}): number {
    return this.select(target).map(connection => connection.drop(target.reset)).length;
  }

  /** Closes connections with a close code. */
  closeWith(code: number, target: FaultTarget & { readonly reason?: string } = {}): number {
    return this.select(target).map(connection => connection.close(code, target.reason)).length;
  }

  /** Silence: no data, no heartbeat, no text pong; `halfOpen` also leaves control pings unanswered. */
  stall(target: FaultTarget & { readonly halfOpen?: boolean } = {}): number {
    return this.select(target).map(connection => connection.stall(target.halfOpen)).length;
  }

  /** Ends a stall. What was not sent meanwhile stays unsent. */
  resume(target: FaultTarget = {}): number {
    return this.select(target).map(connection => connection.resume()).length;
  }

  /** New handshakes get an HTTP status instead of a socket. */
  refuse(refusal: Refusal): void {
    this.gate.refuse(refusal);
  }

  /** New handshakes are accepted by TCP and never answered. */
  hang(options: HangOptions = {}): void {
    this.gate.hang(options.times);
  }

  /** Ends `refuse` and `hang`. */
  admit(): void {
    this.gate.admit();
  }

  /** For the server: takes a connection whose handshake is done into the books. */
  protected register(connection: FeedConnection): void {
    this.open.add(connection);
    this.records.push(connection.record);
    if (this.records.length > KEPT_RECORDS) this.records.shift();
    connection.onceClosed(() => this.open.delete(connection));
  }

  /** The open connections that a target means. */
  protected select(target: FaultTarget): FeedConnection[] {
    const all = [...this.open];
    return target.connection === undefined ? all : all.filter(({ id }) => id === target.connection);
  }
}

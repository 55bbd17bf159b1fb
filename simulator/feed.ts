import type { IncomingHttpHeaders } from 'node:http';
import type { ControlAction } from './actions';
import type { ConnectionRecord, FeedConnection } from './connection';
import type { HandshakeGate } from './gate';
import type { Journal } from './journal';

/** What a provider's HTTP endpoint is asked. */
export interface FeedRequest {
  readonly method: string;
  /** Path below the provider's prefix, for example `/v2/websocket-key`. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** A JSON answer over HTTP. */
export interface FeedReply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One provider's practice feed, as the server sees it: the server knows paths, the feed knows the protocol. */
export interface ProviderFeed {
  /** First part of every path, and the name in the control interface. */
  readonly prefix: string;
  readonly title: string;
  /** WebSocket paths below the prefix, for example `/live`. */
  readonly streams: readonly string[];
  readonly gate: HandshakeGate;
  readonly sentFrames: Journal;
  /** Faults and levers by name, offered under `/control/<prefix>/<name>`. */
  readonly actions: Readonly<Record<string, ControlAction>>;
  /** Takes a connection over whose handshake is done; `stream` is one of `streams`. */
  accept(connection: FeedConnection, stream: string): void;
  /** Answers a plain HTTP request, or not at all where the provider has no such path. */
  respond(request: FeedRequest): FeedReply | undefined;
  connections(): ConnectionRecord[];
  /** What a person or a test wants to see at a glance. */
  state(): unknown;
  /** Stops every timer; the server cuts the sockets. */
  close(): void;
}

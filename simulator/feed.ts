import type { IncomingHttpHeaders } from 'node:http';
import type { ControlAction } from './actions';
import type { ConnectionRecord, FeedConnection } from './connection';
import type { HandshakeGate, Refusal } from './gate';
import type { Journal } from './journal';

/** What a client asks for with its upgrade request. */
export interface Handshake {
  /** Path below the provider's prefix, for example `/live`; `/` for the prefix itself. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

/** The stream that a handshake opens, or why it opens none. */
export type Admission = { readonly stream: string } | { readonly refusal: Refusal };

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
  /** Lets a client in or refuses it; a promise where the provider takes its time. Must not throw. */
  enter(handshake: Handshake): Admission | Promise<Admission>;
  /** Takes a connection over whose handshake is done, in the same turn as `enter` gave its stream, if that did not wait. */
  accept(connection: FeedConnection, stream: string, handshake: Handshake): void;
  /** Answers a plain HTTP request, or not at all where the provider has no such path. */
  respond(request: FeedRequest): FeedReply | undefined;
  connections(): ConnectionRecord[];
  /** What a person or a test wants to see at a glance. */
  state(): unknown;
  /** Stops every timer; the server cuts the sockets. */
  close(): void;
}

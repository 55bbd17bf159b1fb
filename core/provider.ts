/**
 * The contract that a provider fulfils: data, and a protocol that is a pure function of what it was told. A provider
 * holds no socket, no timer and no host; adding one touches no file of the core.
 */
import type { StreamError } from './errors';
import type { MarketEvent, NoticeKind } from './event';
import type { DialRequest, Refusal } from './ports';

/** What a form holds: the properties of a saved node, credential or n8n parameter collection. Untrusted. */
export type Form = Readonly<Record<string, unknown>>;

/** One field of a form, in a shape that n8n's `INodeProperties` accepts as it is. */
export interface Field {
  displayName: string;
  name: string;
  type: 'string' | 'number' | 'boolean' | 'options' | 'fixedCollection';
  default: string | number | boolean | Record<string, never>;
  description?: string;
  placeholder?: string;
  required?: boolean;
  typeOptions?: {
    password?: boolean;
    minValue?: number;
    maxValue?: number;
    multipleValues?: boolean;
    multipleValueButtonText?: string;
    rows?: number;
  };
  options?: (FieldOption | FieldGroup)[];
  displayOptions?: { show?: Record<string, (string | number | boolean)[]> };
  noDataExpression?: boolean;
}

/** One choice of an `options` field. */
export interface FieldOption {
  name: string;
  value: string | number | boolean;
  description?: string;
}

/** The fields of one row of a `fixedCollection`. */
export interface FieldGroup {
  displayName: string;
  name: string;
  values: Field[];
}

/** An account as `Provider.account` validated it. */
export interface Account {
  /** What the user called it; in notices and errors. */
  name: string;
  apiKey: string;
  /** Base URL of the provider's sockets, without a slash at its end. */
  server: string;
  /** True: the practice feed stands in for the server, and no key is needed. */
  practice: boolean;
}

/** What a node asked for, as `Provider.parse` validated it. */
export interface Params {
  readonly stream: string;
  /** True: records from before the subscription's first start are wanted too, as far as the provider serves them. */
  readonly backlog?: boolean;
}

/** One subscription among those that share an account and stream, in the order in which they came. */
export interface Wanted<P extends Params> {
  id: number;
  /** The node's name, for sentences that must say who is meant. */
  name: string;
  params: P;
  /** The connection that serves it now, if one does. A planner leaves it there where it can. */
  slot: number | undefined;
}

/** One connection of an account and stream. */
export interface Endpoint {
  /** Tells the connections of one account and stream apart: 0, 1, … */
  slot: number;
  /** Ids of the subscriptions that it serves. */
  serves: number[];
}

/** Which connections serve which subscriptions, and which cannot be served. */
export interface Plan {
  endpoints: Endpoint[];
  refused: { id: number; error: StreamError }[];
}

/** One thing that events are routed by. */
export interface Topic {
  key: string;
  /** How many past events of this topic the subscriber wants when it joins. */
  history: number;
  /** How many records the provider re-sends at most: as many are kept for who joins later. */
  keep?: number;
  /** Where it brings bars: their symbol and interval, as in `NASDAQ:AAPL 1m`. */
  series?: string;
  /** How a status names it, for instance `AAPL`. */
  label: string;
}

/** What one frame says. */
export type Inbound =
  /** The provider accepted the subscription: the connection is online. */
  | { kind: 'ready' }
  /** The server is alive. `serverTime` in ms since 1970, where it tells. */
  | { kind: 'heartbeat'; serverTime?: number }
  /** `sentAt`, in ms since 1970, where the provider tells when it sent or found this: the lag is measured by it. */
  | { kind: 'event'; topic: string; event: MarketEvent; sentAt?: number }
  /** Past events of a topic, oldest first, as asked for by `Topic.history`. */
  | { kind: 'history'; topic: string; events: MarketEvent[] }
  | { kind: 'notice'; notice: NoticeKind; message: string; details?: Record<string, unknown> }
  /** A symbol, or an option of it, that the provider refuses while the others run. */
  | {
      kind: 'symbol-refused';
      symbol: string;
      message: string;
      details?: Record<string, unknown>;
      /** Tells only those who want this topic; without it, all. */
      topic?: string;
    }
  /** Ends this connection; the error says whether another is tried. */
  | { kind: 'error'; error: StreamError }
  /** The key of the last message is refused, and what was subscribed before goes on. `error` says so to a person. */
  | { kind: 'key-refused'; error: StreamError }
  /** The provider asks for the same subscription again, on this socket. */
  | { kind: 'resend'; afterMs: number }
  /** The provider asks for a new connection within that time, before it closes this one: no failure. */
  | { kind: 'reconnect'; withinMs: number }
  /** Nothing that the protocol knows. */
  | { kind: 'unknown'; why: string };

/** Whether an event with this topic and id was sent before. */
export type IsKnown = (topic: string, id: string) => boolean;

/** The start (ms since 1970) of the last bar of a topic that everybody has had; undefined where nobody misses any. */
export type LastBarOf = (topic: string) => number | undefined;

/** One per socket: what to send, and how to read. Small state, no I/O. */
export interface Protocol<P extends Params> {
  /** The text to send as a ping on this socket, where it is not the one of {@link Timing}; null: a control ping. */
  readonly ping?: string | null;
  /** Without any frame or control ping for this long the socket is dead, where {@link Timing} does not say it. */
  readonly silenceMs?: number;
  /** True: on a connect the server sends records of the past and does not mark them. */
  readonly replays?: boolean;
  /** Frames to send once the socket is open, at `now` (ms since 1970). */
  open(wanted: readonly P[], key: string, now: number): string[];
  /**
   * Frames that change what is subscribed, none if nothing changes on the wire; or the wish for a new socket. Asked
   * for the first time right after `open`, where the wishes changed while the socket was dialled.
   */
  update(wanted: readonly P[], key: string): string[] | 'redial';
  /**
   * Reads one frame that arrived at `now` (ms since 1970): what it says as JSON, undefined where it says none, and its
   * text. Never throws, whatever arrives.
   */
  read(json: unknown, text: string, now: number): Inbound[];
  /**
   * True only if the frame whose first {@link headLength} bytes are `head` holds, for certain, nothing that anybody
   * wants, or a record that was sent before: it is then not parsed. False whenever in doubt. Undefined where the
   * pattern was not found. Asked before the frames that came with it are read: what they say is not known yet.
   */
  skips?(head: string, isKnown: IsKnown): boolean | undefined;
  /** What is due by the passing of time alone, for instance a bar whose end has passed. Asked about once a second. */
  due?(now: number): Inbound[];
  /** The socket is gone, by our own wish or not. Gives what was held back until now. */
  ended?(now: number, isOurs: boolean): Inbound[];
}

/** How many bytes of a frame `Protocol.skips` may see. */
export const headLength = 160;

/** Durations of a provider's connections, in ms, from its documentation. */
export interface Timing {
  /** From dialling to the open socket. */
  openMs: number;
  /** From the open socket to `ready`. 0: the open socket is ready, and nothing says so. */
  readyMs: number;
  /** Without any frame or control ping for this long, the connection is dead. */
  silenceMs: number;
  /** Online for this long, and data or a heartbeat received: the back-off starts afresh. */
  stableMs: number;
  /** A text to send now and then, where the provider wants one; else control pings are sent. */
  ping: { everyMs: number; text?: string };
  backoff: { baseMs: number; capMs: number };
  /** Changes of subscriptions within this time are sent as one. */
  debounceMs: number;
  /** How many subscription messages an account may send, and how long a change may be held back beyond. */
  budget?: { messages: number; windowMs: number; holdMs: number };
}

/** Where an account's short-lived key comes from. */
export interface KeySource {
  request(): DialRequest;
  /** The key and its expiry (ms since 1970). Throws a StreamError that says what the answer means. */
  read(status: number, body: string): { key: string; expiresAt: number };
  /** The most keys that may be fetched in 24 hours. */
  perDay: number;
  /** A new key is fetched when the one at hand has less than this left. */
  renewMs: number;
}

export interface Provider<P extends Params, A extends Account> {
  id: string;
  title: string;
  docs: string;
  credentialFields: Field[];
  fields: Field[];
  timing: Timing;
  /** Validates an account's form. Throws a ConfigError in a user's words. */
  account(form: Form, name: string): A;
  /** Validates a node's form. Throws a ConfigError in a user's words. */
  parse(form: Form, account: A): P;
  /** What a stream brings: prices, of which the latest of a symbol is enough, or records, of which each counts. */
  brings(stream: string): 'prices' | 'records';
  /** The types of the events that a stream brings. */
  eventTypes(stream: string): readonly MarketEvent['type'][];
  /** What events are routed by; empty where nothing is asked for. */
  topics(params: P): Topic[];
  /** Params with `what` added: a symbol, a list of them, or rows as in the form. Throws a ConfigError. */
  add(params: P, what: unknown, account: A): P;
  /** Params without `what`: a symbol, a list of them, rows, or `true` for all. Throws a ConfigError. */
  remove(params: P, what: unknown, account: A): P;
  /** The rows of a form that `params` stand for. */
  list(params: P): Form[];
  /** How the practice feed is set up for an account. */
  practice(account: A): Readonly<Record<string, unknown>>;
  /** The least that proves an account's key by a connection. */
  probe(account: A): P;
  /** An invented event of the kind that `params` ask for, to build a flow with while the market is closed. */
  sample(params: P): MarketEvent;
  /** Distributes the subscriptions of one account and stream over connections. */
  endpoints(account: A, wanted: readonly Wanted<P>[]): Plan;
  /** Which of the events of its topics somebody wants, if not all. */
  filter?(params: P): ((event: MarketEvent) => boolean) | undefined;
  /** What to dial for all that is `wanted` on a connection. `server` is the account's, or the practice feed's. */
  dial(account: A, stream: string, server: string, key: string, wanted: readonly P[]): DialRequest;
  /**
   * What is spoken on a socket that was dialled for `wanted`; `before` spoke on this connection's last socket, and
   * `lastBarOf` tells how far back what was missed begins.
   */
  protocol(
    account: A,
    stream: string,
    wanted: readonly P[],
    before?: Protocol<P>,
    lastBarOf?: LastBarOf,
  ): Protocol<P>;
  /** What the provider means by an HTTP status instead of an open socket, where it is not what everybody means. */
  refusal?(refusal: Refusal, stream: string): StreamError | undefined;
  /** Undefined where the account's own key opens the connection. */
  keySource(account: A): KeySource | undefined;
}

/**
 * What the engine needs from outside, as types. `ports/node.ts` fulfils them on Node.js; tests fulfil them with a
 * clock that is turned by hand and sockets that never touch a network.
 */

/** Stops what it was returned for. Calling it again, or too late, does nothing. */
export type Cancel = () => void;

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds since any moment, whatever somebody sets the clock to. */
  steady(): number;
  /** Runs `task` once after `ms`, unless cancelled. */
  after(ms: number, task: () => void): Cancel;
  /** A number from 0 up to, not including, 1: the jitter of the back-off. */
  random(): number;
}

/**
 * One received text frame, not yet decoded; it stays as it is for this turn of the event loop. Node's Buffer is one, so
 * that nothing is copied.
 */
export interface Frame {
  readonly length: number;
  toString(encoding?: 'utf8' | 'latin1', start?: number, end?: number): string;
}

export interface DialRequest {
  url: string;
  headers: Record<string, string>;
}

/** The server's HTTP answer where it did not upgrade the connection. */
export interface Refusal {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string | undefined>;
  /** The first part of the body. */
  body: string;
}

/** How a socket ended: refused at the handshake, failed, or closed with a code. */
export interface SocketEnd {
  refusal?: Refusal;
  error?: Error;
  code?: number;
  reason?: string;
}

export interface SocketHandlers {
  /** `serverTime`, in ms since 1970, where the server's answer said what time it is. */
  opened(serverTime?: number): void;
  /** A message, text or binary: providers send the same in both. */
  received(frame: Frame): void;
  /** A control ping or pong arrived. */
  alive(): void;
  /** Called exactly once, also when dialling failed. */
  ended(end: SocketEnd): void;
}

export interface Socket {
  /** Sends a text frame; does nothing unless open. */
  send(text: string): void;
  /** Sends a control ping; does nothing unless open. */
  ping(): void;
  /** Starts the closing handshake. */
  close(code: number): void;
  /** Ends the connection at once. */
  terminate(): void;
}

export interface HttpResponse {
  status: number;
  headers: Record<string, string | undefined>;
  body: string;
}

/** The practice feed of a provider while it is in use. */
export interface PracticeFeed {
  /** Stands in for the account's server address. */
  server: string;
  release(): void;
}

/** Keeps small JSON values over restarts, each under a name. */
export interface Store {
  /** What was kept; undefined where nothing was, null where it is damaged or cannot be read. */
  load(name: string): unknown;
  /** What `read` gives has changed: it is written soon, again and again, but not often. Long lists are `KeptRows`. */
  keep(name: string, read: () => unknown): void;
  /** Writes at once what has changed and is not written yet. Never rejects. */
  flush(name: string): Promise<void>;
}

export interface Ports {
  clock: Clock;
  /** Starts dialling. Never throws: what goes wrong is told by `ended`. */
  dial(request: DialRequest, handlers: SocketHandlers): Socket;
  /** A GET request, bounded by `timeoutMs`; rejects with an Error when no answer comes. */
  get(request: DialRequest, timeoutMs: number): Promise<HttpResponse>;
  /** Where short-lived keys outlive the process; without it each start fetches its own. */
  store?: Store;
  /** Starts the practice feed of a provider, set up with `options`, unless such a one runs. */
  practice(provider: string, options: Readonly<Record<string, unknown>>): Promise<PracticeFeed>;
}

/** A file in a folder. */
export interface FileFacts {
  name: string;
  /** In bytes. */
  size: number;
}

/** A compressed text file that grows at its end. What was appended survives the end of the process. */
export interface GrowingFile {
  /**
   * Appends, and resolves with the file's size in bytes once the system has taken it. Rejects with the system's error
   * where it cannot: the file is then as it was before, and nothing more can be appended.
   */
  append(text: string): Promise<number>;
  /** Whether somebody has removed the file meanwhile. */
  isGone(): Promise<boolean>;
  /** Ends the file. Rejects with the system's error; what was appended stays. */
  close(): Promise<void>;
}

/** A text file, compressed or not, as it is read from its beginning to its end. */
export interface TextFile {
  /** The next part of the text, cut anywhere; undefined at the end, which may be torn. Rejects with the system's error. */
  read(): Promise<string | undefined>;
  /** In bytes, of the file as it is stored. */
  readonly size: number;
  /** How much of it was read. */
  readonly position: number;
  /** Whether the end of the text could not be made out: the file is damaged there. */
  readonly isDamaged: boolean;
  close(): Promise<void>;
}

/** What is there under a path. */
export type Place =
  { kind: 'file'; size: number } | { kind: 'folder'; files: FileFacts[] } | { kind: 'nothing' };

/** Files of recordings. Paths are whole; what fails rejects with the system's error. */
export interface RecordingFiles {
  /** Makes a file and the folders on the way to it. Rejects with `EEXIST` where there is one. */
  create(path: string): Promise<GrowingFile>;
  /** A folder is listed with the regular files in it, not with those in folders inside. */
  look(path: string): Promise<Place>;
  open(path: string): Promise<TextFile>;
  remove(path: string): Promise<void>;
  /** The path of `name` in a folder; `name` itself where it is a whole path. */
  join(folder: string, name: string): string;
}

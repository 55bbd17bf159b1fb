import assert from 'node:assert/strict';
import type {
  Cancel,
  Clock,
  DialRequest,
  Frame,
  HttpResponse,
  Ports,
  Socket,
  SocketEnd,
  SocketHandlers,
  Store,
} from '../core/ports';

/** Lets everything run that waits for nothing but promises. */
export function settle(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}

/** Waits on real time until `holds`, at most `withinMs`. */
export async function until(holds: () => unknown, what: string, withinMs = 4000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!holds()) {
    assert.ok(Date.now() < deadline, `${what}: did not happen`);
    await new Promise(resolve => setTimeout(resolve, 3));
  }
}

interface Timer {
  at: number;
  task: () => void;
}

/** A clock that is turned by hand. */
export class FakeClock implements Clock {
  /** What `random` gives: the jitter of the back-off. */
  jitter = 0.5;
  private time = Date.parse('2026-01-02T15:00:00.000Z');
  private readonly timers = new Set<Timer>();
  /** How far the clock was set. */
  private setBy = 0;

  steady(): number {
    return this.time - this.setBy;
  }

  now(): number {
    return this.time;
  }

  after(ms: number, task: () => void): Cancel {
    const timer = { at: this.time + Math.max(0, ms), task };
    this.timers.add(timer);
    return () => void this.timers.delete(timer);
  }

  random(): number {
    return this.jitter;
  }

  /** Timers that have neither run nor been cancelled. */
  get pending(): number {
    return this.timers.size;
  }

  /** Runs what is due within `ms`, in order of time, and what follows from it. */
  async advance(ms: number): Promise<void> {
    const end = this.time + ms;
    await settle();
    for (let next = this.next(end); next; next = this.next(end)) {
      this.time = Math.max(this.time, next.at);
      this.timers.delete(next);
      next.task();
      await settle();
    }
    this.time = Math.max(this.time, end);
  }

  /** Moves the time without running anything: a blocked event loop, or somebody who sets the clock. */
  jump(ms: number): void {
    this.time += ms;
  }

  /** Sets the clock as NTP does: the time leaps, and whoever waits still waits as long as before. */
  set(ms: number): void {
    this.time += ms;
    this.setBy += ms;
    for (const timer of this.timers) timer.at += ms;
  }

  private next(end: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.timers) if (timer.at <= end && (!first || timer.at < first.at)) first = timer;
    return first;
  }
}

/** The client's end of a socket whose server is the test. */
export class FakeSocket implements Socket {
  readonly sent: string[] = [];
  pings = 0;
  /** The code that the client closed with. */
  closedWith: number | undefined;
  isTerminated = false;
  /** False: the server never answers a closing handshake. */
  answersClose = true;
  private isOpen = false;
  private isOver = false;

  constructor(
    readonly request: DialRequest,
    readonly handlers: SocketHandlers,
  ) {}

  get over(): boolean {
    return this.isOver;
  }

  send(text: string): void {
    if (this.isOpen && this.closedWith === undefined) this.sent.push(text);
  }

  ping(): void {
    if (this.isOpen) this.pings += 1;
  }

  close(code: number): void {
    this.closedWith ??= code;
    if (this.answersClose) setImmediate(() => void this.end({ code, reason: '' }));
  }

  terminate(): void {
    this.isTerminated = true;
    setImmediate(() => void this.end({ code: 1006, reason: '' }));
  }

  /** The server accepts, and may say what time it is. */
  async open(serverTime?: number): Promise<void> {
    this.isOpen = true;
    this.handlers.opened(serverTime);
    await settle();
  }

  /** The server sends a frame: a text as it is, anything else as JSON. */
  async frame(...values: unknown[]): Promise<void> {
    for (const value of values) {
      this.handlers.received(frameOf(typeof value === 'string' ? value : (JSON.stringify(value) ?? '')));
    }
    await settle();
  }

  /** The server closes, or the line breaks. */
  async end(end: SocketEnd): Promise<void> {
    if (this.isOver) return;
    this.isOver = true;
    this.isOpen = false;
    this.handlers.ended(end);
    await settle();
  }

  refuse(status: number, headers: Record<string, string> = {}): Promise<void> {
    return this.end({ refusal: { status, headers, body: '' } });
  }

  fail(message: string, code?: string): Promise<void> {
    return this.end({ error: Object.assign(new Error(message), code === undefined ? {} : { code }) });
  }
}

/** A text as the frame that arrives on a socket. */
export function frameOf(text: string): Frame {
  return Buffer.from(text);
}

/** A network without a network: every dial gives a socket whose server is the test. */
export class FakeNet {
  readonly sockets: FakeSocket[] = [];
  readonly requests: DialRequest[] = [];
  /** Answers a GET request. */
  answer: (request: DialRequest) => HttpResponse | Promise<HttpResponse> = () => ({
    status: 404,
    headers: {},
    body: '',
  });
  /** Practice feeds in use. */
  practices = 0;

  constructor(readonly clock: FakeClock = new FakeClock()) {}

  /** Sockets that have not ended. */
  get open(): number {
    return this.sockets.filter(socket => !socket.over).length;
  }

  /** The socket dialled last. */
  get last(): FakeSocket {
    const socket = this.sockets[this.sockets.length - 1];
    assert.ok(socket, 'nothing was dialled');
    return socket;
  }

  get ports(): Ports {
    return {
      clock: this.clock,
      dial: (request, handlers) => {
        const socket = new FakeSocket(request, handlers);
        this.sockets.push(socket);
        return socket;
      },
      get: async request => {
        this.requests.push(request);
        return this.answer(request);
      },
      practice: async provider => {
        this.practices += 1;
        let isReleased = false;
        const release = (): void => {
          if (!isReleased) this.practices -= 1;
          isReleased = true;
        };
        return { server: `ws://127.0.0.1:1/${provider}`, release };
      },
    };
  }
}

/** A store whose files are texts in a map. */
export function storeOf(kept: Map<string, string>): Store {
  return {
    load: name => {
      try {
        return JSON.parse(kept.get(name) ?? '') as unknown;
      } catch {
        return undefined;
      }
    },
    keep: (name, read) => void kept.set(name, JSON.stringify(read())),
    flush: () => Promise.resolve(),
  };
}

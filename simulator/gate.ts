import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** How new handshakes are refused. */
export interface Refusal {
  /** HTTP status instead of 101. */
  readonly status: number;
  /** `Retry-After` header: seconds, or an HTTP date. */
  readonly retryAfter?: number | string;
  readonly body?: string;
  /** Further headers; `Content-Type` is plain text unless given. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Handshakes to refuse; without it, until `admit`. */
  readonly times?: number;
}

type Mode =
  | { readonly kind: 'open' }
  | { readonly kind: 'refuse'; readonly refusal: Refusal }
  | { readonly kind: 'hang' };

/** Stands before the WebSocket handshake of one feed: lets it pass, refuses it or never answers. */
export class HandshakeGate {
  private mode: Mode = { kind: 'open' };
  private left = Infinity;
  private readonly hanging = new Set<Duplex>();

  refuse(refusal: Refusal): void {
    this.mode = { kind: 'refuse', refusal };
    this.left = refusal.times ?? Infinity;
  }

  hang(times = Infinity): void {
    this.mode = { kind: 'hang' };
    this.left = times;
  }

  /** New handshakes pass again, and those that hang are cut. */
  admit(): void {
    this.mode = { kind: 'open' };
    for (const socket of this.hanging) socket.destroy();
  }

  /** True if the handshake may go on; otherwise the socket has been dealt with. */
  pass(socket: Duplex): boolean {
    const { mode } = this;
    if (mode.kind === 'open') return true;
    this.left -= 1;
    if (this.left <= 0) this.mode = { kind: 'open' };
    if (mode.kind === 'hang') this.keep(socket);
    else refuseHandshake(socket, mode.refusal);
    return false;
  }

  private keep(socket: Duplex): void {
    this.hanging.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.hanging.delete(socket));
    // Without reading, the end of the client's side would go unnoticed and the socket would stay for ever.
    socket.on('end', () => socket.destroy());
    socket.resume();
  }
}

/** The answer to a path that no stream has. */
export function nothingAt(path: string): Refusal {
  return { status: 404, body: `Nothing listens at ${path}.` };
}

/** Answers an upgrade request with a plain HTTP response and ends the connection. */
export function refuseHandshake(socket: Duplex, refusal: Refusal): void {
  const body = refusal.body ?? '';
  const head = [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? 'Refused'}`,
    'Connection: close',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  const headers = { 'Content-Type': 'text/plain; charset=utf-8', ...refusal.headers };
  for (const [name, value] of Object.entries(headers)) head.push(`${name}: ${value}`);
  if (refusal.retryAfter !== undefined) head.push(`Retry-After: ${refusal.retryAfter}`);
  socket.on('error', () => undefined);
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

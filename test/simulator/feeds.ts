import { createHook } from 'node:async_hooks';
import { sep } from 'node:path';
import type { Simulator } from '../../simulator/server';
import { WebSocket, type ClientOptions } from '../../vendor/ws';
import { TestClient } from './client';

/** Dials any path of the practice feed, for example `/tradewatch/crypto/quotes`, and waits until the socket is open. */
export async function dialPath(
  simulator: Simulator,
  path: string,
  options: ClientOptions = {},
): Promise<TestClient> {
  const client = new TestClient(new WebSocket(`${simulator.url}${path}`, options));
  await new Promise((resolve, reject) => {
    client.socket.once('open', resolve);
    client.socket.once('error', reject);
  });
  return client;
}

/** What a refused handshake is answered with. */
export interface Refused {
  readonly status: number;
  readonly type: string | undefined;
  readonly retryAfter: string | undefined;
  readonly body: unknown;
}

/** Dials where the handshake is expected to fail with a JSON body. */
export function refusalOf(
  simulator: Simulator,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Refused> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${simulator.url}${path}`, { headers });
    socket.on('error', () => undefined);
    socket.on('open', () => {
      socket.terminate();
      reject(new Error(`the handshake at ${path} was not refused`));
    });
    socket.on('unexpected-response', (_request, response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const { 'content-type': type, 'retry-after': retryAfter } = response.headers;
        const body: unknown = JSON.parse(Buffer.concat(chunks).toString() || 'null');
        resolve({ status: response.statusCode ?? 0, type, retryAfter, body });
      });
    });
  });
}

/** Resolves when the server has read all that was sent before, and what it said by then has come. */
export async function roundTrip({ socket }: TestClient): Promise<void> {
  const answered = new Promise(resolve => socket.once('pong', resolve));
  socket.ping();
  await answered;
}

/** Counts the timers that the practice feed started since and has not ended. */
export class TimerWatch {
  private readonly running = new Set<number>();
  private readonly hook = createHook({
    init: (id, type) => {
      if (type === 'Timeout' && isOfSimulator(new Error().stack)) this.running.add(id);
    },
    destroy: id => this.running.delete(id),
  }).enable();

  get count(): number {
    return this.running.size;
  }

  stop(): void {
    this.hook.disable();
  }
}

function isOfSimulator(stack = ''): boolean {
  const [own, tests] = [`${sep}simulator${sep}`, `${sep}test${sep}simulator${sep}`];
  return stack.split('\n').some(line => line.includes(own) && !line.includes(tests));
}

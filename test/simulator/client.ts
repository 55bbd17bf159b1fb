import assert from 'node:assert/strict';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../simulator/server';
import { WebSocket } from '../../vendor/ws';

/** A JSON frame, or `{ text }` for one that is no JSON object. */
export type Frame = Record<string, unknown>;

const PATIENCE_MS = 3_000;

const running: Simulator[] = [];
const dialled: TestClient[] = [];

/** Starts a practice feed that `cleanUp` closes: manual by default, so that nothing comes unasked. */
export async function start(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator({ rate: 0, ...options });
  running.push(simulator);
  return simulator;
}

/** For `afterEach`. */
export async function cleanUp(): Promise<void> {
  for (const client of dialled.splice(0)) client.socket.terminate();
  for (const simulator of running.splice(0)) await simulator.close();
}

/** A bare WebSocket client that remembers what came, in order, and waits for frames within a bound. */
export class TestClient {
  readonly frames: Frame[] = [];
  readonly closed: Promise<number>;
  private read = 0;
  private wake: () => void = () => undefined;

  constructor(readonly socket: WebSocket) {
    socket.on('message', (data, isBinary) => {
      this.frames.push(isBinary ? { binary: data } : parse((data as Buffer).toString()));
      this.wake();
    });
    socket.on('error', () => undefined);
    this.closed = new Promise(resolve => socket.on('close', code => resolve(code)));
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  subscribe(subscriptions: unknown, key = 'practice'): void {
    this.send({ api_key: key, subscriptions });
  }

  /** The next frame that fits; those before it are passed over. Fails after three seconds. */
  async next(fits: (frame: Frame) => boolean = () => true, what = 'the frame'): Promise<Frame> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      while (this.read < this.frames.length) {
        const frame = this.frames[this.read++] as Frame;
        if (fits(frame)) return frame;
      }
      await this.more(deadline, what);
    }
  }

  /** All frames up to the answer to a text ping: whatever the server had to say before it is among them. */
  async untilPong(): Promise<Frame[]> {
    const from = this.read;
    this.send('ping');
    await this.next(frame => frame['text'] === 'pong', 'pong');
    return this.frames.slice(from, this.read - 1);
  }

  private more(deadline: number, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = () =>
        reject(new Error(`${what} did not come; came: ${JSON.stringify(this.frames).slice(0, 500)}`));
      const timer = setTimeout(fail, Math.max(0, deadline - Date.now()));
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Dials a stream of InsightSentry's feed and waits until the socket is open. */
export async function dial(simulator: Simulator, stream = '/live'): Promise<TestClient> {
  const socket = new WebSocket(`${simulator.url}/insightsentry${stream}`);
  const client = new TestClient(socket);
  dialled.push(client);
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return client;
}

/** Dials where the handshake is expected to fail; gives the status and headers of the answer. */
export function dialRefused(url: string): Promise<{ status: number; retryAfter: string | undefined }> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    socket.on('error', () => undefined);
    socket.on('open', () => reject(new Error('the handshake was not refused')));
    socket.on('unexpected-response', (request, response) => {
      resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] });
      request.destroy();
    });
  });
}

/** Calls the control interface, or any path, and gives status and JSON. */
export async function post(url: string, body: unknown = {}): Promise<{ status: number; body: Frame }> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(url, { method: 'POST', body: text });
  return { status: response.status, body: (await response.json()) as Frame };
}

/** Waits until a condition holds, at most three seconds. */
export async function eventually(holds: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!holds()) {
    assert.ok(Date.now() < deadline, `${what} did not happen`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

/** Resolves to what came first, or `'nothing'` after the time given. */
export function within<Value>(ms: number, value: Promise<Value>): Promise<Value | 'nothing'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'nothing'>(resolve => (timer = setTimeout(() => resolve('nothing'), ms)));
  return Promise.race([value, late]).finally(() => clearTimeout(timer));
}

export function isSeries(frame: Frame): boolean {
  return Array.isArray(frame['series']);
}

export function isBatch(frame: Frame): boolean {
  return Array.isArray(frame['data']);
}

/** The bars of a series frame. */
export function barsOf(frame: Frame): Record<string, number>[] {
  return frame['series'] as Record<string, number>[];
}

/** The quotes of a batch frame. */
export function quotesOf(frame: Frame): Record<string, number | string>[] {
  return frame['data'] as Record<string, number | string>[];
}

function parse(text: string): Frame {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : { text };
  } catch {
    return { text };
  }
}

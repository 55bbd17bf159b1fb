import type { IncomingHttpHeaders } from 'node:http';
import type { PublishOptions } from '../../simulator/benzinga';
import type { Simulator } from '../../simulator/server';
import { WebSocket } from '../../vendor/ws';
import { cleanUp, TestClient, type Frame } from './client';

/** Paths as the protocol page's section 2 has them. */
export const PATHS = {
  insights: '/api/v1/analyst/insights/stream',
  ratings: '/api/v2.1/calendar/ratings/stream',
  consensus: '/api/v1/consensus-ratings/stream',
  earnings: '/api/v2.1/calendar/earnings/stream',
  'bulls-bears': '/api/v1/bulls_bears_say/stream',
  news: '/api/v1/news/stream',
  transcripts: '/api/v1/transcripts/stream',
} as const;

export type StreamName = keyof typeof PATHS;

/** What of a refused handshake a client can see. */
export interface Refused {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const dialled: TestClient[] = [];

/** For `afterEach`: cuts the clients of this file's `dial`, then everything else. */
export async function hangUp(): Promise<void> {
  for (const client of dialled.splice(0)) client.socket.terminate();
  await cleanUp();
}

/** The address of a stream; `query` is written as in a URL and may hold another token. */
export function addressOf({ url }: Simulator, stream: StreamName, query = 'token=practice'): string {
  return `${url}/benzinga${PATHS[stream]}?${query}`;
}

/** Dials a stream and waits until the socket is open. */
export async function dial(
  simulator: Simulator,
  stream: StreamName,
  query = '',
  options: { readonly autoPong?: boolean } = {},
): Promise<TestClient> {
  const isTokenGiven = /(^|&)token=/.test(query);
  const address = addressOf(simulator, stream, isTokenGiven ? query : `token=practice&${query}`);
  const socket = new WebSocket(address, options);
  const client = new TestClient(socket);
  dialled.push(client);
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return client;
}

/** Dials where the handshake is expected to fail, and gives the whole answer. */
export function dialRefused(address: string): Promise<Refused> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address);
    socket.on('error', () => undefined);
    socket.on('open', () => {
      socket.terminate();
      reject(new Error('the handshake was not refused'));
    });
    socket.on('unexpected-response', (_request, response) => {
      let body = '';
      response.on('data', (part: Buffer) => (body += part.toString()));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
  });
}

/** Asks for a replay and gives what came. */
export async function replay(client: TestClient): Promise<Frame[]> {
  client.send('replay');
  return client.untilPong();
}

/** Publishes with those fields, and gives the frame as an unfiltered client gets it. */
export function publish(
  { benzinga }: Simulator,
  stream: StreamName,
  content: Frame = {},
  how: { readonly [Name in keyof PublishOptions]: unknown } = {},
): Frame {
  return JSON.parse(benzinga.publish(stream, content, how as PublishOptions).frame) as Frame;
}

/** `data` of an envelope. */
export function dataOf(frame: Frame | undefined): Record<string, unknown> {
  return (frame?.['data'] ?? {}) as Record<string, unknown>;
}

/** `data.content` of an envelope. */
export function contentOf(frame: Frame | undefined): Record<string, unknown> {
  return (dataOf(frame)['content'] ?? {}) as Record<string, unknown>;
}

/** The frames that a connection was sent, byte by byte. */
export function bytesSentTo(simulator: Simulator, connection: number): string[] {
  return simulator.benzinga.journal
    .filter(entry => entry.connection === connection)
    .map(({ frame }) => frame);
}

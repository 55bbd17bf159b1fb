/** A webhook on loopback: keeps what was posted to it. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Posted {
  path: string;
  contentType: string;
  body: unknown;
}

export interface Webhook {
  url: string;
  posted: readonly Posted[];
  /** From now on whoever posts waits for an answer until `answer`. */
  hold(): void;
  answer(): void;
  close(): Promise<void>;
}

async function read(request: IncomingMessage): Promise<Posted> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString();
  const { url = '', headers, method } = request;
  return { path: `${method} ${url}`, contentType: headers['content-type'] ?? '', body: JSON.parse(text) };
}

export async function startWebhook(): Promise<Webhook> {
  const posted: Posted[] = [];
  let held: (() => void)[] | undefined;
  const server = createServer((request, response) => {
    void read(request).then(
      one => {
        posted.push(one);
        if (held) held.push(() => response.end('ok'));
        else response.end('ok');
      },
      (error: unknown) => response.writeHead(400).end(String(error)),
    );
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  };
  const hold = (): void => void (held ??= []);
  const answer = (): void => {
    held?.forEach(end => end());
    held = undefined;
  };
  return { url: `http://127.0.0.1:${port}`, posted, hold, answer, close };
}

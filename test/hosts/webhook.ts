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
  const server = createServer((request, response) => {
    void read(request).then(
      one => {
        posted.push(one);
        response.end('ok');
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
  return { url: `http://127.0.0.1:${port}`, posted, close };
}

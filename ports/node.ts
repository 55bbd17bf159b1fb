/** The engine's ports on Node.js: the only place for `ws`, timers, sockets and requests. */
import { lookup as resolve, type LookupAddress } from 'node:dns';
import { request as httpRequest, type Agent, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { isForbiddenAddress, isLoopback } from '../core/address';
import type {
  Clock,
  DialRequest,
  HttpResponse,
  Ports,
  Socket,
  SocketEnd,
  SocketHandlers,
} from '../core/ports';
import { createEngine, type Engine } from '../core/subscribe';
import { getProxyForUrl, HttpsProxyAgent } from '../vendor/proxy';
import { WebSocket } from '../vendor/ws';
import { openPractice } from './practice';
import { storeIn } from './store';

/** Larger than the largest documented frame: 30,000 bars of about 120 bytes. */
const largestFrame = 64 * 1024 * 1024;
const largestBody = 64 * 1024;
/** What a refused handshake may say, and how long it may take. */
const largestRefusal = 4096;
const refusalMs = 1000;

const clock: Clock = {
  now: () => Date.now(),
  steady: () => performance.now(),
  after: (ms, task) => {
    const timer = setTimeout(task, Math.min(ms, 2 ** 31 - 1));
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};

/** Resolves a name and refuses addresses that no server of ours can have; the checked address is the one dialled. */
const checkedLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error) return callback(error, '', 0);
    const forbidden = addresses.find(({ address }) => isForbiddenAddress(address));
    if (forbidden)
      return callback(new Error('the server name stands for a link-local or metadata address'), '', 0);
    if (options.all) return callback(null, addresses);
    const first = addresses[0];
    if (!first) return callback(new Error('the server name has no address'), '', 0);
    callback(null, first.address, first.family);
  });
};

/**
 * The agent of the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name for a URL, if any. This machine is reached
 * without one: its loopback is not the proxy's, and the practice feed must work in every company.
 */
function proxyAgent(url: string, signal: AbortSignal): Agent | undefined {
  const { hostname } = new URL(url);
  if (isLoopback(hostname.replace(/^\[|\]$/g, ''))) return undefined;
  const proxy = getProxyForUrl(url.replace(/^ws/, 'http'));
  return proxy === '' ? undefined : new HttpsProxyAgent(proxy, { signal });
}

/**
 * Where the request leaves: through the environment's proxy, else straight, with the address checked. `signal` cuts
 * the line to the proxy, which nothing else reaches while the proxy has not answered.
 */
function route(url: string, signal: AbortSignal): { agent: Agent } | { lookup: LookupFunction } {
  const agent = proxyAgent(url, signal);
  return agent ? { agent } : { lookup: checkedLookup };
}

function headersOf(response: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
}

/** Reads a body up to a limit; never fails. */
function readBody(response: IncomingMessage, done: (body: string) => void): void {
  const parts: Buffer[] = [];
  let size = 0;
  response.on('data', (part: Buffer) => {
    size += part.length;
    if (size <= largestBody) parts.push(part);
  });
  const finish = (): void => done(Buffer.concat(parts).toString());
  response.once('end', finish);
  response.once('error', finish);
}

/** Reads the first part of a body. A server that never ends it cannot hold us. */
function readStart(response: IncomingMessage, done: (body: string) => void): void {
  let body = '';
  const finish = (): void => {
    clearTimeout(timer);
    response.removeAllListeners('data');
    response.resume();
    done(body.slice(0, largestRefusal));
  };
  const timer = setTimeout(finish, refusalMs);
  response.on('data', (part: Buffer) => {
    body += part.toString();
    if (body.length >= largestRefusal) finish();
  });
  response.once('end', finish);
  response.once('error', finish);
}

function openSocket({ url, headers }: DialRequest, handlers: SocketHandlers): WebSocket {
  const gone = new AbortController();
  const socket = new WebSocket(url, {
    headers,
    perMessageDeflate: false,
    // A byte that is no UTF-8 is a blemish of one text, no reason to close the connection.
    skipUTF8Validation: true,
    maxPayload: largestFrame,
    followRedirects: false,
    ...route(url, gone.signal),
  });
  const end: SocketEnd = {};
  let serverTime: number | undefined;
  socket.on('upgrade', ({ headers: { date = '' } }) => {
    const ms = Date.parse(date);
    if (!Number.isNaN(ms)) serverTime = ms;
  });
  socket.on('open', () => handlers.opened(serverTime));
  socket.on('message', data => handlers.received(data as Buffer));
  socket.on('ping', () => handlers.alive());
  socket.on('pong', () => handlers.alive());
  socket.on('error', error => (end.error ??= error));
  socket.on('unexpected-response', (_request, response) => {
    const refusal = { status: response.statusCode ?? 0, headers: headersOf(response), body: '' };
    end.refusal = refusal;
    readStart(response, body => {
      refusal.body = body;
      socket.terminate();
    });
  });
  socket.once('close', (code, reason) => {
    gone.abort();
    if (end.refusal === undefined) Object.assign(end, { code, reason: reason.toString() });
    handlers.ended(end);
  });
  return socket;
}

function dial(request: DialRequest, handlers: SocketHandlers): Socket {
  let socket: WebSocket;
  try {
    socket = openSocket(request, handlers);
  } catch (thrown) {
    // `ws` throws on an address that it cannot parse; the caller must hear of it like of any other failure.
    setImmediate(() => handlers.ended({ error: thrown as Error }));
    return {
      send: () => undefined,
      ping: () => undefined,
      close: () => undefined,
      terminate: () => undefined,
    };
  }
  const isOpen = (): boolean => socket.readyState === WebSocket.OPEN;
  return {
    send: text => {
      if (isOpen()) socket.send(text, () => undefined);
    },
    ping: () => {
      if (isOpen()) socket.ping(undefined, undefined, () => undefined);
    },
    close: code => socket.close(code),
    terminate: () => socket.terminate(),
  };
}

function get({ url, headers }: DialRequest, timeoutMs: number): Promise<HttpResponse> {
  return new Promise((fulfil, reject) => {
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    const signal = AbortSignal.timeout(timeoutMs);
    const request = send(url, { headers, signal, ...route(url, signal) }, response => {
      readBody(response, body =>
        fulfil({ status: response.statusCode ?? 0, headers: headersOf(response), body }),
      );
    });
    request.once('error', reject);
    request.end();
  });
}

/** The engine's ports on Node.js. */
export const nodePorts: Ports = { clock, dial, get, practice: openPractice };

/** Lets what must outlive the process stand in a folder of the host's user. */
export function keepIn(userFolder: string, onTrouble: (message: string) => void): void {
  nodePorts.store ??= storeIn(userFolder, clock, onTrouble);
}

let engine: Engine | undefined;

/** The one engine of this process, made when it is first asked for. */
export function nodeEngine(): Engine {
  if (!engine) {
    const created = createEngine(nodePorts);
    engine = created;
    // The provider counts a socket that nobody closed as open, and may refuse the next one.
    process.once('exit', () => created.close());
  }
  return engine;
}

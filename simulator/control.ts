import type { IncomingMessage, ServerResponse } from 'node:http';
import { ControlBody, ControlError } from './actions';
import type { FeedReply, ProviderFeed } from './feed';

/** Large enough for any frame somebody wants injected by hand. */
const MAX_BODY_BYTES = 4_000_000;

/** Journal entries and events answered at most. */
const MAX_ENTRIES = 10_000;

/** Answers plain HTTP: the description at `/`, the control interface, and what providers serve below their prefix. */
export async function handleHttp(
  feeds: readonly ProviderFeed[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const reply = await answer(feeds, request).catch((error: unknown) => explain(error));
  const body = Buffer.from(JSON.stringify(reply.body ?? {}, null, 2) + '\n');
  response.writeHead(reply.status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
    ...reply.headers,
  });
  response.end(body);
}

async function answer(feeds: readonly ProviderFeed[], request: IncomingMessage): Promise<FeedReply> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const [, first = '', ...rest] = url.pathname.split('/');
  if (first === '') return { status: 200, body: describe(feeds, request) };
  if (first === 'control') return control(feeds, request, rest, url.searchParams);
  const path = `/${rest.join('/')}`;
  const feed = feeds.find(({ prefix }) => prefix === first);
  const reply = feed?.respond({ method: request.method ?? 'GET', path, headers: request.headers });
  return reply ?? notFound(url.pathname);
}

async function control(
  feeds: readonly ProviderFeed[],
  request: IncomingMessage,
  [name = '', word = '']: readonly string[],
  query: URLSearchParams,
): Promise<FeedReply> {
  // A web page in the same machine's browser could reach a loopback port; it always says where it comes from.
  if (request.headers.origin !== undefined) {
    return { status: 403, body: { error: 'The control interface is not for web pages.' } };
  }
  const feed = feeds.find(({ prefix }) => prefix === name);
  if (request.method === 'GET') {
    if (name === 'connections') return { status: 200, body: feeds.flatMap(each => each.connections()) };
    if (feed === undefined) return notFound(`/control/${name}`);
    return look(feed, word, query);
  }
  const action = feed !== undefined && Object.hasOwn(feed.actions, word) ? feed.actions[word] : undefined;
  if (action === undefined) return notFound(`/control/${name}/${word}`);
  return { status: 200, body: (await action.run(await readBody(request))) ?? { done: true } };
}

function look(feed: ProviderFeed, word: string, query: URLSearchParams): FeedReply {
  if (word === 'connections') return { status: 200, body: feed.connections() };
  if (word === 'state') return { status: 200, body: feed.state() };
  if (word !== 'journal') return notFound(`/control/${feed.prefix}/${word}`);
  const wanted = Number(query.get('last') ?? 100);
  const last = Number.isInteger(wanted) && wanted > 0 ? Math.min(wanted, MAX_ENTRIES) : 100;
  return {
    status: 200,
    body: {
      dropped: feed.sentFrames.dropped,
      entries: feed.sentFrames.entries.slice(-last),
      droppedEvents: feed.sentFrames.droppedEvents,
      events: feed.sentFrames.events.slice(-last),
    },
  };
}

/** What runs here and how to steer it, for somebody who opens the address in a browser. */
function describe(feeds: readonly ProviderFeed[], request: IncomingMessage): unknown {
  const host = `127.0.0.1:${request.socket.localPort}`;
  return {
    name: 'Market Feeds practice feed: invented data, real protocols',
    connections: `GET http://${host}/control/connections`,
    feeds: feeds.map(feed => ({
      title: feed.title,
      server: `ws://${host}/${feed.prefix}`,
      streams: feed.streams.map(stream => `ws://${host}/${feed.prefix}${stream}`),
      look: ['connections', 'state', 'journal?last=100'].map(
        word => `GET http://${host}/control/${feed.prefix}/${word}`,
      ),
      control: Object.fromEntries(
        Object.entries(feed.actions).map(([name, { help }]) => [
          `POST /control/${feed.prefix}/${name}`,
          help,
        ]),
      ),
    })),
  };
}

async function readBody(request: IncomingMessage): Promise<ControlBody> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > MAX_BODY_BYTES) throw new ControlError(`A control body has ${MAX_BODY_BYTES} bytes at most.`);
    chunks.push(bytes);
  }
  const text = Buffer.concat(chunks).toString('utf8').trim();
  return new ControlBody(parseObject(text === '' ? '{}' : text));
}

function parseObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ControlError('The body is not valid JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ControlError('The body must be a JSON object.');
  }
  return { ...value };
}

function notFound(path: string): FeedReply {
  return { status: 404, body: { error: `There is nothing at ${path}. GET / lists what there is.` } };
}

function explain(error: unknown): FeedReply {
  const isAsked = error instanceof ControlError || error instanceof RangeError || error instanceof TypeError;
  const message = error instanceof Error ? error.message : String(error);
  return { status: isAsked ? 400 : 500, body: { error: message } };
}

/**
 * One consumer in a process of its own: `node consumer.js <kind> <url> <symbols wanted> <frames> <peers>`. All touch
 * the same fields of what is wanted, and add its prices up.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createEngine } from '../core/subscribe';
import { nodePorts } from '../ports/node';
import { WebSocket } from '../vendor/ws';
import { Meter, report } from './measure';
import { finishWhenClosed, startWhenWarm, subscribe, subscribeNews } from './ours';
import { symbolsOf } from './payloads';

const [kind = '', url = '', wantedCount = '0', frames = '0', peers = ''] = process.argv.slice(2);
const wanted = symbolsOf(Number(wantedCount));
const isWanted = new Set(wanted);
const meter = new Meter(Number(frames));
const finish = (): void => report(meter.finish());

interface Quote {
  code?: string;
  last_price?: number;
  bid?: number;
  ask?: number;
  volume?: number;
}

/** What a hand-written client does at the least: parse, find the symbol, read the fields. */
function consume(text: string): void {
  const frame = JSON.parse(text) as Quote & { data?: Quote[] };
  for (const quote of frame.data ?? [frame]) {
    if (quote.code === undefined || !isWanted.has(quote.code)) continue;
    if (quote.bid === null || quote.ask === null || quote.volume === undefined) continue;
    meter.price(quote.last_price ?? 0);
  }
}

function onText(text: string): void {
  meter.frame();
  consume(text);
}

interface Article {
  id?: string;
  data?: { content?: { id?: number; title?: string; created?: string; stocks?: { name?: string }[] } };
}

/** The same for an article; its number stands for a price. */
function consumeArticle(text: string): void {
  const { id, data } = JSON.parse(text) as Article;
  const { id: article, title, created, stocks } = data?.content ?? {};
  if (id === undefined || title === undefined || created === undefined) return;
  if (stocks?.[0]?.name !== undefined) meter.price(article ?? 0);
}

/** `ws`, and a function for each text. */
function parsing(read: (text: string) => void): void {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  socket.on('open', () => socket.send('{}'));
  socket.on('message', data => {
    meter.frame();
    read((data as Buffer).toString());
  });
  socket.on('close', finish);
}

const consumers: Record<string, () => void> = {
  /** `ws` alone: the frames are counted, nothing is parsed. */
  raw: () => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    socket.on('open', () => socket.send('{}'));
    socket.on('message', () => meter.frame());
    socket.on('close', finish);
  },
  /** `ws` and JSON.parse: the measure of all ratios. */
  parse: () => parsing(consume),
  reconnecting: () => {
    const Client = createRequire(join(peers, 'x.js'))('reconnecting-websocket') as new (
      address: string,
      protocols: string[],
      options: object,
    ) => {
      addEventListener(type: string, listener: (event: { data: string }) => void): void;
      send(text: string): void;
      close(): void;
    };
    const client = new Client(url, [], { WebSocket });
    client.addEventListener('open', () => client.send('{}'));
    client.addEventListener('message', event => onText(event.data));
    client.addEventListener('close', () => {
      client.close();
      finish();
    });
  },
  /** ccxt's own client, with the handler that its exchanges give it. */
  ccxt: () => {
    void import(join(peers, 'node_modules/ccxt/js/src/base/ws/WsClient.js')).then(
      ({
        default: Client,
      }: {
        default: new (...values: unknown[]) => {
          connect(): Promise<unknown>;
          send(message: unknown): Promise<unknown>;
        };
      }) => {
        const client = new Client(
          url,
          (_client: unknown, message: Quote & { data?: Quote[] }) => {
            meter.frame();
            for (const quote of message.data ?? [message]) {
              if (quote.code !== undefined && isWanted.has(quote.code)) meter.price(quote.last_price ?? 0);
            }
          },
          finish,
          finish,
          () => undefined,
          { ws: { options: { perMessageDeflate: false } } },
        );
        void client.connect().then(() => client.send({}));
      },
    );
  },
  /** Ours, whole: socket, parse, event, memory, route, queue, counters, sink. */
  engine: () => {
    const engine = createEngine(nodePorts);
    subscribe(engine, {
      server: url,
      row: { code: wanted.join(' ') },
      events: events => {
        for (const event of events) if (event.type === 'quote') meter.price(event.last ?? 0);
      },
      state: finishWhenClosed(engine, meter),
    });
    startWhenWarm(engine, meter);
  },
  newsParse: () => parsing(consumeArticle),
  newsEngine: () => {
    const engine = createEngine(nodePorts);
    subscribeNews(engine, {
      server: url,
      events: events => {
        for (const event of events) {
          if (event.type !== 'news' || event.headline === null || event.time === null) continue;
          if (event.symbol !== null) meter.price(Number(event.recordId));
        }
      },
      state: finishWhenClosed(engine, meter),
    });
    startWhenWarm(engine, meter);
  },
};

const start = consumers[kind];
if (!start) throw new Error(`Unknown consumer "${kind}".`);
start();

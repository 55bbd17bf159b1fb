/**
 * The bench's feed, in a process of its own: writes frames that were framed beforehand, as fast as the socket takes
 * them or at a fixed rate. The request path is the order: `/<payload>/<symbols>/<frames>/<rate>/…`; rate 0 is a flood.
 * It starts when the client sends its first message, and closes after the last frame.
 *
 * With `…/hold` it stamps every frame with the time at which it is written, starts by itself (Node-RED's `websocket in`
 * sends nothing), and stays open, so that nobody connects again; what it wrote is then a line on its output.
 *
 * News come as a flood only. Each has an id of its own; with `…/again` the ring's articles come again as they are. What
 * a provider appends to the path is not looked at.
 */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { nowStamp } from './measure';
import { newsIdStart, newsNumber } from './news';
import {
  chunkFrames,
  encodeFrame,
  frameOf,
  ringFrames,
  symbolsOf,
  type Order,
  type PayloadName,
} from './payloads';

const stampMark = '"stamp":';
const timerMs = 1;
/** Both hosts wire their nodes before they start them; this is to spare. */
const startDelayMs = 500;

interface FeedOrder extends Order {
  hold: boolean;
  again: boolean;
}

function readOrder(path: string): FeedOrder {
  const [, payload, symbols, frames, rate, mode] = path.split('/');
  return {
    payload: payload as PayloadName,
    symbols: Number(symbols),
    frames: Number(frames),
    rate: Number(rate),
    hold: mode === 'hold',
    again: mode === 'again',
  };
}

/** Frames of an order, back to back, and where in each one its stamp is, or the number in its id. */
interface Chunk {
  bytes: Buffer;
  ends: number[];
  places: number[];
}

const made = new Map<string, Chunk[]>();

/** The chunks of an order, made once; news are made anew for each connection, else they would be those of the past. */
function chunksOf(order: Order, stamped: boolean): Chunk[] {
  const key = [order.payload, order.symbols, stamped].join();
  const kept = order.payload === 'news' ? undefined : made.get(key);
  if (kept) return kept;
  const codes = symbolsOf(order.symbols);
  const chunks: Chunk[] = [];
  const size = chunkFrames(order.payload);
  for (let first = 0; first < ringFrames(order); first += size) {
    const frames = Array.from({ length: size }, (_, index) => {
      const { text } = frameOf(order.payload, codes, first + index);
      return encodeFrame(stamped ? `${text.slice(0, -1)},${stampMark}${nowStamp()}}` : text);
    });
    const ends: number[] = [];
    for (const frame of frames) ends.push((ends.at(-1) ?? 0) + frame.length);
    const mark = order.payload === 'news' ? newsIdStart : stampMark;
    const places = frames.map((frame, index) => {
      const start = index === 0 ? 0 : (ends[index - 1] as number);
      return start + frame.indexOf(mark) + mark.length;
    });
    chunks.push({ bytes: Buffer.concat(frames), ends, places });
  }
  made.set(key, chunks);
  return chunks;
}

/** A copy of frames `from` to `to` of a chunk, each with a text of its own in its place. */
function filledIn(
  { bytes, ends, places }: Chunk,
  from: number,
  to: number,
  textOf: (index: number) => string,
): Buffer {
  const start = from === 0 ? 0 : (ends[from - 1] as number);
  const part = Buffer.from(bytes.subarray(start, ends[to - 1]));
  for (let index = from; index < to; index += 1)
    part.write(textOf(index), (places[index] as number) - start, 'latin1');
  return part;
}

/** A copy of frames `from` to `to` of a chunk that say when they were sent. */
function stampedNow(chunk: Chunk, from: number, to: number): Buffer {
  const stamp = nowStamp();
  return filledIn(chunk, from, to, () => stamp);
}

/** A chunk as a flood sends it when `sent` frames are out. */
function bytesOf(chunk: Chunk, order: FeedOrder, sent: number): Buffer {
  const size = chunkFrames(order.payload);
  if (order.hold) return stampedNow(chunk, 0, size);
  if (order.payload !== 'news' || order.again) return chunk.bytes;
  return filledIn(chunk, 0, size, index => newsNumber(sent + index));
}

/** What is written on a socket so far. */
interface Progress {
  sent: number;
}

/** Sends a flood in chunks, as fast as the socket drains. */
function flood(socket: Socket, order: FeedOrder, progress: Progress, done: () => void): void {
  const chunks = chunksOf(order, order.hold);
  const size = chunkFrames(order.payload);
  const write = (): void => {
    while (progress.sent < order.frames && !socket.destroyed) {
      const chunk = chunks[(progress.sent / size) % chunks.length] as Chunk;
      const bytes = bytesOf(chunk, order, progress.sent);
      progress.sent += size;
      if (!socket.write(bytes)) return void socket.once('drain', write);
    }
    done();
  };
  write();
}

/** Sends at a fixed rate, each frame stamped when it leaves. */
function pace(socket: Socket, order: Order, progress: Progress, done: () => void): void {
  const chunks = chunksOf(order, true);
  const size = chunkFrames(order.payload);
  const startedAt = performance.now();
  const timer = setInterval(() => {
    const due = Math.min(order.frames, Math.floor(((performance.now() - startedAt) * order.rate) / 1000));
    const parts: Buffer[] = [];
    while (progress.sent < due) {
      const from = progress.sent % size;
      const to = Math.min(size, from + due - progress.sent);
      parts.push(stampedNow(chunks[Math.floor(progress.sent / size) % chunks.length] as Chunk, from, to));
      progress.sent += to - from;
    }
    if (parts.length > 0) socket.write(Buffer.concat(parts));
    if (progress.sent < order.frames && !socket.destroyed) return;
    clearInterval(timer);
    done();
  }, timerMs);
}

const server = createServer();
server.on('upgrade', (request, socket: Socket) => {
  const key = request.headers['sec-websocket-key'] ?? '';
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  socket.setNoDelay(true);
  socket.on('error', () => undefined);
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  const order = readOrder(request.url ?? '');
  const progress: Progress = { sent: 0 };
  const close = (): void => {
    if (!order.hold) socket.end(Buffer.from([0x88, 0x02, 0x03, 0xe8]));
  };
  const start = (): void => (order.rate > 0 ? pace : flood)(socket, order, progress, close);
  if (order.hold) {
    chunksOf(order, true);
    setTimeout(start, startDelayMs);
    socket.once('close', () => process.stdout.write(`${JSON.stringify(progress)}\n`));
  }
  // The first message is the subscription; what comes later (pings, the closing handshake) is of no interest.
  else socket.once('data', start);
  socket.on('data', () => undefined);
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
process.stdin.on('end', () => process.exit());
process.stdin.resume();

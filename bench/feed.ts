/**
 * The bench's feed, in a process of its own: writes frames that were framed beforehand, as fast as the socket takes
 * them or at a fixed rate. The request path says what: `/<payload>/<symbols>/<frames>/<rate>/…`; rate 0 is a flood.
 * It starts when the client sends its first message, and closes after the last frame.
 */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { encodeFrame, frameOf, symbolsOf, type PayloadName } from './payloads';

const ring = 4000;
const chunkFrames = 200;
/** Stamps have a fixed width, so that they can be written into a frame that is ready. */
const stampDigits = 17;
const stampMark = '"stamp":';
const timerMs = 1;

interface Order {
  payload: PayloadName;
  symbols: number;
  frames: number;
  rate: number;
}

function readOrder(path: string): Order {
  const [, payload, symbols, frames, rate] = path.split('/');
  return {
    payload: payload as PayloadName,
    symbols: Number(symbols),
    frames: Number(frames),
    rate: Number(rate),
  };
}

/** Now in ms with microseconds, comparable between processes of one machine. */
function nowText(): string {
  return (performance.timeOrigin + performance.now()).toFixed(3).padStart(stampDigits, '0');
}

function framesOf({ payload, symbols }: Order, stamped: boolean): Buffer[] {
  const codes = symbolsOf(symbols);
  return Array.from({ length: ring }, (_, turn) => {
    const { text } = frameOf(payload, codes, turn);
    const stamp = `,${stampMark}${'1'.repeat(stampDigits - 4)}.000`;
    return encodeFrame(stamped ? `${text.slice(0, -1)}${stamp}}` : text);
  });
}

/** Sends a flood in chunks, as fast as the socket drains. */
function flood(socket: Socket, order: Order, done: () => void): void {
  const frames = framesOf(order, false);
  const chunks: Buffer[] = [];
  for (let start = 0; start < ring; start += chunkFrames)
    chunks.push(Buffer.concat(frames.slice(start, start + chunkFrames)));
  let sent = 0;
  const write = (): void => {
    while (sent < order.frames && !socket.destroyed) {
      const chunk = chunks[(sent / chunkFrames) % chunks.length] as Buffer;
      sent += chunkFrames;
      if (!socket.write(chunk)) return void socket.once('drain', write);
    }
    done();
  };
  write();
}

/** Sends at a fixed rate, each frame stamped when it leaves. */
function pace(socket: Socket, order: Order, done: () => void): void {
  const frames = framesOf(order, true);
  const at = frames.map(frame => frame.indexOf(stampMark) + stampMark.length);
  const startedAt = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = Math.min(order.frames, Math.floor(((performance.now() - startedAt) * order.rate) / 1000));
    const parts: Buffer[] = [];
    const stamp = nowText();
    for (; sent < due; sent += 1) {
      const frame = Buffer.from(frames[sent % ring] as Buffer);
      frame.write(stamp, at[sent % ring] as number, 'latin1');
      parts.push(frame);
    }
    if (parts.length > 0) socket.write(Buffer.concat(parts));
    if (sent < order.frames && !socket.destroyed) return;
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
  const close = (): void => void socket.end(Buffer.from([0x88, 0x02, 0x03, 0xe8]));
  // The first message is the subscription; what comes later (pings, the closing handshake) is of no interest.
  socket.once('data', () => (order.rate > 0 ? pace : flood)(socket, order, close));
  socket.on('data', () => undefined);
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
process.stdin.on('end', () => process.exit());
process.stdin.resume();

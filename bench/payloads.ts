/**
 * Frames that the bench sends: InsightSentry's documented shapes, invented prices, the sender's clock in `stamp`; and
 * Benzinga's news.
 */
import { newsOf } from './news';

export type QuotePayload = 'tick' | 'quote1' | 'quote50';
export type PayloadName = QuotePayload | 'news';

/** What a feed sends over one connection. */
export interface Order {
  payload: PayloadName;
  /** How many symbols take turns. */
  symbols: number;
  /** A flood sends whole chunks of {@link chunkFrames}. */
  frames: number;
  /** Frames a second; 0 is a flood. */
  rate: number;
}

/** Frames that a flood writes at once: up to 60 kB or so, like a busy server. */
export function chunkFrames(payload: PayloadName): number {
  return payload === 'quote50' || payload === 'news' ? 20 : 200;
}

/** Frames after which a feed starts over: enough that none is in the processor's cache the next time. */
export function ringFrames({ payload, symbols }: Pick<Order, 'payload' | 'symbols'>): number {
  const chunk = chunkFrames(payload);
  return Math.ceil(Math.max(chunk * 20, payload === 'quote50' ? symbols / 50 : symbols) / chunk) * chunk;
}

/** Symbols of a bench; the first is the one wanted in a hundred or in ten. */
export function symbolsOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `LSE:S${String(index).padStart(4, '0')}`);
}

/** A price that depends on symbol and turn, so that no two frames in a row are alike. */
function priceOf(index: number, turn: number): number {
  return 100 + (index % 50) + ((turn * 7) % 100) / 100;
}

function fullQuote(code: string, price: number, seconds: number): Record<string, unknown> {
  return {
    code,
    status: 'OPEN',
    lp_time: seconds,
    volume: 47549429,
    last_price: price,
    change_percent: -0.15,
    change: -0.36,
    ask: Math.round((price + 0.05) * 100) / 100,
    bid: Math.round((price - 0.05) * 100) / 100,
    ask_size: 2,
    bid_size: 1,
    prev_close_price: 238.47,
    open_price: 238.45,
    low_price: 236.74,
    high_price: 239.8999,
    market_cap: 3558428648118,
    currency_code: 'USD',
    delay_seconds: 0,
  };
}

/**
 * The `turn`-th frame of a payload, without its stamp, with the codes and prices (in cents) of its items. News are of
 * this moment; the number of the article stands for its price.
 */
export function frameOf(
  name: PayloadName,
  symbols: readonly string[],
  turn: number,
): { text: string; cents: number[]; codes: string[] } {
  if (name === 'news') {
    const symbol = symbols[turn % symbols.length] as string;
    const { text, article } = newsOf(turn, symbol, Date.now());
    return { text, cents: [article * 100], codes: [symbol] };
  }
  const seconds = 1757061117 + Math.floor(turn / 1000);
  const count = name === 'quote50' ? 50 : 1;
  const picked = Array.from({ length: count }, (_, offset) => (turn * count + offset) % symbols.length);
  const prices = picked.map(index => priceOf(index, turn));
  const codes = picked.map(index => symbols[index] as string);
  const cents = prices.map(price => Math.round(price * 100));
  if (name === 'quote50') {
    const data = codes.map((code, index) => fullQuote(code, prices[index] as number, seconds));
    return { text: JSON.stringify({ last_update: seconds * 1000, total_items: 50, data }), cents, codes };
  }
  const [code, price] = [codes[0] as string, prices[0] as number];
  const quote =
    name === 'quote1'
      ? fullQuote(code, price, seconds)
      : { code, last_price: price, volume: 47549429, lp_time: seconds };
  return { text: JSON.stringify(quote), cents, codes };
}

/** What a consumer that wants the first `wanted` symbols must have seen in the end. */
export interface Expected {
  /** Wanted quotes. */
  events: number;
  /** Sum of their prices, in cents. */
  checksum: number;
}

/** What a consumer has seen that does not parse. */
export const nothing: Expected = { events: 0, checksum: 0 };

/** Adds up what an order holds of the first `wanted` symbols. */
export function expected(order: Order, wanted: number): Expected {
  const ring = ringFrames(order);
  const codes = symbolsOf(order.symbols);
  const isWanted = new Set(codes.slice(0, wanted));
  const sum: Expected = { events: 0, checksum: 0 };
  for (let turn = 0; turn < Math.min(ring, order.frames); turn += 1) {
    const times = Math.floor((order.frames - turn - 1) / ring) + 1;
    const frame = frameOf(order.payload, codes, turn);
    frame.codes.forEach((code, index) => {
      if (!isWanted.has(code)) return;
      sum.events += times;
      sum.checksum += times * (frame.cents[index] as number);
    });
  }
  return sum;
}

/** A text frame as a server sends it: no mask, and the length in as few bytes as it takes (RFC 6455, section 5.2). */
export function encodeFrame(text: string): Buffer {
  const body = Buffer.from(text);
  if (body.length < 126) return Buffer.concat([Buffer.from([0x81, body.length]), body]);
  const head = Buffer.alloc(4);
  head[0] = 0x81;
  head[1] = 126;
  head.writeUInt16BE(body.length, 2);
  return Buffer.concat([head, body]);
}

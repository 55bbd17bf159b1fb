import type { ErrorShape, TradeWatchSwitches } from './options';

/** The prices of a quote; there is no other number in it (protocol page, section 3.3). */
export interface Prices {
  readonly bid: number;
  readonly ask: number;
  readonly mid: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
}

/** The whole list of what is subscribed, the only acknowledgement there is (protocol page, section 3). */
export function statusFrame(symbols: Iterable<string>): string {
  return JSON.stringify({ event: 'status', symbols: [...symbols] });
}

/** The answer to an application ping: server time as a text of milliseconds (protocol page, section 3.2). */
export function pongFrame(now: number): string {
  return JSON.stringify({ event: 'pong', timestamp: String(now) });
}

/** A flat object without an `event`, its numbers quoted (protocol page, section 3.3). */
export function quoteFrame(symbol: string, prices: Prices, switches: TradeWatchSwitches): string {
  const { values, timestamps, mid } = switches;
  const timestamp = timestamps === 'ms' ? prices.timestamp : Math.floor(prices.timestamp / 1_000);
  if (values === 'numbers') {
    const { ask, bid } = prices;
    return JSON.stringify({ symbol, timestamp, ask, bid, ...(mid ? { mid: prices.mid } : {}) });
  }
  // By hand: this is most of what a flood costs, and no part of it needs escaping.
  const end = mid ? `","mid":"${decimal(prices.mid)}"}` : '"}';
  return `{"symbol":"${symbol}","timestamp":"${timestamp}","ask":"${decimal(prices.ask)}","bid":"${decimal(prices.bid)}${end}`;
}

/** An error in one of the shapes that a client should know; none is documented (protocol page, section 7). */
export function errorFrame(shape: ErrorShape, message: string): string {
  const frames: Readonly<Record<ErrorShape, unknown>> = {
    event: { event: 'error', message },
    object: { error: { code: 422, message } },
    text: { error: message },
    message: { message },
    detail: { detail: [{ loc: ['body'], msg: message, type: 'value_error' }] },
  };
  return JSON.stringify(frames[shape]);
}

/** Without trailing zeros, as in the documented samples, and without an exponent. */
export function decimal(value: number): string {
  return Math.abs(value) >= 1e-6 ? String(value) : value.toFixed(10).replace(/\.?0+$/, '');
}

/** The middle of bid and ask, without the noise of binary fractions: prices have eight decimals, tiny ones more. */
export function midOf(bid: number, ask: number): number {
  const sum = bid + ask;
  const size = Math.abs(sum);
  if (size < 0.1) return Math.round(sum * 5e13) / 1e14;
  return size < 1e8 ? Math.round(sum * 5e7) / 1e8 : sum / 2;
}

/**
 * Ids of one symbol's quotes: time and a counter within that time. Quotes without a time, or older than the newest,
 * are counted apart with a minus, since their times may come again.
 */
export class QuoteIds {
  private readonly prefix: string;
  private newestMs = -Infinity;
  /** What ids of the newest time begin with: joining texts costs a good part of a tick. */
  private stem = '';
  private count = 0;
  private lateCount = 0;

  constructor(stream: string, symbol: string) {
    this.prefix = `${stream} ${symbol} `;
  }

  /** The id of the next quote: its time in ms, the same as a text, and when it was received. */
  next(ms: number | null, time: string | null, receivedTime: string): string {
    if (ms === this.newestMs) return this.stem + ++this.count;
    if (ms === null || ms < this.newestMs) return `${this.prefix}${time ?? receivedTime} ${--this.lateCount}`;
    this.newestMs = ms;
    this.count = 0;
    this.stem = `${this.prefix}${time ?? receivedTime} `;
    return this.stem + '0';
  }
}

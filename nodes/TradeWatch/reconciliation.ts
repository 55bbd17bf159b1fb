import type { Inbound } from '../../core/provider';
import type { QuoteState } from './quote';

/** How long all acknowledgements may take; after that, what was reported so far counts. */
const patienceMs = 10_000;

/**
 * Finds the symbols that the server does not know. It says nothing about them; but each message is answered by the
 * whole list of what is subscribed (protocol page, sections 3 and 7), and what is missing there is not accepted.
 */
export class Reconciliation {
  /** True once the server answered all messages, in whatever way. */
  isAnswered = false;
  private pending = 0;
  private sawStatus = false;
  private reported: ReadonlySet<string> = new Set();
  private waitingSince: number | undefined;
  /** Symbols that were reported as refused: once over the socket's life. */
  private readonly told = new Set<string>();

  constructor(
    private readonly stream: string,
    /** All symbols that are wanted now. */
    private readonly states: ReadonlyMap<string, QuoteState>,
  ) {}

  /** So many messages were sent, each of which is answered by a status. */
  sent(messages: number): void {
    this.pending += messages;
    this.waitingSince = undefined;
  }

  /** The list of a status. The one that greets a new socket is empty, and answers nothing. */
  status(symbols: readonly string[]): Inbound[] {
    const isGreeting = !this.sawStatus && symbols.length === 0;
    this.sawStatus = true;
    if (isGreeting) return [];
    this.reported = new Set(symbols.map(symbol => symbol.toUpperCase()));
    this.pending = Math.max(0, this.pending - 1);
    return this.pending === 0 ? this.compare() : [];
  }

  /** Ends the wait for acknowledgements that do not come. */
  due(now: number): Inbound[] {
    if (this.pending === 0) return [];
    this.waitingSince ??= now;
    // Without any status at all nothing is known.
    if (!this.sawStatus || now - this.waitingSince < patienceMs) return [];
    this.pending = 0;
    return this.compare();
  }

  private compare(): Inbound[] {
    this.isAnswered = true;
    const items: Inbound[] = [];
    for (const [symbol, { hasQuoted }] of this.states) {
      if (hasQuoted || this.reported.has(symbol) || this.told.has(symbol)) continue;
      this.told.add(symbol);
      items.push({
        kind: 'symbol-refused',
        symbol,
        topic: symbol,
        message: `TradeWatch did not accept ${symbol}. Check how it is written, and that it belongs to the asset class "${this.stream}"; the other symbols go on.`,
      });
    }
    return items;
  }
}

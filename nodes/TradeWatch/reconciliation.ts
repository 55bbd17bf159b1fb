import type { Inbound } from '../../core/provider';
import type { QuoteState } from './quote';

/** How long the next acknowledgement may take; after that, what was listed so far counts. */
const patienceMs = 10_000;
/** After the last list that was to be expected, another one may still follow for this long. */
const quietMs = 2000;

/**
 * Finds the symbols that the server does not know. It says nothing about them; but each message is answered by the
 * whole list of what is subscribed (protocol page, sections 3 and 7), and what is in none is not accepted. Lists that
 * answer nothing, or hold a part only, are waited for: whoever is told of a refused symbol should be able to rely on it.
 */
export class Reconciliation {
  /** True once the server answered, in whatever way. */
  isAnswered = false;
  /** Messages that no list has answered yet. */
  private pending = 0;
  /** True from a message until it is known what became of its symbols. */
  private isOpen = false;
  private sawStatus = false;
  /** When the time for answers began, and when the last one came. */
  private askedAt: number | undefined;
  private answeredAt: number | undefined;
  /** Refused symbols that somebody asks for anew. */
  private readonly untold = new Set<string>();

  constructor(
    private readonly stream: string,
    /** All symbols that are wanted now. */
    private readonly states: ReadonlyMap<string, QuoteState>,
  ) {}

  /** So many messages were sent, each of which is answered by a status. */
  sent(messages: number): void {
    this.pending += messages;
    this.isOpen = true;
    this.askedAt = this.answeredAt = undefined;
  }

  /** Somebody who may not have heard of them asks for these. */
  tellAgain(symbols: readonly string[]): void {
    for (const symbol of symbols) if (this.isRefused(symbol)) this.untold.add(symbol);
  }

  /** The list of a status. The one that greets a new socket is empty, and answers nothing. */
  status(symbols: readonly string[], now: number): Inbound[] {
    const isGreeting = !this.sawStatus && symbols.length === 0;
    this.sawStatus = true;
    if (isGreeting) return [];
    this.pending = Math.max(0, this.pending - 1);
    this.answeredAt = now;
    const items = symbols.flatMap(symbol => this.accepted(this.states.get(symbol.toUpperCase())));
    if (this.isOpen && this.isComplete()) this.settle();
    return items;
  }

  /** The server listed or quoted a symbol; says so where the contrary was told. */
  accepted(state: QuoteState | undefined): Inbound[] {
    if (state === undefined || state.isAccepted) return [];
    state.isAccepted = true;
    if (!state.wasRefused) return [];
    const { symbol } = state;
    const message = `TradeWatch accepts ${symbol} after all.`;
    return [{ kind: 'notice', notice: 'subscription', message, details: { symbol } }];
  }

  /** What is known once the time for answers is over, and what is to be told again. */
  due(now: number): Inbound[] {
    const again = [...this.untold].filter(symbol => this.isRefused(symbol));
    this.untold.clear();
    return [...again.map(symbol => this.refusal(symbol)), ...this.compare(now)];
  }

  private compare(now: number): Inbound[] {
    if (!this.isOpen) return [];
    this.askedAt ??= now;
    // Without any status at all nothing is known.
    if (!this.sawStatus || !this.isOver(now, this.askedAt)) return [];
    this.settle();
    const missing = [...this.states.values()].filter(state => !state.isAccepted && !state.wasRefused);
    return missing.map(state => {
      state.wasRefused = true;
      return this.refusal(state.symbol);
    });
  }

  /** Lists that come all the time without being asked for do not keep the answer back for ever. */
  private isOver(now: number, askedAt: number): boolean {
    const quiet = now - (this.answeredAt ?? askedAt);
    return this.pending > 0 ? quiet >= patienceMs : quiet >= quietMs || now - askedAt >= patienceMs;
  }

  private settle(): void {
    this.pending = 0;
    this.isOpen = false;
    this.isAnswered = true;
  }

  private isComplete(): boolean {
    for (const { isAccepted } of this.states.values()) if (!isAccepted) return false;
    return true;
  }

  private isRefused(symbol: string): boolean {
    const state = this.states.get(symbol);
    return state !== undefined && state.wasRefused && !state.isAccepted;
  }

  private refusal(symbol: string): Inbound {
    return {
      kind: 'symbol-refused',
      symbol,
      topic: symbol,
      message: `TradeWatch did not accept ${symbol}. Check how it is written, and that it belongs to the asset class "${this.stream}"; the other symbols go on.`,
    };
  }
}

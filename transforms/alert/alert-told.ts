/** Pairs of rule and record that are remembered at most. */
export const mostTold = 1000;

/** Which records were alerted of by which rules, so that a correction does not alert again. The oldest are forgotten. */
export class Told {
  private readonly symbols = new Map<string, string>();

  /** True if it was not told before. */
  tell(rule: string, record: string, symbol: string): boolean {
    const key = `${rule} ${record}`;
    if (this.symbols.has(key)) return false;
    this.symbols.set(key, symbol);
    if (this.symbols.size > mostTold) this.symbols.delete(this.symbols.keys().next().value as string);
    return true;
  }

  forget(isMeant: (symbol: string) => boolean): void {
    for (const [key, symbol] of this.symbols) if (isMeant(symbol)) this.symbols.delete(key);
  }

  list(): [rule: string, record: string, symbol: string][] {
    return [...this.symbols].map(([key, symbol]) => {
      const blank = key.indexOf(' ');
      return [key.slice(0, blank), key.slice(blank + 1), symbol];
    });
  }
}

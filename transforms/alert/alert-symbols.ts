/** Which rules concern an event, by its type and symbol, and what they remember of it. */
import type { MarketEvent } from '../../core/event';
import { bareSymbol, typesOf, type AlertRules } from './alert-rules';
import { RuleState, runningRule, type RunningRule } from './alert-state';

/** Symbols that are remembered at most. */
export const mostSymbols = 20_000;

interface RulesOfType {
  readonly every: RunningRule[];
  readonly named: Map<string, RunningRule[]>;
  /** Symbols that concern no rule, as providers write them: most events are of such. */
  readonly strangers: Set<string>;
}

/** Rules by type of event and symbol, so that an event meets only those that it can concern. */
export class RuleIndex {
  private readonly byType = new Map<string, RulesOfType>();

  constructor(rules: AlertRules) {
    for (const running of rules.map(runningRule)) {
      for (const type of typesOf(running.rule)) this.add(running, type);
    }
  }

  private add(running: RunningRule, type: string): void {
    let rules = this.byType.get(type);
    if (!rules) this.byType.set(type, (rules = { every: [], named: new Map(), strangers: new Set() }));
    const { symbols } = running.rule;
    if (symbols.length === 0) rules.every.push(running);
    for (const symbol of symbols) {
      const named = rules.named.get(symbol);
      if (named) named.push(running);
      else rules.named.set(symbol, [running]);
    }
  }

  /** The rules for a symbol as a provider writes it, in their order; `''` is no symbol. */
  rulesFor(type: string, symbol: string): RunningRule[] {
    const rules = this.byType.get(type);
    if (!rules) return [];
    const upper = symbol.toUpperCase();
    const [exact = [], bare = []] = [rules.named.get(upper), rules.named.get(bareSymbol(upper))];
    const found = new Set([...rules.every, ...exact, ...bare]);
    return [...found].sort((one, other) => one.rule.place - other.rule.place);
  }

  /** Whether there are any: asked for each event of a symbol that no rule has met. */
  concerns(type: string, symbol: string): boolean {
    const rules = this.byType.get(type);
    if (!rules) return false;
    if (rules.every.length > 0) return true;
    if (rules.strangers.has(symbol)) return false;
    const upper = symbol.toUpperCase();
    if (rules.named.has(upper) || rules.named.has(bareSymbol(upper))) return true;
    if (rules.strangers.size >= mostSymbols) rules.strangers.clear();
    rules.strangers.add(symbol);
    return false;
  }
}

/**
 * The events of one symbol that are compared with each other: quotes of one provider, bars of one provider and
 * interval, records of one type.
 */
export interface Series {
  readonly type: string;
  readonly provider: string;
  readonly interval: string;
  readonly states: readonly RuleState[];
  /** The newest seen: the start of a bar, else the time of the event. */
  order: number;
  /** The newest time seen. */
  time: number;
}

interface SymbolEntry {
  isUsed: boolean;
  series: Series[];
}

/** Series of one symbol. */
const mostSeries = 32;
const longestName = 200;

const nameOf = (value: unknown): string => (typeof value === 'string' ? value.slice(0, longestName) : '');

/** What is remembered of each symbol. Of too many, one that was not seen for long is forgotten. */
export class SymbolTable {
  private readonly entries = new Map<string, SymbolEntry>();

  constructor(
    private readonly index: RuleIndex,
    private readonly limit: number,
    private readonly onForgotten: (state: RuleState) => void,
  ) {}

  get size(): number {
    return this.entries.size;
  }

  /** Where an event of a symbol belongs; undefined where it concerns no rule. */
  seriesOf(symbol: string, event: MarketEvent): Series | undefined {
    const { type } = event;
    if (type === 'bar') return this.series(symbol, type, nameOf(event.provider), nameOf(event.interval));
    return this.series(symbol, type, type === 'quote' ? nameOf(event.provider) : '', '');
  }

  series(symbol: string, type: string, provider: string, interval: string): Series | undefined {
    const entry = this.entries.get(symbol) ?? this.enter(symbol, type);
    if (!entry) return undefined;
    entry.isUsed = true;
    for (const one of entry.series) {
      if (one.type === type && one.provider === provider && one.interval === interval) return one;
    }
    const name = symbol === '' ? null : symbol;
    const states = this.index.rulesFor(type, symbol).map(rule => new RuleState(rule, name));
    const series = { type, provider, interval, states, order: -Infinity, time: -Infinity };
    if (entry.series.length >= mostSeries) entry.series.shift()?.states.forEach(this.onForgotten);
    entry.series.push(series);
    return series;
  }

  /** Forgets one symbol, on any exchange where none is named, or all. */
  forget(typed?: string): void {
    const upper = typed?.toUpperCase();
    for (const symbol of [...this.entries.keys()]) {
      const name = symbol.toUpperCase();
      if (upper === undefined || name === upper || bareSymbol(name) === upper) this.drop(symbol);
    }
  }

  *all(): Generator<[symbol: string, series: Series]> {
    for (const [symbol, entry] of this.entries) for (const series of entry.series) yield [symbol, series];
  }

  private enter(symbol: string, type: string): SymbolEntry | undefined {
    if (symbol.length > longestName || !this.index.concerns(type, symbol)) return undefined;
    if (this.entries.size >= this.limit) this.makeRoom();
    const entry = { isUsed: true, series: [] };
    this.entries.set(symbol, entry);
    return entry;
  }

  /** A second chance for those that were used since they were last looked at: O(1) per symbol, amortised. */
  private makeRoom(): void {
    for (const [symbol, entry] of this.entries) {
      if (!entry.isUsed) return this.drop(symbol);
      entry.isUsed = false;
      this.entries.delete(symbol);
      this.entries.set(symbol, entry);
    }
  }

  private drop(symbol: string): void {
    for (const { states } of this.entries.get(symbol)?.series ?? []) states.forEach(this.onForgotten);
    this.entries.delete(symbol);
  }
}

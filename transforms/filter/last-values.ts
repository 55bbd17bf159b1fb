/** What the last event of each symbol held, for conditions such as "last has risen". */
import type { Kept, Values } from './condition-tests';
import { readerOf } from '../indicator-field';
import { Recent, remembered } from './recent';
import { symbolTest } from './symbol-match';
import type { Remembers } from './filter-plan';

/** What is remembered of a symbol. NaN stands for nothing: with numbers only, the list takes no more than they do. */
export interface LastRow {
  /** The latest event's time, as ISO 8601. */
  time: string;
  readonly values: Kept[];
}

/** How many symbols are remembered of each type of event. */
export const rememberedSymbols = 10_000;
const longestSymbol = 64;

function isKept(value: unknown): value is Kept {
  if (typeof value === 'number') return value - value === 0;
  return typeof value === 'boolean' || (typeof value === 'string' && value !== '');
}

/** The last values of events of one type, by symbol (of bars: and interval). Bounded. */
export class LastValues {
  private readonly rows = new Recent<LastRow>(rememberedSymbols);
  private readonly concerns: (symbol: string) => boolean;
  private readonly readers: readonly ((event: Values) => unknown)[];

  constructor(private readonly what: Remembers) {
    const { names, symbols } = what;
    this.readers = names.map(readerOf);
    this.concerns = symbols === undefined ? () => true : remembered(rememberedSymbols, symbolTest(symbols));
  }

  /**
   * What an event is compared with: undefined for a symbol's first event, one that no condition concerns, and one that
   * is older than the last, which is not remembered either.
   */
  rowOf(event: Values): LastRow | undefined {
    const { symbol, interval, time } = event;
    if (typeof symbol !== 'string' || symbol.length > longestSymbol || !this.concerns(symbol))
      return undefined;
    const key = event.type === 'bar' && typeof interval === 'string' ? `${symbol}\n${interval}` : symbol;
    const row = this.rows.get(key);
    if (row !== undefined) return typeof time === 'string' && time < row.time ? undefined : row;
    const created = { time: '', values: new Array<Kept>(this.what.names.length).fill(NaN) };
    this.rows.set(key, created);
    return created;
  }

  /** What a field held before; undefined where nothing is known. */
  before(row: LastRow | undefined, name: string): Kept | undefined {
    const value = row?.values[this.what.names.indexOf(name)];
    return value === value ? value : undefined;
  }

  /** Remembers what an event holds. What it has no value for stays as it was. */
  keep(row: LastRow, event: Values): void {
    const { time, receivedTime } = event;
    // A time in the future would make all that follows look late.
    if (typeof time === 'string' && typeof receivedTime === 'string') {
      row.time = time < receivedTime ? time : receivedTime;
    }
    for (let slot = 0; slot < this.readers.length; slot += 1) {
      const value = this.readers[slot]?.(event);
      if (isKept(value)) row.values[slot] = value;
    }
  }

  forget(symbol: string | undefined): void {
    if (symbol === undefined) this.rows.forget();
    else this.rows.forget(key => key === symbol || key.startsWith(`${symbol}\n`));
  }
}

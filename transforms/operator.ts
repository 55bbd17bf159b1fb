import type { MarketEvent } from '../core/event';

/**
 * A transform: takes events, gives results. It is pure but for what it remembers: time comes with each call, and it
 * starts no timer. The same calls always give the same results. Some take more than events: `Item` says what.
 */
export interface Operator<Result, Item = MarketEvent> {
  /** Takes what arrived at `now` (ms since 1970). Never throws, whatever it holds. */
  take(item: Item, now: number): Result[];
  /** What is due by the passing of time alone. */
  due(now: number): Result[];
  /** When `due` must be called next, in ms since 1970; undefined while nothing waits. */
  readonly dueAt: number | undefined;
  /** What waits for time or for more events leaves now. Operators that hold nothing back have none. */
  flush?(now: number): Result[];
  /** Forgets what is remembered: of one symbol, or of all. */
  reset(symbol?: string): void;
  /**
   * What comes from now on belongs to another time, as where a recording is played again: what waits leaves, what is
   * remembered is forgotten. Counts go on.
   */
  begin(now: number): Result[];
  /** What is remembered, as JSON with long lists as `KeptRows`, to go on with after a restart. */
  save(): unknown;
  /** Goes on with what `save` gave. Anything else, and what is too old, is ignored. */
  restore(saved: unknown): void;
}

import type { BarEvent, MarketEvent } from './event';

/** What an event is, compared with what was sent before. */
export type Verdict = 'fresh' | 'changed' | 'repeat' | 'stale';

/** Bars remembered per topic at the least: enough to know a correction of a bar that just ended. */
const fewestBars = 8;

function sameBar(one: BarEvent, other: BarEvent): boolean {
  return (
    one.close === other.close &&
    one.volume === other.volume &&
    one.high === other.high &&
    one.low === other.low &&
    one.open === other.open &&
    one.closed === other.closed
  );
}

/** The last bars of one topic, oldest first. */
class BarWindow {
  size = fewestBars;
  readonly bars = new Map<string, BarEvent>();
  private newest: BarEvent | undefined;

  judge(bar: BarEvent): Verdict {
    const before = this.newest?.id === bar.id ? this.newest : this.bars.get(bar.id);
    if (before) {
      if (sameBar(before, bar)) return 'repeat';
      this.remember(bar);
      bar.action = 'updated';
      return 'changed';
    }
    const oldest: BarEvent | undefined = this.bars.values().next().value;
    if (oldest && bar.start < oldest.start) return 'stale';
    this.remember(bar);
    return 'fresh';
  }

  private remember(bar: BarEvent): void {
    this.bars.set(bar.id, bar);
    if (!this.newest || bar.start >= this.newest.start) this.newest = bar;
    if (this.bars.size <= this.size) return;
    for (const id of this.bars.keys()) {
      this.bars.delete(id);
      if (this.bars.size <= this.size) break;
    }
  }
}

/**
 * What a connection sent last, per topic. It tells repeats from news across reconnects, and serves subscribers that
 * join later. Bounded: one quote per symbol, and as many bars per series as somebody asked for.
 */
export class Memory {
  private readonly windows = new Map<string, BarWindow>();
  private readonly latestQuotes = new Map<string, MarketEvent>();

  /** Makes room for `count` bars of a topic. */
  reserve(topic: string, count: number): void {
    const window = this.window(topic);
    window.size = Math.max(window.size, count);
  }

  /** Judges an event and remembers it. A changed bar is marked `updated`; quotes are never repeats. */
  judge(topic: string, event: MarketEvent): Verdict {
    if (event.type === 'bar') return this.window(topic).judge(event);
    this.latestQuotes.set(topic, event);
    return 'fresh';
  }

  /** Up to `count` latest events of a topic, oldest first. */
  recent(topic: string, count: number): MarketEvent[] {
    if (count <= 0) return [];
    const quote = this.latestQuotes.get(topic);
    if (quote) return [quote];
    return [...(this.windows.get(topic)?.bars.values() ?? [])].slice(-count);
  }

  forget(topic: string): void {
    this.windows.delete(topic);
    this.latestQuotes.delete(topic);
  }

  /** Events remembered, for the statistics. */
  get size(): number {
    let bars = 0;
    for (const window of this.windows.values()) bars += window.bars.size;
    return this.latestQuotes.size + bars;
  }

  private window(topic: string): BarWindow {
    let window = this.windows.get(topic);
    if (!window) this.windows.set(topic, (window = new BarWindow()));
    return window;
  }
}

import type { FeedConnection } from '../connection';
import { statusFrame } from './frames';

/** Statuses on their way: each may wait, none overtakes another, and a late one tells what was true when it was made. */
export class StatusQueue {
  private readonly waiting: string[] = [];
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(private readonly connection: FeedConnection) {}

  add(symbols: readonly string[], delayMs: number): void {
    const frame = statusFrame(symbols);
    if (delayMs <= 0 && this.waiting.length === 0) {
      this.connection.send(frame);
      return;
    }
    this.waiting.push(frame);
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      // The oldest, whichever timer this is.
      this.connection.send(this.waiting.shift() ?? frame);
    }, delayMs);
    this.timers.add(timer.unref());
  }

  end(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.waiting.length = 0;
  }
}

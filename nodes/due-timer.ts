import type { Cancel, Clock } from '../core/ports';

/** Timers are not exact, and time moves on while they are set. */
const longestWaitMs = 60_000;

/** The one timer of an operator: rings when its `due` must be called, or a little early; then it is to be set again. */
export class DueTimer {
  private cancel: Cancel | undefined;
  private wakesAt = Infinity;

  constructor(
    private readonly clock: Clock,
    private readonly onDue: () => void,
  ) {}

  /** @param dueAt in ms since 1970; undefined where nothing waits */
  set(dueAt: number | undefined): void {
    if (dueAt === undefined) return this.stop();
    if (this.cancel && this.wakesAt <= dueAt) return;
    this.stop();
    this.wakesAt = dueAt;
    const waitMs = Math.min(longestWaitMs, Math.max(0, dueAt - this.clock.now()));
    this.cancel = this.clock.after(waitMs, () => {
      this.cancel = undefined;
      this.onDue();
    });
  }

  stop(): void {
    this.cancel?.();
    this.cancel = undefined;
  }
}

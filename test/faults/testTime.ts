import type { Cancel, Clock } from '../../core/ports';

interface Timer {
  /** By the true time. */
  due: number;
  readonly task: () => void;
  handle: NodeJS.Timeout | undefined;
}

/**
 * Time that passes by itself and can be skipped, so that a back-off of minutes costs none. What the host believes to be
 * the time is a clock of its own, which somebody may set wrong. Times are ms since 1970.
 */
export class TestTime {
  /** By how much the host's clock is ahead. */
  hostErrorMs = 0;
  private skippedMs = 0;
  private sleptMs = 0;
  private readonly timers = new Set<Timer>();

  /** The true time. */
  readonly now = (): number => Date.now() + this.skippedMs;

  /** What the host goes by. Its timers count the time that passes, whatever its clock shows. */
  readonly clock: Clock & { steady(): number } = {
    now: () => this.now() + this.hostErrorMs,
    steady: () => this.now() - this.sleptMs,
    after: (ms, task) => this.after(ms, task),
    // No back-off is so short that nothing can happen meanwhile.
    random: () => 0.25 + 0.75 * Math.random(),
  };

  /** The host's clock as one process has it: what it waits for ends with it. */
  life(): { clock: Clock & { steady(): number }; end(): void } {
    const cancels = new Set<Cancel>();
    let isOver = false;
    const after = (ms: number, task: () => void): Cancel => {
      if (isOver) return () => undefined;
      const forget = this.after(ms, () => {
        cancels.delete(cancel);
        task();
      });
      const cancel = (): void => {
        cancels.delete(cancel);
        forget();
      };
      cancels.add(cancel);
      return cancel;
    };
    const end = (): void => {
      isOver = true;
      for (const cancel of cancels) cancel();
    };
    return { clock: { ...this.clock, after }, end };
  }

  /** Timers of the host that have neither run nor been cancelled. */
  get pending(): number {
    return this.timers.size;
  }

  /**
   * Lets `ms` pass at once, or less if `isEnough`: what is due on the way runs in its order, and sockets get a turn in
   * between.
   */
  async skip(ms: number, isEnough: () => boolean = () => false): Promise<void> {
    const end = this.now() + ms;
    for (let next = this.next(end); next && !isEnough(); next = this.next(end)) {
      this.skippedMs += Math.max(0, next.due - this.now());
      this.fire(next);
      await new Promise(resolve => setImmediate(resolve));
    }
    if (!isEnough()) this.skippedMs += Math.max(0, end - this.now());
    for (const timer of this.timers) this.arm(timer);
  }

  /** The host sleeps: `ms` pass in which it does nothing, and who waited still waits as long as before. */
  sleep(ms: number): void {
    this.skippedMs += ms;
    this.sleptMs += ms;
    for (const timer of this.timers) timer.due += ms;
  }

  private after(ms: number, task: () => void): Cancel {
    const timer: Timer = { due: this.now() + ms, task, handle: undefined };
    this.timers.add(timer);
    this.arm(timer);
    return () => this.forget(timer);
  }

  private arm(timer: Timer): void {
    clearTimeout(timer.handle);
    timer.handle = setTimeout(() => this.fire(timer), Math.min(timer.due - this.now(), 2 ** 31 - 1));
  }

  private fire(timer: Timer): void {
    this.forget(timer);
    timer.task();
  }

  private forget(timer: Timer): void {
    clearTimeout(timer.handle);
    this.timers.delete(timer);
  }

  private next(end: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.timers) if (timer.due <= end && (!first || timer.due < first.due)) first = timer;
    return first;
  }
}

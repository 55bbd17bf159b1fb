import type { Clock } from './ports';

/** A wait that can be cut short. */
export class Pause {
  private end: () => void = () => undefined;

  constructor(private readonly clock: Clock) {}

  /** Resolves after `ms`, without `ms` never, or upon {@link wake}. */
  start(ms?: number): Promise<void> {
    return new Promise(resolve => {
      const cancel = ms === undefined ? undefined : this.clock.after(ms, () => this.wake());
      this.end = () => {
        cancel?.();
        resolve();
      };
    });
  }

  /** Ends the wait, if there is one. */
  wake(): void {
    this.end();
    this.end = () => undefined;
  }
}

import type { Budget } from './budget';
import type { Cancel, Clock } from './ports';

/** What the updates of a connection's subscriptions work on. */
export interface UpdatesSetup {
  clock: Clock;
  debounceMs: number;
  budget: Budget | undefined;
  /** Sends what changed; all of it, changed or not, where the provider asked for it `again`. */
  send(again: boolean): void;
  /** An update is held back for `ms`. */
  held(ms: number): void;
}

/**
 * When changed subscriptions are sent: what changes within the debounce time, or while the budget holds a change back,
 * leaves as one. The first change sets the time, so that a flow that changes its mind for ever is sent all the same.
 */
export class Updates {
  private cancel: Cancel | undefined;
  private dueAt = 0;
  private wasHeld = false;
  private isAgain = false;

  constructor(private readonly setup: UpdatesSetup) {}

  /** What is wanted has changed. */
  changed(): void {
    if (!this.cancel) this.schedule(this.setup.debounceMs);
  }

  /** The provider wants the subscription again, in `afterMs` at the earliest. */
  again(afterMs: number): void {
    if (!this.cancel || this.dueAt < this.setup.clock.now() + afterMs) {
      this.clear();
      this.schedule(afterMs);
    }
    this.isAgain = true;
  }

  /** Forgets what is due: the socket is gone, or everything is being sent anyway. */
  clear(): void {
    this.cancel?.();
    this.cancel = undefined;
    this.wasHeld = false;
    this.isAgain = false;
  }

  private schedule(ms: number): void {
    const { clock } = this.setup;
    this.dueAt = clock.now() + ms;
    this.cancel = clock.after(ms, () => this.due());
  }

  private due(): void {
    this.cancel = undefined;
    const { clock, budget, send, held } = this.setup;
    const holdMs = this.wasHeld ? 0 : (budget?.hold(clock.now()) ?? 0);
    if (holdMs > 0) {
      this.wasHeld = true;
      this.schedule(holdMs);
      return held(holdMs);
    }
    const { isAgain } = this;
    this.clear();
    send(isAgain);
  }
}

/** How many messages of a kind an account may send in a window of time, and how many it did. */
export interface BudgetUse {
  used: number;
  messages: number;
  windowMs: number;
}

/**
 * Counts messages in a moving window. Spending is never refused (a reconnect must subscribe); a change asks how long
 * it should be held back.
 */
export class Budget {
  private spent: number[] = [];

  constructor(private readonly limits: { messages: number; windowMs: number; holdMs: number }) {}

  spend(now: number): void {
    this.forget(now);
    this.spent.push(now);
  }

  /** For how many ms a change should be held back: 0 within the budget, never more than `holdMs`. */
  hold(now: number): number {
    this.forget(now);
    const oldest = this.spent[this.spent.length - this.limits.messages];
    if (oldest === undefined) return 0;
    return Math.min(this.limits.holdMs, oldest + this.limits.windowMs - now);
  }

  use(now: number): BudgetUse {
    this.forget(now);
    return { used: this.spent.length, messages: this.limits.messages, windowMs: this.limits.windowMs };
  }

  private forget(now: number): void {
    const first = this.spent.findIndex(time => time > now - this.limits.windowMs);
    if (first > 0) this.spent.splice(0, first);
    else if (first === -1) this.spent = [];
  }
}

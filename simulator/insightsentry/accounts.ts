import type { InsightSentrySettings } from './options';

/** A session as its account sees it. */
export interface AccountMember {
  evict(): void;
}

/** Whether a connection may join its account's others. */
export type JoinVerdict = { readonly joined: true } | { readonly joined: false; readonly current: number };

/** Window of the message budget: 120 subscription messages per 3 hours (guide, section 2). */
const WINDOW_MS = 3 * 3_600_000;

/** What the connections of one account share: the connection limit and the message budget. */
export class Accounts {
  private readonly members = new Map<string, Set<AccountMember>>();
  private readonly messages = new Map<string, number[]>();
  /** Messages delayed so far. */
  delayed = 0;

  constructor(
    private readonly settings: InsightSentrySettings,
    private readonly now: () => number,
  ) {}

  /** Joins; beyond the plan's limit the oldest is evicted, or the new one turned away (guide, sections 1 and 6). */
  join(account: string, member: AccountMember): JoinVerdict {
    const members = this.members.get(account) ?? new Set();
    if (members.has(member)) return { joined: true };
    const allowed = this.settings.plan.connections;
    if (members.size >= allowed && this.settings.overLimit === 'reject') {
      return { joined: false, current: members.size + 1 };
    }
    this.members.set(account, members.add(member));
    for (const oldest of [...members].slice(0, members.size - allowed)) {
      members.delete(oldest);
      oldest.evict();
    }
    return { joined: true };
  }

  leave(account: string, member: AccountMember): void {
    const members = this.members.get(account);
    members?.delete(member);
    if (members?.size === 0) this.members.delete(account);
  }

  /** Notes a subscription message; returns how long it has to wait: nothing within the budget, then ever longer. */
  delay(account: string): number {
    const since = this.now() - WINDOW_MS;
    const times = (this.messages.get(account) ?? []).filter(time => time > since);
    times.push(this.now());
    this.messages.set(account, times);
    const surplus = times.length - this.settings.messageBudget;
    if (surplus <= 0) return 0;
    this.delayed += 1;
    return Math.min(this.settings.throttle.capMs, surplus * this.settings.throttle.stepMs);
  }
}

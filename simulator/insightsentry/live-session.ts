import type { FeedConnection } from '../connection';
import { activeFrame } from './frames';
import { Session, type SessionContext } from './session';
import { planCost, readSubscriptions, type Subscription } from './subscriptions';

/** The part of `/live` that a session needs: who follows what. */
export interface SubscriptionBook {
  add(session: LiveSession, subscription: Subscription): void;
  remove(session: LiveSession, subscription: Subscription): void;
  sendFirst(session: LiveSession, subscriptions: readonly Subscription[]): void;
}

/** One client on `/live` and the set it is subscribed to. */
export class LiveSession extends Session {
  private set: ReadonlyMap<string, Subscription> = new Map();
  /** Codes whose quotes a stall swallowed: a sparse frame alone would leave the client with a false picture. */
  private readonly missed = new Set<string>();

  constructor(
    connection: FeedConnection,
    context: SessionContext,
    private readonly book: SubscriptionBook,
  ) {
    super(connection, context);
  }

  /** Sends what changed, or the whole quote after a stall. */
  sendQuote(code: string, changed: string, whole: string): void {
    if (this.connection.isStalled) this.missed.add(code);
    else this.connection.send(this.missed.delete(code) ? whole : changed);
  }

  state() {
    const subscriptions = [...this.set.values()].map(({ key }) => key);
    return { connection: this.connection.id, subscriptions, ignoredPings: this.ignoredPings };
  }

  override end(): void {
    for (const subscription of this.set.values()) this.book.remove(this, subscription);
    this.set = new Map();
    super.end();
  }

  /** Each message replaces the whole set; bad entries are named while the others run (guide, sections 2 and 6). */
  protected override serve(request: Readonly<Record<string, unknown>>, account: string): void {
    const { settings } = this.context;
    const entries: unknown = request['subscriptions'];
    if (!Array.isArray(entries) || entries.length === 0) {
      // The text is a third party's observation (protocol page, section 8).
      return this.complain('Subscriptions field or value is invalid');
    }
    const { accepted, refused } = readSubscriptions(entries, settings);
    for (const { error, ...context } of refused) this.refuse(error, context);
    if (accepted.size === 0) return;
    if (planCost(accepted.values()) > settings.plan.symbols) {
      return this.complain(
        `Your request exceeds the number of symbols allowed by your plan (${settings.plan.symbols}).`,
      );
    }
    if (!this.join(account)) return;
    if (settings.dialect === 'newer') this.connection.send(activeFrame(accepted.size));
    this.replace(accepted);
  }

  private replace(wanted: ReadonlyMap<string, Subscription>): void {
    const before = this.set;
    this.set = wanted;
    // Added before removed, so that a code that stays watched is never let go in between.
    for (const subscription of wanted.values()) this.book.add(this, subscription);
    for (const [key, subscription] of before) this.drop(key, subscription);
    const always = this.context.settings.historyOnReplace === 'always';
    const first = [...wanted.values()].filter(each => always || isNew(each, before.get(each.key)));
    this.book.sendFirst(this, first);
  }

  private drop(key: string, subscription: Subscription): void {
    const stays = this.set.get(key);
    if (subscription.type === 'quote' && stays !== undefined) return;
    this.book.remove(this, subscription);
  }
}

/** History is for added and changed subscriptions; the protocol page proposes so, section 12. */
function isNew(wanted: Subscription, before: Subscription | undefined): boolean {
  if (before === undefined) return true;
  return wanted.type === 'series' && before.type === 'series' && wanted.points !== before.points;
}

import type { Budget } from './budget';
import { Connection } from './connection';
import type { StreamError } from './errors';
import { describer, type Describe } from './describe';
import type { FeedNotice } from './event';
import type { Gap } from './gap';
import type { KeyListener, KeyKeeper } from './keys';
import { PoolAccount } from './pool-account';
import { PoolConnections } from './pool-connections';
import type { Ports } from './ports';
import type { Account, Params, Provider, Wanted } from './provider';
import { Quiet, type QuietRule, type QuietSetup } from './quiet';
import { redactError } from './redact';
import type { ConnectionStats } from './stats';
import type { SubscribeRequest, Subscription } from './subscribe';
import { Subscriber } from './subscriber';

/** What a pool belongs to. Budget and keys outlive the pool: limits hold for the account. */
export interface PoolSetup<P extends Params, A extends Account> {
  ports: Ports;
  provider: Provider<P, A>;
  account: A;
  stream: string;
  budget: Budget | undefined;
  keys: KeyKeeper;
  onEmpty: () => void;
  /** Makes the pool that of a changed account, and gives its keys; undefined where that account has a pool already. */
  claim: (account: A) => KeyKeeper | undefined;
}

/** What a subscription leaves a pool with. */
export interface Parting {
  /** What it misses, and goes on missing in the next pool. */
  gap: Gap | undefined;
}

/** A subscription in the hands of the engine. */
export interface PoolSubscription<P extends Params> extends Subscription<P> {
  /** Ends it here, to go on in the pool of its changed account. */
  part(): Parting;
}

const accountChanged = 'The account of this node was changed.';
const connectionChanged = 'This node was moved to another connection.';

/** All subscriptions of one account and stream, and the connections that serve them. */
export class Pool<P extends Params, A extends Account> {
  private readonly subscribers = new Map<number, Subscriber<P>>();
  private readonly connections: PoolConnections<P, A>;
  private readonly account: PoolAccount<A>;
  private readonly describe: Describe;
  private willArrange = false;

  constructor(private readonly setup: PoolSetup<P, A>) {
    const { ports, provider, account, keys, claim } = setup;
    const tell: KeyListener = ({ notice, message, details, reminder }) => {
      const described = this.describe(notice, message, details);
      for (const subscriber of this.subscribers.values())
        if (reminder) subscriber.remind(reminder, described);
        else subscriber.notice(described);
      if (notice === 'key-refreshed') this.connections.all.forEach(connection => connection.keyCame());
    };
    this.account = new PoolAccount({
      ...{ clock: ports.clock, provider: provider.id, account, keys, claim, tell },
      size: () => this.subscribers.size,
      redial: () => this.connections.all.forEach(connection => connection.redial()),
      changed: () => this.accountChanged(),
    });
    this.connections = new PoolConnections({
      clock: ports.clock,
      create: slot => this.createConnection(slot),
      emptied: () => this.empty(),
    });
    this.describe = describer({
      ...{ clock: ports.clock, provider: provider.id, stream: setup.stream },
      account: () => this.account.now.name,
      redact: text => this.account.redact(text),
    });
  }

  /** Somebody has read the account of a source. */
  wasRead(source: string, account: A): void {
    this.account.wasRead(new Map([[source, account]]));
  }

  /** `moved` takes the subscription to the pool of its changed account; `before` is what it left its last pool with. */
  add(
    id: number,
    request: SubscribeRequest<P, A>,
    moved: (account: A) => void,
    before?: Parting,
  ): PoolSubscription<P> {
    const { name, params, delivery, filter, ledger, quiet, sink, source } = request;
    if (source) this.account.add(id, source, moved);
    const describeDrop = (count: number): FeedNotice =>
      this.describe('dropped', `${count} events were dropped: this node could not take them in time.`, {
        count,
      });
    const { clock } = this.setup.ports;
    const subscriber = new Subscriber(id, name, params, sink, clock, delivery, describeDrop, filter, ledger);
    if (ledger?.isReset && !before) this.tellReset(subscriber);
    if (quiet) subscriber.quiet = this.watch(quiet, subscriber);
    else ledger?.quiet(undefined);
    this.want(subscriber, params);
    subscriber.gap = before?.gap;
    this.subscribers.set(id, subscriber);
    this.account.keys.joined();
    this.arrangeSoon();
    return {
      get state() {
        return subscriber.state;
      },
      update: changed => this.update(subscriber, changed),
      latest: () => this.connections.of(subscriber)?.audience.latest(subscriber),
      stats: () => this.connections.of(subscriber)?.stats(),
      stop: () => this.remove(subscriber),
      part: () => this.remove(subscriber, accountChanged),
    };
  }

  /** True while nobody is subscribed: connections that are left linger. */
  get isIdle(): boolean {
    return this.subscribers.size === 0;
  }

  stats(): ConnectionStats[] {
    return this.connections.all.map(connection => connection.stats());
  }

  close(): void {
    this.connections.close();
    for (const subscriber of this.subscribers.values()) subscriber.stop();
    this.subscribers.clear();
    this.account.release();
  }

  private accountChanged(): void {
    if (!this.isIdle) return this.arrangeSoon();
    // All have left: nothing is dialled with the old account, and nothing lingers.
    this.close();
    this.setup.onEmpty();
  }

  private empty(): void {
    if (this.connections.size > 0 || this.subscribers.size > 0) return;
    this.account.release();
    this.setup.onEmpty();
  }

  /** Tells a subscriber of its own silence. */
  private watch(rule: QuietRule, subscriber: Subscriber<P>): Quiet {
    const { provider } = this.setup;
    const { ledger } = subscriber;
    const setup: QuietSetup = {
      title: provider.title,
      labels: () => [...new Set(provider.topics(subscriber.params).map(({ label }) => label))],
      tell: ({ notice, message, details }) => {
        ledger?.quiet(subscriber.quiet?.told);
        subscriber.notice(this.describe(notice, message, details));
      },
    };
    return new Quiet(rule, setup, ledger?.silence);
  }

  private want(subscriber: Subscriber<P>, params: P): void {
    const { provider } = this.setup;
    const topics = new Map(
      provider.topics(params).map(({ key, history, keep = 0, series }) => [key, { history, keep, series }]),
    );
    subscriber.want(params, topics, provider.filter?.(params));
  }

  private tellReset(subscriber: Subscriber<P>): void {
    const { title } = this.setup.provider;
    const message = `What "${subscriber.name}" has had of ${title} could not be read, and is noted anew: what came while it was away is not known, and some of it may come twice.`;
    subscriber.notice(this.describe('ledger-reset', message));
  }

  private update(subscriber: Subscriber<P>, params: P): void {
    if (!this.subscribers.has(subscriber.id)) return;
    if (subscriber.slot !== undefined) this.check(subscriber, params);
    this.subscribers.delete(subscriber.id);
    // Whoever changes what it wants goes to the end of the line: it must not push out those who changed nothing.
    this.subscribers.set(subscriber.id, subscriber);
    const apply = (): void => this.want(subscriber, params);
    const connection = this.connections.of(subscriber);
    if (connection) connection.change(subscriber, apply);
    else apply();
    this.arrange();
  }

  /** Throws if a subscription that is served could no longer be with `params`: it then keeps what it has. */
  private check(subscriber: Subscriber<P>, params: P): void {
    const others = this.wanted().filter(({ id }) => id !== subscriber.id);
    const { id, name, slot } = subscriber;
    const plan = this.setup.provider.endpoints(this.account.now, [...others, { id, name, params, slot }]);
    const refusal = plan.refused.find(one => one.id === id);
    if (refusal) throw refusal.error;
  }

  private wanted(): Wanted<P>[] {
    return [...this.subscribers.values()].map(({ id, name, params, slot }) => ({ id, name, params, slot }));
  }

  /** @param reason why it goes on in another pool, as a sentence; without it, it ends */
  private remove(subscriber: Subscriber<P>, reason?: string): Parting {
    if (!this.subscribers.delete(subscriber.id)) return { gap: undefined };
    this.account.remove(subscriber.id);
    if (subscriber.quiet) subscriber.ledger?.quiet(subscriber.quiet.told);
    // What still waits in its queue counts as missed when it leaves.
    this.connections.move(subscriber, undefined, reason);
    subscriber.stop();
    subscriber.state = { name: 'idle' };
    this.arrangeSoon();
    return { gap: subscriber.gap };
  }

  /** Once for all that come and go in one go: a deploy of a thousand nodes is one plan, not a thousand. */
  private arrangeSoon(): void {
    if (this.willArrange) return;
    this.willArrange = true;
    queueMicrotask(() => {
      this.willArrange = false;
      this.arrange();
    });
  }

  /** Lets the provider distribute the subscriptions over connections, and moves those whose place changed. */
  private arrange(): void {
    const plan = this.setup.provider.endpoints(this.account.now, this.wanted());
    for (const { id, error } of plan.refused) this.refuse(id, error);
    const placed = new Set(plan.refused.map(({ id }) => id));
    for (const { slot, serves } of plan.endpoints) {
      for (const id of serves) {
        placed.add(id);
        const subscriber = this.subscribers.get(id);
        if (subscriber) this.connections.move(subscriber, slot, connectionChanged);
      }
    }
    for (const subscriber of this.subscribers.values()) if (!placed.has(subscriber.id)) this.rest(subscriber);
    this.empty();
  }

  private refuse(id: number, error: StreamError): void {
    const subscriber = this.subscribers.get(id);
    if (!subscriber) return;
    this.connections.move(subscriber, undefined);
    const before = subscriber.state;
    if (before.name === 'failed' && before.cause.message === error.message) return;
    subscriber.enter({ name: 'failed', cause: error });
    subscriber.notice(this.describe('failed', error.message, { code: error.code }));
  }

  /** A subscription that asks for nothing needs no connection. */
  private rest(subscriber: Subscriber<P>): void {
    this.connections.move(subscriber, undefined);
    if (subscriber.state.name !== 'idle') subscriber.enter({ name: 'idle' });
  }

  private createConnection(slot: number): Connection<P, A> {
    const { ports, provider, stream, budget } = this.setup;
    const { account } = this;
    return new Connection<P, A>({
      ...{ ports, provider, stream, budget, slot },
      get account() {
        return account.now;
      },
      renewAccount: () => account.renew(),
      keyExpiry: () => account.keys.expiry,
      key: () => account.keys.current(),
      keyRefused: key => account.keys.refused(key),
      cleaned: error => redactError(error, account.redact),
      describe: this.describe,
    });
  }
}

import { Budget } from './budget';
import type { DeliveryPolicy } from './delivery';
import type { MarketEvent } from './event';
import { KeyKeeper } from './keys';
import type { Ledger } from './ledger';
import { Pool, type Parting, type PoolSubscription } from './pool';
import { ownerOf, type AccountSource } from './pool-account';
import type { Ports } from './ports';
import type { Account, Params, Provider } from './provider';
import type { QuietRule } from './quiet';
import type { ConnectionStats } from './stats';
import type { EventFilter, FeedState, Sink } from './subscriber';

/** What a host asks for. */
export interface SubscribeRequest<P extends Params, A extends Account> {
  provider: Provider<P, A>;
  account: A;
  params: P;
  /** The node's name, for sentences that must say which of two nodes is meant. */
  name: string;
  delivery: DeliveryPolicy;
  /** Which of the events that were asked for are delivered; all without it. Notices are never left out. */
  filter?: EventFilter | undefined;
  /**
   * What the node has had before: it gets nothing twice, and what it has missed since. The sink notes in it what leaves
   * the node, just before it does. Without it the node begins anew.
   */
  ledger?: Ledger | undefined;
  /** Within how long data is expected, and when; without it nobody is told of silence. */
  quiet?: QuietRule | undefined;
  /** Where the account stands, if it may change while it is subscribed. */
  source?: AccountSource<A> | undefined;
  sink: Sink;
}

/** A running subscription, in the hands of a host. */
export interface Subscription<P extends Params> {
  readonly state: FeedState;
  /**
   * Changes what is subscribed; the least that the provider needs is sent. Throws a StreamError, and leaves everything
   * as it is, where the account's plan or another subscription does not allow the change.
   */
  update(params: P): void;
  /**
   * The latest event that the connection remembers of what is subscribed here and its filter keeps, if any. The filter
   * judges what is remembered as if it came now, the oldest first: ask right after joining, when it has seen nothing.
   */
  latest(): MarketEvent | undefined;
  /** The counters of the connection that serves it, if one does. */
  stats(): ConnectionStats | undefined;
  stop(): void;
}

/** The feed engine: shares connections among all subscriptions of the process. */
export interface Engine {
  subscribe<P extends Params, A extends Account>(request: SubscribeRequest<P, A>): Subscription<P>;
  /** Whether a connection of this account is online. */
  isOnline<P extends Params, A extends Account>(provider: Provider<P, A>, account: A): boolean;
  /** A snapshot of every connection's counters. */
  connections(): ConnectionStats[];
  /** Closes everything at once, as when the host's process ends. */
  close(): void;
}

/** What the provider knows of an account: its limits hold for this, however the user sets the rest. */
function loginOf(provider: string, { server, apiKey, practice }: Account): string {
  return JSON.stringify([provider, server, apiKey, practice]);
}

function kept<Value>(map: Map<string, Value>, key: string, create: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = create()));
  return value;
}

/** A pool among those of other accounts and providers. */
interface AnyPool {
  owner: string;
  login: string;
  stream: string;
  pool: {
    isIdle: boolean;
    stats(): ConnectionStats[];
    wasRead(source: string, account: Account): void;
    close(): void;
  };
}

/** Makes an engine on the given ports. A host needs one per process. */
export function createEngine(ports: Ports): Engine {
  const pools = new Map<string, AnyPool>();
  const budgets = new Map<string, Budget>();
  const keepers = new Map<string, KeyKeeper>();
  let lastId = 0;

  /** Connections that linger after the account's settings were changed would take the place of the new ones. */
  const closeIdle = (login: string, stream: string): void => {
    for (const [key, other] of pools) {
      if (other.login !== login || other.stream !== stream || !other.pool.isIdle) continue;
      other.pool.close();
      pools.delete(key);
    }
  };

  const keysOf = <P extends Params, A extends Account>(provider: Provider<P, A>, account: A): KeyKeeper => {
    const source = account.practice ? undefined : provider.keySource(account);
    const name = source ? JSON.stringify(source.request()) : loginOf(provider.id, account);
    const { title } = provider;
    return kept(keepers, name, () => new KeyKeeper(ports, { title, apiKey: account.apiKey, source }));
  };

  const createPool = <P extends Params, A extends Account>({
    provider,
    account,
    params: { stream },
  }: SubscribeRequest<P, A>): Pool<P, A> => {
    const login = loginOf(provider.id, account);
    closeIdle(login, stream);
    const limits = provider.timing.budget;
    const budget = limits && kept(budgets, JSON.stringify([login, stream]), () => new Budget(limits));
    const keyOf = (one: A): string => JSON.stringify([ownerOf(provider.id, one), stream]);
    let key = keyOf(account);
    const enter = (one: A): void => {
      key = keyOf(one);
      const owner = ownerOf(provider.id, one);
      pools.set(key, { owner, login: loginOf(provider.id, one), stream, pool });
    };
    const leave = (): void => {
      // One that was emptied late must not take the place of the one that came after it.
      if (pools.get(key)?.pool === pool) pools.delete(key);
    };
    const claim = (changed: A): KeyKeeper | undefined => {
      if (pools.has(keyOf(changed))) return undefined;
      leave();
      enter(changed);
      return keysOf(provider, changed);
    };
    const keys = keysOf(provider, account);
    const pool: Pool<P, A> = new Pool({
      ...{ ports, provider, account, stream, budget, keys },
      ...{ onEmpty: leave, claim },
    });
    enter(account);
    return pool;
  };

  const poolOf = <P extends Params, A extends Account>(request: SubscribeRequest<P, A>): Pool<P, A> => {
    const { provider, account, params } = request;
    const key = JSON.stringify([ownerOf(provider.id, account), params.stream]);
    return (pools.get(key)?.pool as Pool<P, A> | undefined) ?? createPool(request);
  };

  return {
    subscribe<P extends Params, A extends Account>(request: SubscribeRequest<P, A>): Subscription<P> {
      let { params } = request;
      /** Whose account is changed ends in the old one's pool, and starts in the new one's. */
      const join = (account: A, before?: Parting): PoolSubscription<P> => {
        lastId += 1;
        const asked = { ...request, account, params };
        const moved = (changed: A): void => {
          current = join(changed, current.part());
        };
        return poolOf(asked).add(lastId, asked, moved, before);
      };
      // Those who came before with what stood there earlier go along.
      const { source } = request;
      if (source) for (const { pool } of [...pools.values()]) pool.wasRead(source.id, request.account);
      let current = join(request.account);
      return {
        get state() {
          return current.state;
        },
        update: changed => {
          current.update(changed);
          params = changed;
        },
        latest: () => current.latest(),
        stats: () => current.stats(),
        stop: () => current.stop(),
      };
    },
    isOnline: (provider, account) => {
      const owner = ownerOf(provider.id, account);
      return [...pools.values()].some(
        one => one.owner === owner && one.pool.stats().some(({ state }) => state === 'online'),
      );
    },
    connections: () => [...pools.values()].flatMap(({ pool }) => pool.stats()),
    close: () => {
      for (const { pool } of pools.values()) pool.close();
      pools.clear();
    },
  };
}

import { ConfigError } from './errors';
import type { KeyKeeper, KeyListener } from './keys';
import type { Cancel, Clock, Store } from './ports';
import type { Account } from './provider';
import { createRedact, type Redact } from './redact';
import { within } from './within';

/** Where a subscription's account stands, to be read again before each dial: somebody may have changed it. */
export interface AccountSource<A extends Account> {
  /** Equal for subscriptions whose account stands in the same place. */
  readonly id: string;
  /** Rejects with a ConfigError where what stands there cannot work; any other failure leaves all as it is. */
  read(): Promise<A>;
  /** Where the account's short-lived key outlives the process, instead of the ports' store. */
  readonly store?: Store | undefined;
}

/** Reading an account again holds a dial up for so long at most. */
const readMs = 10_000;

/** Accounts with equal settings are one account, whatever they are called. */
export function ownerOf(provider: string, account: Account): string {
  return JSON.stringify([provider, { ...account, name: '' }]);
}

/** A subscription's account, and what to do where it was changed. */
interface Place<A extends Account> {
  source: AccountSource<A>;
  moved: (account: A) => void;
}

/** What a pool's account is made of. */
export interface PoolAccountSetup<A extends Account> {
  clock: Clock;
  /** The provider's id. */
  provider: string;
  account: A;
  keys: KeyKeeper;
  /** Makes the pool that of a changed account, and gives its keys; undefined where that account has a pool already. */
  claim: (account: A) => KeyKeeper | undefined;
  /** How many subscriptions the pool has. */
  size: () => number;
  /** What is connected must be connected anew. */
  redial: () => void;
  /** The account was changed, or subscriptions have left for one that was. */
  changed: () => void;
  tell: KeyListener;
}

/** The account of a pool as it stands now, with its key; it changes where somebody changes it. */
export class PoolAccount<A extends Account> {
  /** Takes the account's keys out of a text, those of before as well. */
  redact: Redact = text => text;
  private account: A;
  private keeper: KeyKeeper;
  private unwatch: Cancel = () => undefined;
  /** By subscription. */
  private readonly places = new Map<number, Place<A>>();
  /** Sources of those who have left: a redeploy ends a subscription and starts it again. */
  private readonly left = new Set<string>();

  constructor(private readonly setup: PoolAccountSetup<A>) {
    this.account = setup.account;
    this.keeper = setup.keys;
    this.follow();
  }

  get now(): A {
    return this.account;
  }

  get keys(): KeyKeeper {
    return this.keeper;
  }

  /** A subscription whose account stands somewhere; `moved` takes it to the pool of its changed account. */
  add(id: number, source: AccountSource<A>, moved: (account: A) => void): void {
    this.places.set(id, { source, moved });
    this.left.clear();
    if (source.store) this.keeper.keepIn(source.store);
  }

  remove(id: number): void {
    const place = this.places.get(id);
    if (place) this.left.add(place.source.id);
    this.places.delete(id);
  }

  /** Ends the watch over the key. */
  release(): void {
    this.unwatch();
  }

  /** Reads the account again where it stands, and acts on it. Rejects with the ConfigError of a source. */
  async renew(): Promise<void> {
    const sources = new Map([...this.places.values()].map(({ source }) => [source.id, source]));
    this.wasRead(await this.read(sources));
    // What was read may hold a key that another process of the host fetched.
    for (const { source } of this.places.values()) {
      const { store } = sources.get(source.id) ?? source;
      if (store) this.keeper.keepIn(store);
    }
  }

  /**
   * Accounts were read, by their sources. Where all of the pool's subscriptions have the same changed one, the pool
   * goes with them, and what its connections remember; else each goes where it belongs.
   */
  wasRead(accounts: ReadonlyMap<string, A | undefined>): void {
    if (this.setup.size() === 0) return this.wasReadLate(accounts);
    const others = [...this.places.values()].flatMap(({ source, moved }) => {
      const account = accounts.get(source.id);
      return account && this.isOther(account) ? [{ account, moved }] : [];
    });
    const [first] = others;
    if (!first) return;
    const owners = new Set(others.map(({ account }) => ownerOf(this.setup.provider, account)));
    const areAll = others.length === this.setup.size() && owners.size === 1;
    if (!areAll || !this.become(first.account)) for (const { account, moved } of others) moved(account);
    this.setup.changed();
  }

  /** All have left, and come back with another account: it is proven by a new connection, what is remembered stays. */
  private wasReadLate(accounts: ReadonlyMap<string, A | undefined>): void {
    const [source = '', ...others] = this.left;
    const account = accounts.get(source);
    if (!account || others.length > 0 || !this.isOther(account)) return;
    if (this.become(account)) this.setup.redial();
    else this.setup.changed();
  }

  private isOther(account: A): boolean {
    const { provider } = this.setup;
    return ownerOf(provider, account) !== ownerOf(provider, this.account);
  }

  /** False where the changed account has a pool of its own. */
  private become(account: A): boolean {
    const keys = this.setup.claim(account);
    if (!keys) return false;
    const { apiKey, name } = account;
    const isOnlyKey = ownerOf('', { ...this.account, apiKey, name }) === ownerOf('', account);
    this.unwatch();
    this.account = account;
    this.keeper = keys;
    this.follow();
    // A healthy connection may end its days with the old key, but not with another server or dialect.
    if (!isOnlyKey) this.setup.redial();
    return true;
  }

  /** Watches over the account's key, and hides it. */
  private follow(): void {
    const { account, keeper, redact: before } = this;
    // The practice feed's key is no secret, but a word that its sentences hold.
    const own = createRedact(account.practice ? [] : [account.apiKey]);
    this.redact = text => own(keeper.redact(before(text)));
    this.unwatch = keeper.watch(this.setup.tell);
  }

  /** Reads each source once. */
  private async read(
    sources: ReadonlyMap<string, AccountSource<A>>,
  ): Promise<ReadonlyMap<string, A | undefined>> {
    const accounts = new Map<string, A | undefined>();
    await Promise.all(
      [...sources.values()].map(async source => accounts.set(source.id, await this.bounded(source.read()))),
    );
    return accounts;
  }

  /** What comes in time, else nothing: a host's database may be slow or gone, and the account known still holds. */
  private async bounded(reading: Promise<A>): Promise<A | undefined> {
    try {
      return await within(this.setup.clock, readMs, reading);
    } catch (thrown) {
      if (thrown instanceof ConfigError) throw thrown;
      return undefined;
    }
  }
}

import { ConfigError } from './errors';
import type { Clock, Store } from './ports';
import type { Account } from './provider';

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

/** The same, read again. */
export interface ReadAgain<A extends Account> extends Place<A> {
  account: A;
}

/** The accounts of a pool's subscriptions, by their ids, where they stand somewhere. */
export class LiveAccounts<A extends Account> {
  private readonly places = new Map<number, Place<A>>();

  constructor(private readonly clock: Clock) {}

  add(id: number, source: AccountSource<A>, moved: (account: A) => void): void {
    this.places.set(id, { source, moved });
  }

  remove(id: number): void {
    this.places.delete(id);
  }

  /** Reads each source once. Gives what was read, by subscription; rejects with the ConfigError of a source. */
  async read(): Promise<ReadonlyMap<number, ReadAgain<A>>> {
    const sources = new Map([...this.places.values()].map(({ source }) => [source.id, source]));
    const accounts = new Map<string, A | undefined>();
    await Promise.all(
      [...sources.values()].map(async source => accounts.set(source.id, await this.bounded(source.read()))),
    );
    return new Map(
      [...this.places].flatMap(([id, place]) => {
        const account = accounts.get(place.source.id);
        const source = sources.get(place.source.id) ?? place.source;
        return account ? [[id, { ...place, source, account }] as const] : [];
      }),
    );
  }

  /** What comes in time, else nothing: a host's database may be slow or gone, and the account known still holds. */
  private async bounded(reading: Promise<A>): Promise<A | undefined> {
    let cancel = (): void => undefined;
    const late = new Promise<undefined>(resolve => {
      cancel = this.clock.after(readMs, () => resolve(undefined));
    });
    try {
      return await Promise.race([reading, late]);
    } catch (thrown) {
      if (thrown instanceof ConfigError) throw thrown;
      return undefined;
    } finally {
      cancel();
    }
  }
}

import type { Budget } from './budget';
import type { Describe } from './describe';
import type { StreamError } from './errors';
import type { KeyExpiry } from './key-reminder';
import type { Ports } from './ports';
import type { Account, Params, Provider } from './provider';

/** What a connection is made of and belongs to. */
export interface ConnectionSetup<P extends Params, A extends Account> {
  ports: Ports;
  provider: Provider<P, A>;
  /** As it stands now: it may be changed between two sockets. */
  readonly account: A;
  stream: string;
  slot: number;
  /** Reads the account again before a socket is dialled, where somebody may have changed it. */
  renewAccount: () => Promise<void>;
  /** When the key in use ends, where that is known. */
  keyExpiry: () => KeyExpiry | undefined;
  /** The key to use now, fetched where it is short-lived. */
  key: () => Promise<string>;
  /** To be told that the provider refused a key; true if another one is worth trying. */
  keyRefused: (key: string) => boolean;
  /** The account's subscription messages, where the provider limits them. */
  budget: Budget | undefined;
  /** Takes the account's keys out of all that an error says. */
  cleaned: (error: StreamError) => StreamError;
  describe: Describe;
}

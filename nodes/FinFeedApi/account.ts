import { readAccount, readKeyHeader, type AccountWords } from '../../core/account';
import type { Account, Form } from '../../core/provider';

/** A FinFeedAPI account. */
export interface FinFeedApiAccount extends Account {
  /** The HTTP header that carries the key; empty: the address carries it, as `?apikey=`. */
  keyHeader: string;
}

/** What an account is called and where it dials (protocol page, section 2). */
export const words: AccountWords = {
  title: 'FinFeedAPI',
  keyName: 'API key',
  keyHint: 'The key from the FinFeedAPI console; the same as for its other services',
  server: 'wss://api.sec.finfeedapi.com',
};

/** Validates the account's form. Throws a ConfigError that names the field. */
export function parseAccount(form: Form, name: string): FinFeedApiAccount {
  return { ...readAccount(form, name, words), keyHeader: readKeyHeader(form, '', 'X-APIBricks-Key') };
}

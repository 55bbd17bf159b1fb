import { readAccount, type AccountWords } from '../../core/account';
import type { Account, Form } from '../../core/provider';

/** What an account is called and where it dials (protocol page, sections 2 and 3). */
export const words: AccountWords = {
  title: 'Benzinga',
  keyName: 'API token',
  keyHint: 'The API token from your Benzinga console. Each stream must be part of its plan.',
  server: 'wss://api.benzinga.com',
};

/** Validates the account's form. Throws a ConfigError that names the field. */
export function parseAccount(form: Form, name: string): Account {
  return readAccount(form, name, words);
}

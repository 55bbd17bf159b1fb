import { isPractice, readAccount, typed, type AccountWords } from '../../core/account';
import { ConfigError } from '../../core/errors';
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

/** Headers that the handshake itself needs. */
const reserved = /^(host|connection|upgrade|origin|content-.*|transfer-encoding|sec-websocket-.*)$/i;

function headerName(value: unknown): string {
  const name = typed(value);
  if (name !== '' && (!/^[A-Za-z0-9_-]{1,60}$/.test(name) || reserved.test(name))) {
    throw new ConfigError(
      `Key header "${name.slice(0, 60)}" cannot carry a key. Write the name of an HTTP header, for example X-APIBricks-Key, or leave it empty.`,
    );
  }
  return name;
}

/** Validates the account's form. Throws a ConfigError that names the field. */
export function parseAccount(form: Form, name: string): FinFeedApiAccount {
  // The practice feed needs no key: how one would be sent must not get in its way.
  return { ...readAccount(form, name, words), keyHeader: isPractice(form) ? '' : headerName(form.keyHeader) };
}

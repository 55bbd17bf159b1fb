import { isPractice, readAccount, readKeyHeader, typed, type AccountWords } from '../../core/account';
import { ConfigError } from '../../core/errors';
import type { Account, Form } from '../../core/provider';

/** A TradeWatch account. */
export interface TradeWatchAccount extends Account {
  /** The HTTP header that carries the key; empty: the address carries it, as `?api-key=`. */
  keyHeader: string;
  /** Path of the quotes; `{assetClass}` stands for the asset class. */
  path: string;
}

/** What an account is called and where it dials (protocol page, section 1). */
export const words: AccountWords = {
  title: 'TradeWatch',
  keyName: 'API key',
  keyHint: 'The key from your TradeWatch account; the same as for its REST API',
  server: 'wss://api.tradewatch.io',
};
/** The header of the provider's own WebSocket quickstart (protocol page, section 2). */
export const defaultKeyHeader = 'api-key';
/** Confirmed for currencies, inferred for the others (protocol page, section 1). */
export const defaultPath = '/{assetClass}/quotes';

function pathTemplate(value: unknown): string {
  const path = typed(value) || defaultPath;
  if (!/^(?:\/(?:[A-Za-z0-9._~-]|\{assetClass\})*)+$/.test(path) || /(^|\/)\.\.?(\/|$)/.test(path)) {
    throw new ConfigError(
      `Path "${path.slice(0, 60)}" must begin with "/" and hold letters, digits and {assetClass} only, as ${defaultPath} does.`,
    );
  }
  return path;
}

/** Validates the account's form. Throws a ConfigError that names the field. */
export function parseAccount(form: Form, name: string): TradeWatchAccount {
  // On the practice feed no address is dialled; what is hidden in the form must not get in its way.
  return {
    ...readAccount(form, name, words),
    keyHeader: readKeyHeader(form, defaultKeyHeader, defaultKeyHeader),
    path: isPractice(form) ? defaultPath : pathTemplate(form.path),
  };
}

import { isPractice, readAccount, typed, type AccountWords } from '../../core/account';
import { checkServer } from '../../core/address';
import { ConfigError } from '../../core/errors';
import type { Account, Form } from '../../core/provider';
import { toNumber } from '../../core/read';

/** An InsightSentry account. */
export interface InsightSentryAccount extends Account {
  /** Bought on the website (the key opens the socket), or through RapidAPI (the key fetches a week's key). */
  plan: 'direct' | 'rapidapi';
  /** Base URL of the endpoint that gives RapidAPI customers their WebSocket key. */
  keyServer: string;
  /** What the server speaks: as the guide has it, or as the provider's newest client does. */
  dialect: 'guide' | 'newer';
  /** Symbol subscriptions of the plan, 1 series or 10 quotes each; undefined where the user did not say. */
  maxSymbols: number | undefined;
  maxConnections: number;
}

/** What an account is called and where it dials. */
export const words: AccountWords = {
  title: 'InsightSentry',
  keyName: 'API key',
  keyHint: 'The key of your paid InsightSentry plan, or your RapidAPI key',
  server: 'wss://realtime.insightsentry.com',
};
export const defaultKeyServer = 'https://insightsentry.p.rapidapi.com';

function choice<Value extends string>(value: unknown, values: readonly Value[], field: string): Value {
  if (value === undefined || value === null || value === '') return values[0] as Value;
  const found = values.find(one => one === value);
  if (found === undefined) throw new ConfigError(`${field} must be one of: ${values.join(', ')}.`);
  return found;
}

function limit(value: unknown, field: string): number | undefined {
  if (value === undefined || value === null || value === '' || value === 0 || value === '0') return undefined;
  const number = toNumber(value);
  if (number === null || !Number.isInteger(number) || number < 1) {
    throw new ConfigError(`${field} must be a whole number of 1 or more, or empty.`);
  }
  return number;
}

/** Validates the account's form. Throws a ConfigError that names the field. */
export function parseAccount(form: Form, name: string): InsightSentryAccount {
  const keyServer = isPractice(form) ? '' : typed(form.keyServer);
  return {
    ...readAccount(form, name, words),
    keyServer: checkServer(keyServer || defaultKeyServer, 'Key server', 'https'),
    plan: choice(form.plan, ['direct', 'rapidapi'], 'Plan'),
    dialect: choice(form.dialect, ['guide', 'newer'], 'Dialect'),
    maxSymbols: limit(form.maxSymbols, 'Maximum symbols'),
    maxConnections: limit(form.maxConnections, 'Maximum connections') ?? 1,
  };
}

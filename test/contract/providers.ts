import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Account, Form, Params, Provider } from '../../core/provider';

/** Any provider, as the contract sees it. */
export type AnyProvider = Provider<Params, Account>;

const folder = join(__dirname, '..', '..', 'nodes');

function isProvider(value: unknown): value is AnyProvider {
  return typeof value === 'object' && value !== null && 'protocol' in value && 'endpoints' in value;
}

/** Every provider that there is: what the `*.provider` files of all folders export. A new one joins by being there. */
export function findProviders(): AnyProvider[] {
  const load = createRequire(__filename);
  const folders = readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isDirectory());
  const files = folders.flatMap(({ name }) =>
    readdirSync(join(folder, name))
      .filter(file => file.endsWith('.provider.js'))
      .map(file => join(folder, name, file)),
  );
  return files.flatMap(file => Object.values(load(file) as Record<string, unknown>).filter(isProvider));
}

/** Symbols that a provider's classes know; most need none, or take the one by which they prove a key. */
const symbols: Record<string, string> = {
  currencies: 'EURUSD, GBPUSD',
  crypto: 'BTCUSD, ETHUSD',
  stocks: 'AAPL, TSLA',
  indices: 'DJI',
  commodities: 'GOLD, SILVER',
};

/** A form for each stream that a provider's fields offer; none where it has but one. */
export function formsOf(provider: AnyProvider): Form[] {
  const field = provider.fields.find(({ name }) => name === 'stream' || name === 'assetClass');
  return (field?.options ?? []).flatMap(option =>
    'value' in option
      ? [{ [field?.name ?? '']: option.value, symbols: symbols[String(option.value)] ?? '' }]
      : [],
  );
}

/** One set of params for each of a provider's streams. */
export function streamsOf(provider: AnyProvider, account: Account): Params[] {
  const forms = formsOf(provider);
  return forms.length > 0 ? forms.map(form => provider.parse(form, account)) : [provider.probe(account)];
}

import { accountFields } from '../../core/account';
import type { Field } from '../../core/provider';
import { defaultKeyHeader, defaultPath, words } from './account';

/** What a TradeWatch account is made of. */
export const credentialFields: Field[] = [
  ...accountFields(words),
  {
    displayName: 'Key Header',
    name: 'keyHeader',
    type: 'string',
    default: defaultKeyHeader,
    description: 'HTTP header that carries the key. Empty sends it as part of the address (?api-key=).',
  },
  {
    displayName: 'Path',
    name: 'path',
    type: 'string',
    default: defaultPath,
    description:
      'Where the quotes of an asset class are on the server. Change it only if TradeWatch says so.',
  },
];

/** What a quotes node or trigger asks for. */
export const fields: Field[] = [
  {
    displayName: 'Asset Class',
    name: 'assetClass',
    type: 'options',
    default: 'currencies',
    options: [
      { name: 'Commodities', value: 'commodities', description: 'For example GOLD' },
      { name: 'Crypto', value: 'crypto', description: 'For example BTCUSD' },
      { name: 'Currencies', value: 'currencies', description: 'For example EURUSD' },
      { name: 'Indices', value: 'indices', description: 'For example DJI' },
      { name: 'Stocks', value: 'stocks', description: 'For example AAPL' },
    ],
  },
  {
    displayName: 'Symbols',
    name: 'symbols',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. EURUSD, GBPUSD',
    description: 'Symbols of the asset class, split at commas, spaces and lines',
  },
];

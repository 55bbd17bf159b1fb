import { accountFields } from '../../core/account';
import type { Field } from '../../core/provider';
import { words } from './account';

/** What a FinFeedAPI account is made of. */
export const credentialFields: Field[] = [
  ...accountFields(words),
  {
    displayName: 'Key Header',
    name: 'keyHeader',
    type: 'string',
    default: '',
    placeholder: 'e.g. X-APIBricks-Key',
    description: 'HTTP header that carries the key. Empty sends it as part of the address (?apikey=).',
  },
];

/** What a filings node or trigger asks for. */
export const fields: Field[] = [
  {
    displayName: 'Forms',
    name: 'forms',
    type: 'string',
    default: '',
    placeholder: 'e.g. 8-K, 10-Q, SCHEDULE 13D',
    description:
      'SEC form types, split at commas, spaces and lines. SC 13D and SCHEDULE 13D mean the same, and so for 13G. Empty means all forms.',
  },
  {
    displayName: 'Include Amendments',
    name: 'amendments',
    type: 'boolean',
    default: true,
    description: 'Whether each form also brings its amendments, for instance 8-K/A with 8-K',
  },
  {
    displayName: 'Companies (CIK)',
    name: 'ciks',
    type: 'string',
    default: '',
    placeholder: 'e.g. 320193, 0000789019',
    description:
      'Central Index Keys: the numbers by which the SEC knows companies and people, split at commas, spaces and lines. Empty means all.',
  },
  {
    displayName: 'Words',
    name: 'words',
    type: 'string',
    default: '',
    placeholder: 'e.g. merger, acqui*',
    description:
      'Words of which one at least must be in the description of the filing; * at the end stands for any ending. Empty means any description.',
  },
  {
    displayName: 'Include Backlog',
    name: 'backlog',
    type: 'boolean',
    default: false,
    description:
      'Whether to receive, on the first start, also the last few hundred filings from before. They are marked as backfill.',
  },
];

import type { Field } from '../../core/provider';

/** What a news node or trigger asks for. */
export const newsFields: Field[] = [
  {
    displayName: 'Symbols',
    name: 'symbols',
    type: 'string',
    default: '',
    placeholder: 'e.g. AAPL, NASDAQ:TSLA',
    description:
      'Symbols of which the news must name one at least, with or without the exchange, split at commas, spaces and lines. Empty means all news.',
  },
  {
    displayName: 'Words',
    name: 'words',
    type: 'string',
    default: '',
    placeholder: 'e.g. earnings, merge*',
    description:
      'Words of which one at least must be in the headline or the text; * at the end stands for any ending. Empty means any text.',
  },
  {
    displayName: 'Source',
    name: 'source',
    type: 'string',
    default: '',
    placeholder: 'e.g. Reuters',
    description: 'Name of the one source to receive, written as in its news. Empty means all sources.',
  },
  {
    displayName: 'Include Backlog',
    name: 'backlog',
    type: 'boolean',
    default: false,
    description:
      'Whether to receive, on the first start, also the last ten news from before. They are marked as backfill.',
  },
];

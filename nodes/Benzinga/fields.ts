import { accountFields } from '../../core/account';
import type { Field } from '../../core/provider';
import { words } from './account';
import { factsOf, streams, type BenzingaStream } from './streams';

/** What a Benzinga account is made of. */
export const credentialFields: Field[] = accountFields(words);

/** Shows a field on the streams that `has` holds for. */
function shownOn(has: (stream: BenzingaStream) => boolean): { show: { stream: string[] } } {
  return { show: { stream: streams.filter(has) } };
}

/** What a Benzinga node or trigger asks for. */
export const fields: Field[] = [
  {
    displayName: 'Stream',
    name: 'stream',
    type: 'options',
    noDataExpression: true,
    default: 'news',
    options: [
      {
        name: 'Analyst Insights',
        value: 'insights',
        description: 'What analysts write about a company, with rating and price target',
      },
      {
        name: 'Bulls and Bears Say',
        value: 'bulls-bears',
        description: 'What speaks for and against a company',
      },
      {
        name: 'Consensus Ratings',
        value: 'consensus',
        description:
          'The rating of all analysts together. Enter one ticker only: with several, an event does not say which one it is for (symbol is empty).',
      },
      {
        name: 'Earnings',
        value: 'earnings',
        description: 'Earnings and revenue with estimates and surprises, when scheduled and when reported',
      },
      {
        name: 'Earnings Call Transcripts',
        value: 'transcripts',
        description: 'What is said in earnings calls, sentence by sentence, and where to listen',
      },
      { name: 'News', value: 'news', description: 'Articles, headlines and press releases' },
      {
        name: 'Ratings',
        value: 'ratings',
        description: "Upgrades, downgrades and price targets of a firm's analyst",
      },
    ],
    description: 'What to receive. Each stream must be part of the plan of your API token.',
  },
  {
    displayName: 'Tickers',
    name: 'tickers',
    type: 'string',
    default: '',
    placeholder: 'e.g. AAPL, MSFT',
    description: 'Tickers split at commas, spaces and lines. Empty means all.',
  },
  {
    displayName: 'ISINs',
    name: 'isins',
    type: 'string',
    default: '',
    placeholder: 'e.g. US0378331005',
    displayOptions: shownOn(stream => factsOf(stream).hasIsins),
    description:
      'Securities by ISIN, split at commas, spaces and lines. An event is received if its ticker or its ISIN is listed, or if it names no ISIN.',
  },
  {
    displayName: 'Channels',
    name: 'channels',
    type: 'string',
    default: '',
    placeholder: 'e.g. Price Target, Movers & Shakers',
    displayOptions: shownOn(stream => factsOf(stream).hasChannels),
    description:
      'Only articles in one of these channels, split at commas and lines. Tickers have to match too, if there are any.',
  },
  {
    displayName: 'Simplify Ratings',
    name: 'simplifyRatings',
    type: 'boolean',
    default: false,
    displayOptions: shownOn(stream => stream === 'consensus'),
    description: 'Whether to merge strong buy with buy, and strong sell with sell',
  },
  {
    displayName: 'Aggregate Type',
    name: 'aggregateType',
    type: 'options',
    default: 'number',
    displayOptions: shownOn(stream => stream === 'consensus'),
    options: [
      { name: 'Number', value: 'number', description: 'How many analysts gave each rating' },
      { name: 'Percentage', value: 'percentage', description: 'The share of analysts who gave each rating' },
    ],
    description: 'What the counts of an event are',
  },
  {
    displayName: 'Include Backlog',
    name: 'backlog',
    type: 'boolean',
    default: false,
    displayOptions: shownOn(stream => stream !== 'transcripts'),
    description:
      'Whether to receive up to 100 recent events when first connected, marked as backfill, before the live ones',
  },
];

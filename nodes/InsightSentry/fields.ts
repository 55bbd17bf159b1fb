import { accountFields } from '../../core/account';
import type { Field } from '../../core/provider';
import { defaultKeyServer, words } from './account';

/** A choice that is only sent when it was made: the guide contradicts itself on some defaults. */
const threeState: Field['options'] = [
  { name: 'Provider Default', value: '' },
  { name: 'On', value: 'true' },
  { name: 'Off', value: 'false' },
];

const series = { show: { type: ['series'] } };

const [practice, apiKey, server] = accountFields(words);

/** What an InsightSentry account is made of. */
export const credentialFields: Field[] = [
  practice,
  {
    displayName: 'Plan',
    name: 'plan',
    type: 'options',
    default: 'direct',
    description:
      'Where the plan was bought. RapidAPI keys are exchanged for a week-long streaming key by themselves.',
    options: [
      { name: 'InsightSentry Website', value: 'direct' },
      { name: 'RapidAPI', value: 'rapidapi' },
    ],
  },
  apiKey,
  server,
  {
    displayName: 'Key Server',
    name: 'keyServer',
    type: 'string',
    default: defaultKeyServer,
    description: 'Address that gives RapidAPI customers their streaming key',
    displayOptions: { show: { plan: ['rapidapi'] } },
  },
  {
    displayName: 'Dialect',
    name: 'dialect',
    type: 'options',
    default: 'guide',
    description:
      'How to speak to the server: as the public guide says, or as the newest official client does',
    options: [
      { name: 'Public Guide', value: 'guide' },
      { name: 'Newer (Monthly Bars, 24-Hour Data)', value: 'newer' },
    ],
  },
  {
    displayName: 'Maximum Symbols',
    name: 'maxSymbols',
    type: 'number',
    typeOptions: { minValue: 0 },
    default: 0,
    description:
      'Symbol subscriptions of your plan (1 bar series or 10 quotes each), checked before anything is sent. 0 means no check.',
  },
  {
    displayName: 'Maximum Connections',
    name: 'maxConnections',
    type: 'number',
    typeOptions: { minValue: 1 },
    default: 1,
    description:
      'Connections that your plan allows at the same time. More than one is used only where subscriptions conflict.',
  },
];

/** One row of the subscriptions. What is not required is there for those who ask for it. */
const rowFields: Field[] = [
  {
    displayName: 'Symbols',
    name: 'code',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. NASDAQ:AAPL, NASDAQ:TSLA',
    description: 'Symbol codes as EXCHANGE:SYMBOL, split at commas, spaces and lines',
  },
  {
    displayName: 'Data',
    name: 'type',
    type: 'options',
    required: true,
    default: 'quote',
    options: [
      {
        name: 'Bars',
        value: 'series',
        description: 'Open, high, low, close and volume of each bar, while it runs and when it closes',
      },
      { name: 'Quotes', value: 'quote', description: 'Last price, bid, ask and more, whenever they change' },
    ],
  },
  {
    displayName: 'Bar Type',
    name: 'barType',
    type: 'options',
    required: true,
    default: 'minute',
    displayOptions: series,
    options: [
      { name: 'Day', value: 'day' },
      { name: 'Hour', value: 'hour' },
      { name: 'Minute', value: 'minute' },
      { name: 'Month', value: 'month', description: 'Needs the newer dialect' },
      { name: 'Second', value: 'second' },
      { name: 'Tick', value: 'tick' },
      { name: 'Week', value: 'week' },
    ],
  },
  {
    displayName: 'Bar Interval',
    name: 'barInterval',
    type: 'number',
    required: true,
    typeOptions: { minValue: 1 },
    default: 1,
    displayOptions: series,
    description:
      'Units per bar, for instance 5 for 5-minute bars. Seconds: 1, 5, 10, 15, 30 or 45. Ticks: 1, 10, 100 or 1000.',
  },
  {
    displayName: '24-Hour Data',
    name: 'hours24',
    type: 'options',
    default: '',
    options: threeState,
    description: 'Round-the-clock data of NYSE, NASDAQ, AMEX and CBOE; needs the newer dialect',
  },
  {
    displayName: 'Back-Adjustment',
    name: 'badj',
    type: 'options',
    default: '',
    options: threeState,
    displayOptions: series,
    description: 'Remove the gaps between contracts; continuous futures only',
  },
  {
    displayName: 'Currency',
    name: 'currency',
    type: 'string',
    default: '',
    placeholder: 'e.g. EUR',
    displayOptions: series,
    description: "Convert prices to this currency. Empty keeps the instrument's own.",
  },
  {
    displayName: 'Dividend Adjustment',
    name: 'dadj',
    type: 'options',
    default: '',
    options: threeState,
    displayOptions: series,
    description: 'Adjust past prices for dividends; needs split adjustment; not for futures',
  },
  {
    displayName: 'Extended Hours',
    name: 'extended',
    type: 'options',
    default: '',
    options: threeState,
    description:
      'Include trading before and after regular hours; not for futures. For quotes it needs the newer dialect.',
  },
  {
    displayName: 'History Bars',
    name: 'maxDp',
    type: 'number',
    typeOptions: { minValue: 1, maxValue: 30_000 },
    default: 1,
    displayOptions: series,
    description: 'Past bars to receive on connect, marked as backfill; the last one is the running bar',
  },
  {
    displayName: 'Settlement as Close',
    name: 'settlement',
    type: 'options',
    default: '',
    options: threeState,
    displayOptions: series,
    description: 'Use settlement prices as close; futures only',
  },
  {
    displayName: 'Split Adjustment',
    name: 'split',
    type: 'options',
    default: '',
    options: threeState,
    displayOptions: series,
    description: 'Adjust past prices for splits; not for futures',
  },
  {
    displayName: 'Unit',
    name: 'unit',
    type: 'string',
    default: '',
    placeholder: 'e.g. BTC',
    displayOptions: series,
    description: 'Show the instrument in this unit. Empty keeps its own.',
  },
];

/** What a market data node or trigger asks for. */
export const fields: Field[] = [
  {
    displayName: 'Subscriptions',
    name: 'subscriptions',
    type: 'fixedCollection',
    default: {},
    placeholder: 'Add Subscription',
    typeOptions: { multipleValues: true },
    options: [{ displayName: 'Subscription', name: 'row', values: rowFields }],
  },
];

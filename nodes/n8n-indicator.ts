/** Indicators as a form of n8n: each kind with the inputs that it needs, named as `parseIndicators` reads them. */
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import {
  barPrices,
  indicatorKinds,
  priceTitles,
  quotePrices,
  type IndicatorKind,
  type IndicatorPrice,
  type LengthName,
} from '../transforms/indicator/indicator-kinds';
import { otherProperty } from './n8n-filter';
import { titleCase } from './n8n-title-case';

const kinds = Object.keys(indicatorKinds) as IndicatorKind[];

const kindOptions: INodePropertyOptions[] = kinds
  .map(kind => ({ name: titleCase(indicatorKinds[kind].title), value: kind }))
  .sort((one, other) => one.name.localeCompare(other.name));

const shownFor = (its: readonly IndicatorKind[], more: Readonly<Record<string, string[]>> = {}) => ({
  displayOptions: { show: { kind: [...its], ...more } },
});

/** Numbers are texts: an empty one is seen, and means the usual one. */
const typed = (name: string, displayName: string, value: string, description: string): INodeProperties => ({
  ...{ displayName, name, type: 'string', default: value, description },
});

const lengthTexts: Readonly<Record<LengthName, readonly [title: string, description: string]>> = {
  length: ['Length', 'How many bars it looks at; of a price of quotes, how many quotes'],
  fast: ['Fast Length', 'How many bars the fast average looks at'],
  slow: ['Slow Length', 'How many bars the slow average looks at'],
  signal: ['Signal Length', 'How many bars the average of the MACD looks at'],
};

/** The same parameter for each kind, with its usual length. */
const lengthFields = kinds.flatMap(kind =>
  Object.entries(indicatorKinds[kind].lengths).map(([name, usual]): INodeProperties => {
    const [title, description] = lengthTexts[name as LengthName];
    const more = kind === 'vwap' ? { session: ['window'] } : {};
    return { ...typed(name, title, String(usual), description), ...shownFor([kind], more) };
  }),
);

const priceOptions = (prices: readonly IndicatorPrice[], unit: string): INodePropertyOptions[] =>
  prices.map(value => ({ name: `${titleCase(priceTitles[value])} (${unit})`, value }));

const priceField = (
  its: readonly IndicatorKind[],
  value: string,
  options: INodePropertyOptions[],
): INodeProperties => ({
  ...{
    displayName: 'Price',
    name: 'price',
    type: 'options',
    noDataExpression: true,
    default: value,
    options,
  },
  description:
    'The price that it is worked out of. Prices of bars count bars, prices of quotes count quotes.',
  ...shownFor(its),
});

const ofBars = priceOptions(barPrices, 'Bars');
const ofAny = kinds.filter(kind => indicatorKinds[kind].price === 'close');

const indicatorValues: INodeProperties[] = [
  {
    displayName: 'Kind',
    name: 'kind',
    type: 'options',
    noDataExpression: true,
    default: 'rsi',
    options: kindOptions,
  },
  priceField(ofAny, 'close', [...ofBars, ...priceOptions(quotePrices, 'Quotes')]),
  priceField(['vwap'], 'hlc3', ofBars),
  {
    displayName: 'Session',
    name: 'session',
    type: 'options',
    noDataExpression: true,
    default: 'day',
    description: 'Which bars count',
    options: [
      { name: 'Over the Last Bars', value: 'window' },
      { name: 'Since the Day Began', value: 'day' },
    ],
    ...shownFor(['vwap']),
  },
  ...lengthFields,
  {
    ...typed('deviations', 'Standard Deviations', '2', 'How far the bands lie from the middle'),
    ...shownFor(['bollinger']),
  },
  {
    ...typed('timeZone', 'Time Zone', '', 'Where the day begins. Empty means the time zone of the workflow.'),
    placeholder: 'e.g. America/New_York',
    ...shownFor(['vwap'], { session: ['day'] }),
  },
  {
    ...typed('name', 'Name of the Number', '', 'What it is called in the item. Empty: its kind and length.'),
    placeholder: 'e.g. rsi14',
  },
];

/** The parameters of a node with indicators, as `parseIndicators` reads them. */
export const indicatorProperties: INodeProperties[] = [
  {
    displayName: 'Indicators',
    name: 'indicators',
    type: 'fixedCollection',
    typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Indicator' },
    default: { indicator: [{ kind: 'rsi' }] },
    description:
      'What is worked out for each symbol by itself. The numbers stand under "indicators" in each item.',
    placeholder: 'Add Indicator',
    options: [{ displayName: 'Indicator', name: 'indicator', values: indicatorValues }],
  },
  {
    displayName: 'Past Bars',
    name: 'backfill',
    type: 'options',
    noDataExpression: true,
    default: 'skip',
    description:
      'What to do with bars that a source sent as history. They warm the indicators up in any case.',
    options: [
      { name: 'Leave Out', value: 'skip' },
      { name: 'Send on Too', value: 'send' },
    ],
  },
  {
    displayName: 'Running Bars',
    name: 'running',
    type: 'options',
    noDataExpression: true,
    default: 'send',
    description: 'What to do with bars that are not closed yet. Only closed bars count.',
    options: [
      { name: 'Leave Out', value: 'skip' },
      { name: 'Send on with a Preview', value: 'send' },
    ],
  },
  {
    ...otherProperty,
    options: [
      { name: 'Pass On', value: 'pass', description: 'They leave as they are' },
      { name: 'Stop', value: 'error', description: 'The run stops and says what is missing in which item' },
    ],
  },
];

/** What the node is called on the canvas: `RSI, MACD`. */
export const indicatorSubtitle =
  '={{ (($parameter["indicators"] || {}).indicator || []).map(one => (one.kind || "rsi").toUpperCase()).join(", ") }}';

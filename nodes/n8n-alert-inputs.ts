/** The inputs of alert rules in n8n, named as `parseAlerts` reads them. */
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { alertKinds, factsOf, type AlertKind, type ValueName } from '../transforms/alert/alert-rules';
import { indicators } from '../transforms/indicator-field';
import { indicatorName } from './n8n-condition';
import { titleCase } from './n8n-title-case';

/** All kinds of rules. */
export const kinds = Object.keys(alertKinds) as AlertKind[];
const prices = kinds.filter(kind => factsOf(kind).family === 'price');
const needing = (value: ValueName): AlertKind[] => kinds.filter(kind => factsOf(kind).values.includes(value));

/** An input that is there for some kinds; what need not be filled is shown all the same. */
const shownFor = (its: AlertKind[], property: INodeProperties): INodeProperties => ({
  ...property,
  ...(property.required ? {} : { typeOptions: { showEvenWhenOptional: true } }),
  displayOptions: { show: { kind: its } },
});

/** Numbers and durations are texts: an empty one is seen, and not taken for 0. */
const typed = (
  name: string,
  displayName: string,
  placeholder: string,
  description: string,
): INodeProperties => ({
  ...{ displayName, name, type: 'string', default: '', placeholder: `e.g. ${placeholder}`, description },
});
const needed = (...[name, title, example, description]: Parameters<typeof typed>): INodeProperties => ({
  ...typed(name, title, example, description),
  required: true,
});

/** A choice, without its name and what can be chosen. */
export const list: INodeProperties = {
  displayName: '',
  name: '',
  type: 'options',
  noDataExpression: true,
  default: '',
};

const choice = (
  name: string,
  displayName: string,
  description: string,
  options: INodePropertyOptions[],
): INodeProperties => ({
  ...list,
  displayName,
  name,
  default: options[0]?.value ?? '',
  description,
  options,
});

/** Prices that only quotes have. */
export const quotePrices = ['last', 'mid', 'bid', 'ask'];

const directions = [
  { name: 'Up or Down', value: 'both' },
  { name: 'Up', value: 'up' },
  { name: 'Down', value: 'down' },
];
const percentOf: AlertKind[] = ['movesByPercent', 'fromPreviousClose', 'fromOpen', 'targetChangedBy'];
const surprises: AlertKind[] = ['earningsBeat', 'earningsMiss'];

/** What a kind of rule needs, in the order in which one would say it. */
export const valueFields: INodeProperties[] = [
  shownFor(
    needing('price'),
    choice('price', 'Price', 'Which price to look at', [
      { name: 'Automatic', value: '', description: 'Last, where there is none mid; of bars their close' },
      ...quotePrices.map(value => ({ name: titleCase(value), value })),
      { name: 'Close of Bars', value: 'close' },
      {
        name: 'Indicator',
        value: indicators,
        description: 'A number of Market Indicator, of quotes or bars',
      },
    ]),
  ),
  indicatorName({ kind: needing('price'), price: [indicators] }),
  shownFor(
    surprises,
    choice('figure', 'Figure', 'Which figure is compared with its estimate', [
      { name: 'Earnings per Share', value: 'eps' },
      { name: 'Revenue', value: 'revenue' },
    ]),
  ),
  shownFor(needing('direction'), choice('direction', 'Direction', 'Which moves count', directions)),
  shownFor(needing('level'), needed('level', 'Level', '240', 'The price to cross')),
  shownFor(needing('low'), needed('low', 'From', '230', 'The low end of the range, which belongs to it')),
  shownFor(needing('high'), needed('high', 'To', '240', 'The high end of the range, which belongs to it')),
  shownFor(['movesBy'], needed('by', 'By', '2.5', 'How far, in units of the price')),
  shownFor(percentOf, needed('by', 'By (Percent)', '2.5', 'How far, in percent')),
  shownFor(surprises, typed('by', 'By at Least (Percent)', '5', 'The least surprise. Empty: any.')),
  shownFor(['spreadWider'], needed('by', 'Wider Than', '0.05', 'The spread: ask minus bid')),
  shownFor(
    ['spreadWider'],
    choice('unit', 'Unit', 'What the spread is measured in', [
      { name: 'Units of Price', value: 'absolute' },
      { name: 'Percent of Mid', value: 'percent' },
    ]),
  ),
  shownFor(needing('times'), needed('times', 'Times the Average', '3', 'How many times the average volume')),
  shownFor(needing('bars'), typed('bars', 'Bars', '20', 'How many bars make the average. Empty: 20.')),
  shownFor(
    ['volumeSpike'],
    typed('withinMs', 'Or Bars of the Last', '1 h', 'Instead of a number of bars, those of a time'),
  ),
  shownFor(
    needing('withinMs').filter(kind => kind !== 'volumeSpike'),
    needed('withinMs', 'Within', '5 min', 'The time looked at: 30 s, 5 min, 4 h, 1 day, 52 weeks'),
  ),
  shownFor(
    needing('match'),
    choice('match', 'Match', 'How many of the words the text has to hold', [
      { name: 'Any of the Words', value: 'any' },
      { name: 'All of the Words', value: 'all' },
      { name: 'None of the Words', value: 'none' },
    ]),
  ),
  shownFor(
    needing('words'),
    needed(
      'words',
      'Words',
      'merger, "spin off", upgrad*',
      'Whole words, separated by commas; * stands for the rest of one, quotation marks keep several together',
    ),
  ),
  shownFor(needing('forms'), typed('forms', 'Forms', '8-K, 10-Q', 'SEC forms. Empty: any form.')),
  shownFor(
    needing('ciks'),
    typed('ciks', 'CIKs', '320193', 'Companies by their numbers. Empty: any company.'),
  ),
  shownFor(needing('amendments'), {
    displayName: 'Amendments',
    name: 'amendments',
    type: 'boolean',
    default: true,
    description: 'Whether amendments, such as 8-K/A, count too',
  }),
];

/**
 * What waits behind "Add Option".
 * @param holds what is to be said of how long something must hold
 */
export const optionFields = (holds: string): INodeProperties[] => [
  typed('name', 'Name', 'Apple above 240', 'What the alert is called, in its field "alert"'),
  {
    ...typed('holdMs', 'Holds For', '5 min', holds),
    displayOptions: { show: { kind: prices } },
  },
  choice('repeat', 'Repeat', 'How often the rule fires for a symbol', [
    { name: 'Each Time', value: 'always' },
    { name: 'Only Once', value: 'once' },
    { name: 'At Most Once a Day', value: 'daily' },
    { name: 'After It Went Back', value: 'rearm', description: 'For rules on prices' },
  ]),
  {
    ...typed('rearmBy', 'Went Back By', '1', 'How far, in the unit of the rule. Empty: to the other side.'),
    displayOptions: { show: { repeat: ['rearm'] } },
  },
  typed(
    'coolDownMs',
    'Cool-Down',
    '15 min',
    'A pause after each alert. What happens in it is not told later.',
  ),
  typed(
    'quietFrom',
    'Quiet From',
    '22:00',
    'When quiet hours begin. What happens in them is not told later.',
  ),
  typed('quietTo', 'Quiet To', '06:30', 'When quiet hours end'),
  typed('quietDays', 'Quiet Days', 'Sat, Sun', 'Days on which quiet hours begin; without hours, whole days'),
  typed(
    'timeZone',
    'Time Zone',
    'Europe/London',
    'Of days, quiet hours and times in texts. Empty: America/New_York.',
  ),
  {
    displayName: 'Include Past',
    name: 'includePast',
    type: 'boolean',
    default: false,
    description: 'Whether backfilled and late events count too',
  },
  typed(
    'text',
    'Text',
    '{{symbol}} is at {{value}}',
    'The alert’s sentence, as a plain text with {{fields}} of the alert and its event. Empty: a good one for the kind.',
  ),
];

/** Whose events a rule looks at. */
export const symbolsField: INodeProperties = {
  ...typed(
    'symbols',
    'Symbols',
    'AAPL, NASDAQ:MSFT',
    'Separated by commas; the exchange need not be written. Empty: any symbol.',
  ),
  typeOptions: { showEvenWhenOptional: true },
};

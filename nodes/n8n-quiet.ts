/** What a trigger's form says of silence, as n8n shows it: `parseQuiet` reads it. */
import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';
import type { MarketChoice } from '../transforms/hours/quiet-form';

/** The hours that a form begins with, by the value of a parameter. */
export interface HoursBy {
  readonly parameter: string;
  readonly hours: Readonly<Record<string, MarketChoice>>;
}

/** One of the things that a trigger can be set to: the hours that suit it, and where it is shown. */
interface QuietOffer {
  readonly hours: MarketChoice | HoursBy;
  readonly show?: Record<string, string[]> | undefined;
}

/** It is told as a notice, so it is asked for only where notices are. */
const withNotices: IDisplayOptions = { show: { includeNotices: [true] } };
/** While it is an expression, nobody knows its value here: it may be more than 0. */
const expecting = { ...withNotices.show, expectMinutes: [{ _cnd: { not: 0 } }] };
const withOwnHours: IDisplayOptions = { show: { ...expecting, marketHours: ['own'] } };

const choices: Readonly<Record<MarketChoice, { name: string; description: string }>> = {
  fx: {
    name: 'FX Week',
    description: 'Sunday 17:00 to Friday 17:00 New York, but 25 December and 1 January',
  },
  own: { name: 'Own Hours', description: 'Days and times of your own' },
  always: { name: 'Round the Clock', description: 'For crypto and for streams that never rest' },
  us: {
    name: 'US Equities',
    description: '09:30 to 16:00 New York on trading days; holidays and half days are known',
  },
  'us-extended': {
    name: 'US Equities, Extended',
    description: '04:00 to 20:00 New York on trading days; holidays and half days are known',
  },
};

const ownHours = (
  displayName: string,
  name: string,
  placeholder: string,
  description: string,
): INodeProperties => ({
  ...{ displayName, name, type: 'string', default: '', placeholder, description },
  displayOptions: withOwnHours,
});

const minutes: INodeProperties = {
  displayName: 'Expect Data Within (Minutes)',
  name: 'expectMinutes',
  type: 'number',
  typeOptions: { minValue: 0, maxValue: 10_080 },
  default: 0,
  displayOptions: withNotices,
  description:
    'A notice "quiet" leaves when nothing has come for so many minutes of the market’s hours, and another when data comes again. 0 means never.',
};

/** `show` comes first: n8n shows a field at the first condition that is on an expression. */
const marketHours = (begins: MarketChoice, show: QuietOffer['show']): INodeProperties => ({
  displayName: 'Market Hours',
  name: 'marketHours',
  type: 'options',
  default: begins,
  noDataExpression: true,
  displayOptions: { show: { ...show, ...expecting } },
  description: 'When data is expected. Outside of these hours silence is not told, and does not count.',
  options: Object.entries(choices).map(([value, words]) => ({ value, ...words })),
});

/** The field of one offer, once for each of the hours that it may begin with. */
function hoursOf({ hours, show }: QuietOffer): INodeProperties[] {
  if (typeof hours === 'string') return [marketHours(hours, show)];
  const values = Object.keys(hours.hours);
  return [...new Set(Object.values(hours.hours))].map(begins =>
    marketHours(begins, {
      ...show,
      [hours.parameter]: values.filter(value => hours.hours[value] === begins),
    }),
  );
}

const own: INodeProperties[] = [
  ownHours('Open Days', 'openDays', 'e.g. Mon-Fri', 'On which the hours begin. Empty means Mon-Fri.'),
  ownHours(
    'Open From',
    'openFrom',
    'e.g. 09:30',
    'When the hours begin. Without both times it is the whole day.',
  ),
  ownHours('Open To', 'openTo', 'e.g. 16:00', 'When the hours end: on the next day, if that is not later.'),
  ownHours(
    'Time Zone of the Hours',
    'openZone',
    'e.g. America/New_York',
    'The time zone of days and times. Empty means that of the workflow.',
  ),
];

/** What a trigger asks about silence. */
export function quietFields(offers: readonly QuietOffer[]): INodeProperties[] {
  return [minutes, ...offers.flatMap(hoursOf), ...own];
}

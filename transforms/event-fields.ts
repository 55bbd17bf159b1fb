/**
 * The fields of every type of event, as data: what dialogs offer, filters read and templates print. Names and order
 * are those of `core/event.ts` and `core/records.ts`; a test holds this list against them. `raw` is left out.
 */
import type { MarketEvent } from '../core/event';
import { indicatedTypes, indicatorField } from './indicator-field';

export type EventType = MarketEvent['type'];

/**
 * What a field holds: a number; a short text; long texts that are searched by words; a list of texts; an instant (ISO
 * 8601 in UTC); a day (`YYYY-MM-DD`); a flag; one of a few known texts; numbers by name.
 */
export type FieldKind = 'number' | 'text' | 'words' | 'list' | 'time' | 'date' | 'flag' | 'choice' | 'counts';

export type FieldUnit = 'money' | 'percent' | 'seconds' | 'units';

export interface EventField {
  readonly name: string;
  /** As a person reads it in a list, for instance `Change in percent`. */
  readonly title: string;
  readonly kind: FieldKind;
  /** `money` is in the event's `currency`. */
  readonly unit?: FieldUnit;
  /** The known values of a choice. */
  readonly choices?: readonly string[];
  /** True: a provider may send other values than the known ones. */
  readonly open?: boolean;
  /** True: holds symbols, whose exchange (`NASDAQ:`) need not be told. */
  readonly symbols?: boolean;
  /** True: holds HTML. */
  readonly html?: boolean;
}

type Extra = Omit<EventField, 'name' | 'title' | 'kind'>;

const of =
  (kind: FieldKind) =>
  (name: string, title: string, extra: Extra = {}): EventField => ({ name, title, kind, ...extra });

const [text, words, list, time] = [of('text'), of('words'), of('list'), of('time')];
const [date, flag, counts] = [of('date'), of('flag'), of('counts')];
const number = (name: string, title: string, unit?: FieldUnit): EventField =>
  of('number')(name, title, unit === undefined ? {} : { unit });
const money = (name: string, title: string): EventField => number(name, title, 'money');
const percent = (name: string, title: string): EventField => number(name, title, 'percent');
const choice = (name: string, title: string, choices: readonly string[]): EventField =>
  of('choice')(name, title, { choices });
const word = (name: string, title: string, choices: readonly string[]): EventField =>
  of('choice')(name, title, { choices, open: true });

/** Every type of event, in the order in which people meet them. */
export const eventTypes = [
  ...(['quote', 'bar', 'news', 'filing', 'rating', 'consensus', 'insight', 'earnings'] as const),
  ...(['bulls-bears', 'transcript', 'transcript-audio'] as const),
] satisfies readonly EventType[];

/** How a person names many events of a type. */
export const typeTitles: Readonly<Record<EventType, string>> = {
  quote: 'quotes',
  bar: 'bars',
  news: 'news',
  filing: 'filings',
  rating: 'ratings',
  consensus: 'consensus ratings',
  insight: 'analyst insights',
  earnings: 'earnings',
  'bulls-bears': 'bulls and bears',
  transcript: 'transcripts',
  'transcript-audio': 'transcript audio',
};

/** `quotes, bars and news` */
export function typeNames(types: readonly EventType[]): string {
  const names = types.map(type => typeTitles[type]);
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

const currency = word('currency', 'Currency', ['USD', 'EUR', 'GBP', 'JPY']);
const url = text('url', 'Link');
const importance = number('importance', 'Importance (0 to 5)');
const firm = text('firm', 'Analyst firm');
const ratingAction = word('ratingAction', 'Rating action', [
  ...['Upgrades', 'Downgrades', 'Maintains', 'Reiterates', 'Initiates Coverage On', 'Assumes', 'Reinstates'],
  ...['Suspends', 'Terminates Coverage On'],
]);
const targetAction = word('priceTargetAction', 'Price target action', [
  ...['Raises', 'Lowers', 'Maintains', 'Announces', 'Sets'],
]);

/** The fields that events of every type have. */
export const commonFields: readonly EventField[] = [
  text('id', 'Event id'),
  text('recordId', 'Record id'),
  choice('type', 'Type', eventTypes),
  word('provider', 'Provider', ['benzinga', 'finfeedapi', 'insightsentry', 'tradewatch']),
  text('stream', 'Stream'),
  choice('action', 'Action', ['created', 'updated', 'deleted']),
  text('symbol', 'Symbol', { symbols: true }),
  list('symbols', 'All symbols', { symbols: true }),
  time('time', 'Time'),
  time('receivedTime', 'Time received'),
  flag('backfill', 'Backfilled'),
];

/** The fields that only events of a type have, in order. */
export const typeFields: Readonly<Record<EventType, readonly EventField[]>> = {
  quote: [
    money('bid', 'Bid'),
    money('ask', 'Ask'),
    money('mid', 'Mid'),
    money('last', 'Last'),
    money('change', 'Change'),
    percent('changePercent', 'Change in percent'),
    number('volume', 'Volume', 'units'),
    number('bidSize', 'Bid size', 'units'),
    number('askSize', 'Ask size', 'units'),
    ...[money('open', 'Open'), money('high', 'High'), money('low', 'Low')],
    money('previousClose', 'Previous close'),
    money('marketCap', 'Market capitalisation'),
    currency,
    number('delaySeconds', 'Delay', 'seconds'),
    word('marketStatus', 'Market status', ['OPEN', 'CLOSED', 'PRE', 'POST']),
  ],
  bar: [
    text('interval', 'Interval'),
    time('start', 'Start'),
    time('end', 'End'),
    ...[money('open', 'Open'), money('high', 'High'), money('low', 'Low'), money('close', 'Close')],
    number('volume', 'Volume', 'units'),
    flag('closed', 'Bar is complete'),
  ],
  news: [
    words('headline', 'Headline'),
    words('summary', 'Summary'),
    words('body', 'Body', { html: true }),
    url,
    text('source', 'Source'),
    list('authors', 'Authors'),
    list('channels', 'Channels'),
    list('tags', 'Tags'),
    text('imageUrl', 'Link to image'),
  ],
  filing: [
    text('form', 'Form'),
    text('accessionNumber', 'Accession number'),
    text('cik', 'CIK'),
    words('description', 'Description'),
    date('filingDate', 'Filing date'),
    text('acceptedTime', 'Time accepted'),
    time('discoveredTime', 'Time discovered'),
    url,
  ],
  rating: [
    firm,
    text('analyst', 'Analyst'),
    ratingAction,
    text('rating', 'Rating'),
    text('ratingPrior', 'Prior rating'),
    targetAction,
    money('priceTarget', 'Price target'),
    money('priceTargetPrior', 'Prior price target'),
    currency,
    importance,
    url,
  ],
  consensus: [
    text('rating', 'Rating'),
    number('score', 'Score (1 to 5)'),
    money('priceTarget', 'Price target'),
    money('priceTargetHigh', 'Highest price target'),
    money('priceTargetLow', 'Lowest price target'),
    number('analysts', 'Number of analysts'),
    counts('counts', 'Analysts by rating'),
  ],
  insight: [
    firm,
    ratingAction,
    text('rating', 'Rating'),
    money('priceTarget', 'Price target'),
    words('text', 'Text'),
  ],
  earnings: [
    word('period', 'Period', ['Q1', 'Q2', 'Q3', 'Q4', 'FY', 'H1', 'H2']),
    number('periodYear', 'Year of the period'),
    money('eps', 'EPS'),
    money('epsEstimate', 'EPS estimate'),
    money('epsPrior', 'Prior EPS'),
    money('epsSurprise', 'EPS surprise'),
    percent('epsSurprisePercent', 'EPS surprise in percent'),
    money('revenue', 'Revenue'),
    money('revenueEstimate', 'Revenue estimate'),
    money('revenuePrior', 'Prior revenue'),
    money('revenueSurprise', 'Revenue surprise'),
    percent('revenueSurprisePercent', 'Revenue surprise in percent'),
    currency,
    date('date', 'Date'),
    text('timeOfDay', 'Time of day'),
    importance,
  ],
  'bulls-bears': [words('bullCase', 'Bull case'), words('bearCase', 'Bear case')],
  transcript: [
    text('callId', 'Call id'),
    words('title', 'Title'),
    text('speaker', 'Speaker'),
    words('sentence', 'Sentence'),
    number('sequence', 'Place in the transcript'),
    word('status', 'Status', ['IN_PROGRESS', 'COMPLETE']),
    time('startTime', 'Start'),
    time('endTime', 'End'),
    text('language', 'Language'),
    number('confidence', 'Confidence (0 to 1)'),
  ],
  'transcript-audio': [text('callId', 'Call id'), url],
};

/** All fields of a type of event, common ones first. */
export function fieldsOf(type: EventType): readonly EventField[] {
  return [...commonFields, ...typeFields[type]];
}

/** The fields of events of some types, each once: those of all events first, then by type. */
export function fieldsAmong(types: readonly EventType[]): readonly EventField[] {
  const all = [...commonFields, ...types.flatMap(type => typeFields[type])];
  return [...new Map(all.map(field => [field.name, field])).values()];
}

/** Whether events of any type may come, as they do behind other nodes: a source brings some types only. */
export function isAnyType(types: readonly EventType[]): boolean {
  return eventTypes.every(type => types.includes(type));
}

/** The field that a new condition on events of some types begins with. Filings name no symbol. */
export function firstField(types: readonly EventType[]): string {
  return types.length === 1 && types[0] === 'filing' ? 'form' : 'symbol';
}

const everyField = [...commonFields, ...eventTypes.flatMap(type => typeFields[type])];
const byName = new Map(everyField.map(field => [field.name, field]));
const typesByName = new Map(
  everyField.map(({ name }) => [
    name,
    new Set<string>(eventTypes.filter(type => fieldsOf(type).some(field => field.name === name))),
  ]),
);

/** The field of that name. A name means the same kind of thing in every type that has it. */
export function fieldNamed(name: string): EventField | undefined {
  return byName.get(name) ?? indicatorField(name);
}

/** The types of event that have a field of that name. */
export function typesWith(name: string): ReadonlySet<string> {
  return typesByName.get(name) ?? new Set(indicatorField(name) ? indicatedTypes : []);
}

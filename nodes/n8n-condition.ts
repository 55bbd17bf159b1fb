/** One condition as a form of n8n: its field, the comparisons that fit it, and what it is compared with. */
import type { IDisplayOptions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import {
  fieldsAmong,
  firstField,
  isAnyType,
  typesWith,
  typeTitles,
  type EventField,
  type EventType,
  type FieldKind,
} from '../transforms/event-fields';
import { operatorsOf } from '../transforms/filter/filter-operators';
import { anyIndicator, indicatedTypes } from '../transforms/indicator-field';
import { titleCase } from './n8n-title-case';

const kinds = Object.keys(operatorsOf) as FieldKind[];

/** `Volume (Quotes, Bars)`, unless all of the types have it: whoever types the kind of event finds its fields. */
function fieldOption({ name, title }: EventField, types: readonly EventType[]): INodePropertyOptions {
  const its = name === anyIndicator.name ? new Set<string>(indicatedTypes) : typesWith(name);
  const having = types.filter(type => its.has(type)).map(type => titleCase(typeTitles[type]));
  const isCommon = having.length === types.length;
  return { name: isCommon ? titleCase(title) : `${titleCase(title)} (${having.join(', ')})`, value: name };
}

/** The fields of one kind, or another sort, by their names. */
type NamesOf = (isWanted: (field: EventField) => boolean) => string[];

const shownFor = (names: string[]): IDisplayOptions => ({ show: { field: names } });

const comparison: INodeProperties = {
  displayName: 'Comparison',
  name: 'operator',
  type: 'options',
  default: '',
  noDataExpression: true,
};

/** The comparisons that fit the chosen field. */
function operatorFields(namesOf: NamesOf): INodeProperties[] {
  return kinds.flatMap(kind => {
    const names = namesOf(field => field.kind === kind);
    if (names.length === 0) return [];
    const options = operatorsOf[kind].map(({ id, title, unit }) => ({
      name: titleCase(title) + (unit === ' minutes' ? ' (Minutes)' : ''),
      value: id,
    }));
    const [first] = options;
    return [{ ...comparison, default: first?.value ?? '', displayOptions: shownFor(names), options }];
  });
}

const examples: Readonly<Record<FieldKind, string>> = {
  ...{
    number: 'e.g. 240.5, or 200 to 240',
    text: 'e.g. 8-K, 10-Q',
    words: 'e.g. merger, "spin off", upgrad*',
  },
  ...{ list: 'e.g. Analyst Ratings', time: 'e.g. 09:30 to 16:00, or Mon-Fri', date: 'e.g. 2026-01-31' },
  ...{ flag: '', choice: '', counts: '' },
};

const ranges = 'Write a range as 200 to 240.';
const hints: Readonly<Record<FieldKind, string>> = {
  number: `The number to compare with. ${ranges}`,
  text: 'The text to compare with, in upper or lower case. Several are separated by commas.',
  words:
    'Whole words, separated by commas; * stands for the rest of one, quotation marks keep several together',
  list: 'What the list is to hold. Several are separated by commas.',
  time: 'A time of day such as 09:30, a span such as 09:30 to 16:00, days such as Mon-Fri, or minutes',
  date: 'A date such as 2026-01-31, or days such as Mon-Fri',
  choice: 'The value to compare with. Several are separated by commas.',
  flag: '',
  counts: '',
};

const withoutValue = [
  ...new Set(
    kinds.flatMap(kind => operatorsOf[kind].filter(({ takes }) => takes === 'nothing').map(({ id }) => id)),
  ),
];

function valueField(names: string[], placeholder: string, description: string): INodeProperties {
  return {
    displayName: 'Value',
    name: 'value',
    type: 'string',
    default: '',
    placeholder,
    description,
    displayOptions: { show: { field: names }, hide: { operator: withoutValue } },
  };
}

const plain = (kind: FieldKind, isSymbol: boolean) => (field: EventField) =>
  field.kind === kind && (field.symbols === true) === isSymbol;

/** What stands beside a comparison: always the same parameter, with words that fit the field. */
function valueFields(fields: readonly EventField[], namesOf: NamesOf): INodeProperties[] {
  const byKind = (['number', 'text', 'words', 'list', 'time', 'date'] as const).map(kind =>
    valueField(namesOf(plain(kind, false)), examples[kind], hints[kind]),
  );
  const ofSymbols = valueField(
    namesOf(field => field.symbols === true),
    'e.g. AAPL, NASDAQ:MSFT',
    'One symbol or several, separated by commas. The exchange need not be written.',
  );
  const choices = fields
    .filter(({ kind }) => kind === 'choice')
    .map(({ name, choices = [], open }) =>
      valueField(
        [name],
        `e.g. ${choices.slice(0, 2).join(', ')}`,
        `${open === true ? 'For instance' : 'One or several of'} ${choices.join(', ')}`,
      ),
    );
  return [...byKind, ofSymbols, ...choices].filter(
    ({ displayOptions }) => displayOptions?.show?.['field']?.length,
  );
}

/** Which number of an indicator is meant, where such a one is chosen. */
export function indicatorName(show: NonNullable<IDisplayOptions['show']>): INodeProperties {
  return {
    displayName: 'Indicator',
    name: 'indicator',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. rsi14',
    description: 'What Market Indicator calls the number in its items, under "indicators"',
    displayOptions: { show },
  };
}

/** The fields of one condition on events of some types. */
export function conditionValues(types: readonly EventType[]): INodeProperties[] {
  const fields = [...fieldsAmong(types), ...(isAnyType(types) ? [anyIndicator] : [])];
  const named = isAnyType(types) ? [indicatorName({ field: [anyIndicator.name] })] : [];
  const namesOf: NamesOf = isWanted => fields.filter(isWanted).map(({ name }) => name);
  const field: INodeProperties = {
    displayName: 'Field',
    name: 'field',
    type: 'options',
    noDataExpression: true,
    options: fields.map(one => fieldOption(one, types)),
    default: firstField(types),
    description: 'The field of the event, with the kinds of events that have it',
  };
  return [field, ...named, ...operatorFields(namesOf), ...valueFields(fields, namesOf)];
}

/** The filter as a form of n8n: conditions to choose, made of the same lists that filters read. */
import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';
import type { Form } from '../core/provider';
import { eventTypes, firstField, type EventType } from '../transforms/event-fields';
import { operatorsOf } from '../transforms/filter/filter-operators';
import { conditionValues } from './n8n-condition';

/** Of the field that a new condition begins with. */
const firstKind = 'text';

function matchField(fallback: string): INodeProperties {
  return {
    displayName: 'Match',
    name: 'match',
    type: 'options',
    noDataExpression: true,
    default: fallback,
    description: 'How many of the conditions an event has to fit',
    options: [
      { name: 'All Conditions', value: 'all' },
      { name: 'Any Condition', value: 'any' },
      { name: 'None of the Conditions', value: 'none' },
    ],
  };
}

/** Rows of conditions on events of some types, with groups. */
function conditionsField(types: readonly EventType[]): INodeProperties {
  const condition = { displayName: 'Condition', name: 'condition', values: conditionValues(types) };
  const first = { field: firstField(types), operator: operatorsOf[firstKind][0]?.id ?? '', value: '' };
  const field: INodeProperties = {
    displayName: 'Conditions',
    name: 'conditions',
    type: 'fixedCollection',
    typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Condition' },
    default: { condition: [first] },
    placeholder: 'Add Condition',
    options: [condition],
  };
  const group = { displayName: 'Group', name: 'group', values: [matchField('any'), field] };
  return {
    ...field,
    description: 'Without conditions, every event is kept',
    placeholder: 'Add Condition or Group',
    options: [condition, group],
  };
}

/** The parameters of a filter: `match`, `conditions` and `timeZone`, as `parseFilter` reads them. */
export const filterProperties: INodeProperties[] = [matchField('all'), conditionsField(eventTypes)];

/** The zone of times of day and days of the week. */
export const timeZoneProperty: INodeProperties = {
  displayName: 'Time Zone',
  name: 'timeZone',
  type: 'string',
  default: '',
  placeholder: 'e.g. America/New_York',
  description: 'The time zone of times of day and days of the week. Empty means that of the workflow.',
};

/** What becomes of items that are no events. */
export const otherProperty: INodeProperties = {
  displayName: 'Items That Are No Events',
  name: 'other',
  type: 'options',
  noDataExpression: true,
  default: 'error',
  description: 'What to do with an item that is no market event',
  options: [
    { name: 'Pass to Rest', value: 'pass', description: 'They leave at the second output as they are' },
    { name: 'Stop', value: 'error', description: 'The run stops and says what is missing in which item' },
  ],
};

const rows =
  '(rows => (rows.condition || []).length + (rows.group || []).length)($parameter["conditions"] || {})';

/** What a filter is called on the canvas: `all of 3 conditions`. */
export const filterSubtitle = `={{ (count => count === 0 ? "every event" : $parameter["match"] + " of " + count + (count === 1 ? " condition" : " conditions"))(${rows}) }}`;

/**
 * The filter of a trigger that brings events of some types: a switch, and behind it what the filter node asks for.
 * {@link filterOf} reads it.
 */
export function sourceFilter(types: readonly EventType[]): INodeProperties[] {
  const displayOptions: IDisplayOptions = { show: { filterEvents: [true] } };
  const rules = [matchField('all'), conditionsField(types), timeZoneProperty];
  return [
    {
      displayName: 'Filter Events',
      name: 'filterEvents',
      type: 'boolean',
      default: false,
      description:
        'Whether only events that match conditions start runs. The others are left out as they come, before anything is queued; notices always come.',
    },
    ...rules.map(rule => ({ ...rule, displayOptions })),
  ];
}

/** The filter in a trigger's form, as Node-RED's sources save it; undefined where it is switched off. */
export function filterOf({ filterEvents, match, conditions, timeZone }: Form): Form | undefined {
  return filterEvents === true ? { match, conditions, timeZone } : undefined;
}

/** Forms as n8n shows them: a provider's own fields, and what every trigger offers besides. */
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Field, FieldGroup } from '../core/provider';
import type { EventType } from '../transforms/event-fields';
import { hoursOfStreams } from '../transforms/hours/usual-hours';
import { sourceAlerts, withoutAlerts } from './n8n-alert';
import { sourceFilter } from './n8n-filter';
import { quietFields, type HoursBy } from './n8n-quiet';

const isGroup = (option: object): option is FieldGroup => 'values' in option;

/** Where to dial and with which key: the practice feed asks for none of it. */
const dialFields = ['plan', 'apiKey', 'keyHeader', 'server', 'path', 'keyServer'];

/** The fields of an account. With the practice feed on, those that do not apply are hidden. */
export function accountProperties(fields: Field[]): INodeProperties[] {
  return fields.flatMap(field => {
    if (field.name === 'practice') return [{ ...field, hint: practiceHint }];
    if (!dialFields.includes(field.name)) return [field];
    return [{ ...field, displayOptions: { show: { ...field.displayOptions?.show, practice: [false] } } }];
  });
}

const practiceHint =
  'No key yet? This gives live data, invented inside n8n, without a key, a plan or the network.';

/** One of the things that a trigger can be set to. */
export interface Offer {
  /** What a user may set for it. */
  fields: Field[];
  /** As `Provider.brings` says of its streams. */
  brings: 'prices' | 'records';
  /** When data is to be expected, where what it brings does not say enough. */
  hours?: HoursBy;
  /** The types of its events. */
  types: readonly EventType[];
  /** The choice of the trigger's first parameter that stands for it, where there is a choice. */
  show?: Record<string, string[]>;
}

/** The fields of a trigger: what it asks for, what it keeps of that, then how events become runs. */
export function triggerProperties(...offers: Offer[]): INodeProperties[] {
  const types = offers.flatMap(offer => offer.types);
  return [
    ...offers.flatMap(({ fields, show }) => fields.map(field => shown(triggerProperty(field), show))),
    // One for all: conditions and rules stay where another choice is made, and say what does not fit.
    ...sourceFilter(types),
    ...sourceAlerts(types),
    ...offers.map(({ brings, show }) => shown(emit[brings], show)),
    ...runFields,
    ...quietFields(offers.map(({ brings, hours = hoursOfStreams[brings], show }) => ({ hours, show }))),
    runLimit,
  ];
}

/** A property that is shown only where `show` holds too. */
function shown(property: INodeProperties, show: Offer['show']): INodeProperties {
  if (!show) return property;
  const { displayOptions } = property;
  return { ...property, displayOptions: { ...displayOptions, show: { ...show, ...displayOptions?.show } } };
}

/** A list opens with one row to fill in; what a row does not require waits behind a button. */
function triggerProperty(field: Field): INodeProperties {
  if (field.type !== 'fixedCollection') return field;
  const [group] = (field.options ?? []).filter(isGroup);
  const needed = (group?.values ?? []).filter(({ required, displayOptions }) => required && !displayOptions);
  const firstRow = Object.fromEntries(needed.map(({ name, default: value }) => [name, value]));
  return {
    ...field,
    default: group ? { [group.name]: [firstRow] } : {},
    typeOptions: { ...field.typeOptions, hideOptionalFields: true, addOptionalFieldButtonText: 'Add Option' },
  };
}

const batches: INodePropertyOptions = {
  name: 'Batches',
  value: 'batch',
  description: 'Many events in one run',
};

/** How events start runs. Each record counts; of a price only the latest is worth something. */
const emit: Record<Offer['brings'], INodeProperties> = {
  records: {
    displayName: 'Emit',
    name: 'delivery',
    type: 'options',
    default: 'every',
    noDataExpression: true,
    displayOptions: withoutAlerts,
    description: 'How events start runs. A run starts when the one before it has ended.',
    options: [batches, { name: 'Every Event', value: 'every', description: 'One run for each event' }],
  },
  prices: {
    displayName: 'Emit',
    name: 'delivery',
    type: 'options',
    default: 'latest',
    noDataExpression: true,
    displayOptions: withoutAlerts,
    description: 'How events start runs. A run starts when the one before it has ended.',
    options: [
      batches,
      {
        name: 'Every Event',
        value: 'every',
        description: 'One run for each event; for feeds with little traffic',
      },
      {
        name: 'Latest per Symbol',
        value: 'latest',
        description:
          'One run each interval with the latest quote or running bar per symbol, and all closed bars',
      },
    ],
  },
};

const runFields: INodeProperties[] = [
  {
    displayName: 'Interval (Milliseconds)',
    name: 'deliveryMs',
    type: 'number',
    typeOptions: { minValue: 10 },
    default: 60_000,
    displayOptions: { show: { delivery: ['latest', 'batch'] }, ...withoutAlerts },
    description: 'Time between two runs, in milliseconds: 60000 is a minute',
  },
  {
    displayName: 'Batch Size',
    name: 'batchSize',
    type: 'number',
    typeOptions: { minValue: 1, maxValue: 10_000 },
    default: 100,
    displayOptions: { show: { delivery: ['batch'] }, ...withoutAlerts },
    description: 'Events after which a batch leaves before its interval is over',
  },
  {
    displayName: 'Simplify',
    name: 'simplify',
    type: 'boolean',
    default: true,
    description: 'Whether to return a simplified version of the response instead of the raw data',
  },
  {
    displayName: 'Include Notices',
    name: 'includeNotices',
    type: 'boolean',
    default: false,
    description:
      'Whether to add a second output that tells of connects, outages and their gaps, refused symbols, dropped events, keys that end, and silence',
  },
];

const runLimit: INodeProperties = {
  displayName: 'Maximum Runs per Minute',
  name: 'maxRunsPerMinute',
  type: 'number',
  typeOptions: { minValue: 0 },
  default: 60,
  description: 'Runs that may start in a minute; what comes beyond leaves in one digest. 0 means no limit.',
};

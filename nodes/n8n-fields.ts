import type { Field } from '../core/provider';

/** What every trigger offers besides its provider's fields: how events become runs. */
export const deliveryFields: Field[] = [
  {
    displayName: 'Emit',
    name: 'delivery',
    type: 'options',
    default: 'latest',
    noDataExpression: true,
    description: 'How events start runs. A run starts when the one before it has ended.',
    options: [
      { name: 'Batches', value: 'batch', description: 'Many events in one run' },
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
  {
    displayName: 'Interval (Milliseconds)',
    name: 'deliveryMs',
    type: 'number',
    typeOptions: { minValue: 10 },
    default: 60_000,
    displayOptions: { show: { delivery: ['latest', 'batch'] } },
    description: 'Time between two runs, in milliseconds: 60000 is a minute',
  },
  {
    displayName: 'Batch Size',
    name: 'batchSize',
    type: 'number',
    typeOptions: { minValue: 1, maxValue: 10_000 },
    default: 100,
    displayOptions: { show: { delivery: ['batch'] } },
    description: 'Events after which a batch leaves before its interval is over',
  },
  {
    displayName: 'Maximum Runs per Minute',
    name: 'maxRunsPerMinute',
    type: 'number',
    typeOptions: { minValue: 0 },
    default: 60,
    description: 'Runs that may start in a minute; what comes beyond leaves in one digest. 0 means no limit.',
  },
  {
    displayName: 'Include Notices',
    name: 'includeNotices',
    type: 'boolean',
    default: false,
    description:
      'Whether to add a second output that tells of connects, outages, refused symbols and dropped events',
  },
  {
    displayName: 'Simplify',
    name: 'simplify',
    type: 'boolean',
    default: true,
    description: 'Whether to return a simplified version of the response instead of the raw data',
  },
];

/** The alert as a form of n8n, and as the option of a trigger. */
import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';
import type { Form } from '../core/provider';
import { eventTypes, type EventType } from '../transforms/event-fields';
import { alertRules, ruleCount } from './n8n-alert-rules';
import { otherProperty } from './n8n-filter';

export const alertProperties: INodeProperties[] = [
  alertRules(
    eventTypes,
    'How long it must stay true. It is told with the first run after that, since only runs look at events.',
  ),
  {
    ...otherProperty,
    options: [
      { name: 'Pass On', value: 'pass', description: 'They leave among the alerts, as they are' },
      { name: 'Stop', value: 'error', description: 'The run stops and says what is missing in which item' },
    ],
  },
  {
    displayName:
      'In a published workflow the rules remember from run to run, over restarts too. A test starts with nothing and leaves nothing: it compares the items of its own run only.',
    name: 'memoryNotice',
    type: 'notice',
    default: '',
  },
];

/** What an alert is called on the canvas: `2 rules`. */
export const alertSubtitle = `={{ ${ruleCount} }}`;

const isOn: NonNullable<IDisplayOptions['show']> = { alertRulesOn: [true] };

/** What the rules of a trigger take the place of: it is hidden while they are on. */
export const withoutAlerts: IDisplayOptions = { hide: isOn };

/**
 * The alert rules of a trigger that brings events of some types: a switch, and behind it the rules. {@link alertsOf}
 * reads them.
 */
export function sourceAlerts(types: readonly EventType[]): INodeProperties[] {
  return [
    {
      displayName: 'Alert Rules',
      name: 'alertRulesOn',
      type: 'boolean',
      default: false,
      description:
        'Whether only alerts start runs. Rules look at every event as it comes, and each alert is an item with a sentence, its numbers and its event.',
    },
    { ...alertRules(types, 'How long it must stay true'), displayOptions: { show: isOn } },
  ];
}

/** The alert rules in a trigger's form; undefined where they are switched off. */
export function alertsOf({ alertRulesOn, rules }: Form): Form | undefined {
  return alertRulesOn === true ? { rules } : undefined;
}

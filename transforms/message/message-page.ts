/**
 * What a dialog needs of messages: what is wrong with the form, the fields to choose from, and the message that it would
 * give. The build makes a script of it for Node-RED's pages, so that a dialog shows what the node will send.
 */
import { commonFields, eventTypes, typeFields, typeTitles, type EventField } from '../event-fields';
import { faultOf, withoutVariables } from '../form-values';
import { isVariable } from '../variable';
import {
  parseMessage,
  readReceiver,
  renderMessage,
  targetTitles,
  type Message,
  type Target,
} from './message';
import { defaultColumns } from './message-row';
import { samples, type SampleType } from './message-samples';
import { itemOf } from './message-values';

export { targetTitles } from './message-targets';

type Form = Readonly<Record<string, unknown>>;

/** What the preview can be made of: a type of event, or an alert. */
export const sampleTypes: readonly { readonly type: SampleType; readonly title: string }[] = [
  ...eventTypes.map(type => ({ type, title: typeTitles[type] })),
  { type: 'alert', title: 'alerts' },
];

type Offer = Pick<EventField, 'name' | 'title'>;

/** What stands in an alert beside the fields of its event. */
const alertFields: readonly Offer[] = [
  { name: 'message', title: 'The sentence of the alert' },
  { name: 'alert', title: 'Name of the rule' },
  { name: 'kind', title: 'Kind of the rule' },
  { name: 'value', title: 'Value' },
  { name: 'reference', title: 'What the value is compared with' },
  { name: 'change', title: 'Change from it' },
  { name: 'changePercent', title: 'Change from it in percent' },
  { name: 'firedTime', title: 'Time fired' },
];

/** A field of an alert's event, which the alert has one like. */
function ofEvent({ name, title }: Offer): Offer {
  return { name: `event.${name}`, title: `${title}, of the event` };
}

/** The fields that a template or a column can name for items of a type, the most telling ones first. */
export function fieldsFor(type: SampleType): readonly Offer[] {
  const own = type === 'alert' ? alertFields : [];
  const taken = new Set(own.map(({ name }) => name));
  const its = typeFields[type === 'alert' ? 'quote' : type];
  const common = ['symbol', 'time'].flatMap(name => commonFields.filter(field => field.name === name));
  const rest = commonFields.filter(field => !common.includes(field));
  return [...common, ...own, ...its.map(field => (taken.has(field.name) ? ofEvent(field) : field)), ...rest];
}

/** The names of the columns that rows of a type have where the form names none. */
export function columnsFor(type: SampleType): readonly string[] {
  const items = samples[type].map(itemOf).filter(item => typeof item !== 'string');
  return defaultColumns(items);
}

const fields = ['target', 'mode', 'title', 'template', 'columns', 'timeZone', 'other'];

function targetOf(form: Form): Target {
  const target = String(form.target);
  return Object.hasOwn(targetTitles, target) ? (target as Target) : 'text';
}

/** What is wrong with a form, in the node's words, by the name of the field. */
export function reviewMessage(given: Form): Readonly<Record<string, string>> {
  const { known: form } = withoutVariables(given);
  const target = targetOf(form);
  const faults = fields.flatMap(name => {
    // A target that only a variable names is nobody's fault.
    if (name === 'target' && isVariable(given.target)) return [];
    const fault = faultOf(() => parseMessage({ target, [name]: form[name] }));
    return fault === undefined ? [] : [[name, fault] as const];
  });
  const fault = faultOf(() => readReceiver(target, form.to));
  return Object.fromEntries(fault === undefined ? faults : [...faults, ['to', fault]]);
}

/** What a form makes of a sample, and which of the targets it is for; undefined while the form is wrong. */
export function previewMessage(
  given: Form,
  type: SampleType,
): { target: Target; message: Message } | undefined {
  if (Object.keys(reviewMessage(given)).length > 0) return undefined;
  const { known: form } = withoutVariables(given);
  const options = parseMessage({ ...form, target: targetOf(form) });
  const items = options.mode === 'digest' ? samples[type] : samples[type].slice(0, 1);
  const [first] = renderMessage(options, items).messages;
  return first && { target: options.target, message: first.message };
}

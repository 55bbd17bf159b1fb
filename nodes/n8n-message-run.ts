/** Runs n8n's message node: items as messages, each with the items that it is made of. */
import {
  NodeOperationError,
  type IDataObject,
  type IExecuteFunctions,
  type INodeExecutionData,
} from 'n8n-workflow';
import {
  parseMessage,
  renderMessage,
  type MessageOptions,
  type Rendered,
} from '../transforms/message/message';
import { jsonOf, readOrTell } from './n8n-transform';

const names = ['target', 'mode', 'title', 'template', 'columns', 'header', 'timeZone', 'other'];

/** n8n keeps one row an item: all of a run have the same columns, so that a sheet gets them in one order. */
function optionsOf(context: IExecuteFunctions): MessageOptions {
  const form = Object.fromEntries(names.map(name => [name, context.getNodeParameter(name, 0, '')]));
  const timeZone = form['timeZone'] === '' ? context.getTimezone() : form['timeZone'];
  const options = parseMessage({ ...form, timeZone });
  return options.target === 'row' ? { ...options, mode: 'digest' } : options;
}

/** What a message is as JSON. A text has a name, a table that of Google's `spreadsheets.values`, rows are items. */
function shapeOf(message: Rendered['message']): IDataObject | IDataObject[] {
  if (typeof message === 'string') return { text: message };
  if (!Array.isArray(message)) return jsonOf(message);
  const [first] = message;
  return Array.isArray(first) ? jsonOf({ values: message }) : message.map(row => jsonOf(row));
}

function itemsOf({ message, items }: Rendered): INodeExecutionData[] {
  const json = shapeOf(message);
  const pairs = items.map(item => ({ item }));
  if (Array.isArray(json)) return json.map((row, at) => ({ json: row, pairedItem: pairs[at] ?? pairs }));
  const [only, ...more] = pairs;
  return [{ json, pairedItem: more.length === 0 && only ? only : pairs }];
}

/** Makes messages of the items. What is no event goes on, or ends the run, or carries the reason as `error`. */
export function messageItems(context: IExecuteFunctions): INodeExecutionData[][] {
  const options = readOrTell(context, () => optionsOf(context));
  const input = context.getInputData();
  const values = input.map(({ json }) => json);
  const { messages, others } = renderMessage(options, values, place => `Item ${place}`);
  const placed = messages.map(made => ({ place: made.items[0] ?? 0, items: itemsOf(made) }));
  for (const { item: place, error } of others) {
    const pairedItem = { item: place };
    const item: INodeExecutionData = { ...input[place], json: values[place] ?? {}, pairedItem };
    if (error !== null && !context.continueOnFail())
      throw new NodeOperationError(context.getNode(), error.message, { itemIndex: place });
    if (error === null) placed.push({ place, items: [item] });
    else placed.push({ place, items: [{ json: { ...item.json, error: error.message }, pairedItem }] });
  }
  return [placed.sort((one, other) => one.place - other.place).flatMap(({ items }) => items)];
}

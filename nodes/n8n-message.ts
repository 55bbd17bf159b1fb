/** Messages as a form of n8n: what to choose, and what the node behind takes of the output. */
import type { INodeProperties } from 'n8n-workflow';
import { targetTitles, type Target } from '../transforms/message/message';
import { otherProperty } from './n8n-filter';

/** n8n's notices know lists and links, nothing else. */
function list(...points: string[]): string {
  return `<ul>${points.map(point => `<li>${point}</li>`).join('')}</ul>`;
}

/**
 * What the nodes behind take, as n8n 2.41 has them. Expressions are written as they stand in the field; without blanks,
 * for the notice would break its lines there.
 */
const wiring: Readonly<Record<Target, string>> = {
  slack: `Slack node, with Message Type “Blocks”: ${list(
    'Blocks: {{({blocks:$json.blocks})}}',
    'Notification Text: {{$json.text}}',
  )} For a webhook, HTTP Request node: ${list('JSON: {{$json}}')}`,
  email: `Send Email or Gmail node: ${list(
    'Subject: {{$json.subject}}',
    'HTML: {{$json.html}}',
    'Text, where there is one: {{$json.text}}',
  )}`,
  telegram: `Telegram node: ${list('Text: {{$json.text}}', 'Additional Fields, Parse Mode: HTML')}`,
  discord: `HTTP Request node, POST to the webhook: ${list('JSON: {{$json}}')} Discord node: ${list(
    'Message: {{$json.content}}',
    'Embeds, as Raw JSON: {{$json.embeds[0]}} (a template of your own makes none)',
  )}`,
  teams: `HTTP Request node, POST to the URL of the workflow “When a Teams webhook request is received”: ${list(
    'JSON: {{$json}}',
  )} The Microsoft Teams node takes no cards. For it choose Plain Text here, and there Content Type “Text” with Include Link to Workflow off.`,
  text: `Any node: ${list('{{$json.text}}')}`,
  row: `Google Sheets node, Append Row: ${list(
    'Mapping Column Mode: Map Automatically',
  )} With a header, {{$json.values}} holds the lines as spreadsheets.values.append takes them.`,
};

const targets = Object.keys(targetTitles) as Target[];
const notRow = targets.filter(target => target !== 'row');

/** What is special in a template of each target. */
const formats: Readonly<Partial<Record<Target, string>>> = {
  slack: 'Slack’s formatting may stand in it, such as *bold* and &lt;https://…|links&gt;',
  email: 'HTML may stand in it',
  telegram: 'The HTML of Telegram may stand in it, such as &lt;b&gt; and &lt;a href="…"&gt;',
  discord: 'Discord’s formatting may stand in it, such as **bold** and [links](https://…)',
  teams: 'Formatting may stand in it, such as **bold** and [links](https://…)',
};

const notices = targets.map((target): INodeProperties => ({
  displayName: wiring[target],
  name: `${target}Notice`,
  type: 'notice',
  default: '',
  displayOptions: { show: { target: [target] } },
}));

const title: INodeProperties = {
  displayName: 'Title',
  name: 'title',
  type: 'string',
  // Double braces are fields of the event here: n8n would take them for an expression of its own.
  noDataExpression: true,
  default: '',
  placeholder: 'e.g. News about {{symbol}}',
  description:
    'What stands above the message, with {{fields}} of the event. Empty means what the event says.',
};

const template: INodeProperties = {
  displayName: 'Template',
  name: 'template',
  type: 'string',
  noDataExpression: true,
  typeOptions: { rows: 4 },
  default: '',
  placeholder: 'e.g. {{symbol}}: {{headline}} {{url}}',
  hint: 'Empty means the built-in look of each kind of event',
};

const templates = notRow.map((target): INodeProperties => {
  const format = formats[target];
  const fields = 'The message in your own words, with the fields of the input between double braces';
  return {
    ...template,
    description: format === undefined ? fields : `${fields}. ${format}.`,
    displayOptions: { show: { target: [target] } },
  };
});

/** The parameters of a message, as `parseMessage` reads them. */
export const messageProperties: INodeProperties[] = [
  {
    displayName: 'Message For',
    name: 'target',
    type: 'options',
    noDataExpression: true,
    default: 'slack',
    description: 'Where the message will be shown: it is written and escaped for it',
    options: targets
      .map(value => ({
        name: value === 'row' ? 'Spreadsheet Row' : value === 'text' ? 'Plain Text' : targetTitles[value],
        value,
      }))
      .sort((one, other) => one.name.localeCompare(other.name)),
  },
  ...notices,
  {
    displayName: 'Mode',
    name: 'mode',
    type: 'options',
    noDataExpression: true,
    default: 'one',
    description: 'How many messages the items of a run become',
    displayOptions: { show: { target: notRow } },
    options: [
      { name: 'One Digest', value: 'digest', description: 'One message for all items' },
      { name: 'One Message per Item', value: 'one' },
    ],
  },
  { ...title, displayOptions: { show: { target: notRow.filter(target => target !== 'email') } } },
  {
    ...title,
    displayName: 'Subject',
    description: 'The subject of the email, with {{fields}} of the event. Empty means what the event says.',
    displayOptions: { show: { target: ['email'] } },
  },
  ...templates,
  {
    displayName: 'Columns',
    name: 'columns',
    type: 'string',
    default: '',
    placeholder: 'e.g. time, symbol, last, changePercent',
    description: 'Fields of the event or alert, in the order of the sheet. Empty means all of them.',
    displayOptions: { show: { target: ['row'] } },
  },
  {
    displayName: 'Header',
    name: 'header',
    type: 'boolean',
    default: false,
    description: 'Whether to return one list of lines, the first with the names of the columns',
    displayOptions: { show: { target: ['row'] } },
  },
  {
    displayName: 'Time Zone',
    name: 'timeZone',
    type: 'string',
    default: '',
    placeholder: 'e.g. America/New_York',
    description: 'The time zone of the times in the message. Empty means that of the workflow.',
  },
  {
    ...otherProperty,
    description: 'What to do with an item that is neither a market event nor an alert',
    options: [
      { name: 'Pass On', value: 'pass', description: 'They leave as they are' },
      { name: 'Stop', value: 'error', description: 'The run stops and says what is missing in which item' },
    ],
  },
];

const titles = JSON.stringify(Object.fromEntries(targets.map(target => [target, targetTitles[target]])));

/** What a node is called on the canvas: `Slack`, or `Slack, digest`. */
export const messageSubtitle = `={{ (${titles})[$parameter["target"]] + ($parameter["mode"] === "digest" ? ", digest" : "") }}`;

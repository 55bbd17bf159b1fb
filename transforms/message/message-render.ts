import { ConfigError } from '../../core/errors';
import { fit, plainEscaper } from './escape-text';
import { typeTitles, type EventType } from '../event-fields';
import { cardOf } from './message-card';
import type { DiscordMessage } from './message-discord';
import type { EmailMessage } from './message-email';
import type { MessageOptions } from './message-options';
import type { Card } from './message-parts';
import { moreWords, type Renderer } from './message-renderer';
import { defaultColumns, rowOf, tableOf, type Row, type Table } from './message-row';
import type { SlackMessage } from './message-slack';
import { renderers, type TextTarget } from './message-targets';
import type { TeamsMessage } from './message-teams';
import type { TelegramMessage } from './message-telegram';
import { fill } from './message-template';
import { itemOf, shownValue, type Item } from './message-values';

/** What goes to the target's own node; a digest of rows is a list, with `header` rows are a table. */
export type Message =
  | SlackMessage
  | EmailMessage
  | TelegramMessage
  | DiscordMessage
  | TeamsMessage
  | string
  | Row
  | Row[]
  | Table;

/** A message, and which of the items it is made of. */
export interface Rendered {
  message: Message;
  /** Places in the list of items. */
  items: number[];
  /** How many of them did not fit; the message says so. */
  left: number;
}

/** An item that is neither event nor alert. */
export interface Other {
  /** Its place in the list of items. */
  item: number;
  value: unknown;
  /** Null where `other` is `pass`. */
  error: ConfigError | null;
}

export interface Output {
  messages: Rendered[];
  others: Other[];
}

interface Placed extends Item {
  place: number;
}

/** One of a type, where the name for many is not its plural. */
const singles: Readonly<Record<string, string>> = {
  ...{ news: 'news item', earnings: 'earnings report', 'bulls and bears': 'case for bulls and bears' },
  'transcript audio': 'transcript audio',
};

function counted(count: number, name: string): string {
  return `${count} ${count === 1 ? (singles[name] ?? name.replace(/s$/, '')) : name}`;
}

/** A digest's title: `3 news, 2 alerts`, or `12 events` where it is a mixture. */
function countWords(items: readonly Item[]): string {
  const counts = new Map<string, number>();
  for (const { type, alert } of items) {
    const name = alert === null ? typeTitles[type as EventType] : 'alerts';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  if (counts.size > 3) return counted(items.length, 'events');
  return [...counts].map(([name, count]) => counted(count, name)).join(', ');
}

/** What `{{name}}` stands for in an item of a message of `count`. */
function lookupIn(item: Item, card: () => Card, count: number, zone: string): (name: string) => string {
  return name => {
    if (name === 'line') return card().title;
    return name === 'count' ? String(count) : shownValue(item, name, zone);
  };
}

/** A title has room for so much. */
const longestTitle = 400;

/** The own title, in which a field stands for the value that all items have in common. */
function ownTitle(options: MessageOptions, items: readonly Item[]): string | null {
  const { title, timeZone } = options;
  if (title === null) return null;
  const lookups = items.map(item => lookupIn(item, () => cardOf(item, timeZone), items.length, timeZone));
  const lookup = (name: string): string => {
    const [first = '', ...others] = lookups.map(one => one(name));
    return others.every(value => value === first) ? first : '';
  };
  return fill(title, lookup, plainEscaper, longestTitle).trim() || null;
}

/** What the own template says of an item; its card's title where it says nothing. */
function ownText<M>(options: MessageOptions, renderer: Renderer<M>, item: Item, count: number): string {
  const { template, timeZone } = options;
  const card = (): Card => cardOf(item, timeZone);
  const text = fill(template ?? [], lookupIn(item, card, count, timeZone), renderer.escape, renderer.longest);
  return text.trim() === '' ? fit(card().title, longestTitle, renderer.escape.text) : text;
}

function renderOne<M>(
  options: MessageOptions,
  renderer: Renderer<M>,
  item: Placed,
): { message: M; left: number } {
  const title = ownTitle(options, [item]);
  if (options.template !== null) {
    return { message: renderer.own(title, ownText(options, renderer, item, 1)), left: 0 };
  }
  const card = cardOf(item, options.timeZone);
  return { message: renderer.card(title === null ? card : { ...card, title }), left: 0 };
}

/** A digest by the own template: one after the other, as many as fit. */
function ownDigest<M>(
  options: MessageOptions,
  renderer: Renderer<M>,
  items: readonly Placed[],
  title: string,
) {
  const room = renderer.longest - 40;
  let text = '';
  let taken = 0;
  for (const item of items) {
    const next = ownText(options, renderer, item, items.length);
    if (taken > 0 && text.length + next.length + 1 > room) break;
    text += taken === 0 ? next : `\n${next}`;
    taken += 1;
  }
  const left = items.length - taken;
  return { message: renderer.own(title, left === 0 ? text : `${text}\n${moreWords(left)}`), left };
}

function renderDigest<M>(options: MessageOptions, renderer: Renderer<M>, items: readonly Placed[]) {
  const [only] = items;
  if (items.length === 1 && only !== undefined) return renderOne(options, renderer, only);
  const title = ownTitle(options, items) ?? countWords(items);
  if (options.template !== null) return ownDigest(options, renderer, items, title);
  return renderer.digest(
    title,
    items.map(item => cardOf(item, options.timeZone)),
  );
}

/** Rows hold whatever there is: nothing is left out. */
function renderRows(options: MessageOptions, items: readonly Placed[]): Message {
  const columns = options.columns.length > 0 ? options.columns : defaultColumns(items);
  if (options.header) return tableOf(items, columns, options.timeZone);
  const rows = items.map(item => rowOf(item, columns, options.timeZone));
  return options.mode === 'digest' ? rows : (rows[0] ?? {});
}

function renderGroup(options: MessageOptions, items: readonly Placed[]): Rendered {
  const places = items.map(({ place }) => place);
  if (options.target === 'row') return { message: renderRows(options, items), items: places, left: 0 };
  const renderer = renderers[options.target satisfies TextTarget] as Renderer<Message>;
  const { message, left } = renderDigest(options, renderer, items);
  return { message, items: places, left };
}

function otherOf(options: MessageOptions, item: number, value: unknown, why: string, name: string): Other {
  const error = new ConfigError(`${name} is neither a market event nor an alert: ${why}.`);
  return { item, value, error: options.other === 'error' ? error : null };
}

/** Items as messages. Never throws, whatever the items hold. `nameOf` says what the host calls an item, by its place. */
export function renderMessage(
  options: MessageOptions,
  items: readonly unknown[],
  nameOf: (place: number) => string = place => `Item ${place + 1}`,
): Output {
  const placed: Placed[] = [];
  const others: Other[] = [];
  for (const [place, value] of items.entries()) {
    const item = itemOf(value);
    if (typeof item === 'string') others.push(otherOf(options, place, value, item, nameOf(place)));
    else placed.push({ type: item.type, event: item.event, alert: item.alert, place });
  }
  const groups = options.mode === 'one' ? placed.map(item => [item]) : placed.length > 0 ? [placed] : [];
  return { messages: groups.map(group => renderGroup(options, group)), others };
}

import { ConfigError } from '../../core/errors';
import type { Form } from '../../core/provider';
import { toList } from '../../core/read';
import { readChoice } from '../form-values';
import { zoneClock } from '../zone-clock';
import { renderers, targetTitles, type Target } from './message-targets';
import { isField, ownLength, parseTemplate, unknownField, type Template } from './message-template';

/** What a form asks for, validated. */
export interface MessageOptions {
  readonly target: Target;
  /** `one`: a message for each item; `digest`: one message for all. */
  readonly mode: 'one' | 'digest';
  /** Null: the built-in template of each type. */
  readonly template: Template | null;
  /** Above the message; an email's subject. Null: what the built-in template says. Rows have none. */
  readonly title: Template | null;
  /** Of rows; empty: all fields of the item's type. */
  readonly columns: readonly string[];
  /** Rows as a table with the names above. */
  readonly header: boolean;
  readonly timeZone: string;
  /** What becomes of an item that is neither event nor alert. */
  readonly other: 'pass' | 'error';
}

/** A text field as it was typed; null where it is empty. */
function typed(form: Form, name: string, label: string): string | null {
  const value = form[name] ?? '';
  if (typeof value !== 'string') throw new ConfigError(`${label} must be a text.`);
  return value.trim() === '' ? null : value;
}

/** A title is one line of at most so many letters of the user's own. */
const longestTitle = 200;

function titleOf(form: Form, target: Target): Template | null {
  const label = target === 'email' ? 'Subject' : 'Title';
  const subject = target === 'email' ? typed(form, 'subject', label) : null;
  const text = target === 'row' ? null : (subject ?? typed(form, 'title', label));
  if (text === null) return null;
  const template = parseTemplate(text.trim(), label);
  if (ownLength(template) <= longestTitle) return template;
  throw new ConfigError(
    `${label} is too long: write at most ${longestTitle} characters, fields not counted.`,
  );
}

function templateOf(form: Form, target: Target): Template | null {
  if (target === 'row') return null;
  const text = typed(form, 'template', 'Template');
  if (text === null) return null;
  const template = parseTemplate(text, 'Template');
  const { longest } = renderers[target];
  if (ownLength(template) <= longest) return template;
  throw new ConfigError(
    `Template is too long for ${targetTitles[target]}: write at most ${longest} characters, fields not counted.`,
  );
}

function columnsOf(form: Form): string[] {
  const columns = [...new Set(toList(form['columns']))];
  const unknown = columns.find(column => !isField(column));
  if (unknown !== undefined) throw new ConfigError(`Columns: ${unknownField(unknown)}`);
  if (columns.length > 200) throw new ConfigError('Columns: write at most 200.');
  return columns;
}

function zoneOf(form: Form): string {
  const zone = typed(form, 'timeZone', 'Time zone')?.trim() ?? 'UTC';
  if (zoneClock(zone) !== undefined) return zone;
  throw new ConfigError(
    `Time zone: "${zone.slice(0, 40)}" is not known. Write UTC or a name such as America/New_York or Europe/Berlin.`,
  );
}

const targets = Object.keys(targetTitles) as [Target, ...Target[]];

/**
 * Validates a form: `target`, `mode`, `template`, `title` (of an email, `subject` comes first), `columns` and `header`
 * (row), `timeZone`, `other`. What the target has no use for is not looked at. Throws a ConfigError in a user's words.
 */
export function parseMessage(form: Form): MessageOptions {
  if ((form['target'] ?? '') === '') throw new ConfigError(`Target: choose ${targets.join(', ')}.`);
  const target = readChoice(form['target'], 'Target', targets);
  return {
    target,
    mode: readChoice(form['mode'], 'Mode', ['one', 'digest']),
    template: templateOf(form, target),
    title: titleOf(form, target),
    columns: target === 'row' ? columnsOf(form) : [],
    header: form['header'] === true,
    timeZone: zoneOf(form),
    other: readChoice(form['other'], 'Other items', ['error', 'pass']),
  };
}

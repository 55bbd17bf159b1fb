/** Own templates: the user's text, which is trusted as formatting of its target, with `{{field}}` for values. */
import { ConfigError } from '../../core/errors';
import { fit, plainEscaper, urlPart, type Escaper } from './escape-text';
import { eventTypes, fieldNamed, fieldsOf } from '../event-fields';

/** Where a placeholder stands decides how its value is written. */
type Place = 'text' | 'url' | 'bracket' | 'url part';

interface Slot {
  name: string;
  place: Place;
}

export type Template = readonly (string | Slot)[];

/** What is no field of an event, and can stand in a template nevertheless. */
const alertFields = ['alert', 'rule', 'kind', 'firedTime', 'message', 'value', 'reference'];
const extras = [...alertFields, 'line', 'count'];

/** Every name that can stand in a template, but those with a dot. */
const names = [
  ...new Set([...eventTypes.flatMap(type => fieldsOf(type).map(({ name }) => name)), ...extras]),
];

/** How many letters must change to make one word of the other. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1];
    for (let to = 1; to <= other.length; to += 1) {
      const change = (row[to - 1] ?? 0) + (letter === other[to - 1] ? 0 : 1);
      next.push(Math.min(change, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

function nearest(name: string): string {
  const wanted = name.slice(0, 40).toLowerCase();
  const ranked = names.map(one => ({ one, far: distance(wanted, one.toLowerCase()) }));
  return ranked.reduce((best, next) => (next.far < best.far ? next : best)).one;
}

/** Whether a field of that name can be there: `raw.…`, `counts.…` and the numbers of an alert are not known before. */
export function isField(name: string): boolean {
  if (/^(?:raw|counts|alert)(?:\.[^.{}\s]+)+$/.test(name)) return true;
  const plain = name.startsWith('event.') ? name.slice(6) : name;
  return fieldNamed(plain) !== undefined || (plain === name && extras.includes(name));
}

/** The sentence for a name that no event and no alert has. */
export function unknownField(name: string): string {
  return `"${name.slice(0, 60)}" is no field of an event or alert. Did you mean "${nearest(name)}"?`;
}

/** How a value is written after `before`, in which earlier placeholders are letters. */
function placeAfter(before: string): Place {
  if (/(?:\b(?:href|src)\s{0,9}=\s{0,9}["']?|\]\()$/i.test(before)) return 'url';
  if (before.endsWith('<')) return 'bracket';
  return /https?:\/\/[^\s"'<>()|]*$/i.test(before.slice(-500)) ? 'url part' : 'text';
}

/** Reads a template. Throws a ConfigError that names what cannot stand in it; `where` is the form's field. */
export function parseTemplate(text: string, where: string): Template {
  const parts: (string | Slot)[] = [];
  let before = '';
  for (const [index, piece] of text.split('{{').entries()) {
    const end = index === 0 ? -1 : piece.indexOf('}}');
    if (index > 0 && end < 0) {
      throw new ConfigError(
        `${where}: "{{${piece.slice(0, 40)}" is not closed. Write {{field}}, for instance {{symbol}}.`,
      );
    }
    if (index > 0) {
      const name = piece.slice(0, end).trim();
      if (!isField(name)) throw new ConfigError(`${where}: ${unknownField(name)}`);
      parts.push({ name, place: placeAfter(before) });
      before += 'x';
    }
    const rest = index === 0 ? piece : piece.slice(end + 2);
    if (rest !== '') parts.push(rest);
    before += rest;
  }
  return parts;
}

/** The length of the user's own text. */
export function ownLength(template: Template): number {
  return template.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 0), 0);
}

export type Lookup = (name: string) => string;

const urlFields = new Set(['url', 'imageUrl']);

function write({ name, place }: Slot, value: string, most: number, escaper: Escaper): string {
  const isUrl = urlFields.has(name.split('.').at(-1) ?? '');
  if (place === 'url part') return fit(value, most, urlPart);
  // Behind a `<` begins a tag or a mention: nothing but an address may stand there, except in plain text.
  const isAddress = place === 'url' || (place === 'bracket' && escaper !== plainEscaper);
  const address = isAddress ? escaper.url : isUrl ? (escaper.bareUrl ?? escaper.url) : undefined;
  if (address === undefined) return fit(value, most, escaper.text);
  const url = address(value);
  return url.length <= most ? url : '';
}

/** How long each value may be: the first that makes the whole fit is taken. */
const caps = [4_000, 2_000, 1_000, 500, 250, 100, 40, 10];

/** The template with its values, in at most `max` UTF-16 units, as far as the user's own text leaves room. */
export function fill(template: Template, lookup: Lookup, escaper: Escaper, max: number): string {
  const values = new Map(
    template.flatMap(part => (typeof part === 'string' ? [] : [[part.name, lookup(part.name)]])),
  );
  const at = (cap: number): string =>
    template
      .map(part => (typeof part === 'string' ? part : write(part, values.get(part.name) ?? '', cap, escaper)))
      .join('');
  for (const cap of caps) {
    const text = at(Math.min(cap, max));
    if (text.length <= max) return text;
  }
  return at(0);
}

/** A filter as a sentence, for the person who writes it. */
import type { EventField } from '../event-fields';
import { isGroup, type Condition, type ConditionGroup, type FilterRules, type Match } from './filter-form';
import type { Wanted } from './filter-values';
import { dayNames } from '../zone-clock';

/** A title inside a sentence: `Last` becomes `last`, `EPS` stays. */
export function titleInSentence({ title }: EventField): string {
  return /^\p{Lu}\p{Ll}/u.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}

function joined(parts: readonly string[], last: string): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} ${last} ${parts.at(-1)}`;
}

function clockText(minute: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** `Mon`, or `Monday to Friday` for days in a row. */
function daysText(days: readonly number[]): string {
  if (days.join() === '1,2,3,4,5') return 'Monday to Friday';
  return joined(
    days.map(day => dayNames[day] ?? ''),
    'or',
  );
}

function wantedText(wanted: Wanted, many: 'and' | 'or'): string {
  switch (wanted.takes) {
    case 'nothing':
      return '';
    case 'number':
      return ` ${wanted.number}`;
    case 'range':
      return ` ${wanted.from} and ${wanted.to}`;
    case 'text':
      return ` ${wanted.text}`;
    case 'texts':
      return ` ${joined(wanted.texts, many)}`;
    case 'words':
      return ` ${joined(
        wanted.terms.map(term => (term.length > 1 ? `"${term.join(' ')}"` : term.join(''))),
        many,
      )}`;
    case 'clock':
      return ` ${clockText(wanted.minute)} (${wanted.zone})`;
    case 'clocks':
      return ` ${clockText(wanted.from)} and ${clockText(wanted.to)} (${wanted.zone})`;
    case 'days':
      return ` ${daysText(wanted.days)} (${wanted.zone})`;
    case 'date':
      return ` ${wanted.date}`;
  }
}

/** One condition in words, for instance `last is above 240`. */
export function describeCondition({ field, operator, wanted }: Condition): string {
  const many = operator.id === 'hasAll' || operator.id === 'allWords' ? 'and' : 'or';
  return `${titleInSentence(field)} ${operator.title}${wantedText(wanted, many)}${operator.unit ?? ''}`;
}

function matched(match: Match, parts: readonly string[]): string {
  if (match !== 'none') return parts.join(match === 'all' ? ' and ' : ' or ');
  return parts.length === 1 ? `not (${parts[0]})` : `none of (${parts.join('; ')})`;
}

function rowText(row: Condition | ConditionGroup, isAlone: boolean): string {
  if (!isGroup(row)) return describeCondition(row);
  const text = matched(row.match, row.conditions.map(describeCondition));
  return isAlone || row.match === 'none' || row.conditions.length === 1 ? text : `(${text})`;
}

/** How many conditions a sentence names. */
const mostNamed = 20;

/** A filter in words, for instance `last is above 240 and symbol is AAPL`; `everything` where it has no conditions. */
export function describeFilter({ match, conditions }: FilterRules): string {
  if (conditions.length === 0) return 'everything';
  const parts = conditions.slice(0, mostNamed).map(row => rowText(row, conditions.length === 1));
  const rest = conditions.length - parts.length;
  return matched(match, rest > 0 ? [...parts, `${rest} more`] : parts);
}

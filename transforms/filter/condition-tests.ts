/** What tests of conditions share. */
import type { ReadText } from '../../core/words';
import type { EventField } from '../event-fields';
import type { Condition } from './filter-form';

/** An event as a filter sees it: anything may be in it. */
export type Values = Readonly<Record<string, unknown>>;

/** A value that "has changed" compares with: what the last event of the symbol and type held. */
export type Kept = number | string | boolean;

/** What a test may know beyond the event. */
export interface Context {
  /** What the field held before, undefined where nothing is known. */
  before(name: string): Kept | undefined;
  /** A long text, folded; worked out once for each event. */
  folded(field: EventField, text: string): string;
  /** A long text, taken apart; worked out once for each event. */
  words(field: EventField, text: string): ReadText;
}

export type Test = (event: Values, context: Context) => boolean;

/** A number that one can compare: NaN and the infinities are none. */
export function isNumber(value: unknown): value is number {
  return typeof value === 'number' && value - value === 0;
}

/** Whether a text or flag is another than the last event's. Without a value now or before, nothing changed. */
export function changeTest({ field: { name, kind } }: Condition): Test {
  const type = kind === 'flag' ? 'boolean' : 'string';
  return (event, context) => {
    const value = event[name];
    const before = context.before(name);
    return typeof value === type && value !== '' && before !== undefined && value !== before;
  };
}

/**
 * What a dialog needs of a filter: the fields and operators to choose from, and what the form says or lacks. The build
 * makes a script of it for Node-RED's pages, so that a dialog says what the node will.
 */
import { ConfigError } from '../../core/errors';
import { isObject } from '../../core/read';
import { describeFilter } from './describe';
import { fieldNamed as eventFieldNamed, type EventField, type EventType } from '../event-fields';
import { anyIndicator, indicators } from '../indicator-field';
import { impossible } from './filter-check';
import { isGroup, parseFilter, type Condition, type FilterRules } from './filter-form';
import { operatorFor, type Takes } from './filter-operators';
import { isVariable } from '../variable';

export { commonFields, eventTypes, firstField, isAnyType, typeFields } from '../event-fields';
export { anyIndicator } from '../indicator-field';
export { typesWith, typeTitles } from '../event-fields';
export { operatorFor, operatorsOf } from './filter-operators';

/** The field that a condition is about, also where the number of an indicator has no name yet. */
export function fieldNamed(name: string): EventField | undefined {
  return name === indicators ? anyIndicator : eventFieldNamed(name);
}

/** What is to be said about a form. */
export interface Review {
  /** The filter in words; empty while something is wrong. */
  readonly sentence: string;
  /** Why no event can match; empty where some can. */
  readonly warning: string;
  /**
   * What is wrong, in the node's words: with conditions by their numbers (`2`, or `2.1` in a group), with the time zone
   * as `timeZone`, with anything else as `form`.
   */
  readonly faults: Readonly<Record<string, string>>;
}

/** A value that each kind of operator takes. */
const samples: Readonly<Record<Takes, string>> = {
  ...{ nothing: '', number: '1', range: '1 to 2', text: 'A', texts: 'A', words: 'A' },
  ...{ clock: '09:30', clocks: '09:30 to 16:00', days: 'Mon', date: '2026-01-31' },
};

/** A condition with a value that fits in place of a variable. */
function withSample(row: unknown): unknown {
  if (!isObject(row) || !isVariable(row.value)) return row;
  const field = fieldNamed(String(row.field));
  const operator = field && operatorFor(field.kind, String(row.operator));
  return operator ? { ...row, value: field.choices?.[0] ?? samples[operator.takes] } : row;
}

/** The conditions of a row: its own, or those of a group. */
function inside(row: unknown): unknown[] {
  if (!isObject(row) || !('conditions' in row)) return [row];
  return Array.isArray(row.conditions) ? row.conditions : [];
}

function numberOf(row: unknown, at: number, inner: number): string {
  return isObject(row) && 'conditions' in row ? `${at + 1}.${inner + 1}` : String(at + 1);
}

/** Calls `note` with what is wrong with a form, if anything is. */
function attempt(form: object, note: (fault: string) => void): FilterRules | undefined {
  try {
    return parseFilter(form);
  } catch (thrown) {
    if (!(thrown instanceof ConfigError)) throw thrown;
    note(thrown.message);
    return undefined;
  }
}

/** The rules as a person may read them: with the names of variables in place of the samples. */
function named(rules: FilterRules, rows: readonly unknown[]): FilterRules {
  const values = rows.flatMap(inside).map(row => (isObject(row) ? row.value : undefined));
  const name = (condition: Condition): Condition => {
    const value = values.shift();
    return isVariable(value) ? { ...condition, wanted: { takes: 'text', text: value.trim() } } : condition;
  };
  const conditions = rules.conditions.map(row =>
    isGroup(row) ? { ...row, conditions: row.conditions.map(name) } : name(row),
  );
  return { ...rules, conditions };
}

/** Reads a form as the node does, and each condition by itself. `types` are those that come; all where none is given. */
export function reviewFilter(
  form: Readonly<Record<string, unknown>>,
  types: readonly EventType[] = [],
): Review {
  const rows: unknown[] = Array.isArray(form.conditions) ? form.conditions : [];
  const timeZone = isVariable(form.timeZone) ? '' : form.timeZone;
  const faults: Record<string, string> = {};
  const zoneIsWrong = attempt({ timeZone }, fault => (faults['timeZone'] = fault)) === undefined;
  for (const [at, row] of rows.entries()) {
    for (const [inner, one] of inside(row).entries()) {
      attempt({ timeZone: zoneIsWrong ? '' : timeZone, conditions: [withSample(one)] }, fault => {
        faults[numberOf(row, at, inner)] = fault.replace(/^Condition [\d.]+: /, '');
      });
    }
  }
  if (Object.keys(faults).length > 0) return { sentence: '', warning: '', faults };
  const conditions = rows.map(row =>
    isObject(row) && 'conditions' in row
      ? { ...row, conditions: inside(row).map(withSample) }
      : withSample(row),
  );
  const rules = attempt({ match: form.match, timeZone, conditions }, fault => (faults['form'] = fault));
  if (rules === undefined) return { sentence: '', warning: '', faults };
  return { sentence: describeFilter(named(rules, rows)), warning: impossible(rules, types) ?? '', faults };
}

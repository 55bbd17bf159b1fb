/**
 * What a dialog needs of alert rules: the kinds to choose from, what each asks for, and what the form says or lacks. The
 * build makes a script of it for Node-RED's pages, so that a dialog says what the node will.
 */
import { ConfigError } from '../../core/errors';
import { isObject, toList } from '../../core/read';
import { quietDaysIn } from './alert-clock';
import { describeAlert } from './alert-describe';
import { parseAlerts } from './alert-parse';
import { RuleError } from './alert-row';
import { typesOf, type AlertKind } from './alert-rules';
import { typeTitles } from '../event-fields';
import { isVariable } from '../variable';
import { dayNames } from '../zone-clock';

export { factsOf } from './alert-rules';
export { defaultTexts, textFieldsOf } from './alert-text';
export { parseDuration, durationText } from '../duration';

/** The kinds of rules as a list shows them. */
export const kindGroups: readonly { readonly title: string; readonly kinds: readonly AlertKind[] }[] = [
  {
    title: 'Price',
    kinds: [
      ...([
        'crossesAbove',
        'crossesBelow',
        'entersRange',
        'leavesRange',
        'movesByPercent',
        'movesBy',
      ] as const),
      ...(['fromPreviousClose', 'fromOpen', 'newHigh', 'newLow'] as const),
    ],
  },
  { title: 'Volume and spread', kinds: ['volumeSpike', 'spreadWider'] },
  {
    title: 'Ratings, earnings, filings, words',
    kinds: [
      ...(['ratingUp', 'ratingDown', 'targetChangedBy', 'earningsBeat', 'earningsMiss'] as const),
      ...(['formFiled', 'words'] as const),
    ],
  },
];

/** What is wrong with a rule. */
export interface RuleFault {
  /** The field, by its name in the form. */
  readonly field: string;
  /** A sentence for the person who fills it in. */
  readonly sentence: string;
}

/** What is to be said about one rule. */
export interface RuleReview {
  /** What the rule means; empty while something is wrong with it. */
  readonly sentence: string;
  /** The events that can fire it, for instance `quotes or bars`; empty while something is wrong. */
  readonly needs: string;
  readonly fault: RuleFault | undefined;
}

export interface AlertReview {
  readonly rules: readonly RuleReview[];
  /** The first thing that is wrong, as the node will say it; empty where nothing is. */
  readonly fault: string;
}

/** What stands in for a variable, whose value nobody knows yet, so that the rest can be judged. */
const samples: Readonly<Record<string, unknown>> = {
  ...{ level: 1, low: -1e299, high: 1e299, by: 1, times: 1, bars: 1, rearmBy: 1 },
  ...{ withinMs: 60_000, holdMs: 60_000, coolDownMs: 60_000 },
  ...{ symbols: 'A', forms: '8-K', ciks: '1', words: 'A' },
  ...{ timeZone: 'UTC', quietFrom: '22:00', quietTo: '06:00', quietDays: 'Sat' },
  ...{
    indicator: 'A',
    kind: '',
    price: '',
    unit: '',
    direction: '',
    figure: '',
    match: '',
    repeat: '',
    text: '',
  },
};

/** The days of quiet hours that a dialog offers, in its order. */
export const quietDays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

/** Those of them that a field names, ranges among them; none where it is empty, or holds what is no day. */
export function quietDaysOf(value: unknown): string[] {
  if (toList(value).length === 0) return [];
  try {
    const named = dayNames.filter((_, day) => quietDaysIn(value)[day]);
    return quietDays.filter(day => named.some(name => name.startsWith(day)));
  } catch {
    return [];
  }
}

type Row = Readonly<Record<string, unknown>>;

const variablesIn = (row: Row): [name: string, variable: string][] =>
  Object.entries(row).flatMap(([name, value]) =>
    name in samples && isVariable(value) ? [[name, value.trim()] as [string, string]] : [],
  );

function withSamples(row: unknown): unknown {
  if (!isObject(row)) return row;
  const known = variablesIn(row).map(([name]) => [name, samples[name]] as const);
  return { ...row, ...Object.fromEntries(known) };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What is wrong with a form, if anything is. */
function faultOf(form: Row): ConfigError | undefined {
  try {
    parseAlerts(form);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown;
    throw thrown;
  }
}

function reviewRule(row: unknown): RuleReview {
  const rules = [withSamples(row)];
  const fault = faultOf({ rules });
  if (fault) {
    const { field, sentence } =
      fault instanceof RuleError
        ? { field: fault.field, sentence: fault.fault }
        : { field: 'kind', sentence: fault.message };
    return { sentence: '', needs: '', fault: { field, sentence: capital(sentence) } };
  }
  const [rule] = parseAlerts({ rules });
  if (!rule) return { sentence: '', needs: '', fault: undefined };
  const variables = Object.fromEntries(isObject(row) ? variablesIn(row) : []);
  const needs = typesOf(rule)
    .map(type => typeTitles[type])
    .join(' or ');
  return { sentence: describeAlert(rule, variables), needs, fault: undefined };
}

/** Reads a form (`{ rules }`, a list of rows) as the node does, and each rule by itself. */
export function reviewAlerts(form: Row): AlertReview {
  const rows: unknown[] = Array.isArray(form.rules) ? form.rules : [];
  return {
    rules: rows.map(reviewRule),
    fault: faultOf({ rules: rows.map(withSamples) })?.message ?? '',
  };
}

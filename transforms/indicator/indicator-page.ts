/**
 * What a dialog needs of indicators: what there is to choose from, and what the form says or lacks. The build makes a
 * script of it for Node-RED's pages, so that a dialog says what the node will.
 */
import { ConfigError } from '../../core/errors';
import { isObject } from '../../core/read';
import { describeIndicator } from './indicator-describe';
import { namesOf } from './indicator-kinds';
import { parseIndicators, rowsOf } from './indicator-parse';

export { barPrices, indicatorKinds, priceTitles, quotePrices } from './indicator-kinds';
export { rowsOf } from './indicator-parse';

/** What is to be said about a form. */
export interface IndicatorReview {
  /** Each indicator in words, in order; empty where it has a fault. */
  readonly sentences: readonly string[];
  /** What is wrong, in the node's words: with indicators by their numbers, with anything else as `form`. */
  readonly faults: Readonly<Record<string, string>>;
  /** What the numbers are called in the event; empty while something is wrong. */
  readonly names: readonly string[];
}

/** `${NAME}`, which Node-RED replaces by an environment variable when the flow starts: nobody knows its value yet. */
const isVariable = (value: unknown): boolean =>
  typeof value === 'string' && /^\$\{[^{}\s]+\}$/.test(value.trim());

/** A row as if it left open what only a variable tells. */
function withoutVariables(row: unknown): unknown {
  if (!isObject(row)) return row;
  return Object.fromEntries(Object.entries(row).filter(([, value]) => !isVariable(value)));
}

function faultOf(form: object, note: (fault: string) => void): void {
  try {
    parseIndicators(form as Readonly<Record<string, unknown>>);
  } catch (thrown) {
    if (!(thrown instanceof ConfigError)) throw thrown;
    note(thrown.message);
  }
}

/** Reads a form as the node does, and each indicator by itself. */
export function reviewIndicators(form: Readonly<Record<string, unknown>>): IndicatorReview {
  const rows = rowsOf(form.indicators).map(withoutVariables);
  const faults: Record<string, string> = {};
  const sentences = rows.map((row, at) => {
    faultOf({ indicators: [row] }, fault => (faults[at + 1] = fault.replace(/^Indicator \d+: /, '')));
    if (faults[at + 1] !== undefined) return '';
    return parseIndicators({ indicators: [row] })
      .indicators.map(describeIndicator)
      .join('');
  });
  if (Object.keys(faults).length === 0) {
    faultOf({ ...form, indicators: rows }, fault => {
      const [, number = 'form', rest = fault] = /^Indicator (\d+): (.*)$/s.exec(fault) ?? [];
      faults[number] = rest;
    });
  }
  const isWrong = Object.keys(faults).length > 0;
  const names = isWrong ? [] : parseIndicators({ indicators: rows }).indicators.flatMap(namesOf);
  return { sentences, faults, names };
}

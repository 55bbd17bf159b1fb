/**
 * What a dialog needs of indicators: what there is to choose from, and what the form says or lacks. The build makes a
 * script of it for Node-RED's pages, so that a dialog says what the node will.
 */
import type { Form } from '../../core/provider';
import { isObject } from '../../core/read';
import { faultOf, withoutVariables } from '../form-values';
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

/** A row as if it left open what only a variable tells. */
const knownOf = (row: unknown): unknown => (isObject(row) ? withoutVariables(row).known : row);

const faultIn = (form: Form): string | undefined => faultOf(() => parseIndicators(form));

/** Reads a form as the node does, and each indicator by itself. */
export function reviewIndicators(form: Form): IndicatorReview {
  const rows = rowsOf(form.indicators).map(knownOf);
  const faults: Record<string, string> = {};
  const sentences = rows.map((row, at) => {
    const fault = faultIn({ indicators: [row] });
    if (fault !== undefined) {
      faults[at + 1] = fault.replace(/^Indicator \d+: /, '');
      return '';
    }
    return parseIndicators({ indicators: [row] })
      .indicators.map(describeIndicator)
      .join('');
  });
  const fault = Object.keys(faults).length > 0 ? undefined : faultIn({ ...form, indicators: rows });
  if (fault !== undefined) {
    const [, number = 'form', rest = fault] = /^Indicator (\d+): (.*)$/s.exec(fault) ?? [];
    faults[number] = rest;
  }
  const isWrong = Object.keys(faults).length > 0;
  const names = isWrong ? [] : parseIndicators({ indicators: rows }).indicators.flatMap(namesOf);
  return { sentences, faults, names };
}

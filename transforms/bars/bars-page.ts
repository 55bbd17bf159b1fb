/**
 * What a dialog needs of bars: what the form says or lacks. The build makes a script of it for Node-RED's page, so that
 * the dialog says what the node will.
 */
import type { Form } from '../../core/provider';
import { faultOf, withoutVariables } from '../form-values';
import { describeBars } from './bars-describe';
import { barsReaders, intervalOf, lengthText, parseBars, propertiesOf, type BarsProperty } from './bars-form';

export { durationText, parseDuration, unitLacking } from '../duration';

/** What is to be said about a form. */
export interface Review {
  /** The bars in words; empty while something is wrong. */
  readonly sentence: string;
  /** The interval as events tell it, for instance `5m`; empty while something is wrong. */
  readonly interval: string;
  /** In few words, for the canvas. */
  readonly label: string;
  /** The properties that the others make necessary. */
  readonly needs: readonly BarsProperty[];
  /** What is wrong, in the node's words, by property. */
  readonly faults: Readonly<Partial<Record<BarsProperty, string>>>;
}

/** Reads a form as the node does. */
export function reviewBars(form: Form): Review {
  const { names, known } = withoutVariables(form);
  const faults: Partial<Record<BarsProperty, string>> = {};
  const isChoice = (['from', 'running', 'barType'] as const).some(name => {
    const fault = faultOf(() => barsReaders[name](known));
    if (fault !== undefined) faults[name] = fault;
    return fault !== undefined;
  });
  const needs = isChoice ? [] : propertiesOf(known);
  for (const name of needs) {
    const fault = faultOf(() => barsReaders[name](known));
    if (fault !== undefined) faults[name] = fault;
  }
  if (Object.keys(faults).length > 0) return { sentence: '', interval: '', label: '', needs, faults };
  const rules = parseBars(known);
  const interval = names['barInterval'] ? '' : intervalOf(rules);
  const label = interval && `bars of ${lengthText(rules)}`;
  return { sentence: describeBars(rules, names), interval, label, needs, faults };
}

/**
 * What a dialog needs of a pace: what the form says or lacks. The build makes a script of it for Node-RED's page, so that
 * the dialog says what the node will.
 */
import type { Form } from '../../core/provider';
import { faultOf, withoutVariables } from '../form-values';
import { describePace, paceLabel } from './pace-describe';
import { paceReaders, parsePace, propertiesOf, type PaceProperty } from './pace-form';

export { durationText, parseDuration, unitLacking } from '../duration';

/** What is to be said about a form. */
export interface Review {
  /** The pace in words; empty while something is wrong. */
  readonly sentence: string;
  /** In few words, for the canvas. */
  readonly label: string;
  /** The properties that the mode needs. */
  readonly needs: readonly PaceProperty[];
  /** What is wrong, in the node's words, by property. */
  readonly faults: Readonly<Partial<Record<PaceProperty, string>>>;
}

const nothing = { sentence: '', label: '' };

/** Reads a form as the node does. */
export function reviewPace(form: Form): Review {
  const { names, known } = withoutVariables(form);
  const mode = faultOf(() => paceReaders.mode(known));
  if (mode !== undefined) return { ...nothing, needs: [], faults: { mode } };
  const needs = propertiesOf(known);
  const faults: Partial<Record<PaceProperty, string>> = {};
  for (const name of needs) {
    const fault = faultOf(() => paceReaders[name](known));
    if (fault !== undefined) faults[name] = fault;
  }
  if (Object.keys(faults).length > 0) return { ...nothing, needs, faults };
  const rules = parsePace(known);
  return { sentence: describePace(rules, names), label: paceLabel(rules, names), needs, faults };
}

/**
 * What a dialog needs of a pace: what the form says or lacks. The build makes a script of it for Node-RED's page, so that
 * the dialog says what the node will.
 */
import { ConfigError } from '../../core/errors';
import type { Form } from '../../core/provider';
import { describePace, type Names } from './pace-describe';
import { paceReaders, parsePace, propertiesOf, type PaceProperty } from './pace-form';

export { durationText, parseDuration } from '../duration';

/** What is to be said about a form. */
export interface Review {
  /** The pace in words; empty while something is wrong. */
  readonly sentence: string;
  /** The properties that the mode needs. */
  readonly needs: readonly PaceProperty[];
  /** What is wrong, in the node's words, by property. */
  readonly faults: Readonly<Partial<Record<PaceProperty, string>>>;
}

/** `${NAME}`, which Node-RED replaces by an environment variable when the flow starts: nobody knows its value yet. */
const isVariable = (value: unknown): value is string =>
  typeof value === 'string' && /^\$\{[^{}\s]+\}$/.test(value.trim());

function faultOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.message;
    throw thrown;
  }
}

/** Reads a form as the node does. */
export function reviewPace(form: Form): Review {
  const entries = Object.entries(form);
  const names: Names = Object.fromEntries(entries.filter(([, value]) => isVariable(value)));
  const known: Form = Object.fromEntries(entries.filter(([, value]) => !isVariable(value)));
  const mode = faultOf(() => paceReaders.mode(known));
  if (mode !== undefined) return { sentence: '', needs: [], faults: { mode } };
  const needs = propertiesOf(known);
  const faults: Partial<Record<PaceProperty, string>> = {};
  for (const name of needs) {
    const fault = faultOf(() => paceReaders[name](known));
    if (fault !== undefined) faults[name] = fault;
  }
  const isWrong = Object.keys(faults).length > 0;
  return { sentence: isWrong ? '' : describePace(parsePace(known), names), needs, faults };
}

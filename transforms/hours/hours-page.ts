/**
 * What a dialog needs to say of silence: what the form means, and what is wrong with it. The build makes a script of it
 * for Node-RED's pages, so that a dialog says what the node will.
 */
import type { Form } from '../../core/provider';
import { faultOf, withoutVariables } from '../form-values';
import { parseQuiet, quietReaders, type QuietProperty } from './quiet-form';

export { marketChoices, quietProperties } from './quiet-form';
export { hoursOfAssets, hoursOfStreams } from './usual-hours';

/** What is to be said about a form. */
export interface QuietReview {
  /** What it means, and whether the market is open; empty while something is wrong or not known yet. */
  readonly sentence: string;
  /** The properties that it needs. */
  readonly needs: readonly QuietProperty[];
  /** What is wrong, in the node's words, by property. */
  readonly faults: Readonly<Partial<Record<QuietProperty, string>>>;
}

const own = ['openDays', 'openFrom', 'openTo', 'openZone'] as const;

/** The properties that count, of a form without its variables, which are `names`. */
function needsOf(form: Form, names: Readonly<Record<string, string>>): QuietProperty[] {
  const isRight = faultOf(() => quietReaders.expectMinutes(form)) === undefined;
  const isOff = names.expectMinutes === undefined && isRight && quietReaders.expectMinutes(form) === 0;
  if (isOff) return ['expectMinutes'];
  const isOwn = names.marketHours === undefined && form.marketHours === 'own';
  return ['expectMinutes', 'marketHours', ...(isOwn ? own : [])];
}

/** Reads a form as the node does, at `now` (ms since 1970). */
export function reviewQuiet(form: Form, now: number): QuietReview {
  const { names, known } = withoutVariables(form);
  const needs = needsOf(known, names);
  const faults: Partial<Record<QuietProperty, string>> = {};
  for (const name of needs) {
    const fault = names[name] === undefined ? faultOf(() => quietReaders[name](known)) : undefined;
    if (fault !== undefined) faults[name] = fault;
  }
  const isKnown = needs.every(name => names[name] === undefined) && Object.keys(faults).length === 0;
  const expected = isKnown ? parseQuiet(known) : undefined;
  if (!expected) return { sentence: '', needs, faults };
  const { minutes, hours, during } = expected;
  const state = hours.isOpen(now)
    ? 'open now'
    : `closed now, opens ${hours.timeText(hours.opensAfter(now), now)}`;
  const rest = during === '' ? ', day and night' : ` of ${during}: ${state}`;
  const length = minutes === 1 ? 'a minute' : `${minutes} minutes`;
  return { sentence: `Tells when nothing has come for ${length}${rest}.`, needs, faults };
}

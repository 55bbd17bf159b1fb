/** What the dialogs of the nodes that record and replay need: the nodes' own checks. The build makes a script of it. */
import type { Form } from '../../core/provider';
import { faultOf, withoutVariables } from '../form-values';
import { isVariable } from '../variable';
import { parseRecord, parseReplay } from './recording-form';

/** In the node's words; empty where nothing is wrong. Variables are taken to be right. */
const faultIn = (parse: (form: Form) => unknown, form: Form): string =>
  faultOf(() => parse(withoutVariables(form).known)) ?? '';

/** What is wrong with the form of a recording node, or with one of its properties. */
export function faultOfRecord(form: Form): string {
  return faultIn(parseRecord, form);
}

/** What is wrong with the form of a replaying node, or with one of its properties beside a `recording`. */
export function faultOfReplay(form: Form): string {
  return faultIn(parseReplay, isVariable(form.recording) ? { ...form, recording: 'variable' } : form);
}

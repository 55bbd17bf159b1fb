/** What the dialogs of the nodes that record and replay need: the nodes' own checks. The build makes a script of it. */
import { ConfigError } from '../../core/errors';
import type { Form } from '../../core/provider';
import { parseRecord, parseReplay } from './recording-form';

/** `${NAME}`, which Node-RED replaces by an environment variable when the flow starts: nobody knows its value yet. */
function isVariable(value: unknown): boolean {
  return typeof value === 'string' && /^\$\{[^{}\s]+\}$/.test(value.trim());
}

/** What is wrong with a form, in the node's words; empty where nothing is. Variables are taken to be right. */
function faultOf(parse: (form: Form) => unknown, form: Form): string {
  const known = Object.entries(form).filter(([, value]) => !isVariable(value));
  try {
    parse(Object.fromEntries(known));
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.message;
    throw thrown;
  }
  return '';
}

/** What is wrong with the form of a recording node, or with one of its properties. */
export function faultOfRecord(form: Form): string {
  return faultOf(parseRecord, form);
}

/** What is wrong with the form of a replaying node, or with one of its properties beside a `recording`. */
export function faultOfReplay(form: Form): string {
  return faultOf(parseReplay, isVariable(form.recording) ? { ...form, recording: 'variable' } : form);
}

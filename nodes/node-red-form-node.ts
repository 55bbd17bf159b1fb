/** What Node-RED's nodes with a form of their own have in common: it may be wrong, messages come, an end. */
import type { Node, NodeAPI, NodeDef, NodeMessage, NodeMessageInFlow } from 'node-red';
import { toStreamError } from '../core/errors';
import type { Form } from '../core/provider';
import { nodePorts } from '../ports/node';
import { onceStarted } from './flows-started';
import { StatusLine } from './node-red-status';

/** Sends a message, or nothing, at each output. */
export type Send = (messages: (NodeMessage | null)[]) => void;

/** One node at work. */
export interface FormNode {
  /** All nodes of the flow are there. */
  start?(): void;
  /** Takes a message. What it throws, or rejects with, reaches Catch nodes. */
  input(message: NodeMessageInFlow, send: Send): void | Promise<void>;
  /** The node starts again, is disabled or gone for good: Node-RED does not tell which. */
  close(): void | Promise<void>;
}

/**
 * Registers a node. A form that is wrong is told once when the flow starts, and for each message that comes.
 * @param make reads the node's form; throws a ConfigError
 */
export function registerFormNode(
  RED: NodeAPI,
  type: string,
  make: (node: Node, form: Form, status: StatusLine) => FormNode,
): void {
  function Constructor(this: Node, definition: NodeDef & Form): void {
    RED.nodes.createNode(this, definition);
    const status = new StatusLine(this, nodePorts.clock, RED._.bind(RED));
    const made = attempt(() => make(this, definition, status));
    this.on('input', (message, send, done) => {
      const fail = (thrown: unknown): void => done(toStreamError(thrown));
      const taken = attempt(() => {
        if (made instanceof Error) throw made;
        return made.input(message, send);
      });
      if (taken instanceof Error) fail(taken);
      else if (taken) taken.then(() => done(), fail);
      else done();
    });
    const cancel = onceStarted(RED, () => {
      if (!(made instanceof Error)) return made.start?.();
      this.error(made.message, { topic: 'failed' });
      status.say('failed.config', 'red', 'ring');
    });
    this.on('close', (_isRemoved: boolean, done: () => void) => {
      cancel();
      const closed = made instanceof Error ? undefined : made.close();
      status.stop();
      if (closed) void closed.finally(done);
      else done();
    });
  }
  RED.nodes.registerType(type, Constructor as (this: Node, definition: NodeDef) => void);
}

function attempt<Result>(make: () => Result): Result | Error {
  try {
    return make();
  } catch (thrown) {
    return toStreamError(thrown);
  }
}

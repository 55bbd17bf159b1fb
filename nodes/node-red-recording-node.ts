/** What the nodes that record and replay have in common: a form that may be wrong, messages, an end. */
import type { Node, NodeAPI, NodeDef, NodeMessageInFlow } from 'node-red';
import { toStreamError } from '../core/errors';
import type { Form } from '../core/provider';
import { nodePorts } from '../ports/node';
import { StatusLine } from './node-red-status';

/** One node at work. */
export interface RecordingNode {
  /** All nodes of the flow are there. */
  start(): void;
  /** Takes a message. What it throws, or rejects with, reaches Catch nodes. */
  input(message: NodeMessageInFlow): void | Promise<void>;
  close(): void | Promise<void>;
}

/**
 * Registers a node. A form that is wrong is told once when the flow starts, and for each message that comes.
 * @param make reads the node's form; throws a ConfigError
 */
export function registerRecordingNode(
  RED: NodeAPI,
  type: string,
  make: (node: Node, form: Form, status: StatusLine) => RecordingNode,
): void {
  function Constructor(this: Node, definition: NodeDef & Form): void {
    RED.nodes.createNode(this, definition);
    const status = new StatusLine(this, nodePorts.clock, RED._.bind(RED));
    const made = attempt(() => make(this, definition, status));
    const take = async (message: NodeMessageInFlow): Promise<void> => {
      if (made instanceof Error) throw made;
      await made.input(message);
    };
    this.on('input', (message, _send, done) => {
      take(message).then(
        () => done(),
        (thrown: unknown) => done(toStreamError(thrown)),
      );
    });
    // Not before all nodes are there: what is sent or told while they are made reaches nobody.
    const start = (): void => {
      if (!(made instanceof Error)) return made.start();
      this.error(made.message, { topic: 'failed' });
      status.say('failed.config', 'red', 'ring');
    };
    RED.events.once('flows:started', start);
    this.on('close', (done: () => void) => {
      RED.events.removeListener('flows:started', start);
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

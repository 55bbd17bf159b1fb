/** What Node-RED's transform nodes have in common: they take messages, count them, forget on request, tell errors. */
import type { Node, NodeAPI, NodeDef, NodeMessage, NodeMessageInFlow } from 'node-red';
import { ConfigError, toStreamError } from '../core/errors';
import type { Form } from '../core/provider';
import { nodePorts } from '../ports/node';
import { StatusLine } from './node-red-status';

/** Sends a message, or nothing, at each output. */
export type Send = (messages: (NodeMessage | null)[]) => void;

/** One transform node. */
export interface Transform {
  /** Takes a message and sends what follows from it. What it throws reaches Catch nodes. */
  input(message: NodeMessageInFlow, send: Send): void;
  /** Forgets what it remembers: of one symbol, or of all. */
  reset(symbol?: string): void;
  /** The numbers of the status text `counters`. */
  counters(): Record<string, string>;
}

/** A message like another: each output gets its own. */
export type Clone = <Message extends NodeMessage>(message: Message) => Message;

/** What `msg.reset` asks for; undefined where it asks for nothing. */
function resetOf({ reset }: NodeMessageInFlow & { reset?: unknown }): { symbol?: string } | undefined {
  if (reset === undefined || reset === null || reset === false || reset === '') return undefined;
  if (reset === true) return {};
  if (typeof reset === 'string') return { symbol: reset.trim() };
  throw new ConfigError('msg.reset must be true, or a symbol such as "NASDAQ:AAPL".');
}

/**
 * Registers a transform node. A message with `msg.reset` is a command: it makes the node forget, and goes nowhere. A
 * form that is wrong is told once when the flow starts, and for each message that comes.
 * @param make reads the node's form; throws a ConfigError
 */
export function registerTransform(
  RED: NodeAPI,
  type: string,
  make: (form: Form, clone: Clone) => Transform,
): void {
  function Constructor(this: Node, definition: NodeDef & Form): void {
    RED.nodes.createNode(this, definition);
    const status = new StatusLine(this, nodePorts.clock, RED._.bind(RED));
    const made = attempt(() => make(definition, message => RED.util.cloneMessage(message)));
    const take = (message: NodeMessageInFlow, send: Send): void => {
      if (made instanceof Error) throw made;
      const reset = resetOf(message);
      if (reset !== undefined) return made.reset(reset.symbol);
      made.input(message, send);
      status.count('counters', readCounters);
    };
    const readCounters = (): Record<string, string> => (made instanceof Error ? {} : made.counters());
    this.on('input', (message, send, done) => {
      try {
        take(message, send);
      } catch (thrown) {
        return done(toStreamError(thrown));
      }
      done();
    });
    // Not before all nodes are there: what is told while they are made reaches no Catch node.
    const tell = (): void => {
      if (!(made instanceof Error)) return;
      this.error(made.message, { topic: 'failed' });
      status.say('failed.config', 'red', 'ring');
    };
    RED.events.once('flows:started', tell);
    this.on('close', (done: () => void) => {
      RED.events.removeListener('flows:started', tell);
      status.stop();
      done();
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

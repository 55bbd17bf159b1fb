/** What Node-RED's transform nodes have in common: they take messages, count them, forget on request, tell errors. */
import type { NodeAPI, NodeMessage, NodeMessageInFlow } from 'node-red';
import { ConfigError } from '../core/errors';
import type { Clock } from '../core/ports';
import type { Form } from '../core/provider';
import { nodePorts } from '../ports/node';
import { keptStore, sweepKept } from './node-red-kept';
import { registerFormNode, type Send } from './node-red-form-node';
import { ReplayRuns } from './replay-runs';

export type { Send } from './node-red-form-node';

/** A message like another: each output gets its own. */
export type Clone = <Message extends NodeMessage>(message: Message) => Message;

/** One transform node. */
export interface Transform {
  /** All nodes are there: what is sent from now on reaches them. */
  start?(): void;
  /** Takes a message and sends what follows from it. What it throws reaches Catch nodes. */
  input(message: NodeMessageInFlow, send: Send): void;
  /** What waits for time or for more events leaves now. Where nothing ever waits there is none. */
  flush?(send: Send): void;
  /** Forgets what it remembers: of one symbol, or of all. */
  reset(symbol?: string): void;
  /**
   * A replay plays from another time on: what waits leaves, what is remembered is forgotten, counts go on. Where nothing
   * waits and nothing is counted `reset` does it.
   */
  begin?(send: Send): void;
  /** The numbers of the status text. */
  counters(): Record<string, string>;
  /** The key of the status text that the numbers go into; `counters` where it is not said. */
  statusText?(): string;
  /** The node is gone or starts again: stops its timers. */
  stop?(): void;
}

/** What the adapter offers to one transform node. */
export interface TransformHost {
  readonly clone: Clone;
  readonly clock: Clock;
  /** Sends what no message asked for, such as what time alone brings, and draws the counters anew. */
  send: Send;
  /** Draws the counters anew: something has changed of which no message tells. */
  redraw(): void;
  /** What the node kept before it was started anew; undefined where there is nothing. */
  kept(): unknown;
  /** What `read` gives has changed, and is kept over restarts. */
  keep(read: () => unknown): void;
  /** Tells a person what is wrong but does not stop the node. */
  warn(message: string): void;
}

type Command = NodeMessageInFlow & { reset?: unknown; flush?: unknown; replay?: unknown };

/** What `msg.reset` asks for; undefined where it asks for nothing. */
function resetOf({ reset }: Command): { symbol?: string } | undefined {
  if (reset === undefined || reset === null || reset === false || reset === '') return undefined;
  if (reset === true) return {};
  if (typeof reset === 'string') return { symbol: reset.trim() };
  throw new ConfigError('msg.reset must be true, or a symbol such as "NASDAQ:AAPL".');
}

function take(transform: Transform, message: Command, send: Send, runs: ReplayRuns): void {
  const reset = resetOf(message);
  if (reset !== undefined) return transform.reset(reset.symbol);
  if (message.flush === true && transform.flush) return transform.flush(send);
  if (runs.isFirst(message)) {
    if (transform.begin) transform.begin(send);
    else transform.reset();
  }
  transform.input(message, send);
}

/**
 * Registers a transform node. A message with `msg.reset` or `msg.flush` is a command: it makes the node forget, or send
 * on what waits, and goes nowhere. A form that is wrong is told once when the flow starts, and for each message that
 * comes.
 * @param make reads the node's form; throws a ConfigError
 */
export function registerTransform(
  RED: NodeAPI,
  type: string,
  make: (form: Form, host: TransformHost) => Transform,
): void {
  sweepKept(RED, type);
  registerFormNode(RED, type, (node, form, status) => {
    const store = keptStore(RED);
    const name = `${type} ${node.id}`;
    const drawCounters = (): void => status.count(made.statusText?.() ?? 'counters', () => made.counters());
    const made = make(form, {
      clone: message => RED.util.cloneMessage(message),
      clock: nodePorts.clock,
      send: messages => {
        node.send(messages);
        drawCounters();
      },
      redraw: drawCounters,
      kept: () => store?.load(name),
      keep: read => store?.keep(name, read),
      warn: message => node.warn(message),
    });
    const runs = new ReplayRuns();
    return {
      start: () => made.start?.(),
      input: (message, send) => {
        take(made, message, send, runs);
        drawCounters();
      },
      close: () => {
        made.stop?.();
        return store?.flush(name);
      },
    };
  });
}

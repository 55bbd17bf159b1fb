/** Drives an operator in Node-RED: with the events of messages, with time, and over restarts. */
import type { NodeMessage, NodeMessageInFlow } from 'node-red';
import { ConfigError } from '../core/errors';
import type { MarketEvent } from '../core/event';
import type { Operator } from '../transforms/operator';
import { DueTimer } from './due-timer';
import type { Send, Transform, TransformHost } from './node-red-transform';
import { isEvent, whyNoEvent, type Other } from './payload';

/** What an operator's node has of its own. */
export interface OperatorNode<Result, Item = MarketEvent> {
  readonly operator: Operator<Result, Item>;
  /**
   * What the operator takes of a payload and the message that it came in; undefined of what it does not take. Where it
   * is not said, events are taken as they are.
   */
  itemOf?(payload: unknown, message: NodeMessageInFlow): Item | undefined;
  /** What happens to what is no event. */
  readonly other: Other;
  /** What of a result goes into its message. */
  message(result: Result): NodeMessage;
  counters(): Record<string, string>;
  statusText?(): string;
}

/**
 * Events come one by one or as a list, whose results leave one by one. A result of a message leaves in a message with
 * all that the sender put beside the payload; a result of time alone in one of its own. What waits goes on after a
 * restart or a redeploy.
 */
export class OperatorTransform<Result, Item = MarketEvent> implements Transform {
  private readonly timer: DueTimer;

  constructor(
    private readonly node: OperatorNode<Result, Item>,
    private readonly host: TransformHost,
  ) {
    this.timer = new DueTimer(host.clock, () => this.wake());
    try {
      node.operator.restore(host.kept());
    } catch {
      // Whatever stands there must not keep the node from working.
      node.operator.reset();
      host.warn('What was remembered over the restart is damaged: it begins anew.');
    }
  }

  start(): void {
    this.timer.set(this.node.operator.dueAt);
  }

  input(message: NodeMessageInFlow, send: Send): void {
    const { payload } = message;
    const events: unknown[] = Array.isArray(payload) ? payload : [payload];
    const nameOf = (index: number): string => (events === payload ? `msg.payload[${index}]` : 'msg.payload');
    const isPassed = this.node.other === 'pass';
    // All before any: a list that is refused must not be taken in part.
    const items = events.map(event => this.itemOf(event, message));
    items.forEach((item, index) => {
      if (!isPassed && item === undefined) throw new ConfigError(whyNoEvent(events[index], nameOf(index)));
    });
    const now = this.host.clock.now();
    // What time has brought meanwhile is not of this message.
    for (const result of this.node.operator.due(now)) send([this.node.message(result)]);
    const results = items.flatMap(item => (item === undefined ? [] : this.node.operator.take(item, now)));
    const others = events.filter((_, index) => items[index] === undefined);
    this.changed();
    const sent = results.map(result => this.node.message(result));
    if (others.length > 0) sent.push({ payload: events === payload ? others : payload });
    this.sendAll(sent, message, send);
  }

  flush(send: Send): void {
    const now = this.host.clock.now();
    const results = this.node.operator.flush?.(now) ?? [];
    this.changed();
    for (const result of results) send([this.node.message(result)]);
  }

  reset(symbol?: string): void {
    this.node.operator.reset(symbol);
    this.changed();
  }

  begin(send: Send): void {
    const results = this.node.operator.begin(this.host.clock.now());
    this.changed();
    for (const result of results) send([this.node.message(result)]);
  }

  counters(): Record<string, string> {
    return this.node.counters();
  }

  statusText(): string {
    return this.node.statusText?.() ?? 'counters';
  }

  stop(): void {
    this.timer.stop();
  }

  private itemOf(payload: unknown, message: NodeMessageInFlow): Item | undefined {
    if (this.node.itemOf) return this.node.itemOf(payload, message);
    // Who does not say what it takes, takes events.
    return isEvent(payload) ? (payload as Item) : undefined;
  }

  /** Each message is its receiver's own: the first goes on with what came, the others with copies. */
  private sendAll(sent: NodeMessage[], message: NodeMessageInFlow, send: Send): void {
    const others = sent.slice(1).map(one => this.host.clone({ ...message, payload: undefined, ...one }));
    const [first] = sent;
    if (first) send([Object.assign(message, first)]);
    for (const other of others) send([other]);
  }

  private changed(): void {
    this.host.keep(() => this.node.operator.save());
    this.timer.set(this.node.operator.dueAt);
  }

  private wake(): void {
    const results = this.node.operator.due(this.host.clock.now());
    if (results.length > 0) this.host.keep(() => this.node.operator.save());
    // Time may also end what waits, with nothing to send.
    else this.host.redraw();
    for (const result of results) this.host.send([this.node.message(result)]);
    this.timer.set(this.node.operator.dueAt);
  }
}

/** Drives an operator in Node-RED: with the events of messages, with time, and over restarts. */
import type { NodeMessage, NodeMessageInFlow } from 'node-red';
import { ConfigError } from '../core/errors';
import type { MarketEvent } from '../core/event';
import type { Cancel } from '../core/ports';
import type { Operator } from '../transforms/operator';
import type { Send, Transform, TransformHost } from './node-red-transform';
import { isEvent, whyNoEvent, type Other } from './payload';

/** What an operator's node has of its own. */
export interface OperatorNode<Result> {
  readonly operator: Operator<Result>;
  /** What happens to what is no event. */
  readonly other: Other;
  /** What of a result goes into its message. */
  message(result: Result): NodeMessage;
  counters(): Record<string, string>;
}

/** Timers are not exact, and time moves on while they are set. */
const longestWaitMs = 60_000;

/**
 * Events come one by one or as a list, whose results leave one by one. A result of a message leaves in a message with
 * all that the sender put beside the payload; a result of time alone in one of its own. What waits goes on after a
 * restart or a redeploy.
 */
export class OperatorTransform<Result> implements Transform {
  private cancel: Cancel | undefined;
  private wakesAt = Infinity;

  constructor(
    private readonly node: OperatorNode<Result>,
    private readonly host: TransformHost,
  ) {
    node.operator.restore(host.kept());
  }

  start(): void {
    this.wakeInTime();
  }

  input(message: NodeMessageInFlow, send: Send): void {
    const { payload } = message;
    const events: unknown[] = Array.isArray(payload) ? payload : [payload];
    const nameOf = (index: number): string => (events === payload ? `msg.payload[${index}]` : 'msg.payload');
    const isPassed = this.node.other === 'pass';
    // All before any: a list that is refused must not be taken in part.
    events.forEach((event, index) => {
      if (!isPassed && !isEvent(event)) throw new ConfigError(whyNoEvent(event, nameOf(index)));
    });
    const now = this.host.clock.now();
    const results = events.flatMap(event => (isEvent(event) ? this.take(event, now) : []));
    const others = events.filter(event => !isEvent(event));
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

  counters(): Record<string, string> {
    return this.node.counters();
  }

  stop(): void {
    this.cancel?.();
    this.cancel = undefined;
  }

  private take(event: MarketEvent, now: number): Result[] {
    return this.node.operator.take(event, now);
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
    this.wakeInTime();
  }

  private wakeInTime(): void {
    const { dueAt } = this.node.operator;
    if (dueAt === undefined) return this.stop();
    if (this.cancel && this.wakesAt <= dueAt) return;
    this.stop();
    this.wakesAt = dueAt;
    const waitMs = Math.min(longestWaitMs, Math.max(0, dueAt - this.host.clock.now()));
    this.cancel = this.host.clock.after(waitMs, () => this.wake());
  }

  private wake(): void {
    this.cancel = undefined;
    const results = this.node.operator.due(this.host.clock.now());
    if (results.length > 0) this.host.keep(() => this.node.operator.save());
    // Time may also end what waits, with nothing to send.
    else this.host.redraw();
    for (const result of results) this.host.send([this.node.message(result)]);
    this.wakeInTime();
  }
}

/** Bars in Node-RED. */
import type { NodeMessage } from 'node-red';
import { copyEvent, type BarEvent } from '../core/event';
import type { Form } from '../core/provider';
import { BarsOperator, parseBars } from '../transforms/bars/bars';
import type { OperatorNode } from './node-red-operator';
import { readOther, type Other } from './payload';

export class BarsNode implements OperatorNode<BarEvent> {
  readonly operator: BarsOperator;
  readonly other: Other;

  /** Throws a ConfigError that says what is wrong. */
  constructor(form: Form) {
    this.operator = new BarsOperator(parseBars(form));
    this.other = readOther(form.other);
  }

  message(bar: BarEvent): NodeMessage {
    // A bar is an event of its own: what was in the message of the last quote is not its.
    const event = copyEvent(bar);
    const message: NodeMessage & { event: unknown } = {
      topic: bar.symbol ?? bar.stream,
      payload: bar,
      event,
    };
    return message;
  }

  counters(): Record<string, string> {
    const { taken, left, late, ignored } = this.operator.counts;
    const numbers = { taken, left, late, ignored };
    return Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, String(value)]));
  }

  statusText(): string {
    const { late, ignored } = this.operator.counts;
    if (late > 0) return ignored > 0 ? 'countersBoth' : 'countersLate';
    return ignored > 0 ? 'countersIgnored' : 'counters';
  }
}

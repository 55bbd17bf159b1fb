/** Node-RED's filter: events that match leave at output 1, the rest at output 2. */
import type { NodeMessage, NodeMessageInFlow } from 'node-red';
import { ConfigError } from '../core/errors';
import type { MarketEvent } from '../core/event';
import type { Form } from '../core/provider';
import { compileFilter, parseFilter, type EventFilter } from '../transforms/filter/filter';
import type { Clone, Send, Transform } from './node-red-transform';
import { isEvent, readOther, whyNoEvent, type Other } from './payload';

export class FilterTransform implements Transform {
  private readonly filter: EventFilter;
  private readonly other: Other;
  private matched = 0;
  private rest = 0;

  /** Throws a ConfigError that names the condition. */
  constructor(
    form: Form,
    private readonly clone: Clone,
  ) {
    this.filter = compileFilter(parseFilter(form));
    this.other = readOther(form.other);
  }

  input(message: NodeMessageInFlow, send: Send): void {
    const { payload } = message;
    if (Array.isArray(payload)) return this.inputList(message, payload, send);
    this.check(payload, 'msg.payload');
    send(this.judge(payload) ? [message, null] : [null, message]);
  }

  reset(symbol?: string): void {
    this.filter.reset(symbol);
  }

  counters(): Record<string, string> {
    return { matched: String(this.matched), rest: String(this.rest) };
  }

  /** A list leaves as two lists, none of which is empty. */
  private inputList(message: NodeMessageInFlow, events: unknown[], send: Send): void {
    // All before any: a list that is refused must not be remembered in part.
    events.forEach((event, index) => this.check(event, `msg.payload[${index}]`));
    const rest: unknown[] = [];
    const matched = events.filter(event => this.judge(event) || (rest.push(event), false));
    if (matched.length === 0 && rest.length === 0) return;
    if (rest.length === 0) return send([message, null]);
    if (matched.length === 0) return send([null, message]);
    const second: NodeMessage = this.clone({ ...message, payload: undefined });
    second.payload = rest;
    message.payload = matched;
    send([message, second]);
  }

  private check(value: unknown, name: string): void {
    if (this.other === 'error' && !isEvent(value)) throw new ConfigError(whyNoEvent(value, name));
  }

  private judge(value: unknown): boolean {
    const accepted = isEvent(value) && this.filter.accepts(value satisfies MarketEvent);
    if (accepted) this.matched += 1;
    else this.rest += 1;
    return accepted;
  }
}

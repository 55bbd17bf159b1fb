/** Pace in Node-RED: what is held back leaves later, with all that stood beside it in its message. */
import type { NodeMessage, NodeMessageInFlow } from 'node-red';
import type { Form } from '../core/provider';
import { PaceOperator, parsePace, type Paced, type PaceItem } from '../transforms/pace/pace';
import type { OperatorNode } from './node-red-operator';
import type { Clone } from './node-red-transform';
import { isAlert, isEvent, readOther, type Other } from './payload';

/** What is nested deeper, or larger, is not kept beside an event. */
const deepest = 8;
const largest = 1000;

/** Whether a value is plain data, that may wait and survive a restart: no socket, no request, nothing circular. */
function isPlain(value: unknown, budget = { left: largest }, depth = 0): boolean {
  budget.left -= 1;
  if (budget.left < 0 || depth > deepest || typeof value === 'function') return false;
  if (typeof value !== 'object' || value === null)
    return typeof value !== 'bigint' && typeof value !== 'symbol';
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return false;
  return Object.values(value).every(inner => isPlain(inner, budget, depth + 1));
}

/** Whether two values are the same JSON. What is nested deeper than events are is taken to differ. */
function isSame(one: unknown, other: unknown, depth = 0): boolean {
  if (one === other) return true;
  if (depth > deepest || typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false;
  const [fields, others] = [Object.entries(one), other as Record<string, unknown>];
  const isAlike = Array.isArray(one) === Array.isArray(other) && Object.keys(other).length === fields.length;
  return isAlike && fields.every(([name, value]) => name in other && isSame(value, others[name], depth + 1));
}

type Rest = Readonly<Record<string, unknown>>;

/** What stands beside the payload of one event. Of a list, topic and event belong to all of it. */
function restOf(message: NodeMessageInFlow): Rest {
  const { payload, _msgid, ...rest } = message as NodeMessageInFlow & Record<string, unknown>;
  const isList = Array.isArray(payload);
  const kept = Object.entries(rest).filter(([name, value]) => {
    if (isList && (name === 'topic' || name === 'event')) return false;
    // As sources send it, the event is the payload once more: it is copied again when it leaves.
    if (name === 'event' && isSame(value, payload)) return false;
    return isEvent(value) || isPlain(value);
  });
  return Object.fromEntries(kept);
}

/** As the sources and market-alert name their messages. */
function topicOf({ payload }: PaceItem): string {
  const { symbol } = payload;
  if (typeof symbol === 'string' && symbol !== '') return symbol;
  return 'alert' in payload ? payload.alert : payload.stream;
}

function topicOfAll(items: readonly PaceItem[], kind: string): string {
  const topics = new Set(items.map(topicOf));
  const [only = kind] = topics;
  return topics.size === 1 ? only : kind;
}

type PacedMessage = NodeMessage & { event?: unknown; count?: number; digest?: boolean; dropped?: number };

export class PaceNode implements OperatorNode<Paced, PaceItem> {
  readonly operator: PaceOperator;
  readonly other: Other;
  /** What stands beside lists, by their messages: read once for all of a list. */
  private readonly restOfList = new WeakMap<NodeMessageInFlow, Rest>();
  /** What stands beside several items: each message gets its own. */
  private readonly shared = new WeakSet<Rest>();

  /** Throws a ConfigError that says what is wrong. */
  constructor(
    form: Form,
    private readonly clone: Clone,
  ) {
    this.operator = new PaceOperator(parsePace(form));
    this.other = readOther(form.other);
  }

  itemOf(payload: unknown, message: NodeMessageInFlow): PaceItem | undefined {
    return isEvent(payload) || isAlert(payload) ? { payload, rest: this.restIn(message) } : undefined;
  }

  message(paced: Paced): NodeMessage {
    const dropped = this.operator.takeDropped();
    const message: PacedMessage = paced.kind === 'item' ? this.single(paced) : this.list(paced);
    return dropped > 0 ? { ...message, dropped } : message;
  }

  counters(): Record<string, string> {
    const { taken, left, waiting, dropped } = this.operator.counts;
    const numbers = { taken, left, waiting, dropped };
    return Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, String(value)]));
  }

  statusText(): string {
    return this.operator.counts.dropped > 0 ? 'countersDropped' : 'counters';
  }

  private restIn(message: NodeMessageInFlow): Rest {
    if (!Array.isArray(message.payload)) return restOf(message);
    const known = this.restOfList.get(message);
    if (known) return known;
    const rest = this.clone(restOf(message));
    this.restOfList.set(message, rest);
    this.shared.add(rest);
    return rest;
  }

  private single({ items: [item] }: Paced): PacedMessage {
    if (item === undefined) return {};
    const { payload, rest = {} } = item;
    const beside = this.shared.has(rest) ? this.clone(rest) : rest;
    const topic = topicOf(item);
    if ('event' in beside) return { topic, ...beside, payload };
    return { topic, event: this.eventIn(payload), ...beside, payload };
  }

  /** A copy of the event that a payload is, or tells of: whoever changes the one does not change the other. */
  private eventIn(payload: PaceItem['payload']): unknown {
    const event: unknown = 'event' in payload ? payload.event : payload;
    return isEvent(event) ? this.clone({ payload: event }).payload : payload;
  }

  /** What stood beside one of many says nothing of the list. */
  private list({ kind, items, count }: Paced): PacedMessage {
    const payload = items.map(item => item.payload);
    const message = { payload, topic: topicOfAll(items, kind), event: undefined, count };
    return kind === 'digest' ? { ...message, digest: true } : message;
  }
}

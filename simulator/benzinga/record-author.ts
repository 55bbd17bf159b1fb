import type { Random } from '../random';
import type { BenzingaContext, Desk } from './desk';
import { envelopeOf } from './envelope';
import { subjectOf } from './filter';
import type { Action, Author, Content, Draft, Order, Publication } from './publication';
import type { Stock } from './stocks';

/** A record that may be revised or deleted. */
interface KnownRecord {
  readonly id: string | number;
  readonly stock: Stock;
  readonly draft: Draft;
  /** Fields that somebody set by hand; they outlive revisions. */
  readonly given: Content;
}

/** Older records are not revised any more. */
const KEPT_RECORDS = 60;

/** Of the publications left to chance, how many are revisions, and how many deletions. */
const REVISED_SHARE = 0.25;
const DELETED_SHARE = 0.03;

/** Publishes the records of a desk in the standard envelope: created, then perhaps updated or deleted. */
export class RecordAuthor implements Author {
  /** By id, the one touched last at the end. */
  private readonly records = new Map<string, KnownRecord>();

  constructor(
    private readonly desk: Desk,
    private readonly context: BenzingaContext,
    private readonly random: Random,
  ) {}

  compose(order: Order, time: number): Publication {
    const earlier = this.earlier(order);
    const action = this.choose(order.action, earlier);
    const record =
      action === 'created' ? this.create(order, time) : carryOn(this.needed(earlier), action, order, time);
    this.keep(record, action);
    return this.write(record, action, order, time);
  }

  private create(order: Order, time: number): KnownRecord {
    const { stock, isStockGiven, content } = order;
    const id = this.desk.newId(time);
    return { id, stock, draft: this.desk.invent({ id, stock, isStockGiven, time }), given: content };
  }

  private keep(record: KnownRecord, action: Action): void {
    const key = String(record.id);
    this.records.delete(key);
    if (action === 'deleted') return;
    this.records.set(key, record);
    const [oldest] = this.records.keys();
    if (this.records.size > KEPT_RECORDS && oldest !== undefined) this.records.delete(oldest);
  }

  private write(record: KnownRecord, action: Action, order: Order, time: number): Publication {
    const { context, desk } = this;
    const { dialect } = context;
    const content = { ...record.draft.content(dialect), ...record.given };
    const isWhole = action !== 'deleted' || (order.withContent ?? dialect.deletesHaveContent);
    const envelope = envelopeOf(
      {
        stream: desk.stream,
        messageId: context.ids.uuid(),
        eventId: context.ids.event(),
        recordId: record.id,
        action,
        time,
        content: isWhole ? content : undefined,
      },
      dialect,
      this.random,
    );
    const frame = JSON.stringify(envelope);
    const id = typeof envelope['id'] === 'string' ? envelope['id'] : null;
    return { id, recordId: record.id, subject: subjectOf(content), frame: () => frame };
  }

  /** The record that the order means: by its id, else the latest one of its stock, or of all. */
  private earlier(order: Order): KnownRecord | undefined {
    if (order.recordId !== undefined) return this.records.get(order.recordId);
    const records = [...this.records.values()];
    if (!order.isStockGiven && order.action !== 'any') return records.at(-1);
    return records.findLast(({ stock }) => stock.ticker === order.stock.ticker);
  }

  private choose(action: Action | 'any', earlier: KnownRecord | undefined): Action {
    if (action !== 'any') return action;
    const turn = this.random();
    if (earlier === undefined || turn > REVISED_SHARE) return 'created';
    return turn < DELETED_SHARE ? 'deleted' : 'updated';
  }

  private needed(record: KnownRecord | undefined): KnownRecord {
    if (record !== undefined) return record;
    throw new RangeError('There is no such record: only one of the last sixty can be updated or deleted.');
  }
}

function carryOn(record: KnownRecord, action: Action, order: Order, time: number): KnownRecord {
  const draft = action === 'updated' ? record.draft.revise(time) : record.draft;
  return { ...record, draft, given: { ...record.given, ...order.content } };
}

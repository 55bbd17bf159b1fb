import type { Subject } from './filter';
import type { Dialect } from './options';
import type { Stock } from './stocks';

/** A payload's fields. */
export type Content = Readonly<Record<string, unknown>>;

/** What happened to a record. */
export type Action = 'created' | 'updated' | 'deleted';

/** What a connection's query says about how payloads look: only consensus ratings ask (protocol page, section 2). */
export interface View {
  readonly simplify: boolean;
  readonly aggregateType: 'number' | 'percentage';
}

/** What the next publication of a stream shall be. */
export interface Order {
  readonly stock: Stock;
  /** False where the stock was only drawn: the story may then be about the market as a whole. */
  readonly isStockGiven: boolean;
  /** `any` leaves it to chance: mostly new records, some revisions, few deletions. */
  readonly action: Action | 'any';
  /** The record to revise or delete; without it, the latest. */
  readonly recordId?: string;
  /** Fields that replace the invented ones. */
  readonly content: Content;
  /** Overrides the dialect for a deletion. */
  readonly withContent?: boolean;
}

/** One message of a stream, as it leaves and as `replay` repeats it. */
export interface Publication {
  /** Id of the message; null where it has none. */
  readonly id: string | null;
  readonly recordId: string | number | null;
  readonly subject: Subject;
  /** The frame for a connection: the same bytes every time. */
  frame(view: View): string;
}

/** Invents what a stream publishes. */
export interface Author {
  /** Makes the next message. Throws a `RangeError` for an order about a record that is not there. */
  compose(order: Order, time: number): Publication;
}

/** The state of a record that its author may carry on. */
export interface Draft {
  /** The payload as the dialect wants it. */
  content(dialect: Dialect): Content;
  /** The same record, changed at that time. */
  revise(time: number): Draft;
}

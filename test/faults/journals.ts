/** What a run leaves behind for the checker: plain JSON, whoever wrote it. All times are ms since 1970. */

/** What the server published, noted before anybody was told. */
export interface PublishedEvent {
  readonly time: number;
  readonly kind: 'quote' | 'bar' | 'record';
  readonly symbol: string | null;
  readonly id: string;
  readonly close?: number;
}

/** A frame that the server sent, noted before it left. */
export interface SentFrame {
  readonly connection: number;
  readonly time: number;
  readonly frame: string;
  readonly binary?: true;
}

/** What reached a subscriber, in its order. */
export type SinkEntry = {
  /** The true time. */
  readonly at: number;
  /** By the clock of the host, which may be wrong. */
  readonly hostAt: number;
} & (
  | { readonly kind: 'event'; readonly event: Readonly<Record<string, unknown>> }
  | { readonly kind: 'notice'; readonly notice: Readonly<Record<string, unknown>> }
  | { readonly kind: 'state'; readonly state: string }
);

/** One run. */
export interface Run {
  readonly published: readonly PublishedEvent[];
  readonly sent: readonly SentFrame[];
  readonly sink: readonly SinkEntry[];
  /** How long a frame may have been on its way when the line was lost: so much before a gap belongs to it. */
  readonly flightMs: number;
  /** True where the subscriber was slower than the feed: prices that a later one replaced are no loss. */
  readonly mergesPrices: boolean;
  /** When the fault was over; undefined where it had no end. */
  readonly healedAt: number | undefined;
  /** What was still there after the last subscriber left, by kind. */
  readonly left: Readonly<Record<string, number>>;
}

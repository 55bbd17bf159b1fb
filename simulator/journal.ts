/** One frame that the practice feed was about to send. */
export interface JournalEntry {
  /** Id of the connection it went to. */
  readonly connection: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** The text as sent; base64 where `binary` is set. */
  readonly frame: string;
  readonly binary?: true;
}

/** One thing that the practice feed published, whether or not anybody was there to be told. */
export interface JournalEvent {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** WebSocket path below the provider's prefix, for example `/live`. */
  readonly stream: string;
  /** A `quote` and a running `bar` are worth something until the next; a `record` counts for itself. */
  readonly kind: 'quote' | 'bar' | 'record';
  /** The provider's own word, or null where it concerns none. */
  readonly symbol: string | null;
  /**
   * The provider's own id of a record. A quote's are its symbol and its last price, or bid and ask; a bar's its symbol,
   * length and start, in Unix seconds: what has the same id is the same bar, changed.
   */
  readonly id: string;
  /** Of a bar: its last price so far. */
  readonly close?: number;
}

/** More text than this is not kept, however few entries hold it: long histories and huge frames are rare. */
const MAX_CHARACTERS = 64_000_000;

/**
 * What was published and the frames that were sent, each noted before anything is done with it, so that a checker can
 * compare what there was with what arrived. Bounded: the oldest are forgotten.
 */
export class Journal {
  /** The last frames sent, oldest first. */
  readonly entries: JournalEntry[] = [];
  /** What was published last, oldest first. */
  readonly events: JournalEvent[] = [];
  /** Entries forgotten because the journal was full. */
  dropped = 0;
  /** Events forgotten because the journal was full. */
  droppedEvents = 0;
  private characters = 0;

  /** @param now milliseconds since 1970, by the clock of the feed */
  constructor(
    private readonly limit: number,
    readonly now: () => number,
  ) {}

  /** False where nothing is kept: what is not written need not be made. */
  get isKept(): boolean {
    return this.limit > 0;
  }

  add(entry: JournalEntry): void {
    if (!this.isKept) return;
    this.entries.push(entry);
    this.characters += entry.frame.length;
    // Trimmed by an eighth at a time: shifting one entry off a long array for every frame would cost more than sending.
    if (this.entries.length > this.limit || this.characters > MAX_CHARACTERS) this.trim();
  }

  /** Notes what is about to be offered to whoever is there. */
  publish(event: JournalEvent): void {
    if (!this.isKept) return;
    this.events.push(event);
    if (this.events.length <= this.limit) return;
    this.droppedEvents += this.events.splice(0, surplusOf(this.events)).length;
  }

  private trim(): void {
    const surplus = surplusOf(this.entries);
    for (const entry of this.entries.splice(0, surplus)) this.characters -= entry.frame.length;
    this.dropped += surplus;
  }
}

function surplusOf(list: readonly unknown[]): number {
  return Math.max(1, Math.ceil(list.length / 8));
}

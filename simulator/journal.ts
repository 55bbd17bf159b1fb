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

/** More text than this is not kept, however few entries hold it: long histories and huge frames are rare. */
const MAX_CHARACTERS = 64_000_000;

/** The last frames sent, oldest first, so that a checker can compare what left with what arrived. */
export class Journal {
  readonly entries: JournalEntry[] = [];
  /** Entries forgotten because the journal was full. */
  dropped = 0;
  private characters = 0;

  constructor(private readonly limit: number) {}

  add(entry: JournalEntry): void {
    if (this.limit <= 0) return;
    this.entries.push(entry);
    this.characters += entry.frame.length;
    // Trimmed by an eighth at a time: shifting one entry off a long array for every frame would cost more than sending.
    if (this.entries.length > this.limit || this.characters > MAX_CHARACTERS) this.trim();
  }

  private trim(): void {
    const surplus = Math.max(1, Math.ceil(this.entries.length / 8));
    for (const entry of this.entries.splice(0, surplus)) this.characters -= entry.frame.length;
    this.dropped += surplus;
  }
}

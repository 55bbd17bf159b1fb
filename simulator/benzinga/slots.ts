import type { FeedConnection } from '../connection';

/** Who holds a place, or until when it stays taken although its holder is gone. */
interface Slot {
  readonly connection: FeedConnection;
  /** On the clock of `performance.now()`; 0 while there is no end in sight, or after a clean one. */
  heldUntil: number;
}

/** The close code of a line that was cut without a close frame. */
const UNCLEAN = 1006;

/**
 * One connection per token and stream; a second is refused, the first stays (protocol page, section 4.1). After an
 * unclean end the place stays taken for some seconds (section 4.5). No timer is needed: who asks, compares.
 */
export class Slots {
  private readonly slots = new Map<string, Slot>();

  constructor(private readonly holdMs: number) {}

  isFree(token: string, stream: string): boolean {
    const slot = this.slots.get(keyOf(token, stream));
    if (slot === undefined) return true;
    if (slot.connection.record.closed === undefined) this.noticeStall(slot);
    return !isTaken(slot);
  }

  /** Gives the place to a connection until it closes, or a little longer. */
  take(token: string, stream: string, connection: FeedConnection): void {
    this.forgetFree();
    const slot = { connection, heldUntil: 0 };
    this.slots.set(keyOf(token, stream), slot);
    connection.onceClosed(() => {
      if (connection.record.closed?.code === UNCLEAN) slot.heldUntil = performance.now() + this.holdMs;
    });
  }

  /** Counts only: a token is nobody's business, not even an invented one. */
  state(): { readonly open: number; readonly held: number } {
    const taken = [...this.slots.values()].filter(isTaken);
    const open = taken.filter(({ connection }) => connection.record.closed === undefined).length;
    return { open, held: taken.length - open };
  }

  /** A stalled line does not notice its client's end: when somebody knocks again, it counts as one that was cut. */
  private noticeStall(slot: Slot): void {
    if (!slot.connection.isStalled) slot.heldUntil = 0;
    else if (slot.heldUntil === 0) slot.heldUntil = performance.now() + this.holdMs;
  }

  private forgetFree(): void {
    for (const [key, slot] of this.slots) if (!isTaken(slot)) this.slots.delete(key);
  }
}

/** A connection that is still closing keeps its place: only its end tells whether it was a clean one. */
function isTaken({ connection, heldUntil }: Slot): boolean {
  return heldUntil > 0 ? performance.now() < heldUntil : connection.record.closed === undefined;
}

function keyOf(token: string, stream: string): string {
  return `${stream} ${token}`;
}

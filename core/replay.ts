/** Records noted at the most: many times what any provider re-sends. */
const mostNoted = 10_000;

/**
 * How far back that is known to reach which the provider re-sends on a socket: to the oldest record that somebody had
 * had before. All moments are the provider's, in ms since 1970.
 */
export class Replay {
  private reach = Infinity;
  private sockets = 0;
  /** Records that were new: seeing those again proves nothing. */
  private readonly news = new Set<string>();
  /** Those of them that went to nobody, with their moments: one who joins later may have had them. */
  private readonly spare = new Map<string, number>();

  /** A new socket is open. */
  begin(): void {
    this.sockets += 1;
    this.reach = Infinity;
    this.spare.clear();
  }

  /** Whether something can come again that came before this socket. */
  get mayProve(): boolean {
    return this.sockets > 1;
  }

  /** No gap is open that began before what came so far: seeing that again proves something from now on. */
  end(): void {
    this.news.clear();
  }

  /** A record that came before, in this life or an earlier one, came again. */
  sawKnown(id: string, moment: number): void {
    if (!this.news.has(id)) this.reach = Math.min(this.reach, moment);
  }

  /** A record came that nobody had had; it `isSpare` if it went to nobody. */
  sawNew(id: string, moment: number, isSpare: boolean): void {
    if (this.news.size >= mostNoted) return;
    this.news.add(id);
    if (isSpare) this.spare.set(id, moment);
  }

  /** A record goes to one who joins. */
  took(id: string): void {
    this.spare.delete(id);
  }

  /** Somebody joins who `knows` records from an earlier life. */
  recognize(knows: (id: string) => boolean): void {
    for (const [id, moment] of this.spare) {
      if (!knows(id)) continue;
      this.spare.delete(id);
      this.reach = Math.min(this.reach, moment);
    }
  }

  /** Whether it holds a record from `moment` or before that was had. */
  reachesTo(moment: number | undefined): boolean {
    return moment !== undefined && this.reach <= moment;
  }
}

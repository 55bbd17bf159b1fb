/** Which run of a replay a message belongs to: another one after each start, round and jump, since times begin anew. */

/** What stands in `msg.replay`. Runs of one replay grow, also over restarts. */
export function runText(replay: string, run: number): string {
  return `${replay} ${run}`;
}

/** Replays that one node hears of; of more, those before are forgotten. */
const mostReplays = 100;

/** The runs that one node has seen. */
export class ReplayRuns {
  private readonly newest = new Map<string, number>();
  private last = '';

  /** Whether a message is the first of a run; of what comes from no replay it is none. */
  isFirst({ replay }: { replay?: unknown }): boolean {
    if (typeof replay !== 'string' || replay === this.last) return false;
    const [id = '', text] = replay.split(' ');
    const run = Number(text);
    // What was held back on the way here may come after what is newer.
    if (!(run > (this.newest.get(id) ?? 0))) return false;
    if (this.newest.size >= mostReplays) this.newest.clear();
    this.newest.set(id, run);
    this.last = replay;
    return true;
  }
}

import type { Announcement } from './announce';
import type { Continuity } from './continuity';
import { toIso } from './read';

/** What was sent of a topic. */
export type Held = 'quote' | 'bars' | 'records' | 'nothing';

/** An interruption, from the last sign of life to the next connection; our time, in ms since 1970. */
export interface Hole {
  readonly from: number;
  readonly to: number;
  /** Why the connection was lost, as a sentence. */
  readonly reason: string;
  /** The node was not there, as after a restart: the feed may have been alive. */
  readonly isAbsence?: boolean;
}

/** Symbols named in a notice. */
const mostNamed = 100;
/** History that was asked for on a connect and has not come after this long is not waited for. */
const longestWaitMs = 15_000;

/** `45 s`, `12 min`, `3 h`, `2 days`. */
function spanOf({ from, to }: Hole): string {
  const seconds = Math.max(1, Math.round((to - from) / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
}

/** One interruption while it is being made good by what the provider re-sends. */
export class Gap {
  private recovered = 0;
  /** A record from before came again: what the provider re-sends reaches back that far. */
  private isProven = false;
  /** Something of what came afterwards found no room. */
  private hasLost = false;
  /** By topic, whether its history holds a bar from before. */
  private readonly series = new Map<string, boolean>();
  /** Records from before that are new: seeing those again proves nothing. */
  private readonly news = new Set<string>();

  /** @param before what was sent of each topic before the gap */
  constructor(
    readonly hole: Hole,
    private readonly before: ReadonlyMap<string, Held>,
  ) {}

  /** A record of a time before the gap came; it `isRepeat` if it was sent already. */
  sawOld(id: string, isRepeat: boolean): void {
    if (!isRepeat) this.news.add(id);
    else if (!this.news.has(id)) this.isProven = true;
  }

  /** Past events were delivered. */
  deliver(count: number): void {
    this.recovered += count;
  }

  /** The history of a series came; it `isJoined` if it reaches back to a bar that was sent before. */
  sawHistory(topic: string, isJoined: boolean): void {
    // A second one would join the bars of the first.
    if (!this.series.has(topic)) this.series.set(topic, isJoined);
  }

  /** Past events were dropped for want of room. */
  lose(): void {
    this.hasLost = true;
  }

  /** True once nothing more is to be expected at `now`. `brings` is what the stream brings. */
  isOver(now: number, brings: 'prices' | 'records', continuity: Continuity): boolean {
    if (brings === 'records') return continuity.settle(now);
    if (now - this.hole.to > longestWaitMs) return true;
    return [...this.before].every(([topic, held]) => held !== 'bars' || this.series.has(topic));
  }

  /** True only where nothing can be missing; `unknown` where nothing from before is known to compare with. */
  get complete(): boolean | 'unknown' {
    const before = [...this.before];
    if (this.hasLost || before.some(([topic, held]) => this.misses(topic, held))) return false;
    const isKnown = this.isProven || (before.length > 0 && before.every(([, held]) => held !== 'nothing'));
    return isKnown || 'unknown';
  }

  opening(title: string, labels: readonly string[]): Announcement {
    const { from, to, reason } = this.hole;
    const symbols = labels.slice(0, mostNamed);
    return {
      notice: 'gap',
      message: this.hole.isAbsence
        ? `What ${title} sent in the last ${spanOf(this.hole)} may be missing. ${reason}`
        : `Nothing came from ${title} for ${spanOf(this.hole)}. ${reason}`,
      details: { from: toIso(from), to: toIso(to), reason, symbols },
    };
  }

  closing(): Announcement {
    const { recovered, complete } = this;
    const { from, to } = this.hole;
    const came = recovered === 1 ? '1 event came afterwards' : `${recovered || 'no'} events came afterwards`;
    return {
      notice: 'gap-closed',
      message: `The gap of ${spanOf(this.hole)} is over: ${came}, ${this.verdict()}.`,
      details: { from: toIso(from), to: toIso(to), recovered, complete },
    };
  }

  /** Whether something of a topic is missing, or may be. */
  private misses(topic: string, held: Held): boolean {
    if (held === 'bars') return this.series.get(topic) !== true;
    return held === 'quote' || (held === 'records' && !this.isProven);
  }

  private verdict(): string {
    if (this.complete === true) return 'and nothing is missing';
    if (this.hasLost) return 'and some of what came found no room';
    if (this.complete === 'unknown') return 'and nothing from before is known to tell whether that is all';
    const held = new Set(this.before.values());
    if (held.has('quote') && held.size === 1) return 'and the quotes in between are lost';
    if (held.has('quote')) return 'and quotes in between are lost';
    return 'and what came does not reach back to the gap: some may be missing';
  }
}

import type { Announcement } from './announce';
import { toIso } from './read';

/** What was sent of a topic. */
export type Held = 'quote' | 'bars' | 'records' | 'nothing';

/** What somebody misses, and why. */
interface Hole {
  /** All that came until then was had; our time, in ms since 1970. */
  readonly from: number;
  /** The same by the provider's clock; undefined until that is known. */
  readonly pastFrom?: number | undefined;
  /** Why nothing came, as a sentence. */
  readonly reason: string;
  /** The node was not there, as after a restart: the feed may have been alive. */
  readonly isAbsence?: boolean;
}

/** Symbols named in a notice. */
const mostNamed = 100;
/** History that was asked for and has not come after this long is not waited for. */
const longestWaitMs = 15_000;

/** `45 s`, `12 min`, `3 h`, `2 days`. */
function spanOf(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
}

/** What one subscriber misses, until it is made good by what the provider re-sends. One that is cut anew goes on, longer. */
export class Gap {
  private recovered = 0;
  /** A record from before came again: what the provider re-sends reaches back that far. */
  private isProven = false;
  /** Something of what came afterwards found no room. */
  private hasLost = false;
  /** By topic, whether its history holds a bar from before. */
  private readonly series = new Map<string, boolean>();
  /** What was sent of each topic before; undefined until the feed is back for the first time. */
  private before: ReadonlyMap<string, Held> | undefined;
  /** When the feed was back. */
  private to: number | undefined;
  /** Its beginning was told, as long as it is now. */
  private isTold = false;
  private wasTold = false;
  /** When the provider was asked for what is missing; undefined while that is to be done. */
  private askedAt: number | undefined;
  /** What is asked for by now, where that was changed: of others nothing is missing. */
  private topics: ReadonlyMap<string, unknown> | undefined;
  /** Something came that nobody was there to take. */
  private hasMissed = false;

  /** @param isSilent it was our own wish, and is told only where it has cost something */
  constructor(
    private hole: Hole,
    private isSilent = false,
  ) {}

  get from(): number {
    return this.hole.from;
  }

  /** By the provider's clock, in ms since 1970; undefined before the feed is back. */
  get pastFrom(): number | undefined {
    return this.hole.pastFrom;
  }

  /** The same for one that comes back in the middle of it, and has had everything until `from`. */
  again(from: number): Gap {
    const gap = new Gap({ ...this.hole, from }, this.isSilent);
    gap.to = this.to;
    return gap;
  }

  /** True once it was told, of whatever length by then: its end is to be told too. */
  get isKnown(): boolean {
    return this.wasTold;
  }

  /** Nothing more is to be made good at `now`. */
  end(now: number): void {
    this.to ??= now;
    this.isTold = true;
  }

  /** What is asked for from now on are these topics. */
  follow(topics: ReadonlyMap<string, unknown>): void {
    this.topics = topics;
  }

  /** Its node has left the connection, and is to be served by another, or later. */
  carry(): void {
    this.cut(this.hole.reason, this.isSilent);
    this.to = undefined;
  }

  /** Something came meanwhile that is not made good. */
  miss(): void {
    this.hasMissed = true;
  }

  /** The line is lost before it was made good. */
  cut(reason: string, isOurWish: boolean): void {
    // What joined so far has to join once more; what did not would join itself.
    for (const [topic, isJoined] of this.series) if (isJoined) this.series.delete(topic);
    this.askedAt = undefined;
    if (isOurWish) return;
    this.isSilent = this.isTold = false;
    this.to = undefined;
    if (!this.hole.isAbsence) this.hole = { ...this.hole, reason };
  }

  /** No socket came online. What was to be a change of sockets is an outage by now. */
  fail(reason: string): void {
    if (!this.isSilent) return;
    this.isSilent = false;
    this.hole = { ...this.hole, reason };
  }

  /**
   * The feed is back at `now`, and the provider's clock is ahead of ours by `skewMs`.
   * @param before what was sent of each topic before the gap
   */
  back(now: number, before: ReadonlyMap<string, Held>, skewMs: number): void {
    this.to ??= now;
    this.before ??= before;
    const { from, pastFrom = from + skewMs } = this.hole;
    this.hole = { ...this.hole, pastFrom };
  }

  /** The provider was asked at `now` for all that is wanted. */
  asked(now: number): void {
    this.askedAt ??= now;
  }

  /** What the provider re-sends reaches back to a record from before. */
  prove(): void {
    this.isProven = true;
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

  /** True once no more history is to be expected at `now`. */
  hasHistory(now: number): boolean {
    if (this.askedAt === undefined) return false;
    if (now - this.askedAt > longestWaitMs) return true;
    return this.judged.every(([topic, held]) => held !== 'bars' || this.series.has(topic));
  }

  /** True once the provider was asked for what is missing. */
  get isAsked(): boolean {
    return this.askedAt !== undefined;
  }

  /** True only where nothing can be missing; `unknown` where nothing from before is known to compare with. */
  get complete(): boolean | 'unknown' {
    const before = this.judged;
    if (this.hasLost || this.hasMissed || before.some(([topic, held]) => this.misses(topic, held)))
      return false;
    const isKnown = this.isProven || (before.length > 0 && before.every(([, held]) => held !== 'nothing'));
    return isKnown || 'unknown';
  }

  /** Its beginning, where that is to be told now. */
  opening(title: string, labels: readonly string[]): Announcement[] {
    if (this.isTold || this.isSilent) return [];
    this.isTold = this.wasTold = true;
    const { hole, span } = this;
    return [
      {
        notice: 'gap',
        message: hole.isAbsence
          ? `What ${title} sent in the last ${span} may be missing. ${hole.reason}`
          : `Nothing came from ${title} for ${span}. ${hole.reason}`,
        details: { ...this.times, reason: hole.reason, symbols: labels.slice(0, mostNamed) },
      },
    ];
  }

  /** Its end, with its beginning where that was not told: nothing where it was our own wish and has cost nothing. */
  closing(title: string, labels: readonly string[]): Announcement[] {
    const { recovered, complete } = this;
    if (complete === false) this.isSilent = false;
    if (this.isSilent) return [];
    const came = recovered === 1 ? '1 event came afterwards' : `${recovered || 'no'} events came afterwards`;
    const end: Announcement = {
      notice: 'gap-closed',
      message: `The gap of ${this.span} is over: ${came}, ${this.verdict()}.`,
      details: { ...this.times, recovered, complete },
    };
    return [...this.opening(title, labels), end];
  }

  private get span(): string {
    return spanOf((this.to ?? this.from) - this.from);
  }

  private get times(): { from: string | null; to: string | null } {
    return { from: toIso(this.from), to: toIso(this.to ?? this.from) };
  }

  /** What was sent before of the topics that are asked for. */
  private get judged(): (readonly [topic: string, held: Held])[] {
    return [...(this.before ?? [])].filter(([topic]) => this.topics?.has(topic) !== false);
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
    const held = new Set(this.judged.map(([, one]) => one));
    if (held.has('quote') && held.size === 1) return 'and the quotes in between are lost';
    if (held.has('quote')) return 'and quotes in between are lost';
    return 'and what came does not reach back to the gap: some may be missing';
  }
}

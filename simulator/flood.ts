/** A connection that is flooded. */
export interface FloodTarget {
  /** Bytes handed over and not yet taken by the network. */
  readonly buffered: number;
  cork(): void;
  uncork(): void;
}

/** A burst of frames. */
export interface FloodPace {
  /** Frames in all. */
  readonly frames: number;
  /** Frames a second; without it, as fast as clients read. */
  readonly perSecond?: number;
}

/** Work of one portion and the pause after it, in which the practice feed goes on answering. */
const SLICE_MS = 8;
const PAUSE_MS = 1;

/** Frames that leave in one piece, between two looks at the clock and at what clients have not read. */
const BATCH = 100;

/** A flood waits while a client has more than this unread: it floods the client, not our own memory. */
const MAX_BUFFERED_BYTES = 16_000_000;

/** Runs a burst in portions, so that the practice feed goes on answering. */
export class Flood {
  /** Resolves with the number of frames made, also when stopped early. */
  readonly done: Promise<number>;
  private made = 0;
  private isOver = false;
  private readonly startedAt = performance.now();
  private timer: NodeJS.Timeout | undefined;
  private finish: () => void = () => undefined;

  constructor(
    private readonly pace: FloodPace,
    private readonly make: (index: number) => void,
    private readonly targets: () => readonly FloodTarget[],
  ) {
    this.done = new Promise(resolve => (this.finish = () => resolve(this.made)));
    this.goOn();
  }

  stop(): void {
    this.isOver = true;
    clearTimeout(this.timer);
    this.finish();
  }

  private goOn(): void {
    if (this.isOver) return;
    if (this.made < this.pace.frames) this.timer = setTimeout(() => this.portion(), PAUSE_MS);
    else this.stop();
  }

  private portion(): void {
    const until = performance.now() + SLICE_MS;
    while (!this.isOver && performance.now() < until) {
      const targets = this.targets();
      if (targets.some(({ buffered }) => buffered > MAX_BUFFERED_BYTES)) break;
      const batch = Math.min(BATCH, this.allowance());
      for (const target of targets) target.cork();
      for (let left = batch; left >= 1 && !this.isOver; left -= 1) this.make(this.made++);
      for (const target of targets) target.uncork();
      if (batch < BATCH) break;
    }
    this.goOn();
  }

  private allowance(): number {
    const { frames, perSecond } = this.pace;
    const left = frames - this.made;
    if (perSecond === undefined) return left;
    return Math.min(left, ((performance.now() - this.startedAt) / 1_000) * perSecond - this.made);
  }
}

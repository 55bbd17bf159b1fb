/** A burst of trades, each of which goes to every subscriber of its code. */
export interface FloodOptions {
  /** Default: every code that is subscribed to. */
  readonly codes?: readonly string[];
  /** Trades in all. */
  readonly frames: number;
  /** Trades a second; without it, as fast as clients read. */
  readonly perSecond?: number;
}

const PERIOD_MS = 5;
const UNPACED_BATCH = 1_000;

/** A flood waits while a client has more than this unread: it floods the client, not our own memory. */
const MAX_BUFFERED_BYTES = 16_000_000;

/** Runs a burst in small portions, so that the practice feed goes on answering. */
export class Flood {
  /** Resolves with the number of trades made, also when stopped early. */
  readonly done: Promise<number>;
  private made = 0;
  private readonly startedAt = performance.now();
  private readonly timer: NodeJS.Timeout;
  private finish: () => void = () => undefined;

  constructor(
    private readonly options: FloodOptions & { readonly codes: readonly string[] },
    private readonly trade: (code: string) => void,
    private readonly buffered: () => number,
  ) {
    this.done = new Promise(resolve => (this.finish = () => resolve(this.made)));
    this.timer = setInterval(() => this.portion(), PERIOD_MS);
    if (options.codes.length === 0 || options.frames <= 0) this.stop();
  }

  stop(): void {
    clearInterval(this.timer);
    this.finish();
  }

  private portion(): void {
    const { codes, frames } = this.options;
    if (this.buffered() > MAX_BUFFERED_BYTES) return;
    for (let left = this.allowance(); left >= 1 && this.made < frames; left -= 1) {
      const code = codes[this.made % codes.length];
      if (code !== undefined) this.trade(code);
      this.made += 1;
    }
    if (this.made >= frames) this.stop();
  }

  private allowance(): number {
    const { perSecond } = this.options;
    if (perSecond === undefined) return UNPACED_BATCH;
    return ((performance.now() - this.startedAt) / 1_000) * perSecond - this.made;
  }
}

/** Who is later than this was asleep, or cannot keep up: what was missed is not made up for. */
const latestMs = 10_000;

/**
 * When recorded events are due. Time comes with each call, in ms since 1970: `at` by the recording, `now` by the clock
 * here.
 */
export class Pace {
  private last = -Infinity;
  /** What is recorded at `at` is due at `now`. */
  private anchor: { at: number; now: number } | undefined;

  /**
   * @param speed how many times faster than real time; Infinity: everything is due at once
   * @param longestPauseMs waits by the recording are no longer than this; Infinity: as they were
   */
  constructor(
    public speed: number,
    private readonly longestPauseMs = Infinity,
  ) {}

  /** Goes on to an event, and says when it is due. Those that are older than the one before are due with that one. */
  next(at: number, now: number): number {
    const pause = Math.max(0, at - this.last);
    this.last = Math.max(this.last, at);
    if (!this.anchor || !Number.isFinite(this.speed)) return this.restart(this.last, now);
    if (pause > this.longestPauseMs) this.anchor.at += pause - this.longestPauseMs;
    const due = this.anchor.now + (this.last - this.anchor.at) / this.speed;
    if (now - due > latestMs) return this.restart(this.last, now);
    // Somebody may have set the clock back.
    const longest = now + Math.min(pause, this.longestPauseMs) / this.speed;
    return due > longest ? this.restart(this.last, longest) : due;
  }

  /** From now on another speed; gives when the event is due that was due at `due`. */
  change(speed: number, due: number, now: number): number {
    const left = Math.max(0, due - now) * (Number.isFinite(this.speed) ? this.speed : 0);
    this.speed = speed;
    // Before the first event nothing is due: the first one is due when it comes.
    if (!this.anchor) return due;
    return this.restart(this.last, now + left / speed);
  }

  /** Nothing was played for `ms`. */
  delay(ms: number): void {
    if (this.anchor) this.anchor.now += ms;
  }

  private restart(at: number, now: number): number {
    this.anchor = { at, now };
    return now;
  }
}

import type { Clock } from '../core/ports';

/** The event loop is held for no longer than this. */
const turnMs = 5;

/** Work that gives way to others' again and again. Only its own time counts, which no set clock stretches. */
export class Turns {
  /** How long it has worked. */
  busyMs = 0;
  private begun = 0;

  constructor(private readonly clock: Clock) {}

  begin(): void {
    this.begun = this.clock.steady();
  }

  get isOver(): boolean {
    return this.clock.steady() - this.begun >= turnMs;
  }

  /** Goes on, in the next turn, after others. */
  async giveWay(others: Promise<void>): Promise<void> {
    this.busyMs += this.clock.steady() - this.begun;
    await others;
    this.begin();
  }
}

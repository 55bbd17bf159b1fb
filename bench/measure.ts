/** What one consumer process measured. Times are ms, processor time is µs per frame. */
export interface Measured {
  frames: number;
  events: number;
  /** Sum of the prices seen, in cents: nobody wins by not doing the work. */
  checksum: number;
  wallMs: number;
  cpuMs: number;
  rssMb: number;
}

/** Measures from the first frame to the last. */
export class Meter {
  frames = 0;
  events = 0;
  checksum = 0;
  private startedAt = 0;
  private cpu: NodeJS.CpuUsage | undefined;
  private lastAt = 0;

  /** To be called as a frame comes in; the first starts the clock. */
  begin(): void {
    if (this.cpu) return;
    this.cpu = process.cpuUsage();
    this.startedAt = performance.now();
  }

  price(value: number): void {
    this.events += 1;
    this.checksum += Math.round(value * 100);
  }

  finish(): Measured {
    this.lastAt = performance.now();
    const { user, system } = process.cpuUsage(this.cpu);
    return {
      frames: this.frames,
      events: this.events,
      checksum: this.checksum,
      wallMs: this.lastAt - this.startedAt,
      cpuMs: (user + system) / 1000,
      rssMb: process.memoryUsage().rss / 1e6,
    };
  }
}

/** Prints the result and ends the process. */
export function report(measured: Measured): void {
  process.stdout.write(`${JSON.stringify(measured)}\n`, () => process.exit(0));
}

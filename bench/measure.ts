/** Measuring inside a consumer's process. */

/** The part of a run's frames that comes before the measurement: the compiler has then done its work. */
const warmUp = 0.2;

/** Keeps the stamp at 17 characters, so that it can be written into a frame that is ready. */
const stampOffsetMs = 1e12;

/** Now in ms with microseconds, on the clock that all processes of a machine share and nobody sets. */
export function nowMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return stampOffsetMs + seconds * 1000 + nanoseconds / 1e6;
}

/** {@link nowMs} as it stands in a frame. */
export function nowStamp(): string {
  return nowMs().toFixed(3);
}

/** What one consumer process measured. Times are ms. */
export interface Measured {
  /** Frames received, warm-up and all. */
  frames: number;
  events: number;
  /** Sum of the prices seen, in cents: nobody wins by not doing the work. */
  checksum: number;
  /** Frames after the warm-up; the times are theirs. */
  measured: number;
  wallMs: number;
  cpuMs: number;
  rssMb: number;
  /** Frames that were not parsed, frames whose head did not show what the gate looks for, and repeats after parsing. */
  skipped: number;
  gateMissed: number;
  repeats: number;
}

/** Measures from the end of the warm-up to the end of the run. */
export class Meter {
  frames = 0;
  events = 0;
  checksum = 0;
  skipped = 0;
  gateMissed = 0;
  repeats = 0;
  private readonly warmUpFrames: number;
  /** Frames that came before the measurement. */
  private before = 0;
  private startedAt = 0;
  private cpu: NodeJS.CpuUsage | undefined;

  constructor(frames: number) {
    this.warmUpFrames = Math.floor(frames * warmUp);
  }

  /** To be called as each frame comes in. */
  frame(): void {
    this.frames += 1;
    if (this.frames === this.warmUpFrames) this.start(this.frames);
  }

  /** Starts the measurement if the warm-up's frames are among the `frames` that came; true if so. */
  startsAt(frames: number): boolean {
    if (frames < this.warmUpFrames) return false;
    this.start(frames);
    return true;
  }

  private start(frames: number): void {
    this.before = frames;
    this.cpu = process.cpuUsage();
    this.startedAt = performance.now();
  }

  price(value: number): void {
    this.events += 1;
    this.checksum += Math.round(value * 100);
  }

  finish(): Measured {
    const wallMs = performance.now() - this.startedAt;
    const { user, system } = process.cpuUsage(this.cpu);
    return {
      frames: this.frames,
      events: this.events,
      checksum: this.checksum,
      measured: this.frames - this.before,
      wallMs,
      cpuMs: (user + system) / 1000,
      rssMb: process.memoryUsage().rss / 1e6,
      skipped: this.skipped,
      gateMissed: this.gateMissed,
      repeats: this.repeats,
    };
  }
}

/** Prints a result, which is the last thing that a process of the bench does. */
export function report(result: object): void {
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
}

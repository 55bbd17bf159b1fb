/** Frames after which the gate looks back. */
const windowFrames = 512;

/**
 * Decides whether it pays to look at a frame's head before parsing it. Looking costs a little on each frame, so it
 * pays only while many frames hold nothing that anybody wants.
 */
export class Gate {
  /** True while heads should be looked at. */
  open = false;
  /** Frames that were not parsed. */
  skipped = 0;
  /** Frames whose head did not show what the protocol looks for; they were parsed. */
  missed = 0;
  private frames = 0;
  private useless = 0;

  /** To be told of each frame whether it held anything that somebody wanted. */
  record(useful: boolean): void {
    this.frames += 1;
    if (!useful) this.useless += 1;
    if (this.frames < windowFrames) return;
    this.open = this.useless * 2 > this.frames;
    this.frames = 0;
    this.useless = 0;
  }
}

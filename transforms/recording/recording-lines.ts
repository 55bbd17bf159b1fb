/** No event is as long; what is, belongs to no recording. */
const longestLine = 8 * 1024 * 1024;

/** Makes lines of parts of a text, wherever these are cut, in bounded memory. */
export class LineSplitter {
  /** Lines that were left out because they were too long. */
  tooLong = 0;
  /** Parts of the line that has not ended. */
  private parts: string[] = [];
  private length = 0;

  constructor(private readonly longest = longestLine) {}

  /** The lines that end in `part`. */
  push(part: string): string[] {
    const lines: string[] = [];
    let from = 0;
    for (let end = part.indexOf('\n'); end >= 0; end = part.indexOf('\n', from)) {
      this.keep(part.slice(from, end));
      if (this.length > this.longest) this.tooLong += 1;
      else lines.push(this.parts.join(''));
      this.parts = [];
      this.length = 0;
      from = end + 1;
    }
    this.keep(part.slice(from));
    return lines;
  }

  /** What follows the last line end. */
  rest(): string {
    return this.length > this.longest ? '' : this.parts.join('');
  }

  private keep(part: string): void {
    this.length += part.length;
    if (this.length > this.longest) this.parts = [];
    else if (part !== '') this.parts.push(part);
  }
}

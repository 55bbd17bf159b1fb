/** Reads recordings: one file, or those of a folder as one, in the order in which events arrived. */
import { ConfigError } from '../core/errors';
import type { FileFacts, RecordingFiles, TextFile } from '../core/ports';
import {
  isNewer,
  readLine,
  type Recorded,
  type RecordingHeader,
} from '../transforms/recording/recording-format';
import { LineSplitter } from '../transforms/recording/recording-lines';
import { isRecording, startOf } from '../transforms/recording/recording-names';
import { whyFile } from './file-faults';

/** Files of a folder that are read at most, and those of them whose names do not say when they begin. */
const mostFiles = 10_000;
const mostUnnamed = 100;

/** One file while it is read: what is at hand of it, and how to get more. */
class Cursor {
  /** Events at hand, from `next` on. */
  events: Recorded[] = [];
  next = 0;
  malformed = 0;
  header: RecordingHeader | undefined;
  private readonly lines = new LineSplitter();
  private isOver = false;

  constructor(readonly file: TextFile) {}

  /** The next event, if one is at hand. */
  get head(): Recorded | undefined {
    return this.events[this.next];
  }

  /** Reads on until an event is at hand; false where none is left. */
  async fill(): Promise<boolean> {
    while (this.head === undefined && !this.isOver) {
      this.events = [];
      this.next = 0;
      const text = await this.file.read();
      if (text !== undefined) for (const line of this.lines.push(text)) this.take(line, false);
      else this.end();
    }
    return this.head !== undefined;
  }

  private end(): void {
    this.isOver = true;
    this.take(this.lines.rest(), true);
    this.malformed += this.lines.tooLong + (this.file.isDamaged ? 1 : 0);
  }

  /** A line that the end of the file has torn is none. */
  private take(line: string, isLast: boolean): void {
    const read = readLine(line);
    if (read.kind === 'event') this.events.push(read);
    else if (read.kind === 'malformed') this.malformed += isLast ? 0 : 1;
    else if (read.kind === 'header') {
      this.header ??= read.header;
      if (isNewer(read.header)) {
        throw new ConfigError(
          'The recording was written by a newer version of Market Feeds: update this one.',
        );
      }
    }
  }
}

/** A file that is to be read. */
interface Waiting {
  readonly path: string;
  readonly size: number;
  /** When it begins, in ms since 1970; where it is not known, before all others. */
  readonly start: number;
}

/** Recorded events, as they are read. */
export interface EventReader {
  /** The next events, in order; undefined after the last. Rejects with a ConfigError where it cannot go on. */
  read(): Promise<readonly Recorded[] | undefined>;
  close(): Promise<void>;
  /** Lines so far that were no events, and ends of files that were damaged. */
  readonly malformed: number;
  /** How much was read, from 0 to 1. */
  readonly progress: number;
}

/** Reads the events of recordings. Of several files that overlap in time, events come as they arrived. */
export class RecordingReader implements EventReader {
  private readonly active: Cursor[] = [];
  private readonly done = { position: 0, malformed: 0 };
  private readonly size: number;

  private constructor(
    private readonly files: RecordingFiles,
    /** In order of time. */
    private readonly waiting: Waiting[],
  ) {
    this.size = waiting.reduce((sum, { size }) => sum + size, 0);
  }

  /** Looks what is under a path: a file, or a folder of recordings. Throws a ConfigError that says what is wrong. */
  static async open(files: RecordingFiles, path: string): Promise<RecordingReader> {
    const place = await files.look(path).catch((thrown: unknown) => {
      throw new ConfigError(`${path} cannot be read: ${whyFile(thrown)}.`);
    });
    if (place.kind === 'nothing') throw new ConfigError(`There is no recording ${path}.`);
    if (place.kind === 'file')
      return new RecordingReader(files, [{ path, size: place.size, start: -Infinity }]);
    return new RecordingReader(files, inFolder(files, path, place.files));
  }

  get malformed(): number {
    return this.active.reduce((sum, { malformed }) => sum + malformed, this.done.malformed);
  }

  get progress(): number {
    const read = this.active.reduce((sum, { file }) => sum + file.position, this.done.position);
    return this.size === 0 ? 1 : Math.min(1, read / this.size);
  }

  async read(): Promise<Recorded[] | undefined> {
    try {
      await this.prepare();
    } catch (thrown) {
      if (thrown instanceof ConfigError) throw thrown;
      throw new ConfigError(`The recording cannot be read: ${whyFile(thrown)}.`);
    }
    const [first, second] = this.firstTwo();
    if (!first) return undefined;
    const limit = Math.min(second?.head?.at ?? Infinity, this.waiting[0]?.start ?? Infinity);
    const events: Recorded[] = [];
    // The first in any case: another file may have one of the same time.
    do events.push(first.events[first.next++] as Recorded);
    while (first.head && first.head.at <= limit);
    return events;
  }

  async close(): Promise<void> {
    this.waiting.length = 0;
    await Promise.all(this.active.splice(0).map(({ file }) => file.close().catch(() => undefined)));
  }

  /** Opens the files whose time has come, and sees to it that the next event of each is at hand. */
  private async prepare(): Promise<void> {
    for (const cursor of [...this.active]) await this.fill(cursor);
    for (let next = this.waiting[0]; next; next = this.waiting[0]) {
      const earliest = Math.min(...this.active.map(({ head }) => head?.at ?? Infinity));
      if (this.active.length > 0 && next.start > earliest) return;
      this.waiting.shift();
      const cursor = new Cursor(await this.files.open(next.path));
      this.active.push(cursor);
      await this.fill(cursor);
    }
  }

  private async fill(cursor: Cursor): Promise<void> {
    if (cursor.head || (await cursor.fill())) return;
    this.active.splice(this.active.indexOf(cursor), 1);
    this.done.position += cursor.file.size;
    this.done.malformed += cursor.malformed;
    await cursor.file.close();
  }

  /** The files whose next events come first. */
  private firstTwo(): [Cursor | undefined, Cursor | undefined] {
    let first: Cursor | undefined;
    let second: Cursor | undefined;
    const at = (cursor: Cursor | undefined): number => cursor?.head?.at ?? Infinity;
    for (const cursor of this.active) {
      if (!first || at(cursor) < at(first)) [first, second] = [cursor, first];
      else if (!second || at(cursor) < at(second)) second = cursor;
    }
    return [first, second];
  }
}

/** The recordings in a folder, in order of time. Throws a ConfigError where there are none, or too many. */
function inFolder(files: RecordingFiles, folder: string, found: readonly FileFacts[]): Waiting[] {
  const all = found
    .filter(({ name }) => isRecording(name))
    .map(({ name, size }) => ({ path: files.join(folder, name), size, start: startOf(name) ?? -Infinity }));
  if (all.length === 0) {
    throw new ConfigError(
      `There is no recording in the folder ${folder}: their names end in .jsonl.gz or .jsonl.`,
    );
  }
  const unnamed = all.filter(({ start }) => start === -Infinity).length;
  if (all.length > mostFiles || unnamed > mostUnnamed) {
    throw new ConfigError(
      `There are too many recordings in the folder ${folder}: at most ${mostFiles}, and ${mostUnnamed} whose names do not say when they begin.`,
    );
  }
  return all.sort((one, other) => one.start - other.start);
}

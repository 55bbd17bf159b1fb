/** Writes events to files: queued, compressed, followed by new ones, the oldest removed. */
import type { MarketEvent } from '../core/event';
import type { Cancel, Clock, GrowingFile, RecordingFiles } from '../core/ports';
import { toIso } from '../core/read';
import type { RecordParams } from '../transforms/recording/recording-form';
import { eventLine, headerLine } from '../transforms/recording/recording-format';
import { ownFiles, recordingName, surplus, utcDay } from '../transforms/recording/recording-names';
import { codeOf, whyFile } from './file-faults';

/** After a crash at most what came within this is missing. */
export const flushMs = 1000;
/** How long nothing is tried after a failure. */
export const retryMs = 10_000;
/** Characters that may wait for the disk: some 30,000 quotes. */
export const queueLimit = 16_000_000;
/** Characters that are written without waiting for company, and at once. */
const portion = 256_000;
/** Names that are tried where files of that name and time are there. */
const mostAttempts = 100;

export interface RecorderSetup {
  clock: Clock;
  files: RecordingFiles;
  /** A whole path. */
  folder: string;
  params: RecordParams;
  /** Package and version. */
  writtenBy: string;
  /** Called once when something begins to fail, with a sentence; not again before it went well. */
  onFault(message: string): void;
  /** Counters, or whether something fails, are others now. */
  changed(): void;
}

/** A file that is being written. */
interface Current {
  readonly path: string;
  readonly day: number;
  readonly file: GrowingFile;
  size: number;
}

/** Paths that recorders of this process write to: none of them removes them. */
const openPaths = new Set<string>();

/**
 * Records events. `add` returns at once; files are written by the system's own threads, once a second. What cannot be
 * written waits, as far as the queue goes, and is tried again; what does not fit into the queue is dropped and counted.
 */
export class Recorder {
  /** `events` are those that are safe on disk; `bytes` all that was written to files. */
  readonly counts = { events: 0, bytes: 0, dropped: 0 };
  private queue: string[] = [];
  private queued = 0;
  private current: Current | undefined;
  private working: Promise<void> | undefined;
  private timer: Cancel | undefined;
  private fault = '';
  private isDropping = false;
  private isClosed = false;
  /** How many of those that wait still belong to the file before it ends; undefined where nobody wants it to end. */
  private endsAfter: number | undefined;
  /** Bytes of the finished files of this name. */
  private finished = 0;

  constructor(private readonly setup: RecorderSetup) {}

  /** Whether something fails now. */
  get isFailing(): boolean {
    return this.fault !== '';
  }

  /** Takes an event. Throws a TypeError or RangeError for what JSON cannot hold. */
  add(event: MarketEvent): void {
    const { clock, params } = this.setup;
    const line = eventLine(event, params.raw, toIso(clock.now()) ?? '');
    if (this.isClosed || this.queued + line.length > queueLimit) return this.drop();
    this.queue.push(line);
    this.queued += line.length;
    if (this.queued >= portion && !this.isFailing) void this.work();
    else this.later(flushMs);
  }

  /** Writes what waits; resolves when that is done, or failed. */
  async flush(): Promise<void> {
    await this.working;
    await this.work();
  }

  /** Writes what waits and ends the file; the next event begins another. */
  rotate(): Promise<void> {
    this.endsAfter = this.queue.length;
    return this.flush();
  }

  /** Writes what waits and ends the file. Gives how many events could not be written. */
  async close(): Promise<number> {
    this.isClosed = true;
    this.endsAfter = this.queue.length;
    await this.flush();
    this.timer?.();
    await this.abandon();
    return this.queue.length;
  }

  private drop(): void {
    this.counts.dropped += 1;
    if (this.isClosed) return;
    this.setup.changed();
    if (this.isDropping) return;
    this.isDropping = true;
    const why = this.isFailing ? 'The disk does not take them' : 'The disk is slower than the feed';
    this.setup.onFault(`Events are dropped, and counted: ${queueLimit / 1e6} MB wait to be written. ${why}.`);
  }

  private later(ms: number): void {
    this.timer ??= this.setup.clock.after(ms, () => {
      this.timer = undefined;
      void this.work();
    });
  }

  /** One at a time. */
  private work(): Promise<void> {
    this.working ??= this.writeAll().finally(() => (this.working = undefined));
    return this.working;
  }

  private async writeAll(): Promise<void> {
    this.timer?.();
    this.timer = undefined;
    try {
      for (;;) {
        await this.finishIfDue();
        if (this.queue.length === 0) break;
        await this.writeSome();
      }
    } catch (thrown) {
      await this.abandon();
      this.fail(thrown);
    }
  }

  /** A file ends by size, by day, on request, or because somebody removed it. */
  private async finishIfDue(): Promise<void> {
    const { clock, params } = this.setup;
    const { current } = this;
    const wanted = this.endsAfter === 0;
    if (wanted) this.endsAfter = undefined;
    if (!current) return;
    const isFull = current.size >= params.rotateBytes || utcDay(clock.now()) !== current.day;
    if (!wanted && !isFull && (this.queue.length === 0 || !(await current.file.isGone()))) return;
    this.current = undefined;
    this.finished += current.size;
    openPaths.delete(current.path);
    await current.file.close();
  }

  private async writeSome(): Promise<void> {
    const current = (this.current ??= await this.begin());
    let length = 0;
    let count = 0;
    const most = this.endsAfter ?? this.queue.length;
    for (; count < most && length < portion; count += 1) length += this.queue[count]?.length ?? 0;
    const lines = this.queue.slice(0, count).join('');
    const size = await current.file.append(lines);
    this.queue.splice(0, count);
    // Somebody may have wanted it to end meanwhile.
    if (this.endsAfter !== undefined) this.endsAfter -= count;
    this.queued -= length;
    this.counts.events += count;
    this.counts.bytes += size - current.size;
    current.size = size;
    this.succeed();
    if (this.finished + size > this.setup.params.keepBytes) await this.removeSurplus();
  }

  private async begin(): Promise<Current> {
    const { clock, files, folder, params, writtenBy } = this.setup;
    const now = clock.now();
    for (let attempt = 0; ; attempt += 1) {
      const path = files.join(folder, recordingName(params.fileName, now, attempt));
      try {
        const file = await files.create(path);
        const current = (this.current = { path, file, day: utcDay(now), size: 0 });
        openPaths.add(path);
        const facts = { writtenBy, startTime: toIso(now) ?? '', raw: params.raw, title: '' };
        current.size = await file.append(headerLine(facts));
        this.counts.bytes += current.size;
        await this.removeSurplus();
        return current;
      } catch (thrown) {
        if (codeOf(thrown) !== 'EEXIST' || attempt >= mostAttempts) throw thrown;
      }
    }
  }

  private async removeSurplus(): Promise<void> {
    const { files, folder, params } = this.setup;
    const place = await files.look(folder);
    if (place.kind !== 'folder') return;
    const pathOf = (name: string): string => files.join(folder, name);
    const own = ownFiles(place.files, params.fileName);
    const removed = surplus(own, params.keepBytes, name => openPaths.has(pathOf(name)));
    for (const { name } of removed) await files.remove(pathOf(name));
    const others = own.filter(one => !removed.includes(one) && pathOf(one.name) !== this.current?.path);
    this.finished = others.reduce((sum, { size }) => sum + size, 0);
  }

  /** Lets go of the file after a failure; one in which nothing stands goes. */
  private async abandon(): Promise<void> {
    const { current } = this;
    if (!current) return;
    this.current = undefined;
    openPaths.delete(current.path);
    await current.file.close().catch(() => undefined);
    if (current.size === 0) await this.setup.files.remove(current.path).catch(() => undefined);
  }

  private fail(thrown: unknown): void {
    const fault = `Nothing can be recorded in ${this.setup.folder}: ${whyFile(thrown)}.`;
    const isNew = fault !== this.fault;
    this.fault = fault;
    if (isNew)
      this.setup.onFault(`${fault} It is tried again every ${retryMs / 1000} s; what comes meanwhile waits.`);
    this.setup.changed();
    if (!this.isClosed) this.later(retryMs);
  }

  private succeed(): void {
    if (this.queued < queueLimit / 2) this.isDropping = false;
    this.fault = '';
    this.setup.changed();
  }
}

/** Values that survive restarts, as JSON files in a folder that only its owner can read. */
import { readFileSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Store } from '../core/ports';
import { piecesOf, type RowTexts } from './kept-text';

/** How long a change waits to be written, with whatever else changes meanwhile. */
const leastMs = 2000;
/** Writing takes at most this part of the time. */
const busyPart = 1 / 50;
/** How long nothing is tried after a failure. */
const retryMs = 10_000;
/** The event loop is held for no longer than this. */
const turnMs = 5;
/** Characters that are written at once. */
const portion = 256_000;

/** One value: what it is now, and how its file comes after it. */
interface Kept {
  read: () => unknown;
  isDirty: boolean;
  cancel: (() => void) | undefined;
  /** The write under way, or the last one. */
  writing: Promise<void>;
  pauseMs: number;
  readonly texts: RowTexts;
}

/**
 * A file is written whole beside the old one and takes its name, so that a crash leaves one of the two. Long values are
 * made and written in turns that others' work fits between. What cannot be read or written is told to `onTrouble`, once
 * until it works again; what cannot be written is tried again.
 */
export class FileStore implements Store {
  private readonly values = new Map<string, Kept>();
  private isTroubled = false;

  constructor(
    private readonly folder: string,
    private readonly clock: Clock,
    private readonly onTrouble: (message: string) => void,
  ) {}

  load(name: string): unknown {
    let text: string;
    try {
      text = readFileSync(this.fileOf(name), 'utf8');
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      this.trouble(`could not be read`, thrown);
      return null;
    }
    try {
      return JSON.parse(text);
    } catch (thrown) {
      this.trouble('is damaged, and begins anew', thrown);
      return null;
    }
  }

  keep(name: string, read: () => unknown): void {
    const kept = this.values.get(name);
    if (kept) {
      kept.read = read;
      kept.isDirty = true;
      return this.writeLater(name, kept);
    }
    const writing = Promise.resolve();
    const fresh = { read, isDirty: true, cancel: undefined, writing, pauseMs: leastMs, texts: new WeakMap() };
    this.values.set(name, fresh);
    this.writeLater(name, fresh);
  }

  async flush(name: string): Promise<void> {
    const kept = this.values.get(name);
    if (!kept) return;
    kept.cancel?.();
    kept.cancel = undefined;
    await kept.writing;
    if (kept.isDirty) await this.write(name, kept);
  }

  async remove(name: string): Promise<void> {
    const kept = this.values.get(name);
    kept?.cancel?.();
    this.values.delete(name);
    await kept?.writing;
    await rm(this.fileOf(name), { force: true }).catch(() => undefined);
  }

  private writeLater(name: string, kept: Kept): void {
    kept.cancel ??= this.clock.after(kept.pauseMs, () => {
      kept.cancel = undefined;
      void this.write(name, kept);
    });
  }

  private write(name: string, kept: Kept): Promise<void> {
    kept.writing = kept.writing.then(async () => {
      kept.isDirty = false;
      const turns = new Turns(this.clock);
      try {
        await this.writeFile(this.fileOf(name), kept, turns);
        this.isTroubled = false;
        kept.pauseMs = Math.max(leastMs, turns.busyMs / busyPart);
      } catch (thrown) {
        this.trouble('could not be written', thrown);
        kept.isDirty = true;
        kept.pauseMs = Math.max(retryMs, turns.busyMs / busyPart);
        // Unless it is to be forgotten.
        if (this.values.get(name) === kept) this.writeLater(name, kept);
      }
    });
    return kept.writing;
  }

  private async writeFile(path: string, { read, texts }: Kept, turns: Turns): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const file = await open(`${path}.new`, 'w', 0o600);
    try {
      let text = '';
      for (const piece of piecesOf(read(), texts)) {
        text += piece;
        if (text.length >= portion) {
          await file.writeFile(text);
          text = '';
        }
        if (turns.isOver) await turns.next();
      }
      await file.writeFile(text);
    } finally {
      await file.close();
    }
    await rename(`${path}.new`, path);
  }

  private fileOf(name: string): string {
    return join(this.folder, `${encodeURIComponent(name).replaceAll('.', '%2E')}.json`);
  }

  private trouble(what: string, thrown: unknown): void {
    if (this.isTroubled) return;
    this.isTroubled = true;
    const { code } = thrown as NodeJS.ErrnoException;
    this.onTrouble(
      `What is remembered over restarts ${what}${code ? ` (${code})` : ''}. Check the folder ${this.folder}.`,
    );
  }
}

/** Work that gives way to others' again and again. */
class Turns {
  private begun: number;
  private done = 0;

  constructor(private readonly clock: Clock) {
    this.begun = clock.now();
  }

  /** Without the time of others. */
  get busyMs(): number {
    return this.done + this.clock.now() - this.begun;
  }

  get isOver(): boolean {
    return this.clock.now() - this.begun >= turnMs;
  }

  async next(): Promise<void> {
    this.done = this.busyMs;
    await new Promise<void>(resolve => this.clock.after(0, resolve));
    this.begun = this.clock.now();
  }
}

const stores = new Map<string, FileStore>();

/** The store of a host's user folder: one in a process, in a folder of its own. */
export function storeIn(userFolder: string, clock: Clock, onTrouble: (message: string) => void): Store {
  const folder = join(userFolder, 'market-feeds');
  const store = stores.get(folder) ?? new FileStore(folder, clock, onTrouble);
  stores.set(folder, store);
  return store;
}

/** The folder of the n8n that runs in this process, as n8n itself finds it. */
export function n8nFolder(): string {
  const { N8N_USER_FOLDER, HOME, USERPROFILE } = process.env;
  const home = process.platform === 'win32' ? USERPROFILE : HOME;
  return join(N8N_USER_FOLDER ?? home ?? process.cwd(), '.n8n');
}

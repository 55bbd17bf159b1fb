/** Values that survive restarts, as JSON files in a folder that only its owner can read. */
import { readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Store } from '../core/ports';

/** How long a change waits to be written, with whatever else changes meanwhile. */
const leastMs = 2000;
/** Writing takes at most this part of the time. */
const busyPart = 1 / 50;

/** One value: what it is now, and how its file comes after it. */
interface Kept {
  read: () => unknown;
  isDirty: boolean;
  cancel: (() => void) | undefined;
  /** The write under way, or the last one. */
  writing: Promise<void>;
  pauseMs: number;
}

/**
 * A file is written whole beside the old one and takes its name, so that a crash leaves one of the two. What cannot be
 * read or written is told to `onTrouble`, once until it works again.
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
      if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') this.trouble(`could not be read`, thrown);
      return undefined;
    }
    try {
      return JSON.parse(text);
    } catch (thrown) {
      this.trouble('is damaged, and begins anew', thrown);
      return undefined;
    }
  }

  keep(name: string, read: () => unknown): void {
    const kept = this.values.get(name);
    if (kept) {
      kept.read = read;
      kept.isDirty = true;
      return this.writeLater(name, kept);
    }
    const fresh = { read, isDirty: true, cancel: undefined, writing: Promise.resolve(), pauseMs: leastMs };
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
      const since = this.clock.now();
      kept.isDirty = false;
      try {
        const text = JSON.stringify(kept.read());
        const file = this.fileOf(name);
        await mkdir(this.folder, { recursive: true, mode: 0o700 });
        await writeFile(`${file}.new`, text, { mode: 0o600 });
        await rename(`${file}.new`, file);
        this.isTroubled = false;
      } catch (thrown) {
        this.trouble('could not be written', thrown);
      }
      kept.pauseMs = Math.max(leastMs, (this.clock.now() - since) / busyPart);
    });
    return kept.writing;
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

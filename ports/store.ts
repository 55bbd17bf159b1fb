/** Values that survive restarts, as JSON files in a folder that only its owner can read. */
import { readFileSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Clock, Store } from '../core/ports';
import { piecesOf, type RowTexts } from './kept-text';
import { Turns } from './turns';

/** How long the first change after a pause waits to be written, with whatever else changes at once. */
const soonMs = 100;
/** The pause after a write. What changes meanwhile is written at its end. */
const leastMs = 2000;
/** Writing takes at most this part of the time. */
const busyPart = 1 / 50;
/** How long nothing is tried after a failure. */
const retryMs = 10_000;
/** What nobody has written for so long belongs to nobody any more. */
export const abandonedMs = 90 * 86_400_000;
/** Characters that are written at once. */
const portion = 256_000;

/** One value, and how its file comes after it. */
interface Kept {
  /** What it is now; undefined while nothing has changed, so that what is stopped is held by nobody. */
  read: (() => unknown) | undefined;
  cancel: (() => void) | undefined;
  isWriting: boolean;
  /** The write under way, or the last one. */
  writing: Promise<void>;
  /** When the next write may begin, by the steady clock. */
  restsUntil: number;
  readonly texts: RowTexts;
}

/** Names what is to be removed of all that is kept, by how many ms ago each was written last: 0 where by this process. */
export type Choose = (ages: ReadonlyMap<string, number>) => readonly string[];

/**
 * A file is written whole beside the old one and takes its name, so that a crash leaves one of the two. Long values are
 * made and written in turns that others' work fits between. What cannot be read or written is told to `onTrouble`, once
 * until it works again; what cannot be written is tried again.
 */
export class FileStore implements Store {
  private readonly values = new Map<string, Kept>();
  /** Removals under way: who comes back under the same name writes after them. */
  private readonly removals = new Map<string, Promise<void>>();
  /** What is wrong, by name. */
  private readonly troubles = new Map<string, string>();
  private sweepDue: { at: number; choose: Choose } | undefined;

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
      this.trouble(name, 'could not be read', thrown);
      return null;
    }
    try {
      return JSON.parse(text);
    } catch (thrown) {
      this.trouble(name, 'is damaged, and begins anew', thrown);
      return null;
    }
  }

  keep(name: string, read: () => unknown): void {
    const kept = this.values.get(name) ?? {
      ...{ read, cancel: undefined, isWriting: false, restsUntil: -Infinity, texts: new WeakMap() },
      writing: this.removals.get(name) ?? Promise.resolve(),
    };
    kept.read = read;
    this.values.set(name, kept);
    this.writeLater(name, kept);
  }

  async flush(name: string): Promise<void> {
    const kept = this.values.get(name);
    if (kept) await this.write(name, kept);
  }

  /** Forgets a value. Never rejects. */
  remove(name: string): Promise<void> {
    const kept = this.values.get(name);
    kept?.cancel?.();
    this.values.delete(name);
    this.troubles.delete(name);
    const removal = this.removeFile(this.fileOf(name), kept?.writing ?? this.removals.get(name));
    this.removals.set(name, removal);
    return removal.then(() => {
      if (this.removals.get(name) === removal) this.removals.delete(name);
    });
  }

  /** Removes what `choose` names. Never rejects. */
  async sweep(choose: Choose): Promise<void> {
    const ages = new Map<string, number>();
    const files = await readdir(this.folder).catch(() => []);
    for (const file of files) {
      const name = this.nameOf(file);
      const facts = name && (await stat(join(this.folder, file)).catch(() => undefined));
      if (!facts) continue;
      ages.set(name, Math.min(this.clock.now() - facts.mtimeMs, ages.get(name) ?? Infinity));
    }
    for (const name of this.values.keys()) ages.set(name, 0);
    await Promise.all(choose(ages).map(name => this.remove(name)));
  }

  /** Sweeps once, after the first write that ends `ms` from now or later: nothing waits for it. */
  sweepLater(ms: number, choose: Choose): void {
    this.sweepDue = { at: this.clock.steady() + ms, choose };
  }

  private async removeFile(path: string, before: Promise<void> | undefined): Promise<void> {
    await before;
    for (const one of [path, `${path}.new`]) await rm(one, { force: true }).catch(() => undefined);
  }

  /** What changes during a write waits until after the pause that follows. */
  private writeLater(name: string, kept: Kept): void {
    if (kept.isWriting) return;
    kept.cancel ??= this.clock.after(Math.max(soonMs, kept.restsUntil - this.clock.steady()), () => {
      void this.write(name, kept);
    });
  }

  /** Writes what has changed, after the write under way. */
  private write(name: string, kept: Kept): Promise<void> {
    kept.writing = kept.writing.then(async () => {
      kept.cancel?.();
      kept.cancel = undefined;
      const { read } = kept;
      // What was removed meanwhile must not come back.
      if (!read || this.values.get(name) !== kept) return;
      kept.read = undefined;
      kept.isWriting = true;
      const turns = new Turns(this.clock);
      let pauseMs = leastMs;
      try {
        await this.writeFile(this.fileOf(name), read, kept.texts, turns);
        this.troubles.delete(name);
      } catch (thrown) {
        pauseMs = retryMs;
        kept.read ??= read;
        if (this.values.get(name) === kept) this.trouble(name, 'could not be written', thrown);
      }
      kept.isWriting = false;
      kept.restsUntil = this.clock.steady() + Math.max(pauseMs, turns.busyMs / busyPart);
      if (kept.read && this.values.get(name) === kept) this.writeLater(name, kept);
      const { sweepDue } = this;
      if (!sweepDue || this.clock.steady() < sweepDue.at) return;
      this.sweepDue = undefined;
      // It may remove this one, whose write must have ended by then.
      void this.sweep(sweepDue.choose);
    });
    return kept.writing;
  }

  private async writeFile(path: string, read: () => unknown, texts: RowTexts, turns: Turns): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const file = await open(`${path}.new`, 'w', 0o600);
    try {
      let text = '';
      turns.begin();
      for (const piece of piecesOf(read(), texts)) {
        text += piece;
        if (text.length >= portion) {
          await turns.giveWay(file.writeFile(text));
          text = '';
        }
        if (turns.isOver) await turns.giveWay(new Promise<void>(resolve => this.clock.after(0, resolve)));
      }
      await turns.giveWay(file.writeFile(text));
    } finally {
      await file.close();
    }
    await rename(`${path}.new`, path);
  }

  private fileOf(name: string): string {
    return join(this.folder, `${encodeURIComponent(name).replaceAll('.', '%2E')}.json`);
  }

  /** Undefined for what is no file of a value. */
  private nameOf(file: string): string | undefined {
    const [, whole = '', encoded = ''] = /^((.+)\.json)(\.new)?$/.exec(file) ?? [];
    try {
      const name = decodeURIComponent(encoded);
      return basename(this.fileOf(name)) === whole ? name : undefined;
    } catch {
      return undefined;
    }
  }

  /** What the system refuses, as on a full disk, it often refuses of many files: that is told of the first. */
  private trouble(name: string, what: string, thrown: unknown): void {
    const { code } = thrown as NodeJS.ErrnoException;
    const trouble = `${what}${code ? ` (${code})` : ''}`;
    const isKnown = code
      ? [...this.troubles.values()].includes(trouble)
      : this.troubles.get(name) === trouble;
    this.troubles.set(name, trouble);
    if (isKnown) return;
    const file = basename(this.fileOf(name));
    this.onTrouble(
      `What is remembered over restarts ${trouble}. Check ${file} in the folder ${this.folder}.`,
    );
  }
}

const stores = new Map<string, FileStore>();

/** The store of a host's user folder: one in a process, in a folder of its own. */
export function storeIn(userFolder: string, clock: Clock, onTrouble: (message: string) => void): FileStore {
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

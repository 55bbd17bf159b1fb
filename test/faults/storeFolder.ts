import { existsSync, mkdtempSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock, Store } from '../../core/ports';
import { FileStore } from '../../ports/store';

/** A device that is always full. */
const fullDevice = '/dev/full';

/** A store may be writing while its folder goes. */
const patiently = { recursive: true, force: true, maxRetries: 10, retryDelay: 20 };

/** The folder of a real store, on a disk that can be made to fail. */
export class StoreFolder {
  /** What the store said of its troubles, in order. */
  readonly troubles: string[] = [];
  private readonly parent = mkdtempSync(join(tmpdir(), 'market-feeds-store-'));
  private readonly path = join(this.parent, 'kept');

  /** A store as a process that starts opens it. */
  readonly open = (clock: Clock): Store => new FileStore(this.path, clock, text => this.troubles.push(text));

  /** What was kept is gone, and there is no room for more. */
  async fill(): Promise<void> {
    for (const file of await this.files()) {
      await rm(file);
      // Where there is no such device, what cannot be written is a folder.
      if (existsSync(fullDevice)) await symlink(fullDevice, `${file}.new`);
      else await mkdir(`${file}.new`);
    }
  }

  /** Nothing can be read or written: a file stands where the folder should be. */
  async block(): Promise<void> {
    await this.mend();
    await writeFile(this.path, '');
  }

  /** All is well, and empty. */
  async mend(): Promise<void> {
    await rm(this.path, patiently);
  }

  /** Of each file only the first half was written. */
  async tear(): Promise<void> {
    for (const file of await this.files()) {
      const text = await readFile(file, 'utf8');
      await writeFile(file, text.slice(0, text.length / 2));
    }
  }

  /** How many values it holds. */
  async count(): Promise<number> {
    return (await this.files()).length;
  }

  async remove(): Promise<void> {
    await rm(this.parent, patiently);
  }

  private async files(): Promise<string[]> {
    const names = await readdir(this.path).catch(() => []);
    return names.filter(name => name.endsWith('.json')).map(name => join(this.path, name));
  }
}

/** Files of recordings on Node.js, and where they are. */
import { readFileSync } from 'node:fs';
import { lstat, readdir, rm, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import type { FileFacts, Place, RecordingFiles } from '../core/ports';
import { GzipFile } from './gzip-file';
import { StoredText } from './text-file';

/** `dist/ports` and, in tests, `.build/ports` are as deep. */
const packageFolder = join(__dirname, '..', '..');

/** The recordings that come with the package. */
export const shippedFolder = join(packageFolder, 'recordings');

/** Where recordings go unless a node says otherwise, in the host's own folder. */
export function defaultFolder(userFolder: string): string {
  return resolve(userFolder, 'market-feeds-recordings');
}

/** This package and its version, as headers tell it. */
export function writerName(): string {
  const { name, version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  return `${name} ${version}`;
}

async function look(path: string): Promise<Place> {
  const facts = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (facts?.isDirectory()) return { kind: 'folder', files: await filesIn(path) };
  // A device or pipe might be read for ever.
  return facts?.isFile() ? { kind: 'file', size: facts.size } : { kind: 'nothing' };
}

async function filesIn(folder: string): Promise<FileFacts[]> {
  const names = await readdir(folder);
  const found = await Promise.all(
    names.map(async name => {
      // Links are none: what lies elsewhere is not in this folder. One may be gone since the folder was read.
      const facts = await lstat(join(folder, name)).catch(() => undefined);
      return facts?.isFile() ? [{ name, size: facts.size }] : [];
    }),
  );
  return found.flat().sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** Files of recordings on Node.js. */
export const recordingFiles: RecordingFiles = {
  create: path => GzipFile.create(path),
  look,
  open: path => StoredText.open(path),
  remove: path => rm(path, { force: true }),
  join: (folder, name) => (isAbsolute(name) ? name : join(folder, name)),
};

/** Which recordings there are, and which files are meant by their names. */
import { ConfigError } from '../core/errors';
import type { RecordingFiles } from '../core/ports';
import { readLine } from '../transforms/recording/recording-format';
import { LineSplitter } from '../transforms/recording/recording-lines';
import { isRecording } from '../transforms/recording/recording-names';

/** Where recordings are. Both are whole paths. */
export interface RecordingFolders {
  /** Those that come with the package. */
  readonly shipped: string;
  /** Those that were made here, unless a node says otherwise. */
  readonly own: string;
}

/** One that can be chosen. */
export interface RecordingChoice {
  /** What a form holds. */
  name: string;
  /** What it holds, in a person's words; empty where nobody said. */
  title: string;
  /** In bytes. */
  size: number;
  isShipped: boolean;
}

const shippedEnding = '.jsonl.gz';
/** Own recordings that are listed, the newest. */
const mostListed = 200;

/** All that can be chosen by name: the shipped ones, then the newest of the own folder. */
export async function listRecordings(
  files: RecordingFiles,
  folders: RecordingFolders,
): Promise<RecordingChoice[]> {
  const [shipped, own] = await Promise.all([filesIn(files, folders.shipped), filesIn(files, folders.own)]);
  const titled = shipped
    .filter(({ name }) => name.endsWith(shippedEnding))
    .map(async ({ name, size }) => ({
      name: name.slice(0, -shippedEnding.length),
      title: await titleOf(files, files.join(folders.shipped, name)),
      size,
      isShipped: true,
    }));
  const newestFirst = own.reverse().slice(0, mostListed);
  return [
    ...(await Promise.all(titled)),
    ...newestFirst.map(one => ({ ...one, title: '', isShipped: false })),
  ];
}

/** The path of what a form names: a shipped recording, a whole path, or a name in the own folder. */
export async function findRecording(
  files: RecordingFiles,
  folders: RecordingFolders,
  name: string,
): Promise<string> {
  return (await findShipped(files, folders, name)) ?? files.join(folders.own, name);
}

/**
 * The path of a recording that anybody may read who may see the editor: a shipped one, or a file in the own folder, by
 * its name alone. Throws a ConfigError for everything else.
 */
export async function findListed(
  files: RecordingFiles,
  folders: RecordingFolders,
  name: unknown,
): Promise<string> {
  if (typeof name !== 'string' || name === '') throw new ConfigError('Choose a recording.');
  const path = await findShipped(files, folders, name);
  if (path !== undefined) return path;
  // By comparison with what is there: no text of somebody else's becomes a path.
  const own = (await filesIn(files, folders.own)).find(one => one.name === name);
  if (own) return files.join(folders.own, own.name);
  throw new ConfigError('There is no such recording in the folder of recordings.');
}

async function findShipped(
  files: RecordingFiles,
  folders: RecordingFolders,
  name: string,
): Promise<string | undefined> {
  const found = (await filesIn(files, folders.shipped)).find(one => one.name === `${name}${shippedEnding}`);
  return found && files.join(folders.shipped, found.name);
}

async function filesIn(files: RecordingFiles, folder: string): Promise<{ name: string; size: number }[]> {
  // A folder that cannot be read holds nothing to choose.
  const place = await files.look(folder).catch(() => ({ kind: 'nothing' as const }));
  return place.kind === 'folder' ? place.files.filter(({ name }) => isRecording(name)) : [];
}

async function titleOf(files: RecordingFiles, path: string): Promise<string> {
  const file = await files.open(path);
  try {
    const [line = ''] = new LineSplitter().push((await file.read()) ?? '');
    const read = readLine(line);
    return read.kind === 'header' ? read.header.title : '';
  } finally {
    await file.close();
  }
}

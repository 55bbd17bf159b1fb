/** Names of recorded files, which sort by time, and which files are too many. */

const dayMs = 86_400_000;

/** Name, when it began, and a number where several began at once. */
const namePattern = /^(.+)-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z)(?:_\d+)?\.jsonl\.gz$/;

/** A file in a folder; `size` in bytes. */
export interface SizedFile {
  readonly name: string;
  readonly size: number;
}

/** `market-2026-01-02T15-04-10.000Z.jsonl.gz`; `attempt` from 0 tells apart those that began at the same time. */
export function recordingName(fileName: string, ms: number, attempt: number): string {
  const time = new Date(ms).toISOString().replaceAll(':', '-');
  return `${fileName}-${time}${attempt > 0 ? `_${attempt}` : ''}.jsonl.gz`;
}

/** When a recording began by its name, in ms since 1970; undefined where its name does not say it. */
export function startOf(name: string): number | undefined {
  const [, , time] = namePattern.exec(name) ?? [];
  if (time === undefined) return undefined;
  const ms = Date.parse(time.replace(/T(\d\d)-(\d\d)-/, 'T$1:$2:'));
  return Number.isNaN(ms) ? undefined : ms;
}

/** Whether a file is a recording, by its name. */
export function isRecording(name: string): boolean {
  return /^[^.].*\.jsonl(\.gz)?$/i.test(name);
}

/** The day of a time in UTC, as a number that grows by one a day. */
export function utcDay(ms: number): number {
  return Math.floor(ms / dayMs);
}

/** The files that were recorded under a name. */
export function ownFiles(files: readonly SizedFile[], fileName: string): SizedFile[] {
  return files.filter(({ name }) => namePattern.exec(name)?.[1] === fileName && startOf(name) !== undefined);
}

/** The files to remove, oldest first, so that at most `keepBytes` are left. Those that are `isOpen` stay, but count. */
export function surplus(
  files: readonly SizedFile[],
  keepBytes: number,
  isOpen: (name: string) => boolean,
): SizedFile[] {
  let total = files.reduce((sum, { size }) => sum + size, 0);
  const oldestFirst = files
    .filter(({ name }) => !isOpen(name))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  return oldestFirst.filter(({ size }) => {
    if (total <= keepBytes) return false;
    total -= size;
    return true;
  });
}

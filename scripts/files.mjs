/** Walking folders. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** All files below `folder` in a stable order; none if it does not exist. */
export function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap(entry => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

/** The latest change of `path` or of anything below it; a folder's own time tells of deleted files. */
export function lastChangeMs(path) {
  if (!existsSync(path)) return 0;
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map(name => lastChangeMs(join(path, name))));
}

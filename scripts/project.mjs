/** Where the project is, and what its scripts need from the Node.js that runs them. */
import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** A path inside the project, whatever folder the command was started in. */
export const inProject = (...parts) => join(root, ...parts);

export const manifest = JSON.parse(readFileSync(inProject('package.json'), 'utf8'));

/** Whether the module with this `import.meta.url` is the command itself, also when it was started through a link. */
export const isCommand = url =>
  Boolean(process.argv[1]) && realpathSync(process.argv[1]) === fileURLToPath(url);

/** Whether `version` (`20.19.0`, a leading `v` allowed) is at least `wanted`. */
export function isAtLeast(version, wanted) {
  const have = version.replace(/^v/, '').split('.').map(Number);
  for (const [i, part] of wanted.split('.').map(Number).entries()) {
    if ((have[i] ?? 0) !== part) return (have[i] ?? 0) > part;
  }
  return true;
}

/** Ends the command with a sentence if the Node.js that runs it is too old for the tools. */
export function requireNode() {
  const version = process.versions.node;
  const ok = version.startsWith('20.') ? isAtLeast(version, '20.19.0') : isAtLeast(version, '22.12.0');
  if (ok) return;
  console.error(
    `Node.js 20.19, 22.12 or newer is needed; this is ${version}. Get one from https://nodejs.org/.`,
  );
  process.exit(1);
}

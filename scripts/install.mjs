/** The project's own dependencies: installed when they are missing or older than the lockfile. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { withLock } from './lock.mjs';
import { npm, say } from './process.mjs';
import { inProject, requireNode } from './project.mjs';

const lockfile = inProject('package-lock.json');
const hiddenLockfile = inProject('node_modules', '.package-lock.json');
const stamp = inProject('node_modules', '.market-feeds-installed');

/** Makes `node_modules` match the lockfile. A warm call takes milliseconds. */
export async function ensureModules() {
  requireNode();
  if (isInstalled()) return;
  mkdirSync(inProject('.build'), { recursive: true });
  await withLock(inProject('.build', 'install.lock'), async () => {
    if (isInstalled()) return;
    say('install: npm ci (about a minute, once per lockfile)');
    const log = inProject('.build', 'install.log');
    await npm(['ci', '--ignore-scripts'], { title: 'npm ci', timeoutMs: 15 * 60_000, log });
    writeFileSync(stamp, lockHash());
    say('install: done');
  });
}

/** Ends with the sentence to run when the dependencies are missing: for commands that install nothing themselves. */
export function requireModules() {
  requireNode();
  if (existsSync(hiddenLockfile)) return;
  throw new Error('The dependencies are not installed yet. Run: npm ci');
}

function isInstalled() {
  if (!existsSync(hiddenLockfile)) return false;
  if (existsSync(stamp)) return readFileSync(stamp, 'utf8') === lockHash();
  // Installed by hand: npm writes its hidden lockfile last.
  return statSync(hiddenLockfile).mtimeMs >= statSync(lockfile).mtimeMs;
}

const lockHash = () => createHash('sha256').update(readFileSync(lockfile)).digest('hex');

/** One process at a time, across terminals: a lock file that its holder keeps touching. */
import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './process.mjs';

const touchEveryMs = 5_000;
const staleAfterMs = 60_000;
const giveUpAfterMs = 45 * 60_000;

/** Waits until `path` is ours, runs `work`, and frees it. A lock whose holder died is taken over. */
export async function withLock(path, work) {
  await acquire(path);
  const touch = setInterval(() => utimesSync(path, new Date(), new Date()), touchEveryMs);
  const free = () => rmSync(path, { force: true });
  process.once('exit', free);
  try {
    return await work();
  } finally {
    clearInterval(touch);
    process.off('exit', free);
    free();
  }
}

async function acquire(path) {
  const until = Date.now() + giveUpAfterMs;
  let told = false;
  while (!tryCreate(path)) {
    if (isAbandoned(path)) {
      rmSync(path, { force: true });
      continue;
    }
    if (Date.now() > until)
      throw new Error(`${path} is held by another process for too long; delete it if none runs.`);
    if (!told) say(`  another process does the same; waiting for it (${path})`);
    told = true;
    await sleep(500);
  }
}

function tryCreate(path) {
  try {
    writeFileSync(path, `${process.pid} ${hostname()}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function isAbandoned(path) {
  try {
    if (Date.now() - statSync(path).mtimeMs > staleAfterMs) return true;
    const [pid, host] = readFileSync(path, 'utf8').split(' ');
    return host === hostname() && !isAlive(Number(pid));
  } catch (error) {
    // Freed between two looks: the next attempt to create it decides.
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code !== 'ESRCH';
  }
}

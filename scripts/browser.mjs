/** A Chromium for the browser tests; playwright's own download is not used, it is large and not in every registry. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from './project.mjs';
import { run, say } from './process.mjs';

const minute = 60_000;

const places = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ...[process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
    .filter(Boolean)
    .map(folder => join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe')),
];

const findChromium = () => places.find(path => path && existsSync(path));

/** The path of a Chromium or Chrome; on Debian, as root, it is installed if there is none. Else undefined. */
export async function ensureChromium() {
  const found = findChromium();
  if (found || process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return found;
  say('browser: apt-get install chromium (about half a minute, once)');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const log = inProject('.build', 'apt.log');
  await run('apt-get', ['update'], { env, log, title: 'apt-get update', timeoutMs: 5 * minute });
  await run('apt-get', ['install', '-y', 'chromium'], {
    env,
    log,
    title: 'apt-get install',
    timeoutMs: 10 * minute,
  });
  return findChromium();
}

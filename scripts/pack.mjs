/**
 * The tarball, as npm would publish it, and as the hosts install it.
 *
 *   node scripts/pack.mjs [folder]      (default: this one)
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale } from './build.mjs';
import { npm, runMain, say } from './process.mjs';
import { inProject, isCommand, manifest } from './project.mjs';

/**
 * Builds if something changed, packs into `folder` and returns the tarball's path. Without a folder it is a temporary
 * one that goes when this process ends.
 */
export async function packTarball(folder = temporaryFolder()) {
  await buildIfStale();
  const args = ['pack', '--ignore-scripts', '--pack-destination', folder];
  await npm(args, { title: 'npm pack', timeoutMs: 120_000, log: inProject('.build', 'pack.log') });
  // What `npm pack` prints differs between its versions; how it names the file does not.
  const name = manifest.name.replace('@', '').replace('/', '-');
  return join(folder, `${name}-${manifest.version}.tgz`);
}

function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'market-feeds-pack-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const installArguments = {
  // The very arguments of Node-RED's palette manager.
  'node-red':
    'install --no-audit --no-update-notifier --no-fund --save --save-prefix=~ --omit=dev --engine-strict --',
  // n8n removes peer dependencies before it installs; leaving them out comes to the same.
  n8n: 'install --omit=peer --legacy-peer-deps --no-audit --no-fund',
};

/**
 * Installs a tarball into a user folder of `host`, made if need be.
 * @param node the host's Node.js, on which npm then runs: the palette manager insists on `engines`
 * @returns what npm printed, such as `added 1 package in 400ms`
 */
export async function installTarball(folder, host, node, tarball) {
  mkdirSync(folder, { recursive: true });
  const packageFile = join(folder, 'package.json');
  if (!existsSync(packageFile)) writeFileSync(packageFile, '{ "name": "user-folder", "private": true }\n');
  const log = join(folder, 'install.log');
  const args = [...installArguments[host].split(' '), tarball];
  await npm(args, { node, cwd: folder, title: 'installing the tarball', timeoutMs: 120_000, log });
  return readFileSync(log, 'utf8');
}

if (isCommand(import.meta.url)) {
  runMain(async () => say(await packTarball(process.argv[2] ?? process.cwd())));
}

/** The tarball, as npm would publish it, and as the hosts install it. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIfStale } from './build.mjs';
import { npm, runMain, say } from './process.mjs';

/** Builds if something changed, packs into `folder` (default: a new temporary one) and returns the tarball's path. */
export async function packTarball(folder = mkdtempSync(join(tmpdir(), 'market-feeds-pack-'))) {
  await buildIfStale();
  const args = ['pack', '--ignore-scripts', '--pack-destination', folder];
  await npm(args, { title: 'npm pack', timeoutMs: 120_000, log: join(folder, 'pack.log') });
  // What `npm pack` prints differs between its versions; the file's name does not matter.
  const tarball = readdirSync(folder).find(name => name.endsWith('.tgz'));
  if (!tarball) throw new Error(`npm pack wrote no tarball into ${folder}.`);
  return join(folder, tarball);
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

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  runMain(async () => say(await packTarball(process.argv[2])));
}

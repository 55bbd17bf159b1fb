/** The tarball, as npm would publish it. */
import { mkdtempSync, readdirSync } from 'node:fs';
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

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  runMain(async () => say(await packTarball(process.argv[2])));
}

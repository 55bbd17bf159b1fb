/** The package as users get it: packed once per test process, installed from the tarball. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { npmFor, pack } from './project';

const execute = promisify(execFile);
let packed: Promise<string> | undefined;

/** The tarball's path. `npm test` packs once for all its suites and passes it on in `MARKET_FEEDS_TARBALL`. */
export function tarball(): Promise<string> {
  const given = process.env['MARKET_FEEDS_TARBALL'];
  packed ??= given && existsSync(given) ? Promise.resolve(given) : pack();
  return packed;
}

/** The very arguments of Node-RED's palette manager. */
const paletteArguments =
  'install --no-audit --no-update-notifier --no-fund --save --save-prefix=~ --omit=dev --engine-strict --'.split(' ');

/** n8n removes peer dependencies before it installs; leaving them out comes to the same. */
const n8nArguments = 'install --omit=peer --legacy-peer-deps --no-audit --no-fund'.split(' ');

/**
 * Installs a tarball into `folder` for a host.
 * @param node the Node.js of the host, which npm then runs on: the palette insists on `engines`
 * @returns what npm printed, such as `added 1 package in 400ms`
 */
export async function installTarball(
  folder: string,
  host: 'node-red' | 'n8n',
  node: string,
  file?: string,
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, 'package.json'))) {
    writeFileSync(join(folder, 'package.json'), '{ "name": "user-folder", "private": true }\n');
  }
  const { command, first, env } = await npmFor(node);
  const args = [...first, ...(host === 'n8n' ? n8nArguments : paletteArguments), file ?? (await tarball())];
  const { stdout } = await execute(command, args, { cwd: folder, env, timeout: 120_000 });
  return stdout;
}

/** The package as users get it: packed once per test process, installed from the tarball. */
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packScript } from './project';

let packed: Promise<string> | undefined;

/** The tarball's path. `npm test` packs once for all its suites and passes it on in `MARKET_FEEDS_TARBALL`. */
export function tarball(): Promise<string> {
  const given = process.env['MARKET_FEEDS_TARBALL'];
  packed ??=
    given && existsSync(given) ? Promise.resolve(given) : packScript().then(script => script.packTarball());
  return packed;
}

/** A folder into which npm has installed a tarball, and what npm printed. */
interface Installed {
  folder: string;
  said: string;
}

const installed = new Map<string, Promise<Installed>>();

/**
 * Installs a tarball (default: ours) into `folder`, with the arguments of the host's own installer. npm runs once per
 * test process for each tarball, host and Node.js, which takes seconds; every `folder` gets a copy of what it made.
 * @param node the Node.js of the host
 * @returns what npm printed, such as `added 1 package in 400ms`
 */
export async function installTarball(
  folder: string,
  host: 'node-red' | 'n8n',
  node: string,
  file?: string,
): Promise<string> {
  const path = file ?? (await tarball());
  const key = [path, host, node].join('\n');
  const once = installed.get(key) ?? installOnce(host, node, path);
  installed.set(key, once);
  const { folder: source, said } = await once;
  cpSync(source, folder, { recursive: true });
  return said;
}

async function installOnce(host: 'node-red' | 'n8n', node: string, path: string): Promise<Installed> {
  const folder = mkdtempSync(join(tmpdir(), 'market-feeds-installed-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const script = await packScript();
  return { folder, said: await script.installTarball(folder, host, node, path) };
}

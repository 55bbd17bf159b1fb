/** The package as users get it: packed once per test process, installed from the tarball. */
import { existsSync } from 'node:fs';
import { packScript } from './project';

let packed: Promise<string> | undefined;

/** The tarball's path. `npm test` packs once for all its suites and passes it on in `MARKET_FEEDS_TARBALL`. */
export function tarball(): Promise<string> {
  const given = process.env['MARKET_FEEDS_TARBALL'];
  packed ??=
    given && existsSync(given) ? Promise.resolve(given) : packScript().then(script => script.packTarball());
  return packed;
}

/**
 * Installs a tarball (default: ours) into `folder`, with the arguments of the host's own installer.
 * @param node the Node.js of the host
 * @returns what npm printed, such as `added 1 package in 400ms`
 */
export async function installTarball(
  folder: string,
  host: 'node-red' | 'n8n',
  node: string,
  file?: string,
): Promise<string> {
  const script = await packScript();
  return script.installTarball(folder, host, node, file ?? (await tarball()));
}

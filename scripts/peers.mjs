/**
 * The clients that `npm run bench` measures ours beside, in the hosts' cache folder. None of them belongs into
 * package.json: ccxt alone is over 100 MB.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, installOnce, installPackage } from './hosts.mjs';

const versions = { 'reconnecting-websocket': '4.4.0', ccxt: '4.5.84' };

const folderOf = name => join(cacheFolder(), `peer-${name}-${versions[name]}`);

/** The folder whose `node_modules` holds `name`, if it is installed. */
export function findPeer(name) {
  return existsSync(join(folderOf(name), '.done')) ? folderOf(name) : undefined;
}

/** Installs `name` unless it is there, and gives the folder whose `node_modules` holds it. */
export async function ensurePeer(name) {
  const folder = folderOf(name);
  await installOnce(`${name} ${versions[name]}`, folder, () =>
    installPackage(folder, `${name}@${versions[name]}`),
  );
  return folder;
}

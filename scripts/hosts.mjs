/**
 * The real hosts that the tests and `npm start` run: Node.js 24, Node-RED 5 and 4.1, n8n 2. Each is installed once
 * per version into a cache folder outside the work tree.
 *
 *   node scripts/hosts.mjs [node] [node-red-5] [node-red-4] [n8n]      (default: all)
 *
 * None of them belongs into package.json: n8n alone is 2.2 GB, and `node-<platform>-<arch>` stops `npm ci` on every
 * other platform.
 */
import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { withLock } from './lock.mjs';
import { npm, runMain, runOrThrow, say } from './process.mjs';
import { inProject, isCommand, requireNode } from './project.mjs';

const versions = { node: '24.21.0', 'node-red-5': '5.0.7', 'node-red-4': '4.1.15', n8n: '2.41.1' };
const minute = 60_000;

const nodePackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/** The cache folder: `MARKET_FEEDS_HOSTS`, else the platform's own place for caches. */
export function cacheFolder() {
  const { MARKET_FEEDS_HOSTS, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (MARKET_FEEDS_HOSTS) return resolve(MARKET_FEEDS_HOSTS);
  const caches =
    XDG_CACHE_HOME || (process.platform === 'win32' && LOCALAPPDATA) || join(homedir(), '.cache');
  return join(caches, 'market-feeds-hosts');
}

const folderOf = name => join(cacheFolder(), `${name.replace(/-\d$/, '')}-${versions[name]}`);

/** Where everything is, installed or not: `node` is a program, the others are scripts to run with it. */
export function hosts() {
  const modules = name => join(folderOf(name), 'node_modules');
  const nodeFolder = join(modules('node'), nodePackage);
  return {
    nodeFolder,
    node:
      process.platform === 'win32' ? join(nodeFolder, 'bin', 'node.exe') : join(nodeFolder, 'bin', 'node'),
    nodeRed5: join(modules('node-red-5'), 'node-red', 'red.js'),
    nodeRed4: join(modules('node-red-4'), 'node-red', 'red.js'),
    n8n: join(modules('n8n'), 'n8n', 'bin', 'n8n'),
    versions,
  };
}

/** Installs what is missing of `names` (default: all) and returns `hosts()`. A warm call takes milliseconds. */
export async function ensure(names = Object.keys(versions)) {
  const unknown = names.filter(name => !(name in versions));
  if (unknown.length)
    throw new Error(`Unknown host ${unknown.join(', ')}. Known: ${Object.keys(versions).join(', ')}.`);
  for (const name of Object.keys(versions)) {
    // n8n's addon is built by and for the cached Node.js.
    if (names.includes(name) || (name === 'node' && names.includes('n8n'))) await ensureOne(name);
  }
  return hosts();
}

async function ensureOne(name) {
  const folder = folderOf(name);
  await installOnce(`${name} ${versions[name]}`, folder, () => installers[name](folder));
}

/** Lets `install` fill `folder`, which is in the cache, unless it did before. One process at a time. */
export async function installOnce(title, folder, install) {
  const stamp = join(folder, '.done');
  if (existsSync(stamp)) return;
  mkdirSync(cacheFolder(), { recursive: true });
  await withLock(`${folder}.lock`, async () => {
    if (existsSync(stamp)) return;
    const since = Date.now();
    say(`hosts: installing ${title} into ${folder}`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    await install();
    writeFileSync(stamp, `${new Date().toISOString()}\n`);
    say(`hosts: ${title} is ready (${Math.round((Date.now() - since) / 1000)} s)`);
  });
}

const installers = {
  node: folder => installPackage(folder, `${nodePackage}@${versions.node}`),
  'node-red-5': folder => installPackage(folder, `node-red@${versions['node-red-5']}`),
  'node-red-4': folder => installPackage(folder, `node-red@${versions['node-red-4']}`),
  n8n: installN8n,
};

/** Installs one exact package into an empty folder. */
export async function installPackage(folder, spec) {
  writeFileSync(join(folder, 'package.json'), '{ "name": "host", "private": true }\n');
  const args = ['install', '--ignore-scripts', '--legacy-peer-deps', '--save-exact', spec];
  await npm(args, { cwd: folder, title: `npm install ${spec}`, log: join(folder, 'install.log') });
}

/**
 * n8n from the committed lockfile, which spares minutes of resolution. Its install scripts stay off, since some fetch
 * from GitHub and fail; `sqlite3` is the one addon that must then be built.
 */
async function installN8n(folder) {
  const { node, nodeFolder } = hosts();
  say('  about 2.2 GB; this takes three to five minutes, once');
  for (const file of ['package.json', 'package-lock.json']) {
    copyFileSync(inProject('scripts', 'n8n-host', file), join(folder, file));
  }
  const ci = ['ci', '--legacy-peer-deps', '--ignore-scripts'];
  await npm(ci, {
    node,
    cwd: folder,
    timeoutMs: 20 * minute,
    title: 'n8n: npm ci',
    log: join(folder, 'install.log'),
  });
  // node-gyp takes its headers from here: the machine's own belong to another Node.js, and fetching needs a network.
  const env = { npm_config_nodedir: nodeFolder, npm_config_ignore_scripts: 'false' };
  const rebuild = ['rebuild', 'sqlite3', '--foreground-scripts'];
  const log = join(folder, 'rebuild.log');
  await npm(rebuild, {
    node,
    env,
    cwd: folder,
    timeoutMs: 15 * minute,
    title: 'n8n: building sqlite3',
    log,
  }).catch(error => {
    throw new Error(
      `${error.message}\nsqlite3 needs Python 3, make and a C++ compiler (Debian: build-essential).`,
    );
  });
  const check = "require('sqlite3'); require('isolated-vm')";
  await runOrThrow(node, ['-e', check], { cwd: folder, timeoutMs: minute, title: 'n8n: loading its addons' });
}

if (isCommand(import.meta.url)) {
  requireNode();
  runMain(async () => {
    const names = process.argv.slice(2);
    await ensure(names.length ? names : undefined);
    say(`hosts: ready in ${cacheFolder()}`);
  });
}

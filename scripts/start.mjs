/**
 * The demo, straight after `git clone`: a real Node-RED with the package installed from its own tarball and the
 * example flows on the practice feed. No key, no account; all of it in `.demo/`, made anew by each start.
 *
 *   npm start          PORT=1881 npm start          HOST=0.0.0.0 npm start
 */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mergeFlows } from './flows.mjs';
import { ensure } from './hosts.mjs';
import { ensureModules } from './install.mjs';
import { installTarball, packTarball } from './pack.mjs';
import { runMain, say, start, stop } from './process.mjs';
import { inProject, isAtLeast, manifest, requireNode } from './project.mjs';

const host = process.env.HOST || '127.0.0.1';
const port = Number(process.env.PORT || 1880);
const address = `http://${host.includes(':') ? `[${host}]` : host}:${port}/`;
const folder = inProject('.demo', String(port));
const log = join(folder, 'node-red.log');
const startMs = 60_000;
const isLoopback = /^(localhost|127(\.\d+){3}|::1)$/.test(host);

runMain(async () => {
  requireNode();
  const freePort = await holdPort();
  if (!isLoopback) say(`Warning: the editor has no password, and everybody who reaches ${host} can use it.`);
  await ensureModules();
  const { node, nodeRed } = await prepareHost();
  const tabs = await fillUserFolder(node);
  say('start: Node-RED');
  await freePort();
  const output = openSync(log, 'a');
  const entry = start(node, [nodeRed, '--userDir', folder], {
    cwd: folder,
    stdio: ['ignore', output, output],
  });
  await untilReady(entry);
  process.once('exit', () => say('\nNode-RED is stopped.'));
  await sayWhatToSee(tabs);
  const { code, signal } = await entry.exited;
  throw new Error(`Node-RED ended by itself (${signal ?? code}). Its log: ${log}`);
});

/**
 * A busy port is told before anything is installed. It stays ours while we install, so that a second `npm start` is
 * told so and does not touch the same folder; the returned function frees it for Node-RED.
 */
async function holdPort() {
  const sentences = {
    EADDRINUSE: `Port ${port} on ${host} is in use. Stop what runs there, or choose another one: PORT=${port + 1} npm start`,
    EADDRNOTAVAIL: `HOST=${host} is not an address of this machine.`,
    ENOTFOUND: `HOST=${host} is not an address of this machine.`,
    EACCES: `Port ${port} needs more rights than you have. Choose one over 1023: PORT=1880 npm start`,
  };
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new Error('PORT must be a number from 1 to 65535.');
  const server = createServer(socket => socket.destroy());
  await new Promise((resolve, reject) => {
    server.once('error', error => reject(new Error(sentences[error.code] ?? error.message)));
    server.listen(port, host, resolve);
  });
  return () => new Promise(resolve => server.close(resolve));
}

/** Node-RED 5, and a Node.js that it accepts: this one if it is new enough. */
async function prepareHost() {
  const suits = isAtLeast(process.versions.node, '22.9.0');
  const hosts = await ensure(suits ? ['node-red-5'] : ['node', 'node-red-5']);
  return { node: suits ? process.execPath : hosts.node, nodeRed: hosts.nodeRed5 };
}

/** A fresh user folder with the package and the examples; returns the labels of their tabs. */
async function fillUserFolder(node) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  say('start: packing and installing the package');
  await installTarball(folder, 'node-red', node, await packTarball(folder));
  const examples = readdirSync(inProject('examples'))
    .filter(name => name.endsWith('.json'))
    .sort();
  const flows = mergeFlows(
    examples.map(name => withoutDashboard(JSON.parse(readFileSync(inProject('examples', name), 'utf8')))),
  );
  writeFileSync(join(folder, 'flows.json'), JSON.stringify(flows, null, 2));
  const settings = {
    uiHost: host,
    uiPort: port,
    flowFile: 'flows.json',
    credentialSecret: 'throwaway',
    telemetry: { enabled: false, updateNotification: false },
    // The welcome tour would cover the flows.
    editorTheme: { tours: false, projects: { enabled: false } },
    logging: { console: { level: 'info', metrics: false, audit: false } },
  };
  writeFileSync(join(folder, 'settings.js'), `module.exports = ${JSON.stringify(settings, null, 2)};\n`);
  return flows.filter(({ type }) => type === 'tab').map(({ label }) => label);
}

/** A Node-RED that lacks a single type of node starts no flow at all, and this one has no dashboard. */
function withoutDashboard(nodes) {
  return nodes.filter(({ type }) => !type.startsWith('ui-'));
}

async function untilReady(entry) {
  const until = Date.now() + startMs;
  for (;;) {
    const text = readFileSync(log, 'utf8');
    if (/Server now running/.test(text) && /Started flows|missing (node )?types/.test(text)) return;
    const ended = entry.child.exitCode !== null || entry.child.signalCode !== null;
    if (ended || Date.now() > until) {
      await stop(entry);
      throw new Error(`Node-RED did not start:\n${text.split('\n').slice(-25).join('\n')}`);
    }
    await sleep(100);
  }
}

async function sayWhatToSee(tabs) {
  const reachable = host === '0.0.0.0' || host === '::' ? `http://127.0.0.1:${port}/` : address;
  const options = { headers: { Accept: 'application/json' }, signal: AbortSignal.timeout(10_000) };
  const sets = await (await fetch(`${reachable}nodes`, options)).json();
  const broken = sets.filter(({ module, err }) => module === manifest.name && err);
  for (const { name, err } of broken) say(`start: the node ${name} was not loaded: ${JSON.stringify(err)}`);
  say(`\nNode-RED runs with Market Feeds. The editor: ${reachable}\n`);
  if (tabs.length) {
    say(`  Tabs with examples: ${tabs.join(' · ')}`);
    say('  Under each source its state is shown; the debug panel (the bug, top right) shows what arrives.');
  }
  say(
    '  The data are invented: the practice feeds need no key. Double-click a node to see its settings and help.',
  );
  if (!isLoopback) say('  The editor has no password: everybody who reaches this address can use it.');
  say(`  Its log: ${log}\n\nCtrl-C stops it.`);
}

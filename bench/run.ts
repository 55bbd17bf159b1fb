/**
 * The benchmarks: `npm run bench [-- --quick] [--only <row>] [--write]`. Speed never fails them; a run that measured
 * something else than it should have does.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureHosts, root } from '../test/hosts/project';
import { writePage } from './page';
import { engineRows } from './engineRows';
import { newsRows } from './newsRows';
import { nodeRedRows } from './nodeRedRows';
import { Feed } from './processes';
import { scaleRows } from './scaleRows';
import type { Row, Setting } from './setting';
import { tableOf, type Line } from './table';
import { transformRows } from './transformRows';

const rows: Row[] = [...engineRows, ...newsRows, ...nodeRedRows, ...scaleRows, ...transformRows];

interface Arguments {
  quick: boolean;
  write: boolean;
  only: string | undefined;
}

interface PeersScript {
  findPeer(name: string): string | undefined;
  ensurePeer(name: string): Promise<string>;
}

function readArguments(words: readonly string[]): Arguments {
  const at = words.indexOf('--only');
  const only = at === -1 ? undefined : words[at + 1];
  const known = words.every(
    (word, index) => ['--quick', '--write', '--only'].includes(word) || index === at + 1,
  );
  if (!known || (at !== -1 && !rows.some(({ name }) => name === only))) {
    const names = rows.map(({ name }) => name).join(', ');
    throw new Error(`Arguments: --quick, --write, --only <row>. Rows: ${names}.`);
  }
  const [quick, write] = [words.includes('--quick'), words.includes('--write')];
  if (write && (quick || only !== undefined)) throw new Error('--write needs a full run.');
  return { quick, write, only };
}

/** Other clients, for the rows that need them. ccxt is large: a quick run takes it only where it is already. */
async function peersOf(quick: boolean, only: string | undefined): Promise<Setting['peers']> {
  if (only !== undefined && !engineRows.some(({ name }) => name === only))
    return { reconnecting: undefined, ccxt: undefined };
  const script = pathToFileURL(join(root, 'scripts', 'peers.mjs')).href;
  const { findPeer, ensurePeer } = (await import(script)) as PeersScript;
  return {
    reconnecting: await ensurePeer('reconnecting-websocket'),
    ccxt: quick ? findPeer('ccxt') : await ensurePeer('ccxt'),
  };
}

/** Measures a row; what was wrong is a line of its own, so that the others are seen. */
async function measured(row: Row, setting: Setting, faults: string[]): Promise<Line[]> {
  const since = performance.now();
  try {
    return await row.measure(setting);
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    faults.push(`${row.name}: ${message}`);
    return [{ row: row.name, measured: 'WRONG', goal: '', reached: false, figures: message.slice(0, 100) }];
  } finally {
    console.log(`  ${row.name}: ${((performance.now() - since) / 1000).toFixed(0)} s`);
  }
}

async function main(): Promise<void> {
  const { quick, write, only } = readArguments(process.argv.slice(2));
  const hosts = await ensureHosts(
    'node',
    ...(only === undefined || only === 'node-red' ? ['node-red-5'] : []),
  );
  const feed = await Feed.start(hosts.node);
  const loads: number[] = [];
  const peers = await peersOf(quick, only);
  const setting: Setting = { node: hosts.node, feed, quick, peers, noteLoad: cores => loads.push(cores) };
  const faults: string[] = [];
  const lines: Line[] = [];
  console.log(`bench: ${quick ? 'quick, about a minute' : 'full, about twenty minutes'}`);
  for (const row of rows) {
    if (only === undefined || row.name === only) lines.push(...(await measured(row, setting, faults)));
  }
  feed.stop();
  const page = { lines, loads, node: hosts.node };
  console.log(`\n${tableOf(lines)}\n\n${writePage(page, write && faults.length === 0)}`);
  for (const fault of faults) console.error(`WRONG: ${fault}`);
  process.exit(faults.length > 0 ? 1 : 0);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});

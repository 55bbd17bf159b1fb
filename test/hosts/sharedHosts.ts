/**
 * Hosts that the suites of one test process use one after the other: starting n8n takes longer than most suites.
 *
 *   before(async () => {
 *     red = await sharedNodeRed({ version });
 *   });
 *   after(() => emptyNodeRed(red));
 *
 * A suite gets a host without flows, workflows, credentials, runs, messages or log lines of another. Whoever restarts or
 * kills a host, sets its settings or looks at its start has one of its own: `startNodeRed`, `startN8n`.
 */
import { strict as assert } from 'node:assert';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { canaryKey } from './flow';
import { startN8n, type N8n } from './n8n';
import { RestError } from './n8nRest';
import { startNodeRed, type FlowNode, type NodeRed } from './nodeRed';

/** What flows of the tests may name as `${LEVEL}` and so on. */
const environment = { LEVEL: '240', LENGTH: '3', CHAT: '-1001', FEED_KEY: canaryKey };

type Version = '5' | '4';
const nodeReds: Partial<Record<Version, NodeRed>> = {};
let n8nOfAll: Promise<N8n> | undefined;

/** The Node-RED of a version, running `flows` (default: none). */
export async function sharedNodeRed({
  version = '5',
  flows = [],
}: { version?: Version; flows?: FlowNode[] } = {}): Promise<NodeRed> {
  const running = nodeReds[version];
  // Ended by itself: the suite that saw it has failed, the others go on with a new one.
  const red = running?.host.hasExited === false ? running : await startNodeRed({ version, env: environment });
  nodeReds[version] = red;
  await emptyNodeRed(red);
  red.host.forgetLog();
  if (flows.length) await red.deploy(flows);
  return red;
}

/** Takes away what a suite left in Node-RED: flows with their credentials and state, recordings, what was shown. */
export async function emptyNodeRed(red: NodeRed | undefined): Promise<void> {
  if (!red) return;
  await red.deploy([]);
  rmSync(join(red.userDir, 'market-feeds-recordings'), { recursive: true, force: true });
  red.clear();
}

/** The n8n of all suites, with its owner signed in. */
export async function sharedN8n(): Promise<N8n> {
  // A start that took longer than the suite which asked for it goes on, and serves the next one.
  const running = await n8nOfAll?.catch(() => undefined);
  n8nOfAll = running?.host.hasExited === false ? n8nOfAll : startN8n();
  const n8n = await (n8nOfAll as Promise<N8n>);
  await emptyN8n(n8n);
  n8n.host.forgetLog();
  return n8n;
}

/** Takes away what a suite left in n8n: workflows with their runs and static data, and credentials. */
export async function emptyN8n(n8n: N8n | undefined): Promise<void> {
  if (!n8n) return;
  const { rest } = n8n;
  for (const { id, isArchived } of await rest.call<{ id: string; isArchived: boolean }[]>(
    'GET',
    '/rest/workflows',
  )) {
    if (!isArchived) await rest.call('POST', `/rest/workflows/${id}/archive`, {});
    await n8n.waitFor(() => isDeleted(n8n, id), `the end of workflow ${id}`);
  }
  for (const { id } of await rest.call<{ id: string }[]>('GET', '/rest/credentials')) {
    await rest.call('DELETE', `/rest/credentials/${id}`);
  }
}

/** n8n takes a workflow back in the background, and refuses to delete it before. */
async function isDeleted({ rest }: N8n, id: string): Promise<boolean> {
  try {
    await rest.call('DELETE', `/rest/workflows/${id}`);
    return true;
  } catch (error) {
    if (error instanceof RestError && error.status === 409) return false;
    throw error;
  }
}

after(async function () {
  this.timeout(120_000);
  const n8n = await n8nOfAll?.catch(() => undefined);
  for (const host of [nodeReds['5'], nodeReds['4'], n8n]) {
    if (!host || host.host.hasExited) continue;
    const exit = await host.stop();
    assert.equal(exit.signal ?? exit.code, 0, 'a host ends by itself when asked to, after all suites');
  }
});

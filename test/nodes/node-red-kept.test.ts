/** What Node-RED's nodes keep goes with them, and with nothing else. */
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeAPI, NodeDef } from 'node-red';
import { isInFlows, ledgerKind, sweepKept } from '../../nodes/node-red-kept';
import { waitUntil } from '../hosts/waiting';

const defined = (id: string, type: string, z = ''): NodeDef => ({ id, type, z, name: '' });
const flows: NodeDef[] = [
  defined('tab', 'tab'),
  defined('source', 'benzinga-stream', 'tab'),
  defined('my-source', 'benzinga-stream', 'tab'),
  defined('inner', 'subflow'),
  defined('deep', 'benzinga-stream', 'inner'),
  defined('outer', 'subflow'),
  defined('nested', 'subflow:inner', 'outer'),
  defined('alert', 'market-alert', 'outer'),
  defined('instance', 'subflow:outer', 'tab'),
  defined('packaged', 'a-package-brings-it', 'tab'),
];
const byId = new Map(flows.map(node => [node.id, node]));

describe('the id of a node in Node-RED', () => {
  it('is found in tabs, in instances of subflows, also nested, and in subflows of packages', () => {
    for (const id of ['source', 'my-source', 'instance-alert', 'instance-nested-deep', 'packaged-any'])
      assert.ok(isInFlows(id, byId), id);
  });

  it('is not found where nothing runs under it', () => {
    for (const id of [
      ...['other', 'deep', 'alert', 'nested-deep', 'instance-deep', 'instance-source', 'instance-other'],
      ...['other-alert', 'instance-nested-alert', 'instance-nested-other', 'instance-', ''],
    ])
      assert.ok(!isInFlows(id, byId), id);
  });
});

describe('what a node in Node-RED keeps', () => {
  const dayMs = 86_400_000;
  let userDir: string;
  let nodes: NodeDef[];
  let events: EventEmitter;
  const folder = (): string => join(userDir, 'market-feeds');
  const names = (): string[] => readdirSync(folder()).sort();
  const put = (name: string, days = 0): void => {
    const path = join(folder(), name);
    writeFileSync(path, '{}');
    const at = new Date(Date.now() - days * dayMs);
    utimesSync(path, at, at);
  };
  /** Starts flows, and waits until what is to go then has gone: the last to be looked at is always to go. */
  const start = async (deploy: { removed: string[] } | undefined): Promise<void> => {
    put('ledger%20zz-gone.json', 91);
    events.emit('flows:started', { diff: deploy });
    await waitUntil(() => !names().includes('ledger%20zz-gone.json'), 'the sweep');
  };

  beforeEach(() => {
    userDir = mkdtempSync(join(tmpdir(), 'market-feeds-'));
    mkdirSync(folder());
    nodes = flows;
    events = new EventEmitter();
    const RED = {
      events,
      settings: { userDir },
      log: { warn: (text: string) => assert.fail(text) },
      nodes: { eachNode: (look: (node: NodeDef) => void) => nodes.forEach(look) },
    } as unknown as NodeAPI;
    sweepKept(RED, ledgerKind);
    sweepKept(RED, 'market-alert');
    sweepKept(RED, ledgerKind);
  });
  afterEach(() => rmSync(userDir, { recursive: true }));

  it('stays where the node is disabled, alone or with its flow', async () => {
    put('ledger%20source.json');
    put('market-alert%20instance-alert.json');
    await start({ removed: ['tab', 'source', 'instance', 'my-source'] });
    assert.deepEqual(names(), ['ledger%20source.json', 'market-alert%20instance-alert.json']);
  });

  it('goes with the node that a deploy deletes, whatever state it was in, and its half written file', async () => {
    put('ledger%20source.json');
    put('ledger%20source.json.new');
    put('ledger%20my-source.json');
    nodes = flows.filter(({ id }) => id !== 'source');
    await start({ removed: ['source'] });
    assert.deepEqual(names(), ['ledger%20my-source.json']);
  });

  it('goes with the instance of a subflow, and with the node in the subflow of all instances', async () => {
    const both = ['ledger%20instance-nested-deep.json', 'market-alert%20instance-alert.json'];
    both.forEach(name => put(name));
    put('ledger%20packaged-any.json');
    nodes = flows.filter(({ id }) => id !== 'deep');
    await start({ removed: ['deep'] });
    assert.deepEqual(names(), ['ledger%20packaged-any.json', both[1]]);
    nodes = flows.filter(({ id }) => id !== 'instance');
    await start({ removed: ['instance'] });
    assert.deepEqual(names(), ['ledger%20packaged-any.json']);
  });

  it('stays where no deploy has deleted it, as where another project is opened, until it is old', async () => {
    put('ledger%20source.json', 89);
    put('market-alert%20instance-alert.json', 91);
    nodes = [];
    await start(undefined);
    assert.deepEqual(names(), ['ledger%20source.json']);
    await start({ removed: ['other'] });
    assert.deepEqual(names(), ['ledger%20source.json']);
  });

  it('stays for ever while the node is in the flows, as does what is of no node', async () => {
    const kept = [
      ...['ledger%20source.json', 'key%20source.json', 'key%20other.json', 'n8n%20ledger%20source.json'],
      ...['ledger other.json', 'ledger%2other.json', 'notes.json', 'other.txt', 'market-other%20other.json'],
    ];
    kept.forEach(name => put(name, 400));
    nodes = flows.filter(({ id }) => id === 'source');
    await start({ removed: ['other', 'tab'] });
    assert.deepEqual(names(), kept.sort());
  });
});

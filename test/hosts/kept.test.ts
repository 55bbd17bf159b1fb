/** What nodes keep over restarts in real Node-REDs: it outlives that they are disabled, and goes when they are deleted. */
import { strict as assert } from 'node:assert';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSimulator, type Simulator } from '../../simulator/server';
import { debugNode, source, tab } from './flow';
import type { FlowNode, NodeRed } from './nodeRed';
import { emptyNodeRed, sharedNodeRed } from './sharedHosts';

interface Message {
  payload: Record<string, unknown>;
}

const news = source('benzinga-stream', 'benzinga-account', 'benzinga', { stream: 'news', tickers: 'AAPL' });

for (const version of ['5', '4'] as const) {
  describe(`what a node keeps in Node-RED ${version}`, function () {
    this.timeout(90_000);
    let red: NodeRed;
    let simulator: Simulator;

    before(async () => {
      red = await sharedNodeRed({ version });
      simulator = await startSimulator({ rate: 0 });
    });
    beforeEach(() => emptyNodeRed(red));
    after(async () => {
      await emptyNodeRed(red);
      await simulator?.close();
    });

    const payloads = (id: string): Record<string, unknown>[] =>
      red.debug.filter(one => one.id === id).map(({ value }) => (value as Message).payload);
    const files = (): string[] =>
      readdirSync(join(red.userDir, 'market-feeds'))
        .filter(name => name.endsWith('.json'))
        .map(name => decodeURIComponent(name.slice(0, -'.json'.length)))
        .sort();
    const keeps = (...names: string[]): Promise<unknown> =>
      red.waitFor(() => files().join() === [...names].sort().join(), names.join());
    /** A source in a subflow, and an instance of it that is called `i`. */
    const subflow = (): FlowNode[] => [
      {
        ...{ id: 'sub', type: 'subflow', name: 'Feed', in: [] },
        out: [0, 1].map(port => ({ x: 300, y: 100 * port, wires: [{ id: 'inner', port }] })),
      },
      { ...news(simulator, 'inner')[1], z: 'sub', wires: [[], []] } as FlowNode,
      { ...{ id: 'i', type: 'subflow:sub', z: 'tab', x: 300, y: 200 }, wires: [['i-events'], ['i-notices']] },
      debugNode('i-events'),
      debugNode('i-notices'),
    ];
    const flow = (): FlowNode[] => [tab, ...news(simulator, 'a'), ...subflow()];
    const changed = (id: string, properties: object): FlowNode[] =>
      flow().map(node => (node.id === id ? { ...node, ...properties } : node));
    const without = (nodes: FlowNode[], ...ids: string[]): FlowNode[] =>
      nodes.filter(({ id }) => !ids.includes(id));
    const publish = (): void => void simulator.benzinga.publish('news', {}, { ticker: 'AAPL' });
    const online = async (...ids: string[]): Promise<void> => {
      for (const id of ids)
        await red.waitFor(() => red.status(id)?.text?.startsWith('online'), `${id} online`);
    };
    const both = ['ledger a', 'ledger i-inner'];

    const ways: [string, () => FlowNode[], 'full' | 'flows' | 'nodes'][] = [
      ['tab', () => changed('tab', { disabled: true }), 'flows'],
      ['tab, and deploys all', () => changed('tab', { disabled: true }), 'full'],
      ['node', () => flow().map(node => (/^(a|i)$/.test(node.id) ? { ...node, d: true } : node)), 'nodes'],
    ];
    for (const [way, disabled, type] of ways)
      it(`stays when somebody disables its ${way}: what was missed is told, and comes`, async () => {
        await red.deploy(flow());
        await online('a', 'i-inner');
        publish();
        await red.waitFor(() => ['a', 'i'].every(id => payloads(`${id}-events`).length > 0), 'the news');
        await red.deploy(disabled(), type);
        await keeps(...both);
        const isOpen = (): boolean => simulator.benzinga.connections().some(({ closed }) => !closed);
        await red.waitFor(() => !isOpen(), 'the end of the connection');
        red.clear();
        publish();
        await red.deploy(flow(), type);
        for (const id of ['a', 'i']) {
          const notices = (): unknown[] => payloads(`${id}-notices`).map(({ notice }) => notice);
          await red.waitFor(() => notices().includes('gap-closed'), `the end of the gap of ${id}`);
          assert.ok(notices().includes('gap'), id);
          await red.waitFor(() => payloads(`${id}-events`).length > 0, 'what was missed');
          assert.deepEqual(
            payloads(`${id}-events`).map(({ backfill }) => backfill),
            [true],
            'and nothing twice',
          );
        }
      });

    it('goes when somebody deletes it, disabled or not, in a subflow or not, and whatever its form says', async () => {
      const key = 'key of an account';
      writeFileSync(join(red.userDir, 'market-feeds', `${encodeURIComponent(key)}.json`), '{}');
      const all = [...flow(), ...news(simulator, 'b').slice(1), ...news(simulator, 'c').slice(1)];
      await red.deploy(all);
      await online('a', 'b', 'c', 'i-inner');
      await keeps(key, ...both, 'ledger b', 'ledger c');
      const broken = all.map(node =>
        node.id === 'b' ? { ...node, stream: 'none' } : node.id === 'c' ? { ...node, d: true } : node,
      );
      await red.deploy(broken, 'nodes');
      await red.waitFor(() => red.status('b')?.text === 'check the settings', 'the broken form');
      await keeps(key, ...both, 'ledger b', 'ledger c');
      await red.deploy(without(broken, 'b'), 'nodes');
      await keeps(key, ...both, 'ledger c');
      await red.deploy(without(broken, 'b', 'c'), 'nodes');
      await keeps(key, ...both);
      await red.deploy(without(flow(), 'i'), 'full');
      await keeps(key, 'ledger a');
      await red.deploy(changed('tab', { disabled: true }), 'full');
      await red.deploy([], 'full');
      await keeps(key);
    });
  });
}

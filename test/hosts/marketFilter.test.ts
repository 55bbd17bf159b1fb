/** The filter in real hosts: behind a source in Node-RED 5 and 4.1, and in a workflow of n8n. */
import { strict as assert } from 'node:assert';
import { startSimulator, type Simulator } from '../../simulator/server';
import { accountNode, catchNodes, debugNode, tab } from './flow';
import type { Workflow } from './n8n';
import type { FlowNode, NodeRed } from './nodeRed';
import { manifest } from './project';
import { emptyN8n, emptyNodeRed, sharedN8n, sharedNodeRed } from './sharedHosts';

interface Message {
  topic?: string;
  payload: { symbol?: string; last?: number } & { last: number }[];
  event?: { type?: string };
  error?: { message: string };
}

const above = { field: 'last', operator: 'gt', value: '${LEVEL}' };
const group = { match: 'any', conditions: [above, { field: 'last', operator: 'lt', value: '1' }] };

for (const version of ['5', '4'] as const) {
  describe(`market-filter in Node-RED ${version}`, function () {
    this.timeout(60_000);
    let red: NodeRed;
    let simulator: Simulator;

    before(async () => {
      simulator = await startSimulator({ rate: 0 });
      red = await sharedNodeRed({ version });
    });
    after(async () => {
      await emptyNodeRed(red);
      await simulator?.close();
    });
    beforeEach(() => red.clear());

    const messages = (name: string): Message[] =>
      red.debug.filter(one => one.name === name).map(({ value }) => value as Message);
    const filter = (conditions: unknown[]): FlowNode => ({
      ...{ id: 'filter', type: 'market-filter', z: 'tab', name: 'Filter', x: 300, y: 100 },
      ...{ match: 'all', conditions, wires: [['matched'], ['rest']] },
    });
    const inject = (id: string, json: unknown): FlowNode => ({
      ...{ id, type: 'inject', z: 'tab', name: id, repeat: '', once: false, x: 100, y: 100 },
      ...{ props: [{ p: 'payload', vt: 'json', v: JSON.stringify(json) }], wires: [['filter']] },
    });
    const outputs = [debugNode('matched'), debugNode('rest')];

    it('parts the quotes of a source, counts them, and leaves the messages as they are', async () => {
      const source = {
        ...{ id: 'source', type: 'insightsentry-live', z: 'tab', account: 'account', x: 100, y: 100 },
        ...{ subscriptions: [{ code: 'NASDAQ:AAPL', type: 'quote' }], wires: [['filter'], []] },
      };
      await red.deploy([tab, accountNode(simulator), source, filter([group]), ...outputs]);
      await red.waitFor(() => messages('matched').length + messages('rest').length > 0, 'a first quote');
      for (const price of [230, 250]) simulator.insightsentry.setPrice('NASDAQ:AAPL', price);
      const came = (name: string, price: number): boolean =>
        messages(name).some(({ payload }) => payload.last === price);
      await red.waitFor(() => came('rest', 230) && came('matched', 250), 'one quote at each output');
      for (const name of ['matched', 'rest'])
        for (const { topic, event, payload } of messages(name)) {
          assert.deepEqual([topic, event?.type], ['NASDAQ:AAPL', 'quote']);
          assert.equal(Number(payload.last) > 240, name === 'matched');
        }
      await red.waitFor(
        () => /^\d+ matched · \d+ rest$/.test(red.status('filter')?.text ?? ''),
        'the counters',
      );
    });

    it('parts a list, and gives a Catch node what is no event', async () => {
      const list = [239, 241, 242].map(last => ({ type: 'quote', symbol: 'A', last }));
      const nodes = [inject('list', list), inject('bad', { last: 250 })];
      await red.deploy([tab, filter([above]), ...outputs, ...nodes, ...catchNodes()]);
      const isTaken = (): Promise<boolean> =>
        red.inject('list').then(
          () => true,
          () => false,
        );
      await red.waitFor(isTaken, 'the flow, which starts after it is deployed');
      await red.inject('bad');
      await red.waitFor(() => messages('caught').length > 0 && messages('rest').length > 0, 'all of it');
      const lists = ['matched', 'rest'].map(name =>
        messages(name).map(({ payload }) => payload.map(({ last }) => last)),
      );
      assert.deepEqual(lists, [[[241, 242]], [[239]]]);
      assert.match(
        messages('caught')[0]?.error?.message ?? '',
        /msg\.payload is no market event: it has no "type"\.$/,
      );
    });

    it('is red and names the condition where it cannot work', async () => {
      await red.deploy([tab, filter([{ ...above, value: 'much' }]), ...outputs, ...catchNodes()]);
      await red.waitFor(() => messages('caught').length > 0, 'the sentence');
      assert.equal(messages('caught')[0]?.error?.message, 'Condition 1: "much" is not a number.');
      assert.deepEqual(
        [red.status('filter')?.fill, red.status('filter')?.text],
        ['red', 'check the settings'],
      );
    });
  });
}

describe('marketFilter in n8n', function () {
  this.timeout(180_000);

  it('parts the items of a run, each with what it comes from', async () => {
    const n8n = await sharedN8n();
    try {
      const { id } = await n8n.createWorkflow(workflow);
      const run = await n8n.run(id, 'Start');
      assert.equal(await run.finished(40_000), 'success');
      run.close();
      const [matched, rest] = await Promise.all(['Yes', 'No'].map(node => n8n.items(run.executionId, node)));
      assert.deepEqual(
        matched?.map(({ json }) => json['last']),
        [241],
      );
      assert.deepEqual(
        rest?.map(({ json }) => json['last']),
        [239, 250],
      );
    } finally {
      await emptyN8n(n8n);
    }
  });
});

const code = `return [
  { json: { type: 'quote', symbol: 'NASDAQ:AAPL', last: 239 } },
  { json: { type: 'quote', symbol: 'NASDAQ:AAPL', last: 241 } },
  { json: { type: 'quote', symbol: 'NASDAQ:IBM', last: 250 } },
];`;
const place = { typeVersion: 1, position: [0, 0] as [number, number] };
const to = (...nodes: string[]): { main: { node: string; type: string; index: number }[][] } => ({
  main: nodes.map(node => [{ node, type: 'main', index: 0 }]),
});

/** As the editor saves it: without what is a default. */
const workflow: Workflow = {
  name: 'Filter',
  nodes: [
    { ...place, id: 'start', name: 'Start', type: 'n8n-nodes-base.manualTrigger', parameters: {} },
    {
      ...place,
      id: 'code',
      name: 'Code',
      type: 'n8n-nodes-base.code',
      typeVersion: 2,
      parameters: { jsCode: code },
    },
    {
      ...place,
      id: 'filter',
      name: 'Filter',
      type: `${manifest.name}.marketFilter`,
      parameters: {
        conditions: {
          condition: [
            { field: 'symbol', value: 'AAPL' },
            { field: 'last', operator: 'between', value: '240 to 260' },
          ],
        },
      },
    },
    { ...place, id: 'yes', name: 'Yes', type: 'n8n-nodes-base.noOp', parameters: {} },
    { ...place, id: 'no', name: 'No', type: 'n8n-nodes-base.noOp', parameters: {} },
  ],
  connections: { Start: to('Code'), Code: to('Filter'), Filter: to('Yes', 'No') },
};

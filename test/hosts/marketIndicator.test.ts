/** Indicators in real hosts: behind a source in Node-RED 5 and 4.1, over a restart, and in a workflow of n8n. */
import { strict as assert } from 'node:assert';
import { startSimulator, type Simulator } from '../../simulator/server';
import { barsOf } from '../transforms/indicator-cases';
import { accountNode, catchNodes, debugNode, tab } from './flow';
import type { Workflow } from './n8n';
import { startNodeRed, type FlowNode, type NodeRed } from './nodeRed';
import { manifest } from './project';
import { emptyN8n, sharedN8n } from './sharedHosts';

interface Message {
  topic?: string;
  payload: { close?: number; indicators?: Record<string, number | null>; indicatorStatus?: string };
  indicators?: Record<string, number | null>;
  error?: { message: string };
}

for (const version of ['5', '4'] as const) {
  describe(`market-indicator in Node-RED ${version}`, function () {
    this.timeout(60_000);
    let red: NodeRed;
    let simulator: Simulator;

    before(async () => {
      simulator = await startSimulator({ rate: 0 });
      red = await startNodeRed({ version, env: { LENGTH: '3' } });
    });
    after(async () => {
      await red?.stop();
      await simulator?.close();
    });
    beforeEach(() => red.clear());

    const messages = (name: string): Message[] =>
      red.debug.filter(one => one.name === name).map(({ value }) => value as Message);
    const indicator = (indicators: unknown[], more = {}): FlowNode => ({
      ...{ id: 'indicator', type: 'market-indicator', z: 'tab', name: 'Indicators', x: 300, y: 100 },
      ...{ indicators, wires: [['out']], ...more },
    });
    const inject = (id: string, json: unknown): FlowNode => ({
      ...{ id, type: 'inject', z: 'tab', name: id, repeat: '', once: false, x: 100, y: 100 },
      ...{ props: [{ p: 'payload', vt: 'json', v: JSON.stringify(json) }], wires: [['indicator']] },
    });
    const isTaken = (id: string) => (): Promise<boolean> =>
      red.inject(id).then(
        () => true,
        () => false,
      );

    it('is warmed up by the history of a source, and gives a number with the first live bar', async () => {
      const source = {
        ...{ id: 'source', type: 'insightsentry-live', z: 'tab', account: 'account', x: 100, y: 100 },
        subscriptions: [
          { code: 'NASDAQ:AAPL', type: 'series', barType: 'second', barInterval: 1, maxDp: 60 },
        ],
        wires: [['indicator'], []],
      };
      const rsi = indicator([{ kind: 'rsi' }, { kind: 'vwap' }]);
      await red.deploy([tab, accountNode(simulator), source, rsi, debugNode('out')]);
      simulator.insightsentry.setPrice('NASDAQ:AAPL', 240);
      await red.waitFor(() => messages('out').length > 0, 'a live bar');
      for (const { topic, payload, indicators } of messages('out')) {
        assert.equal(topic, 'NASDAQ:AAPL');
        assert.equal(payload.indicatorStatus, 'ready');
        assert.deepEqual(payload.indicators, indicators);
        const { rsi14, vwap } = indicators ?? {};
        assert.ok(Number(rsi14) > 0 && Number(rsi14) < 100 && Number(vwap) > 0, JSON.stringify(indicators));
      }
      await red.waitFor(() => red.status('indicator')?.text === 'symbols: 1 · warming up: 0', 'the counters');
    });

    it('takes lengths from the environment, a list, and gives a Catch node what is no event', async () => {
      const nodes = [inject('list', barsOf([1, 2, 3])), inject('bad', { close: 1 })];
      const sma = indicator([{ kind: 'sma', length: '${LENGTH}', name: 'average' }]);
      await red.deploy([tab, sma, debugNode('out'), ...nodes, ...catchNodes()]);
      await red.waitFor(isTaken('list'), 'the flow, which starts after it is deployed');
      await red.inject('bad');
      await red.waitFor(() => messages('caught').length > 0 && messages('out').length > 2, 'all of it');
      assert.deepEqual(
        messages('out').map(({ indicators }) => indicators?.['average']),
        [null, null, 2],
      );
      assert.match(messages('caught')[0]?.error?.message ?? '', /msg\.payload is no market event/);
    });

    it('is red and names the indicator where it cannot work', async () => {
      await red.deploy([tab, indicator([{ kind: 'rsi', length: '1' }]), debugNode('out'), ...catchNodes()]);
      await red.waitFor(() => messages('caught').length > 0, 'the sentence');
      assert.match(messages('caught')[0]?.error?.message ?? '', /^Indicator 1: The length is a whole number/);
      assert.deepEqual(
        [red.status('indicator')?.fill, red.status('indicator')?.text],
        ['red', 'check the settings'],
      );
    });

    it('goes on after a restart with what it knew', async () => {
      const [one, two, three] = barsOf([1, 2, 6]);
      const nodes = [inject('before', [one, two]), inject('after', three)];
      await red.deploy([tab, indicator([{ kind: 'sma', length: 3 }]), debugNode('out'), ...nodes]);
      await red.waitFor(isTaken('before'), 'the flow, which starts after it is deployed');
      await red.waitFor(() => messages('out').length === 2, 'two bars');
      const { userDir } = red;
      await red.stop({ keep: true });
      red = await startNodeRed({ version, env: { LENGTH: '3' }, userDir });
      await red.waitFor(isTaken('after'), 'the flow');
      await red.waitFor(() => messages('out').length === 1, 'the third bar');
      assert.deepEqual(messages('out')[0]?.indicators, { sma3: 3 });
    });
  });
}

describe('marketIndicator in n8n', function () {
  this.timeout(180_000);

  it('warms up with the items of a run, and adds its numbers to each', async () => {
    const n8n = await sharedN8n();
    try {
      const { id } = await n8n.createWorkflow(workflow);
      const run = await n8n.run(id, 'Start');
      assert.equal(await run.finished(40_000), 'success');
      run.close();
      const items = await n8n.items(run.executionId, 'Indicators');
      assert.deepEqual(
        items.map(({ json }) => [json['close'], json['indicators'], json['indicatorStatus']]),
        [
          [1, { sma3: null, vwap: 1 }, 'needs 3 bars, has 1'],
          [2, { sma3: null, vwap: 1.5 }, 'needs 3 bars, has 2'],
          [6, { sma3: 3, vwap: 3 }, 'ready'],
        ],
      );
    } finally {
      await emptyN8n(n8n);
    }
  });
});

const place = { typeVersion: 1, position: [0, 0] as [number, number] };
const to = (node: string): { main: { node: string; type: string; index: number }[][] } => ({
  main: [[{ node, type: 'main', index: 0 }]],
});

/** As the editor saves it: without what is a default. */
const workflow: Workflow = {
  name: 'Indicators',
  nodes: [
    { ...place, id: 'start', name: 'Start', type: 'n8n-nodes-base.manualTrigger', parameters: {} },
    {
      ...place,
      id: 'code',
      name: 'Code',
      type: 'n8n-nodes-base.code',
      typeVersion: 2,
      parameters: { jsCode: `return ${JSON.stringify(barsOf([1, 2, 6]).map(json => ({ json })))};` },
    },
    {
      ...place,
      id: 'indicators',
      name: 'Indicators',
      type: `${manifest.name}.marketIndicator`,
      parameters: {
        indicators: { indicator: [{ kind: 'sma', length: '3' }, { kind: 'vwap' }] },
      },
    },
  ],
  connections: { Start: to('Code'), Code: to('Indicators') },
};

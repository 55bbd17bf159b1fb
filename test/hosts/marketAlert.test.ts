/** Alerts in real hosts: from a source to a message in Node-RED 5 and 4.1, over a restart; and in runs of n8n. */
import { strict as assert } from 'node:assert';
import { startSimulator, type Simulator } from '../../simulator/server';
import type { Alert } from '../../transforms/alert/alert';
import { accountNode, catchNodes, debugNode, tab } from './flow';
import { startN8n, type N8n, type Workflow, type WorkflowNode } from './n8n';
import { startNodeRed, type FlowNode, type NodeRed } from './nodeRed';
import { manifest } from './project';

interface Message {
  topic?: string;
  payload: Alert;
  event?: { type?: string; last?: number };
  error?: { message: string };
}

const above = { kind: 'crossesAbove', symbols: 'AAPL', level: '${LEVEL}', name: 'Apple' };

for (const version of ['5', '4'] as const) {
  describe(`market-alert in Node-RED ${version}`, function () {
    this.timeout(90_000);
    let red: NodeRed;
    let simulator: Simulator;
    const start = async (userDir?: string): Promise<NodeRed> =>
      (red = await startNodeRed({ version, env: { LEVEL: '240' }, ...(userDir && { userDir }) }));

    before(async () => {
      simulator = await startSimulator({ rate: 0 });
      await start();
    });
    after(async () => {
      await red?.stop();
      await simulator?.close();
    });
    beforeEach(() => red.clear());

    const messages = (name: string): Message[] =>
      red.debug.filter(one => one.name === name).map(({ value }) => value as Message);
    const alertNode = (rules: unknown[]): FlowNode => ({
      ...{ id: 'alert', type: 'market-alert', z: 'tab', name: 'Alert', x: 300, y: 100 },
      ...{ rules, wires: [['alerts']] },
    });
    const source = {
      ...{ id: 'source', type: 'insightsentry-live', z: 'tab', account: 'account', x: 100, y: 100 },
      ...{ subscriptions: [{ code: 'NASDAQ:AAPL', type: 'quote' }], wires: [['alert', 'quotes'], []] },
    };
    const flow = (...rules: unknown[]): FlowNode[] => [
      ...[tab, accountNode(simulator), source, alertNode(rules), debugNode('alerts'), debugNode('quotes')],
      ...catchNodes(),
    ];
    /** Sets a price, and waits until its quote has passed: what it fires has been sent before. */
    async function see(price: number): Promise<void> {
      // A first quote may have passed before anybody listened.
      await red.waitFor(() => red.status('source')?.fill === 'green', 'the source');
      simulator.insightsentry.setPrice('NASDAQ:AAPL', price);
      const isThere = (): boolean => messages('quotes').some(({ event }) => event?.last === price);
      await red.waitFor(isThere, `a quote of ${price}`);
    }

    it('sends a message for each alert of a source, now and after it has held, and counts', async () => {
      await red.deploy(flow(above, { ...above, name: 'Held', holdMs: '1 s' }));
      await see(239);
      simulator.insightsentry.setPrice('NASDAQ:AAPL', 241);
      await red.waitFor(() => messages('alerts').length > 1, 'both alerts');
      const [first, second] = messages('alerts');
      assert.deepEqual(
        [first?.topic, first?.payload.alert, first?.payload.value, first?.event?.last],
        ['NASDAQ:AAPL', 'Apple', 241, 241],
      );
      assert.match(String(first?.payload.message), /^NASDAQ:AAPL crossed above 240\.00 at .*, now 241\.00/);
      assert.match(String(second?.payload.message), /and stayed there for 1 s, now 241\.00/);
      await red.waitFor(() => red.status('alert')?.text === '2 fired · 0 waiting', 'the counters');
      assert.deepEqual(messages('caught'), []);
    });

    it('fires once only, also over a restart of Node-RED', async () => {
      await red.deploy(flow({ ...above, repeat: 'once' }));
      await see(239);
      simulator.insightsentry.setPrice('NASDAQ:AAPL', 241);
      await red.waitFor(() => messages('alerts').length === 1, 'the alert');
      const { userDir } = red;
      await red.stop({ keep: true });
      try {
        await start(userDir);
        await see(238);
        await see(242);
        await see(243);
        assert.deepEqual(messages('alerts'), []);
      } finally {
        await red.stop();
        await start();
      }
    });

    it('is red and gives a Catch node the sentence of the rule that is wrong', async () => {
      await red.deploy(flow(above, { ...above, name: 'Bad', level: 'much' }));
      await red.waitFor(() => messages('caught').length > 0, 'the sentence');
      assert.equal(
        messages('caught')[0]?.error?.message,
        'Rule 2 "Bad": The level must be a number, not "much".',
      );
      const { fill, text } = red.status('alert') ?? {};
      assert.deepEqual([fill, text], ['red', 'check the settings']);
    });
  });
}

describe('marketAlert in n8n', function () {
  this.timeout(180_000);
  let n8n: N8n;
  before(async () => {
    n8n = await startN8n();
  });
  after(() => n8n.stop());

  it('gives the alerts of a manual run’s items, each with what it comes from', async () => {
    const { id } = await n8n.createWorkflow(workflow('Start', rules, 'items.map(json => ({ json }))'));
    const run = await n8n.run(id, 'Start');
    assert.equal(await run.finished(40_000), 'success');
    run.close();
    const alerts = await n8n.items(run.executionId, 'Alert');
    assert.deepEqual(
      alerts.map(({ json, pairedItem }) => [json['alert'], json['symbol'], json['value'], pairedItem]),
      [['Up', 'NASDAQ:AAPL', 241, { item: 1 }]],
    );
  });

  it('says which rule is wrong', async () => {
    const wrong = { row: [{ ...rules.row[0], level: 'much' }] };
    const { id } = await n8n.createWorkflow(workflow('Start', wrong, 'items.map(json => ({ json }))'));
    const run = await n8n.run(id, 'Start');
    assert.equal(await run.finished(40_000), 'error');
    run.close();
    const { error } = await n8n.execution(run.executionId);
    assert.equal(error?.message, 'Rule 1 "Up": The level must be a number, not "much".');
  });

  it('remembers over the runs of a published workflow, and over a restart of n8n', async () => {
    // Each run brings the next quote: below, above, below, above; the rule fires only once.
    const next = `(() => {
      const data = $getWorkflowStaticData('global');
      data.runs = (data.runs || 0) + 1;
      return [{ json: items[(data.runs - 1) % 2] }];
    })()`;
    const once = { row: [{ ...rules.row[0], repeat: 'once' }] };
    const { id } = await n8n.createWorkflow(workflow('Every second', once, next));
    await n8n.activate(id);
    const alertsOf = async (runs: number): Promise<number[]> => {
      const ended = await n8n.waitForExecutions(id, runs, 60_000);
      assert.deepEqual([...new Set(ended.map(({ status }) => status))], ['success']);
      const counts = ended.reverse().map(async run => (await n8n.items(run.id, 'Alert')).length);
      return Promise.all(counts);
    };
    const before = await alertsOf(4);
    assert.deepEqual(before.slice(0, 4), [0, 1, 0, 0]);
    const { userFolder } = n8n;
    await n8n.stop({ keep: true });
    n8n = await startN8n({ userFolder });
    const after = await alertsOf(before.length + 3);
    assert.equal(
      after.reduce((sum, count) => sum + count, 0),
      1,
    );
    await n8n.deactivate(id);
  });
});

const rules = { row: [{ name: 'Up', symbols: 'AAPL', level: '240' }] };
const place = { typeVersion: 1, position: [0, 0] as [number, number] };
const to = (node: string): object => ({ main: [[{ node, type: 'main', index: 0 }]] });
const triggers: Record<string, Partial<WorkflowNode>> = {
  Start: { type: 'n8n-nodes-base.manualTrigger', parameters: {} },
  'Every second': {
    type: 'n8n-nodes-base.scheduleTrigger',
    typeVersion: 1.2,
    parameters: { rule: { interval: [{ field: 'seconds', secondsInterval: 2 }] } },
  },
};

/** As the editor saves it: without what is a default. */
function workflow(trigger: string, alertRules: object, result: string): Workflow {
  const jsCode = `const items = [239, 241].map(last => {
    const time = new Date().toISOString();
    return { type: 'quote', provider: 'test', symbol: 'NASDAQ:AAPL', last, time, receivedTime: time };
  });
  return ${result};`;
  const base = { ...place, id: 'trigger', name: trigger, type: '', parameters: {} };
  return {
    name: `Alert ${trigger}`,
    nodes: [
      { ...base, ...triggers[trigger] },
      {
        ...place,
        id: 'code',
        name: 'Code',
        type: 'n8n-nodes-base.code',
        typeVersion: 2,
        parameters: { jsCode },
      },
      {
        ...place,
        id: 'alert',
        name: 'Alert',
        type: `${manifest.name}.marketAlert`,
        parameters: { rules: alertRules },
      },
    ],
    connections: { [trigger]: to('Code'), Code: to('Alert') },
  };
}

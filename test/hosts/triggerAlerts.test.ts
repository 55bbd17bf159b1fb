/** Alert rules of a trigger in a real n8n: what starts runs, what is remembered, and what a test step shows. */
import { strict as assert } from 'node:assert';
import { startSimulator, type Simulator } from '../../simulator/server';
import { canaryKey } from './flow';
import { startN8n, type Credential, type Item, type N8n } from './n8n';
import { manifest } from './project';

const above = { kind: 'crossesAbove', symbols: 'AAPL', level: '240', price: '' };
const once = { ...above, level: '245', repeat: 'once' };

/** Counts its runs, in what n8n keeps for a workflow from run to run. */
const counter = `const memory = $getWorkflowStaticData('node');
memory.count = (memory.count ?? 0) + 1;
return $input.all().map(({ json }) => ({ json: { ...json, count: memory.count } }));`;

describe('the alert rules of triggers in n8n', function () {
  this.timeout(180_000);
  let n8n: N8n;
  let simulator: Simulator;
  let credential: Credential;

  before(async () => {
    n8n = await startN8n();
    simulator = await startSimulator({ rate: 0, insightsentry: { heartbeatMs: 200 } });
    const server = `${simulator.url}/insightsentry`;
    credential = await n8n.createCredential('Feed', 'insightSentryApi', { apiKey: canaryKey, server });
  });
  after(async () => {
    await n8n?.stop();
    await simulator?.close();
  });

  /** A workflow as the editor saves it: without what is a default. */
  async function create(parameters: object): Promise<string> {
    const node = { typeVersion: 1, position: [0, 0] as [number, number] };
    const { id } = await n8n.createWorkflow({
      name: JSON.stringify(parameters).slice(0, 100),
      nodes: [
        {
          ...node,
          ...{ id: 'trigger', name: 'Trigger', type: `${manifest.name}.insightSentryTrigger` },
          parameters: {
            ...{ subscriptions: { row: [{ code: 'NASDAQ:AAPL' }] }, alertRulesOn: true },
            ...parameters,
          },
          credentials: { insightSentryApi: { id: credential.id, name: credential.name } },
        },
        {
          ...{ ...node, typeVersion: 2, id: 'count', name: 'Count', type: 'n8n-nodes-base.code' },
          parameters: { jsCode: counter },
        },
      ],
      connections: { Trigger: { main: [[{ node: 'Count', type: 'main', index: 0 }]] } },
    });
    return id;
  }

  /** What the runs that have ended gave, the oldest first. */
  async function given(id: string): Promise<Item['json'][]> {
    const runs = (await n8n.executions(id)).filter(({ stoppedAt }) => stoppedAt !== null).reverse();
    return (await Promise.all(runs.map(run => n8n.items(run.id, 'Count')))).flat().map(({ json }) => json);
  }

  /** Lets the price rise above the levels of both rules, again and again, until there were so many alerts. */
  const rise = (id: string, count: number): Promise<Item['json'][]> =>
    n8n.waitFor(async () => {
      for (const price of [239, 250]) simulator.insightsentry.setPrice('NASDAQ:AAPL', price);
      const alerts = await given(id);
      return alerts.length >= count ? alerts : undefined;
    }, `${count} alerts`);

  /**
   * Waits until each alert has had its run: none begins for a second, and all have ended. A run that n8n has noted and
   * not begun as it stops it begins at its next start, without what the workflow's nodes keep, and saves over that.
   */
  const settled = (id: string): Promise<number> => {
    let [count, since] = [-1, 0];
    return n8n.waitFor(async () => {
      const runs = await n8n.executions(id);
      if (runs.length !== count) [count, since] = [runs.length, Date.now()];
      const areOver = runs.every(({ stoppedAt }) => stoppedAt !== null);
      return areOver && Date.now() - since > 1000 ? count : undefined;
    }, 'the end of all runs');
  };

  it('start a run for each alert, remember over a restart, and leave alone what other nodes keep', async () => {
    const id = await create({ rules: { row: [above, once] } });
    await n8n.activate(id);
    const before = await rise(id, 4);
    assert.ok(
      before.every(({ kind, message }) => kind === 'crossesAbove' && /240|245/.test(String(message))),
    );
    assert.equal(before.filter(({ rule }) => rule === 2).length, 1);
    assert.deepEqual((before[0]?.['event'] as Item['json'])['last'], 250);
    const seen = await settled(id);
    const { userFolder } = n8n;
    await n8n.stop({ keep: true });
    n8n = await startN8n({ userFolder });
    const alerts = await rise(id, seen + 3);
    assert.equal(alerts.filter(({ rule }) => rule === 2).length, 1, 'once is once');
    assert.deepEqual(
      alerts.map(({ count }) => count),
      alerts.map((_, index) => index + 1),
    );
    await n8n.deactivate(id);
  });

  it('refuse to activate where no event can fire a rule, with the sentence that says why', async () => {
    const id = await create({ rules: { row: [{ kind: 'words', words: 'merger' }] } });
    assert.match(
      await n8n.activationFailure(id),
      /Rule 1 does not fit: "Words" looks at news and transcripts, and only quotes and bars come here\./,
    );
  });

  it('show a test step an invented alert that says so, and nothing of it is remembered', async () => {
    simulator.insightsentry.setPrice('NASDAQ:AAPL', 239);
    const id = await create({ rules: { row: [above] } });
    const run = await n8n.run(id, 'Trigger');
    assert.equal(await run.finished(40_000), 'success');
    const [shown] = await n8n.items(run.executionId, 'Trigger');
    run.close();
    assert.equal(shown?.json['sample'], true);
    assert.equal(shown.json['sampleReason'], 'No rule fired in time: this one is invented.');
    assert.match(
      String(shown.json['message']),
      /^NASDAQ:AAPL crossed above 240\.00 at 12:00:00, now 240\.24/,
    );
  });
});

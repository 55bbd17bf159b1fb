/** The filter of a trigger in a real n8n: runs start with what matches only, and what is wrong is said. */
import { strict as assert } from 'node:assert';
import { startSimulator, type Simulator } from '../../simulator/server';
import { canaryKey } from './flow';
import type { Credential, Item, N8n } from './n8n';
import { manifest } from './project';
import { emptyN8n, sharedN8n } from './sharedHosts';

describe('the filter of triggers in n8n', function () {
  this.timeout(180_000);
  let n8n: N8n;
  let simulator: Simulator;
  let credential: Credential;

  before(async () => {
    n8n = await sharedN8n();
    simulator = await startSimulator({ rate: 0, insightsentry: { heartbeatMs: 200 } });
    const server = `${simulator.url}/insightsentry`;
    credential = await n8n.createCredential('Feed', 'insightSentryApi', { apiKey: canaryKey, server });
  });
  after(async () => {
    await emptyN8n(n8n);
    await simulator?.close();
  });

  /** A workflow as the editor saves it: without what is a default. */
  async function create(condition: object): Promise<string> {
    const node = { typeVersion: 1, position: [0, 0] as [number, number] };
    const { id } = await n8n.createWorkflow({
      name: JSON.stringify(condition),
      nodes: [
        {
          ...node,
          ...{ id: 'trigger', name: 'Trigger', type: `${manifest.name}.insightSentryTrigger` },
          parameters: {
            ...{ subscriptions: { row: [{ code: 'NASDAQ:AAPL' }] }, delivery: 'every' },
            ...{ filterEvents: true, conditions: { condition: [condition] } },
          },
          credentials: { insightSentryApi: { id: credential.id, name: credential.name } },
        },
        { ...node, id: 'next', name: 'Next', type: 'n8n-nodes-base.noOp', parameters: {} },
      ],
      connections: { Trigger: { main: [[{ node: 'Next', type: 'main', index: 0 }]] } },
    });
    return id;
  }

  const prices = (): void =>
    [230, 250].forEach(price => simulator.insightsentry.setPrice('NASDAQ:AAPL', price));

  it('start runs with what matches only, and a test step shows such a one', async () => {
    const id = await create({ field: 'last', operator: 'gt', value: '240' });
    await n8n.activate(id);
    const ended = await n8n.waitFor(async () => {
      prices();
      const runs = (await n8n.executions(id)).filter(({ stoppedAt }) => stoppedAt !== null);
      return runs.length >= 3 ? runs : undefined;
    }, 'three runs');
    const items = (await Promise.all(ended.map(run => n8n.items(run.id, 'Next')))).flat();
    assert.ok(items.length >= 3 && items.every(({ json }) => Number(json['last']) > 240));
    // The last price is one that does not match: the test step waits for one that does.
    simulator.insightsentry.setPrice('NASDAQ:AAPL', 231);
    const run = await n8n.run(id, 'Trigger');
    const isOver = run.finished(40_000);
    let over = false;
    void isOver.then(() => (over = true));
    await n8n.waitFor(() => {
      prices();
      return over;
    }, 'the end of the test');
    assert.equal(await isOver, 'success');
    const [shown] = await n8n.items(run.executionId, 'Next');
    run.close();
    assert.equal(shown?.json['sample'], undefined);
    assert.ok(Number(shown?.json['last']) > 240);
    await n8n.deactivate(id);
  });

  it('refuse to activate where a condition is wrong, with its sentence', async () => {
    const id = await create({ field: 'last', operator: 'gt', value: 'much' });
    assert.match(await n8n.activationFailure(id), /Condition 1: "much" is not a number\./);
  });

  it('show a test step a sample that says why no event came', async () => {
    const id = await create({ field: 'last', operator: 'gt', value: '1000000' });
    const run = await n8n.run(id, 'Trigger');
    assert.equal(await run.finished(40_000), 'success');
    const [shown]: (Item | undefined)[] = await n8n.items(run.executionId, 'Next');
    run.close();
    assert.equal(shown?.json['sample'], true);
    assert.match(String(shown?.json['sampleReason']), /^No event that matches the filter came in time/);
  });

  it('warn in the log of a filter that no event can match, and start all the same', async () => {
    const id = await create({ field: 'headline', operator: 'contains', value: 'merger' });
    await n8n.activate(id);
    await n8n.waitFor(
      () => /Condition 1 does not fit: "Headline" is no field/.test(n8n.log()),
      'the warning',
    );
    await n8n.deactivate(id);
  });
});

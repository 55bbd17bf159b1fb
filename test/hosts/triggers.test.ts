/** Each trigger on its practice feed in one real n8n: the credential is proven, a test step shows data, runs start. */
import { strict as assert } from 'node:assert';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { startSimulator } from '../../simulator/server';
import { canaryKey } from './flow';
import type { Credential, N8n, Workflow } from './n8n';
import { manifest } from './project';
import { emptyN8n, sharedN8n } from './sharedHosts';

const sink = 'Next';

/** A trigger, what it is asked for, and the type of the events that must come. */
interface Case {
  trigger: string;
  credential: string;
  parameters: Record<string, unknown>;
  type: string;
}

/** Records from before come at once; the practice feed's next one can take half a minute. */
const backlog = true;
const cases: Case[] = [
  { trigger: 'benzingaTrigger', credential: 'benzingaApi', parameters: { backlog }, type: 'news' },
  {
    trigger: 'benzingaTrigger',
    credential: 'benzingaApi',
    parameters: { stream: 'ratings', backlog },
    type: 'rating',
  },
  { trigger: 'finFeedApiTrigger', credential: 'finFeedApi', parameters: { backlog }, type: 'filing' },
  {
    trigger: 'insightSentryTrigger',
    credential: 'insightSentryApi',
    parameters: { subscriptions: { row: [{ code: 'NASDAQ:AAPL' }] } },
    type: 'quote',
  },
  {
    trigger: 'insightSentryTrigger',
    credential: 'insightSentryApi',
    parameters: { stream: 'news', backlog },
    type: 'news',
  },
  {
    trigger: 'tradeWatchTrigger',
    credential: 'tradeWatchApi',
    parameters: { assetClass: 'currencies', symbols: 'EURUSD, GBPUSD' },
    type: 'quote',
  },
];

describe('the triggers in n8n', function () {
  this.timeout(180_000);
  let n8n: N8n;
  const credentials = new Map<string, Credential>();

  before(async () => {
    n8n = await sharedN8n();
    for (const type of new Set(cases.map(({ credential }) => credential))) {
      credentials.set(type, await n8n.createCredential(`${type} practice`, type, { practice: true }));
    }
  });
  after(() => emptyN8n(n8n));

  function workflow({ trigger, credential, parameters }: Case): Workflow {
    const { id, name } = credentials.get(credential) as Credential;
    const node = { typeVersion: 1, position: [0, 0] as [number, number] };
    return {
      name: `${trigger} ${JSON.stringify(parameters)}`,
      nodes: [
        {
          ...node,
          id: 'trigger',
          name: 'Trigger',
          type: `${manifest.name}.${trigger}`,
          parameters: { ...parameters, maxRunsPerMinute: 1 },
          credentials: { [credential]: { id, name } },
        },
        { ...node, id: 'next', name: sink, type: 'n8n-nodes-base.noOp', parameters: {} },
      ],
      connections: { Trigger: { main: [[{ node: sink, type: 'main', index: 0 }]] } },
    };
  }

  for (const one of cases) {
    it(`shows a test step of ${one.trigger} ${JSON.stringify(one.parameters)} real data, and starts runs`, async () => {
      const { id } = await n8n.createWorkflow(workflow(one));
      const run = await n8n.run(id, 'Trigger');
      assert.equal(await run.finished(40_000), 'success');
      const [shown] = await n8n.items(run.executionId, sink);
      run.close();
      assert.equal(shown?.json['type'], one.type);
      assert.ok(!('sample' in (shown?.json ?? {})), 'real, not a sample');

      await n8n.activate(id);
      const [first] = await n8n.waitForExecutions(id, 2, 40_000);
      const [item] = await n8n.items(first?.id ?? '', sink);
      assert.equal(item?.json['type'], one.type);
      await n8n.deactivate(id);
    });
  }

  it('are proven by their credentials without a key', async () => {
    for (const [type, credential] of credentials) {
      const verdict = await n8n.testCredential(credential, { practice: true });
      assert.equal(verdict.status, 'OK', `${type}: ${verdict.message}`);
    }
  });

  it('takes a place that another connection holds for a proof of the Benzinga token, but not a wrong one', async () => {
    const simulator = await startSimulator({ rate: 0 });
    const server = `${simulator.url}/benzinga`;
    const other = new WebSocket(`${server}/api/v1/news/stream?token=${canaryKey}`);
    try {
      await once(other, 'open');
      const credential = credentials.get('benzingaApi') as Credential;
      const occupied = await n8n.testCredential(credential, { server, apiKey: canaryKey });
      assert.equal(occupied.status, 'OK', occupied.message);
      assert.match(occupied.message, /another connection/i);
      const wrong = await n8n.testCredential(credential, { server, apiKey: 'wrong-token' });
      assert.equal(wrong.status, 'Error');
      assert.match(wrong.message, /does not know the API token/);
    } finally {
      other.terminate();
      await simulator.close();
    }
  });
});

/** Silence in real hosts: a notice where data stays away, nothing where the market is closed, and what the status says. */
import { strict as assert } from 'node:assert';
import { startSimulator, type Simulator } from '../../simulator/server';
import { canaryKey, catchNodes, source, tab } from './flow';
import { startN8n, type N8n } from './n8n';
import { startNodeRed, type FlowNode, type NodeRed } from './nodeRed';
import { manifest } from './project';

interface Message {
  topic?: string;
  payload: Record<string, unknown>;
  error?: { message: string };
}

const dayMs = 86_400_000;
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
/** A day on which it is not open now, wherever the clock stands. */
const threeDaysOff = weekdays[new Date(Date.now() + 3 * dayMs).getUTCDay()] ?? '';
const closed = { marketHours: 'own', openDays: threeDaysOff, openFrom: '09:30', openTo: '16:00' };

const live = (simulator: Simulator, id: string, silence: object): FlowNode[] =>
  source('insightsentry-live', 'insightsentry-account', 'insightsentry', {
    subscriptions: [{ code: 'NASDAQ:AAPL', type: 'quote' }],
    ...silence,
  })(simulator, id);

for (const version of ['5', '4'] as const) {
  describe(`silence in Node-RED ${version}`, function () {
    this.timeout(60_000);
    let red: NodeRed;
    let simulator: Simulator;

    before(async () => {
      red = await startNodeRed({ version });
      simulator = await startSimulator({ rate: 0, insightsentry: { heartbeatMs: 200 } });
    });
    after(async () => {
      await red?.stop();
      await simulator?.close();
    });

    const messages = (id: string): Message[] =>
      red.debug.filter(one => one.id === id).map(({ value }) => value as Message);
    const quiets = (id: string): Message[] =>
      messages(`${id}-notices`).filter(({ topic }) => topic === 'quiet');

    it('is told at the second output, ends when data comes, and is never told of a closed market', async () => {
      await red.deploy([
        ...[tab, ...catchNodes()],
        ...live(simulator, 'a', { expectMinutes: '0.1', marketHours: 'always' }),
        ...live(simulator, 'b', { expectMinutes: '0.1', ...closed }).slice(1),
        ...live(simulator, 'c', {}).slice(1),
      ]);
      const told = await red.waitFor(() => quiets('a')[0], 'the silence', 20_000);
      const { notice, provider, over, minutes, symbols, since, message } = told.payload;
      assert.deepEqual([notice, provider, over, minutes], ['quiet', 'insightsentry', false, 0.1]);
      assert.deepEqual(symbols, ['AAPL']);
      assert.ok(Date.now() - Date.parse(String(since)) >= 6000);
      assert.match(String(message), /has sent nothing for 0\.1 min\. See whether/);
      await red.waitFor(() => red.status('a')?.text?.startsWith('no data since '), 'the status');
      assert.deepEqual([red.status('a')?.fill, red.status('a')?.shape], ['yellow', 'dot']);
      simulator.insightsentry.setPrice('NASDAQ:AAPL', 240);
      const end = await red.waitFor(() => quiets('a')[1], 'its end');
      assert.equal(end.payload['over'], true);
      await red.waitFor(() => red.status('a')?.text?.startsWith('online'), 'the status after it');
      assert.deepEqual([quiets('b'), quiets('c'), messages('caught')], [[], [], []]);
    });

    it('of a closed market is in the status, with when it opens', async () => {
      const filings = source('finfeedapi-filings', 'finfeedapi-account', 'finfeedapi', {
        ...{ expectMinutes: 15, ...closed, openZone: 'Europe/Berlin' },
      });
      const odd = { expectMinutes: '0.1', marketHours: 'own', openFrom: 'noon', openTo: '17:00' };
      await red.deploy([
        ...[tab, ...catchNodes(), ...filings(simulator, 'b')],
        ...live(simulator, 'odd', odd),
      ]);
      const expected = `market closed · opens ${threeDaysOff} 09:30 Berlin`;
      await red.waitFor(() => red.status('b')?.text === expected, expected);
      assert.deepEqual([red.status('b')?.fill, red.status('b')?.shape], ['green', 'ring']);
      assert.equal(red.status('odd')?.text, 'check the settings');
      assert.ok(
        messages('caught').some(({ error }) => /^"noon" is no time of day/.test(error?.message ?? '')),
      );
    });
  });
}

describe('silence in n8n', function () {
  this.timeout(240_000);
  let n8n: N8n;
  let simulator: Simulator;

  before(async () => {
    n8n = await startN8n();
    simulator = await startSimulator({ rate: 0, insightsentry: { heartbeatMs: 200 } });
  });
  after(async () => {
    await n8n?.stop();
    await simulator?.close();
  });

  /** A workflow whose node `Next` gets the notices. */
  async function create(name: string, silence: object): Promise<string> {
    const server = `${simulator.url}/insightsentry`;
    const credential = await n8n.createCredential(name, 'insightSentryApi', { apiKey: canaryKey, server });
    const node = { typeVersion: 1, position: [0, 0] as [number, number] };
    const { id } = await n8n.createWorkflow({
      name,
      nodes: [
        {
          ...node,
          ...{ id: 'trigger', name: 'Trigger', type: `${manifest.name}.insightSentryTrigger` },
          parameters: {
            ...{ subscriptions: { row: [{ code: 'NASDAQ:AAPL' }] }, delivery: 'every' },
            ...{ includeNotices: true, ...silence },
          },
          credentials: { insightSentryApi: { id: credential.id, name: credential.name } },
        },
        { ...node, id: 'next', name: 'Next', type: 'n8n-nodes-base.noOp', parameters: {} },
      ],
      connections: { Trigger: { main: [[], [{ node: 'Next', type: 'main', index: 0 }]] } },
    });
    return id;
  }

  it('starts a run whose item at the second output is the notice', async () => {
    const id = await create('Silent', { expectMinutes: 0.1, marketHours: 'always' });
    await n8n.activate(id);
    const item = await n8n.waitFor(
      async () => {
        const ended = (await n8n.executions(id)).filter(({ stoppedAt }) => stoppedAt !== null);
        const items = (await Promise.all(ended.map(run => n8n.items(run.id, 'Next')))).flat();
        return items.find(({ json }) => json['notice'] === 'quiet');
      },
      'the notice',
      40_000,
    );
    assert.deepEqual([item.json['over'], item.json['minutes']], [false, 0.1]);
    assert.deepEqual(item.json['symbols'], ['AAPL']);
    await n8n.deactivate(id);
  });

  it('refuses to activate where the hours are wrong, with the sentence', async () => {
    const id = await create('Wrong', { expectMinutes: 5, marketHours: 'own', openFrom: '09:00' });
    assert.match(await n8n.activationFailure(id), /Say when the hours end, for instance 09:30\./);
  });
});

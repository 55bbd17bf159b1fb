/** The InsightSentry trigger in a real n8n, against the practice feed's server in this process. */
import { strict as assert } from 'node:assert';
import { startSimulator, type Simulator } from '../../simulator/server';
import { canaryKey } from './flow';
import type { Credential, Item, N8n, Workflow } from './n8n';
import { manifest } from './project';
import { emptyN8n, sharedN8n } from './sharedHosts';

const trigger = 'InsightSentry Trigger';
const sink = 'Next';

function workflow(name: string, credential: Credential, parameters: Record<string, unknown>): Workflow {
  return {
    name,
    nodes: [
      {
        id: 'trigger',
        name: trigger,
        type: `${manifest.name}.insightSentryTrigger`,
        typeVersion: 1,
        position: [0, 0],
        parameters,
        credentials: { insightSentryApi: { id: credential.id, name: credential.name } },
      },
      {
        id: 'next',
        name: sink,
        type: 'n8n-nodes-base.noOp',
        typeVersion: 1,
        position: [220, 0],
        parameters: {},
      },
    ],
    connections: { [trigger]: { main: [[{ node: sink, type: 'main', index: 0 }]] } },
  };
}

const rows = (...codes: string[]): { row: { code: string; type: string }[] } => ({
  row: codes.map(code => ({ code, type: 'quote' })),
});

describe('InsightSentry in n8n', function () {
  this.timeout(180_000);
  let n8n: N8n;
  let simulator: Simulator;
  let credential: Credential;
  let active: string[] = [];

  before(async () => {
    n8n = await sharedN8n();
  });
  after(() => emptyN8n(n8n));
  beforeEach(async () => {
    simulator = await startSimulator({ rate: 20, insightsentry: { heartbeatMs: 200 } });
    credential = await n8n.createCredential('Feed', 'insightSentryApi', secrets());
  });
  afterEach(async () => {
    for (const id of active) await n8n.deactivate(id);
    active = [];
    await simulator.close();
  });

  const secrets = (): Record<string, unknown> => ({
    apiKey: canaryKey,
    server: `${simulator.url}/insightsentry`,
    practice: false,
  });
  const open = (): number => simulator.connections().filter(({ closed }) => !closed).length;

  async function activate(name: string, parameters: Record<string, unknown>): Promise<string> {
    const { id } = await n8n.createWorkflow(workflow(name, credential, parameters));
    await n8n.activate(id);
    active.push(id);
    return id;
  }

  async function items(workflowId: string, runs: number): Promise<Item[][]> {
    const ended = await n8n.waitForExecutions(workflowId, runs);
    return Promise.all(ended.reverse().map(({ id }) => n8n.items(id, sink)));
  }

  async function activationError(parameters: Record<string, unknown>, by = credential): Promise<string> {
    const { id } = await n8n.createWorkflow(workflow('refused', by, parameters));
    return n8n.activationFailure(id);
  }

  it('runs the workflow with the latest quote per symbol, one run each interval', async () => {
    const id = await activate('latest', {
      subscriptions: rows('NASDAQ:AAPL', 'NASDAQ:TSLA'),
      deliveryMs: 2000,
    });
    const [first, second] = await items(id, 2);
    assert.deepEqual(first?.map(({ json }) => json.symbol).sort(), ['NASDAQ:AAPL', 'NASDAQ:TSLA']);
    assert.equal(typeof first?.[0]?.json.last, 'number');
    assert.ok(first?.every(({ json }) => !('raw' in json)));
    assert.ok((second?.length ?? 0) <= 2, 'twenty price changes a second were merged');
  });

  it('starts a run for every event where asked to, the next when the one before it ended', async () => {
    const id = await activate('every', {
      subscriptions: rows('NASDAQ:AAPL'),
      delivery: 'every',
      simplify: false,
    });
    const ended = await n8n.waitForExecutions(id, 4);
    const inOrder = ended.reverse();
    for (const [index, run] of inOrder.entries()) {
      const before = inOrder[index - 1];
      if (before) assert.ok(Date.parse(run.startedAt) >= Date.parse(before.stoppedAt ?? ''), 'runs overlap');
    }
    const [item] = await n8n.items(inOrder[0]?.id ?? '', sink);
    assert.ok('raw' in (item?.json ?? {}));
  });

  it('keeps to the most runs a minute, and hands what comes beyond over in one digest', async () => {
    const id = await activate('capped', {
      subscriptions: rows('NASDAQ:AAPL'),
      delivery: 'every',
      maxRunsPerMinute: 2,
    });
    await n8n.waitForExecutions(id, 2);
    const before = simulator.insightsentry.journal.length;
    await n8n.waitFor(() => simulator.insightsentry.journal.length > before + 40, 'forty more events');
    assert.equal((await n8n.executions(id)).length, 2);
  });

  it('shares one connection among workflows and a test step, and closes it with the last', async () => {
    const one = await activate('one', { subscriptions: rows('NASDAQ:AAPL'), deliveryMs: 1000 });
    const two = await activate('two', { subscriptions: rows('NASDAQ:TSLA'), deliveryMs: 1000 });
    await items(two, 1);
    const run = await n8n.run(one, trigger);
    assert.equal(await run.finished(), 'success');
    const [item] = await n8n.items(run.executionId, sink);
    assert.equal(item?.json.symbol, 'NASDAQ:AAPL');
    assert.notEqual(item?.json.sample, true);
    run.close();
    assert.equal(simulator.connections().length, 1);
    for (const id of active) await n8n.deactivate(id);
    active = [];
    await n8n.waitFor(() => open() === 0, 'the closed connection');
    assert.equal(simulator.connections()[0]?.closed?.code, 1000);
  });

  it('shows a test step an invented sample that says so when no event comes', async () => {
    simulator.insightsentry.hang();
    const { id } = await n8n.createWorkflow(
      workflow('quiet', credential, { subscriptions: rows('NASDAQ:AAPL') }),
    );
    const run = await n8n.run(id, trigger);
    assert.equal(await run.finished(40_000), 'success');
    const [item] = await n8n.items(run.executionId, sink);
    assert.equal(item?.json.sample, true);
    run.close();
    simulator.insightsentry.admit();
  });

  it('refuses to activate with a refused key, in words, without a loop and without showing the key', async () => {
    const wrong = await n8n.createCredential('Wrong', 'insightSentryApi', {
      ...secrets(),
      apiKey: 'wrong-key-1',
    });
    assert.match(await activationError({ subscriptions: rows('NASDAQ:AAPL') }, wrong), /refused the key/);
    const dials = simulator.connections().length;
    assert.ok(dials <= 5, `n8n tries a few times, then it is over: ${dials} dials`);
    assert.ok(!n8n.log().includes('wrong-key-1'));
  });

  it('refuses to activate with a bad symbol or with none', async () => {
    const [bad, none] = await Promise.all(
      [rows('apple'), {}].map(subscriptions => activationError({ subscriptions })),
    );
    assert.match(bad ?? '', /EXCHANGE:SYMBOL/);
    assert.match(none ?? '', /at least one symbol/);
    assert.equal(simulator.connections().length, 0);
  });

  it('activates though the server is away, and runs when it is there', async () => {
    simulator.insightsentry.refuse({ status: 503 });
    const id = await activate('away', { subscriptions: rows('NASDAQ:AAPL'), deliveryMs: 1000 });
    simulator.insightsentry.admit();
    await n8n.waitForExecutions(id, 1, 40_000);
  });

  it('tells of an outage at the second output where notices are included', async () => {
    const id = await activate('notices', {
      subscriptions: rows('NASDAQ:AAPL'),
      deliveryMs: 1000,
      includeNotices: true,
    });
    await n8n.waitForExecutions(id, 1);
    simulator.insightsentry.drop({ reset: true });
    await n8n.waitFor(async () => {
      const runs = await n8n.executions(id);
      const notices = await Promise.all(runs.map(run => n8n.items(run.id, trigger, 1)));
      return notices.flat().some(({ json }) => json.notice === 'disconnected');
    }, 'the notice');
  });

  it('tests a credential by a connection: accepted, refused, and already connected', async () => {
    const accepted = await n8n.testCredential(credential, secrets());
    assert.equal(accepted.status, 'OK');
    const refused = await n8n.testCredential(credential, { ...secrets(), apiKey: 'wrong-key-2' });
    assert.equal(refused.status, 'Error');
    assert.match(refused.message, /refused the key/);
    await n8n.waitFor(() => open() === 0, 'the closed connections');
    await activate('connected', { subscriptions: rows('NASDAQ:AAPL') });
    await n8n.waitFor(() => open() === 1, 'the live connection');
    const before = simulator.connections().length;
    assert.equal((await n8n.testCredential(credential, secrets())).status, 'OK');
    assert.equal(simulator.connections().length, before, 'the test dialled beside the live connection');
  });

  it('needs no key on the practice feed', async () => {
    const practice = await n8n.createCredential('Practice', 'insightSentryApi', { practice: true });
    const { id } = await n8n.createWorkflow(
      workflow('practice', practice, { subscriptions: rows('NASDAQ:AAPL'), deliveryMs: 1000 }),
    );
    await n8n.activate(id);
    active.push(id);
    const [first] = await items(id, 1);
    assert.equal(first?.[0]?.json.provider, 'insightsentry');
  });
});

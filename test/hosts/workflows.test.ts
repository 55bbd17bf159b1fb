/** The example workflows, as they are shipped, in a real n8n: they activate, their runs succeed, all nodes are reached. */
import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSimulator, type Simulator } from '../../simulator/server';
import { canaryKey } from './flow';
import { startN8n, type Credential, type Item, type N8n, type Workflow } from './n8n';
import { root } from './project';

const folder = join(root, 'workflows');
const files = readdirSync(folder).filter(name => name.endsWith('.json'));
const trigger = 'InsightSentry Trigger';
const stickyNote = 'n8n-nodes-base.stickyNote';
/** Instead of the interval that the files have, which is made for people. */
const deliveryMs = 300;

/** What is in a file, untouched. */
const shipped = (file: string): Workflow => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Workflow;

/** What somebody has who imported a file and chose a credential. */
function imported(file: string, { id, name }: Credential): Workflow {
  const workflow = shipped(file);
  const nodes = workflow.nodes.map(node =>
    node.name === trigger
      ? {
          ...node,
          credentials: { insightSentryApi: { id, name } },
          parameters: { ...node.parameters, deliveryMs },
        }
      : node,
  );
  return { ...workflow, nodes };
}

describe('the example workflows in n8n', function () {
  this.timeout(120_000);
  let n8n: N8n;
  let practice: Credential;
  let active: string[] = [];

  before(async () => {
    n8n = await startN8n();
    practice = await n8n.createCredential('InsightSentry practice', 'insightSentryApi', { practice: true });
  });
  after(async () => {
    await n8n.stop();
  });
  afterEach(async () => {
    for (const id of active) await n8n.deactivate(id);
    active = [];
  });

  async function activate(file: string, credential = practice): Promise<string> {
    const { id } = await n8n.createWorkflow(imported(file, credential));
    await n8n.activate(id);
    active.push(id);
    return id;
  }

  /** Waits for a run in which a node got something; every run until then must have succeeded. */
  async function itemsAt(node: string, workflowId: string): Promise<Item[]> {
    const seen = new Set<string>();
    const look = async (): Promise<Item[] | undefined> => {
      for (const { id, stoppedAt } of await n8n.executions(workflowId)) {
        if (stoppedAt === null || seen.has(id)) continue;
        seen.add(id);
        await assertSucceeded(id);
        const items = await n8n.items(id, node);
        if (items.length > 0) return items;
      }
      return undefined;
    };
    return n8n.waitFor(look, `a run that reaches "${node}"`, 30_000);
  }

  async function assertSucceeded(executionId: string): Promise<void> {
    const { status, error } = await n8n.execution(executionId);
    assert.equal(status, 'success', error?.message);
  }

  it('are there, ask for the practice credential by name and hold nothing of a machine', () => {
    assert.equal(files.length, 3);
    for (const file of files) {
      const { nodes } = shipped(file);
      const source = nodes.find(({ name }) => name === trigger);
      assert.deepEqual(
        source?.credentials,
        { insightSentryApi: { id: null, name: 'InsightSentry practice' } },
        file,
      );
      assert.match(
        String(nodes.find(({ type }) => type === stickyNote)?.parameters['content']),
        /Practice Feed/,
      );
      assert.equal(new Set(nodes.map(({ id }) => id)).size, nodes.length, file);
    }
  });

  /** The nodes that no wire leaves: what a workflow is for. */
  const ends: Record<string, string[]> = {
    '1 first quotes.json': ['Pick Fields', 'Notices'],
    '3 bars to a file.json': ['Keep It Here'],
  };
  for (const [file, nodes] of Object.entries(ends)) {
    it(`runs "${file}" on the practice feed, to its last nodes`, async () => {
      const id = await activate(file);
      for (const node of nodes) assert.ok((await itemsAt(node, id)).length > 0);
    });
  }

  it('picks the fields of each quote', async () => {
    const id = await activate('1 first quotes.json');
    const [{ json } = { json: {} }] = await itemsAt('Pick Fields', id);
    assert.deepEqual(Object.keys(json), ['symbol', 'last', 'changePercent', 'time']);
    assert.equal(typeof json['last'], 'number');
    assert.equal(typeof json['changePercent'], 'number');
  });

  describe('where the price is ours', () => {
    let simulator: Simulator;
    let credential: Credential;

    beforeEach(async () => {
      simulator = await startSimulator({ rate: 0 });
      credential = await n8n.createCredential('Ours', 'insightSentryApi', {
        server: `${simulator.url}/insightsentry`,
        apiKey: canaryKey,
      });
    });
    afterEach(async () => {
      await simulator.close();
    });

    it('sends a message when the price crosses the level, and only then', async () => {
      const id = await activate('2 price crosses a level to message.json', credential);
      /** What each ended run said, the oldest first. */
      const ended = async (): Promise<{ price: number; messages: unknown[] }[]> => {
        const runs = (await n8n.executions(id)).filter(({ stoppedAt }) => stoppedAt !== null).reverse();
        return Promise.all(
          runs.map(async run => {
            await assertSucceeded(run.id);
            const [seen] = await n8n.items(run.id, 'Which Side');
            const sent = await n8n.items(run.id, 'Send It Here');
            return { price: Number(seen?.json['last']), messages: sent.map(({ json }) => json['text']) };
          }),
        );
      };
      const level = (await n8n.waitFor(async () => (await ended())[0], 'the first run', 20_000)).price;
      for (const price of [level + 10, level + 11, level - 10, level - 11, level + 12]) {
        simulator.insightsentry.setPrice('NASDAQ:TSLA', price);
        const came = async (): Promise<boolean> => (await ended()).some(run => run.price === price);
        await n8n.waitFor(came, `the run for ${price}`, 20_000);
      }
      assert.deepEqual(
        (await ended()).flatMap(({ messages }) => messages),
        [
          `NASDAQ:TSLA fell below ${level}: now ${level - 10}`,
          `NASDAQ:TSLA rose above ${level}: now ${level + 12}`,
        ],
      );
    });
  });
});

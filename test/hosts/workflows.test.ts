/** The example workflows, as they are shipped, in a real n8n: they activate, their runs succeed, all nodes are reached. */
import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSimulator, type Simulator } from '../../simulator/server';
import { canaryKey } from './flow';
import { startN8n, type Credential, type Item, type N8n, type Workflow } from './n8n';
import { manifest, root } from './project';

const folder = join(root, 'workflows');
const files = readdirSync(folder).filter(name => name.endsWith('.json'));
const stickyNote = 'n8n-nodes-base.stickyNote';
/** Instead of the interval that the files have, which is made for people. */
const deliveryMs = 300;
/** The practice credential that each kind of account is to have. */
const practiceNames: Record<string, string> = {
  insightSentryApi: 'InsightSentry practice',
  benzingaApi: 'Benzinga practice',
  finFeedApi: 'FinFeedAPI practice',
  tradeWatchApi: 'TradeWatch practice',
};

/** What is in a file, untouched. */
const shipped = (file: string): Workflow => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Workflow;

type Node = Workflow['nodes'][number];

/** The node of a workflow that is ours. */
function triggerOf({ nodes }: Workflow): Node {
  const found = nodes.find(({ type }) => type.startsWith(manifest.name));
  assert.ok(found);
  return found;
}

/** What somebody has who imported a file and chose a credential. */
function imported(file: string, { id, name, type }: Credential): Workflow {
  const workflow = shipped(file);
  const trigger = triggerOf(workflow);
  const parameters = { ...trigger.parameters, ...(trigger.parameters['deliveryMs'] ? { deliveryMs } : {}) };
  const nodes = workflow.nodes.map(node =>
    node.name === trigger.name ? { ...node, parameters, credentials: { [type]: { id, name } } } : node,
  );
  return { ...workflow, nodes };
}

describe('the example workflows in n8n', function () {
  this.timeout(180_000);
  let n8n: N8n;
  const practice = new Map<string, Credential>();
  let active: string[] = [];

  before(async () => {
    // Its own: what joins a connection that lingers is not told that it is connected.
    n8n = await startN8n();
    for (const [type, name] of Object.entries(practiceNames)) {
      practice.set(type, await n8n.createCredential(name, type, { practice: true }));
    }
  });
  after(async () => {
    await n8n?.stop();
  });
  afterEach(async () => {
    for (const id of active) await n8n.deactivate(id);
    active = [];
  });

  async function activate(file: string, credential?: Credential): Promise<string> {
    const [type = ''] = Object.keys(triggerOf(shipped(file)).credentials ?? {});
    const { id } = await n8n.createWorkflow(imported(file, credential ?? (practice.get(type) as Credential)));
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
    assert.equal(files.length, 17);
    for (const file of files) {
      const { nodes } = shipped(file);
      const [[type = '', given] = []] = Object.entries(triggerOf(shipped(file)).credentials ?? {});
      assert.deepEqual(given, { id: null, name: practiceNames[type] }, file);
      assert.match(
        String(nodes.find(({ type }) => type === stickyNote)?.parameters['content']),
        /Practice Feed/,
      );
      assert.equal(new Set(nodes.map(({ id }) => id)).size, nodes.length, file);
    }
  });

  /** The nodes that no wire leaves: what a workflow is for. */
  const ends: Record<string, string[]> = {
    '01 first quotes.json': ['Pick Fields', 'Notices'],
    '03 bars to a file.json': ['Keep It Here'],
    '08 headlines in batches.json': ['Send It Here'],
    '09 only what matters.json': ['Send It Here', 'The Rest'],
    '11 headlines as messages.json': ['Slack Here', 'Google Sheets Here'],
    '10 price alerts.json': ['Send It Here'],
    '12 price alert to Slack.json': ['Market Message'],
  };
  for (const [file, nodes] of Object.entries(ends)) {
    it(`runs "${file}" on the practice feed, to its last nodes`, async () => {
      const id = await activate(file);
      for (const node of nodes) assert.ok((await itemsAt(node, id)).length > 0);
    });
  }

  it('picks the fields of each quote', async () => {
    const id = await activate('01 first quotes.json');
    const [{ json } = { json: {} }] = await itemsAt('Pick Fields', id);
    assert.deepEqual(Object.keys(json), ['symbol', 'last', 'changePercent', 'time']);
    assert.equal(typeof json['last'], 'number');
    assert.equal(typeof json['changePercent'], 'number');
  });

  describe('where the feed is ours', () => {
    let simulator: Simulator;

    beforeEach(async () => {
      simulator = await startSimulator({ rate: 0, benzinga: { slotHoldMs: 100 } });
    });
    afterEach(async () => {
      await simulator.close();
    });

    const ours = (type: string, feed: string): Promise<Credential> =>
      n8n.createCredential('Ours', type, { server: `${simulator.url}/${feed}`, apiKey: canaryKey });
    const isConnected = (): boolean => simulator.connections().some(({ closed }) => !closed);
    const textOf = async (id: string): Promise<unknown> =>
      (await itemsAt('Send It Here', id))[0]?.json['text'];

    it('sends a message for a new article, and none for its correction', async () => {
      const id = await activate('04 news to message.json', await ours('benzingaApi', 'benzinga'));
      await n8n.waitFor(isConnected, 'the connection');
      const { recordId } = simulator.benzinga.publish('news', { title: 'Old' }, { ticker: 'IBM' });
      simulator.benzinga.publish('news', {}, { ticker: 'AAPL', action: 'updated', recordId: recordId ?? '' });
      simulator.benzinga.publish('news', { title: 'It&#39;s new' }, { ticker: 'AAPL' });
      assert.match(String(await textOf(id)), /^AAPL: It's new https:/);
    });

    it('sends a message for an upgrade', async () => {
      const id = await activate('05 rating change to message.json', await ours('benzingaApi', 'benzinga'));
      await n8n.waitFor(isConnected, 'the connection');
      simulator.benzinga.publish('ratings', { action_company: 'Maintains' }, { ticker: 'TSLA' });
      const upgrade = { action_company: 'Upgrades', rating_prior: 'Hold', rating_current: 'Buy' };
      simulator.benzinga.publish('ratings', upgrade, { ticker: 'AAPL' });
      assert.match(
        String(await textOf(id)),
        /Upgrades AAPL from Hold to Buy, price target [\d.]+ to [\d.]+ USD$/,
      );
    });

    it('sends a message for an 8-K', async () => {
      const id = await activate('06 filings watch for 8-K.json', await ours('finFeedApi', 'finfeedapi'));
      await n8n.waitFor(isConnected, 'the connection');
      simulator.finfeedapi.publishFiling({ form: '10-Q' });
      simulator.finfeedapi.publishFiling({ form: '8-K/A', description: 'Sim Corp corrects itself' });
      assert.match(String(await textOf(id)), /^8-K\/A filed on [\d-]+: Sim Corp corrects itself https:/);
    });

    it('makes a sentence of what is wrong with the feed and of its end, and of nothing else', async () => {
      const id = await activate(
        '17 tell me when the feed is in trouble.json',
        await ours('insightSentryApi', 'insightsentry'),
      );
      assert.ok((await itemsAt('Use the Quotes Here', id)).length > 0);
      simulator.insightsentry.drop({ reset: true });
      /** What each ended run said. */
      const texts = async (): Promise<string[]> => {
        const runs = (await n8n.executions(id)).filter(({ stoppedAt }) => stoppedAt !== null).reverse();
        const items = await Promise.all(runs.map(run => n8n.items(run.id, 'One Sentence')));
        return items.flat().map(({ json }) => String(json['text']));
      };
      const said = await n8n.waitFor(
        async () => {
          const all = await texts();
          return all.some(text => text.includes('The gap of')) ? all : undefined;
        },
        'the end of the gap',
        40_000,
      );
      assert.equal(said.length, 3, said.join('\n'));
      assert.match(said[0] ?? '', /^insightsentry live \(Ours\): Trying again in \d+ s: /);
      assert.match(
        said[1] ?? '',
        /^insightsentry live \(Ours\): Nothing came from InsightSentry for \d+ s\. /,
      );
      assert.match(
        said[2] ?? '',
        /^insightsentry live \(Ours\): The gap of \d+ s is over: .* the quotes in between are lost\.$/,
      );
      for (const { id: run } of await n8n.executions(id)) await assertSucceeded(run);
    });

    it('sends a message when the rate crosses the level', async () => {
      const id = await activate(
        '07 FX rate crosses a level to message.json',
        await ours('tradeWatchApi', 'tradewatch'),
      );
      const [first] = await itemsAt('Which Side', id);
      const level = Number(first?.json['level']);
      for (const rate of [level * 1.1, level * 0.9]) {
        simulator.tradewatch.pushQuote('EURUSD', { bid: rate, ask: rate });
        const came = async (): Promise<boolean> =>
          (await n8n.items((await n8n.executions(id))[0]?.id ?? '', 'Which Side')).some(
            ({ json }) => json['mid'] === rate,
          );
        await n8n.waitFor(came, `the run for ${rate}`, 20_000);
      }
      assert.match(String(await textOf(id)), /^EURUSD fell below/);
    });

    it('sends a message when the price crosses the level, and only then', async () => {
      const credential = await ours('insightSentryApi', 'insightsentry');
      const id = await activate('02 price crosses a level to message.json', credential);
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

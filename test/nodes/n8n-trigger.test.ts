/** A trigger between n8n and the feed: which provider it starts, and what a workflow gets that says little. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject, INodeExecutionData, INodeType, ITriggerFunctions } from 'n8n-workflow';
import { FinFeedApiTrigger } from '../../nodes/FinFeedApi/FinFeedApiTrigger.node';
import { InsightSentryTrigger } from '../../nodes/InsightSentry/InsightSentryTrigger.node';
import { TradeWatchTrigger } from '../../nodes/TradeWatch/TradeWatchTrigger.node';
import { startSimulator } from '../../simulator/server';
import { waitUntil } from '../hosts/waiting';

/** n8n as a trigger sees it, with a practice credential unless `server` is another. Runs never end, or at once. */
class FakeN8n {
  readonly runs: INodeExecutionData[][] = [];
  readonly notices: IDataObject[] = [];
  readonly warnings: string[] = [];
  readonly context: ITriggerFunctions;
  private static made = 0;

  constructor(
    mode: 'manual' | 'trigger',
    parameters: IDataObject,
    { server, id = `workflow ${(FakeN8n.made += 1)}` }: { server?: string; id?: string } = {},
  ) {
    this.context = {
      getMode: () => mode,
      getWorkflow: () => ({ id, name: id }),
      getNode: () => ({ id: 'node', name: 'Trigger', parameters }),
      getNodeParameter: (name: string, fallback?: unknown) => parameters[name] ?? fallback,
      getCredentials: () => Promise.resolve(server ? { apiKey: 'a-key', server } : { practice: true }),
      getTimezone: () => 'America/New_York',
      logger: { warn: (said: string) => this.warnings.push(said) },
      helpers: {
        createDeferredPromise: () => ({ promise: server ? Promise.resolve() : new Promise(() => undefined) }),
      },
      emit: ([items = [], notices = []]: INodeExecutionData[][]) => {
        this.runs.push(items);
        this.notices.push(...notices.map(({ json }) => json));
      },
    } as unknown as ITriggerFunctions;
  }

  /** The items of the first run of a trigger. */
  async first(node: INodeType): Promise<IDataObject[]> {
    const response = await node.trigger?.call(this.context);
    await response?.manualTriggerFunction?.();
    await waitUntil(() => this.runs.length > 0, 'the first run', 10_000);
    await response?.closeFunction?.();
    return (this.runs[0] ?? []).map(({ json }) => json);
  }
}

const row = [{ code: 'NASDAQ:AAPL NASDAQ:TSLA' }];

describe('a trigger in n8n', () => {
  const folder = mkdtempSync(join(tmpdir(), 'market-feeds-trigger-'));
  const { N8N_USER_FOLDER } = process.env;
  before(() => (process.env.N8N_USER_FOLDER = folder));
  after(() => {
    if (N8N_USER_FOLDER === undefined) delete process.env.N8N_USER_FOLDER;
    else process.env.N8N_USER_FOLDER = N8N_USER_FOLDER;
    rmSync(folder, { recursive: true, force: true });
  });

  it('starts what its first parameter says, and market data where a workflow lacks it', async () => {
    const node = new InsightSentryTrigger();
    const [quote] = await new FakeN8n('manual', { subscriptions: { row } }).first(node);
    assert.equal(quote?.['type'], 'quote');
    const [news] = await new FakeN8n('manual', { stream: 'news' }).first(node);
    assert.equal(news?.['type'], 'news');
  });

  it('gathers the latest prices where a workflow lacks the delivery, and brings records one by one', async () => {
    const quotes = await new FakeN8n('trigger', { subscriptions: { row } }).first(new InsightSentryTrigger());
    assert.deepEqual(quotes.map(({ symbol }) => symbol).sort(), ['NASDAQ:AAPL', 'NASDAQ:TSLA']);
    const parameters = { stream: 'news', backlog: true };
    const news = await new FakeN8n('trigger', parameters).first(new InsightSentryTrigger());
    assert.equal(news.length, 1);
  });

  it('shows a test step the newest of what is past', async () => {
    const parameters = { stream: 'news', backlog: true };
    const workflow = new FakeN8n('trigger', { ...parameters, delivery: 'batch', deliveryMs: 1000 });
    const times = (await workflow.first(new InsightSentryTrigger())).map(({ time }) => time as string);
    assert.ok(times.length > 1);
    const [shown] = await new FakeN8n('manual', parameters).first(new InsightSentryTrigger());
    assert.ok((shown?.['time'] as string) >= (times.sort().pop() ?? ''));
  });

  it('brings nothing twice where it starts again', async () => {
    const node = new InsightSentryTrigger();
    const parameters = { stream: 'news', backlog: true, delivery: 'batch', deliveryMs: 1000 };
    const ids = (items: IDataObject[]): unknown[] => items.map(({ id }) => id);
    const id = 'again';
    const before = new FakeN8n('trigger', parameters, { id });
    const had = new Set(ids(await before.first(node)));
    assert.ok(had.size > 1);
    const again = new FakeN8n('trigger', parameters, { id });
    const response = await node.trigger.call(again.context);
    // What starts later and knows nothing has its backlog; by then the other one would have it as well.
    const stranger = await new FakeN8n('trigger', parameters).first(node);
    await response.closeFunction?.();
    const news = ids(again.runs.flat().map(({ json }) => json));
    assert.ok(stranger.some(story => had.has(story.id)));
    assert.deepEqual(
      news.filter(one => had.has(one)),
      [],
    );
  });

  it('begins anew where what it kept is damaged, and tells it', async () => {
    const parameters = { stream: 'news', backlog: true, includeNotices: true };
    const workflow = new FakeN8n('trigger', parameters, { id: 'damaged' });
    const kept = join(folder, '.n8n', 'market-feeds');
    mkdirSync(kept, { recursive: true });
    writeFileSync(join(kept, 'n8n%20ledger%20damaged%20node.json'), '{"of":');
    await workflow.first(new InsightSentryTrigger());
    assert.deepEqual(
      workflow.notices.map(({ notice }) => notice).filter(notice => notice === 'ledger-reset'),
      ['ledger-reset'],
    );
  });

  it('tells of silence at the second output, in a run without events', async () => {
    const simulator = await startSimulator({ rate: 0 });
    const parameters = { includeNotices: true, expectMinutes: 0.1, marketHours: 'always' };
    const workflow = new FakeN8n('trigger', parameters, { server: `${simulator.url}/finfeedapi` });
    const response = await new FinFeedApiTrigger().trigger.call(workflow.context);
    const told = () => workflow.notices.find(({ notice }) => notice === 'quiet');
    await waitUntil(() => told() !== undefined, 'the notice', 15_000);
    assert.deepEqual([told()?.['over'], told()?.['minutes']], [false, 0.1]);
    assert.ok(workflow.runs.every(items => items.length === 0));
    await response.closeFunction?.();
    await simulator.close();
  }).timeout(30_000);

  it('refuses hours that cannot be, where silence is told', async () => {
    const parameters = { expectMinutes: 5, marketHours: 'own', openFrom: '09:00' };
    const start = (form: IDataObject) =>
      new FinFeedApiTrigger().trigger.call(new FakeN8n('trigger', form).context);
    await assert.rejects(
      start({ ...parameters, includeNotices: true }),
      /^NodeOperationError: Say when the hours end/,
    );
    await (await start(parameters)).closeFunction?.();
  });

  it('asks for a symbol where nothing is watched', async () => {
    const start = (node: INodeType, parameters: IDataObject) =>
      assert.rejects(new FakeN8n('trigger', parameters).first(node), /symbol/);
    await start(new InsightSentryTrigger(), { subscriptions: {} });
    await start(new TradeWatchTrigger(), { assetClass: 'currencies', symbols: '' });
  });
});

/** A trigger between n8n and the feed: which provider it starts, and what a workflow gets that says little. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject, INodeExecutionData, INodeType, ITriggerFunctions } from 'n8n-workflow';
import { InsightSentryTrigger } from '../../nodes/InsightSentry/InsightSentryTrigger.node';
import { TradeWatchTrigger } from '../../nodes/TradeWatch/TradeWatchTrigger.node';
import { waitUntil } from '../hosts/waiting';

/** n8n as a trigger sees it, with a practice credential. Runs never end by themselves. */
class FakeN8n {
  readonly runs: INodeExecutionData[][] = [];
  readonly warnings: string[] = [];
  readonly notices: unknown[] = [];
  readonly context: ITriggerFunctions;
  private static made = 0;

  constructor(
    mode: 'manual' | 'trigger',
    parameters: IDataObject,
    readonly id = `workflow ${(FakeN8n.made += 1)}`,
  ) {
    this.context = {
      getMode: () => mode,
      getWorkflow: () => ({ id, name: id }),
      getNode: () => ({ id: 'node', name: 'Trigger', parameters }),
      getNodeParameter: (name: string, fallback?: unknown) => parameters[name] ?? fallback,
      getCredentials: () => Promise.resolve({ practice: true }),
      getTimezone: () => 'America/New_York',
      logger: { warn: (said: string) => this.warnings.push(said) },
      helpers: { createDeferredPromise: () => ({ promise: new Promise(() => undefined) }) },
      emit: ([items = [], notices = []]: INodeExecutionData[][]) => {
        this.notices.push(...notices.map(({ json }) => json.notice));
        this.runs.push(items);
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
    const before = new FakeN8n('trigger', parameters);
    const had = new Set(ids(await before.first(node)));
    assert.ok(had.size > 1);
    const again = new FakeN8n('trigger', parameters, before.id);
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
    const workflow = new FakeN8n('trigger', parameters, 'damaged');
    const kept = join(folder, '.n8n', 'market-feeds');
    mkdirSync(kept, { recursive: true });
    writeFileSync(join(kept, 'n8n%20ledger%20damaged%20node.json'), '{"of":');
    await workflow.first(new InsightSentryTrigger());
    assert.deepEqual(
      workflow.notices.filter(notice => notice === 'ledger-reset'),
      ['ledger-reset'],
    );
  });

  it('asks for a symbol where nothing is watched', async () => {
    const start = (node: INodeType, parameters: IDataObject) =>
      assert.rejects(new FakeN8n('trigger', parameters).first(node), /symbol/);
    await start(new InsightSentryTrigger(), { subscriptions: {} });
    await start(new TradeWatchTrigger(), { assetClass: 'currencies', symbols: '' });
  });
});

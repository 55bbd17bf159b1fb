/** A trigger between n8n and the feed: which provider it starts, and what a workflow gets that says little. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { IDataObject, INodeType } from 'n8n-workflow';
import { BenzingaTrigger } from '../../nodes/Benzinga/BenzingaTrigger.node';
import { FinFeedApiTrigger } from '../../nodes/FinFeedApi/FinFeedApiTrigger.node';
import { InsightSentryTrigger } from '../../nodes/InsightSentry/InsightSentryTrigger.node';
import { TradeWatchTrigger } from '../../nodes/TradeWatch/TradeWatchTrigger.node';
import { startSimulator, type Simulator } from '../../simulator/server';
import { waitUntil } from '../hosts/waiting';
import { FakeN8n, useUserFolder } from './fakeN8n';

const row = [{ code: 'NASDAQ:AAPL NASDAQ:TSLA' }];

/** The file of a workflow's ledger. */
const keptIn = (folder: string, id: string): string =>
  join(folder, '.n8n', 'market-feeds', `n8n%20ledger%20${id}%20node.json`);

describe('a trigger in n8n', () => {
  const folder = useUserFolder();
  let simulator: Simulator | undefined;
  after(() => simulator?.close());

  it('starts what its first parameter says, and market data where a workflow lacks it', async () => {
    const node = new InsightSentryTrigger();
    const [quote] = await new FakeN8n({ subscriptions: { row } }, { mode: 'manual' }).first(node);
    assert.equal(quote?.['type'], 'quote');
    const [news] = await new FakeN8n({ stream: 'news' }, { mode: 'manual' }).first(node);
    assert.equal(news?.['type'], 'news');
  });

  it('gathers the latest prices where a workflow lacks the delivery, and brings records one by one', async () => {
    const quotes = await new FakeN8n({ subscriptions: { row } }).first(new InsightSentryTrigger());
    assert.deepEqual(quotes.map(({ symbol }) => symbol).sort(), ['NASDAQ:AAPL', 'NASDAQ:TSLA']);
    const parameters = { stream: 'news', backlog: true };
    const news = await new FakeN8n(parameters).first(new InsightSentryTrigger());
    assert.equal(news.length, 1);
  });

  it('shows a test step the newest of what is past', async () => {
    const parameters = { stream: 'news', backlog: true };
    const workflow = new FakeN8n({ ...parameters, delivery: 'batch', deliveryMs: 200 });
    const times = (await workflow.first(new InsightSentryTrigger())).map(({ time }) => time as string);
    assert.ok(times.length > 1);
    const [shown] = await new FakeN8n(parameters, { mode: 'manual' }).first(new InsightSentryTrigger());
    assert.ok((shown?.['time'] as string) >= (times.sort().pop() ?? ''));
  });

  it('brings nothing twice where it starts again', async () => {
    const node = new InsightSentryTrigger();
    const parameters = { stream: 'news', backlog: true, delivery: 'batch', deliveryMs: 200 };
    const ids = (items: IDataObject[]): unknown[] => items.map(({ id }) => id);
    const id = 'again';
    const before = new FakeN8n(parameters, { id });
    const had = new Set(ids(await before.first(node)));
    assert.ok(had.size > 1);
    const again = new FakeN8n(parameters, { id });
    await again.start(node);
    // What starts later and knows nothing has its backlog; by then the other one would have it as well.
    const stranger = await new FakeN8n(parameters).first(node);
    await again.stop();
    const news = ids(again.items);
    assert.ok(stranger.some(story => had.has(story.id)));
    assert.deepEqual(
      news.filter(one => had.has(one)),
      [],
    );
  });

  it('has not had what waits for a run as the feed fails: it is asked for again', async () => {
    simulator = await startSimulator({ rate: 0, benzinga: { slotHoldMs: 100 } });
    const { benzinga } = simulator;
    const given = { credentials: { apiKey: 'key', server: `${simulator.url}/benzinga` }, id: 'failing' };
    const parameters = { stream: 'earnings' };
    const first = await new FakeN8n(parameters, { ...given, isSlow: true }).start(new BenzingaTrigger());
    const records = [1, 2, 3].map(() => benzinga.publish('earnings').recordId);
    await waitUntil(() => first.items.length > 0, 'the first record', 5000);
    const had = Date.parse(first.items[0]?.['receivedTime'] as string);
    await waitUntil(() => Date.now() > had + 50, 'a later moment');
    benzinga.refuse({ status: 401 });
    benzinga.drop();
    await waitUntil(() => first.errors.length > 0, 'the failure', 10_000);
    await first.stop();
    const ledger = readFileSync(keptIn(folder, 'failing'), 'utf8');
    const { ids, heardAt } = JSON.parse(ledger) as { ids: string[]; heardAt: number };
    assert.deepEqual([ids.length, heardAt <= had], [1, true]);
    benzinga.admit();
    const second = new FakeN8n(parameters, given);
    // As n8n does: the first try finds the connection as it failed, and makes it dial.
    const starts = (): Promise<boolean> =>
      second.start(new BenzingaTrigger()).then(
        () => true,
        () => false,
      );
    await waitUntil(starts, 'the activation', 10_000);
    await waitUntil(() => second.items.length > 1, 'the others', 10_000);
    await second.stop();
    assert.deepEqual(
      [...first.items, ...second.items].map(({ recordId }) => recordId),
      records,
    );
  });

  it('begins anew where what it kept is damaged, and tells it', async () => {
    const parameters = { stream: 'news', backlog: true, includeNotices: true };
    const workflow = new FakeN8n(parameters, { id: 'damaged' });
    mkdirSync(dirname(keptIn(folder, 'damaged')), { recursive: true });
    writeFileSync(keptIn(folder, 'damaged'), '{"of":');
    await workflow.first(new InsightSentryTrigger());
    assert.deepEqual(
      workflow.notices.map(({ notice }) => notice).filter(notice => notice === 'ledger-reset'),
      ['ledger-reset'],
    );
  });

  it('refuses hours that cannot be, where silence is told', async () => {
    const parameters = { expectMinutes: 5, marketHours: 'own', openFrom: '09:00' };
    const start = (form: IDataObject) => new FakeN8n(form).start(new FinFeedApiTrigger());
    await assert.rejects(
      start({ ...parameters, includeNotices: true }),
      /^NodeOperationError: Say when the hours end/,
    );
    await (await start(parameters)).stop();
  });

  it('asks for a symbol where nothing is watched', async () => {
    const start = (node: INodeType, parameters: IDataObject) =>
      assert.rejects(new FakeN8n(parameters).first(node), /symbol/);
    await start(new InsightSentryTrigger(), { subscriptions: {} });
    await start(new TradeWatchTrigger(), { assetClass: 'currencies', symbols: '' });
  });
});

/** Alert rules of a trigger between n8n and the feed: what starts runs, what is remembered, what a test step shows. */
import assert from 'node:assert/strict';
import type { IDataObject, INodeType } from 'n8n-workflow';
import { BenzingaTrigger } from '../../nodes/Benzinga/BenzingaTrigger.node';
import { InsightSentryTrigger } from '../../nodes/InsightSentry/InsightSentryTrigger.node';
import { startSimulator, type Simulator } from '../../simulator/server';
import { waitUntil } from '../hosts/waiting';
import { resolved } from '../nodes/n8nForm';
import { FakeN8n, useUserFolder, type FakeN8nOptions } from './fakeN8n';

const above = { kind: 'crossesAbove', symbols: 'AAPL', level: '240' };

describe('alert rules of a trigger', () => {
  let simulator: Simulator;
  useUserFolder();

  before(async () => {
    simulator = await startSimulator({ rate: 0, insightsentry: { heartbeatMs: 200 } });
  });
  after(() => simulator.close());

  interface Given extends Pick<FakeN8nOptions, 'mode' | 'id' | 'isSlow'> {
    node?: INodeType;
    provider?: string;
  }

  function start(parameters: IDataObject, given: Given = {}): Promise<FakeN8n> {
    const { node = new InsightSentryTrigger(), provider = 'insightsentry', ...options } = given;
    const all = resolved(node, { alertRulesOn: true, ...parameters }) as IDataObject;
    const credentials = { server: `${simulator.url}/${provider}`, apiKey: 'key' };
    return new FakeN8n(all, { credentials, ...options }).start(node);
  }

  const apple = { subscriptions: { row: [{ code: 'NASDAQ:AAPL' }] } };
  const set = (price: number): void => simulator.insightsentry.setPrice('NASDAQ:AAPL', price);
  const latest = async (): Promise<void> => {
    const given = await start({ ...apple, alertRulesOn: false, delivery: 'every' });
    await waitUntil(() => given.runs.length > 0, 'a quote', 5000);
    await given.stop();
  };

  it('start a run for each alert, which is as Market Alert gives it, whatever the delivery says', async () => {
    set(239);
    const given = await start({ ...apple, delivery: 'batch', deliveryMs: 600_000, rules: { row: [above] } });
    await latest();
    set(241);
    set(242);
    await waitUntil(() => given.items.length > 0, 'the alert', 5000);
    set(239);
    set(243);
    await waitUntil(() => given.items.length > 1, 'the second alert', 5000);
    await given.stop();
    const [first] = given.items;
    assert.deepEqual(Object.keys(first ?? {}), [
      ...['alert', 'rule', 'ruleKey', 'kind', 'symbol', 'time', 'firedTime', 'message', 'value', 'reference'],
      ...['change', 'changePercent', 'event'],
    ]);
    assert.match(first?.['message'] as string, /^NASDAQ:AAPL crossed above 240\.00 .* now 241\.00/);
    const event = first?.['event'] as IDataObject;
    assert.deepEqual([event['last'], 'raw' in event], [241, false]);
    assert.deepEqual(
      given.runs.map(([items]) => items?.length),
      [1, 1],
    );
  });

  it('see what the filter keeps, bring the raw data on request, and notices beside them', async () => {
    set(239);
    const condition = [{ field: 'last', operator: 'lt', value: '245' }];
    const given = await start({
      ...{ ...apple, rules: { row: [above] }, simplify: false, includeNotices: true },
      ...{ filterEvents: true, conditions: { condition } },
    });
    await latest();
    set(250);
    set(241);
    await waitUntil(() => given.items.length > 0, 'the alert', 5000);
    simulator.insightsentry.drop();
    await waitUntil(() => given.notices.length > 0, 'a notice', 5000);
    await given.stop();
    const event = given.items[0]?.['event'] as IDataObject;
    assert.deepEqual([event['last'], typeof event['raw']], [241, 'object']);
  });

  it('remember from one start of the workflow to the next', async () => {
    const rules = { row: [{ ...above, repeat: 'once' }] };
    set(239);
    const first = await start({ ...apple, rules }, { id: 'same' });
    await latest();
    set(241);
    await waitUntil(() => first.items.length > 0, 'the alert', 5000);
    await first.stop();
    const second = await start({ ...apple, rules: { row: [...rules.row, above] } }, { id: 'same' });
    set(239);
    await latest();
    set(241);
    await waitUntil(() => second.items.length > 0, 'the alert of the new rule', 5000);
    await second.stop();
    assert.deepEqual(
      second.items.map(({ rule }) => rule),
      [2],
    );
  });

  it('tell after the next start what waited for a run, whatever comes then', async () => {
    const id = 'waiting';
    const rules = { row: [above] };
    set(239);
    const first = await start({ ...apple, rules }, { id, isSlow: true });
    await latest();
    for (const price of [241, 239, 242, 239, 243]) {
      set(price);
      await latest();
    }
    assert.equal(first.items.length, 1);
    await first.stop();
    const second = await start({ ...apple, rules }, { id });
    await waitUntil(() => second.items.length > 1, 'what waited', 5000);
    await second.stop();
    assert.deepEqual(
      [...first.items, ...second.items].map(({ value }) => value),
      [241, 242, 243],
    );
    assert.deepEqual(
      Object.keys(second.items[0]?.['event'] ?? {}),
      Object.keys(first.items[0]?.['event'] ?? {}),
    );
  });

  it('refuse to start where a rule is wrong, lacks something, or can never fire', async () => {
    const refused = (parameters: IDataObject, message: RegExp, given?: Given): Promise<void> =>
      assert.rejects(start(parameters, given), message);
    await refused(
      { ...apple, rules: { row: [{ ...above, level: 'x' }] } },
      /Rule 1: The level must be a number/,
    );
    await refused(apple, /Rule 1: The level must be a number\.$/);
    await refused({ ...apple, rules: {} }, /Add at least one rule/);
    const news = { stream: 'news', rules: { row: [above] } };
    await refused(
      news,
      /Rule 1 does not fit: "Crosses above" looks at quotes and bars, and only news come here/,
    );
    const ratings = { stream: 'ratings', rules: { row: [{ kind: 'earningsBeat' }] } };
    await refused(ratings, /looks at earnings, and only ratings come here/, {
      ...{ node: new BenzingaTrigger(), provider: 'benzinga', mode: 'manual' },
    });
  });

  it('show a test step an alert that fires', async () => {
    set(239);
    const row = { kind: 'movesByPercent', by: '0.1', withinMs: '1 min' };
    const given = await start({ ...apple, rules: { row: [row] } }, { mode: 'manual' });
    const tested = given.test();
    for (let price = 239; given.runs.length === 0; price += 1) {
      set(price);
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    await tested;
    assert.deepEqual([given.items[0]?.['kind'], given.items[0]?.['sample']], ['movesByPercent', undefined]);
  }).timeout(20_000);
});

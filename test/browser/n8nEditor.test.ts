/** Our triggers and credentials in the real n8n editor, driven as a person drives it. */
import { strict as assert } from 'node:assert';
import type { Locator } from 'playwright-core';
import type { Credential, N8n } from '../hosts/n8n';
import { manifest } from '../hosts/project';
import { emptyN8n, sharedN8n } from '../hosts/sharedHosts';
import { waitUntil } from '../hosts/waiting';
import { screenshotPath } from './browser';
import { others, runs } from './n8nForms';
import { N8nPage } from './n8nPage';

const trigger = 'InsightSentry Trigger';

describe('the editor of n8n', function () {
  this.timeout(240_000);
  let n8n: N8n;
  let editor: N8nPage;
  let practice: Credential;

  before(async () => {
    n8n = await sharedN8n();
    editor = await N8nPage.open(n8n);
    practice = await n8n.createCredential('InsightSentry practice', 'insightSentryApi', { practice: true });
  });

  after(async () => {
    await editor?.close();
    await emptyN8n(n8n);
  });

  beforeEach(() => editor.fresh());

  /** What the button below a row offers to add. */
  async function optionsOnOffer(): Promise<string[]> {
    await editor.byId('fixed-collection-add-property').click();
    await editor.choices().first().waitFor();
    const names = (await editor.choices().allTextContents()).map(name => name.trim());
    await editor.byId('fixed-collection-add-property').click();
    await editor.choices().first().waitFor({ state: 'hidden' });
    return names;
  }

  /** A saved workflow with our trigger, its two outputs wired, on the practice feed. */
  async function savedWorkflow(parameters: Record<string, unknown>): Promise<string> {
    const noOp = (name: string, y: number) => ({
      id: name,
      name,
      type: 'n8n-nodes-base.noOp',
      typeVersion: 1,
      position: [300, y] as [number, number],
      parameters: {},
    });
    const { id } = await n8n.createWorkflow({
      name: 'Live quotes',
      nodes: [
        {
          id: 'trigger',
          name: trigger,
          type: `${manifest.name}.insightSentryTrigger`,
          typeVersion: 1,
          position: [0, 0],
          parameters,
          credentials: { insightSentryApi: { id: practice.id, name: practice.name } },
        },
        noOp('Quotes', -80),
        noOp('Notices', 80),
      ],
      connections: {
        [trigger]: {
          main: ['Quotes', 'Notices'].map(node => [{ node, type: 'main', index: 0 }]),
        },
      },
    });
    return id;
  }

  const node = (): Locator => editor.byId('canvas-node').filter({ hasText: trigger });

  it('finds the triggers in the nodes panel, by their names and by what they are for', async () => {
    await editor.find(trigger, 'insightsentry');
    await editor.search(trigger, 'news');
    await editor.search('Benzinga Trigger', 'ratings');
    await editor.search('FinFeedAPI Trigger', 'edgar');
    await editor.search('TradeWatch Trigger', 'forex');
    await editor.search(trigger, 'stocks');
    const icon = editor.found(trigger).locator('img').first();
    await icon.evaluate(image => (image as unknown as { decode(): Promise<void> }).decode());
    await editor.add(trigger, 'code');
    const credential = editor.byId('node-credentials-select').locator('input');
    assert.equal(await credential.inputValue(), practice.name, 'the only credential is taken at once');
  });

  it('shows the parameters that apply', async () => {
    await editor.find(trigger, trigger);
    await editor.add(trigger, 'code');
    const live = ['filterEvents', 'alertRulesOn', 'delivery', 'deliveryMs', ...runs];
    assert.deepEqual(await editor.shown(), ['stream', 'code', 'type', ...live], 'a row to fill in is there');
    assert.deepEqual(await optionsOnOffer(), ['24-Hour Data', 'Extended Hours']);
    await editor.input('code').locator('input').fill('NASDAQ:AAPL');
    await editor.choose('type', 'Bars');
    await editor.input('barType').waitFor();
    assert.deepEqual(await editor.shown(), ['stream', 'code', 'type', 'barType', 'barInterval', ...live]);
    assert.deepEqual(await optionsOnOffer(), [
      '24-Hour Data',
      'Back-Adjustment',
      'Currency',
      'Dividend Adjustment',
      'Extended Hours',
      'History Bars',
      'Settlement as Close',
      'Split Adjustment',
      'Unit',
    ]);
    await editor.byId('fixed-collection-add-property').click();
    await editor.choices().filter({ hasText: 'History Bars' }).click();
    await editor.input('maxDp').waitFor();

    await editor.choose('delivery', 'Batches');
    await editor.input('batchSize').waitFor();
    await editor.choose('delivery', 'Every Event');
    await editor.input('batchSize').waitFor({ state: 'detached' });
    assert.equal(await editor.input('deliveryMs').count(), 0);
  });

  it('asks for news in place of symbols, and then offers no latest per symbol', async () => {
    await editor.find(trigger, trigger);
    await editor.add(trigger, 'code');
    await editor.choose('stream', 'News');
    await editor.input('words').waitFor();
    const news = ['symbols', 'words', 'source', 'backlog'];
    assert.deepEqual(await editor.shown(), [
      'stream',
      ...news,
      'filterEvents',
      'alertRulesOn',
      'delivery',
      ...runs,
    ]);
    assert.equal(await editor.chosen('delivery'), 'Every Event');
    assert.deepEqual(await editor.offered('delivery'), ['Batches', 'Every Event']);
    await editor.choose('stream', 'Market Data');
    await editor.input('code').waitFor();
    assert.equal(await editor.chosen('delivery'), 'Latest per Symbol');
    assert.deepEqual(await editor.offered('delivery'), ['Batches', 'Every Event', 'Latest per Symbol']);
  });

  it('has a filter behind a switch, with conditions on the fields of its events, and a test step obeys it', async () => {
    const step = await savedWorkflow({ subscriptions: { row: [{ code: 'NASDAQ:AAPL', type: 'quote' }] } });
    await editor.goTo(`/workflow/${step}`);
    await node().dblclick();
    await editor.input('filterEvents').locator('.el-switch').click();
    await editor.input('operator').waitFor();
    const filter = ['filterEvents', 'match', 'operator', 'value', 'timeZone'];
    const shown = await editor.shown();
    assert.deepEqual(
      shown.slice(shown.indexOf('filterEvents'), shown.indexOf('alertRulesOn')),
      filter,
      'with a first condition',
    );
    // The inputs of texts are called so too.
    await editor.page.locator('div[data-test-id="parameter-input-field"]').click();
    await editor.choices().first().waitFor();
    const names = await editor.choices().locator('.option-headline').allTextContents();
    assert.ok(names.some(name => name.trim() === 'Headline (News)'));
    assert.ok(!names.some(name => /Filings|Ratings/.test(name)), 'of no other events');
    await editor
      .choices()
      .filter({ hasText: /^Last \(Quotes\)/ })
      .click();
    await editor.choose('operator', 'Is Above');
    await editor.input('value').locator('input').fill('0.01');
    await editor.page.screenshot({ path: screenshotPath('n8n-trigger-filter') });
    const event = await editor.executeStep();
    assert.ok(Number(event['last']) > 0.01 && !('sample' in event));
    await editor.input('value').locator('input').fill('much');
    await editor.byId('node-execute-button').first().click();
    await editor.page.getByText('Condition 1: "much" is not a number.').first().waitFor();
  });

  it('asks for silence where notices are wanted, and for the hours in which it counts', async () => {
    const id = await savedWorkflow({ subscriptions: { row: [{ code: 'NASDAQ:AAPL', type: 'quote' }] } });
    await editor.goTo(`/workflow/${id}`);
    await node().dblclick();
    await editor.input('includeNotices').waitFor();
    assert.equal(await editor.input('expectMinutes').count(), 0);
    await editor.input('includeNotices').locator('.el-switch').click();
    await editor.input('expectMinutes').waitFor();
    assert.equal(await editor.input('marketHours').count(), 0);
    const minutes = editor.input('expectMinutes').locator('input');
    await minutes.fill('15');
    await minutes.press('Tab');
    await editor.input('marketHours').waitFor();
    assert.equal(await editor.chosen('marketHours'), 'US Equities');
    const hours = ['FX Week', 'Own Hours', 'Round the Clock', 'US Equities', 'US Equities, Extended'];
    assert.deepEqual(await editor.offered('marketHours'), hours);
    await editor.page.screenshot({ path: screenshotPath('n8n-trigger-silence') });
    await editor.choose('marketHours', 'Own Hours');
    await editor.input('openZone').waitFor();
    const shown = await editor.shown();
    const own = ['marketHours', 'openDays', 'openFrom', 'openTo', 'openZone'];
    assert.deepEqual(shown.slice(shown.indexOf('expectMinutes'), shown.indexOf('maxRunsPerMinute')), [
      'expectMinutes',
      ...own,
    ]);
    await editor.input('openZone').scrollIntoViewIfNeeded();
    await editor.page.screenshot({ path: screenshotPath('n8n-trigger-own-hours') });
  });

  it('asks for the hours too where an expression says within how long data is expected', async () => {
    const row = [{ code: 'NASDAQ:AAPL', type: 'quote' }];
    // The editor knows what the first gives, and of the second nothing.
    for (const expectMinutes of ['={{ 15 }}', '={{ $vars.minutes }}']) {
      const asked = { subscriptions: { row }, includeNotices: true, expectMinutes };
      await editor.goTo(`/workflow/${await savedWorkflow(asked)}`);
      await node().dblclick();
      await editor.input('marketHours').waitFor();
      assert.equal(await editor.chosen('marketHours'), 'US Equities', expectMinutes);
      await editor.input('marketHours').scrollIntoViewIfNeeded();
      await editor.page.screenshot({ path: screenshotPath(`n8n-trigger-silence-${expectMinutes.length}`) });
    }
  });

  it('begins with the hours of the assets that are quoted', async () => {
    await editor.find('TradeWatch Trigger', 'tradewatch');
    await editor.add('TradeWatch Trigger', 'assetClass');
    await editor.input('includeNotices').locator('.el-switch').click();
    const minutes = editor.input('expectMinutes').locator('input');
    await minutes.fill('15');
    await minutes.press('Tab');
    await editor.input('marketHours').waitFor();
    assert.equal(await editor.chosen('marketHours'), 'FX Week');
    const begins = { Crypto: 'Round the Clock', Stocks: 'US Equities', Commodities: 'FX Week' };
    for (const [assets, hours] of Object.entries(begins)) {
      await editor.choose('assetClass', assets);
      await waitUntil(async () => (await editor.chosen('marketHours')) === hours, `${hours} for ${assets}`);
      await editor.input('marketHours').scrollIntoViewIfNeeded();
      await editor.page.screenshot({ path: screenshotPath(`n8n-tradewatch-silence-${assets}`) });
    }
    // What somebody chose stays.
    await editor.choose('marketHours', 'US Equities, Extended');
    await editor.choose('assetClass', 'Crypto');
    assert.equal(await editor.chosen('marketHours'), 'US Equities, Extended');
  });

  it('has alert rules behind a switch, in place of the delivery, and a test step shows an alert', async () => {
    const step = await savedWorkflow({ subscriptions: { row: [{ code: 'NASDAQ:AAPL', type: 'quote' }] } });
    await editor.goTo(`/workflow/${step}`);
    await node().dblclick();
    await editor.input('alertRulesOn').locator('.el-switch').click();
    await editor.input('level').waitFor();
    const shown = await editor.shown();
    const rules = ['alertRulesOn', 'kind', 'symbols', 'price', 'level', ...runs];
    assert.deepEqual(
      shown.slice(shown.indexOf('alertRulesOn')),
      rules,
      'with a first rule, without a delivery',
    );
    const kinds = await editor.offered('kind');
    assert.ok(kinds.includes('Crosses Above') && kinds.includes('Volume Spike') && kinds.includes('Words'));
    assert.ok(!kinds.some(kind => /Filed|Rating|Earnings/.test(kind)), 'none that nothing here can fire');
    await editor.input('level').locator('input').fill('much');
    await editor.byId('node-execute-button').first().click();
    await editor.page.getByText('Rule 1: The level must be a number, not "much".').first().waitFor();
    await editor.input('level').locator('input').fill('1000000');
    await editor.page.screenshot({ path: screenshotPath('n8n-trigger-alerts') });
    const alert = await editor.executeStep();
    assert.match(alert['message'] ?? '', /^NASDAQ:AAPL crossed above 1,000,000\.00/);
    assert.equal(alert['sample'], 'true');
    await editor.page.screenshot({ path: screenshotPath('n8n-trigger-alert-sample') });
  });

  it('shows its symbols and its two outputs on the canvas, and an event after a test step', async () => {
    const id = await savedWorkflow({
      subscriptions: {
        row: [{ code: 'NASDAQ:AAPL NASDAQ:TSLA\nNYSE:KO, BINANCE:BTCUSDT' }, { code: 'A:B' }],
      },
      includeNotices: true,
    });
    await editor.goTo(`/workflow/${id}`);
    await node().getByText('AAPL, TSLA, KO +2', { exact: true }).waitFor();
    for (const output of ['Events', 'Notices']) await node().getByText(output, { exact: true }).waitFor();

    const step = await savedWorkflow({ subscriptions: { row: [{ code: 'NASDAQ:AAPL', type: 'quote' }] } });
    await editor.goTo(`/workflow/${step}`);
    await node().dblclick();
    const event = await editor.executeStep();
    assert.equal(event['symbol'], 'NASDAQ:AAPL');
    assert.ok(Number(event['last']) > 0, 'a price');
    assert.ok(!('sample' in event), 'a real event, not a sample');
    assert.ok(!('raw' in event));
    await editor.page.screenshot({ path: screenshotPath('n8n-trigger') });
  });

  it('asks for a key only without the practice feed, and says whether the account works', async () => {
    await editor.newCredential('InsightSentry API', 'insightsentry');
    const limits = ['dialect', 'maxSymbols', 'maxConnections'];
    assert.deepEqual(await editor.shown(), ['practice', 'plan', 'apiKey', 'server', ...limits]);
    await editor.choose('plan', 'RapidAPI');
    await editor.input('keyServer').waitFor();

    await editor.switchPractice();
    await editor.input('apiKey').waitFor({ state: 'detached' });
    assert.deepEqual(await editor.shown(), ['practice', ...limits]);
    await editor.saveCredential();

    await editor.switchPractice();
    await editor.choose('plan', 'InsightSentry Website');
    await editor.input('apiKey').locator('input').fill('a-key');
    await editor.input('server').locator('input').fill('wss://127.0.0.1:1');
    await editor.byId('credential-save-button').click();
    await editor.page.getByText('Couldn’t connect with these settings').waitFor();
  });

  for (const { credential, trigger: name, words, keyFields, forms, type } of others) {
    it(`has a form and a credential for the ${name}, which a test step shows an event with`, async () => {
      await editor.newCredential(credential, words);
      assert.deepEqual(await editor.shown(), ['practice', ...keyFields]);
      await editor.switchPractice();
      await editor.input('apiKey').waitFor({ state: 'detached' });
      assert.deepEqual(await editor.shown(), ['practice']);
      await editor.saveCredential();

      await editor.fresh();
      await editor.find(name, words);
      await editor.add(name, 'delivery');
      for (const { choose, fields, type: text } of forms) {
        if (choose) await editor.choose(...choose);
        for (const field of fields) await editor.input(field).waitFor();
        assert.deepEqual(await editor.shown(), [...fields, ...runs], choose?.[1] ?? name);
        if (text) await editor.input(text[0]).locator('input').fill(text[1]);
      }
      const event = await editor.executeStep();
      assert.equal(event['type'], type);
      assert.ok(!('sample' in event), 'a real event, not a sample');
      await editor.page.screenshot({ path: screenshotPath(`n8n-${words}`) });
    });
  }
});

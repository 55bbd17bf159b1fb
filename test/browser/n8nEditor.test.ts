/** Our trigger and credential in the real n8n editor, driven as a person drives it. */
import { strict as assert } from 'node:assert';
import type { Locator, Page } from 'playwright-core';
import { owner, startN8n, type Credential, type N8n } from '../hosts/n8n';
import { manifest } from '../hosts/project';
import { openBrowser, screenshotPath, type Browser } from './browser';

const trigger = 'InsightSentry Trigger';

describe('the editor of n8n', function () {
  this.timeout(120_000);
  let n8n: N8n;
  let browser: Browser;
  let page: Page;
  let practice: Credential;

  before(async () => {
    [n8n, browser] = await Promise.all([startN8n(), openBrowser()]);
    practice = await n8n.createCredential('InsightSentry practice', 'insightSentryApi', { practice: true });
    page = await browser.newPage();
    await page.goto(`${n8n.url}/signin`, { waitUntil: 'domcontentloaded' });
    await page.fill('input[name="emailOrLdapLoginId"]', owner.email);
    await page.fill('input[name="password"]', owner.password);
    await byId('form-submit-button').click();
    await page.waitForURL(url => !url.pathname.includes('signin'));
  });

  after(async () => {
    await browser?.close();
    await n8n?.stop();
  });

  beforeEach(async () => {
    await page.close();
    page = await browser.newPage();
  });

  const byId = (id: string): Locator => page.locator(`[data-test-id="${id}"]`);
  const input = (name: string): Locator => byId(`parameter-input-${name}`);
  const open = (path: string): Promise<unknown> =>
    page.goto(n8n.url + path, { waitUntil: 'domcontentloaded' });

  /** The choices of the list that is open. */
  const choices = (): Locator => page.locator('.el-select-dropdown__item:visible');

  /** The names of the fields that a form shows, in its order. */
  async function shown(): Promise<string[]> {
    const ids = await page
      .locator('[data-test-id^="parameter-input-"]:visible')
      .evaluateAll(found => found.map(element => element.getAttribute('data-test-id') ?? ''));
    return ids
      .map(id => id.replace('parameter-input-', ''))
      .filter(name => !['item', 'field'].includes(name));
  }

  async function choose(name: string, choice: string): Promise<void> {
    await input(name).click();
    await choices().filter({ hasText: choice }).click();
    await choices().first().waitFor({ state: 'hidden' });
  }

  /** What the button below a row offers to add. */
  async function optionsOnOffer(): Promise<string[]> {
    await byId('fixed-collection-add-property').click();
    await choices().first().waitFor();
    const names = (await choices().allTextContents()).map(name => name.trim());
    await byId('fixed-collection-add-property').click();
    await choices().first().waitFor({ state: 'hidden' });
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

  const node = (): Locator => byId('canvas-node').filter({ hasText: trigger });

  const found = (): Locator => byId('node-creator-item-name').filter({ hasText: trigger });

  /** Looks for the trigger in the nodes panel of a new workflow. */
  async function find(words: string): Promise<void> {
    await open('/workflow/new');
    await byId('canvas-plus-button').click();
    await byId('node-creator-search-bar').fill(words);
    await found().waitFor();
  }

  async function add(): Promise<void> {
    await found().click();
    await page.getByText('Add to workflow').click();
    await input('code').waitFor();
  }

  it('finds the trigger in the nodes panel, by its name and by what it is for', async () => {
    await find('insightsentry');
    await find('stocks');
    const icon = byId('node-creator-node-item').filter({ hasText: trigger }).locator('img').first();
    await icon.evaluate(image => (image as unknown as { decode(): Promise<void> }).decode());
    await add();
    const credential = byId('node-credentials-select').locator('input');
    assert.equal(await credential.inputValue(), practice.name, 'the only credential is taken at once');
  });

  it('shows the parameters that apply', async () => {
    await find(trigger);
    await add();
    const delivery = ['delivery', 'deliveryMs', 'simplify', 'includeNotices', 'maxRunsPerMinute'];
    assert.deepEqual(await shown(), ['code', 'type', ...delivery], 'a row to fill in is there');
    assert.deepEqual(await optionsOnOffer(), ['24-Hour Data', 'Extended Hours']);
    await input('code').locator('input').fill('NASDAQ:AAPL');
    await choose('type', 'Bars');
    await input('barType').waitFor();
    assert.deepEqual(await shown(), ['code', 'type', 'barType', 'barInterval', ...delivery]);
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
    await byId('fixed-collection-add-property').click();
    await choices().filter({ hasText: 'History Bars' }).click();
    await input('maxDp').waitFor();

    await choose('delivery', 'Batches');
    await input('batchSize').waitFor();
    await choose('delivery', 'Every Event');
    await input('batchSize').waitFor({ state: 'detached' });
    assert.equal(await input('deliveryMs').count(), 0);
  });

  it('shows its symbols and its two outputs on the canvas, and an event after a test step', async () => {
    const id = await savedWorkflow({
      subscriptions: {
        row: [{ code: 'NASDAQ:AAPL NASDAQ:TSLA\nNYSE:KO, BINANCE:BTCUSDT' }, { code: 'A:B' }],
      },
      includeNotices: true,
    });
    await open(`/workflow/${id}`);
    await node().getByText('AAPL, TSLA, KO +2', { exact: true }).waitFor();
    for (const output of ['Events', 'Notices']) await node().getByText(output, { exact: true }).waitFor();

    const step = await savedWorkflow({ subscriptions: { row: [{ code: 'NASDAQ:AAPL', type: 'quote' }] } });
    await open(`/workflow/${step}`);
    await node().dblclick();
    await byId('node-execute-button').click();
    await byId('output-panel').getByText('1 item', { exact: true }).waitFor();
    const table = byId('output-panel').locator('table');
    // The table is drawn after the count of its items, its cells after its head.
    await table.locator('tbody').getByText('NASDAQ:AAPL', { exact: true }).first().waitFor();
    const columns = (await table.locator('thead th').allTextContents()).map(text => text.trim());
    const cells = (await table.locator('tbody tr').first().locator('td').allTextContents()).map(text =>
      text.trim(),
    );
    const cell = (name: string): string | undefined => cells[columns.indexOf(name)];
    assert.equal(cell('symbol'), 'NASDAQ:AAPL');
    assert.ok(Number(cell('last')) > 0, 'a price');
    assert.ok(!columns.includes('sample'), 'a real event, not a sample');
    assert.ok(!columns.includes('raw'));
    await page.screenshot({ path: screenshotPath('n8n-trigger') });
  });

  it('asks for a key only without the practice feed, and says whether the account works', async () => {
    await open('/home/credentials/create');
    await page.getByPlaceholder('Search for app...').fill('insightsentry');
    await choices().filter({ hasText: 'InsightSentry API' }).click();
    await byId('new-credential-type-button').click();
    await input('practice').waitFor();
    const limits = ['dialect', 'maxSymbols', 'maxConnections'];
    assert.deepEqual(await shown(), ['practice', 'plan', 'apiKey', 'server', ...limits]);
    await choose('plan', 'RapidAPI');
    await input('keyServer').waitFor();

    const practiceSwitch = input('practice').locator('.el-switch');
    await practiceSwitch.click();
    await input('apiKey').waitFor({ state: 'detached' });
    assert.deepEqual(await shown(), ['practice', ...limits]);
    await byId('credential-save-button').click();
    await byId('credentials-config-container-test-success').waitFor();

    await practiceSwitch.click();
    await choose('plan', 'InsightSentry Website');
    await input('apiKey').locator('input').fill('a-key');
    await input('server').locator('input').fill('wss://127.0.0.1:1');
    await byId('credential-save-button').click();
    await page.getByText('Couldn’t connect with these settings').waitFor();
  });
});

/** The filter in the dialogs of all sources, in the real Node-RED editor. */
import { strict as assert } from 'node:assert';
import type { Locator, Page } from 'playwright-core';
import type { FlowNode, NodeRed } from '../hosts/nodeRed';
import { emptyNodeRed, sharedNodeRed } from '../hosts/sharedHosts';
import { openBrowser, screenshotPath, type Browser } from './browser';
import { flows, sources } from './nodeRedForms';
import { EditorPage } from './nodeRedPage';

const live = 'insightsentry-live';
const place = {
  ...{ z: 'tab', account: 'insightsentry-account', x: 800, wires: [[], []], autoConnect: false },
  ...{ delivery: 'every', deliveryMs: 1000, batchSize: 100 },
};
const saved = {
  match: 'any',
  conditions: [
    { field: 'changePercent', operator: 'outside', value: '-2 to 2' },
    { match: 'all', conditions: [{ field: 'time', operator: 'after', value: '15:30' }] },
  ],
  timeZone: 'America/New_York',
};
const subscriptions = [{ code: 'NASDAQ:AAPL', type: 'quote' }];
const all: FlowNode[] = [
  ...flows,
  { ...place, id: live, type: live, y: 60, name: '', subscriptions },
  { ...place, id: 'full', type: live, y: 120, name: '', subscriptions, filter: saved },
  {
    ...{ ...place, id: 'bad', type: live, y: 180, name: '', subscriptions },
    filter: { conditions: [{ field: 'last', operator: 'gt', value: '<b>much</b>' }] },
  },
  { ...place, id: 'odd', type: live, y: 240, name: '', subscriptions, filter: 'last > 240' },
];
const types = [live, ...sources];

/** For each source: a condition that it may have, and the types of events whose fields it offers. */
const conditions: Record<string, { field: string; value: string; means: string; groups: string[] }> = {
  [live]: {
    ...{ field: 'last', value: '240', means: 'last is above 240' },
    groups: ['quotes', 'bars'],
  },
  'benzinga-stream': {
    ...{ field: 'priceTarget', value: '300', means: 'price target is above 300' },
    groups: ['ratings'],
  },
  'finfeedapi-filings': {
    ...{ field: 'form', value: '8-K', means: 'form is one of 8-K' },
    groups: ['filings'],
  },
  'insightsentry-news': {
    ...{ field: 'headline', value: 'merger', means: 'headline has any of the words merger' },
    groups: ['news'],
  },
  'tradewatch-quotes': { field: 'bid', value: '65000', means: 'bid is above 65000', groups: ['quotes'] },
};

for (const version of ['5', '4'] as const) {
  describe(`the filter of a source in the editor of Node-RED ${version}`, function () {
    this.timeout(120_000);
    let red: NodeRed;
    let browser: Browser;
    let page: Page;
    let editor: EditorPage;

    before(async () => {
      red = await sharedNodeRed({ version, flows: all });
      browser = await openBrowser();
      page = await browser.newPage();
      editor = new EditorPage(page);
      await editor.open(red.url, 'full');
    });
    after(async () => {
      await browser?.close();
      await emptyNodeRed(red);
    });
    beforeEach(() => editor.reset());

    const button = (): Locator => page.locator('#node-input-filter-add');
    const section = (): Locator => page.locator('#market-feeds-filter');
    const condition = (index: number): Locator =>
      section().locator('.red-ui-editableList-item-content').nth(index);
    const part = (index: number, name: string): Locator =>
      condition(index).locator(`.market-feeds-${name}`).first();
    const value = (index: number): Locator => part(index, 'value').locator('input, select');
    const sentence = (): Promise<string | null> => page.locator('#market-feeds-sentence').textContent();
    const shot = async (name: string): Promise<void> => {
      await section().scrollIntoViewIfNeeded();
      await page.screenshot({ path: screenshotPath(`filter-${name}-${version}`) });
    };

    for (const type of types) {
      it(`begins as a button, takes a condition, and shows it again: ${type}`, async () => {
        const { field, value: typed, means, groups } = conditions[type] as (typeof conditions)[string];
        await editor.openNode(type);
        assert.equal(await section().locator('select, input').count(), 0, 'nothing but the button');
        await shot(`${type}-none`);
        await button().click();
        assert.equal(
          await sentence(),
          'Keeps every event. Add a condition.',
          'an untouched row says nothing',
        );
        const offered = part(0, 'field').locator('optgroup');
        const names = await offered.evaluateAll(found => found.map(one => one.getAttribute('label')));
        assert.deepEqual(names, ['all events', ...groups]);
        if (field !== (await part(0, 'field').inputValue())) await part(0, 'field').selectOption(field);
        await value(0).fill(typed);
        assert.equal(await sentence(), `Keeps events where ${means}.`);
        assert.equal(await page.locator('#market-feeds-caution').isVisible(), false);
        await shot(type);
        const node = await editor.done(type);
        const operator = { priceTarget: 'gt', last: 'gt', bid: 'gt', form: 'in', headline: 'anyWords' }[
          field
        ];
        assert.deepEqual(node['filter'], {
          ...{ match: 'all', timeZone: '' },
          conditions: [{ field, operator, value: typed }],
        });
        assert.equal(node.valid, true);
        await editor.openNode(type);
        assert.equal(await sentence(), `Keeps events where ${means}.`);
        await section().locator('.red-ui-editableList-item-remove').click();
        await condition(0).waitFor({ state: 'detached' });
        assert.deepEqual((await editor.done(type))['filter'], {}, 'without a condition there is no filter');
      });
    }

    it('leaves nodes as they are that were only looked at', async () => {
      for (const id of [live, 'full', 'bad', ...sources]) {
        await editor.openNode(id);
        await editor.done(id);
      }
      assert.equal(await editor.isChanged(), false);
      assert.deepEqual((await editor.node('full'))['filter'], saved);
    });

    it('shows a filter with groups and the time zone of its times', async () => {
      await editor.openNode('full');
      const means = 'change in percent is outside -2 and 2 or time is at or after 15:30 (America/New_York)';
      assert.equal(await sentence(), `Keeps events where ${means}.`);
      assert.equal(await editor.field('filter-match').inputValue(), 'any');
      await shot('full');
      await editor.field('filter-timeZone').fill('Mars');
      assert.match(await editor.fault('filter-timeZone'), /"Mars" is no time zone/);
      await editor.field('filter-timeZone').fill('Europe/London');
      await editor.field('filter-match').selectOption('none');
      const node = await editor.done('full');
      assert.deepEqual(node['filter'], { ...saved, match: 'none', timeZone: 'Europe/London' });
    });

    it('follows the stream: what does not fit is kept to be seen, and warned of', async () => {
      await editor.openNode('benzinga-stream');
      await button().click();
      await part(0, 'field').selectOption('firm');
      await value(0).fill('Barclays');
      await editor.field('stream').selectOption('news');
      assert.equal(await part(0, 'field').inputValue(), 'firm');
      assert.equal(await value(0).inputValue(), 'Barclays');
      const caution = page.locator('#market-feeds-caution');
      assert.match(String(await caution.textContent()), /"Analyst firm" is no field of news/);
      await shot('caution');
      await part(0, 'field').selectOption('headline');
      assert.equal(await caution.isVisible(), false);
      await page.click('#node-dialog-cancel');
    });

    it('marks a node whose saved filter is wrong, and says what is', async () => {
      assert.deepEqual(
        await Promise.all(['bad', 'odd', 'full'].map(async id => (await editor.node(id)).valid)),
        [false, false, true],
      );
      const said = JSON.stringify((await editor.node('bad')).validationErrors);
      assert.match(said, /Condition 1: /);
      assert.doesNotMatch(said, /<b>/);
      await editor.openNode('bad');
      assert.match(String(await part(0, 'condition-error').textContent()), /"<b>much<\/b>" is not a number/);
      await value(0).fill('3');
      assert.equal((await editor.done('bad')).valid, true);
    });
  });
}

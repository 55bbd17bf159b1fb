/** Silence in the dialogs of all sources, in the real Node-RED editor. */
import { strict as assert } from 'node:assert';
import type { Locator, Page } from 'playwright-core';
import { quietProperties } from '../../transforms/hours/quiet-form';
import { startNodeRed, type FlowNode, type NodeRed } from '../hosts/nodeRed';
import { openBrowser, screenshotPath, type Browser } from './browser';
import { flows, sources } from './nodeRedForms';
import { EditorPage } from './nodeRedPage';

const live = 'insightsentry-live';
const place = {
  ...{ z: 'tab', account: 'insightsentry-account', x: 800, wires: [[], []], autoConnect: false },
  ...{ delivery: 'every', deliveryMs: 1000, batchSize: 100 },
};
const subscriptions = [{ code: 'NASDAQ:AAPL', type: 'quote' }];
const own = {
  ...{ expectMinutes: '5', marketHours: 'own', openDays: 'Mon-Fri', openFrom: '08:00', openTo: '22:00' },
  openZone: 'Europe/Berlin',
};
const all: FlowNode[] = [
  ...flows,
  { ...place, id: live, type: live, y: 60, name: '', subscriptions },
  { ...place, id: 'own', type: live, y: 120, name: '', subscriptions, ...own },
  { ...place, id: 'bad', type: live, y: 180, name: '', subscriptions, ...own, openTo: '<b>late</b>' },
  { ...place, id: 'env', type: live, y: 240, name: '', subscriptions, ...own, expectMinutes: '${MINUTES}' },
];

/** What a source offers who asks to be told. */
const offers: Record<string, [minutes: string, hours: string]> = {
  [live]: ['15', 'us'],
  'benzinga-stream': ['60', 'us-extended'],
  'finfeedapi-filings': ['60', 'us-extended'],
  'insightsentry-news': ['60', 'us-extended'],
  'tradewatch-quotes': ['15', 'always'],
};

for (const version of ['5', '4'] as const) {
  describe(`silence in the editor of Node-RED ${version}`, function () {
    this.timeout(120_000);
    let red: NodeRed;
    let browser: Browser;
    let page: Page;
    let editor: EditorPage;

    before(async () => {
      red = await startNodeRed({ version, flows: all });
      browser = await openBrowser();
    });
    after(async () => {
      await browser?.close();
      await red?.stop();
    });
    beforeEach(async () => {
      page = await browser.newPage();
      editor = new EditorPage(page);
      await editor.open(red.url, 'own');
    });
    afterEach(() => page.close());

    const link = (): Locator => page.locator('#market-feeds-quiet-add');
    const hint = (): Promise<string | null> => page.locator('#market-feeds-quiet-hint').textContent();
    const shot = async (name: string): Promise<void> => {
      await page.locator('#node-input-delivery').scrollIntoViewIfNeeded();
      await page.screenshot({ path: screenshotPath(`quiet-${name}-${version}`) });
    };

    for (const type of [live, ...sources]) {
      it(`begins as a link that offers what suits, and goes when it is empty: ${type}`, async () => {
        const [minutes, hours] = offers[type] ?? [];
        await editor.openNode(type);
        assert.deepEqual(await editor.visible(...quietProperties), []);
        await shot(`${type}-none`);
        await link().click();
        assert.deepEqual(await editor.visible(...quietProperties), ['expectMinutes', 'marketHours']);
        assert.equal(await editor.field('expectMinutes').inputValue(), minutes);
        assert.equal(await editor.field('marketHours').inputValue(), hours);
        assert.match(
          String(await hint()),
          new RegExp(
            `^Tells when nothing has come for ${minutes} minutes( of .*: (open|closed) now|, day and night)`,
          ),
        );
        await shot(type);
        const node = await editor.done(type);
        assert.deepEqual([node['expectMinutes'], node['marketHours'], node.valid], [minutes, hours, true]);
        await editor.openNode(type);
        assert.equal(await link().isVisible(), false);
        await editor.field('expectMinutes').fill('');
        assert.deepEqual(await editor.visible(...quietProperties), ['expectMinutes']);
        assert.match(String(await hint()), /^Silence is not told/);
        const off = await editor.done(type);
        assert.deepEqual([off['expectMinutes'], off.valid], ['', true]);
        await editor.openNode(type);
        assert.equal(await link().isVisible(), true);
        await editor.cancel();
      });
    }

    it('asks for own hours, and says of each field what is wrong with it', async () => {
      await editor.openNode('own');
      assert.deepEqual(await editor.visible(...quietProperties), [...quietProperties]);
      assert.match(String(await hint()), /for 5 minutes of Mon-Fri 08:00 to 22:00 Berlin: (open|closed) now/);
      await shot('own');
      const wrong: [name: string, typed: string, fault: RegExp][] = [
        ['expectMinutes', 'soon', /must be a number from 0\.1 to 10080/],
        ['openDays', 'Mon-Fri, x', /^"x" is no day of the week/],
        ['openFrom', 'noon', /^"noon" is no time of day/],
        ['openTo', '', /^Say when the hours end/],
        ['openZone', 'Mars', /^"Mars" is no time zone/],
      ];
      for (const [name, typed, fault] of wrong) {
        await editor.field(name).fill(typed);
        assert.match(await editor.fault(name), fault);
      }
      await shot('wrong');
      assert.equal((await editor.done('own')).valid, false);
    });

    it('leaves nodes as they are that were only looked at, and marks what is wrong', async () => {
      for (const id of ['own', 'bad', 'env', live, ...sources]) {
        await editor.openNode(id);
        await editor.done(id);
      }
      assert.equal(await editor.isChanged(), false);
      const valid = await Promise.all(['own', 'bad', 'env'].map(async id => (await editor.node(id)).valid));
      assert.deepEqual(valid, [true, false, true]);
      const said = JSON.stringify((await editor.node('bad')).validationErrors);
      assert.match(said, /is no time of day/);
      assert.doesNotMatch(said, /<b>/);
    });
  });
}

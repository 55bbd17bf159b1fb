/** The dialogs of market-record and market-replay, and "would have fired", in the real Node-RED editor. */
import { strict as assert } from 'node:assert';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { FlowNode, NodeRed } from '../hosts/nodeRed';
import { emptyNodeRed, sharedNodeRed } from '../hosts/sharedHosts';
import { openBrowser, screenshotPath, type Browser } from './browser';
import { EditorPage } from './nodeRedPage';

/** What the tests use of the page. */
declare const window: {
  marketFeeds: {
    wouldHaveFired(container: unknown, options: { form(): object }): void;
    rules?: object;
  };
};
declare const $: (selector: string) => { appendTo(selector: string): unknown };

const place = { z: 'tab', name: '', x: 300 };
const saved = { folder: '/data/feeds', fileName: 'quotes', rotateMb: 2.5, keepMb: '${KEEP}', raw: true };
const played = {
  ...{ recording: '/data/${DAY}', speed: '12', times: 'now', longestPause: 30, loop: true, autoStart: false },
};
const flows: FlowNode[] = [
  { id: 'tab', type: 'tab', label: 'Tab' },
  { ...place, ...saved, id: 'record', type: 'market-record', y: 60, wires: [] },
  { ...place, id: 'bare-record', type: 'market-record', y: 120, wires: [] },
  { ...place, ...played, id: 'replay', type: 'market-replay', y: 180, wires: [[], []] },
  { ...place, id: 'bare-replay', type: 'market-replay', y: 240, wires: [[], []] },
];
const own = 'market-2026-01-02T15-04-10.000Z.jsonl.gz';

for (const version of ['5', '4'] as const) {
  describe(`the dialogs of recordings in Node-RED ${version}`, function () {
    this.timeout(120_000);
    let red: NodeRed;
    let browser: Browser;
    let page: Page;
    let editor: EditorPage;

    before(async () => {
      red = await sharedNodeRed({ version, flows });
      mkdirSync(join(red.userDir, 'market-feeds-recordings'), { recursive: true });
      writeFileSync(join(red.userDir, 'market-feeds-recordings', own), 'x'.repeat(1_234_000));
      browser = await openBrowser();
      page = await browser.newPage();
      editor = new EditorPage(page);
      await editor.open(red.url, 'replay');
    });
    after(async () => {
      await browser?.close();
      await emptyNodeRed(red);
    });
    beforeEach(() => editor.reset());

    const choice = () => page.locator('#market-feeds-choice');
    const options = (): Promise<string[]> => choice().locator('option').allTextContents();
    const hint = (name: string): Promise<string | null> =>
      page.locator(`#market-feeds-${name}-hint`).textContent();
    const shot = (name: string): Promise<unknown> =>
      page.screenshot({ path: screenshotPath(`recording-${name}-${version}`) });

    it('leave nodes as they are that were only looked at', async () => {
      await editor.openNode('record', 'raw');
      assert.equal(
        await hint('file'),
        'quotes-2026-01-02T15-04-10.000Z.jsonl.gz and so on; a new file each day.',
      );
      await shot('record');
      const record = await editor.done('record', 'raw');
      for (const [name, value] of Object.entries(saved))
        assert.equal(String(record[name]), String(value), name);
      assert.equal(record.valid, true);
      await editor.openNode('replay', 'autoStart');
      await choice().locator('optgroup').first().waitFor({ state: 'attached' });
      assert.equal(await editor.field('recording').isVisible(), true);
      assert.equal(await hint('speed'), 'An hour is played in 5 minutes.');
      await shot('replay-path');
      const replay = await editor.done('replay', 'autoStart');
      for (const [name, value] of Object.entries(played))
        assert.equal(String(replay[name]), String(value), name);
      assert.equal(await editor.isChanged(), false);
    });

    it('offer the recordings that are there, speeds, and a path', async () => {
      await editor.openNode('bare-replay', 'autoStart');
      await choice().locator('optgroup').first().waitFor({ state: 'attached' });
      assert.deepEqual(await options(), [
        'Quotes and bars, one hour',
        'News, ratings, earnings and filings, eight hours',
        `${own} (1.2 MB)`,
        'a file or folder…',
      ]);
      assert.equal(await choice().inputValue(), 'practice-prices', 'the default');
      assert.equal(await editor.field('recording').isVisible(), false);
      await page.locator('#market-feeds-speeds button', { hasText: '60×' }).click();
      assert.equal(await hint('speed'), 'An hour is played in 60 seconds.');
      assert.equal(await page.locator('#market-feeds-speeds [aria-pressed=true]').textContent(), '60×');
      await choice().selectOption('practice-records');
      await shot('replay');
      await choice().selectOption({ label: 'a file or folder…' });
      assert.equal(await editor.field('recording').isVisible(), true);
      assert.equal(await editor.fault('recording'), 'Choose a recording, or name a file or folder.');
      await editor.field('recording').fill('../../etc');
      assert.match(await editor.fault('recording'), /must not hold "\.\."/);
      await editor.field('speed').fill('<b>fast</b>');
      assert.match(await editor.fault('speed'), /^The speed must be a number/);
      await shot('replay-wrong');
      await editor.field('recording').fill('/data/feeds');
      await editor.field('speed').fill('max');
      assert.equal(await hint('speed'), 'As fast as the flow takes it; other flows go on.');
      const node = await editor.done('bare-replay', 'autoStart');
      assert.deepEqual([node['recording'], node['speed'], node.valid], ['/data/feeds', 'max', true]);
      const labelOf = (form: object): Promise<string> => editor.label('market-replay', { ...form });
      assert.equal(await labelOf(node), 'replay feeds at full speed');
    });

    it('say what is wrong with where and how much to record', async () => {
      await editor.openNode('bare-record', 'raw');
      assert.equal(await editor.field('rotateMb').inputValue(), '10');
      await editor.field('folder').fill('~/feeds');
      await editor.field('fileName').fill('a/b');
      await editor.field('rotateMb').fill('much');
      assert.match(await editor.fault('folder'), /"~" is not understood/);
      assert.match(await editor.fault('fileName'), /^The file name must be/);
      assert.match(await editor.fault('rotateMb'), /^The size of a file in MB must be/);
      assert.equal(await editor.fault('keepMb'), '');
      await shot('record-wrong');
      await editor.field('rotateMb').fill('300');
      assert.match(await editor.fault('keepMb'), /^All files together must be allowed/);
      await page.click('#node-dialog-cancel');
    });

    it('try rules on a recording, and show what they would have done', async () => {
      await editor.openNode('bare-replay', 'autoStart');
      const script = 'resources/@market-feeds/n8n-nodes-market-feeds/would-have-fired.js';
      await page.addScriptTag({ url: `${red.url}/${script}` });
      await page.evaluate(() => {
        const container = $('<div id="tried" class="form-row"></div>');
        container.appendTo('#dialog-form');
        window.marketFeeds.rules = [
          { name: 'Level', kind: 'crossesAbove', symbols: 'AAPL', level: 243 },
          { name: '<b>Move</b>', kind: 'movesByPercent', by: 0.5, withinMs: 300_000 },
        ];
        window.marketFeeds.wouldHaveFired(container, { form: () => ({ rules: window.marketFeeds.rules }) });
      });
      const result = page.locator('#tried .market-feeds-tried');
      const press = async (): Promise<void> => {
        await page.locator('#tried button', { hasText: 'Try it' }).click();
        await page.locator('#tried button:not([disabled])').waitFor();
      };
      await page.locator('#tried optgroup').first().waitFor({ state: 'attached' });
      await press();
      const sum = String(await result.locator('.market-feeds-alerts-sum').textContent());
      assert.match(sum, /^\d+ alerts between 2026-03-10 15:00:00 and 2026-03-10 16:00:00\.$/);
      const rows = result.locator('tbody tr');
      assert.equal(await rows.count(), parseInt(sum, 10));
      assert.match(String(await rows.first().textContent()), /^2026-03-10 15:\d\d:\d\d/);
      assert.equal(await result.locator('b').count(), 0, 'texts stay texts');
      await result.scrollIntoViewIfNeeded();
      await shot('would-have-fired');
      await page.evaluate(() => (window.marketFeeds.rules = [{ kind: 'crossesAbove', level: '<i>x' }]));
      await press();
      assert.match(String(await result.textContent()), /^It could not be tried: Rule 1: /);
      await shot('would-have-fired-wrong');
      await page.evaluate(() => (window.marketFeeds.rules = [{ kind: 'crossesAbove', level: 1e9 }]));
      await press();
      assert.match(String(await result.textContent()), /^No alert between /);
      await page.click('#node-dialog-cancel');
    });

    it('have icons and help', async () => {
      for (const type of ['market-record', 'market-replay']) {
        const item = page.locator(`[data-palette-type="${type}"]`);
        assert.equal(await item.count(), 1);
        await item.scrollIntoViewIfNeeded();
        const help = await editor.help(type);
        for (const heading of ['Inputs', 'Details', 'Status', 'References'])
          assert.ok(help.includes(heading));
      }
      await shot('palette');
    });
  });
}

/** The dialog of market-indicator in the real Node-RED editor. */
import { strict as assert } from 'node:assert';
import type { Locator, Page } from 'playwright-core';
import type { FlowNode, NodeRed } from '../hosts/nodeRed';
import { emptyNodeRed, sharedNodeRed } from '../hosts/sharedHosts';
import { openBrowser, screenshotPath, type Browser } from './browser';
import { EditorPage, type EditorNode } from './nodeRedPage';

const type = 'market-indicator';
const place = { type, z: 'tab', name: '', x: 200, wires: [[]] };
const saved = {
  indicators: [
    { kind: 'rsi', length: '${LENGTH}', price: 'close', name: '' },
    { kind: 'macd', fast: '12', slow: '26', signal: '9', price: 'mid', name: 'trend' },
    { kind: 'bollinger', length: '20', deviations: '2', price: 'hlc3', name: '' },
    { kind: 'atr', length: '14', name: '' },
    { kind: 'vwap', price: 'hlc3', session: 'day', timeZone: 'Europe/London', name: '' },
  ],
  ...{ backfill: 'send', running: 'skip', other: 'pass' },
};
const flows: FlowNode[] = [
  { id: 'tab', type: 'tab', label: 'Tab' },
  { ...place, ...saved, id: 'full', y: 60 },
  { ...place, id: 'bare', y: 120 },
  { ...place, id: 'bad', y: 180, indicators: [{ kind: 'sma', length: '<b>long</b>' }] },
];

for (const version of ['5', '4'] as const) {
  describe(`the dialog of market-indicator in Node-RED ${version}`, function () {
    this.timeout(120_000);
    let red: NodeRed;
    let browser: Browser;
    let page: Page;
    let editor: EditorPage;

    before(async () => {
      red = await sharedNodeRed({ version, flows });
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

    const open = (id: string): Promise<void> => editor.openNode(id, 'other');
    const done = (id: string): Promise<EditorNode> => editor.done(id, 'other');
    const row = (index: number): Locator => page.locator('.market-feeds-conditions').nth(index);
    const field = (index: number, name: string): Locator => row(index).locator(`[data-field="${name}"]`);
    const sentence = (index: number): Promise<string | null> =>
      row(index).locator('.market-feeds-indicator-sentence').textContent();
    const result = (): Promise<string | null> =>
      page.locator('#market-feeds-indicators-result').textContent();
    const add = (): Promise<void> => page.locator('.red-ui-editableList-addButton').first().click();

    it('leaves indicators as they are that were only looked at, and says what each means', async () => {
      await open('full');
      assert.equal(
        await sentence(1),
        'MACD of the mid over 12, 26 and 9 quotes, as trend, trendSignal and trendHistogram.',
      );
      assert.match(
        String(await sentence(4)),
        /^VWAP of the typical price since the day began \(Europe\/London\), as vwap\.$/,
      );
      await page.screenshot({ path: screenshotPath(`node-red-${version}-indicator`) });
      const node = await done('full');
      assert.deepEqual(node['indicators'], saved.indicators);
      assert.deepEqual([node['backfill'], node['running'], node['other']], ['send', 'skip', 'pass']);
      assert.equal(node.valid, true);
      assert.equal(await editor.isChanged(), false);
    });

    it('takes indicators with the inputs of their kind, and tells what is wrong while it is typed', async () => {
      await open('bare');
      assert.equal(await sentence(0), 'RSI of the close over 14 bars, as rsi14.');
      await row(0).locator('xpath=ancestor::li').locator('.red-ui-editableList-item-remove').click();
      await page.waitForSelector('text=Add at least one indicator.');
      await add();
      assert.equal(await sentence(0), 'Average of the close over 20 bars, as sma20.');
      await field(0, 'kind').selectOption('rsi');
      await field(0, 'length').fill('1');
      assert.match(
        String(await sentence(0)),
        /^The length is a whole number of bars from 2 to 1000, not "1"\.$/,
      );
      await page.screenshot({ path: screenshotPath(`node-red-${version}-indicator-wrong`) });
      await field(0, 'length').fill('7');
      await field(0, 'price').selectOption('last');
      assert.equal(await sentence(0), 'RSI of the last price over 7 quotes, as rsi7.');
      await add();
      await field(1, 'kind').selectOption('vwap');
      await field(1, 'session').selectOption('window');
      await field(1, 'length').fill('30');
      await field(1, 'name').fill('rsi7');
      assert.match(String(await sentence(1)), /^"rsi7" is also what indicator 1 is called/);
      await field(1, 'name').fill('');
      assert.equal(await result(), 'In the message: msg.indicators.rsi7, msg.indicators.vwap30');
      const node = await done('bare');
      assert.deepEqual(node['indicators'], [
        { kind: 'rsi', length: '7', price: 'last', name: '' },
        { kind: 'vwap', length: '30', price: 'hlc3', session: 'window', name: '' },
      ]);
      assert.equal(node.valid, true);
      assert.equal(
        await editor.label(type, { indicators: saved.indicators.slice(1, 2) }),
        'trend, trendSignal +1',
      );
    });

    it('marks what a saved flow has wrong', async () => {
      assert.deepEqual(
        (await editor.node('bad')).validationErrors?.map(text => /<b>/.test(text)),
        [false],
      );
      await open('bad');
      assert.match(String(await sentence(0)), /not "<b>long<\/b>"\.$/);
      await page.click('#node-dialog-cancel');
    });

    it('has an icon and help', async () => {
      assert.equal(await page.locator(`[data-palette-type="${type}"]`).count(), 1);
      const help = await editor.help(type);
      for (const heading of ['Inputs', 'Outputs', 'Details', 'References']) assert.ok(help.includes(heading));
    });
  });
}

/** The dialog of market-message in the real Node-RED editor, and its form in the real n8n editor. */
import { strict as assert } from 'node:assert';
import type { Locator, Page } from 'playwright-core';
import { targetTitles } from '../../transforms/message/message';
import type { N8n } from '../hosts/n8n';
import type { FlowNode, NodeRed } from '../hosts/nodeRed';
import { manifest } from '../hosts/project';
import { emptyN8n, emptyNodeRed, sharedN8n, sharedNodeRed } from '../hosts/sharedHosts';
import { openBrowser, screenshotPath, type Browser } from './browser';
import { N8nPage } from './n8nPage';
import { EditorPage, type EditorNode } from './nodeRedPage';

const type = 'market-message';
const targets = Object.keys(targetTitles);
const place = { type, z: 'tab', name: '', x: 200, wires: [[]] };
const saved = {
  ...{ target: 'telegram', mode: 'digest', to: '${CHAT}', title: '{{count}} events', columns: '' },
  ...{ template: '<b>{{symbol}}</b> {{line}}', header: false, timeZone: 'Europe/Berlin', other: 'pass' },
};
/** Nothing of it may act: neither as HTML of the editor nor in the preview. */
const hostile = '<img src=x onerror="document.title=1"><script>document.title=1</script>{{symbol}}';
const flows: FlowNode[] = [
  { id: 'tab', type: 'tab', label: 'Tab' },
  { ...place, ...saved, id: 'full', y: 60 },
  { ...place, id: 'bare', y: 120, target: 'slack' },
  { ...place, id: 'bad', y: 180, target: 'slack', template: '{{<b>much</b>}}' },
];

for (const version of ['5', '4'] as const) {
  describe(`the dialog of market-message in Node-RED ${version}`, function () {
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
    const preview = (): Locator => page.locator('#market-feeds-preview');
    const text = async (locator: Locator): Promise<string> => (await locator.innerText()).trim();
    const show = (sample: string): Promise<string[]> => page.selectOption('#market-feeds-sample', sample);
    const chip = (name: string): Promise<void> =>
      page.locator('#market-feeds-fields button').getByText(name, { exact: true }).click();

    it('leaves a node as it is that was only looked at, and shows what it sends', async () => {
      await open('full');
      assert.match(
        await text(preview()),
        /^Market Feeds\n3 events\nAAPL Apple to open its assistant .*\nTSLA Tesla recalls/,
      );
      assert.equal(await preview().locator('b', { hasText: 'TSLA' }).count(), 1, 'bold as the template says');
      const node = await done('full');
      const { id: _, valid, validationErrors: __, name: ___, ...form } = node;
      assert.deepEqual([form, valid], [saved, true]);
      assert.equal(await editor.isChanged(), false);
    });

    it('shows each kind of event as each target does, and says where to wire it', async () => {
      await page.setViewportSize({ width: 1280, height: 1400 });
      await open('bare');
      const wired = new Set<string>();
      for (const target of targets) {
        await editor.field('target').selectOption(target);
        wired.add(await text(page.locator('#market-feeds-wire')));
        for (const sample of ['quote', 'news', 'filing', 'rating', 'alert']) {
          await show(sample);
          await preview().locator('> *').first().waitFor();
          const said = sample === 'filing' ? '8-K' : /Apple|AAPL/;
          const place = target === 'email' ? preview().frameLocator('iframe').locator('body') : preview();
          await place.getByText(said).first().waitFor();
        }
        await page
          .locator('.red-ui-tray')
          .screenshot({ path: screenshotPath(`message-${target}-${version}`) });
        assert.deepEqual(
          await editor.visible('to', 'title', 'template', 'columns', 'header'),
          target === 'row'
            ? ['columns', 'header']
            : [...(['slack', 'telegram'].includes(target) ? ['to'] : []), 'title', 'template'],
        );
      }
      assert.equal(wired.size, targets.length);
      await page.click('#node-dialog-cancel');
    });

    it('takes a template of fields that are clicked in, and columns', async () => {
      await open('bare');
      await editor.field('template').fill('Now: ');
      await show('quote');
      await chip('symbol');
      await page.keyboard.type(' at ');
      await chip('last');
      assert.equal(await editor.field('template').inputValue(), 'Now: {{symbol}} at {{last}}');
      assert.match(await text(preview()), /Now: NASDAQ:AAPL at 240\.12$/);
      await editor.field('title').click();
      await chip('changePercent');
      assert.match(await text(preview()), /\+0\.93 %\nNow:/);
      await editor.field('mode').selectOption('digest');
      assert.match(await text(preview()), /Now: NASDAQ:TSLA at 311\.90\nNow: NASDAQ:MSFT/);
      await editor.field('target').selectOption('row');
      await chip('symbol');
      await chip('last');
      assert.equal(await editor.field('columns').inputValue(), 'symbol, last');
      const cells = (): Promise<string[]> => preview().locator('th, td').allInnerTexts();
      assert.deepEqual((await cells()).slice(0, 6), ['', 'symbol', 'last', '1', 'NASDAQ:AAPL', '240.12']);
      await editor.field('header').check();
      assert.deepEqual((await cells()).slice(0, 6), ['', 'A', 'B', '1', 'symbol', 'last']);
      const node = await done('bare');
      assert.deepEqual([node['target'], node['columns'], node['header']], ['row', 'symbol, last', true]);
      assert.equal(node.valid, true);
      assert.equal(await editor.label(type, { target: 'email' }), 'email message');
    });

    it('says what is wrong in the words of the node, at its field', async () => {
      const { valid, validationErrors = [] } = await editor.node('bad');
      assert.equal(valid, false);
      assert.deepEqual(
        validationErrors.map(sentence => /<b>/.test(sentence)),
        [false],
      );
      await open('bad');
      assert.match(await editor.fault('template'), /is no field of an event or alert\. Did you mean/);
      assert.equal(await text(preview()), 'No preview yet: see what is marked red.');
      await editor.field('template').fill('{{headline}}');
      assert.equal(await editor.fault('template'), '');
      await editor.field('to').fill('my channel');
      assert.match(await editor.fault('to'), /^Channel: "my channel" is none\./);
      await editor.field('target').selectOption('email');
      assert.equal(await editor.field('to').isVisible(), false);
      await editor.field('timeZone').fill('Mars');
      assert.match(await editor.fault('timeZone'), /"Mars" is not known/);
      await editor.field('timeZone').fill('');
      assert.equal((await done('bad')).valid, true, 'what Slack alone would ask for is no fault of an email');
    });

    it('runs nothing of what is previewed', async () => {
      const title = await page.title();
      await open('bare');
      for (const target of targets.filter(target => target !== 'row')) {
        await editor.field('target').selectOption(target);
        await editor.field('template').fill(hostile);
        await preview().locator('> *').first().waitFor();
        assert.equal(await preview().locator('img, script').count(), 0, target);
      }
      await editor.field('target').selectOption('email');
      const frame = preview().locator('iframe');
      assert.equal(await frame.getAttribute('sandbox'), '');
      await preview().frameLocator('iframe').getByText('AAPL').waitFor();
      assert.equal(await page.title(), title);
      await page.click('#node-dialog-cancel');
    });

    it('has an icon and help', async () => {
      assert.equal(await page.locator(`[data-palette-type="${type}"]`).count(), 1);
      const help = await editor.help(type);
      for (const heading of ['Inputs', 'Outputs', 'Details', 'References']) assert.ok(help.includes(heading));
      assert.ok(help.includes('{{line}}'));
    });
  });
}

describe('the form of marketMessage in n8n', function () {
  this.timeout(240_000);
  let n8n: N8n;
  let editor: N8nPage;

  before(async () => {
    n8n = await sharedN8n();
    editor = await N8nPage.open(n8n);
  });
  after(async () => {
    await editor?.close();
    await emptyN8n(n8n);
  });

  it('shows what each target needs and where to put it, and keeps double braces as they are', async () => {
    const node = { typeVersion: 1, position: [0, 0] as [number, number] };
    const { id } = await n8n.createWorkflow({
      name: 'Messages',
      nodes: [
        { ...node, id: 'start', name: 'Start', type: 'n8n-nodes-base.manualTrigger', parameters: {} },
        {
          ...{ ...node, id: 'message', name: 'Message', type: `${manifest.name}.marketMessage` },
          ...{ position: [240, 0], parameters: {} },
        },
      ],
      connections: { Start: { main: [[{ node: 'Message', type: 'main', index: 0 }]] } },
    });
    await editor.goTo(`/workflow/${id}`);
    await editor.byId('canvas-node').filter({ hasText: 'Message' }).dblclick();
    await editor.input('target').waitFor();
    const names = Object.entries({ ...targetTitles, text: 'Plain Text', row: 'Spreadsheet Row' });
    for (const [target, name] of names) {
      await editor.choose('target', name);
      const own = target === 'row' ? ['columns', 'header'] : ['mode', 'title', 'template'];
      assert.deepEqual(await editor.shown(), ['target', ...own, 'timeZone', 'other'], target);
      const notice = editor.page.locator('[data-test-id="notice"]:visible, .notice:visible').first();
      assert.match(await notice.innerText(), /\$json/, target);
      await editor.page.screenshot({ path: screenshotPath(`message-n8n-${target}`) });
    }
    await editor.choose('target', 'Slack');
    const template = editor.input('template').locator('textarea, input').first();
    await template.click();
    await editor.page.keyboard.type('*{{symbol}}* {{headline}}');
    assert.equal(await template.inputValue(), '*{{symbol}}* {{headline}}');
    assert.equal(await editor.input('template').locator('.cm-content').count(), 0, 'it is no expression');
  });
});

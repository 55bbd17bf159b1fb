/** The dialogs of market-pace and market-bars in the real Node-RED editor. */
import { strict as assert } from 'node:assert';
import type { Page } from 'playwright-core';
import type { FlowNode, NodeRed } from '../hosts/nodeRed';
import { emptyNodeRed, sharedNodeRed } from '../hosts/sharedHosts';
import { openBrowser, type Browser } from './browser';
import { EditorPage, type EditorNode } from './nodeRedPage';

const place = { z: 'tab', name: '', x: 200, wires: [[]] };
const pace = { ...place, type: 'market-pace' };
const bars = { ...place, type: 'market-bars' };
const left = { output: 'messages', batchSize: 100, sampleBy: 'time', each: 10 };
const throttle = { mode: 'throttle', most: 3, everyMs: 300_000, rest: 'drop', ...left, other: 'pass' };
const session = {
  from: 'quotes',
  price: 'mid',
  barInterval: 5,
  barType: 'minute',
  session: '09:30 to 16:00',
};
const more = {
  timeZone: 'America/New_York',
  fill: true,
  running: true,
  everyMs: 2000,
  graceMs: 5000,
  other: 'pass',
};
const flows: FlowNode[] = [
  { id: 'tab', type: 'tab', label: 'Tab' },
  { ...pace, ...throttle, id: 'throttle', y: 60 },
  { ...pace, id: 'bare', y: 120 },
  { ...pace, id: 'wrong', y: 180, everyMs: '<b>soon</b>' },
  { ...bars, ...session, ...more, id: 'session', y: 240 },
  { ...bars, id: 'bars', y: 300 },
];
const paceFields = ['everyMs', 'output', 'most', 'rest', 'batchSize', 'sampleBy', 'each'];

/** Where a person looks at the dialogs, if one wants to. */
const shots = process.env['MARKET_FEEDS_SHOTS'];

for (const version of ['5', '4'] as const) {
  describe(`the dialogs of market-pace and market-bars in Node-RED ${version}`, function () {
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
      await editor.open(red.url, 'bars');
    });
    after(async () => {
      await browser?.close();
      await emptyNodeRed(red);
    });
    beforeEach(() => editor.reset());

    const open = (id: string): Promise<void> => editor.openNode(id, 'other');
    const done = (id: string): Promise<EditorNode> => editor.done(id, 'other');
    const sentence = async (): Promise<string> =>
      String(await page.locator('#market-feeds-sentence').textContent());
    const shoot = async (name: string): Promise<void> => {
      if (shots) await page.screenshot({ path: `${shots}/${version}-${name}.png` });
    };

    it('leaves a pace as it is that was only looked at', async () => {
      await open('throttle');
      await shoot('throttle');
      assert.equal(
        await sentence(),
        'At most 3 messages in any 5 min. What is more is dropped, and counted.',
      );
      assert.equal(await editor.field('everyMs').inputValue(), '5 min');
      const node = await done('throttle');
      for (const [name, value] of Object.entries(throttle)) assert.equal(node[name], value, name);
      assert.equal(node.valid, true);
      assert.equal(await editor.isChanged(), false);
      assert.equal(await editor.label('market-pace', throttle), 'at most 3 in 5 min');
    });

    it('has only the inputs that a mode needs, and says live what it does', async () => {
      await open('bare');
      await shoot('latest');
      assert.deepEqual(await editor.visible(...paceFields), ['everyMs', 'output']);
      assert.equal(
        await sentence(),
        'The latest event of each symbol, once a minute, each as a message of its own.',
      );
      await editor.field('everyMs').fill('1 h 30 min');
      await editor.field('output').selectOption('list');
      assert.equal(await sentence(), 'The latest event of each symbol, every 90 min, all in one list.');
      await editor.field('mode').selectOption('throttle');
      await shoot('throttle-digest');
      assert.deepEqual(await editor.visible(...paceFields), ['everyMs', 'most', 'rest']);
      await editor.field('mode').selectOption('sample');
      assert.deepEqual(await editor.visible(...paceFields), ['everyMs', 'sampleBy']);
      await editor.field('sampleBy').selectOption('count');
      await shoot('sample');
      assert.deepEqual(await editor.visible(...paceFields), ['sampleBy', 'each']);
      await editor.field('mode').selectOption('batch');
      assert.deepEqual(await editor.visible(...paceFields), ['everyMs', 'batchSize']);
      await editor.field('everyMs').fill('90');
      await shoot('batch-wrong');
      assert.equal(await editor.fault('everyMs'), 'Say the unit: 90 s, 90 min or 90 h.');
      assert.equal(await sentence(), 'Not complete: see what is marked red.');
      await editor.field('everyMs').fill('${HOW_LONG}');
      assert.match(await sentence(), /^Lists of 100, or of fewer when \$\{HOW_LONG\} passed/);
      await editor.field('everyMs').fill('90 s');
      const node = await done('bare');
      assert.deepEqual([node['mode'], Number(node['everyMs']), node.valid], ['batch', 90_000, true]);
      await open('bare');
      assert.equal(await editor.field('everyMs').inputValue(), '90 s');
      await done('bare');
    });

    it('marks what a saved pace has wrong, without harm', async () => {
      const [said = ''] = (await editor.node('wrong')).validationErrors ?? [];
      assert.match(said, /cannot be "‹b›soon‹\/b›"/);
      await open('wrong');
      assert.match(await editor.fault('everyMs'), /^The time cannot be/);
      await page.click('#node-dialog-cancel');
    });

    it('leaves bars as they are that were only looked at', async () => {
      await open('session');
      await shoot('session');
      assert.equal(
        await sentence(),
        'Bars of 5 min for each symbol, of the mid of quotes, from 09:30 to 16:00 (America/New_York). ' +
          'The running bar leaves at most every 2 s, and once more when it is closed. ' +
          'Gaps are filled with flat bars. ' +
          'What comes up to 5 s late changes its bar; what comes later is dropped, and counted.',
      );
      assert.equal(await page.locator('#market-feeds-interval').textContent(), 'interval 5m');
      const node = await done('session');
      for (const [name, value] of Object.entries({ ...session, ...more }))
        assert.equal(node[name], value, name);
      assert.equal(node.valid, true);
      assert.equal(await editor.isChanged(), false);
      assert.equal(await editor.label('market-bars', { ...session, ...more }), 'bars of 5 min');
    });

    it('has only the inputs that the bars need, and says what is wrong', async () => {
      await open('bars');
      await shoot('bars');
      assert.deepEqual(await editor.visible('price', 'everyMs', 'graceMs'), ['price', 'graceMs']);
      assert.match(await sentence(), /^Bars of 1 min for each symbol, .*, on the clock\. Only closed bars/);
      await editor.field('from').selectOption('bars');
      await editor.field('running').check();
      assert.deepEqual(await editor.visible('price', 'everyMs', 'graceMs'), ['everyMs', 'graceMs']);
      await editor.field('barInterval').fill('25');
      await editor.field('barType').selectOption('hour');
      assert.match(
        await editor.fault('barInterval'),
        /whole number of hours from 1 to 24\. For longer bars choose days/,
      );
      await editor.field('session').fill('9 to 5');
      assert.match(await editor.fault('session'), /is no span of the day/);
      await shoot('bars-wrong');
      await editor.field('barInterval').fill('4');
      await editor.field('session').fill('');
      await editor.field('timeZone').fill('Asia/Tokyo');
      assert.match(
        await sentence(),
        /^Bars of 4 h for each symbol, of smaller bars, from midnight \(Asia\/Tokyo\)/,
      );
      const node = await done('bars');
      assert.deepEqual([node['from'], Number(node['barInterval']), node.valid], ['bars', 4, true]);
    });

    it('has icons and help', async () => {
      await shoot('canvas');
      for (const type of ['market-pace', 'market-bars']) {
        assert.equal(await page.locator(`[data-palette-type="${type}"]`).count(), 1);
        const help = await editor.help(type);
        for (const heading of ['Inputs', 'Outputs', 'Details', 'References'])
          assert.ok(help.includes(heading));
      }
    });
  });
}

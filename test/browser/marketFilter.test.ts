/** The dialog of market-filter in the real Node-RED editor. */
import { strict as assert } from 'node:assert';
import type { Locator, Page } from 'playwright-core';
import type { FlowNode, NodeRed } from '../hosts/nodeRed';
import { emptyNodeRed, sharedNodeRed } from '../hosts/sharedHosts';
import { openBrowser, screenshotPath, type Browser } from './browser';
import { EditorPage, type EditorNode } from './nodeRedPage';

const type = 'market-filter';
const place = { type, z: 'tab', name: '', x: 200, wires: [[], []] };
const saved = {
  match: 'all',
  conditions: [
    { field: 'last', operator: 'between', value: '200 to 240' },
    {
      match: 'any',
      conditions: [
        { field: 'symbol', operator: 'in', value: 'AAPL, MSFT' },
        { field: 'time', operator: 'between', value: '${HOURS}' },
      ],
    },
  ],
  timeZone: 'America/New_York',
  other: 'pass',
};
const flows: FlowNode[] = [
  { id: 'tab', type: 'tab', label: 'Tab' },
  { ...place, ...saved, id: 'full', y: 60 },
  { ...place, id: 'bare', y: 120 },
  { ...place, id: 'bad', y: 180, conditions: [{ field: 'last', operator: 'gt', value: '<b>much</b>' }] },
];

for (const version of ['5', '4'] as const) {
  describe(`the dialog of market-filter in Node-RED ${version}`, function () {
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
    const condition = (index: number): Locator => page.locator('.market-feeds-conditions').nth(index);
    const part = (index: number, name: string): Locator =>
      condition(index).locator(`.market-feeds-${name}`).first();
    const value = (index: number): Locator => part(index, 'value').locator('input, select');
    const sentence = (): Promise<string | null> => page.locator('#market-feeds-sentence').textContent();
    const add = (text: string): Promise<void> =>
      page.locator('.red-ui-editableList-addButton', { hasText: text }).click();

    it('leaves a filter as it is that was only looked at, and says what it means', async () => {
      await open('full');
      const means =
        'last is between 200 and 240 and (symbol is one of AAPL or MSFT or time is between ${HOURS})';
      assert.equal(await sentence(), `Keeps events where ${means}.`);
      assert.deepEqual(
        await value(0).evaluateAll(inputs =>
          inputs.map(input => (input as unknown as { value: string }).value),
        ),
        ['200', '240'],
      );
      const node = await done('full');
      assert.deepEqual(
        [node['conditions'], node['timeZone'], node['other']],
        [saved.conditions, saved.timeZone, 'pass'],
      );
      assert.equal(node.valid, true);
      assert.equal(await editor.isChanged(), false);
      await open('bare');
      assert.equal(await sentence(), 'Keeps every event. Add a condition.');
      assert.equal(await editor.field('match').inputValue(), 'all');
      await done('bare');
    });

    it('takes conditions and a group, with operators and values that fit the field', async () => {
      await open('bare');
      await add('condition');
      assert.equal(await sentence(), 'Keeps every event. Add a condition.', 'an untouched row says nothing');
      await part(0, 'field').selectOption('changePercent');
      assert.match(
        String(await condition(0).locator('.market-feeds-condition-error').textContent()),
        /^Say the number/,
      );
      assert.equal(await sentence(), 'Not complete: see what is marked red.');
      await part(0, 'operator').selectOption({ label: 'is at least' });
      await value(0).fill('2.5');
      await add('group');
      await part(1, 'field').selectOption('type');
      await part(1, 'operator').selectOption({ label: 'is one of' });
      await condition(1)
        .locator('.market-feeds-suggestions button', { hasText: /^quote$/ })
        .click();
      await condition(1).locator('.market-feeds-suggestions button', { hasText: /^bar$/ }).click();
      await part(1, 'operator').selectOption({ label: 'has a value' });
      assert.equal(await value(1).count(), 0);
      await part(1, 'operator').selectOption({ label: 'is' });
      await value(1).selectOption('quote');
      await condition(1).locator('button', { hasText: 'condition' }).click();
      const second = condition(1).locator('.market-feeds-group > div').nth(1);
      await second.locator('.market-feeds-field').selectOption('time');
      await second.locator('.market-feeds-value input').fill('25:00');
      assert.match(
        String(await second.locator('.market-feeds-condition-error').textContent()),
        /no time of day/,
      );
      assert.equal(await editor.field('timeZone').isVisible(), true);
      await second.locator('.market-feeds-value input').fill('9:30');
      await editor.field('timeZone').fill('Mars');
      assert.match(await editor.fault('timeZone'), /"Mars" is no time zone/);
      await editor.field('timeZone').fill('Europe/London');
      const means =
        'change in percent is at least 2.5 and (type is quote or time is at or after 09:30 (Europe/London))';
      assert.equal(await sentence(), `Keeps events where ${means}.`);
      const node = await done('bare');
      assert.deepEqual(node['conditions'], [
        { field: 'changePercent', operator: 'gte', value: '2.5' },
        {
          match: 'any',
          conditions: [
            { field: 'type', operator: 'eq', value: 'quote' },
            { field: 'time', operator: 'after', value: '9:30' },
          ],
        },
      ]);
      assert.equal(node.valid, true);
      assert.equal(
        await editor.label(type, { conditions: [saved.conditions[0]] }),
        'last is between 200 and 240',
      );
    });

    it('asks for the name of an indicator’s number, and shows it again', async () => {
      await open('bare');
      await add('condition');
      assert.equal(await part(0, 'indicator').isVisible(), false);
      await part(0, 'field').selectOption({ label: 'Indicator' });
      const error = condition(0).locator('.market-feeds-condition-error');
      assert.match(String(await error.textContent()), /^Write the name of the indicator’s number/);
      assert.equal(await part(0, 'indicator').getAttribute('aria-invalid'), 'true');
      await part(0, 'indicator').fill('rsi 14');
      assert.match(String(await error.textContent()), /^"rsi 14" is no name/);
      await page.screenshot({ path: screenshotPath(`filter-indicator-wrong-${version}`) });
      await part(0, 'indicator').fill('rsi14');
      await part(0, 'operator').selectOption({ label: 'is below' });
      await value(0).fill('30');
      assert.equal(await sentence(), 'Keeps events where indicator rsi14 is below 30.');
      await page.screenshot({ path: screenshotPath(`filter-indicator-${version}`) });
      const node = await done('bare');
      const condition30 = { field: 'indicators', indicator: 'rsi14', operator: 'lt', value: '30' };
      assert.deepEqual(node['conditions'], [condition30]);
      assert.equal(node.valid, true);
      await open('bare');
      assert.equal(await part(0, 'indicator').inputValue(), 'rsi14');
      await part(0, 'field').selectOption('last');
      assert.equal(await part(0, 'indicator').isVisible(), false);
    });

    it('warns where no event can match, and marks what a saved flow has wrong', async () => {
      assert.deepEqual(
        (await editor.node('bad')).validationErrors?.map(text => /<b>/.test(text)),
        [false],
      );
      await open('bad');
      assert.match(String(await part(0, 'condition-error').textContent()), /"<b>much<\/b>" is not a number/);
      await value(0).fill('3');
      await add('condition');
      await part(1, 'field').selectOption('headline');
      await value(1).fill('merger');
      assert.match(String(await page.locator('#market-feeds-caution').textContent()), /^No event can match/);
      await page.click('#node-dialog-cancel');
    });

    it('has an icon and help', async () => {
      assert.equal(await page.locator(`[data-palette-type="${type}"]`).count(), 1);
      const help = await editor.help(type);
      for (const heading of ['Inputs', 'Outputs', 'Details', 'References']) assert.ok(help.includes(heading));
    });
  });
}

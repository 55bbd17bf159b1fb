/** The dialog of market-alert in the real Node-RED editor. */
import { strict as assert } from 'node:assert';
import type { Locator, Page } from 'playwright-core';
import type { FlowNode, NodeRed } from '../hosts/nodeRed';
import { emptyNodeRed, sharedNodeRed } from '../hosts/sharedHosts';
import { openBrowser, screenshotPath, type Browser } from './browser';
import { EditorPage, type EditorNode } from './nodeRedPage';

const type = 'market-alert';
const place = { type, z: 'tab', name: '', x: 200, wires: [[]] };
const saved = [
  {
    ...{ name: 'Breakout', symbols: 'AAPL', kind: 'crossesAbove', price: 'last', level: 240, holdMs: 10_000 },
    ...{ repeat: 'daily', quietDays: 'Sat-Sun', left: 'over' },
  },
  { symbols: '', kind: 'words', match: 'all', words: '${WORDS}' },
];
const flows: FlowNode[] = [
  { id: 'tab', type: 'tab', label: 'Tab' },
  { ...place, id: 'full', y: 60, rules: saved, other: 'pass' },
  { ...place, id: 'bare', y: 120 },
  { ...place, id: 'tried', y: 300, rules: [{ kind: 'movesByPercent', by: 0.2, withinMs: 300_000 }] },
  { ...place, id: 'bad', y: 180, rules: [saved[1], { kind: 'spreadWider', by: '<b>wide</b>' }] },
  { ...place, id: 'odd', y: 240, rules: [{ kind: 'jumps', quietFrom: '22:00' }] },
];

for (const version of ['5', '4'] as const) {
  describe(`the dialog of market-alert in Node-RED ${version}`, function () {
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
    const rule = (index: number): Locator => page.locator('.market-feeds-rule').nth(index);
    const input = (index: number, name: string): Locator => rule(index).locator(`[data-property="${name}"]`);
    const sentence = (index: number): Promise<string> =>
      rule(index).locator('.market-feeds-sentence').innerText();
    const more = (index: number): Locator => rule(index).locator('.market-feeds-toggle');
    const add = (): Promise<void> => page.locator('.red-ui-editableList-addButton').click();
    const shown = (index: number): Promise<string[]> =>
      rule(index)
        .locator('[data-property]:visible')
        .evaluateAll(found => found.map(one => one.getAttribute('data-property') ?? ''));

    it('tries the rules as they stand in the dialog on a recording', async () => {
      await open('tried');
      await page.locator('.market-feeds-try option').first().waitFor({ state: 'attached' });
      await page.locator('.market-feeds-try button').click();
      const result = page.locator('.market-feeds-tried');
      await result.locator('tbody tr').first().waitFor();
      assert.match(await result.innerText(), /alert/);
      await page.screenshot({ path: screenshotPath(`alert-tried-${version}`) });
      await input(0, 'by').fill('1000');
      await page.locator('.market-feeds-try button').click();
      await result.locator('tbody tr').first().waitFor({ state: 'detached' });
    });

    it('leaves rules as they are that were only looked at, and says what they mean', async () => {
      await open('full');
      assert.equal(
        await sentence(0),
        'When last of AAPL crosses above 240 and stays there for 10 s; at most once a day (New York); not on Sun and Sat (New York). Looks at quotes.',
      );
      assert.equal(
        await sentence(1),
        'When news or a call of any symbol says ${WORDS}. Looks at news or transcripts.',
      );
      assert.deepEqual(
        await Promise.all([0, 1].map(index => more(index).getAttribute('aria-expanded'))),
        ['true', 'false'],
        'what is set is open',
      );
      assert.equal(await input(0, 'holdMs').inputValue(), '10 s');
      const node = await done('full');
      assert.deepEqual([node['rules'], node['other'], node.valid], [saved, 'pass', true]);
      assert.equal(await editor.isChanged(), false);
    });

    it('shows the days of a range on their buttons, and takes one out of it', async () => {
      await open('full');
      const pressed = (): Promise<string[]> =>
        rule(0).locator('.market-feeds-suggestions button[aria-pressed=true]').allInnerTexts();
      assert.deepEqual(await pressed(), ['Sat', 'Sun']);
      const day = (name: string): Locator => rule(0).getByRole('button', { name, exact: true });
      await day('Sat').scrollIntoViewIfNeeded();
      await page.screenshot({ path: screenshotPath(`alert-days-${version}`) });
      for (const name of ['Sun', 'Mon']) await day(name).click();
      assert.deepEqual(await pressed(), ['Mon', 'Sat']);
      const { rules } = await done('full');
      assert.equal((rules as { quietDays: string }[])[0]?.quietDays, 'Mon, Sat');
    });

    it('builds rules with the inputs that each kind needs, and opens them again as they were', async () => {
      await open('bare');
      assert.match(await sentence(0), /^Fill in the rule/);
      assert.equal(await rule(0).locator('.input-error').count(), 0, 'nothing is wrong with a new rule');
      await input(0, 'symbols').fill('AAPL');
      assert.equal(await sentence(0), 'The level must be a number.');
      assert.equal(await rule(0).locator('.input-error').getAttribute('data-property'), 'level');
      await input(0, 'level').fill('240');
      assert.match(await sentence(0), /^When the price of AAPL crosses above 240\. /);

      await add();
      await input(1, 'kind').selectOption('movesByPercent');
      assert.deepEqual(await shown(1), ['symbols', 'kind', 'price', 'direction', 'by', 'withinMs']);
      await input(1, 'by').fill('2.5');
      await input(1, 'withinMs').fill('5');
      assert.match(await sentence(1), /^The time "5" needs a unit/);
      await input(1, 'withinMs').fill('300 sec');
      await input(1, 'direction').selectOption({ label: 'down' });
      assert.match(
        await sentence(1),
        /^When the price of any symbol falls by 2\.5 % or more within 5 min\. Looks at quotes or bars\.$/,
      );
      await rule(1).locator('.market-feeds-name').fill('Falls');
      await more(1).click();
      await input(1, 'repeat').selectOption({ label: 'after it went back' });
      await input(1, 'rearmBy').fill('1');
      await input(1, 'coolDownMs').fill('1 h 30 min');
      await rule(1).locator('.market-feeds-suggestions button', { hasText: /^Sat$/ }).click();
      await rule(1).locator('.market-feeds-fields button', { hasText: '{{bid}}' }).click();
      assert.match(await input(1, 'text').inputValue(), /\{\{symbol\}\} moved .*\{\{bid\}\}/);
      assert.equal(await input(1, 'withinMs').inputValue(), '5 min', 'tidy once it was left');
      assert.match(
        await sentence(1),
        /; again only after it went back by 1; then not again for 90 min; not on Sat \(New York\)\./,
      );
      const text = await input(1, 'text').inputValue();
      const node = await done('bare');
      const rules = [
        { symbols: 'AAPL', kind: 'crossesAbove', level: '240' },
        {
          ...{ name: 'Falls', symbols: '', kind: 'movesByPercent', by: '2.5', direction: 'down' },
          ...{
            withinMs: 300_000,
            repeat: 'rearm',
            rearmBy: '1',
            coolDownMs: 5_400_000,
            quietDays: 'Sat',
            text,
          },
        },
      ];
      assert.deepEqual(node['rules'], rules);
      assert.equal(node.valid, true);
      await open('bare');
      assert.match(await sentence(1), /falls by 2\.5 % .* not on Sat/);
      assert.deepEqual((await done('bare'))['rules'], rules);
    });

    it('looks at an indicator by the name that is typed', async () => {
      await open('bare');
      await input(0, 'kind').selectOption('crossesBelow');
      await input(0, 'price').selectOption('indicators');
      await input(0, 'level').fill('30');
      assert.deepEqual(await shown(0), ['symbols', 'kind', 'price', 'indicator', 'level']);
      assert.match(await sentence(0), /^Write the name of the indicator’s number/);
      await input(0, 'indicator').fill('rsi14');
      assert.equal(
        await sentence(0),
        'When indicator rsi14 of any symbol crosses below 30. Looks at quotes or bars.',
      );
      await page.screenshot({ path: screenshotPath(`alert-indicator-${version}`) });
      const node = await done('bare');
      assert.deepEqual(node['rules'], [
        {
          ...{ symbols: '', kind: 'crossesBelow', price: 'indicators', level: '30', indicator: 'rsi14' },
        },
      ]);
      await open('bare');
      assert.equal(await input(0, 'indicator').inputValue(), 'rsi14');
      await input(0, 'price').selectOption('last');
      assert.deepEqual(await shown(0), ['symbols', 'kind', 'price', 'level']);
    });

    it('duplicates, sorts out and removes rules, and keeps no rule that was not begun', async () => {
      await open('full');
      await rule(0).locator('.fa-clone').click();
      await input(1, 'level').fill('250');
      await page.locator('.red-ui-editableList-item-remove').nth(2).click();
      await page.waitForFunction(() => document.querySelectorAll('.market-feeds-rule').length === 2);
      await add();
      const rules = (await done('full'))['rules'] as Record<string, unknown>[];
      assert.deepEqual(
        rules.map(({ name, level, holdMs }) => [name, level, holdMs]),
        [
          ['Breakout', 240, 10_000],
          ['Breakout', '250', 10_000],
        ],
      );
      assert.deepEqual(rules[0], saved[0]);
    });

    it('marks what a saved flow has wrong, at its rule and field', async () => {
      const errors = (await editor.node('bad')).validationErrors ?? [];
      assert.deepEqual(
        errors.map(text => [/<b>/.test(text), /Rule 2: The spread must be a number/.test(text)]),
        [[false, true]],
      );
      assert.match(String((await editor.node('bare')).validationErrors), /Add at least one rule/);
      await open('bad');
      assert.equal(await sentence(1), 'The spread must be a number, not "<b>wide</b>".');
      assert.equal(await rule(1).locator('.input-error').getAttribute('data-property'), 'by');
      await page.click('#node-dialog-cancel');
      await page.waitForSelector('#node-input-other', { state: 'detached' });
      await open('odd');
      assert.match(await sentence(0), /^The kind "jumps" is not known/);
      await input(0, 'kind').selectOption('ratingUp');
      assert.match(await sentence(0), /^Quiet hours need both a beginning and an end/);
      assert.deepEqual(await shown(0).then(names => names.filter(name => name === 'holdMs')), []);
      await input(0, 'quietTo').fill('6:00');
      assert.match(await sentence(0), /^When an analyst upgrades any symbol; not from 22:00 to 06:00/);
      await page.click('#node-dialog-cancel');
    });

    it('has an icon, help, and a name on the canvas that says what it tells', async () => {
      assert.equal(await page.locator(`[data-palette-type="${type}"]`).count(), 1);
      const help = await editor.help(type);
      for (const heading of ['Inputs', 'Outputs', 'The alert', 'Details', 'References'])
        assert.ok(help.includes(heading), heading);
      const [first] = saved;
      assert.equal(await editor.label(type, { rules: saved }), '2 alert rules');
      assert.equal(
        await editor.label(type, { rules: [{ ...first, holdMs: 0, repeat: '', quietDays: '' }] }),
        'last of AAPL crosses above 240',
      );
      assert.equal(await editor.label(type, {}), 'market alert');
    });
  });
}

/** The example flows in the real Node-RED editor: a person imports them, and they run. */
import { strict as assert } from 'node:assert';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { FlowNode, NodeRed } from '../hosts/nodeRed';
import { manifest, root } from '../hosts/project';
import { emptyNodeRed, sharedNodeRed } from '../hosts/sharedHosts';
import { openBrowser, type Browser } from './browser';
import { EditorPage } from './nodeRedPage';

/** What the tests use of the editor's own interface, inside the page. */
declare const RED: {
  nodes: { node(id: string): { valid: boolean } | null };
  actions: { invoke(action: string): void };
};

const exampleFiles = readdirSync(join(root, 'examples')).filter(name => name.endsWith('.json'));
const example = (file: string): FlowNode[] =>
  JSON.parse(readFileSync(join(root, 'examples', file), 'utf8')) as FlowNode[];

/** An example as a person imports it; what is paced for people comes sooner. */
function quickened(file: string): FlowNode[] {
  return (
    example(file)
      // The dashboard is a package of its own.
      .filter(({ type }) => !type.startsWith('ui-'))
      .map(node => (node['delivery'] === 'batch' ? { ...node, deliveryMs: 2000 } : node))
      .map(node => (node.type === 'market-pace' ? { ...node, everyMs: 2000 } : node))
  );
}

/** The debug nodes at the ends of the examples. */
const shown = [
  ...['quotes', 'alert', 'written', 'news alert', '8-K filed', 'rate alert', 'digest', 'what matters'],
  ...['bars with RSI', 'file node here', 'latest quotes', 'above 245'],
  ...['what is sent', 'the email', 'rows', 'headline', 'trouble'],
];

/** What a debug node shows besides, in any order. */
const sentences: Readonly<Record<string, readonly RegExp[]>> = {
  '19 tell me when the feed is in trouble.json': [
    /^insightsentry live \(Practice feed\): What InsightSentry sent in the last \d+ s may be missing\./,
    /^insightsentry live \(Practice feed\): The gap of \d+ s is over: .* and (the )?quotes in between are lost\.$/,
  ],
};

for (const version of ['5', '4'] as const) {
  describe(`the examples in the editor of Node-RED ${version}`, function () {
    this.timeout(120_000);
    let red: NodeRed;
    let browser: Browser;
    let page: Page;

    /** For each example those of its nodes that the editor takes for wrong. */
    const invalid = new Map<string, string[]>();

    // All run side by side: while one is waited for, the others go on.
    before(async function () {
      this.timeout(240_000);
      red = await sharedNodeRed({ version, flows: [{ id: 'tab', type: 'tab', label: 'Tab' }] });
      browser = await openBrowser();
      page = await browser.newPage();
      await new EditorPage(page).open(red.url);
      for (const file of exampleFiles) invalid.set(file, await importAsPerson(quickened(file)));
      await page.evaluate(() => RED.actions.invoke('core:deploy-flows'));
    });
    after(async () => {
      await browser?.close();
      await emptyNodeRed(red);
    });

    async function importAsPerson(nodes: FlowNode[]): Promise<string[]> {
      await page.evaluate(() => RED.actions.invoke('core:show-import-dialog'));
      await page.fill('#red-ui-clipboard-dialog-import-text', JSON.stringify(nodes));
      // The dialog looks at the text when a key goes up.
      await page.press('#red-ui-clipboard-dialog-import-text', 'End');
      await page.click('#red-ui-clipboard-dialog-ok');
      const ids = nodes.map(({ id }) => id);
      await page.waitForFunction(ids => ids.every(id => RED.nodes.node(id) || id === ids[0]), ids);
      return page.evaluate(ids => ids.filter(id => RED.nodes.node(id)?.valid === false), ids);
    }

    /** Presses the button that disconnects, if the example has it; nothing can be missed before all are online. */
    async function pullThePlug(nodes: FlowNode[]): Promise<void> {
      const button = nodes.find(({ name }) => name === 'pull the plug for 5 s');
      if (!button) return;
      const sources = nodes.filter(({ name }) => name === 'quotes' || name === 'news');
      const areOnline = (): boolean => sources.every(({ id }) => red.status(id)?.fill === 'green');
      await red.waitFor(areOnline, 'sources that are online', 60_000);
      await red.inject(button.id);
    }

    for (const file of exampleFiles) {
      it(`imports and runs the example "${file}"`, async () => {
        const nodes = example(file);
        assert.deepEqual(invalid.get(file), []);
        assert.match(
          String(nodes.find(({ type }) => type === 'comment')?.['info']),
          /\w/,
          'it explains itself',
        );
        const wanted = nodes.find(({ type, name }) => type === 'debug' && shown.includes(String(name)));
        const again = nodes.find(({ name }) => name === 'every two minutes');
        await pullThePlug(nodes);
        await red.waitFor(
          async () => {
            // A new level, so that a price is near it again; refused while the flows start.
            if (again && Math.random() < 0.02) await red.inject(again.id).catch(() => undefined);
            return red.debug.some(({ id }) => id === wanted?.id);
          },
          `${file}: what it shows in the end`,
          100_000,
        );
        const shows = (sentence: RegExp): boolean =>
          red.debug.some(({ id, value }) => id === wanted?.id && sentence.test(String(value)));
        for (const sentence of sentences[file] ?? []) {
          await red.waitFor(() => shows(sentence), `${file}: ${sentence}`, 30_000);
        }
        const errors = red.debug.filter(({ value }) => (value as { error?: unknown } | null)?.error);
        assert.deepEqual(errors, []);
      });
    }

    it('offers the examples in its import menu', async () => {
      const listed = JSON.stringify(await red.api('GET', `/library/examples/flows/${manifest.name}`));
      for (const file of exampleFiles) assert.ok(listed.includes(file.replace(/\.json$/, '')), file);
    });
  });
}

describe('the example flows', () => {
  it('have ids of their own, practice accounts and nothing of a machine', () => {
    const ids = exampleFiles.flatMap(file => example(file).map(({ id }) => id));
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) assert.match(id, /^[0-9a-f]{16}$/);
    for (const node of exampleFiles.flatMap(example)) {
      if (node.type === 'insightsentry-account') assert.equal(node['practice'], true);
      if (node.type === 'file') assert.doesNotMatch(String(node['filename']), /^([/\\]|\w:)/);
    }
  });
});

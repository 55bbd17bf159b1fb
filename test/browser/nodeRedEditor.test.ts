/** Our nodes in the real Node-RED editor, driven as a person drives it. */
import { strict as assert } from 'node:assert';
import type { Locator, Page } from 'playwright-core';
import { parseAccount } from '../../nodes/InsightSentry/account';
import { parseItems } from '../../nodes/InsightSentry/items';
import type { FlowNode, NodeRed } from '../hosts/nodeRed';
import { emptyNodeRed, sharedNodeRed } from '../hosts/sharedHosts';
import { openBrowser, type Browser } from './browser';
import { EditorPage } from './nodeRedPage';

type Row = Record<string, unknown>;

/** A node as the editor keeps it. */
interface EditorNode {
  id: string;
  subscriptions?: Row[];
  valid: boolean;
  validationErrors?: string[];
}

/** What the tests use of the editor's own interface, inside the page. */
declare const RED: {
  nodes: {
    node(id: string): EditorNode | null;
    getType(type: string): {
      label(this: Row): string;
      defaults: { subscriptions: { validate(this: Row, rows: Row[], options: object): true | string } };
    };
    dirty(): boolean;
  };
  editor: { edit(node: EditorNode | null): void; editConfig(name: string, type: string, id: string): void };
};

const accounts: FlowNode[] = [
  { id: 'account-guide', type: 'insightsentry-account', name: 'Guide', practice: true, dialect: 'guide' },
  {
    id: 'account-newer',
    type: 'insightsentry-account',
    name: 'Newer',
    practice: true,
    dialect: 'newer',
    maxSymbols: 2,
  },
];
const flows: FlowNode[] = [
  { id: 'tab', type: 'tab', label: 'Tab' },
  {
    id: 'live',
    type: 'insightsentry-live',
    z: 'tab',
    name: '',
    account: 'account-guide',
    subscriptions: [{ code: 'NASDAQ:AAPL', type: 'quote' }],
    delivery: 'every',
    deliveryMs: 1000,
    batchSize: 100,
    autoConnect: false,
    x: 200,
    y: 100,
    wires: [[], []],
  },
  ...accounts,
];

for (const version of ['5', '4'] as const) {
  describe(`the editor of Node-RED ${version}`, function () {
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
      await editor.open(red.url, 'live');
    });

    after(async () => {
      await browser?.close();
      await emptyNodeRed(red);
    });

    beforeEach(() => editor.reset());

    async function openLive(): Promise<void> {
      await page.evaluate(() => RED.editor.edit(RED.nodes.node('live')));
      await page.waitForSelector('.market-feeds-row');
      await editor.traySettled();
    }

    async function openAccount(id: string): Promise<void> {
      await page.evaluate(id => RED.editor.editConfig('', 'insightsentry-account', id), id);
      await page.waitForSelector('#node-config-input-practice');
      await editor.traySettled();
    }

    async function done(): Promise<EditorNode & { subscriptions: Row[] }> {
      await page.click('#node-dialog-ok');
      await page.waitForSelector('.market-feeds-row', { state: 'detached' });
      const saved = await page.evaluate(() => {
        const { id, subscriptions, valid, validationErrors } = RED.nodes.node('live') as EditorNode;
        return { id, subscriptions, valid, validationErrors };
      });
      return saved as EditorNode & { subscriptions: Row[] };
    }

    const row = (index: number): Locator => page.locator('.market-feeds-row').nth(index);
    const code = (index: number): Locator => row(index).locator('.market-feeds-code');
    const addRow = (): Promise<void> => page.click('.red-ui-editableList-addButton');

    /** The labels of the options that a row shows. */
    async function optionsOf(index: number): Promise<string[]> {
      return row(index).locator('.market-feeds-option label:visible').allTextContents();
    }

    it('shows the node with its symbols, and its help', async () => {
      const label = await page.evaluate(() =>
        RED.nodes.getType('insightsentry-live').label.call({
          subscriptions: [{ code: 'NASDAQ:AAPL, NASDAQ:TSLA' }, { code: 'NYSE:KO' }, { code: '${MORE}' }],
        }),
      );
      assert.equal(label, 'AAPL, TSLA +2');
      assert.equal(await page.locator('[data-palette-type="insightsentry-live"]').count(), 1);
      await openLive();
      await page.click('#node-help, .red-ui-tray-footer .fa-book');
      await page.waitForSelector('text=Receives live quotes and bars from InsightSentry');
    });

    it('shows the fields that apply', async () => {
      await openLive();
      assert.equal(await row(0).locator('.market-feeds-bars').isVisible(), false, 'no bars for a quote');
      assert.equal(
        await row(0).locator('.market-feeds-more').isVisible(),
        false,
        'quotes have no options here',
      );

      await row(0).locator('.market-feeds-type').selectOption('series');
      assert.equal(await row(0).locator('.market-feeds-bars').isVisible(), true);
      await row(0).locator('.market-feeds-more').click();
      assert.equal(await row(0).locator('.market-feeds-more').getAttribute('aria-expanded'), 'true');
      const common = ['Currency', 'Unit'];
      const stock = [...common, 'Extended hours', 'Split adjustment', 'Dividend adjustment'];
      assert.deepEqual(await optionsOf(0), stock);
      await code(0).fill('CME_MINI:ES1!');
      assert.deepEqual(await optionsOf(0), [...common, 'Back-adjustment', 'Settlement as close']);
      await code(0).fill('CME_MINI:ESZ2026');
      assert.deepEqual(await optionsOf(0), [...common, 'Settlement as close']);
      await code(0).fill('NASDAQ:AAPL CME_MINI:ES1!');
      assert.deepEqual(await optionsOf(0), common, 'only what all of them can have');
      await code(0).fill('NASDAQ:AAPL');

      const month = row(0).locator('.market-feeds-bar-type option[value="month"]');
      assert.equal(await month.evaluate(option => (option as unknown as { hidden: boolean }).hidden), true);
      await page.locator('#node-input-account').selectOption('account-newer');
      assert.equal(await month.evaluate(option => (option as unknown as { hidden: boolean }).hidden), false);
      assert.deepEqual(await optionsOf(0), [...common, 'Extended hours', '24-hour data', ...stock.slice(3)]);

      const intervals = row(0).locator('select.market-feeds-interval option');
      await row(0).locator('.market-feeds-bar-type').selectOption('second');
      assert.deepEqual(await intervals.allTextContents(), ['1', '5', '10', '15', '30', '45']);
      await row(0).locator('.market-feeds-bar-type').selectOption('tick');
      assert.deepEqual(await intervals.allTextContents(), ['1'], 'the newer dialect has single ticks only');

      const visible = (id: string): Promise<boolean> => page.locator(id).isVisible();
      assert.deepEqual(
        [await visible('#node-input-deliveryMs'), await visible('#node-input-batchSize')],
        [false, false],
      );
      await page.locator('#node-input-delivery').selectOption('latest');
      assert.deepEqual(
        [await visible('#node-input-deliveryMs'), await visible('#node-input-batchSize')],
        [true, false],
      );
      await page.locator('#node-input-delivery').selectOption('batch');
      assert.deepEqual(
        [await visible('#node-input-deliveryMs'), await visible('#node-input-batchSize')],
        [true, true],
      );
    });

    it('says while one types what is wrong, and marks the node', async () => {
      await openLive();
      const error = row(0).locator('.market-feeds-error');
      await code(0).fill('AAPL');
      assert.match(String(await error.textContent()), /"AAPL" is not a symbol code/);
      assert.equal(await code(0).getAttribute('aria-invalid'), 'true');
      await code(0).fill('NASDAQ:AAPL');
      assert.equal(await error.isVisible(), false);

      await row(0).locator('.market-feeds-type').selectOption('series');
      await row(0).locator('.market-feeds-history').fill('30001');
      assert.match(String(await error.textContent()), /from 1 to 30000/);
      await row(0).locator('.market-feeds-history').fill('10');
      await addRow();
      await code(1).fill('nasdaq:aapl');
      await row(1).locator('.market-feeds-type').selectOption('series');
      assert.equal(
        await row(1).locator('.market-feeds-error').isVisible(),
        false,
        'the same once more is fine',
      );
      await row(1).locator('.market-feeds-more').click();
      await row(1)
        .locator('.market-feeds-option', { hasText: 'Extended hours' })
        .locator('select')
        .selectOption('true');
      assert.match(
        String(await row(1).locator('.market-feeds-error').textContent()),
        /subscribed twice with other options/,
      );

      const saved = await done();
      assert.equal(saved.valid, false);
      assert.match(String(saved.validationErrors), /Subscription 2: NASDAQ:AAPL is subscribed twice/);
    });

    it('takes a pasted list, corrects it, tells its cost and saves what was chosen', async () => {
      await openLive();
      await code(0).fill('');
      await code(0).evaluate(input => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text', 'nasdaq:aapl\nnasdaq:tsla;nyse:ko\r\n');
        input.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
      });
      await code(0).blur();
      assert.equal(await code(0).inputValue(), 'NASDAQ:AAPL, NASDAQ:TSLA, NYSE:KO');

      await addRow();
      assert.equal(
        await code(1).evaluate(input => input === document.activeElement),
        true,
        'a new row is typed into',
      );
      await code(1).fill('CME_MINI:ES1!');
      await row(1).locator('.market-feeds-type').selectOption('series');
      await row(1).locator('.market-feeds-bar-type').selectOption('second');
      await row(1).locator('select.market-feeds-interval').selectOption('5');
      await row(1).locator('.market-feeds-history').fill('20');
      await row(1).locator('.market-feeds-more').click();
      await row(1).locator('.market-feeds-option', { hasText: 'Currency' }).locator('input').fill('eur');
      await row(1)
        .locator('.market-feeds-option', { hasText: 'Back-adjustment' })
        .locator('select')
        .selectOption('false');
      await addRow();
      assert.equal(
        await page.textContent('#market-feeds-cost'),
        'Uses 2 symbol subscriptions of your plan (1 series + 3 quotes)',
      );

      const saved = await done();
      assert.deepEqual(saved.subscriptions, [
        { code: 'NASDAQ:AAPL, NASDAQ:TSLA, NYSE:KO', type: 'quote' },
        {
          code: 'CME_MINI:ES1!',
          type: 'series',
          barType: 'second',
          barInterval: 5,
          maxDp: 20,
          currency: 'EUR',
          badj: 'false',
        },
      ]);
      assert.equal(saved.valid, true);
      assert.deepEqual(parsed(saved.subscriptions, 'guide'), 'fine');
    });

    it('leaves a node as it is that was only looked at', async () => {
      await openLive();
      await done();
      assert.equal(await page.evaluate(() => RED.nodes.dirty()), false);
    });

    it('warns when one node alone exceeds the plan', async () => {
      await openLive();
      await page.locator('#node-input-account').selectOption('account-newer');
      await row(0).locator('.market-feeds-type').selectOption('series');
      await code(0).fill('NASDAQ:AAPL NASDAQ:TSLA NYSE:KO');
      assert.match(
        String(await page.textContent('#market-feeds-cost')),
        /Needs 3 symbol subscriptions.*has 2/,
      );
      assert.equal((await done()).valid, false);
    });

    it('keeps the same rules as the runtime', async () => {
      const lists = ruleLists();
      for (const dialect of ['guide', 'newer'] as const) {
        const verdicts = await page.evaluate(
          ({ lists, account }) => {
            const { validate } = RED.nodes.getType('insightsentry-live').defaults.subscriptions;
            return lists.map(rows => validate.call({ account }, rows, {}));
          },
          { lists, account: `account-${dialect}` },
        );
        lists.forEach((rows, index) => {
          const editor = verdicts[index] === true ? 'fine' : 'refused';
          const told = `${dialect} ${JSON.stringify(rows)}: editor says ${String(verdicts[index])}`;
          assert.equal(editor, parsed(rows, dialect), told);
        });
      }
    });

    it('asks for a key unless the practice feed is on', async () => {
      await openAccount('account-guide');
      const key = page.locator('#node-config-input-apiKey');
      const practice = page.locator('#node-config-input-practice');
      assert.equal(await key.isVisible(), false);
      assert.equal(await page.locator('#node-config-input-server').isVisible(), false);
      await practice.uncheck();
      assert.equal(await key.isVisible(), true);
      await page.waitForSelector('text=Enter the key, or use the practice feed');
      await key.fill('a key');
      await page.waitForSelector('text=must not hold spaces');
      await key.fill('${INSIGHTSENTRY_KEY}');
      assert.equal(await page.locator('#node-config-input-apiKey-error').isVisible(), false);

      await page.click('#market-feeds-account-toggle');
      const server = page.locator('#node-config-input-server');
      const serverError = page.locator('#node-config-input-server-error');
      for (const address of ['wss://proxy.example.com', 'ws://127.0.0.1:8080', '${SERVER}', '']) {
        await server.fill(address);
        assert.equal(await serverError.isVisible(), false, address);
      }
      for (const address of [
        'ws://example.com',
        'https://example.com',
        'example',
        'wss://example.com/?key=1',
      ]) {
        await server.fill(address);
        assert.equal(await serverError.isVisible(), true, address);
      }
      assert.equal(await page.locator('#node-config-input-keyServer').isVisible(), false);
      await page.locator('#node-config-input-plan').selectOption('rapidapi');
      assert.equal(await page.locator('#node-config-input-keyServer').isVisible(), true);
      await page.locator('#node-config-input-maxSymbols').fill('many');
      await page.waitForSelector('text=must be a whole number of 1 or more');
    });
  });
}

function parsed(rows: Row[], dialect: 'guide' | 'newer'): 'fine' | 'refused' {
  try {
    parseItems(rows, parseAccount({ practice: true, dialect }, 'test'));
    return 'fine';
  } catch {
    return 'refused';
  }
}

/** Lists of rows around every rule: each option on each kind of instrument, each interval, odd values, duplicates. */
function ruleLists(): Row[][] {
  const codes = [
    'NASDAQ:AAPL',
    'nyse:ko',
    'XETR:BMW',
    'BINANCE:BTCUSDT',
    'CME_MINI:ES1!',
    'CME_MINI:ESZ2026',
    'KRX:005930',
    'SIP:AAPL',
    'NASDAQ:AAPL, CME_MINI:ES1!',
  ];
  const options = ['extended', 'hours24', 'split', 'dadj', 'badj', 'settlement'].flatMap(name => [
    { [name]: 'true' },
    { [name]: 'false' },
  ]);
  const others = [{}, { currency: 'eur' }, { unit: 'BTC' }, { split: 'false', dadj: 'true' }];
  const byOption = codes.flatMap(code =>
    [...options, ...others].flatMap(option => [
      [{ code, type: 'series', ...option }],
      [{ code, type: 'quote', ...option }],
    ]),
  );
  const barTypes = ['tick', 'second', 'minute', 'hour', 'day', 'week', 'month'];
  const intervals = [1, 2, 5, '10', 45, 100, 1000, 100_000, 100_001, 0, -1, 1.5, 'x', ''];
  const byInterval = barTypes.flatMap(barType =>
    intervals.map(barInterval => [{ code: 'NASDAQ:AAPL', type: 'series', barType, barInterval }]),
  );
  const bars = { code: 'NASDAQ:AAPL', type: 'series', barType: 'minute', barInterval: 5 };
  const odd = [
    ...['AAPL', 'NASDAQ:', ':AAPL', 'NASDAQ:AA PL', 'NASDAQ:AAPL,,NYSE:KO', 'NASDAQ;AAPL', '', 'A:B?'].map(
      code => [{ code, type: 'quote' }],
    ),
    ...[1, 30_000, '30000', 30_001, 0, 'x', ''].map(maxDp => [{ ...bars, maxDp }]),
    ...['EU', 'EURO', 'E1R', '12345678'].map(currency => [{ ...bars, currency }]),
    [bars, bars],
    [bars, { ...bars, maxDp: 10 }],
    [bars, { ...bars, extended: 'true' }],
    [bars, { ...bars, barInterval: 15, extended: 'true' }],
    [bars, { code: 'NASDAQ:AAPL', type: 'quote' }],
    [
      { code: 'NASDAQ:AAPL', type: 'quote' },
      { code: 'NASDAQ:AAPL', type: 'quote', extended: 'true' },
    ],
    [{ code: 'NASDAQ:AAPL' }],
    [],
  ];
  return [...byOption, ...byInterval, ...odd];
}

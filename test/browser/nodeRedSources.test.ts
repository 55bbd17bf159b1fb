/** The sources and accounts of all providers in the real Node-RED editor. */
import { strict as assert } from 'node:assert';
import type { Page } from 'playwright-core';
import type { Form } from '../../core/provider';
import type { NodeRed } from '../hosts/nodeRed';
import { manifest } from '../hosts/project';
import { emptyNodeRed, sharedNodeRed } from '../hosts/sharedHosts';
import { openBrowser, type Browser } from './browser';
import { accounts, flows, forms, rules, sources } from './nodeRedForms';
import { EditorPage, type EditorNode } from './nodeRedPage';

for (const version of ['5', '4'] as const) {
  describe(`the sources in the editor of Node-RED ${version}`, function () {
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
      await editor.open(red.url, 'benzinga-stream');
    });

    after(async () => {
      await browser?.close();
      await emptyNodeRed(red);
    });

    beforeEach(() => editor.reset());

    async function saved(type: string): Promise<EditorNode> {
      await editor.done(type);
      await editor.openNode(type);
      const shown = Object.keys(forms[type] ?? {});
      const values = await Promise.all(
        shown.map(async name => {
          const field = editor.field(name);
          const isCheckbox = (await field.getAttribute('type')) === 'checkbox';
          return [name, isCheckbox ? await field.isChecked() : await field.inputValue()] as const;
        }),
      );
      const node = await editor.done(type);
      for (const [name, value] of values) assert.equal(value, node[name], `${name} is shown as it was saved`);
      return node;
    }

    it('offers each source in the palette, with icon and help', async () => {
      for (const type of sources) {
        assert.equal(await page.locator(`[data-palette-type="${type}"]`).count(), 1, type);
        const help = await editor.help(type);
        for (const part of ['Inputs', 'Outputs', 'Details', 'References'])
          assert.ok(help.includes(part), `${type}: ${part}`);
        assert.doesNotMatch(help, /shared:/);
      }
      for (const type of accounts) assert.match(await editor.help(type), /Practice/);
      const icons = (await red.api('GET', '/icons')) as Record<string, string[]>;
      const wanted = [
        ...[
          'alert',
          'bars',
          'benzinga',
          'filter',
          'finfeedapi',
          'indicator',
          'insightsentry',
          'message',
          'pace',
        ],
        ...['record', 'replay', 'tradewatch'],
      ].map(name => `market-feeds-${name}.svg`);
      assert.deepEqual([...new Set(icons[manifest.name])].sort(), wanted);
    });

    it('calls a node by what it receives', async () => {
      const labels: [type: string, node: Form, label: string][] = [
        ['benzinga-stream', {}, 'all news'],
        ['benzinga-stream', { stream: 'earnings', tickers: 'AAPL MSFT NVDA' }, 'earnings: AAPL, MSFT +1'],
        ['benzinga-stream', { channels: 'Analyst Ratings' }, 'news: Analyst Ratings'],
        ['finfeedapi-filings', {}, 'all filings'],
        ['finfeedapi-filings', { forms: 'SC 13D 8-K', ciks: '0000320193' }, 'SC 13D, 8-K +1'],
        ['insightsentry-news', { symbols: 'NASDAQ:AAPL' }, 'news: AAPL'],
        ['tradewatch-quotes', { symbols: 'eur/usd' }, 'EURUSD'],
        ['tradewatch-quotes', { name: 'Mine', symbols: 'EURUSD' }, 'Mine'],
      ];
      for (const [type, node, label] of labels) assert.equal(await editor.label(type, node), label);
    });

    it('leaves nodes as they are that were only looked at', async () => {
      for (const type of sources) {
        await editor.openNode(type);
        await editor.done(type);
      }
      assert.equal(await editor.isChanged(), false);
    });

    it('shows the defaults where a flow says nothing', async () => {
      const wanted: Record<string, Form> = {
        'benzinga-stream': { stream: 'news', aggregateType: 'number', backlog: false },
        'finfeedapi-filings': { amendments: true, backlog: false },
        'insightsentry-news': { backlog: false },
        'tradewatch-quotes': { assetClass: 'currencies' },
      };
      for (const type of sources) {
        await editor.openNode(`bare-${type}`);
        const node = await editor.done(`bare-${type}`);
        const all: Form = { ...wanted[type], delivery: 'every', deliveryMs: '1000', batchSize: '100' };
        for (const [name, value] of Object.entries(all)) assert.equal(node[name], value, `${type}: ${name}`);
      }
    });

    it('keeps the same rules as the runtime', async () => {
      for (const [type, { parse, forms: list }] of Object.entries(rules)) {
        const verdicts = await editor.verdicts(type, list);
        list.forEach((form, index) => {
          const said = verdicts[index] ?? '';
          // The runtime never sees a variable, and takes a quotes node without symbols: messages may bring them.
          if (/\$\{/.test(JSON.stringify(form))) return assert.equal(said, '');
          if (said === 'Enter at least one symbol.') return;
          const refusal = refusalOf(() => parse(form));
          const told = `${type} ${JSON.stringify(form)}: "${said}", ${refusal}`;
          assert.equal(said !== '', refusal !== undefined, told);
          assert.doesNotMatch(said, /[<>]/, 'the editor takes it for HTML');
        });
      }
    });

    it('shows the fields that a stream of Benzinga has', async () => {
      const names = ['tickers', 'isins', 'channels', 'simplifyRatings', 'aggregateType', 'backlog'];
      const shown: Record<string, string[]> = {
        news: ['tickers', 'channels', 'backlog'],
        consensus: ['tickers', 'isins', 'simplifyRatings', 'aggregateType', 'backlog'],
        transcripts: ['tickers'],
        ...Object.fromEntries(
          ['insights', 'ratings', 'earnings', 'bulls-bears'].map(stream => [
            stream,
            ['tickers', 'isins', 'backlog'],
          ]),
        ),
      };
      await editor.openNode('benzinga-stream');
      for (const [stream, wanted] of Object.entries(shown)) {
        await editor.field('stream').selectOption(stream);
        assert.deepEqual(await editor.visible(...names), wanted, stream);
        const warning = page.locator('text=Benzinga does not say which ticker a consensus event is for');
        assert.equal(await warning.isVisible(), stream === 'consensus');
      }
      const modes = await editor.field('delivery').locator('option').allTextContents();
      assert.deepEqual(modes, ['Every event', 'Batches']);
    });

    it('takes a stream, tickers, ISINs and options of Benzinga', async () => {
      await editor.openNode('benzinga-stream');
      await editor.field('tickers').fill('aapl US0378331005');
      assert.match(await editor.fault('tickers'), /is not a ticker but an ISIN. Enter it under ISINs/);
      await editor.field('stream').selectOption('news');
      assert.match(await editor.fault('tickers'), /This stream knows tickers only/);
      await editor.field('stream').selectOption('consensus');
      await editor.field('tickers').fill('aapl msft,brk.b AAPL');
      assert.equal(await editor.fault('tickers'), '');
      await editor.field('isins').fill('US0378331006');
      assert.match(await editor.fault('isins'), /last digit does not fit/);
      assert.equal(await editor.field('isins').getAttribute('aria-invalid'), 'true');
      await editor.field('isins').fill('us0378331005');
      await editor.field('simplifyRatings').check();
      await editor.field('aggregateType').selectOption('percentage');
      await editor.field('backlog').check();
      const node = await saved('benzinga-stream');
      assert.deepEqual(
        [
          node['stream'],
          node['tickers'],
          node['isins'],
          node['simplifyRatings'],
          node['aggregateType'],
          node['backlog'],
        ],
        ['consensus', 'AAPL, MSFT, BRK.B', 'US0378331005', true, 'percentage', true],
      );
      assert.equal(node.valid, true);
    });

    it('takes channels of Benzinga by a click, and out again', async () => {
      await editor.openNode('benzinga-stream');
      await editor.field('stream').selectOption('news');
      const button = (name: string): ReturnType<Page['locator']> =>
        page.locator('.market-feeds-suggestions button', { hasText: name });
      await editor.field('channels').fill('My own channel');
      await button('Analyst Ratings').click();
      await button('WIIM').click();
      assert.equal(await button('WIIM').getAttribute('aria-pressed'), 'true');
      await button('Analyst Ratings').click();
      assert.equal((await saved('benzinga-stream'))['channels'], 'My own channel, WIIM');
    });

    it('takes forms, companies and words of filings', async () => {
      await editor.openNode('finfeedapi-filings');
      await editor.field('forms').fill('8-k sc 13d');
      await page.locator('.market-feeds-suggestions button', { hasText: '10-Q' }).click();
      await editor.field('ciks').fill('AAPL');
      assert.match(await editor.fault('ciks'), /"AAPL" is not a CIK/);
      await editor.field('ciks').fill('320193');
      await editor.field('words').fill('***');
      assert.match(await editor.fault('words'), /cannot be searched for/);
      await editor.field('words').fill('"merg*" spin-off');
      await editor.field('amendments').check();
      const node = await saved('finfeedapi-filings');
      assert.deepEqual(
        [node['forms'], node['ciks'], node['words'], node['amendments']],
        ['8-K, SC 13D, 10-Q', '320193', 'merg*, spin-off', true],
      );
    });

    it('takes thousands of symbols of TradeWatch, counts them, and says which is wrong', async () => {
      await editor.openNode('tradewatch-quotes');
      const hint = page.locator('#market-feeds-symbols-hint');
      assert.equal(await hint.textContent(), '1 symbol');
      await editor.field('symbols').fill('');
      assert.match(await editor.fault('symbols'), /at least one symbol/);
      await editor.field('symbols').fill('NASDAQ:AAPL');
      await editor.field('assetClass').selectOption('stocks');
      assert.match(await editor.fault('symbols'), /without an exchange. Write AAPL./);
      await editor
        .field('symbols')
        .fill(Array.from({ length: 2000 }, (_none, index) => `s${index}`).join(' '));
      assert.equal(await hint.textContent(), '2000 symbols');
      await editor.field('assetClass').selectOption('currencies');
      assert.match(await editor.fault('symbols'), /"s0" is not a currency pair/);
      await editor.field('symbols').fill('eur/usd\ngbp-usd EURUSD, ${MORE}');
      assert.equal(await editor.fault('symbols'), '');
      await editor.field('delivery').selectOption('latest');
      assert.deepEqual(await editor.visible('deliveryMs', 'batchSize'), ['deliveryMs']);
      await editor.field('deliveryMs').fill('5');
      assert.match(await editor.fault('deliveryMs'), /from 10 to 86400000/);
      await editor.field('deliveryMs').fill('500');
      const node = await saved('tradewatch-quotes');
      assert.deepEqual(
        [node['assetClass'], node['symbols'], node['delivery'], node['deliveryMs'], node.valid],
        ['currencies', 'EURUSD, GBPUSD, ${MORE}', 'latest', '500', true],
      );
    });

    it('takes source, symbols and words of news', async () => {
      await editor.openNode('insightsentry-news');
      await editor.field('symbols').fill('NASDAQ:');
      assert.match(await editor.fault('symbols'), /"NASDAQ:" is not a symbol/);
      await editor.field('symbols').fill('nasdaq:tsla aapl');
      await editor.field('words').fill('earnings');
      await editor.field('source').fill('Reuters');
      await editor.field('delivery').selectOption('batch');
      assert.deepEqual(await editor.visible('deliveryMs', 'batchSize'), ['deliveryMs', 'batchSize']);
      const node = await saved('insightsentry-news');
      assert.deepEqual(
        [node['symbols'], node['words'], node['source'], node['backlog'], node['delivery']],
        ['NASDAQ:TSLA, AAPL', 'earnings', 'Reuters', true, 'batch'],
      );
    });

    for (const type of accounts) {
      it(`asks for the key of a ${type} unless the practice feed is on, and keeps it`, async () => {
        await editor.openAccount(type, type);
        assert.deepEqual(await editor.visible('apiKey', 'server', 'keyHeader', 'path'), []);
        await editor.field('practice').uncheck();
        assert.match(await editor.fault('apiKey'), /Enter the (key|API token), or use the practice feed/);
        await editor.field('apiKey').fill('a key');
        assert.match(await editor.fault('apiKey'), /must not hold spaces/);
        await editor.field('apiKey').fill('a-key');
        await page.click('#market-feeds-account-toggle');
        await editor.field('server').fill('ws://example.com');
        assert.match(await editor.fault('server'), /must start with wss/);
        await editor.field('server').fill('ws://127.0.0.1:8080');
        const [hasHeader] = await editor.visible('keyHeader');
        if (hasHeader) {
          await editor.field('keyHeader').fill('Host');
          assert.match(await editor.fault('keyHeader'), /"Host" cannot carry a key/);
          await editor.field('keyHeader').fill('');
          assert.equal(await editor.fault('keyHeader'), '');
        }
        const [hasPath] = await editor.visible('path');
        if (hasPath) {
          await editor.field('path').fill('/../{assetClass}');
          assert.match(await editor.fault('path'), /must begin with/);
          await editor.field('path').fill('/v2/{assetClass}');
        }
        const account = await editor.update(type);
        assert.deepEqual(
          [account['practice'], account['server'], account['keyHeader'], account['path'], account.valid],
          [false, 'ws://127.0.0.1:8080', hasHeader && '', hasPath && '/v2/{assetClass}', true],
        );
        await editor.openAccount(type, type);
        assert.equal(await editor.field('apiKey').inputValue(), 'a-key');
        assert.equal(await editor.field('server').inputValue(), 'ws://127.0.0.1:8080');
      });
    }
  });
}

function refusalOf(parse: () => unknown): string | undefined {
  try {
    parse();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

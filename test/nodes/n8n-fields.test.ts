/** The forms of the triggers, as n8n itself resolves them: what is shown for each choice, and with which defaults. */
import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { NodeHelpers, type INodeParameters, type INodeProperties, type INodeType } from 'n8n-workflow';
import type { Account, Field, Params, Provider } from '../../core/provider';
import { BenzingaTrigger } from '../../nodes/Benzinga/BenzingaTrigger.node';
import { benzinga } from '../../nodes/Benzinga/benzinga.provider';
import { FinFeedApiTrigger } from '../../nodes/FinFeedApi/FinFeedApiTrigger.node';
import { finFeedApi } from '../../nodes/FinFeedApi/finfeedapi.provider';
import { InsightSentryTrigger } from '../../nodes/InsightSentry/InsightSentryTrigger.node';
import { insightSentry } from '../../nodes/InsightSentry/insightsentry.provider';
import { insightSentryNews } from '../../nodes/InsightSentry/news.provider';
import { safeDelivery } from '../../nodes/n8n-setup';
import { TradeWatchTrigger } from '../../nodes/TradeWatch/TradeWatchTrigger.node';
import { tradeWatch } from '../../nodes/TradeWatch/tradewatch.provider';
import { fieldsAmong, firstField } from '../../transforms/event-fields';
import { marketChoices, parseQuiet, quietProperties } from '../../transforms/hours/quiet-form';

/** What a workflow with `parameters` means to n8n: hidden ones left out, missing ones filled in. */
function resolved({ description }: INodeType, parameters: INodeParameters = {}): INodeParameters {
  const node = { typeVersion: 1 };
  return (
    NodeHelpers.getNodeParameters(description.properties, parameters, true, false, node, description) ?? {}
  );
}

/** The choices of a field as `parameters` show it. */
function offered({ description }: INodeType, name: string, parameters: INodeParameters): unknown[] {
  const isShown = (property: INodeProperties): boolean =>
    NodeHelpers.displayParameter(parameters, property, { typeVersion: 1 }, description);
  const shown = description.properties.filter(property => property.name === name && isShown(property));
  assert.equal(shown.length, 1, `${name} is shown once`);
  return (shown[0]?.options ?? []).map(option => ('value' in option ? option.value : undefined));
}

function subtitle(node: INodeType, parameters: INodeParameters = {}): unknown {
  const [, expression = ''] = /^=\{\{(.*)\}\}$/s.exec(node.description.subtitle ?? '') ?? [];
  return runInNewContext(expression, { $parameter: resolved(node, parameters) });
}

const runs = ['simplify', 'includeNotices', 'maxRunsPerMinute'];
const names = (fields: Field[]): string[] => fields.map(({ name }) => name);

/** Every choice that decides what a trigger brings, and the provider that serves it. */
const choices: [
  INodeType,
  INodeParameters,
  Pick<Provider<Params, Account>, 'brings' | 'eventTypes'>,
  string,
][] = [
  [new InsightSentryTrigger(), { stream: 'live' }, insightSentry, 'live'],
  [new InsightSentryTrigger(), { stream: 'news' }, insightSentryNews, 'news'],
  [new FinFeedApiTrigger(), {}, finFeedApi, 'sec-filings'],
  ...['insights', 'ratings', 'consensus', 'earnings', 'bulls-bears', 'news', 'transcripts'].map(
    (stream): (typeof choices)[number] => [new BenzingaTrigger(), { stream }, benzinga, stream],
  ),
  ...['currencies', 'crypto', 'stocks', 'indices', 'commodities'].map(
    (assetClass): (typeof choices)[number] => [
      new TradeWatchTrigger(),
      { assetClass },
      tradeWatch,
      assetClass,
    ],
  ),
];

describe('the form of a trigger in n8n', () => {
  for (const [node, parameters, provider, stream] of choices) {
    it(`of ${node.description.displayName} has the delivery that suits ${stream}`, () => {
      const given = resolved(node, parameters);
      const brings = provider.brings(stream);
      assert.equal(given['delivery'], brings === 'prices' ? 'latest' : 'every');
      assert.equal(given['delivery'], safeDelivery(brings).mode, 'as where a workflow lacks it');
      assert.equal(given['deliveryMs'], brings === 'prices' ? 60_000 : undefined);
      const modes = brings === 'prices' ? ['batch', 'every', 'latest'] : ['batch', 'every'];
      assert.deepEqual(offered(node, 'delivery', given), modes);
    });
  }

  it('of InsightSentry asks for symbols in rows, or for news, and a workflow from before means symbols', () => {
    const node = new InsightSentryTrigger();
    const live = [
      'stream',
      'subscriptions',
      'filterEvents',
      'alertRulesOn',
      'delivery',
      'deliveryMs',
      ...runs,
    ];
    assert.deepEqual(Object.keys(resolved(node)), live);
    assert.equal(resolved(node)['stream'], 'live');
    const news = [
      'stream',
      ...names(insightSentryNews.fields),
      'filterEvents',
      'alertRulesOn',
      'delivery',
      ...runs,
    ];
    assert.deepEqual(Object.keys(resolved(node, { stream: 'news' })), news);
  });

  for (const node of [...new Set(choices.map(([one]) => one.constructor.name))]) {
    it(`of ${node} has a filter behind a switch, with the fields of the events that it brings`, () => {
      const all = choices.filter(([one]) => one.constructor.name === node);
      const [trigger] = all[0] as (typeof choices)[number];
      assert.equal(resolved(trigger)['filterEvents'], false);
      const given = resolved(trigger, { filterEvents: true });
      assert.deepEqual([given['match'], given['timeZone']], ['all', '']);
      const types = all.flatMap(([, , provider, stream]) => provider.eventTypes(stream));
      const { condition: rows = [] } = given['conditions'] as { condition?: INodeParameters[] };
      assert.deepEqual(rows, [{ field: firstField([...new Set(types)]), operator: 'eq', value: '' }]);
      const { options = [] } = trigger.description.properties.find(({ name }) => name === 'conditions') ?? {};
      const [first] = options.flatMap(option => ('values' in option ? option.values : []));
      const names = (first?.options ?? []).map(option => ('value' in option ? option.value : undefined));
      assert.deepEqual(
        names,
        fieldsAmong(types).map(({ name }) => name),
      );
    });
  }

  for (const node of new Map(choices.map(([one]) => [one.constructor.name, one])).values()) {
    it(`of ${node.constructor.name} asks for silence where notices are wanted, and for hours where it is told`, () => {
      const quiet = (parameters: INodeParameters): string[] =>
        Object.keys(resolved(node, parameters)).filter(name => (quietProperties as string[]).includes(name));
      const wanted = { includeNotices: true };
      const expected: [INodeParameters, number][] = [
        [{ expectMinutes: 5, marketHours: 'own' }, 0],
        [wanted, 1],
        [{ ...wanted, expectMinutes: 0, marketHours: 'own' }, 1],
        [{ ...wanted, expectMinutes: 0.5 }, 2],
        [{ ...wanted, expectMinutes: 5, marketHours: 'own' }, 6],
        // What it gives nobody knows before it runs.
        [{ ...wanted, expectMinutes: '={{ 5 }}', marketHours: 'own' }, 6],
      ];
      for (const [parameters, count] of expected)
        assert.deepEqual(quiet(parameters), quietProperties.slice(0, count), JSON.stringify(parameters));
      const given = resolved(node, { ...wanted, expectMinutes: 5 });
      const choicesOffered = offered(node, 'marketHours', given);
      assert.deepEqual(new Set(choicesOffered), new Set(marketChoices));
      assert.equal(parseQuiet(resolved(node, wanted)), undefined);
    });
  }

  for (const [node, parameters, provider, stream] of choices) {
    it(`of ${node.description.displayName} expects data when ${stream} comes, until somebody says otherwise`, () => {
      const asked = { ...parameters, includeNotices: true, expectMinutes: 15 };
      const hours: Record<string, string> = {
        ...{ currencies: 'fx', commodities: 'fx', crypto: 'always' },
        ...{ stocks: 'us', indices: 'us', live: 'us' },
      };
      const usual = hours[stream] ?? 'us-extended';
      assert.equal(usual === 'us-extended', provider.brings(stream) === 'records');
      assert.equal(resolved(node, asked)['marketHours'], usual);
      assert.equal(resolved(node, { ...asked, expectMinutes: '={{ 15 }}' })['marketHours'], usual);
      assert.equal(resolved(node, { ...asked, marketHours: 'own' })['marketHours'], 'own');
      assert.equal(offered(node, 'marketHours', resolved(node, asked)).length, marketChoices.length);
    });
  }

  it('shows the interval of batches', () => {
    const given = resolved(new FinFeedApiTrigger(), { delivery: 'batch' });
    assert.equal(given['deliveryMs'], 60_000);
    assert.equal(given['batchSize'], 100);
  });
});

describe('the subtitle of a trigger in n8n', () => {
  it('of InsightSentry tells the first symbols', () => {
    const row = [{ code: 'NASDAQ:AAPL NASDAQ:TSLA\nNYSE:KO, BINANCE:BTCUSDT' }, { code: 'A:B' }];
    const node = new InsightSentryTrigger();
    assert.equal(subtitle(node, { subscriptions: { row } }), 'AAPL, TSLA, KO +2');
    assert.equal(subtitle(node, { subscriptions: {} }), '');
    assert.equal(subtitle(node, { stream: 'news' }), 'News: all');
    assert.equal(subtitle(node, { stream: 'news', symbols: 'NASDAQ:AAPL' }), 'News: AAPL');
  });

  it('of the others tells what is chosen, and of what', () => {
    assert.equal(subtitle(new BenzingaTrigger(), { stream: 'news' }), 'News: all');
    assert.equal(
      subtitle(new BenzingaTrigger(), { stream: 'news', tickers: 'AAPL,TSLA KO,F' }),
      'News: AAPL, TSLA, KO +1',
    );
    assert.equal(subtitle(new FinFeedApiTrigger(), { forms: '' }), 'All forms');
    assert.equal(subtitle(new FinFeedApiTrigger(), { forms: '8-K, 4' }), '8-K, 4');
    assert.equal(
      subtitle(new TradeWatchTrigger(), { assetClass: 'crypto', symbols: 'BTCUSD' }),
      'Crypto: BTCUSD',
    );
  });
});

import type { INodeType, INodeTypeDescription, ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { startTrigger } from '../n8n';
import { credentialTest } from '../n8n-credential';
import { triggerProperties } from '../n8n-fields';
import { firstOf, triggerSubtitle, triggerTexts, typedList } from '../n8n-trigger';
import { insightSentry } from './insightsentry.provider';
import { insightSentryNews } from './news.provider';

const withoutExchange = '.map(code => code.split(":").pop())';
/** The symbols of all rows. */
const symbols =
  '($parameter.subscriptions.row || []).flatMap(row => String(row.code || "").split(/[\\s,;]+/)).filter(code => code)';
const live = firstOf(symbols + withoutExchange);
const news = `"News: " + ${firstOf(typedList('symbols') + withoutExchange, 'all')}`;

export class InsightSentryTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'InsightSentry Trigger',
    name: 'insightSentryTrigger',
    icon: { light: 'file:insightsentry.svg', dark: 'file:insightsentry.dark.svg' },
    group: ['trigger'],
    version: 1,
    subtitle: triggerSubtitle(`$parameter["stream"] === "news" ? ${news} : ${live}`),
    description: 'Starts the workflow with live quotes, bars and news from InsightSentry',
    defaults: { name: 'InsightSentry Trigger' },
    inputs: [],
    credentials: [{ name: 'insightSentryApi', required: true, testedBy: 'insightSentryApiTest' }],
    ...triggerTexts('InsightSentry', 'Receive live market data'),
    properties: [
      {
        displayName: 'Stream',
        name: 'stream',
        type: 'options',
        default: 'live',
        noDataExpression: true,
        description: 'What to receive',
        options: [
          { name: 'Market Data', value: 'live', description: 'Quotes and bars of your symbols' },
          { name: 'News', value: 'news', description: 'Headlines, of all symbols or of yours' },
        ],
      },
      ...triggerProperties(
        {
          fields: insightSentry.fields,
          brings: 'prices',
          types: ['quote', 'bar'],
          show: { stream: ['live'] },
        },
        { fields: insightSentryNews.fields, brings: 'records', types: ['news'], show: { stream: ['news'] } },
      ),
    ],
  };

  methods = { credentialTest: { insightSentryApiTest: credentialTest(insightSentry) } };

  async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
    const isNews = this.getNodeParameter('stream', 'live') === 'news';
    return isNews
      ? await startTrigger(this, insightSentryNews, 'insightSentryApi')
      : await startTrigger(this, insightSentry, 'insightSentryApi');
  }
}

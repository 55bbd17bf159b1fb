import type { INodeType, INodeTypeDescription, ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { hoursOfAssets } from '../../transforms/hours/usual-hours';
import { startTrigger } from '../n8n';
import { credentialTest } from '../n8n-credential';
import { triggerProperties } from '../n8n-fields';
import { chosen, firstOf, triggerSubtitle, triggerTexts, typedList } from '../n8n-trigger';
import { tradeWatch } from './tradewatch.provider';

const symbols = firstOf(typedList('symbols'));

export class TradeWatchTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'TradeWatch Trigger',
    name: 'tradeWatchTrigger',
    icon: { light: 'file:tradewatch.svg', dark: 'file:tradewatch.dark.svg' },
    group: ['trigger'],
    version: 1,
    subtitle: triggerSubtitle(`${chosen(tradeWatch.fields, 'assetClass')} + ": " + ${symbols}`),
    description: 'Starts the workflow with live forex, crypto, stock and commodity quotes from TradeWatch',
    defaults: { name: 'TradeWatch Trigger' },
    inputs: [],
    credentials: [{ name: 'tradeWatchApi', required: true, testedBy: 'tradeWatchApiTest' }],
    ...triggerTexts('TradeWatch', 'Receive live quotes'),
    properties: triggerProperties({
      fields: tradeWatch.fields,
      brings: 'prices',
      hours: { parameter: 'assetClass', hours: hoursOfAssets },
      types: ['quote'],
    }),
  };

  methods = { credentialTest: { tradeWatchApiTest: credentialTest(tradeWatch) } };

  async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
    return await startTrigger(this, tradeWatch, 'tradeWatchApi');
  }
}

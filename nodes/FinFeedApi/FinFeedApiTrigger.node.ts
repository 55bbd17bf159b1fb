import type { INodeType, INodeTypeDescription, ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { startTrigger } from '../n8n';
import { credentialTest } from '../n8n-credential';
import { triggerProperties } from '../n8n-fields';
import { firstOf, triggerSubtitle, triggerTexts, typedList } from '../n8n-trigger';
import { finFeedApi } from './finfeedapi.provider';

const forms = firstOf(typedList('forms'), 'All forms');

export class FinFeedApiTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'FinFeedAPI Trigger',
    name: 'finFeedApiTrigger',
    icon: { light: 'file:finfeedapi.svg', dark: 'file:finfeedapi.dark.svg' },
    group: ['trigger'],
    version: 1,
    subtitle: triggerSubtitle(forms),
    description: 'Starts the workflow with new SEC filings from FinFeedAPI',
    defaults: { name: 'FinFeedAPI Trigger' },
    inputs: [],
    credentials: [{ name: 'finFeedApi', required: true, testedBy: 'finFeedApiTest' }],
    ...triggerTexts('FinFeedAPI', 'Receive new SEC filings'),
    properties: triggerProperties({ fields: finFeedApi.fields, brings: 'records', types: ['filing'] }),
  };

  methods = { credentialTest: { finFeedApiTest: credentialTest(finFeedApi) } };

  async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
    return await startTrigger(this, finFeedApi, 'finFeedApi');
  }
}

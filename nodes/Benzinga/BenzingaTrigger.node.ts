import type { INodeType, INodeTypeDescription, ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { startTrigger } from '../n8n';
import { credentialTest } from '../n8n-credential';
import { triggerProperties } from '../n8n-fields';
import { chosen, firstOf, triggerSubtitle, triggerTexts, typedList } from '../n8n-trigger';
import { benzinga } from './benzinga.provider';
import { streams } from './streams';

/** Securities, else channels, whose names may have blanks in them. */
const securities = `[${typedList('tickers')}, ${typedList('isins')}].flat()`;
const channels = typedList('channels', '[,;\\r\\n]+');
const subject = firstOf(`(some => some.length > 0 ? some : ${channels})(${securities})`, 'all');

export class BenzingaTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Benzinga Trigger',
    name: 'benzingaTrigger',
    icon: { light: 'file:benzinga.svg', dark: 'file:benzinga.dark.svg' },
    group: ['trigger'],
    version: 1,
    subtitle: triggerSubtitle(`${chosen(benzinga.fields, 'stream')} + ": " + ${subject}`),
    description: 'Starts the workflow with news, ratings, earnings and transcripts from Benzinga',
    defaults: { name: 'Benzinga Trigger' },
    inputs: [],
    credentials: [{ name: 'benzingaApi', required: true, testedBy: 'benzingaApiTest' }],
    ...triggerTexts('Benzinga', 'Receive news and analyst data'),
    properties: triggerProperties({
      fields: benzinga.fields,
      brings: 'records',
      types: streams.flatMap(benzinga.eventTypes),
    }),
  };

  methods = { credentialTest: { benzingaApiTest: credentialTest(benzinga) } };

  async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
    return await startTrigger(this, benzinga, 'benzingaApi');
  }
}

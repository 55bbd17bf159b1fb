import {
  NodeConnectionTypes,
  type ICredentialsDecrypted,
  type ICredentialTestFunctions,
  type INodeCredentialTestResult,
  type INodeType,
  type INodeTypeDescription,
  type ITriggerFunctions,
  type ITriggerResponse,
} from 'n8n-workflow';
import { startTrigger, testCredential } from '../n8n';
import { deliveryFields } from '../n8n-fields';
import { insightSentry } from './insightsentry.provider';

export class InsightSentryTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'InsightSentry Trigger',
    name: 'insightSentryTrigger',
    icon: { light: 'file:insightsentry.svg', dark: 'file:insightsentry.dark.svg' },
    group: ['trigger'],
    version: 1,
    subtitle: '={{ ($parameter["subscriptions"]["row"] || []).map(row => row.code).join(", ") }}',
    description: 'Starts the workflow with live quotes and bars from InsightSentry',
    defaults: { name: 'InsightSentry Trigger' },
    inputs: [],
    outputs: `={{ $parameter["includeNotices"] ? [{ type: "${NodeConnectionTypes.Main}", displayName: "Events" }, { type: "${NodeConnectionTypes.Main}", displayName: "Notices" }] : ["${NodeConnectionTypes.Main}"] }}`,
    credentials: [{ name: 'insightSentryApi', required: true, testedBy: 'insightSentryApiTest' }],
    triggerPanel: {
      header: '',
      executionsHelp: {
        inactive:
          'Test: click "Execute step" for the latest event. Production: publish the workflow; it then runs by itself.',
        active:
          'The workflow runs by itself with live data. A test step joins its connection and disturbs nothing.',
      },
      activationHint: 'Publish the workflow to receive live data all the time.',
    },
    properties: [...insightSentry.fields, ...deliveryFields],
  };

  methods = {
    credentialTest: {
      async insightSentryApiTest(
        this: ICredentialTestFunctions,
        credential: ICredentialsDecrypted,
      ): Promise<INodeCredentialTestResult> {
        return await testCredential(insightSentry, credential.data ?? {});
      },
    },
  };

  async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
    return await startTrigger(this, insightSentry, 'insightSentryApi');
  }
}

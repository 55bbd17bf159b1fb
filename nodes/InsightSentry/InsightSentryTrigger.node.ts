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
import { triggerProperties } from '../n8n-fields';
import { insightSentry } from './insightsentry.provider';

/** As in Node-RED: the first symbols without their exchanges, and how many more there are. */
const codes =
  '($parameter.subscriptions.row || []).flatMap(row => String(row.code || "").split(/[\\s,;]+/)).filter(code => code)';
const symbols = `(codes => codes.slice(0, 3).join(", ") + (codes.length > 3 ? " +" + (codes.length - 3) : ""))(${codes}.map(code => code.split(":").pop()))`;

export class InsightSentryTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'InsightSentry Trigger',
    name: 'insightSentryTrigger',
    icon: { light: 'file:insightsentry.svg', dark: 'file:insightsentry.dark.svg' },
    group: ['trigger'],
    version: 1,
    subtitle: `={{ ${symbols} }}`,
    description: 'Starts the workflow with live quotes and bars from InsightSentry',
    defaults: { name: 'InsightSentry Trigger' },
    inputs: [],
    outputs: `={{ $parameter["includeNotices"] ? [{ type: "${NodeConnectionTypes.Main}", displayName: "Events" }, { type: "${NodeConnectionTypes.Main}", displayName: "Notices" }] : ["${NodeConnectionTypes.Main}"] }}`,
    credentials: [{ name: 'insightSentryApi', required: true, testedBy: 'insightSentryApiTest' }],
    eventTriggerDescription: 'Waiting for the next event; where none comes, an invented sample is shown',
    activationMessage: 'Live data from InsightSentry now starts runs of this workflow.',
    triggerPanel: {
      header: 'Receive live market data',
      executionsHelp: {
        inactive:
          "<b>While building your workflow</b>, click the 'Execute step' button: the latest event is shown here, or an invented sample where none comes.<br /> <br /><b>Once you're happy with your workflow</b>, publish it. Live data then starts runs by itself. They show up in the <a data-key='executions'>executions list</a>, not in the editor.",
        active:
          "<b>While building your workflow</b>, click the 'Execute step' button: the latest event is shown here. It joins the connection that is there and disturbs nothing.<br /> <br /><b>Your workflow also runs by itself</b>, since it is published. Those runs show up in the <a data-key='executions'>executions list</a>, not in the editor.",
      },
      activationHint:
        'Once you’ve finished building your workflow, publish it to receive live data all the time.',
    },
    properties: triggerProperties(insightSentry.fields),
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

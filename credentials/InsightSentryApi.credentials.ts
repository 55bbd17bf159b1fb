import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';
import { keptKey, keyField } from '../nodes/n8n-account';
import { accountProperties } from '../nodes/n8n-fields';
import { insightSentry } from '../nodes/InsightSentry/insightsentry.provider';

export class InsightSentryApi implements ICredentialType {
  name = 'insightSentryApi';
  displayName = 'InsightSentry API';
  icon: Icon = { light: 'file:insightsentry.svg', dark: 'file:insightsentry.dark.svg' };
  documentationUrl = 'https://insightsentry.com/docs/ws';
  properties: INodeProperties[] = [...accountProperties(insightSentry.credentialFields), keyField];
  preAuthentication = keptKey;
}

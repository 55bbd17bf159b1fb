import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';
import { accountProperties } from '../nodes/n8n-fields';
import { finFeedApi } from '../nodes/FinFeedApi/finfeedapi.provider';

export class FinFeedApi implements ICredentialType {
  name = 'finFeedApi';
  displayName = 'FinFeedAPI SEC API';
  icon: Icon = { light: 'file:finfeedapi.svg', dark: 'file:finfeedapi.dark.svg' };
  documentationUrl = 'https://www.finfeedapi.com/docs/sec-api/websocket';
  properties: INodeProperties[] = accountProperties(finFeedApi.credentialFields);
}

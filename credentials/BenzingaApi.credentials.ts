import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';
import { accountProperties } from '../nodes/n8n-fields';
import { benzinga } from '../nodes/Benzinga/benzinga.provider';

export class BenzingaApi implements ICredentialType {
  name = 'benzingaApi';
  displayName = 'Benzinga API';
  icon: Icon = { light: 'file:benzinga.svg', dark: 'file:benzinga.dark.svg' };
  documentationUrl = 'https://docs.benzinga.com/ws-reference/overview';
  properties: INodeProperties[] = accountProperties(benzinga.credentialFields);
}

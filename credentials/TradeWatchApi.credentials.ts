import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';
import { accountProperties } from '../nodes/n8n-fields';
import { tradeWatch } from '../nodes/TradeWatch/tradewatch.provider';

export class TradeWatchApi implements ICredentialType {
  name = 'tradeWatchApi';
  displayName = 'TradeWatch API';
  icon: Icon = { light: 'file:tradewatch.svg', dark: 'file:tradewatch.dark.svg' };
  documentationUrl = 'https://tradewatch.io/docs';
  properties: INodeProperties[] = accountProperties(tradeWatch.credentialFields);
}

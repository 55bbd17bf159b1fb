import {
  NodeConnectionTypes,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
} from 'n8n-workflow';
import { messageProperties, messageSubtitle } from '../n8n-message';
import { messageItems } from '../n8n-message-run';

export class MarketMessage implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Market Message',
    name: 'marketMessage',
    icon: { light: 'file:market-message.svg', dark: 'file:market-message.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle: messageSubtitle,
    description:
      'Writes market events and alerts for Slack, email, Telegram, Discord, Teams and spreadsheets',
    defaults: { name: 'Market Message' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    properties: messageProperties,
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return messageItems(this);
  }
}

import {
  NodeConnectionTypes,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
} from 'n8n-workflow';
import { alertProperties, alertSubtitle } from '../n8n-alert';
import { alertItems } from '../n8n-alert-run';

export class MarketAlert implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Market Alert',
    name: 'marketAlert',
    icon: { light: 'file:market-alert.svg', dark: 'file:market-alert.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle: alertSubtitle,
    description: 'Tells when a price crosses or moves, a volume jumps, a rating changes, a form is filed',
    defaults: { name: 'Market Alert' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    outputNames: ['Alerts'],
    properties: alertProperties,
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return alertItems(this);
  }
}

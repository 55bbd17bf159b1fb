import {
  NodeConnectionTypes,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
} from 'n8n-workflow';
import { indicatorProperties, indicatorSubtitle } from '../n8n-indicator';
import { indicatorItems } from '../n8n-indicator-run';

export class MarketIndicator implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Market Indicator',
    name: 'marketIndicator',
    icon: { light: 'file:market-indicator.svg', dark: 'file:market-indicator.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle: indicatorSubtitle,
    description: 'Adds RSI, MACD, averages, Bollinger bands, ATR, VWAP and the like to bars and quotes',
    defaults: { name: 'Market Indicator' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    properties: indicatorProperties,
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return indicatorItems(this);
  }
}

import {
  NodeConnectionTypes,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
} from 'n8n-workflow';
import { filterProperties, filterSubtitle, otherProperty, timeZoneProperty } from '../n8n-filter';
import { filterItems } from '../n8n-filter-run';

export class MarketFilter implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Market Filter',
    name: 'marketFilter',
    icon: { light: 'file:market-filter.svg', dark: 'file:market-filter.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle: filterSubtitle,
    description: 'Keeps the market events that fit conditions on their fields',
    defaults: { name: 'Market Filter' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
    outputNames: ['Matched', 'Rest'],
    properties: [...filterProperties, timeZoneProperty, otherProperty],
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return filterItems(this);
  }
}

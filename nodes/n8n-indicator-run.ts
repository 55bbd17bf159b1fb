/** Runs n8n's indicators: items go in, and leave with their numbers. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Form } from '../core/provider';
import { nodePorts } from '../ports/node';
import { IndicatorOperator, parseIndicators } from '../transforms/indicator/indicator';
import { OperatorMemory } from './n8n-memory';
import { judgeItems, jsonOf, readOrTell } from './n8n-transform';
import { readOther } from './payload';

/** Series that a node remembers; the one without an event for longest goes first. */
const mostSeries = 1000;

const memory = new OperatorMemory<IndicatorOperator>('indicators');

/** Gives each event with its numbers, paired with the item that it comes from. */
export function indicatorItems(context: IExecuteFunctions): INodeExecutionData[][] {
  const names = ['indicators', 'backfill', 'running'];
  const form: Form = Object.fromEntries(names.map(name => [name, context.getNodeParameter(name, 0, '')]));
  const zone = context.getTimezone();
  const make = (): IndicatorOperator => new IndicatorOperator(parseIndicators(form, zone), mostSeries);
  const [operator, other] = readOrTell(context, () => [
    memory.take(context, [form, zone], make),
    readOther(context.getNodeParameter('other', 0, 'error')),
  ]);
  const now = nodePorts.clock.now();
  const items = judgeItems(context, other).flatMap(({ item, event }): INodeExecutionData[] => {
    if (event === undefined) return [item];
    return operator.take(event, now).map(result => ({ ...item, json: jsonOf(result) }));
  });
  memory.keep(context, [form, zone], operator);
  return [items];
}

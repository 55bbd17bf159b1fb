/** Runs n8n's alert: items go in, alerts come out. */
import { deepCopy, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { nodePorts } from '../ports/node';
import { AlertOperator, parseAlerts } from '../transforms/alert/alert';
import { OperatorMemory } from './n8n-memory';
import { judgeItems, jsonOf, readOrTell } from './n8n-transform';
import { readOther } from './payload';

/** Symbols that a node remembers; the one not seen for long goes first. */
const mostSymbols = 2000;

const memory = new OperatorMemory<AlertOperator>('alerts');

/**
 * Gives an item for each alert, paired with the item whose event fired it. What had to hold leaves with the first item
 * after it has held.
 */
export function alertItems(context: IExecuteFunctions): INodeExecutionData[][] {
  const form = { rules: context.getNodeParameter('rules', 0, {}) };
  const [operator, other] = readOrTell(context, () => [
    memory.take(context, form, () => new AlertOperator(parseAlerts(form), mostSymbols)),
    readOther(context.getNodeParameter('other', 0, 'error')),
  ]);
  const now = nodePorts.clock.now();
  const items = judgeItems(context, other).flatMap(({ item, event }, index): INodeExecutionData[] => {
    if (event === undefined) return [item];
    return operator.take(event, now).map(alert => {
      // A rule that still waits may hold the same event.
      return { json: jsonOf(deepCopy(alert)), pairedItem: { item: index } };
    });
  });
  memory.keep(context, form, operator);
  return [items];
}

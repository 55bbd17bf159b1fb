/** Runs n8n's indicators: items go in, and leave with their numbers. */
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Form } from '../core/provider';
import { isObject } from '../core/read';
import { nodePorts } from '../ports/node';
import { IndicatorOperator, parseIndicators } from '../transforms/indicator/indicator';
import { isTest, NodeMemory } from './n8n-memory';
import { judgeItems, readOrTell } from './n8n-transform';
import { readOther } from './payload';

/** Series that a node remembers; the one without an event for longest goes first. */
const mostSeries = 1000;
/** Characters of JSON in the workflow's static data, which n8n reads and writes whole with every run. */
const mostSaved = 100_000;

interface Remembered {
  rules: string;
  operator: IndicatorOperator;
  savedAt: number;
}

/**
 * The indicators of published workflows as they run. In memory runs that overlap share them. The workflow's static data
 * is there for restarts, and holds the series seen last: of runs that overlap, n8n keeps that of the one that ends last.
 * With several workers each has a memory of its own, and takes what another one saved since.
 */
const memory = new NodeMemory<Remembered>();

/** What a process before this one, or another worker, has left. */
function saved(data: IDataObject): { savedAt: number; state: unknown } {
  const { indicators } = data;
  if (!isObject(indicators) || typeof indicators.savedAt !== 'number')
    return { savedAt: 0, state: undefined };
  return { savedAt: indicators.savedAt, state: indicators.state };
}

function operatorFor(
  context: IExecuteFunctions,
  form: Form,
  zone: string,
  data: IDataObject,
): IndicatorOperator {
  const last = saved(data);
  const kept = memory.get(context);
  const known = kept && kept.savedAt >= last.savedAt ? kept : undefined;
  if (known?.rules === JSON.stringify([form, zone])) return known.operator;
  const operator = new IndicatorOperator(parseIndicators(form, zone), mostSeries);
  operator.restore(known ? known.operator.save() : last.state);
  return operator;
}

/** Gives each event with its numbers, paired with the item that it comes from. */
export function indicatorItems(context: IExecuteFunctions): INodeExecutionData[][] {
  const names = ['indicators', 'backfill', 'running'];
  const form: Form = Object.fromEntries(names.map(name => [name, context.getNodeParameter(name, 0, '')]));
  const zone = context.getTimezone();
  // A test begins with nothing, and leaves nothing.
  const data = isTest(context) ? {} : context.getWorkflowStaticData('node');
  const [operator, other] = readOrTell(context, () => [
    operatorFor(context, form, zone, data),
    readOther(context.getNodeParameter('other', 0, 'error')),
  ]);
  const now = nodePorts.clock.now();
  const items = judgeItems(context, other).flatMap(({ item, event }): INodeExecutionData[] => {
    if (event === undefined) return [item];
    return operator.take(event, now).map(result => ({ ...item, json: result as unknown as IDataObject }));
  });
  if (!isTest(context)) {
    memory.set(context, { rules: JSON.stringify([form, zone]), operator, savedAt: now });
    // Whatever is set is written.
    data.indicators = { savedAt: now, state: operator.save(mostSaved) as IDataObject };
  }
  return [items];
}

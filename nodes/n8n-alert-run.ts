/** Runs n8n's alert: items go in, alerts come out. */
import { deepCopy, type IDataObject, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import type { Form } from '../core/provider';
import { isObject } from '../core/read';
import { nodePorts } from '../ports/node';
import { AlertOperator, parseAlerts } from '../transforms/alert/alert';
import { isTest, NodeMemory } from './n8n-memory';
import { judgeItems, readOrTell } from './n8n-transform';
import { readOther } from './payload';

/** Symbols that a node remembers; the one not seen for long goes first. */
const mostSymbols = 2000;
/** Characters of JSON in the workflow's static data, which n8n reads and writes whole with every run. */
const mostSaved = 100_000;

interface Remembered {
  form: string;
  operator: AlertOperator;
  savedAt: number;
}

/**
 * The rules of published workflows as they run. In memory runs that overlap share them, and windows and holds go on from
 * run to run. The workflow's static data is there for restarts: of runs that overlap, n8n keeps that of the one that
 * ends last. With several workers each has a memory of its own, and takes what another one saved since.
 */
const memory = new NodeMemory<Remembered>();

/** What a process before this one, or another worker, has left. */
function saved(data: IDataObject): { savedAt: number; state: unknown } {
  const { alerts } = data;
  if (!isObject(alerts) || typeof alerts.savedAt !== 'number') return { savedAt: 0, state: undefined };
  return { savedAt: alerts.savedAt, state: alerts.state };
}

function operatorFor(context: IExecuteFunctions, form: Form, data: IDataObject): AlertOperator {
  const last = saved(data);
  const kept = memory.get(context);
  const known = kept && kept.savedAt >= last.savedAt ? kept : undefined;
  if (known?.form === JSON.stringify(form)) return known.operator;
  const operator = new AlertOperator(parseAlerts(form), mostSymbols);
  operator.restore(known ? known.operator.save() : last.state);
  return operator;
}

function keep(
  context: IExecuteFunctions,
  form: Form,
  data: IDataObject,
  operator: AlertOperator,
  savedAt: number,
): void {
  const state = operator.save(mostSaved);
  // Whatever is set is written.
  if (JSON.stringify(state) !== JSON.stringify(saved(data).state))
    data.alerts = { savedAt, state: state as IDataObject };
  memory.set(context, { form: JSON.stringify(form), operator, savedAt });
}

/**
 * Gives an item for each alert, paired with the item whose event fired it. What had to hold leaves with the first item
 * after it has held.
 */
export function alertItems(context: IExecuteFunctions): INodeExecutionData[][] {
  const form: Form = { rules: context.getNodeParameter('rules', 0, {}) };
  // A test begins with nothing, and leaves nothing.
  const data = isTest(context) ? {} : context.getWorkflowStaticData('node');
  const [operator, other] = readOrTell(context, () => [
    operatorFor(context, form, data),
    readOther(context.getNodeParameter('other', 0, 'error')),
  ]);
  const now = nodePorts.clock.now();
  const items = judgeItems(context, other).flatMap(({ item, event }, index): INodeExecutionData[] => {
    if (event === undefined) return [item];
    return operator.take(event, now).map(alert => {
      // A rule that still waits may hold the same event.
      return { json: deepCopy(alert) as unknown as IDataObject, pairedItem: { item: index } };
    });
  });
  if (!isTest(context)) keep(context, form, data, operator, now);
  return [items];
}

/** Runs n8n's filter: items that match, and the rest. */
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { compileFilter, parseFilter, type EventFilter } from '../transforms/filter/filter';
import { NodeMemory } from './n8n-memory';
import { judgeItems, readOrTell } from './n8n-transform';
import { readOther } from './payload';

interface Remembered {
  rules: string;
  filter: EventFilter;
}

/**
 * The filters of published workflows, so that "has changed" compares with events of earlier runs. In memory only: runs
 * may overlap, and each of them would write the workflow's static data over the other's.
 */
const filters = new NodeMemory<Remembered>();

function filterFor(context: IExecuteFunctions): EventFilter {
  const names = ['match', 'conditions', 'timeZone'];
  const form = Object.fromEntries(names.map(name => [name, context.getNodeParameter(name, 0, '')]));
  const zone = context.getTimezone();
  const rules = JSON.stringify([form, zone]);
  const known = filters.get(context);
  const filter = known?.rules === rules ? known.filter : compileFilter(parseFilter(form, zone));
  filters.set(context, { rules, filter });
  return filter;
}

/** Sends each item to the first output where it is an event that matches, else to the second. */
export function filterItems(context: IExecuteFunctions): INodeExecutionData[][] {
  const [filter, other] = readOrTell(context, () => [
    filterFor(context),
    readOther(context.getNodeParameter('other', 0, 'error')),
  ]);
  const matched: INodeExecutionData[] = [];
  const rest: INodeExecutionData[] = [];
  for (const { item, event } of judgeItems(context, other)) {
    const place = event !== undefined && filter.accepts(event) ? matched : rest;
    place.push(item);
  }
  return [matched, rest];
}

/** What n8n's triggers keep over restarts: files of its user folder. */
import type { ITriggerFunctions, Logger } from 'n8n-workflow';
import { nodePorts } from '../ports/node';
import { abandonedMs, n8nFolder, storeIn, type FileStore } from '../ports/store';

/** By then all triggers that are to run have started. */
const startedMs = 3_600_000;

const swept = new WeakSet<FileStore>();

/**
 * The store of all triggers of this process. n8n does not tell a node of its end: what no trigger has written for long
 * is removed, with the first write an hour after the first one has started.
 * @param logger of the process: the store outlives the trigger that opens it
 */
export function n8nStore(logger: Logger): FileStore {
  const store = storeIn(n8nFolder(), nodePorts.clock, message => logger.warn(`Market Feeds: ${message}`));
  if (!swept.has(store)) store.sweepLater(startedMs, abandoned);
  swept.add(store);
  return store;
}

/** What the store knows a trigger's ledger, or its alert rules, by. */
export function keptName(kind: 'ledger' | 'alerts', context: ITriggerFunctions): string {
  return `n8n ${kind} ${context.getWorkflow().id ?? ''} ${context.getNode().id}`;
}

/**
 * The names of what belongs to no trigger any more. Rules are written when events come, a ledger also while the feed is
 * silent: both of a trigger live as long as either does.
 * @param ages in ms since each was written
 */
export function abandoned(ages: ReadonlyMap<string, number>): string[] {
  const triggerOf = (name: string): string | undefined => /^n8n (?:ledger|alerts) (.*)$/.exec(name)?.[1];
  const live = new Set([...ages].filter(([, age]) => age <= abandonedMs).map(([name]) => triggerOf(name)));
  return [...ages.keys()].filter(name => {
    const trigger = triggerOf(name);
    return trigger !== undefined && !live.has(trigger);
  });
}

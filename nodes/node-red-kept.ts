/** What Node-RED's nodes keep over restarts, each under `<kind> <id>`, and when that is removed. */
import type { NodeAPI, NodeDef } from 'node-red';
import { nodePorts } from '../ports/node';
import { abandonedMs, storeIn, type FileStore } from '../ports/store';
import { onEachStart } from './flows-started';

/** The kind of what sources keep; that of a transform is its type. */
export const ledgerKind = 'ledger';

/** By runtime, the kinds that are swept. */
const kindsOf = new WeakMap<NodeAPI['events'], Set<string>>();

/** Where Node-RED has no user folder, nodes forget with the process. */
export function keptStore({ settings: { userDir }, log }: NodeAPI): FileStore | undefined {
  return userDir
    ? storeIn(userDir, nodePorts.clock, message => log.warn(`[market-feeds] ${message}`))
    : undefined;
}

/**
 * Lets what nodes of a kind keep go with them: by the deploy that deletes them. Node-RED also calls a node `removed`
 * that is disabled, alone or with its flow, and says nothing of those in a deleted subflow. What belongs to no node for
 * another reason, such as a flow file that was edited or exchanged, stays until nobody has written it for long.
 */
export function sweepKept(RED: NodeAPI, kind: string): void {
  const known = kindsOf.get(RED.events);
  const kinds = known ?? new Set();
  kinds.add(kind);
  if (known) return;
  kindsOf.set(RED.events, kinds);
  onEachStart(RED, removed => void keptStore(RED)?.sweep(ages => goneOf(RED, kinds, removed, ages)));
}

function goneOf(
  RED: NodeAPI,
  kinds: ReadonlySet<string>,
  removed: readonly string[],
  ages: ReadonlyMap<string, number>,
): string[] {
  const nodes = new Map<string, NodeDef>();
  RED.nodes.eachNode(node => void nodes.set(node.id, node));
  return [...ages.keys()].filter(name => {
    const space = name.indexOf(' ');
    const id = name.slice(space + 1);
    if (!kinds.has(name.slice(0, space)) || isInFlows(id, nodes)) return false;
    return (ages.get(name) ?? 0) > abandonedMs || removed.some(part => `-${id}-`.includes(`-${part}-`));
  });
}

/**
 * Whether a node has this id, be it disabled or not. In each instance of a subflow its id is `<instance>-<node>`, in one
 * within another `<instance>-<instance>-<node>`; in its template it runs nowhere.
 * @param subflow of which the node is to be a part
 */
export function isInFlows(id: string, nodes: ReadonlyMap<string, NodeDef>, subflow?: string): boolean {
  const isHere = ({ z }: NodeDef): boolean =>
    subflow === undefined ? nodes.get(z)?.type !== 'subflow' : z === subflow;
  const node = nodes.get(id);
  if (node) return isHere(node);
  for (let dash = id.indexOf('-'); dash >= 0; dash = id.indexOf('-', dash + 1)) {
    const instance = nodes.get(id.slice(0, dash));
    if (!instance || !isHere(instance)) continue;
    const [, within] = /^subflow:(.*)$/.exec(instance.type) ?? [];
    // What is in a subflow that a package brings, nobody tells.
    if (within === undefined || isInFlows(id.slice(dash + 1), nodes, within)) return true;
  }
  return false;
}

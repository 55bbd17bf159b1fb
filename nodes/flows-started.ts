import type { NodeAPI } from 'node-red';
import type { Cancel } from '../core/ports';

/**
 * What is to be done after a start of flows.
 * @param removed where a deploy started them, the ids of the nodes that it has deleted or disabled, or whose flow
 */
type EachStart = (removed: readonly string[]) => void;

interface Waiting {
  once: Set<() => void>;
  each: Set<EachStart>;
}

/** By runtime, what waits for the flows to start. */
const runtimes = new WeakMap<NodeAPI['events'], Waiting>();

/** All share one listener: Node.js warns of an emitter with more than ten. */
function waitingIn({ events }: NodeAPI): Waiting {
  const known = runtimes.get(events);
  if (known) return known;
  const waiting: Waiting = { once: new Set(), each: new Set() };
  runtimes.set(events, waiting);
  events.on('flows:started', (start?: { diff?: { removed?: readonly string[] } }) => {
    const due = [...waiting.once];
    waiting.once.clear();
    for (const task of due) task();
    for (const task of waiting.each) task(start?.diff?.removed ?? []);
  });
  return waiting;
}

/** Runs a node's task once all nodes of a deploy are there: what is sent or told while they are made reaches nobody. */
export function onceStarted(RED: NodeAPI, task: () => void): Cancel {
  const { once } = waitingIn(RED);
  once.add(task);
  return () => void once.delete(task);
}

/** Runs a task after each start of flows, after those of the nodes. */
export function onEachStart(RED: NodeAPI, task: EachStart): void {
  waitingIn(RED).each.add(task);
}

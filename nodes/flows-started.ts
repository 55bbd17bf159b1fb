import type { NodeAPI } from 'node-red';
import type { Cancel } from '../core/ports';

/** By runtime, what waits for the flows to start. */
const waiting = new WeakMap<NodeAPI['events'], Set<() => void>>();

/**
 * Runs a node's task once all nodes of a deploy are there: what is sent or told while they are made reaches nobody. All
 * share one listener: Node.js warns of an emitter with more than ten.
 */
export function onceStarted({ events }: NodeAPI, task: () => void): Cancel {
  const tasks = waiting.get(events) ?? new Set();
  waiting.set(events, tasks);
  if (tasks.size === 0) {
    events.once('flows:started', () => {
      const due = [...tasks];
      tasks.clear();
      for (const one of due) one();
    });
  }
  tasks.add(task);
  return () => void tasks.delete(task);
}

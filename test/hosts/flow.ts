/** Flows for tests, in few words. */
import type { Simulator } from '../../simulator/server';
import type { FlowNode } from './nodeRed';

/** A key that must appear nowhere. */
export const canaryKey = 'canary-5f1d-key-b7';

export const tab: FlowNode = { id: 'tab', type: 'tab', label: 'test' };

export function accountNode(simulator: Simulator, extra: Record<string, unknown> = {}): FlowNode {
  return {
    id: 'account',
    type: 'insightsentry-account',
    name: 'Test account',
    server: `${simulator.url}/insightsentry`,
    credentials: { apiKey: canaryKey },
    ...extra,
  };
}

/** A source whose events go to the debug node `<id>-events`, its notices to `<id>-notices`; `<id>-control` feeds it. */
export function liveNode(
  id: string,
  subscriptions: unknown[],
  extra: Record<string, unknown> = {},
): FlowNode[] {
  return [
    {
      id,
      type: 'insightsentry-live',
      z: 'tab',
      name: `Live ${id}`,
      account: 'account',
      subscriptions,
      x: 200,
      y: 100,
      wires: [[`${id}-events`], [`${id}-notices`]],
      ...extra,
    },
    debugNode(`${id}-events`),
    debugNode(`${id}-notices`),
  ];
}

/** A source of any provider with its account and two debug nodes, `<id>-events` and `<id>-notices`, as a flow. */
export function source(type: string, account: string, feed: string, properties: Record<string, unknown>) {
  return (simulator: Simulator, id = 'a'): FlowNode[] => [
    {
      id: `${account}-1`,
      type: account,
      name: 'Test account',
      server: `${simulator.url}/${feed}`,
      credentials: { apiKey: canaryKey },
    },
    {
      ...{ id, type, z: 'tab', name: `Source ${id}`, account: `${account}-1`, x: 200, y: 100 },
      wires: [[`${id}-events`], [`${id}-notices`]],
      ...properties,
    },
    debugNode(`${id}-events`),
    debugNode(`${id}-notices`),
  ];
}

export function debugNode(id: string): FlowNode {
  return {
    id,
    type: 'debug',
    z: 'tab',
    name: id,
    active: true,
    tosidebar: true,
    console: false,
    complete: 'true',
    targetType: 'full',
    x: 500,
    y: 100,
    wires: [],
  };
}

/** An inject node that sends `msg.action` and `msg.topic` to `target`. */
export function controlNode(id: string, target: string, action: string, topic: unknown = ''): FlowNode {
  const topicProperty =
    typeof topic === 'string'
      ? { p: 'topic', vt: 'str', v: topic }
      : { p: 'topic', vt: 'json', v: JSON.stringify(topic) };
  return {
    id,
    type: 'inject',
    z: 'tab',
    name: id,
    props: [{ p: 'action', vt: 'str', v: action }, topicProperty],
    repeat: '',
    once: false,
    x: 100,
    y: 100,
    wires: [[target]],
  };
}

/** Catches every error of the tab; the debug node `caught` shows it. */
export function catchNodes(): FlowNode[] {
  const catcher = { id: 'catch', type: 'catch', z: 'tab', scope: null, x: 100, y: 300, wires: [['caught']] };
  return [catcher, debugNode('caught')];
}

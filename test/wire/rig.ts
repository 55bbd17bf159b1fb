import assert from 'node:assert/strict';
import type { DeliveryPolicy } from '../../core/delivery';
import type { Timing } from '../../core/provider';
import type { Ports } from '../../core/ports';
import type { InsightSentryAccount } from '../../nodes/InsightSentry/account';
import { insightSentry } from '../../nodes/InsightSentry/insightsentry.provider';
import type { LiveParams } from '../../nodes/InsightSentry/plan';
import type { InsightSentryFeed } from '../../simulator/insightsentry';
import { startSimulator, type SimulatorOptions } from '../../simulator/server';
import { every } from '../core/canned';
import { until } from '../fakes';
import { FeedRig, reach, type FeedNode } from './feedRig';

export { cleanUp, reach } from './feedRig';

export interface RigOptions {
  simulator?: SimulatorOptions;
  timing?: Partial<Timing>;
  ports?: Partial<Ports>;
}

/** A node on the rig. */
export type RigNode = FeedNode<LiveParams>;

/** InsightSentry's market data on real sockets; silence is shortened, too. */
export class Rig extends FeedRig<LiveParams, InsightSentryAccount> {
  static async start({ simulator, timing, ...options }: RigOptions = {}): Promise<Rig> {
    const { insightsentry, ...rest } = simulator ?? {};
    const running = await startSimulator({
      rate: 0,
      ...rest,
      insightsentry: { heartbeatMs: 100, ...insightsentry },
    });
    return new Rig(insightSentry, running, { ...options, timing: { silenceMs: 4000, ...timing } });
  }

  get feed(): InsightSentryFeed {
    return this.simulator.insightsentry;
  }

  /** The subscriptions of each message that a connection sent. */
  messages(index: number): unknown[][] {
    const texts = this.seen[index]?.received.filter(text => text !== 'ping') ?? [];
    return texts.map(text => (JSON.parse(text) as { subscriptions: unknown[] }).subscriptions);
  }

  override node(
    rows: unknown,
    form: Record<string, unknown> = {},
    delivery: DeliveryPolicy = every,
  ): RigNode {
    return super.node({ subscriptions: rows }, form, delivery);
  }

  /** A node whose connection is online. */
  override async online(
    rows: unknown = [{ code: 'NASDAQ:AAPL' }],
    form: Record<string, unknown> = {},
  ): Promise<RigNode> {
    const node = this.node(rows, form);
    await reach(node, 'online');
    return node;
  }

  /** One price step, seen by a node. */
  async tick(node: RigNode, code = 'NASDAQ:AAPL'): Promise<void> {
    const before = node.sink.received.length;
    await until(() => {
      this.feed.tick(code);
      return node.sink.received.length > before;
    }, `a tick of ${code}`);
  }
}

/** What keeps this process alive, in kinds and numbers. */
function resources(): string {
  return process.getActiveResourcesInfo().sort().join(' ');
}

/** Remembers what keeps this process alive; gives a check that waits until it is no more than that. */
export async function watchResources(): Promise<(when: string) => Promise<void>> {
  // After a timer, as in the check: the one that runs counts, and so does the one of the test itself.
  await new Promise(resolve => setTimeout(resolve, 1));
  const before = resources();
  return async when => {
    const deadline = Date.now() + 4000;
    do await new Promise(resolve => setTimeout(resolve, 3));
    while (resources() !== before && Date.now() < deadline);
    assert.equal(resources(), before, when);
  };
}

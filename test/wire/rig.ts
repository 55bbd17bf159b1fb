import assert from 'node:assert/strict';
import type { DeliveryPolicy } from '../../core/delivery';
import type { Timing } from '../../core/provider';
import type { Ports } from '../../core/ports';
import { createEngine, type Engine, type Subscription } from '../../core/subscribe';
import { insightSentry } from '../../nodes/InsightSentry/insightsentry.provider';
import type { LiveParams } from '../../nodes/InsightSentry/plan';
import { nodePorts } from '../../ports/node';
import type { ConnectionRecord } from '../../simulator/connection';
import type { InsightSentryFeed } from '../../simulator/insightsentry';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../simulator/server';
import { Recorder, every } from '../core/canned';
import { until } from '../fakes';

/** InsightSentry's timings, shortened; silence is not, since a busy test machine is silent for a while, too. */
const quick: Partial<Timing> = { openMs: 4000, readyMs: 4000, silenceMs: 4000, debounceMs: 20 };

export interface RigOptions {
  simulator?: SimulatorOptions;
  timing?: Partial<Timing>;
  ports?: Partial<Ports>;
}

/** A node on the rig. */
export interface RigNode {
  sink: Recorder;
  subscription: Subscription<LiveParams>;
}

/** An engine on real sockets, and the practice feed that it talks to. */
export class Rig {
  readonly engine: Engine;
  readonly provider: typeof insightSentry;

  private constructor(
    readonly simulator: Simulator,
    { timing, ports }: RigOptions,
  ) {
    this.engine = createEngine({ ...nodePorts, ...ports });
    const backoff = { baseMs: 20, capMs: 60 };
    this.provider = { ...insightSentry, timing: { ...insightSentry.timing, ...quick, backoff, ...timing } };
  }

  static async start(options: RigOptions = {}): Promise<Rig> {
    const { insightsentry, ...rest } = options.simulator ?? {};
    const simulator = await startSimulator({
      rate: 0,
      ...rest,
      insightsentry: { heartbeatMs: 100, ...insightsentry },
    });
    const rig = new Rig(simulator, options);
    rigs.push(rig);
    return rig;
  }

  get feed(): InsightSentryFeed {
    return this.simulator.insightsentry;
  }

  /** Connections as the server saw them. */
  get seen(): ConnectionRecord[] {
    return this.feed.connections();
  }

  /** The subscriptions of each message that a connection sent. */
  messages(index: number): unknown[][] {
    const texts = this.seen[index]?.received.filter(text => text !== 'ping') ?? [];
    return texts.map(text => (JSON.parse(text) as { subscriptions: unknown[] }).subscriptions);
  }

  account(form: Record<string, unknown> = {}) {
    return this.provider.account(
      { apiKey: 'some-key', server: `${this.simulator.url}/insightsentry`, ...form },
      'Main',
    );
  }

  node(rows: unknown, form: Record<string, unknown> = {}, delivery: DeliveryPolicy = every): RigNode {
    const account = this.account(form);
    const sink = new Recorder();
    const params = this.provider.parse({ subscriptions: rows }, account);
    const subscription = this.engine.subscribe({
      provider: this.provider,
      account,
      params,
      name: 'node',
      delivery,
      sink,
    });
    return { sink, subscription };
  }

  /** A node whose connection is online. */
  async online(
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

  async stop(): Promise<void> {
    this.engine.close();
    await this.simulator.close();
  }
}

const rigs: Rig[] = [];

/** For `afterEach`. */
export async function cleanUp(): Promise<void> {
  for (const rig of rigs.splice(0)) await rig.stop();
}

/** Waits until a node reaches a state; gives the cause, where it has one. */
export async function reach(node: RigNode, name: string, times = 1): Promise<Error | undefined> {
  const states = (): typeof node.sink.states => node.sink.states.filter(state => state.name === name);
  await until(() => states().length >= times, `state ${name} (${node.sink.path.join(' ')})`);
  const state = states()[times - 1];
  assert.ok(state);
  return 'cause' in state ? state.cause : undefined;
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

import assert from 'node:assert/strict';
import type { DeliveryPolicy } from '../../core/delivery';
import type { Account, Form, Params, Provider, Timing } from '../../core/provider';
import type { Ports } from '../../core/ports';
import { createEngine, type Engine, type Subscription } from '../../core/subscribe';
import { nodePorts } from '../../ports/node';
import type { ConnectionRecord } from '../../simulator/connection';
import type { FeedFaults } from '../../simulator/faults';
import type { Simulator } from '../../simulator/server';
import { Recorder, every } from '../core/canned';
import { until } from '../fakes';

/** A provider's timings, shortened; silence is not, since a busy test machine is silent for a while, too. */
const quick: Partial<Timing> = { openMs: 4000, debounceMs: 20, backoff: { baseMs: 20, capMs: 60 } };

export interface FeedRigOptions {
  timing?: Partial<Timing>;
  ports?: Partial<Ports>;
}

/** A node on the rig. */
export interface FeedNode<P extends Params> {
  sink: Recorder;
  subscription: Subscription<P>;
}

/** An engine on real sockets for one provider, and the practice feed that it talks to. */
export class FeedRig<P extends Params, A extends Account> {
  readonly engine: Engine;
  readonly provider: Provider<P, A>;

  constructor(
    provider: Provider<P, A>,
    readonly simulator: Simulator,
    { timing, ports }: FeedRigOptions = {},
  ) {
    this.engine = createEngine({ ...nodePorts, ...ports });
    const readyMs = Math.min(provider.timing.readyMs, 4000);
    this.provider = { ...provider, timing: { ...provider.timing, ...quick, readyMs, ...timing } };
    rigs.push(this);
  }

  /** The provider's practice feed, as far as all have the same levers. */
  get faults(): FeedFaults {
    const feeds = this.simulator as unknown as Record<string, FeedFaults | undefined>;
    const feed = feeds[this.provider.id];
    assert.ok(feed, `the simulator has no ${this.provider.id}`);
    return feed;
  }

  /** Connections as the server saw them. */
  get seen(): ConnectionRecord[] {
    return this.faults.connections();
  }

  get open(): ConnectionRecord[] {
    return this.seen.filter(({ closed }) => !closed);
  }

  account(form: Form = {}): A {
    const server = `${this.simulator.url}/${this.provider.id}`;
    return this.provider.account({ apiKey: 'some-key', server, ...form }, 'Main');
  }

  node(form: Form, accountForm: Form = {}, delivery: DeliveryPolicy = every): FeedNode<P> {
    const account = this.account(accountForm);
    return this.subscribe(this.provider.parse(form, account), account, delivery);
  }

  subscribe(params: P, account: A = this.account(), delivery: DeliveryPolicy = every): FeedNode<P> {
    const sink = new Recorder();
    const { provider } = this;
    const subscription = this.engine.subscribe({ provider, account, params, name: 'node', delivery, sink });
    return { sink, subscription };
  }

  /** A node whose connection is online. */
  async online(form: Form, accountForm: Form = {}): Promise<FeedNode<P>> {
    const node = this.node(form, accountForm);
    await reach(node, 'online');
    return node;
  }

  async stop(): Promise<void> {
    this.engine.close();
    await this.simulator.close();
  }
}

const rigs: { stop(): Promise<void> }[] = [];

/** For `afterEach`. */
export async function cleanUp(): Promise<void> {
  for (const rig of rigs.splice(0)) await rig.stop();
}

/** Waits until a node reaches a state; gives the cause, where it has one. */
export async function reach(node: { sink: Recorder }, name: string, times = 1): Promise<Error | undefined> {
  const states = (): typeof node.sink.states => node.sink.states.filter(state => state.name === name);
  await until(() => states().length >= times, `state ${name} (${node.sink.path.join(' ')})`);
  const state = states()[times - 1];
  assert.ok(state);
  return 'cause' in state ? state.cause : undefined;
}

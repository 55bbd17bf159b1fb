import assert from 'node:assert/strict';
import type { Account, Form, Params } from '../../core/provider';
import type { DialRequest, Ports, Store } from '../../core/ports';
import { createEngine, type Engine, type Subscription } from '../../core/subscribe';
import { nodePorts } from '../../ports/node';
import type { FeedFaults } from '../../simulator/faults';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../simulator/server';
import { every } from '../core/canned';
import { until } from '../fakes';
import type { Driver } from './drivers';
import { itemOfEvent } from './identity';
import type { Run } from './journals';
import { Proxy } from './proxy';
import { SinkJournal } from './sinkJournal';
import { TestTime } from './testTime';

/** How a run is set up. */
export interface RunOptions {
  simulator?: SimulatorOptions;
  account?: Form;
  form?: Form;
  store?: Store;
  /** Takes events only when it is let. */
  isSlow?: boolean;
}

/** Real time that anything may take on a busy machine before the run counts as stuck. */
const patienceMs = 15_000;
/** Longer than all that is re-sent on a connect stays without an end, by the time of the run. */
const longestGapMs = 20_000;

/** One subscriber of one provider, on a real engine and a real line to the practice feed, and a fault between them. */
export class FaultRun {
  readonly time = new TestTime();
  readonly sink: SinkJournal;
  /** Where dials go instead, while something is wrong with the address. */
  detour: ((request: DialRequest, proxy: Proxy) => DialRequest) | undefined;
  subscription!: Subscription<Params>;
  dials = 0;
  /** See {@link Run}. */
  flightMs = 100;
  mergesPrices = false;
  private engine!: Engine;
  private readonly sockets = new Set<object>();
  private healedAt: number | undefined;
  private turn = 0;

  private constructor(
    readonly driver: Driver,
    readonly simulator: Simulator,
    readonly proxy: Proxy,
    private readonly options: RunOptions,
    time: TestTime,
  ) {
    this.time = time;
    this.sink = new SinkJournal(time, options.isSlow === true);
    this.startEngine();
  }

  /** A run whose subscriber is online and has heard of everything so far. */
  static async start(driver: Driver, options: RunOptions = {}): Promise<FaultRun> {
    const time = new TestTime();
    const { id } = driver;
    const simulator = await startSimulator({
      rate: 0,
      now: time.now,
      ...driver.simulator,
      ...options.simulator,
      [id]: { ...driver.simulator[id], ...options.simulator?.[id] },
    });
    const proxy = await Proxy.start(Number(new URL(simulator.url).port));
    const run = new FaultRun(driver, simulator, proxy, options, time);
    run.subscribe();
    await run.reach('online');
    await run.live(3);
    return run;
  }

  /** The practice feed's levers that all providers have. */
  get feed(): FeedFaults {
    return this.simulator[this.driver.id];
  }

  get state(): string {
    return this.subscription.state.name;
  }

  /** Why it waits or failed. */
  get cause(): string {
    const { state } = this.subscription;
    return 'cause' in state ? state.cause.message : '';
  }

  get account(): Account {
    const server = `ws://127.0.0.1:${this.proxy.port}/${this.driver.id}`;
    return this.driver.provider.account({ apiKey: 'some-key', server, ...this.options.account }, 'Main');
  }

  /** A new engine on the same machine: the process was started again. */
  startEngine(): void {
    const ports: Ports = { ...nodePorts, clock: this.time.clock, dial: this.dial };
    this.engine = createEngine({ ...ports, ...(this.options.store && { store: this.options.store }) });
  }

  /** Ends the engine as the end of its process does. */
  endEngine(): void {
    this.engine.close();
  }

  subscribe(form: Form = this.options.form ?? this.driver.form): void {
    const { provider } = this.driver;
    const { account, sink } = this;
    const params = provider.parse(form, account);
    this.subscription = this.engine.subscribe({ provider, account, params, name: 'node', delivery: every, sink });
  }

  /** The node is deployed again: whatever had failed is tried once more. */
  redeploy(): void {
    this.subscription.stop();
    this.subscribe();
  }

  /** Changes what the node asks for. */
  change(form: Form): void {
    this.subscription.update(this.driver.provider.parse(form, this.account));
  }

  /** Publishes `turns` times; whoever is there is told. */
  publish(turns = 1): void {
    for (let left = turns; left > 0; left -= 1) this.driver.publish(this.simulator, (this.turn += 1));
  }

  publishMore(): void {
    this.driver.publishMore(this.simulator, (this.turn += 1));
  }

  /** Publishes on a connection that works, and waits until all of it came. */
  async live(turns = 1): Promise<void> {
    for (let left = turns; left > 0; left -= 1) {
      const from = this.feed.published.length;
      this.publish();
      await this.arrival(from);
    }
  }

  /** Waits until what was published since the place `from` in the journal has come. */
  async arrival(from: number): Promise<void> {
    const awaited = this.feed.published.slice(from).map(({ id }) => id);
    const came = (): boolean => awaited.every(id => this.sink.has(id));
    await this.until(came, 'what was published');
  }

  /** Waits for a state of the subscription, and skips the time that it wants to wait. */
  async reach(name: 'online' | 'failed' | 'waiting'): Promise<void> {
    await this.until(() => this.state === name, `to be ${name}`, name === 'waiting' ? 0 : 1000);
  }

  /** Waits until so many further dials have failed. */
  async attempts(count: number): Promise<void> {
    const enough = this.dials + count;
    await this.until(() => this.dials > enough, `${count} attempts`, 1000);
  }

  /** Lets time pass, while the server says nothing, until the connection is given up. */
  async untilGivenUp(): Promise<void> {
    const before = this.state;
    const pass = (): Promise<void> => this.time.skip(1000);
    await this.until(() => this.state !== before, 'the end of patience', 0, pass);
  }

  /** The fault is over: the time to recover runs from now. */
  heal(): void {
    this.healedAt = this.time.now();
  }

  /** The connection is back, what was lost is made good as far as it can be, and new events come. */
  async recover(): Promise<void> {
    this.healedAt ??= this.time.now();
    const gapsBefore = this.sink.count('gap-closed');
    await this.reach('online');
    await this.live(2);
    await this.gapClosed(gapsBefore + 1);
    await this.live(2);
  }

  /** Waits for a number of gaps to be over. */
  async gapClosed(times: number): Promise<void> {
    const deadline = this.time.now() + longestGapMs;
    await this.until(() => this.sink.count('gap-closed') >= times, 'the end of the gap', 0, async () => {
      if (this.time.now() < deadline) await this.time.skip(1000);
    });
  }

  /** Stops everything and gives the journals. */
  async finish(): Promise<Run> {
    this.subscription.stop();
    await this.time.skip(4000);
    const connections = this.engine.connections().length;
    this.engine.close();
    const gone = (): boolean => this.sockets.size === 0 && this.time.pending === 0;
    const since = Date.now();
    while (!gone() && Date.now() - since < 3000) {
      await this.time.skip(1000);
      await new Promise(resolve => setTimeout(resolve, 5));
    }
    const left = { connections, sockets: this.sockets.size, timers: this.time.pending };
    const { published, journal: sent } = this.feed;
    const { healedAt, flightMs, mergesPrices } = this;
    const run = { published, sent, sink: this.sink.entries, flightMs, mergesPrices, healedAt, left };
    return JSON.parse(JSON.stringify(run)) as Run;
  }

  async close(): Promise<void> {
    this.engine.close();
    await this.proxy.close();
    await this.simulator.close();
  }

  /** Waits on real time until `holds`; while the subscription only waits, that time is skipped. */
  async until(
    holds: () => boolean,
    what: string,
    skipMs = 1000,
    meanwhile: () => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    const deadline = Date.now() + patienceMs;
    while (!holds()) {
      assert.ok(Date.now() < deadline, `${what}: did not happen (${this.sink.story}; ${this.state}: ${this.cause})`);
      if (skipMs > 0 && this.state === 'waiting') await this.time.skip(skipMs);
      await meanwhile();
      await new Promise(resolve => setTimeout(resolve, 3));
    }
  }

  private readonly dial: Ports['dial'] = (request, handlers) => {
    this.dials += 1;
    const line = {};
    this.sockets.add(line);
    return nodePorts.dial(this.detour?.(request, this.proxy) ?? request, {
      ...handlers,
      ended: end => {
        this.sockets.delete(line);
        handlers.ended(end);
      },
    });
  };
}


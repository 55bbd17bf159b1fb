import { streamOf } from '../../core/ledger';
import type { Account, Form } from '../../core/provider';
import type { Simulator } from '../../simulator/server';
import { every } from '../core/canned';
import type { Driver } from './drivers';
import { HostPorts } from './hostPorts';
import { HostProcess } from './hostProcess';
import type { Run } from './journals';
import { Proxy } from './proxy';
import { startFeed, type RunOptions } from './runOptions';
import { SinkJournal } from './sinkJournal';
import { StoreFolder } from './storeFolder';
import { TestTime } from './testTime';
import { WatchedRun } from './watchedRun';

/** A frame that the line has swallowed may have been on its way for so long. */
const flightMs = 100;
/** Longer than all that is re-sent on a connect stays without an end, by the time of the run. */
const longestGapMs = 20_000;

/** One subscriber of one provider, on a real engine and a real line to the practice feed, and a fault between them. */
export class FaultRun extends WatchedRun {
  readonly sink: SinkJournal;
  readonly ports: HostPorts;
  /** Where it keeps what outlives the process. */
  readonly folder = new StoreFolder();
  /** See {@link Run}. */
  mergesPrices = false;
  private host!: HostProcess;
  private healedAt: number | undefined;
  private turn = 0;

  private constructor(
    driver: Driver,
    simulator: Simulator,
    proxy: Proxy,
    readonly options: RunOptions,
    time: TestTime,
  ) {
    super(driver, simulator, proxy, time);
    this.sink = new SinkJournal(time);
    this.ports = new HostPorts(proxy);
    this.startProcess();
  }

  /** A run whose subscriber is online and has heard of everything so far. */
  static async start(driver: Driver, options: RunOptions = {}): Promise<FaultRun> {
    const time = new TestTime();
    const simulator = await startFeed(driver, options, time.now);
    const proxy = await Proxy.start(Number(new URL(simulator.url).port));
    const run = new FaultRun(driver, simulator, proxy, options, time);
    try {
      run.subscribe();
      await run.served();
      await run.live(3);
      // What is re-sent on a connect is over: the fault strikes a stream that runs.
      await time.skip(3000);
      await run.live(2);
      return run;
    } catch (thrown) {
      await run.close();
      throw thrown;
    }
  }

  get account(): Account {
    const server = `ws://127.0.0.1:${this.proxy.port}/${this.driver.id}`;
    const extra = this.options.account?.(this.simulator);
    return this.driver.provider.account({ apiKey: 'some-key', server, ...extra }, 'Main');
  }

  /** The process ends in good order and is started again, when nothing has come for a while. */
  async restart(meanwhile: () => void | Promise<void> = () => undefined): Promise<void> {
    await this.time.skip(5000);
    await this.stop();
    await this.startAnew(meanwhile);
  }

  /** The process is killed and started again, when nothing has come for a while. */
  async crash(meanwhile: () => void | Promise<void>): Promise<void> {
    await this.time.skip(5000);
    // What ended later would be written by the dead.
    await this.host.written();
    await this.startAnew(meanwhile);
  }

  private async startAnew(meanwhile: () => void | Promise<void>): Promise<void> {
    this.host.engine.close();
    await this.until(() => this.ports.open === 0, 'the end of the sockets');
    this.host.end();
    await meanwhile();
    this.startProcess();
    this.subscribe();
    await this.served();
  }

  private startProcess(): void {
    this.host = new HostProcess(this.ports, this.time, this.options.store ?? this.folder.open);
  }

  subscribe(form: Form = this.options.form ?? this.driver.form): void {
    const { provider } = this.driver;
    const { account, sink } = this;
    const params = provider.parse(form, account);
    sink.ledger = this.host.openLedger(streamOf(provider.id, params.stream, account.practice));
    this.subscription = this.host.engine.subscribe({
      provider,
      account,
      params,
      name: 'node',
      delivery: every,
      ledger: sink.ledger,
      sink,
    });
  }

  /** The node is deployed again: whatever had failed is tried once more. */
  async redeploy(): Promise<void> {
    await this.stop();
    this.subscribe();
  }

  /** The node is stopped in good order. */
  private async stop(): Promise<void> {
    this.subscription.stop();
    await this.host.closeLedger();
  }

  /** Changes what the node asks for. */
  change(form: Form): void {
    this.subscription.update(this.driver.provider.parse(form, this.account));
  }

  /** Publishes `turns` times; whoever is there is told. */
  publish(turns = 1): void {
    const { publish = this.driver.publish } = this.options;
    for (let left = turns; left > 0; left -= 1) publish(this.simulator, (this.turn += 1));
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

  /** The fault is over: the time to recover runs from now. */
  heal(): void {
    this.healedAt = this.time.now();
  }

  /** The connection is back, what was lost is made good as far as it can be, and new events come. */
  async recover(): Promise<void> {
    this.healedAt ??= this.time.now();
    const gapsBefore = this.sink.count('gap-closed');
    await this.served();
    await this.live(2);
    await this.gapClosed(gapsBefore + 1);
    await this.live(2);
  }

  /** Waits for a number of gaps to be over. */
  async gapClosed(times: number): Promise<void> {
    const deadline = this.time.now() + longestGapMs;
    await this.until(
      () => this.sink.count('gap-closed') >= times,
      'the end of the gap',
      async () => {
        if (this.time.now() < deadline) await this.time.skip(1000);
      },
    );
  }

  /** Stops everything and gives the journals. */
  async finish(): Promise<Run> {
    await this.stop();
    await this.time.skip(4000);
    const { engine } = this.host;
    const connections = engine.connections().length;
    engine.close();
    const gone = (): boolean => this.ports.open === 0 && this.time.pending === 0;
    const since = Date.now();
    while (!gone() && Date.now() - since < 3000) {
      await this.time.skip(1000);
      await new Promise(resolve => setTimeout(resolve, 5));
    }
    const left = { connections, sockets: this.ports.open, timers: this.time.pending };
    const { published, journal: sent } = this.feed;
    const { healedAt, mergesPrices } = this;
    const run = { published, sent, sink: this.sink.entries, flightMs, mergesPrices, healedAt, left };
    return JSON.parse(JSON.stringify(run)) as Run;
  }

  async close(): Promise<void> {
    this.host.end();
    await this.proxy.close();
    await this.simulator.close();
    await this.folder.remove();
  }
}

import assert from 'node:assert/strict';
import type { Params } from '../../core/provider';
import type { Subscription } from '../../core/subscribe';
import type { FeedFaults } from '../../simulator/faults';
import type { Simulator } from '../../simulator/server';
import type { Driver } from './drivers';
import type { HostPorts } from './hostPorts';
import type { Proxy } from './proxy';
import type { SinkJournal } from './sinkJournal';
import type { TestTime } from './testTime';

/** Real time that anything may take on a busy machine before the run counts as stuck. */
const patienceMs = 15_000;
/** What a line between two ends that are there takes to end. */
const longestEndMs = 200;
/** A run as far as it is watched: what has become of it, and waits for what must. */
export abstract class WatchedRun {
  abstract readonly sink: SinkJournal;
  abstract readonly ports: HostPorts;
  subscription!: Subscription<Params>;

  protected constructor(
    readonly driver: Driver,
    readonly simulator: Simulator,
    readonly proxy: Proxy,
    readonly time: TestTime,
  ) {}

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

  /** Waits until what was published since the place `from` in the journal has come. */
  async arrival(from: number): Promise<void> {
    // Of a bar its last state: those in between may be merged.
    const awaited = new Map(this.feed.published.slice(from).map(({ id, close }) => [id, close]));
    const came = (): boolean => [...awaited].every(([id, close]) => this.sink.has(id, close));
    await this.until(came, 'what was published');
  }

  /** Waits for a state of the subscription, and skips the time that it wants to wait. */
  async reach(name: 'online' | 'failed' | 'waiting'): Promise<void> {
    await this.until(() => this.state === name, `to be ${name}`);
  }

  /** Waits until it is online, and the server has heard what it wants: what is published now must come. */
  async served(): Promise<void> {
    await this.reach('online');
    const isHeard = (): boolean => (this.feed.connections().at(-1)?.received.length ?? 0) > 0;
    await this.until(() => this.state === 'online' && isHeard(), 'to be heard');
  }

  /** Waits until so many further dials have failed. */
  async attempts(count: number): Promise<void> {
    const enough = this.ports.dials + count;
    await this.until(() => this.ports.dials > enough, `${count} attempts`);
  }

  /** Lets time pass, while the server says nothing, until the connection is given up. */
  async untilGivenUp(): Promise<void> {
    const before = this.state;
    const isOver = (): boolean => this.state !== before;
    await this.until(isOver, 'the end of patience', () => this.time.skip(1000, isOver));
  }

  /** Waits on real time until `holds`; what the subscription waits for its next attempt is skipped. */
  async until(
    holds: () => boolean,
    what: string,
    meanwhile: () => Promise<void> = () => this.skipWait(holds),
  ): Promise<void> {
    const deadline = Date.now() + patienceMs;
    while (!holds()) {
      assert.ok(
        Date.now() < deadline,
        `${what}: did not happen (${this.sink.story}; ${this.state}: ${this.cause})`,
      );
      await meanwhile();
      await new Promise(resolve => setTimeout(resolve, 3));
    }
  }

  private async skipWait(isEnough: () => boolean): Promise<void> {
    const { state } = this.subscription;
    if (state.name !== 'waiting') return;
    // The old line ends in real time: a skipped wait must not overtake it.
    const since = Date.now();
    while (this.proxy.open > 0 && Date.now() - since < longestEndMs)
      await new Promise(resolve => setTimeout(resolve, 1));
    await this.time.skip(state.until - this.time.clock.now() + 1, isEnough);
  }
}

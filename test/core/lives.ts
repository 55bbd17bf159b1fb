/** Random lives of a node against a server that keeps its last few records, and the books on both. */
import type { FeedNotice, MarketEvent } from '../../core/event';
import type { Account, Provider } from '../../core/provider';
import type { Subscription } from '../../core/subscribe';
import { fc } from '../property';
import type { FakeSocket } from '../fakes';
import { canned, Kept, Recorder, World, type CannedParams } from './canned';
import { newsOf } from './events';

const records: Provider<CannedParams, Account> = { ...canned, brings: () => 'records' };
/** Records that the server re-sends on a connect. */
const cached = 4;

const count = fc.constantFrom(0, 1, 2, 6);

/** Programs of what may happen to a node. */
export const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.tuple(fc.constant('publish' as const), fc.constantFrom(1, 1, 2, 6)) },
    { weight: 1, arbitrary: fc.constantFrom(['repeat', 0] as const, ['write', 0] as const) },
    // With a number of records that are published while nobody is there.
    {
      weight: 4,
      arbitrary: fc.tuple(fc.constantFrom('drop' as const, 'crash' as const, 'restart' as const), count),
    },
    // The node is deployed again in a process that goes on.
    { weight: 1, arbitrary: fc.tuple(fc.constant('deploy' as const), count) },
    { weight: 1, arbitrary: fc.constantFrom(['down', 0] as const, ['up', 0] as const) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(['stall', 0] as const, ['stall', 0] as const, ['resume', 0] as const),
    },
    {
      weight: 4,
      arbitrary: fc.tuple(fc.constant('tick' as const), fc.constantFrom(1, 500, 3000, 20_000, 300_000)),
    },
  ),
  { maxLength: 40 },
);
export type Step = readonly [name: string, number: number];

interface Published {
  id: string;
  /** In ms since 1970. */
  at: number;
}

/** One life of the node, from its start to its end. */
export interface Life {
  readonly notices: FeedNotice[];
  /** It goes on with the connection of the life before. */
  readonly isDeployed: boolean;
  /** The node knew as it started that it had had all until then. */
  readonly hadUntil: number;
}

/** A socket that came online, for a life, and what the server re-sent on it. */
export interface Connect {
  at: number;
  life: Life;
  resent: readonly Published[];
  /** What the node knew that it had had, and when. */
  hadBefore: ReadonlyMap<string, number>;
}

/** A node's sink that may be slow: what it is busy with is noted and had only when it goes on. */
class SlowSink extends Recorder {
  private resume: (() => void) | undefined;
  private isSlow = false;

  constructor(private readonly had: (events: readonly MarketEvent[]) => void) {
    super();
  }

  override events(events: MarketEvent[]): void | Promise<void> {
    if (!this.isSlow) return this.take(events);
    return new Promise(resolve => {
      this.resume = () => {
        this.take(events);
        resolve();
      };
    });
  }

  stall(isSlow: boolean): void {
    this.isSlow = isSlow;
    if (!isSlow) this.resume?.();
    if (!isSlow) this.resume = undefined;
  }

  private take(events: MarketEvent[]): void {
    void super.events(events);
    this.had(events);
  }
}

/** One run: the server, the lives of the node, and the books on both. */
export class Run {
  private world = new World();
  private socket: FakeSocket | undefined;
  private sink = new SlowSink(events => this.onHad(events));
  private subscription: Subscription<CannedParams> | undefined;
  private readonly kept = new Kept(true);
  private isUp = true;
  private isStalled = false;
  readonly published: Published[] = [];
  readonly had: string[] = [];
  /** What the node knows that it has had, and when it had it. */
  private readonly known = new Map<string, number>();
  /** Had since the ledger was written; after a crash these may come again. */
  private unwritten: string[] = [];
  /** As it was written last, the ledger knew at least that all until then was had. */
  private hadUntil = this.world.clock.now();
  readonly mayRepeat = new Set<string>();
  readonly lives: Life[] = [];
  /** Lives of processes that are gone. */
  private livesBefore = 0;
  readonly connects: Connect[] = [];

  async start(isDeployed = false): Promise<void> {
    const ledger = this.kept.crashed(this.world);
    const life: Life = { notices: [], isDeployed, hadUntil: this.hadUntil };
    this.lives.push(life);
    this.sink = new SlowSink(events => this.onHad(events));
    this.sink.notice = notice => void life.notices.push(notice);
    this.sink.stall(this.isStalled);
    const { subscription } = await this.world.subscribe({ provider: records, ledger, sink: this.sink });
    this.subscription = subscription;
    // As hosts do: from its first moment on.
    this.kept.keep();
    await this.answer();
  }

  async step([name, number]: Step): Promise<void> {
    if (name === 'publish') await this.publish(number);
    else if (name === 'repeat') await this.send(this.published.slice(-1));
    else if (name === 'write') this.write();
    else if (name === 'drop') {
      await this.socket?.fail('read ECONNRESET', 'ECONNRESET');
      await this.publish(number);
    } else if (name === 'crash' || name === 'restart') await this.again(name === 'restart', number);
    else if (name === 'deploy') await this.deploy(number);
    else if (name === 'down' || name === 'up') this.isUp = name === 'up';
    else if (name === 'stall' || name === 'resume') this.sink.stall((this.isStalled = name === 'stall'));
    else await this.tick(number);
    await this.answer();
  }

  /** All troubles are over: the last connect brings what there is. */
  async finish(): Promise<void> {
    for (const name of ['up', 'resume', 'drop']) await this.step([name, 0]);
    for (let second = 0; second < 60; second += 1) await this.step(['tick', 1000]);
  }

  get inCache(): string[] {
    return this.published.slice(-cached).map(({ id }) => id);
  }

  get notices(): FeedNotice[] {
    return this.lives.flatMap(({ notices }) => notices);
  }

  private async publish(number: number): Promise<void> {
    for (let left = number; left > 0; left -= 1) {
      await this.world.clock.advance(1);
      const record = { id: `r${this.published.length}`, at: this.world.clock.now() };
      this.published.push(record);
      await this.send([record]);
    }
  }

  private async send(list: readonly Published[]): Promise<void> {
    if (!this.socket || this.socket.over) return;
    const receivedTime = new Date(this.world.clock.now()).toISOString();
    for (const { id, at } of list) {
      const event = { ...newsOf(id, 0), time: new Date(at).toISOString(), receivedTime };
      await this.socket.frame([{ kind: 'event', topic: 'A', event }]);
    }
  }

  private async tick(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 10_000) {
      await this.world.clock.advance(Math.min(10_000, left));
      if (this.socket && !this.socket.over) await this.socket.frame([{ kind: 'heartbeat' }]);
      await this.answer();
    }
  }

  /** The server answers a dial: with its last records, or not at all. */
  private async answer(): Promise<void> {
    const socket = this.world.net.sockets.at(-1);
    if (!socket || socket.over || socket === this.socket) return;
    if (!this.isUp) return socket.fail('connect ECONNREFUSED', 'ECONNREFUSED');
    this.socket = socket;
    const resent = this.published.slice(-cached);
    const life = this.lives.at(-1) as Life;
    this.connects.push({ at: this.world.clock.now(), life, resent, hadBefore: new Map(this.known) });
    await socket.open();
    await socket.frame([{ kind: 'ready' }]);
    await this.send(resent);
  }

  private write(): void {
    this.kept.keep();
    this.unwritten = [];
    const ofProcess = this.lives.slice(this.livesBefore).flatMap(({ notices }) => notices);
    const last = ofProcess.filter(({ notice }) => /^gap/.test(notice)).at(-1);
    // An open gap begins with what is missing; after a closed one nothing is, but for what waits.
    if (last && !this.isStalled)
      this.hadUntil = Date.parse(String(last.notice === 'gap' ? last.from : last.to)) - 1;
  }

  private async again(isClean: boolean, meanwhile: number): Promise<void> {
    if (isClean) {
      this.world.engine.close();
      this.write();
    }
    for (const id of this.unwritten) {
      this.mayRepeat.add(id);
      this.known.delete(id);
    }
    this.unwritten = [];
    this.livesBefore = this.lives.length;
    const world = new World();
    await world.clock.advance(this.world.clock.now() + 1000 - world.clock.now());
    this.world = world;
    this.socket = undefined;
    await this.publish(meanwhile);
    await this.start();
  }

  private async deploy(meanwhile: number): Promise<void> {
    this.subscription?.stop();
    this.write();
    await this.publish(meanwhile);
    await this.start(true);
  }

  private onHad(events: readonly MarketEvent[]): void {
    for (const { id } of events) {
      this.had.push(id);
      this.known.set(id, this.world.clock.now());
      this.unwritten.push(id);
    }
  }
}

/**
 * Random lives of a node against a server that keeps its last few records, and a model that knows only what was
 * published, what arrived, and what was said: nothing comes twice but what was noted after the last write before a
 * crash; what the server still has arrives; what is lost lies in a gap that was told and not called complete.
 */
import assert from 'node:assert/strict';
import type { FeedNotice, MarketEvent } from '../../core/event';
import type { Ledger } from '../../core/ledger';
import type { Account, Provider } from '../../core/provider';
import { fc } from '../property';
import type { FakeSocket } from '../fakes';
import { canned, Kept, Recorder, World, type CannedParams } from './canned';
import { newsOf } from './events';

const records: Provider<CannedParams, Account> = { ...canned, brings: () => 'records' };
/** Records that the server re-sends on a connect. */
const cached = 4;

const count = fc.constantFrom(0, 1, 2, 6);
const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.tuple(fc.constant('publish' as const), fc.constantFrom(1, 1, 2, 6)) },
    { weight: 1, arbitrary: fc.constantFrom(['repeat', 0] as const, ['write', 0] as const) },
    // With a number of records that are published while nobody is there.
    {
      weight: 3,
      arbitrary: fc.tuple(fc.constantFrom('drop' as const, 'crash' as const, 'restart' as const), count),
    },
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
type Step = readonly [name: string, number: number];

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
class Run {
  private world = new World();
  private socket: FakeSocket | undefined;
  private sink = new SlowSink(events => this.onHad(events));
  private readonly kept = new Kept(true);
  private ledger: Ledger | undefined;
  private isUp = true;
  private isStalled = false;
  readonly published: { id: string; at: number }[] = [];
  readonly had: string[] = [];
  /** Had since the ledger was written; after a crash these may come again. */
  private unwritten: string[] = [];
  readonly mayRepeat = new Set<string>();
  readonly notices: FeedNotice[] = [];

  async start(): Promise<void> {
    this.ledger = this.kept.crashed(this.world);
    this.sink = new SlowSink(events => this.onHad(events));
    this.sink.notice = notice => void this.notices.push(notice);
    this.sink.stall(this.isStalled);
    this.socket = undefined;
    await this.world.subscribe({ provider: records, ledger: this.ledger, sink: this.sink });
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

  private async publish(number: number): Promise<void> {
    for (let left = number; left > 0; left -= 1) {
      await this.world.clock.advance(1);
      const record = { id: `r${this.published.length}`, at: this.world.clock.now() };
      this.published.push(record);
      await this.send([record]);
    }
  }

  private async send(list: readonly { id: string; at: number }[]): Promise<void> {
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
    await socket.open();
    await socket.frame([{ kind: 'ready' }]);
    await this.send(this.published.slice(-cached));
  }

  private write(): void {
    this.kept.keep();
    this.unwritten = [];
  }

  private async again(isClean: boolean, meanwhile: number): Promise<void> {
    if (isClean) {
      this.world.engine.close();
      this.write();
    }
    for (const id of this.unwritten) this.mayRepeat.add(id);
    this.unwritten = [];
    const world = new World();
    await world.clock.advance(this.world.clock.now() + 1000 - world.clock.now());
    this.world = world;
    this.socket = undefined;
    await this.publish(meanwhile);
    await this.start();
  }

  private onHad(events: readonly MarketEvent[]): void {
    for (const { id } of events) {
      this.had.push(id);
      this.unwritten.push(id);
    }
  }
}

/** Whether a gap was told that holds a time, and was not called complete. */
function isTold(notices: readonly FeedNotice[], at: number): boolean {
  return notices.some(({ notice, from, to }, index) => {
    if (notice !== 'gap' || Date.parse(String(from)) > at || Date.parse(String(to)) < at) return false;
    const end = notices.slice(index + 1).find(other => /gap/.test(other.notice));
    return end?.notice !== 'gap-closed' || end.complete !== true;
  });
}

async function check(program: readonly Step[]): Promise<void> {
  const run = new Run();
  await run.start();
  for (const step of program) await run.step(step);
  await run.finish();
  const twice = run.had.filter((id, index) => run.had.indexOf(id) < index && !run.mayRepeat.has(id));
  assert.deepEqual(twice, [], 'came twice');
  const had = new Set(run.had);
  assert.deepEqual(
    run.inCache.filter(id => !had.has(id)),
    [],
    'the server has it, and it did not come',
  );
  const lost = run.published.filter(({ id, at }) => !had.has(id) && !isTold(run.notices, at));
  assert.deepEqual(lost, [], 'lost, and nobody said so');
}

describe('the continuity of a node', function () {
  this.timeout(120_000);

  /** Programs that failed once. */
  const failed: Step[][] = [];
  for (const [index, program] of failed.entries())
    it(`holds where it failed once: ${index + 1}`, () => check(program));

  it('holds over random lives', async () => {
    const numRuns = Number(process.env.MODEL_RUNS ?? 300);
    await fc.assert(fc.asyncProperty(steps, check), { numRuns });
  });
});

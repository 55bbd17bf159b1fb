/** A week and more of an account whose keys live a week: a clock turned by hand, a server that means it. */
import assert from 'node:assert/strict';
import { AuthError, ConnectionError } from '../../core/errors';
import type { FeedNotice } from '../../core/event';
import type { HttpResponse } from '../../core/ports';
import type { KeySource } from '../../core/provider';
import type { Subscription } from '../../core/subscribe';
import { FakeNet, storeOf, type FakeSocket } from '../fakes';
import { Kept, World, canned, paramsOf, type CannedParams, type Recorder } from './canned';

const hour = 3_600_000;
const day = 24 * hour;
const canary = 'canary-week';

const source: KeySource = {
  request: () => ({ url: 'https://keys.example', headers: { 'x-rapidapi-key': 'canary-account' } }),
  read: (status, body) => {
    if (status === 401) throw new AuthError('RapidAPI refused the key.');
    if (status !== 200) throw new ConnectionError('The key endpoint gave no key.', { retryAfterMs: 60_000 });
    const [key = '', expiresAt = '0'] = body.split(' ');
    return { key, expiresAt: Number(expiresAt) };
  },
  perDay: 10,
  renewMs: day,
};
const provider = { ...canned, keySource: () => source };

/** The provider: gives ten keys in 24 hours, takes none that has ended, and closes a socket when its key ends. */
class Desk {
  readonly net = new FakeNet();
  readonly asked: number[] = [];
  /** Dials with a key that was none or no longer one. */
  refusals = 0;
  mood: 'well' | 'down' | 'lost' = 'well';
  private readonly ends = new Map<string, number>();

  constructor() {
    this.net.answer = () => this.answer();
  }

  get now(): number {
    return this.net.clock.now();
  }

  /** The most requests in any 24 hours. */
  get busiest(): number {
    return Math.max(...this.asked.map(at => this.asked.filter(one => one > at - day && one <= at).length));
  }

  private answer(): HttpResponse | Promise<HttpResponse> {
    if (this.mood === 'lost') {
      this.asked.push(this.now);
      return Promise.reject(new Error('the answer was lost'));
    }
    if (this.mood === 'down') return { status: 503, headers: {}, body: '' };
    this.asked.push(this.now);
    const key = `${canary}-${this.asked.length}`;
    this.ends.set(key, this.now + 7 * day);
    return { status: 200, headers: {}, body: `${key} ${this.now + 7 * day}` };
  }

  private isGood(key: string): boolean {
    return (this.ends.get(key) ?? 0) > this.now;
  }

  /** What the server does about each socket now. */
  async tend(): Promise<void> {
    for (const socket of this.net.sockets.filter(({ over }) => !over)) {
      const dialled = new URL(socket.request.url).searchParams.get('token') ?? '';
      if (socket.sent.length === 0) await this.receive(socket, dialled);
      else if (!this.isGood(lastKey(socket))) await socket.end({ code: 1008, reason: 'the key has ended' });
      else await socket.frame([{ kind: 'heartbeat' }]);
    }
  }

  private async receive(socket: FakeSocket, key: string): Promise<void> {
    if (!this.isGood(key)) {
      this.refusals += 1;
      return socket.refuse(401);
    }
    await socket.open();
    await socket.frame([{ kind: 'ready' }]);
  }
}

function lastKey({ sent }: FakeSocket): string {
  return sent.findLast(text => text !== 'ping')?.split(':')[0] ?? '';
}

/** One life of a host: from its start to its end. */
class Life {
  readonly world: World;
  sink: Recorder | undefined;
  subscription: Subscription<CannedParams> | undefined;

  constructor(
    private readonly desk: Desk,
    kept: Map<string, string>,
    private readonly node = new Kept(),
  ) {
    this.world = new World(desk.net, storeOf(kept));
  }

  async start(): Promise<void> {
    ({ sink: this.sink, subscription: this.subscription } = await this.world.subscribe({
      ...{ provider, ledger: this.node.life(this.world) },
    }));
    await this.desk.tend();
  }

  /** Lets time pass: the loop sleeps for most of each hour, the server is tended each five seconds of the rest. */
  async pass(ms: number): Promise<void> {
    const end = this.desk.now + ms;
    while (this.desk.now < end) {
      this.world.clock.jump(Math.min(hour, end - this.desk.now) - 30_000);
      for (let step = 0; step < 6; step += 1) {
        await this.world.clock.advance(5000);
        await this.desk.tend();
      }
    }
  }

  get notices(): FeedNotice[] {
    return (this.sink?.notices ?? []).filter(({ notice }) => notice !== 'blocked');
  }

  told(kind: string): FeedNotice[] {
    return this.notices.filter(({ notice }) => notice === kind);
  }

  get isOnline(): boolean {
    return this.sink?.path.at(-1) === 'online';
  }
}

describe('a week of keys', () => {
  it('costs one key a week, and a server that closes at the end of one finds the next one ready', async () => {
    const desk = new Desk();
    const life = new Life(desk, new Map());
    await life.start();
    const begin = desk.now;
    await life.pass(15 * day);
    assert.deepEqual(
      desk.asked.map(at => Math.round((at - begin) / hour)),
      [0, 6 * 24, 12 * 24],
    );
    assert.equal(desk.refusals, 0);
    assert.deepEqual(
      desk.net.sockets.map(({ request }) => new URL(request.url).searchParams.get('token')),
      [`${canary}-1`, `${canary}-2`, `${canary}-3`],
    );
    const count = (kind: string): number => life.told(kind).length;
    assert.deepEqual([count('disconnected'), count('gap'), count('gap-closed')], [2, 2, 2]);
    assert.equal(count('key-refreshed'), 3);
    assert.equal(count('key-expiring'), 0, 'it is renewed by itself');
    assert.ok(life.isOnline);
    life.subscription?.stop();
    await life.world.assertNothingLeft();
  });

  it('has no interruption at all where a message carries the new key in time', async () => {
    const desk = new Desk();
    const life = new Life(desk, new Map());
    await life.start();
    for (let turn = 0; turn < 14; turn += 1) {
      await life.pass(day);
      life.subscription?.update(paramsOf({ symbols: [`S${turn}`] }));
      await life.pass(hour);
    }
    assert.equal(desk.net.sockets.length, 1);
    assert.deepEqual(
      life.notices.map(({ notice }) => notice),
      ['key-refreshed', 'connected', 'key-refreshed', 'key-refreshed'],
    );
    life.subscription?.stop();
    await life.world.assertNothingLeft();
  });

  it('survives restarts without another key, and each reminder comes once', async () => {
    const desk = new Desk();
    const kept = new Map<string, string>();
    const node = new Kept();
    const lives: Life[] = [];
    const live = async (hours: number): Promise<Life> => {
      const life = new Life(desk, kept, node);
      lives.push(life);
      await life.start();
      await life.pass(hours * hour);
      assert.ok(life.isOnline, `life ${lives.length}`);
      life.world.engine.close();
      return life;
    };
    const all = (kind: string): FeedNotice[] => lives.flatMap(life => life.told(kind));

    for (let restart = 0; restart < 9; restart += 1) await live(15);
    assert.equal(desk.asked.length, 1);
    desk.mood = 'down';
    // From 135 to 159 hours: the renewal is due at 144, and fails.
    for (let restart = 0; restart < 4; restart += 1) await live(6);
    assert.deepEqual(
      all('key-expiring').map(({ hours }) => hours),
      [24],
    );
    desk.mood = 'lost';
    await live(5);
    assert.deepEqual(
      all('key-expiring').map(({ hours }) => hours),
      [24, 6],
    );
    assert.equal(all('key-expiring')[1]?.['expires'], '2026-01-09T15:00:00.000Z');
    desk.mood = 'well';
    await live(30);
    assert.equal(all('key-refreshed').length, 2);
    assert.equal(all('key-expiring').length, 2);
    assert.deepEqual([desk.refusals, all('failed').length], [0, 0]);
    assert.ok(desk.busiest <= 8, `${desk.busiest} a day`);
    for (let restart = 0; restart < 5; restart += 1) await live(24);
    assert.equal(desk.busiest <= 8 && all('key-refreshed').length, 3);
    const said = JSON.stringify(lives.map(({ sink, world }) => [sink, world.engine.connections()]));
    assert.doesNotMatch(said, /canary/);
    assert.deepEqual(
      [...kept.values()].map(text => text.includes(canary)),
      [true],
      'one file has it',
    );
    assert.doesNotMatch([...kept].flat().join(), /canary-account/);
  });

  it('comes back by itself after a long time without any key, within the limit', async () => {
    const desk = new Desk();
    const life = new Life(desk, new Map());
    await life.start();
    await life.pass(5 * day);
    desk.mood = 'lost';
    await life.pass(4 * day);
    assert.equal(life.isOnline, false);
    const last = desk.asked.at(-1);
    assert.ok(desk.busiest <= 8, `${desk.busiest} a day`);
    desk.mood = 'well';
    while (desk.asked.at(-1) === last) await life.pass(hour);
    assert.ok(life.isOnline, 'as soon as there is a key');
    assert.ok(desk.now - (desk.asked.at(-2) ?? 0) < 6 * hour);
    assert.deepEqual(
      life.told('key-expiring').map(({ hours }) => hours),
      [24, 6],
    );
    assert.equal(life.told('gap').length, life.told('gap-closed').length);
    assert.equal(life.told('failed').length, 0);
  });
});

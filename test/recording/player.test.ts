/** The player on a clock that is turned by hand. */
import assert from 'node:assert/strict';
import type { MarketEvent, QuoteEvent } from '../../core/event';
import { ConfigError } from '../../core/errors';
import type { EventReader } from '../../nodes/recording-reader';
import { Player } from '../../nodes/replay-player';
import { parseReplay } from '../../transforms/recording/recording-form';
import { Pace } from '../../transforms/recording/replay-pace';
import { FakeClock, settle } from '../fakes';
import { fc } from '../property';
import { iso, quoteAt, start } from './recordings';

/** Recorded events in memory, so many of which are read at once. */
class FakeReader implements EventReader {
  isClosed = false;
  malformed = 0;
  private at = 0;

  constructor(
    private readonly seconds: readonly number[],
    private readonly portion = 3,
  ) {}

  get progress(): number {
    return this.seconds.length === 0 ? 1 : this.at / this.seconds.length;
  }

  async read() {
    if (this.at >= this.seconds.length) return undefined;
    const some = this.seconds.slice(this.at, (this.at += this.portion));
    return some.map(one => ({ event: quoteAt(one), at: start + one * 1000 }));
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }
}

class Rig {
  readonly clock = new FakeClock();
  readonly sent: { event: QuoteEvent; at: number }[] = [];
  readonly told: string[] = [];
  readonly sentences: string[] = [];
  readonly readers: FakeReader[] = [];
  readonly player: Player;
  readonly begin = this.clock.now();
  malformed = 0;
  onSend: () => void = () => undefined;

  constructor(seconds: readonly number[] | Error, form: object = {}) {
    this.player = new Player({
      clock: this.clock,
      params: parseReplay({ recording: 'x', ...form }),
      open: async () => {
        if (seconds instanceof Error) throw seconds;
        const reader = new FakeReader(seconds);
        reader.malformed = this.malformed;
        this.readers.push(reader);
        return reader;
      },
      send: (event: MarketEvent) => {
        this.sent.push({ event: event as QuoteEvent, at: this.clock.now() - this.begin });
        this.onSend();
      },
      tell: (kind, message) => {
        this.told.push(kind);
        this.sentences.push(message);
      },
      changed: () => undefined,
    });
  }

  /** What was sent, and how many ms after the start. */
  get times(): [last: number | null, ms: number][] {
    return this.sent.map(({ event, at }) => [event.last, at]);
  }

  get lasts(): (number | null)[] {
    return this.sent.map(({ event }) => event.last);
  }
}

describe('the player of recordings', () => {
  it('plays in real time, the first at once', async () => {
    const rig = new Rig([10, 10, 12, 15.5, 16]);
    rig.player.play();
    await rig.clock.advance(0);
    assert.deepEqual(rig.times, [
      [10, 0],
      [10, 0],
    ]);
    await rig.clock.advance(10_000);
    assert.deepEqual(rig.times.slice(2), [
      [12, 2000],
      [15.5, 5500],
      [16, 6000],
    ]);
    assert.deepEqual(rig.told, ['started', 'ended']);
    assert.equal(rig.sentences[1], 'Played 5 events.');
    assert.deepEqual(
      [rig.player.state, rig.player.progress, rig.player.position],
      ['ended', 1, start + 16_000],
    );
    assert.ok(rig.readers.every(({ isClosed }) => isClosed));
    assert.equal(rig.clock.pending, 0);
  });

  it('plays N times as fast, and slower', async () => {
    const fast = new Rig([0, 12, 24], { speed: 12 });
    fast.player.play();
    await fast.clock.advance(5000);
    assert.deepEqual(fast.times, [
      [0, 0],
      [12, 1000],
      [24, 2000],
    ]);
    const slow = new Rig([0, 1], { speed: '0.5' });
    slow.player.play();
    await slow.clock.advance(1999);
    assert.equal(slow.sent.length, 1);
    await slow.clock.advance(1);
    assert.equal(slow.sent.length, 2);
  });

  it('plays as fast as possible, and lets others have their turns', async () => {
    const rig = new Rig([...Array(1000).keys()], { speed: 'max' });
    let turns = 0;
    let longest = 0;
    let inTurn = 0;
    rig.onSend = () => (longest = Math.max(longest, (inTurn += 1)));
    rig.player.play();
    for (; rig.player.state === 'playing'; turns += 1) {
      inTurn = 0;
      await rig.clock.advance(1);
    }
    assert.deepEqual(rig.lasts, [...Array(1000).keys()]);
    assert.ok(longest <= 1000 && turns >= 1);
    assert.ok(rig.clock.now() - rig.begin < 100, 'no time is waited for');
  });

  it('sends no more than a hundred events in a turn of the event loop', async () => {
    const rig = new Rig(Array<number>(1000).fill(0), { speed: 'max' });
    const seen: number[] = [];
    let isRunning = true;
    const watch = async (): Promise<void> => {
      for (let before = 0; isRunning; before = rig.sent.length) {
        await settle();
        seen.push(rig.sent.length - before);
      }
    };
    const watching = watch();
    rig.player.play();
    await rig.clock.advance(10);
    isRunning = false;
    await watching;
    assert.equal(rig.sent.length, 1000);
    assert.ok(Math.max(...seen) <= 200, String(seen));
  });

  it('goes on where the speed changes before the first event has come', async () => {
    for (const longestPause of ['', 5]) {
      const rig = new Rig([0, 10, 20], { longestPause });
      rig.player.play();
      rig.player.setSpeed(10);
      await rig.clock.advance(3000);
      assert.deepEqual([rig.lasts, rig.player.state], [[0, 10, 20], 'ended']);
      rig.player.play();
      await rig.clock.advance(100);
      rig.player.seek(start + 10_000);
      rig.player.setSpeed(1);
      await rig.clock.advance(20_000);
      assert.equal(rig.player.state, 'ended', 'also after a jump');
    }
  });

  it('holds still, and goes on where it was', async () => {
    const rig = new Rig([0, 10, 20]);
    rig.player.play();
    await rig.clock.advance(4000);
    rig.player.halt();
    await rig.clock.advance(60_000);
    assert.deepEqual([rig.lasts, rig.player.state], [[0], 'paused']);
    rig.player.play();
    await rig.clock.advance(5999);
    assert.equal(rig.sent.length, 1);
    await rig.clock.advance(1);
    assert.deepEqual(rig.times[1], [10, 70_000]);
    await rig.clock.advance(10_000);
    assert.deepEqual(rig.times[2], [20, 80_000]);
    assert.deepEqual(rig.told, ['started', 'paused', 'resumed', 'ended']);
  });

  it('stops at once, also in the middle of a burst, and starts again from the beginning', async () => {
    const rig = new Rig([...Array(500).keys()], { speed: 'max' });
    rig.onSend = () => rig.sent.length === 42 && rig.player.stop();
    rig.player.play();
    await rig.clock.advance(100);
    assert.equal(rig.sent.length, 42);
    assert.match(rig.sentences.at(-1) ?? '', /^Stopped at 2026-01-02T15:00:41\.000Z after 42 events\.$/);
    assert.ok(rig.readers.every(({ isClosed }) => isClosed));
    rig.player.play();
    await rig.clock.advance(100);
    assert.equal(rig.sent.length, 542);
    assert.equal(rig.lasts[42], 0);
    const waiting = new Rig([0, 3600]);
    waiting.player.play();
    await waiting.clock.advance(10);
    waiting.player.stop();
    await waiting.clock.advance(0);
    assert.equal(waiting.clock.pending, 0, 'no timer is left');
    await waiting.clock.advance(3_600_000);
    assert.equal(waiting.sent.length, 1);
  });

  it('goes to a time, forwards and backwards, while it plays, is paused, or before', async () => {
    const seconds = [0, 10, 20, 30, 40];
    const rig = new Rig(seconds);
    const at = (second: number): number => start + second * 1000;
    rig.player.seek(at(25));
    rig.player.play();
    await rig.clock.advance(0);
    assert.deepEqual(rig.lasts, [30]);
    rig.player.seek(at(10));
    await rig.clock.advance(10_000);
    assert.deepEqual(rig.lasts, [30, 10, 20]);
    rig.player.halt();
    rig.player.seek(at(40));
    await rig.clock.advance(60_000);
    assert.equal(rig.sent.length, 3, 'still paused');
    rig.player.play();
    await rig.clock.advance(0);
    assert.deepEqual(rig.lasts, [30, 10, 20, 40]);
    assert.equal(rig.player.state, 'ended');
    rig.player.seek(at(41));
    rig.player.play();
    await rig.clock.advance(0);
    assert.equal(
      rig.sentences.at(-1),
      'Played 0 events. There is nothing at or after 2026-01-02T15:00:41.000Z.',
    );
    assert.equal(rig.player.state, 'ended');
  });

  it('changes its speed while it waits', async () => {
    const rig = new Rig([0, 60, 120]);
    rig.player.play();
    await rig.clock.advance(30_000);
    rig.player.setSpeed(10);
    await rig.clock.advance(2999);
    assert.equal(rig.sent.length, 1);
    await rig.clock.advance(1);
    assert.deepEqual(rig.times[1], [60, 33_000]);
    rig.player.halt();
    rig.player.setSpeed(Infinity);
    await rig.clock.advance(1000);
    assert.equal(rig.sent.length, 2, 'still paused');
    rig.player.play();
    await rig.clock.advance(0);
    assert.equal(rig.sent.length, 3);
  });

  it('plays again and again, but not what holds nothing', async () => {
    const rig = new Rig([0, 1], { loop: true, speed: 'max' });
    rig.onSend = () => rig.sent.length === 7 && rig.player.stop();
    rig.player.play();
    await rig.clock.advance(10);
    assert.deepEqual(rig.lasts, [0, 1, 0, 1, 0, 1, 0]);
    const empty = new Rig([], { loop: true, speed: 'max' });
    empty.player.play();
    await empty.clock.advance(10);
    assert.deepEqual([empty.told, empty.readers.length], [['started', 'failed'], 1]);
    assert.equal(empty.sentences[1], 'The recording holds no events.');
  });

  it('counts its runs: starts, rounds and jumps', async () => {
    const rig = new Rig([0, 10], { loop: true });
    const rounds: number[] = [];
    rig.onSend = () => rounds.push(rig.player.round);
    rig.player.play();
    await rig.clock.advance(15_000);
    rig.player.seek(start + 5000);
    await rig.clock.advance(1000);
    rig.player.stop();
    rig.player.play();
    await rig.clock.advance(1000);
    const [first = 0, second, third = 0, fourth = 0, fifth = 0] = rounds;
    assert.equal(first, second, 'one run');
    assert.ok(first < third && third < fourth && fourth < fifth, String(rounds));
  });

  it('keeps times as recorded, or moves them to now with their distances', async () => {
    const kept = new Rig([0, 2]);
    kept.player.play();
    await kept.clock.advance(5000);
    assert.deepEqual(kept.sent[1]?.event, quoteAt(2));
    const moved = new Rig([100, 102], { times: 'now' });
    moved.clock.jump(1e9);
    const now = moved.clock.now();
    moved.player.play();
    await moved.clock.advance(5000);
    assert.deepEqual(
      moved.sent.map(({ event }) => [event.time, event.receivedTime]),
      [
        [iso(now), iso(now)],
        [iso(now + 2000), iso(now + 2000)],
      ],
    );
  });

  it('shortens pauses where it is told to', async () => {
    const rig = new Rig([0, 1, 50_000, 50_001], { longestPause: 5 });
    rig.player.play();
    await rig.clock.advance(10_000);
    assert.deepEqual(rig.times, [
      [0, 0],
      [1, 1000],
      [50_000, 6000],
      [50_001, 7000],
    ]);
  });

  it('tells once what could not be read, and what failed', async () => {
    const rig = new Rig([0, 1], { speed: 'max', loop: true });
    rig.malformed = 3;
    rig.onSend = () => rig.sent.length === 6 && rig.player.stop();
    rig.player.play();
    await rig.clock.advance(10);
    assert.deepEqual(rig.told, ['started', 'damaged', 'stopped']);
    assert.equal(rig.sentences[1], '3 lines of the recording could not be read and were left out.');
    const missing = new Rig(new ConfigError('There is no recording x.'));
    missing.player.play();
    await missing.clock.advance(0);
    assert.deepEqual(
      [missing.told, missing.sentences[1]],
      [['started', 'failed'], 'There is no recording x.'],
    );
    missing.player.play();
    await missing.clock.advance(0);
    assert.equal(missing.told.length, 4, 'may be tried again');
  });
});

describe('the pace of a replay', () => {
  it('keeps to the recording at any speed (property)', () => {
    const steps = fc.array(fc.nat({ max: 9000 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(steps, fc.constantFrom(0.5, 1, 3, 60), (all, speed) => {
        const pace = new Pace(speed);
        let [at, now] = [start, 0];
        for (const step of all) {
          at += step;
          now = Math.max(now, pace.next(at, now));
          assert.ok(Math.abs(now - (at - start - (all[0] ?? 0)) / speed) < 1e-3);
        }
      }),
    );
  });

  it('neither makes up for a sleep nor waits for a clock that was set back', () => {
    const pace = new Pace(1);
    assert.equal(pace.next(0, 0), 0);
    assert.equal(pace.next(1000, 60_000), 60_000, 'goes on from here');
    assert.equal(pace.next(3000, 60_000), 62_000);
    assert.equal(pace.next(4000, -1e9), -1e9 + 1000);
    assert.equal(
      pace.next(3500, -1e9 + 1000),
      -1e9 + 1000,
      'what is older than the one before comes with it',
    );
  });
});

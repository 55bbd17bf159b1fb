/** What is kept over restarts: in turns, row by row, and again where it could not be written. */
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { keptAsTheyAre, KeptRows } from '../../core/kept-rows';
import type { Cancel, Clock } from '../../core/ports';
import { FileStore } from '../../ports/store';
import { FakeClock, settle, until } from '../fakes';
import { fc } from '../property';

/** Each look at it takes so many ms; timers run as soon as they can. */
class SlowClock implements Clock {
  turns = 0;
  private time = 0;

  constructor(private readonly stepMs: number) {}

  now(): number {
    return this.time;
  }

  steady(): number {
    return (this.time += this.stepMs);
  }

  after(ms: number, task: () => void): Cancel {
    if (ms > 0) return () => undefined;
    this.turns += 1;
    const timer = setImmediate(task);
    return () => clearImmediate(timer);
  }

  random(): number {
    return 0;
  }
}

interface Row {
  name: string;
  version: number;
}

describe('the store of what is kept over restarts', () => {
  let folder: string;
  const told: string[] = [];
  const storeOf = (clock: Clock): FileStore =>
    new FileStore(join(folder, 'kept'), clock, text => told.push(text));
  const textOf = (name: string): string => readFileSync(join(folder, 'kept', `${name}.json`), 'utf8');
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'market-feeds-'));
    told.length = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('writes the JSON of a value, whatever holds long lists', async () => {
    const store = storeOf(new FakeClock());
    const list = fc.array(fc.oneof(fc.constant(undefined), fc.jsonValue()), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        list,
        fc.jsonValue(),
        fc.dictionary(fc.string(), fc.jsonValue()),
        async (rows, one, more) => {
          const kept = new KeptRows(rows, row => row);
          for (const value of [
            kept,
            one,
            { ...more, kept },
            { a: 1, no: undefined, state: { ...more, kept, one } },
          ]) {
            store.keep('x', () => value);
            await store.flush('x');
            assert.deepEqual(JSON.parse(textOf('x')), JSON.parse(JSON.stringify(value)));
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('gives way to others every few ms', async () => {
    const clock = new SlowClock(1);
    const store = storeOf(clock);
    const rows = Array.from({ length: 1000 }, (_, index) => ({ index }));
    store.keep('x', () => ({ rows: keptAsTheyAre(rows) }));
    await store.flush('x');
    assert.ok(clock.turns >= 200, String(clock.turns));
    assert.deepEqual(JSON.parse(textOf('x')), { rows });
  });

  it('reads again only the rows that have changed', async () => {
    const store = storeOf(new FakeClock());
    const rows: Row[] = ['a', 'b', 'c'].map(name => ({ name, version: 0 }));
    const read: string[] = [];
    const save = async (): Promise<string[]> => {
      read.length = 0;
      const list = new KeptRows(
        rows,
        row => (read.push(row.name), `${row.name} ${row.version}`),
        ({ version }) => version,
      );
      store.keep('x', () => list);
      await store.flush('x');
      return [...read];
    };
    assert.deepEqual(await save(), ['a', 'b', 'c']);
    assert.deepEqual(await save(), []);
    rows[1] = Object.assign(rows[1] ?? { name: '' }, { version: 1 });
    assert.deepEqual(await save(), ['b']);
    assert.equal(textOf('x'), '["a 0","b 1","c 0"]');
  });

  it('tries again what could not be written', async () => {
    const clock = new FakeClock();
    const store = storeOf(clock);
    writeFileSync(join(folder, 'kept'), 'in the way');
    store.keep('x', () => 7);
    await store.flush('x');
    assert.match(told[0] ?? '', /could not be written \(\w+\)\. Check x\.json in the folder \S+kept\.$/);
    rmSync(join(folder, 'kept'));
    await clock.advance(10_000);
    await store.flush('x');
    assert.equal(textOf('x'), '7');
    assert.deepEqual([told.length, clock.pending], [1, 0]);
  });

  it('writes with the next flush what could not be written before', async () => {
    const store = storeOf(new FakeClock());
    writeFileSync(join(folder, 'kept'), 'in the way');
    store.keep('x', () => 7);
    await store.flush('x');
    rmSync(join(folder, 'kept'));
    await store.flush('x');
    assert.equal(textOf('x'), '7');
  });

  it('tells what is damaged from what is not there', async () => {
    const store = storeOf(new FakeClock());
    assert.equal(store.load('x'), undefined);
    store.keep('x', () => ({ a: 1 }));
    await store.flush('x');
    assert.deepEqual(store.load('x'), { a: 1 });
    writeFileSync(join(folder, 'kept', 'x.json'), '{"a":');
    assert.equal(store.load('x'), null);
    await store.remove('x');
    assert.equal(store.load('x'), undefined);
    assert.equal(existsSync(join(folder, 'kept', 'x.json')), false);
  });

  it('tells of each file that is damaged, once', () => {
    const store = storeOf(new FakeClock());
    mkdirSync(join(folder, 'kept'));
    for (const name of ['a', 'b']) writeFileSync(join(folder, 'kept', `${name}.json`), '{"a":');
    for (const name of ['a', 'b', 'a', 'b']) assert.equal(store.load(name), null);
    assert.deepEqual(
      told.map(text => /Check (\w)\.json/.exec(text)?.[1]),
      ['a', 'b'],
    );
  });

  it('tells of a file that cannot be written once, also beside others that can, until it works again', async () => {
    const store = storeOf(new FakeClock());
    const [bad, other] = [join(folder, 'kept', 'bad.json'), join(folder, 'kept', 'other.json')];
    const round = async (): Promise<void> => {
      for (const name of ['bad', 'good', 'other']) {
        store.keep(name, () => 7);
        await store.flush(name);
      }
    };
    for (const path of [bad, other]) mkdirSync(path, { recursive: true });
    for (let times = 0; times < 3; times++) await round();
    assert.equal(told.length, 1, 'the same of two files is one trouble');
    assert.match(told[0] ?? '', /Check bad\.json in/);
    for (const path of [bad, other]) rmSync(path, { recursive: true });
    await round();
    assert.deepEqual([textOf('bad'), told.length], ['7', 1]);
    rmSync(other);
    mkdirSync(other);
    await round();
    assert.match(told[1] ?? '', /Check other\.json in/);
  });

  it('writes the first change after a pause soon, and then no more often than every two seconds', async () => {
    const clock = new FakeClock();
    const store = storeOf(clock);
    const written = (text: string): Promise<void> =>
      until(() => existsSync(join(folder, 'kept', 'x.json')) && textOf('x') === text, text);
    store.keep('x', () => 1);
    await clock.advance(100);
    await written('1');
    store.keep('x', () => 2);
    await until(() => clock.pending === 1, 'the pause');
    await clock.advance(1900);
    store.keep('x', () => 3);
    assert.deepEqual([clock.pending, textOf('x')], [1, '1']);
    await clock.advance(100);
    await written('3');
    await store.flush('x');
    await clock.advance(60_000);
    store.keep('x', () => 4);
    await clock.advance(100);
    await written('4');
    assert.equal(clock.pending, 0);
  });

  it('rests the longer the longer it has worked itself, not the longer others have', async () => {
    const clock = new FakeClock();
    const store = storeOf(clock);
    /** When the next change may be written after a write beside which `others` work. */
    const pauseAfter = async (read: () => unknown, others: () => unknown): Promise<number> => {
      store.keep('x', read);
      let isDone = false;
      const done = store.flush('x').then(() => (isDone = true));
      while (!isDone) {
        await others();
        await settle();
      }
      await done;
      store.keep('x', () => 0);
      let pauseMs = 0;
      for (; clock.pending > 0; pauseMs += 100) await clock.advance(100);
      await store.flush('x');
      return pauseMs;
    };
    const nothing = (): Promise<void> => clock.advance(0);
    assert.equal(await pauseAfter(() => 0, nothing), 2000);
    // Somebody holds the event loop, and sets the clock.
    const busy = (): void => (clock.jump(500), clock.set(3_600_000));
    assert.equal(await pauseAfter(() => 0, busy), 2000);
    assert.equal(await pauseAfter(() => clock.jump(100), nothing), 5000);
  });

  it('removes what is being written, and what a crash left half written', async () => {
    const store = storeOf(new FakeClock());
    const files = (): string[] => readdirSync(join(folder, 'kept'));
    mkdirSync(join(folder, 'kept'));
    writeFileSync(join(folder, 'kept', 'torn.json.new'), '{"a":');
    await store.remove('torn');
    assert.deepEqual(files(), []);
    for (let tries = 0; tries < 50; tries++) {
      store.keep('x', () => tries);
      const flushed = store.flush('x');
      for (let turns = tries % 5; turns > 0; turns--) await settle();
      await store.remove('x');
      await flushed;
      assert.deepEqual(files(), [], `after ${tries % 5} turns`);
    }
  });

  it('keeps what comes back under the name of what is being removed', async () => {
    const store = storeOf(new FakeClock());
    for (let tries = 0; tries < 50; tries++) {
      store.keep('x', () => 'old');
      await store.flush('x');
      const removed = store.remove('x');
      store.keep('x', () => tries);
      await store.flush('x');
      await removed;
      assert.equal(textOf('x'), String(tries));
    }
  });

  it('lets go of what it has written', async () => {
    const store = storeOf(new FakeClock());
    const flushed = async (): Promise<WeakRef<object>> => {
      const trigger = { state: 7 };
      store.keep('x', () => trigger.state);
      await store.flush('x');
      return new WeakRef(trigger);
    };
    const held = await flushed();
    await settle();
    setFlagsFromString('--expose-gc');
    (runInNewContext('gc') as () => void)();
    assert.equal(held.deref(), undefined);
  });
});

/** What is kept over restarts: in turns, row by row, and again where it could not be written. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptAsTheyAre, KeptRows } from '../../core/kept-rows';
import type { Cancel, Clock } from '../../core/ports';
import { FileStore } from '../../ports/store';
import { FakeClock } from '../fakes';
import { fc } from '../property';

/** Each look at it takes so many ms; timers run as soon as they can. */
class SlowClock implements Clock {
  turns = 0;
  private time = 0;

  constructor(private readonly stepMs: number) {}

  now(): number {
    return (this.time += this.stepMs);
  }

  steady(): number {
    return this.time;
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
    assert.match(told[0] ?? '', /could not be written \(\w+\)\. Check the folder/);
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
});

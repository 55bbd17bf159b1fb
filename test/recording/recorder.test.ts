/** The recorder on a real disk and a clock that is turned by hand. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { appendFileSync, chmodSync, mkdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { flushMs, queueLimit, Recorder, retryMs, type RecorderSetup } from '../../nodes/recorder';
import { recordingFiles } from '../../ports/recordings';
import { parseRecord } from '../../transforms/recording/recording-form';
import { startOf } from '../../transforms/recording/recording-names';
import { FakeClock, until } from '../fakes';
import { fc } from '../property';
import { cleanUp, lastsIn, namesIn, newFolder, quoteAt, readAll, start } from './recordings';

class Rig {
  readonly clock = new FakeClock();
  readonly folder: string;
  readonly faults: string[] = [];
  changes = 0;
  readonly recorder: Recorder;

  constructor(form: object = {}, setup: Partial<RecorderSetup> = {}, folder = newFolder()) {
    this.folder = folder;
    this.recorder = new Recorder({
      clock: this.clock,
      files: recordingFiles,
      folder,
      params: parseRecord({ ...form }),
      writtenBy: 'a test',
      onFault: message => this.faults.push(message),
      changed: () => (this.changes += 1),
      ...setup,
    });
  }

  get names(): string[] {
    return namesIn(this.folder);
  }

  path(index = 0): string {
    return join(this.folder, this.names[index] ?? '');
  }

  add(...lasts: number[]): void {
    for (const last of lasts) this.recorder.add(quoteAt(last));
  }
}

/** A quote with much in it that cannot be compressed to less than three quarters. */
const bulky = (last: number, length = 20_000) => ({
  ...quoteAt(last),
  marketStatus: randomBytes((length / 4) * 3).toString('base64'),
});

/** A disk that can be broken. */
const failing = (code: () => string | undefined): RecorderSetup['files'] => ({
  ...recordingFiles,
  create: async path => {
    const file = await recordingFiles.create(path);
    const check = (): void => {
      const said = code();
      if (said !== undefined) throw Object.assign(new Error(said), { code: said });
    };
    return {
      append: async text => {
        check();
        return file.append(text);
      },
      isGone: () => file.isGone(),
      close: () => file.close(),
    };
  },
});

describe('the recorder', () => {
  const rigs: Rig[] = [];
  const rigOf = (...given: ConstructorParameters<typeof Rig>): Rig => {
    const rig = new Rig(...given);
    rigs.push(rig);
    return rig;
  };
  afterEach(async () => {
    for (const { recorder } of rigs.splice(0)) await recorder.close();
    cleanUp();
  });

  it('writes what came within a second, into a file that can be read while it is open', async () => {
    const rig = rigOf();
    rig.add(1, 2);
    assert.deepEqual(rig.names, [], 'nothing before');
    await rig.clock.advance(flushMs);
    await until(() => rig.recorder.counts.events === 2, 'both are written');
    assert.deepEqual(await lastsIn(rig.path()), [1, 2]);
    assert.equal(rig.recorder.counts.bytes, statSync(rig.path()).size);
    rig.add(3);
    await rig.recorder.flush();
    assert.deepEqual(await lastsIn(rig.path()), [1, 2, 3]);
    assert.equal(startOf(rig.names[0] ?? ''), rig.clock.now());
    assert.equal(await rig.recorder.close(), 0);
    assert.deepEqual(await readAll(rig.path()), { events: (await readAll(rig.path())).events, malformed: 0 });
    assert.equal(rig.clock.pending, 0, 'no timer is left');
  });

  it('makes no file where nothing is recorded', async () => {
    const rig = rigOf();
    await rig.recorder.flush();
    await rig.recorder.rotate();
    await rig.recorder.close();
    assert.deepEqual(rig.names, []);
  });

  it('is compact: a quote costs a fraction of its text', async () => {
    const rig = rigOf();
    for (let index = 0; index < 1000; index += 1) rig.add(100 + (index % 7) / 100);
    await rig.recorder.flush();
    assert.ok(rig.recorder.counts.bytes < 1000 * 60, String(rig.recorder.counts.bytes));
  });

  it('begins a new file by size, by day and on request', async () => {
    const rig = rigOf({ rotateMb: 0.1, keepMb: 10 });
    for (let index = 0; index < 8; index += 1) rig.recorder.add(bulky(index));
    await rig.recorder.flush();
    rig.add(8);
    await rig.recorder.flush();
    assert.equal(rig.names.length, 2, 'by size');
    assert.ok(statSync(rig.path(0)).size >= 1e5);
    await rig.recorder.rotate();
    rig.add(9);
    await rig.recorder.flush();
    assert.equal(rig.names.length, 3, 'on request');
    rig.clock.jump(86_400_000);
    rig.add(10);
    await rig.recorder.flush();
    assert.equal(rig.names.length, 4, 'by day');
    assert.deepEqual(await lastsIn(rig.folder), [...Array(11).keys()]);
  });

  it('writes what waits before it ends a file', async () => {
    const rig = rigOf();
    rig.add(1);
    await rig.recorder.flush();
    rig.add(2);
    const rotated = rig.recorder.rotate();
    rig.add(3);
    await rotated;
    rig.clock.jump(1);
    rig.add(4);
    await rig.recorder.close();
    assert.deepEqual(await Promise.all(rig.names.map((_, index) => lastsIn(rig.path(index)))), [
      [1, 2],
      [3, 4],
    ]);
  });

  it('tells of each event that it drops', async () => {
    const rig = rigOf();
    const length = queueLimit / 4 - 10_000;
    for (let index = 0; index < 4; index += 1) rig.recorder.add(bulky(index, length));
    const before = rig.changes;
    for (let index = 0; index < 3; index += 1) rig.recorder.add(bulky(index, length));
    assert.deepEqual([rig.changes - before, rig.recorder.counts.dropped], [3, 3]);
  });

  it('keeps no more than it may: the oldest files go, those of others stay', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'mine.txt'), 'x'.repeat(500_000));
    writeFileSync(join(folder, 'other-2020-01-02T15-00-00.000Z.jsonl.gz'), 'x'.repeat(500_000));
    const old = 'market-2020-01-02T15-00-00.000Z.jsonl.gz';
    writeFileSync(join(folder, old), 'x'.repeat(500_000));
    const rig = rigOf({ rotateMb: 0.1, keepMb: 0.3 }, {}, folder);
    for (let index = 0; index < 60; index += 1) {
      rig.recorder.add(bulky(index));
      await rig.recorder.flush();
      rig.clock.jump(1);
      const sizes = rig.names
        .filter(name => name.startsWith('market'))
        .map(name => statSync(join(folder, name)).size);
      const total = sizes.reduce((sum, size) => sum + size, 0);
      assert.ok(total <= 320_000, String(total));
    }
    assert.ok(!rig.names.includes(old));
    assert.ok(rig.names.includes('mine.txt') && rig.names.some(name => name.startsWith('other')));
    const lasts = await lastsIn(rig.path(rig.names.findIndex(name => name.startsWith('market'))));
    assert.ok(lasts.length > 0 && (lasts[0] ?? 0) > 30, 'the newest are there');
  });

  it('shares a folder with another of the same name without harm', async () => {
    const folder = newFolder();
    const [one, two] = [rigOf({}, {}, folder), rigOf({}, {}, folder)];
    one.add(1, 3);
    two.add(2, 4);
    await Promise.all([one.recorder.flush(), two.recorder.flush()]);
    assert.equal(namesIn(folder).length, 2);
    assert.deepEqual(await lastsIn(folder), [1, 2, 3, 4], 'and both are read as one');
  });

  it('goes on in a new file where somebody removed the old one', async () => {
    const rig = rigOf();
    rig.add(1);
    await rig.recorder.flush();
    rmSync(rig.folder, { recursive: true });
    rig.clock.jump(5);
    rig.add(2);
    await rig.recorder.flush();
    assert.deepEqual(await lastsIn(rig.folder), [2]);
    assert.deepEqual(rig.faults, []);
  });

  it('tells once that the disk is full, keeps what comes, and goes on when there is room', async () => {
    let code: string | undefined;
    const rig = rigOf({}, { files: failing(() => code) });
    rig.add(1);
    await rig.recorder.flush();
    code = 'ENOSPC';
    rig.add(2);
    await rig.clock.advance(flushMs);
    await until(() => rig.recorder.isFailing, 'the failure');
    for (let again = 0; again < 3; again += 1) {
      rig.add(3 + again);
      rig.clock.jump(1);
      await rig.clock.advance(retryMs);
      await rig.recorder.flush();
    }
    assert.equal(rig.faults.length, 1);
    assert.match(
      rig.faults[0] ?? '',
      /^Nothing can be recorded in .+: the disk is full: make room\. It is tried again/,
    );
    assert.equal(rig.names.length, 1, 'no empty files');
    code = undefined;
    await rig.clock.advance(retryMs);
    await until(() => !rig.recorder.isFailing, 'the recovery');
    assert.deepEqual(await lastsIn(rig.folder), [1, 2, 3, 4, 5], 'nothing lost, nothing twice');
    code = 'ENOSPC';
    rig.add(6);
    await rig.recorder.flush();
    assert.equal(rig.faults.length, 2, 'a second failure is told again');
    assert.equal(await rig.recorder.close(), 1, 'what could not be written is counted');
  });

  it('says what is wrong with a folder that cannot be one', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'file'), '');
    for (const place of ['file', 'file/deeper']) {
      const rig = rigOf({}, {}, join(folder, place));
      rig.add(1);
      await rig.recorder.flush();
      assert.match(rig.faults[0] ?? '', /there is a file where a folder is needed/);
    }
    if (process.getuid?.() === 0) return;
    mkdirSync(join(folder, 'locked'), { mode: 0o500 });
    const rig = rigOf({}, {}, join(folder, 'locked', 'x'));
    rig.add(1);
    await rig.recorder.flush();
    assert.match(rig.faults[0] ?? '', /may not do that/);
    chmodSync(join(folder, 'locked'), 0o700);
  });

  it('drops and counts what the queue cannot hold, and tells it once', async () => {
    let release: () => void = () => undefined;
    const stuck = new Promise<void>(resolve => (release = resolve));
    const slow = {
      ...recordingFiles,
      create: async (path: string) => stuck.then(() => recordingFiles.create(path)),
    };
    const rig = rigOf({}, { files: slow });
    const event = bulky(1, 1_000_000);
    const fits = Math.floor(queueLimit / JSON.stringify(event).length);
    for (let index = 0; index < fits + 5; index += 1) rig.recorder.add(event);
    assert.deepEqual([rig.recorder.counts.dropped, rig.faults.length], [5, 1]);
    assert.match(rig.faults[0] ?? '', /^Events are dropped, and counted: 16 MB wait to be written\./);
    release();
    await rig.recorder.flush();
    assert.equal(rig.recorder.counts.events, fits);
  });

  it('refuses what JSON cannot hold, and records the rest', async () => {
    const rig = rigOf({ raw: true });
    const round: { self?: object } = {};
    round.self = round;
    assert.throws(() => rig.recorder.add({ ...quoteAt(1), raw: round }), TypeError);
    rig.add(2);
    await rig.recorder.flush();
    assert.deepEqual(await lastsIn(rig.folder), [2]);
  });
});

describe('a recording whose end is torn', () => {
  const rigs: Rig[] = [];
  afterEach(async () => {
    for (const { recorder } of rigs.splice(0)) await recorder.close();
    cleanUp();
  });

  /** A file of 200 events, written in ten portions, that was never closed; and how long it was after each. */
  async function torn(): Promise<{ path: string; sizes: number[] }> {
    const rig = new Rig();
    rigs.push(rig);
    const sizes: number[] = [];
    for (let portion = 0; portion < 10; portion += 1) {
      for (let index = 0; index < 20; index += 1) rig.add(portion * 20 + index);
      await rig.recorder.flush();
      sizes.push(rig.recorder.counts.bytes);
    }
    return { path: rig.path(), sizes };
  }

  it('is read up to the last flush, wherever it is cut (property)', async () => {
    const { path, sizes } = await torn();
    const whole = await lastsIn(path);
    assert.equal(whole.length, 200);
    const cuts = fc.sample(fc.integer({ min: 1, max: sizes[9] ?? 0 }), 60).sort((one, other) => other - one);
    for (const cut of cuts) {
      truncateSync(path, cut);
      const { events, malformed } = await readAll(path);
      const lasts = events.map(({ event }) => (event as { last?: number }).last);
      assert.deepEqual(lasts, whole.slice(0, lasts.length));
      assert.equal(malformed, 0, 'a torn end is no damage');
      assert.ok(lasts.length >= 20 * sizes.filter(size => size <= cut).length, `cut at ${cut}`);
    }
  });

  it('is read up to where the disk left nonsense, which counts as one line', async () => {
    for (const nonsense of [Buffer.alloc(4096), Buffer.from('not a gzip at all, but text'.repeat(9))]) {
      const { path } = await torn();
      appendFileSync(path, nonsense);
      const { events, malformed } = await readAll(path);
      assert.ok(events.length >= 180, String(events.length));
      assert.deepEqual([malformed, events[0]?.at], [1, start]);
    }
  });
});

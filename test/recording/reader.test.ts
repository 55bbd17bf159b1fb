import assert from 'node:assert/strict';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { findListed, findRecording, listRecordings } from '../../nodes/recording-places';
import { RecordingReader } from '../../nodes/recording-reader';
import { recordingFiles, shippedFolder } from '../../ports/recordings';
import { recordingName } from '../../transforms/recording/recording-names';
import { fc } from '../property';
import { cleanUp, fileOf, header, lastsIn, newFolder, readAll, start, textOf } from './recordings';

const nameAt = (seconds: number, of = 'market'): string => recordingName(of, start + seconds * 1000, 0);

describe('the reader of recordings', () => {
  afterEach(cleanUp);

  it('reads one file, compressed or not, also several gzip files in one', async () => {
    const folder = newFolder();
    assert.deepEqual(await lastsIn(fileOf(folder, 'a.jsonl.gz', textOf(1, 2))), [1, 2]);
    assert.deepEqual(
      await lastsIn(fileOf(folder, 'b.jsonl', textOf(1, 2).trimEnd())),
      [1, 2],
      'without a last line end',
    );
    const joined = join(folder, 'c.jsonl.gz');
    writeFileSync(joined, Buffer.concat([gzipSync(textOf(1)), gzipSync(textOf(2))]));
    assert.deepEqual(await lastsIn(joined), [1, 2]);
    assert.deepEqual(
      await lastsIn(fileOf(folder, 'd.jsonl', textOf(3).replace(header, ''))),
      [3],
      'without a header',
    );
  });

  it('reads the files of a folder as one, in the order in which events arrived', async () => {
    const folder = newFolder();
    fileOf(folder, nameAt(10), textOf(10, 11, 30));
    fileOf(folder, nameAt(0), textOf(0, 5, 12));
    fileOf(folder, nameAt(11, 'a-news'), textOf(11, 20, 40));
    fileOf(folder, 'unnamed.jsonl', textOf(7, 41));
    fileOf(folder, 'notes.txt', 'no recording');
    assert.deepEqual(await lastsIn(folder), [0, 5, 7, 10, 11, 11, 12, 20, 30, 40, 41]);
  });

  it('is a stable merge of whatever files there are (property)', async () => {
    const run = fc
      .array(fc.nat({ max: 50 }), { minLength: 1, maxLength: 8 })
      .map(all => all.sort((a, b) => a - b));
    await fc.assert(
      fc.asyncProperty(fc.array(run, { minLength: 1, maxLength: 5 }), async runs => {
        const folder = newFolder();
        runs.forEach((seconds, index) =>
          fileOf(folder, nameAt(seconds[0] ?? 0, `n${index}`), textOf(...seconds)),
        );
        assert.deepEqual(
          await lastsIn(folder),
          runs.flat().sort((one, other) => one - other),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('keeps the order of a file whose clock was set back', async () => {
    assert.deepEqual(await lastsIn(fileOf(newFolder(), 'a.jsonl', textOf(5, 3, 6))), [5, 3, 6]);
  });

  it('counts lines that are no events, and goes on', async () => {
    const bad = ['{', '[]', 'x'.repeat(100), '{"type":"quote"}', '\u0000', '{"a":'.repeat(5000)].join('\n');
    const path = fileOf(newFolder(), 'a.jsonl.gz', `${textOf(1)}${bad}\n${textOf(2)}`);
    const { events, malformed } = await readAll(path);
    assert.deepEqual([events.length, malformed], [2, 6]);
  });

  it('reads on after a line that no memory should hold', async () => {
    const path = fileOf(newFolder(), 'bomb.jsonl.gz', `${textOf(1)}${'0'.repeat(50_000_000)}\n${textOf(2)}`);
    const { events, malformed } = await readAll(path);
    assert.deepEqual([events.length, malformed], [2, 1]);
  });

  it('says what is wrong with a place', async () => {
    const folder = newFolder();
    const cases: [path: string, sentence: RegExp][] = [
      [join(folder, 'nothing'), /^There is no recording .+nothing\.$/],
      [folder, /^There is no recording in the folder .+: their names end in \.jsonl\.gz or \.jsonl\.$/],
      ['/dev/zero', /^There is no recording \/dev\/zero\.$/],
      [
        join(fileOf(folder, 'x.txt', ''), 'deeper'),
        /cannot be read: there is a file where a folder is needed/,
      ],
    ];
    for (const [path, sentence] of cases)
      await assert.rejects(RecordingReader.open(recordingFiles, path), {
        name: 'ConfigError',
        message: sentence,
      });
    const later = fileOf(folder, 'later.jsonl', '{"format":"market-feeds-recording","version":9}\n');
    await assert.rejects(readAll(later), /written by a newer version of Market Feeds: update/);
    assert.deepEqual(await readAll(fileOf(folder, 'empty.jsonl', '')), { events: [], malformed: 0 });
  });

  it('tells how far it is', async () => {
    const path = fileOf(newFolder(), 'a.jsonl', textOf(...Array(2000).keys()));
    const reader = await RecordingReader.open(recordingFiles, path);
    const seen: number[] = [reader.progress];
    while (await reader.read()) seen.push(reader.progress);
    await reader.close();
    assert.deepEqual(
      [...seen].sort((one, other) => one - other),
      seen,
    );
    assert.deepEqual([seen[0], seen.at(-1)], [0, 1]);
    assert.ok(seen.length > 10);
  });
});

describe('the places of recordings', () => {
  afterEach(cleanUp);

  const folders = (): { shipped: string; own: string } => ({ shipped: newFolder(), own: newFolder() });

  it('are listed: what is shipped with its title, then the newest', async () => {
    const both = folders();
    fileOf(both.shipped, 'practice.jsonl.gz', textOf(1).replace('"title":""', '"title":"One quote"'));
    fileOf(both.own, nameAt(0), textOf(1));
    fileOf(both.own, nameAt(1), textOf(1));
    fileOf(both.own, 'secret.txt', 'x');
    const list = await listRecordings(recordingFiles, both);
    assert.deepEqual(
      list.map(({ name, title, isShipped }) => [name, title, isShipped]),
      [
        ['practice', 'One quote', true],
        [nameAt(1), '', false],
        [nameAt(0), '', false],
      ],
    );
    assert.deepEqual(await listRecordings(recordingFiles, { shipped: '/nowhere', own: '/nowhere' }), []);
  });

  it('of a node may be anywhere', async () => {
    const both = folders();
    const shipped = fileOf(both.shipped, 'practice.jsonl.gz', '');
    const find = (name: string): Promise<string> => findRecording(recordingFiles, both, name);
    assert.equal(await find('practice'), shipped);
    assert.equal(await find('/data/x.jsonl'), '/data/x.jsonl');
    assert.equal(await find('mine/x.jsonl'), join(both.own, 'mine', 'x.jsonl'));
  });

  it('of the editor are only those that are listed, whatever name comes', async () => {
    const both = folders();
    const outside = fileOf(newFolder(), 'outside.jsonl', textOf(1));
    const own = fileOf(both.own, nameAt(0), textOf(1));
    symlinkSync(outside, join(both.own, 'link.jsonl'));
    fileOf(both.own, 'flows.json', '{}');
    const find = (name: unknown): Promise<string> => findListed(recordingFiles, both, name);
    assert.equal(await find(nameAt(0)), own);
    const hostile: unknown[] = [
      ...[
        '',
        '.',
        '..',
        '/',
        '../x',
        `../${nameAt(0)}`,
        './' + nameAt(0),
        `${nameAt(0)}/`,
        `x/../${nameAt(0)}`,
      ],
      ...[
        own,
        outside,
        '/etc/passwd',
        '..\\..\\x',
        '%2e%2e%2fetc%2fpasswd',
        `${nameAt(0)}\u0000.jsonl`,
        'link.jsonl',
      ],
      ...[
        'flows.json',
        '__proto__',
        'constructor',
        5,
        null,
        undefined,
        [nameAt(0)],
        { name: nameAt(0) },
        true,
      ],
      ...['con', 'a'.repeat(1e6), '\u202e', '~', '${HOME}', '*'],
    ];
    for (const name of hostile)
      await assert.rejects(find(name), { name: 'ConfigError' }, JSON.stringify(name)?.slice(0, 60));
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), name =>
        assert.rejects(find(name), { name: 'ConfigError' }),
      ),
      { numRuns: 50 },
    );
  });
});

describe('the recordings that come with the package', () => {
  const types = async (name: string): Promise<Record<string, number>> => {
    const { events, malformed } = await readAll(join(shippedFolder, `${name}.jsonl.gz`));
    assert.equal(malformed, 0);
    const counts: Record<string, number> = {};
    for (const { event } of events) counts[event.type] = (counts[event.type] ?? 0) + 1;
    return counts;
  };

  it('are small, and hold what their titles say', async () => {
    const list = await listRecordings(recordingFiles, { shipped: shippedFolder, own: '/nowhere' });
    assert.deepEqual(
      list.map(({ name, title }) => [name, title]),
      [
        ['practice-prices', 'Quotes and bars, one hour'],
        ['practice-records', 'News, ratings, earnings and filings, eight hours'],
      ],
    );
    for (const { name, size } of list) assert.ok(size > 1000 && size < 120_000, `${name}: ${size}`);
    assert.deepEqual(await types('practice-prices'), { bar: 673, quote: 1206 });
    assert.deepEqual(await types('practice-records'), { news: 120, rating: 40, filing: 40, earnings: 40 });
  });

  it('are in order, of the time that they say, and complete but for what the provider sent', async () => {
    const spans = { 'practice-prices': 1, 'practice-records': 8 };
    for (const [name, hours] of Object.entries(spans)) {
      const { events } = await readAll(join(shippedFolder, `${name}.jsonl.gz`));
      const times = events.map(({ at }) => at);
      assert.deepEqual(
        [...times].sort((one, other) => one - other),
        times,
      );
      const first = Date.parse('2026-03-10T15:00:00.000Z');
      assert.ok((times[0] ?? 0) >= first && times.at(-1) === first + hours * 3_600_000);
      for (const { event } of events) {
        assert.equal(event.raw, null);
        assert.ok(event.id !== '' && event.provider !== '' && event.stream !== '');
        assert.ok(!event.backfill || event.type === 'bar');
      }
    }
  });
});

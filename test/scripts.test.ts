/** The parts of the scripts that can be wrong without anybody seeing it. */
import { strict as assert } from 'node:assert';
import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { root } from './hosts/project';

interface FlowNode {
  id: string;
  type: string;
  [property: string]: unknown;
}

interface Scripts {
  mergeFlows(files: FlowNode[][]): FlowNode[];
  withLock<T>(path: string, work: () => Promise<T>): Promise<T>;
  isAtLeast(version: string, wanted: string): boolean;
}

const load = async (name: string): Promise<Scripts> =>
  (await import(pathToFileURL(join(root, 'scripts', name)).href)) as Scripts;

describe('mergeFlows', () => {
  const example = (account: string, server: string): FlowNode[] => [
    { id: 'tab', type: 'tab', label: server },
    { id: 'a', type: 'source', z: 'tab', x: 1, y: 1, account, wires: [['b'], []] },
    { id: 'b', type: 'link out', z: 'tab', x: 2, y: 1, links: ['a'], wires: [] },
    { id: account, type: 'account', server },
  ];

  it('keeps what does not clash as it is', async () => {
    const { mergeFlows } = await load('flows.mjs');
    const [first, second] = [example('one', 'x'), [{ id: 'other', type: 'tab' }]];
    assert.deepEqual(
      mergeFlows([first, second]).sort((a, b) => (a.id < b.id ? -1 : 1)),
      [...first, ...second].sort((a, b) => (a.id < b.id ? -1 : 1)),
    );
  });

  it('gives a clashing id a new one everywhere, and shares equal config nodes only', async () => {
    const { mergeFlows } = await load('flows.mjs');
    const merged = mergeFlows([example('one', 'x'), example('two', 'x'), example('one', 'y')]);
    assert.equal(new Set(merged.map(({ id }) => id)).size, merged.length);
    assert.deepEqual(
      merged.filter(({ type }) => type === 'tab').map(({ id }) => id),
      ['tab', 'tab-2', 'tab-3'],
    );
    const sources = merged.filter(({ type }) => type === 'source');
    assert.deepEqual(
      sources.map(({ z, account, wires }) => [z, account, wires]),
      [
        ['tab', 'one', [['b'], []]],
        ['tab-2', 'one', [['b-2'], []]],
        ['tab-3', 'one-3', [['b-3'], []]],
      ],
    );
    assert.deepEqual(merged.find(({ id }) => id === 'b-3')?.['links'], ['a-3']);
  });
});

describe('withLock', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'market-feeds-lock-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('lets one at a time in, and frees the lock when the work fails', async () => {
    const { withLock } = await load('lock.mjs');
    const path = join(folder, 'lock');
    let inside = 0;
    const work = async (): Promise<void> => {
      assert.equal(++inside, 1);
      await new Promise(resolve => setTimeout(resolve, 20));
      inside--;
      throw new Error('as planned');
    };
    const results = await Promise.allSettled([withLock(path, work), withLock(path, work)]);
    assert.deepEqual(
      results.map(result => result.status === 'rejected' && String(result.reason)),
      ['Error: as planned', 'Error: as planned'],
    );
    assert.equal(existsSync(path), false);
  });

  it('takes over a lock that nobody has touched for long', async () => {
    const { withLock } = await load('lock.mjs');
    const path = join(folder, 'lock');
    writeFileSync(path, '1 another-machine');
    const longAgo = new Date(Date.now() - 10 * 60_000);
    utimesSync(path, longAgo, longAgo);
    assert.equal(await withLock(path, () => Promise.resolve('done')), 'done');
  });
});

describe('isAtLeast', () => {
  it('compares versions by their numbers', async () => {
    const { isAtLeast } = await load('project.mjs');
    assert.ok(isAtLeast('v22.12.0', '22.9.0'));
    assert.ok(isAtLeast('24.0.0', '22.9.0'));
    assert.ok(isAtLeast('22.9.0', '22.9.0'));
    assert.ok(!isAtLeast('20.19.5', '22.9.0'));
    assert.ok(!isAtLeast('22.8.9', '22.9.0'));
  });
});

describe('the recordings that ship', () => {
  it('are what the practice feed and the protocols make of them today: node scripts/record.mjs', async function () {
    this.timeout(120_000);
    const shipped = join(root, 'recordings');
    const folder = mkdtempSync(join(tmpdir(), 'market-feeds-recordings-'));
    try {
      await promisify(execFile)(process.execPath, [join(root, 'scripts', 'record.mjs'), folder]);
      assert.deepEqual(readdirSync(folder).sort(), readdirSync(shipped).sort());
      for (const name of readdirSync(folder)) {
        const [made, kept] = [folder, shipped].map(place =>
          gunzipSync(readFileSync(join(place, name))).toString(),
        );
        assert.ok(made === kept, `${name} differs`);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

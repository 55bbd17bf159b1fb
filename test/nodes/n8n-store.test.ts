/** What n8n's triggers keep: in files that nobody else has, removed when no trigger can want them any more. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'n8n-workflow';
import type { Clock } from '../../core/ports';
import { n8nStore } from '../../nodes/n8n-store';
import { nodePorts } from '../../ports/node';
import { FakeClock, until } from '../fakes';

const dayMs = 86_400_000;

describe("the store of n8n's triggers", () => {
  const { N8N_USER_FOLDER } = process.env;
  const { clock } = nodePorts;
  let userFolder: string;
  let kept: string;
  let time: FakeClock;

  beforeEach(() => {
    userFolder = mkdtempSync(join(tmpdir(), 'market-feeds-'));
    kept = join(userFolder, '.n8n', 'market-feeds');
    mkdirSync(kept, { recursive: true });
    process.env.N8N_USER_FOLDER = userFolder;
    time = new FakeClock();
    setClock(time);
  });
  afterEach(() => {
    setClock(clock);
    if (N8N_USER_FOLDER === undefined) delete process.env.N8N_USER_FOLDER;
    else process.env.N8N_USER_FOLDER = N8N_USER_FOLDER;
    rmSync(userFolder, { recursive: true });
  });

  function setClock(one: Clock): void {
    nodePorts.clock = one;
  }
  const logger = (said: string[] = []): Logger =>
    ({ warn: (text: string) => void said.push(text) }) as unknown as Logger;
  const put = (name: string, days: number): void => {
    const path = join(kept, `${encodeURIComponent(name)}.json`);
    writeFileSync(path, '{}');
    const at = new Date(time.now() - days * dayMs);
    utimesSync(path, at, at);
  };
  const names = (): string[] =>
    readdirSync(kept)
      .map(file => decodeURIComponent(file.replace(/\.json$/, '')))
      .sort();

  it('is swept an hour after the first trigger has started, of what nobody has written for long', async () => {
    const [live, silent, stopped] = ['n8n ledger A 1', 'n8n alerts A 1', 'n8n ledger B 2'];
    put(live, 1);
    put(silent, 200);
    put(stopped, 89);
    put('n8n ledger C 3', 91);
    put('n8n alerts C 3', 91);
    put('n8n ledger D 4', 91);
    put('key 1', 91);
    put('ledger node', 91);
    const write = async (name: string): Promise<void> => {
      n8nStore(logger()).keep(name, () => 4);
      await n8nStore(logger()).flush(name);
    };
    await write('n8n ledger D 4');
    // So it looks where the clock was wrong as it was written.
    put('n8n ledger D 4', 400);
    await time.advance(3_599_000);
    await write(live);
    assert.equal(names().length, 8, 'others may still start');
    await time.advance(1000);
    await write(live);
    await until(() => names().length === 6, 'the sweep');
    assert.deepEqual(names(), ['key 1', 'ledger node', silent, live, stopped, 'n8n ledger D 4'].sort());
    assert.equal(time.pending, 0);
  });

  it('tells of its trouble in the name of the package: it is that of all triggers', () => {
    const said: string[][] = [[], []];
    writeFileSync(join(kept, 'x.json'), '{');
    for (const one of said) assert.equal(n8nStore(logger(one)).load('x'), null);
    assert.deepEqual(
      said.map(one => one.length),
      [1, 0],
    );
    assert.match(said[0]?.[0] ?? '', /^Market Feeds: What is remembered over restarts is damaged/);
  });
});

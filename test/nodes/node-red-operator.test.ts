/** Operators in Node-RED, without Node-RED: events in, results out, time, and what is kept over restarts. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import type { MarketEvent } from '../../core/event';
import { OperatorTransform } from '../../nodes/node-red-operator';
import { registerTransform } from '../../nodes/node-red-transform';
import { readOther } from '../../nodes/payload';
import type { Operator } from '../../transforms/operator';
import { waitUntil } from '../hosts/waiting';
import { FakeRed } from './fakeRed';

/** Gives the parts of each symbol at once, and 50 ms later the symbol as what waited. */
class Echo implements Operator<string> {
  private waiting: { symbol: string; at: number }[] = [];

  take({ symbol }: MarketEvent, now: number): string[] {
    const name = symbol ?? '';
    this.waiting.push({ symbol: name, at: now + 50 });
    return name.split('+');
  }
  due(now: number): string[] {
    const due = this.waiting.filter(({ at }) => at <= now);
    this.waiting = this.waiting.filter(({ at }) => at > now);
    return due.map(({ symbol }) => `late ${symbol}`);
  }
  flush(): string[] {
    return this.due(Infinity);
  }
  get dueAt(): number | undefined {
    return this.waiting[0]?.at;
  }
  reset(symbol?: string): void {
    this.waiting = this.waiting.filter(one => symbol !== undefined && one.symbol !== symbol);
  }
  begin(): string[] {
    const left = this.flush();
    return [...left, 'begin'];
  }
  save(): unknown {
    return this.waiting;
  }
  restore(saved: unknown): void {
    if (saved === 'poison') throw new TypeError('no iterator');
    if (Array.isArray(saved)) this.waiting = saved as typeof this.waiting;
  }
}

const register = (RED: NodeAPI): void =>
  registerTransform(
    RED,
    'echo',
    (form, host) =>
      new OperatorTransform(
        {
          operator: new Echo(),
          other: readOther(form.other),
          message: payload => ({ payload, topic: payload }),
          counters: () => ({}),
        },
        host,
      ),
  );
const quote = (symbol: string): object => ({ type: 'quote', symbol });

describe('an operator in Node-RED', () => {
  let red: FakeRed;
  let folder: string;
  const node = (form = {}, userDir?: string): FakeRed => (red = new FakeRed(register, form, userDir));
  const payloads = (): unknown[] => red.sent.map(([message]) => message?.payload);
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'market-feeds-'))));
  afterEach(async () => {
    await red.close();
    rmSync(folder, { recursive: true });
  });

  it('sends each result in a message with all that stood beside the event', () => {
    node().input({ payload: quote('A+B'), session: { user: 1 } });
    assert.deepEqual(payloads(), ['A', 'B']);
    const [[first] = [], [second] = []] = red.sent as { session: object }[][];
    assert.deepEqual(second?.session, { user: 1 });
    assert.notEqual(first?.session, second?.session, 'each receiver has its own');
  });

  it('sends what time brings by itself, and at once when told to flush', async () => {
    node().input({ payload: [quote('A'), quote('B')] });
    await waitUntil(() => red.sent.length === 4, 'what time brings');
    assert.deepEqual(payloads(), ['A', 'B', 'late A', 'late B']);
    red.input({ payload: quote('C') });
    red.input({ flush: true });
    assert.deepEqual(payloads().slice(4), ['C', 'late C']);
  });

  it('takes nothing of a list that holds what is no event, and passes it on where that is chosen', () => {
    node().input({ payload: [quote('A'), 7] });
    assert.deepEqual(red.sent, []);
    assert.match(red.failed[0] ?? '', /^msg\.payload\[1\] is a number/);
    node({ other: 'pass' }).input({ payload: [quote('A'), 7] });
    assert.deepEqual(payloads(), ['A', [7]]);
  });

  it('goes on after a restart with what waited', async () => {
    node({}, folder).input({ payload: quote('A') });
    await red.close();
    node({}, folder);
    await waitUntil(() => red.sent.length === 1, 'what had waited');
    assert.deepEqual(payloads(), ['late A']);
  });

  it('begins anew, and says so, where what it kept breaks it', async () => {
    node({}, folder).input({ payload: quote('A') });
    await red.close();
    const [name = ''] = readdirSync(join(folder, 'market-feeds'));
    writeFileSync(join(folder, 'market-feeds', name), '"poison"');
    node({}, folder).input({ payload: quote('B') });
    assert.deepEqual(payloads(), ['B']);
    assert.deepEqual(red.told, ['What was remembered over the restart is damaged: it begins anew.']);
  });

  it('forgets with each new run of a replay, after what waited has left, but not between them', () => {
    const played = (symbol: string, replay: string): void => red.input({ payload: quote(symbol), replay });
    node();
    played('A', 'r 1');
    played('B', 'r 1');
    played('C', 'other 7');
    played('D', 'r 1');
    played('E', 'r 2');
    played('F', 'r 1');
    red.input({ payload: quote('G'), replay: 'mine' });
    assert.deepEqual(payloads(), [
      ...['begin', 'A', 'B', 'late A', 'late B', 'begin', 'C'],
      ...['D', 'late C', 'late D', 'begin', 'E', 'F', 'G'],
    ]);
  });

  it('keeps its file to its owner, removes it when the node is deleted, and begins anew where it is damaged', async () => {
    const files = (): string[] => readdirSync(join(folder, 'market-feeds'));
    // The store of a folder, and so its log, is one in a process.
    const { told } = node({}, folder);
    red.input({ payload: quote('A') });
    await red.close();
    const [name = ''] = files();
    const file = join(folder, 'market-feeds', name);
    assert.equal(statSync(file).mode & 0o077, 0);
    writeFileSync(file, '[{"symbol"');
    node({}, folder);
    assert.match(told[0] ?? '', /damaged, and begins anew/);
    await red.deployWithout();
    await waitUntil(() => files().length === 0, 'the end of the file');
  });

  it('goes on with what waited where it was disabled meanwhile', async () => {
    node({}, folder).input({ payload: quote('A') });
    const gone = join(folder, 'market-feeds', 'echo%20instance-n1.json');
    mkdirSync(join(folder, 'market-feeds'), { recursive: true });
    writeFileSync(gone, '[]');
    await red.deployWithout({ isDisabled: true });
    await waitUntil(() => !existsSync(gone), 'the end of what was deleted with it');
    node({}, folder);
    await waitUntil(() => red.sent.length === 1, 'what had waited');
    assert.deepEqual(payloads(), ['late A']);
  });
});

/** Indicators in Node-RED, without Node-RED: what leaves, what is told, what goes on after a restart. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Form } from '../../core/provider';
import register from '../../nodes/MarketIndicator/market-indicator';
import { barsOf } from '../transforms/indicator-cases';
import { FakeRed } from './fakeRed';

const sma2 = { kind: 'sma', length: '2' };

describe('market-indicator in Node-RED', () => {
  let red: FakeRed;
  let folder: string;
  const node = (form: Form, userDir?: string): FakeRed => (red = new FakeRed(register, form, userDir));
  const sent = (): Record<string, unknown>[] => red.sent.map(([message]) => ({ ...message }));
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'market-feeds-'))));
  afterEach(async () => {
    await red.close();
    rmSync(folder, { recursive: true });
  });

  it('sends each event with its numbers, in the payload and beside it, and counts', () => {
    node({ indicators: [sma2] });
    red.input({ payload: barsOf([1, 3]), mine: 7 });
    const [first, second] = sent();
    assert.deepEqual([first?.['indicators'], second?.['indicators']], [{ sma2: null }, { sma2: 2 }]);
    const { payload, topic, mine } = second as { payload: Form; topic: string; mine: number };
    assert.deepEqual([payload['indicators'], payload['indicatorStatus']], [{ sma2: 2 }, 'ready']);
    assert.notEqual(payload['indicators'], second?.['indicators']);
    assert.deepEqual([payload['close'], topic, mine], [3, 'AAPL', 7]);
    assert.deepEqual(red.shown, [{ fill: 'green', shape: 'dot', text: 'status.counters 1 0' }]);
    assert.deepEqual([red.failed, red.told], [[], []]);
  });

  it('begins anew when told to', () => {
    node({ indicators: [sma2] });
    const [one, two] = barsOf([1, 3]);
    red.input({ payload: one });
    red.input({ reset: 'AAPL' });
    red.input({ payload: two });
    assert.deepEqual(sent()[1]?.['indicators'], { sma2: null });
  });

  it('tells what is wrong when it starts, and for each message', () => {
    node({ indicators: [{ kind: 'sma', length: 'x' }] });
    red.input({ payload: barsOf([1])[0] });
    const why = 'Indicator 1: The length is a whole number of bars from 1 to 1000, not "x".';
    assert.deepEqual([red.told, red.failed], [[why], [why]]);
    node({ indicators: [] });
    assert.deepEqual(red.told, ['Add at least one indicator.']);
  });

  it('gives a Catch node what is no event, or passes it on', () => {
    node({ indicators: [sma2] }).input({ payload: { close: 1 } });
    assert.match(red.failed[0] ?? '', /^msg\.payload is no market event/);
    node({ indicators: [sma2], other: 'pass' }).input({ payload: { close: 1 } });
    assert.deepEqual(sent(), [{ payload: { close: 1 } }]);
  });

  it('goes on after a restart', async () => {
    const [one, two] = barsOf([1, 3]);
    node({ indicators: [sma2] }, folder).input({ payload: one });
    await red.close();
    node({ indicators: [sma2] }, folder).input({ payload: two });
    assert.deepEqual(sent()[0]?.['indicators'], { sma2: 2 });
  });
});

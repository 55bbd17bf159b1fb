/** The alert in Node-RED, without Node-RED: one message for each alert, what is kept, forgotten and told. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Form } from '../../core/provider';
import register from '../../nodes/MarketAlert/market-alert';
import type { Alert } from '../../transforms/alert/alert';
import { waitUntil } from '../hosts/waiting';
import { quoteOf } from '../core/events';
import { news } from '../transforms/alert-cases';
import { FakeRed } from './fakeRed';

const above = { kind: 'crossesAbove', level: '240', symbols: 'AAPL' };
const quote = (last: number, symbol = 'NASDAQ:AAPL'): object => {
  const time = new Date().toISOString();
  return { ...quoteOf(symbol, 0), last, time, receivedTime: time };
};

describe('market-alert in Node-RED', () => {
  let red: FakeRed;
  const node = (form: Form, userDir?: string): FakeRed => (red = new FakeRed(register, form, userDir));
  const alerts = (): Alert[] => red.sent.map(([message]) => message?.payload as Alert);
  const see = (...prices: number[]): void => prices.forEach(last => red.input({ payload: quote(last) }));
  afterEach(() => red.close());

  it('sends a message for each alert, with the alert, its symbol and the event', () => {
    node({
      rules: [
        { ...above, name: 'Apple' },
        { ...above, kind: 'crossesBelow' },
      ],
    });
    see(239);
    red.input({ payload: quote(241), mine: 7 });
    const [[message] = []] = red.sent as { topic: string; event: object; mine: number }[][];
    assert.equal(red.sent.length, 1);
    assert.deepEqual([message?.topic, message?.mine], ['NASDAQ:AAPL', 7]);
    const [alert] = alerts();
    assert.deepEqual(
      [alert?.alert, alert?.rule, alert?.kind, alert?.value],
      ['Apple', 1, 'crossesAbove', 241],
    );
    assert.match(String(alert?.message), /^NASDAQ:AAPL crossed above 240\.00 at .*, now 241\.00/);
    assert.deepEqual(message?.event, alert?.event);
    assert.deepEqual([red.failed, red.told], [[], []]);
  });

  it('names a message after its rule where there is no symbol', () => {
    node({ rules: [{ kind: 'words', words: 'merger', name: 'Deals' }] });
    const time = new Date().toISOString();
    red.input({
      payload: news('1', 0, { headline: 'A merger', symbol: null, symbols: [], time, receivedTime: time }),
    });
    assert.equal(red.sent[0]?.[0]?.topic, 'Deals');
  });

  it('takes lists, and sends what must hold when it has held', async () => {
    node({ rules: [{ ...above, holdMs: 30 }, above] });
    red.input({ payload: [quote(239), quote(241)] });
    const [first] = alerts();
    assert.deepEqual([red.sent.length, first?.rule], [1, 2]);
    // What the receiver does to its message is not seen by the rule that still waits.
    if (first) first.event.symbol = 'changed';
    await waitUntil(() => red.sent.length === 2, 'the alert that had to hold');
    assert.deepEqual([alerts()[1]?.rule, alerts()[1]?.event.symbol], [1, 'NASDAQ:AAPL']);
    assert.equal(red.shown[0]?.text, 'status.counters 1 1');
    await waitUntil(() => red.shown.at(-1)?.text === 'status.counters 2 0', 'the counters');
  });

  it('waits no more for what time ended without an alert', async () => {
    const days = { quietDays: 'Mon-Sun' };
    node({ rules: [{ ...above, holdMs: 30, ...days }] });
    see(239, 241);
    await waitUntil(() => red.shown.at(-1)?.text === 'status.counters 0 0', 'the counters');
    assert.deepEqual(red.sent, []);
  });

  it('fires once only, also over a restart, until it is reset', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'market-feeds-'));
    try {
      const form = { rules: [{ ...above, repeat: 'once' }] };
      node(form, folder);
      see(239, 241, 239, 241);
      assert.equal(red.sent.length, 1);
      await red.close();
      node(form, folder);
      see(239, 241);
      assert.equal(red.sent.length, 0);
      red.input({ reset: 'AAPL' });
      see(239, 241);
      assert.equal(red.sent.length, 1);
      await red.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('tells what is no event, or sends it on', () => {
    node({ rules: [above] }).input({ payload: { last: 3 } });
    assert.deepEqual(red.failed, ['msg.payload is no market event: it has no "type".']);
    node({ rules: [above], other: 'pass' }).input({ payload: 'hello' });
    assert.deepEqual(red.sent, [[{ payload: 'hello' }]]);
  });

  it('names the rule that is wrong, when the flow starts and for each message', () => {
    const said: [Form, string][] = [
      [{ rules: [above, { ...above, name: 'X', level: '' }] }, 'Rule 2 "X": The level must be a number.'],
      [{ rules: [] }, 'Add at least one rule.'],
      [{}, 'Add at least one rule.'],
    ];
    for (const [form, sentence] of said) {
      node(form);
      assert.deepEqual(red.told, [sentence]);
      assert.deepEqual(red.shown, [{ fill: 'red', shape: 'ring', text: 'status.failed.config' }]);
      see(1);
      assert.deepEqual(red.failed, [sentence]);
    }
  });
});

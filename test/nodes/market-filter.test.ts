/** The filter in Node-RED, without Node-RED: what leaves, what is forgotten, what is told. */
import assert from 'node:assert/strict';
import type { Form } from '../../core/provider';
import register from '../../nodes/MarketFilter/market-filter';
import { eventTypes } from '../../transforms/event-fields';
import { FakeRed } from './fakeRed';

const quote = (last: number, symbol = 'NASDAQ:AAPL'): object => ({
  type: 'quote',
  symbol,
  symbols: [symbol],
  last,
});
const above = { field: 'last', operator: 'gt', value: '240' };

describe('market-filter in Node-RED', () => {
  let red: FakeRed;
  const node = (form: Form): FakeRed => (red = new FakeRed(register, form));
  afterEach(() => red.close());

  it('sends a message as it is to one of two outputs, and counts', () => {
    node({ match: 'all', conditions: [above] });
    const [high, low] = [241, 239].map(last => ({
      payload: quote(last),
      topic: 'x',
      event: quote(last),
      mine: {},
    }));
    red.input(high as object);
    red.input(low as object);
    assert.equal(red.sent[0]?.[0], high);
    assert.equal(red.sent[0]?.[1], null);
    assert.deepEqual(
      red.sent[1]?.map(message => message === low),
      [false, true],
    );
    assert.deepEqual(red.shown, [{ fill: 'green', shape: 'dot', text: 'status.counters 1 0' }]);
    assert.deepEqual([red.failed, red.told], [[], []]);
  });

  it('parts a list in two, none of them empty', () => {
    node({ conditions: [above] });
    const list = [quote(241), quote(239), quote(242)];
    red.input({ payload: list, topic: 'live', event: list[0] });
    red.input({ payload: [quote(250)] });
    red.input({ payload: [quote(1)] });
    red.input({ payload: [] });
    assert.deepEqual(red.sent, [
      [
        { payload: [list[0], list[2]], topic: 'live', event: list[0] },
        { payload: [list[1]], topic: 'live', event: list[0] },
      ],
      [{ payload: [quote(250)] }, null],
      [null, { payload: [quote(1)] }],
    ]);
    assert.notEqual(red.sent[0]?.[0], red.sent[0]?.[1]);
    assert.deepEqual(red.failed, []);
  });

  it('tells what is missing of a payload that is no event', () => {
    node({ conditions: [above] });
    const payloads = [undefined, 'AAPL', { last: 3 }, { type: 'weather' }, [quote(250), { last: 3 }], [[]]];
    for (const payload of payloads) red.input({ payload });
    assert.deepEqual(red.sent, []);
    assert.deepEqual(red.failed, [
      'msg.payload is empty: a market event, as the Market Feeds sources send it, is expected here.',
      'msg.payload is a string: a market event, as the Market Feeds sources send it, is expected here.',
      'msg.payload is no market event: it has no "type".',
      `msg.payload is no market event: its "type" is "weather", which is none of ${eventTypes.join(', ')}.`,
      'msg.payload[1] is no market event: it has no "type".',
      'msg.payload[0] is a list: a market event, as the Market Feeds sources send it, is expected here.',
    ]);
  });

  it('passes what is no event to the second output where that is chosen', () => {
    node({ conditions: [], other: 'pass' });
    red.input({ payload: 'AAPL' });
    red.input({ payload: [quote(1), 3] });
    assert.deepEqual(red.sent, [
      [null, { payload: 'AAPL' }],
      [{ payload: [quote(1)] }, { payload: [3] }],
    ]);
  });

  it('forgets what changes compare with, of one symbol or of all', () => {
    node({ conditions: [{ field: 'last', operator: 'rose', value: '' }] });
    const matched = (last: number, symbol?: string): boolean => {
      red.input({ payload: quote(last, symbol) });
      return Boolean(red.sent.at(-1)?.[0]);
    };
    assert.deepEqual([matched(1), matched(2), matched(1, 'B'), matched(2, 'B')], [false, true, false, true]);
    red.input({ reset: 'B', payload: quote(9) });
    assert.deepEqual([matched(3, 'B'), matched(3)], [false, true]);
    red.input({ reset: true });
    assert.deepEqual([matched(4, 'B'), matched(4)], [false, false]);
    const before = red.sent.length;
    red.input({ reset: 5 });
    assert.equal(red.sent.length, before);
    assert.match(red.failed[0] ?? '', /msg.reset must be true, or a symbol/);
  });

  it('names the condition that is wrong, when the flow starts and for each message', () => {
    node({ conditions: [above, { field: 'last', operator: 'gt', value: 'much' }] });
    const sentence = 'Condition 2: "much" is not a number.';
    assert.deepEqual(red.told, [sentence]);
    assert.deepEqual(red.shown, [{ fill: 'red', shape: 'ring', text: 'status.failed.config' }]);
    red.input({ payload: quote(1) });
    assert.deepEqual([red.failed, red.sent], [[sentence], []]);
  });
});

/** Pace and bars in Node-RED, without Node-RED: messages in, messages out, status, and what is wrong. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInNewContext } from 'node:vm';
import type { Form } from '../../core/provider';
import registerBars from '../../nodes/MarketBars/market-bars';
import registerPace from '../../nodes/MarketPace/market-pace';
import { PaceNode } from '../../nodes/node-red-pace';
import * as barsPage from '../../transforms/bars/bars-page';
import * as pacePage from '../../transforms/pace/pace-page';
import { quoteOf } from '../core/events';
import { root } from '../hosts/project';
import { waitUntil } from '../hosts/waiting';
import { FakeRed } from './fakeRed';

type Message = Record<string, unknown>;

const quote = (symbol: string, last = 1, ms = 0): Message => ({
  ...{ ...quoteOf(symbol, last) },
  ...{ time: new Date(ms).toISOString(), receivedTime: new Date(ms).toISOString() },
});
const alert = {
  alert: 'high',
  rule: 1,
  kind: 'newHigh',
  symbol: 'A',
  message: 'A is high',
  event: quote('A'),
};

describe('market-pace in Node-RED', () => {
  let red: FakeRed;
  const node = (form: Form): FakeRed => (red = new FakeRed(registerPace, form));
  const sent = (): Message[] => red.sent.map(([message]) => message as Message);
  afterEach(() => red.close());

  it('sends an event, and an alert, with all that stood beside it, also when it was held back', () => {
    node({ mode: 'latest', everyMs: '1 h' });
    const socket = { end: (): void => undefined, self: {} };
    socket.self = socket;
    red.input({
      payload: quote('A'),
      topic: 'mine',
      event: quote('A'),
      chat: { id: 7 },
      res: socket,
      _msgid: '1',
    });
    red.input({ payload: alert });
    assert.deepEqual(sent(), []);
    red.input({ flush: true });
    assert.deepEqual(sent(), [
      { payload: quote('A'), topic: 'mine', event: quote('A'), chat: { id: 7 } },
      { payload: alert, topic: 'A', event: quote('A') },
    ]);
    assert.deepEqual(red.failed, []);
  });

  it('sends what it lets through at once as it is', () => {
    node({ mode: 'throttle', most: 1, everyMs: '1 h' });
    const message = { payload: quote('A'), topic: 'mine', session: { user: 1 } };
    red.input(message);
    assert.equal(red.sent[0]?.[0], message);
  });

  it('sends lists and digests with their count, and with nothing of one message only', async () => {
    node({ mode: 'throttle', most: 1, everyMs: '1 h' });
    for (const symbol of ['A', 'B', 'C']) red.input({ payload: quote(symbol), topic: 'mine', chat: 7 });
    red.input({ flush: true });
    const [, digest] = sent();
    assert.deepEqual(digest, {
      ...{ payload: [quote('B'), quote('C')], topic: 'digest', event: undefined, count: 2, digest: true },
    });
    await waitUntil(() => red.shown.at(-1)?.text === 'status.counters 3 2 0 0', 'the counts');
  });

  it('takes a list event by event, and tells what was dropped', () => {
    node({ mode: 'throttle', most: 1, everyMs: '1 h', rest: 'drop' });
    red.input({ payload: [quote('A'), quote('B'), alert], topic: 'of the list' });
    const [message] = sent();
    assert.deepEqual([message?.['topic'], message?.['dropped']], ['A', 2]);
  });

  it('sends messages that share nothing, also those of one list', () => {
    node({ mode: 'latest', everyMs: '1 h' });
    red.input({ payload: [quote('A'), quote('B')], headers: { host: 'x' } });
    red.input({ payload: quote('C'), event: quote('C') });
    red.input({ payload: { ...quote('D'), last: 2 }, event: quote('D') });
    red.input({ flush: true });
    const [a, b] = sent();
    assert.deepEqual(a?.['headers'], { host: 'x' });
    assert.notEqual(a?.['headers'], b?.['headers']);
    for (const { payload, event } of sent()) assert.notEqual(payload, event);
    assert.deepEqual(
      sent().map(({ event }) => event),
      ['A', 'B', 'C', 'D'].map(symbol => quote(symbol)),
    );
  });

  it('keeps the event of a message only where it differs from the payload', () => {
    const paced = new PaceNode({}, structuredClone);
    const beside = (rest: object): unknown => {
      const message = { _msgid: '1', payload: quote('A'), ...rest };
      return paced.itemOf(message.payload, message)?.rest;
    };
    assert.deepEqual(beside({ event: quote('A'), topic: 'A' }), { topic: 'A' });
    assert.deepEqual(beside({ event: quote('A', 2) }), { event: quote('A', 2) });
  });

  it('tells a Catch node what it cannot take, takes nothing of such a list, or passes it on', () => {
    node({ mode: 'batch' }).input({ payload: [quote('A'), { alert: 3 }] });
    assert.deepEqual(red.sent, []);
    assert.match(red.failed[0] ?? '', /^msg\.payload\[1\] is no market event: it has no "type"/);
    node({ mode: 'sample', other: 'pass' }).input({ payload: 'hello', topic: 'x' });
    assert.deepEqual(sent(), [{ payload: 'hello', topic: 'x' }]);
  });

  it('says what is wrong when the flow starts', () => {
    node({ mode: 'throttle', most: 'many' });
    assert.deepEqual(red.told, ['How many messages at most must be a whole number from 1 to 1000.']);
  });
});

describe('market-bars in Node-RED', () => {
  it('sends bars of their own, with the counts in its status', async () => {
    const red = new FakeRed(registerBars, { barType: 'second' });
    for (const [index, last] of [1, 2, 3].entries())
      red.input({ payload: quote('A', last, 1000 * index), topic: 'A', event: quote('A', last) });
    const bars = red.sent.map(([message]) => message as Message);
    assert.deepEqual(
      bars.map(({ topic, payload }) => [topic, (payload as Message)['close']]),
      [
        ['A', 1],
        ['A', 2],
      ],
    );
    for (const { event, payload } of bars) {
      assert.deepEqual(event, payload);
      assert.notEqual(event, payload, 'a flow may change its payload');
    }
    red.input({ payload: { type: 'news', symbol: 'A' } });
    assert.deepEqual(red.failed, []);
    await red.close();
  });
});

interface Builder {
  buildIfStale(): Promise<void>;
}

describe('the dialogs of market-pace and market-bars', function () {
  // They may have to be built first.
  this.timeout(200_000);

  before(async () => {
    const script = pathToFileURL(join(root, 'scripts', 'build.mjs')).href;
    await ((await import(script)) as Builder).buildIfStale();
  });

  it('are served the code that the nodes run', () => {
    const page: { marketFeeds: Record<string, unknown> } = { marketFeeds: {} };
    for (const name of ['pace', 'bars'])
      runInNewContext(
        readFileSync(join(root, 'resources', `${name}.js`), 'utf8'),
        Object.assign(page, { Intl, Date }),
      );
    const { pace, bars } = page.marketFeeds as { pace: typeof pacePage; bars: typeof barsPage };
    const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
    for (const form of [{}, { mode: 'throttle' }, { mode: 'x' }, { everyMs: 'soon' }, { everyMs: '${T}' }])
      assert.deepEqual(plain(pace.reviewPace(form)), plain(pacePage.reviewPace(form)));
    for (const form of [{}, { barType: 'day' }, { from: 'x' }, { session: '9' }, { timeZone: 'Asia/Tokyo' }])
      assert.deepEqual(plain(bars.reviewBars(form)), plain(barsPage.reviewBars(form)));
    assert.equal(pace.parseDuration('5 min'), 300_000);
  });
});

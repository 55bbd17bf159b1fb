/** The nodes that record and replay, without Node-RED: what is recorded and sent, what is told, how they end. */
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import type { Node, NodeAPI, NodeMessage, NodeStatus } from 'node-red';
import type { Form } from '../../core/provider';
import alert from '../../nodes/MarketAlert/market-alert';
import bars from '../../nodes/MarketBars/market-bars';
import indicator from '../../nodes/MarketIndicator/market-indicator';
import pace from '../../nodes/MarketPace/market-pace';
import record from '../../nodes/MarketRecord/market-record';
import replay from '../../nodes/MarketReplay/market-replay';
import { settle, until } from '../fakes';
import { FakeRed as TransformRed } from './fakeRed';
import {
  cleanUp,
  fileOf,
  lastsIn,
  namesIn,
  newFolder,
  quoteAt,
  readAll,
  textOf,
} from '../recording/recordings';

type Message = NodeMessage & { payload?: { last?: number; message?: string } };

/** What Node-RED gives to one node, and what the node did with it. */
class FakeRed {
  readonly sent: Message[] = [];
  readonly notices: Message[] = [];
  readonly told: string[] = [];
  readonly failed: string[] = [];
  readonly warned: string[] = [];
  readonly shown: NodeStatus[] = [];
  done = 0;
  private readonly handlers = new EventEmitter();

  constructor(register: (RED: NodeAPI) => void, form: Form, userDir: string) {
    let make: (this: Node, form: object) => void = () => undefined;
    const events = new EventEmitter();
    register({
      nodes: { createNode: () => undefined, registerType: (_type: string, its: typeof make) => (make = its) },
      settings: { userDir },
      auth: { needsPermission: () => undefined },
      httpAdmin: { get: () => undefined, post: () => undefined },
      events,
      _: (key: string, values: Record<string, string> = {}) => [key, ...Object.values(values)].join(' '),
    } as unknown as NodeAPI);
    const node = {
      on: (name: string, handler: () => void) => this.handlers.on(name, handler),
      status: (status: NodeStatus) => this.shown.push(status),
      error: (text: string) => this.told.push(text),
      warn: (text: string) => this.warned.push(text),
      send: ([event, notice]: [Message | null, Message | null]) => {
        if (event) this.sent.push(event);
        if (notice) this.notices.push(notice);
      },
    };
    make.call(node as unknown as Node, form);
    events.emit('flows:started');
    nodes.push(this);
  }

  input(message: object): void {
    const done = (error?: Error): void => {
      this.done += 1;
      if (error) this.failed.push(error.message);
    };
    this.handlers.emit('input', message, () => undefined, done);
  }

  close(): Promise<void> {
    return new Promise(resolve => this.handlers.emit('close', false, resolve));
  }
}

const nodes: FakeRed[] = [];
afterEach(async () => {
  for (const node of nodes.splice(0)) await node.close();
  cleanUp();
});

describe('market-record in Node-RED', () => {
  it('records events and lists of them, and has written all when it is closed', async () => {
    const userDir = newFolder();
    const red = new FakeRed(record, {}, userDir);
    red.input({ payload: quoteAt(1) });
    red.input({ payload: [quoteAt(2), quoteAt(3)], action: '' });
    await until(() => red.done === 2, 'both messages are done');
    await red.close();
    const folder = join(userDir, 'market-feeds-recordings');
    assert.deepEqual(await lastsIn(folder), [1, 2, 3]);
    assert.match(namesIn(folder)[0] ?? '', /^market-\d{4}-.+\.jsonl\.gz$/);
    assert.deepEqual([red.failed, red.told, red.warned], [[], [], []]);
    assert.deepEqual(red.shown[0], { fill: 'grey', shape: 'ring', text: 'status.ready' });
  });

  it('writes at once, and begins a new file, when it is asked to', async () => {
    const userDir = newFolder();
    const red = new FakeRed(record, { folder: 'mine', fileName: 'quotes' }, userDir);
    const folder = join(userDir, 'market-feeds-recordings', 'mine');
    red.input({ payload: quoteAt(1) });
    red.input({ action: 'flush', payload: quoteAt(9) });
    await until(() => red.done === 2, 'it is flushed');
    assert.deepEqual(await lastsIn(folder), [1]);
    red.input({ action: 'rotate' });
    red.input({ payload: quoteAt(2) });
    red.input({ action: 'flush' });
    await until(() => red.done === 5, 'it is rotated');
    assert.equal(namesIn(folder).length, 2);
    red.input({ action: 'explode' });
    await until(() => red.done === 6, 'it is refused');
    assert.deepEqual(red.failed, ['msg.action must be one of: flush, rotate.']);
  });

  it('keeps what the provider sent only where that is wanted', async () => {
    const event = { ...quoteAt(1), raw: { secretless: true } };
    for (const raw of [true, false]) {
      const userDir = newFolder();
      const red = new FakeRed(record, { raw }, userDir);
      red.input({ payload: event });
      await red.close();
      const { events } = await readAll(join(userDir, 'market-feeds-recordings'));
      assert.deepEqual(events[0]?.event.raw, raw ? event.raw : null);
    }
  });

  it('refuses a list whole that holds what is no event, and what is none', async () => {
    const userDir = newFolder();
    const red = new FakeRed(record, {}, userDir);
    for (const payload of [[quoteAt(1), { last: 2 }], 'AAPL', undefined]) red.input({ payload });
    await until(() => red.failed.length === 3, 'all are refused');
    assert.deepEqual(
      red.failed.map(text => text.slice(0, 30)),
      ['msg.payload[1] is no market ev', 'msg.payload is a string: a mar', 'msg.payload is empty: a market'],
    );
    await red.close();
    assert.deepEqual(namesIn(userDir), []);
  });

  it('tells once what its form has wrong, and for each message', async () => {
    const red = new FakeRed(record, { folder: '/' }, newFolder());
    const sentence = 'The folder must not be the whole disk: name a folder on it.';
    assert.deepEqual(red.told, [sentence]);
    assert.deepEqual(red.shown, [{ fill: 'red', shape: 'ring', text: 'status.failed.config' }]);
    red.input({ payload: quoteAt(1) });
    await until(() => red.failed.length === 1, 'it is refused');
    assert.deepEqual(red.failed, [sentence]);
  });
});

describe('market-replay in Node-RED', () => {
  const start = (form: Form, seconds = [0, 1, 2]): FakeRed => {
    const folder = newFolder();
    const recording = fileOf(folder, 'a.jsonl.gz', textOf(...seconds));
    return new FakeRed(replay, { recording, speed: 'max', ...form }, folder);
  };
  const lasts = (red: FakeRed): unknown[] => red.sent.map(({ payload }) => payload?.last);

  it('sends events as sources do, and notices', async () => {
    const red = start({});
    await until(() => red.notices.length === 2, 'the end');
    assert.deepEqual(lasts(red), [0, 1, 2]);
    const [message] = red.sent as (Message & { event: object; _msgid: string })[];
    assert.deepEqual([message?.topic, message?.payload], ['NASDAQ:AAPL', quoteAt(0)]);
    assert.deepEqual(message?.event, message?.payload);
    assert.notEqual(message?.event, message?.payload, 'each its own');
    const { time, stream, ...notice } = red.notices[1]?.payload as Record<string, unknown>;
    assert.ok(typeof time === 'string' && typeof stream === 'string' && stream.endsWith('a.jsonl.gz'));
    assert.deepEqual(notice, {
      ...{
        notice: 'ended',
        provider: 'replay',
        account: '',
        message: 'Played 3 events.',
        events: 3,
        malformed: 0,
      },
      ...{ position: '2026-01-02T15:00:02.000Z', progress: 1, speed: 'max' },
    });
    assert.deepEqual(red.told, []);
  });

  it('lets each round work like the first in the nodes behind it', async () => {
    const red = start({ loop: true }, [0, 1, 2, 3]);
    await until(() => red.sent.length >= 8, 'two rounds');
    red.input({ action: 'stop' });
    const runs = new Set(red.sent.map(message => (message as { replay?: string }).replay));
    assert.ok(runs.size >= 2);
    const rules = [{ kind: 'crossesAbove', level: 1.5 }];
    const indicators = [{ kind: 'sma', length: 3, price: 'last' }];
    const behind: [register: (RED: NodeAPI) => void, form: Form][] = [
      [alert, { rules }],
      [pace, { mode: 'batch', batchSize: 4 }],
      [bars, { barType: 'second' }],
      [indicator, { indicators }],
    ];
    for (const [register, form] of behind) {
      const node = new TransformRed(register, form);
      const sentOf = (round: Message[]): unknown[] => {
        const before = node.sent.length;
        for (const message of round) node.input(structuredClone(message));
        return node.sent.slice(before).map(([message]) => {
          const { payload } = message as { payload: { time?: string; length?: number; indicators?: object } };
          return [payload.time, payload.length, payload.indicators];
        });
      };
      const first = sentOf(red.sent.slice(0, 4));
      const second = sentOf(red.sent.slice(4, 8));
      assert.ok(first.length > 0);
      // The last bar of the first round is closed as the second one begins.
      assert.deepEqual(second.slice(-first.length), first);
      await node.close();
    }
  });

  it('obeys messages, and says what it does not understand', async () => {
    const red = start({ autoStart: 'false', speed: 1 }, [0, 3600, 7200]);
    assert.deepEqual(red.shown, [{ fill: 'grey', shape: 'ring', text: 'status.ready' }]);
    red.input({ action: 'play' });
    await until(() => red.sent.length === 1, 'the first event');
    red.input({ action: 'seek', topic: '2026-01-02T16:00:00Z' });
    await until(() => red.sent.length === 2, 'the second');
    red.input({ action: 'speed', speed: 'max' });
    await until(() => red.notices.at(-1)?.topic === 'ended', 'the end');
    assert.deepEqual(lasts(red), [0, 3600, 7200]);
    const wrong = [{}, { action: 'rewind' }, { action: 'seek', time: 'noon' }, { action: 'seek', time: 5 }];
    for (const message of [...wrong, { action: 'speed', speed: -1 }]) red.input(message);
    await until(() => red.failed.length === 5, 'all are refused');
    assert.match(
      red.failed.join('\n'),
      /^(msg\.action must.+\n){2}(msg\.time must be a time such.+\n){2}The speed must.+$/,
    );
  });

  it('tells a Catch node what cannot be played, and sends nothing after it was closed', async () => {
    const missing = new FakeRed(replay, { recording: 'nothing.jsonl' }, newFolder());
    await until(() => missing.told.length === 1, 'the failure');
    assert.match(missing.told[0] ?? '', /^There is no recording .+nothing\.jsonl\.$/);
    assert.equal(missing.notices.at(-1)?.topic, 'failed');
    const red = start({ loop: true });
    await until(() => red.sent.length > 10, 'some rounds');
    await red.close();
    const { length } = red.sent;
    for (let turn = 0; turn < 20; turn += 1) await settle();
    assert.equal(red.sent.length, length);
    assert.ok(red.notices.every(({ topic }) => topic !== 'stopped'));
  });
});

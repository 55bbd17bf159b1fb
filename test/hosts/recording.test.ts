/** Recorder, replay and "would have fired" in real Node-RED: what is recorded is what is played. */
import { strict as assert } from 'node:assert';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MarketEvent } from '../../core/event';
import { recordingFiles, shippedFolder } from '../../ports/recordings';
import { RecordingReader } from '../../nodes/recording-reader';
import { startSimulator, type Simulator } from '../../simulator/server';
import { parseAlerts } from '../../transforms/alert/alert';
import { wouldHaveFired } from '../../transforms/alert/alert-replay';
import { textOf } from '../recording/recordings';
import { accountNode, catchNodes, controlNode, debugNode, tab } from './flow';
import { startNodeRed, type FlowNode, type NodeRed } from './nodeRed';
import { emptyNodeRed, sharedNodeRed } from './sharedHosts';
import { request, waitUntil } from './waiting';

interface Message {
  topic?: string;
  payload: MarketEvent & { notice?: string; message?: string; events?: number; last?: number };
  error?: { message: string };
}

const code = 'NASDAQ:AAPL';

async function eventsIn(path: string): Promise<MarketEvent[]> {
  const reader = await RecordingReader.open(recordingFiles, path);
  const events: MarketEvent[] = [];
  for (let some = await reader.read(); some; some = await reader.read())
    events.push(...some.map(({ event }) => event));
  assert.equal(reader.malformed, 0);
  await reader.close();
  return events;
}

for (const version of ['5', '4'] as const) {
  describe(`market-record and market-replay in Node-RED ${version}`, function () {
    this.timeout(60_000);
    let red: NodeRed;
    let simulator: Simulator;
    let folder: string;

    before(async () => {
      simulator = await startSimulator({ rate: 0 });
      red = await sharedNodeRed({ version });
    });
    after(async () => {
      await emptyNodeRed(red);
      await simulator?.close();
    });
    beforeEach(() => {
      red.clear();
      folder = mkdtempSync(join(tmpdir(), 'market-feeds-recorded-'));
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    const messages = (name: string): Message[] =>
      red.debug.filter(one => one.name === name).map(({ value }) => value as Message);
    const source = (...wires: string[]): FlowNode[] => [
      {
        ...{ id: 'source', type: 'insightsentry-live', z: 'tab', account: 'account', x: 100, y: 100 },
        ...{ subscriptions: [{ code, type: 'quote' }], wires: [wires, []] },
      },
      accountNode(simulator),
    ];
    const record = (extra: object = {}): FlowNode => ({
      ...{ id: 'record', type: 'market-record', z: 'tab', name: 'Record', folder, x: 300, y: 100, wires: [] },
      ...extra,
    });
    const replay = (extra: object): FlowNode[] => [
      {
        ...{ id: 'replay', type: 'market-replay', z: 'tab', name: 'Replay', x: 300, y: 200 },
        ...{ wires: [['played'], ['notices']], ...extra },
      },
      debugNode('played'),
      debugNode('notices'),
    ];
    const inject = (id: string, payload: unknown): FlowNode => ({
      ...{ id, type: 'inject', z: 'tab', name: id, repeat: '', once: false, x: 100, y: 100 },
      ...{ props: [{ p: 'payload', vt: 'json', v: JSON.stringify(payload) }], wires: [['record']] },
    });
    const press = (id: string): Promise<unknown> =>
      red.waitFor(
        () =>
          red.inject(id).then(
            () => true,
            () => false,
          ),
        'the flow, which starts after it is deployed',
      );

    it('plays the events that it recorded, all of them, in their order', async () => {
      const flush = controlNode('flush', 'record', 'flush');
      await red.deploy([tab, ...source('record', 'live'), debugNode('live'), record(), flush]);
      await red.waitFor(() => messages('live').length > 0, 'a first quote');
      for (let price = 201; price <= 230; price += 1) simulator.insightsentry.setPrice(code, price);
      await red.waitFor(() => messages('live').some(({ payload }) => payload.last === 230), 'the last quote');
      const live = messages('live').map(({ payload }) => ({ ...payload, raw: null }));
      await press('flush');
      await red.waitFor(
        () => red.status('record')?.text?.startsWith(`${live.length} events · `),
        'the counters of the recorder',
      );
      red.clear();
      await red.deploy([tab, ...replay({ recording: folder, speed: 'max' })]);
      await red.waitFor(() => messages('notices').some(({ topic }) => topic === 'ended'), 'the end');
      await red.waitFor(() => messages('played').length >= live.length, 'all events');
      const played = messages('played');
      assert.deepEqual(
        played.map(({ payload }) => payload),
        live,
      );
      assert.ok(played.every(({ topic }) => topic === code));
      const notices = messages('notices').map(({ topic, payload }) => [topic, payload.message]);
      assert.deepEqual(notices, [
        ['started', 'Playing begins.'],
        ['ended', `Played ${live.length} events.`],
      ]);
      await red.waitFor(() => red.status('replay')?.text === `played · ${live.length} events`, 'the status');
    });

    it('obeys messages: waits for play, pauses, seeks, stops', async () => {
      const control = (id: string, extra: object[] = []): FlowNode => {
        const node = controlNode(id, 'replay', id);
        return { ...node, props: [{ p: 'action', vt: 'str', v: id }, ...extra] };
      };
      const time = { p: 'time', vt: 'str', v: '2026-03-10T15:59:58Z' };
      await red.deploy([
        tab,
        ...replay({ recording: 'practice-prices', speed: '60', autoStart: false }),
        ...['play', 'pause', 'stop'].map(id => control(id)),
        control('seek', [time]),
        controlNode('nonsense', 'replay', 'rewind'),
        ...catchNodes(),
      ]);
      await red.waitFor(() => red.status('replay')?.text === 'ready', 'that it is ready');
      await press('play');
      await red.waitFor(
        () => /^playing 60× · 15:\d\d:\d\d · \d+ %$/.test(red.status('replay')?.text ?? ''),
        'the status',
      );
      await press('pause');
      await red.waitFor(() => messages('notices').some(({ topic }) => topic === 'paused'), 'the pause');
      await press('nonsense');
      await red.waitFor(() => messages('caught').length > 0, 'the refusal');
      assert.match(messages('caught')[0]?.error?.message ?? '', /msg\.action must be one of: play, pause/);
      const count = messages('played').length;
      await press('seek');
      await press('play');
      await red.waitFor(() => messages('notices').some(({ topic }) => topic === 'ended'), 'the end');
      const after = messages('played').slice(count);
      assert.ok(
        after.length > 0 && after.every(({ payload }) => payload.receivedTime >= time.v.slice(0, 19)),
      );
      await press('stop');
    });

    it('lets alerts and indicators behind it begin anew with each round', async () => {
      const recording = join(folder, 'round.jsonl');
      writeFileSync(recording, textOf(0, 1, 2, 3));
      const behind = (id: string, extra: object): FlowNode[] => [
        { id, type: `market-${id}`, z: 'tab', x: 500, y: 200, wires: [[`${id}s`]], ...extra },
        debugNode(`${id}s`),
      ];
      await red.deploy([
        tab,
        ...replay({ recording, speed: '10', loop: true, wires: [['alert', 'indicator'], ['notices']] }),
        ...behind('alert', { rules: [{ kind: 'crossesAbove', level: 1.5 }] }),
        ...behind('indicator', { indicators: [{ kind: 'sma', length: 4, price: 'last' }] }),
      ]);
      await red.waitFor(() => messages('alerts').length >= 3, 'an alert of each round');
      await red.waitFor(() => messages('indicators').length >= 12, 'the numbers of three rounds');
      const numbers = messages('indicators').map(message => (message as { indicators?: object }).indicators);
      const one = [null, null, null, 1.5].map(sma4 => ({ sma4 }));
      assert.deepEqual(numbers.slice(0, 12), [...one, ...one, ...one]);
    });

    it('gives a Catch node what cannot be recorded or played, once, and stays up', async () => {
      const file = join(folder, 'file');
      writeFileSync(file, '');
      const event = { type: 'quote', symbol: 'A', last: 1 };
      const nodes = [record({ folder: join(file, 'x') }), inject('good', event), inject('bad', { last: 1 })];
      await red.deploy([tab, ...nodes, ...replay({ recording: join(folder, 'nothing') }), ...catchNodes()]);
      await press('bad');
      await press('good');
      await press('good');
      const said = (): string[] =>
        messages('caught').map(({ error }) => (error?.message ?? '').replace('ConfigError: ', ''));
      await red.waitFor(() => said().length >= 3, 'the errors');
      await red.waitFor(() => red.status('record')?.text === 'cannot write · 0 events', 'the status');
      assert.equal(red.status('replay')?.text, 'cannot play');
      const sorted = said().sort();
      assert.equal(sorted.length, 3, sorted.join('\n'));
      assert.match(
        sorted[0] ?? '',
        /^Nothing can be recorded in .+: there is a file where a folder is needed/,
      );
      assert.match(sorted[1] ?? '', /^There is no recording .+nothing\.$/);
      assert.match(sorted[2] ?? '', /^msg\.payload is no market event: it has no "type"\.$/);
    });

    it('says what its form has wrong', async () => {
      await red.deploy([tab, record({ folder: '../../etc' }), ...replay({ recording: '' }), ...catchNodes()]);
      await red.waitFor(() => messages('caught').length === 2, 'both sentences');
      assert.deepEqual(
        messages('caught')
          .map(({ error }) => error?.message)
          .sort(),
        [
          'Choose a recording, or name a file or folder.',
          'The folder must not hold "..": write the whole path.',
        ],
      );
    });

    it('lists recordings, and tries rules on them and on nothing else', async () => {
      const own = join(red.userDir, 'market-feeds-recordings');
      await red.deploy([
        tab,
        record({ folder: '', fileName: 'mine' }),
        inject('one', { type: 'quote', symbol: 'A', last: 1 }),
      ]);
      await press('one');
      await red.waitFor(
        () => existsSync(own) && readdirSync(own).length > 0,
        'the file in the default folder',
      );
      const list = (await red.api('GET', '/market-feeds/recordings')) as { name: string }[];
      const names = list.map(({ name }) => name);
      assert.deepEqual(names.slice(0, 2), ['practice-prices', 'practice-records']);
      assert.match(names[2] ?? '', /^mine-.+\.jsonl\.gz$/);

      const rules = [
        { name: 'High', kind: 'crossesAbove', symbols: 'AAPL', level: 245 },
        { kind: 'movesByPercent', symbols: 'TSLA', by: 2, withinMs: 600_000, holdMs: 10_000 },
      ];
      const tried = (await red.api('POST', '/market-feeds/would-have-fired', {
        rules,
        recording: 'practice-prices',
      })) as {
        count: number;
        alerts: { message: string }[];
        events: number;
        from: string;
        isComplete: boolean;
      };
      const events = await eventsIn(join(shippedFolder, 'practice-prices.jsonl.gz'));
      const expected = wouldHaveFired(
        parseAlerts({ rules }),
        events.map(event => ({ event, at: Date.parse(event.receivedTime) })),
      );
      assert.ok(expected.counts.fired >= 2);
      assert.deepEqual(
        [tried.count, tried.events, tried.isComplete, tried.from],
        [expected.counts.fired, events.length, true, '2026-03-10T15:00:00.000Z'],
      );
      assert.deepEqual(
        tried.alerts.map(({ message }) => message),
        expected.alerts.map(({ message }) => message),
      );
      assert.equal(
        (
          (await red.api('POST', '/market-feeds/would-have-fired', {
            rules,
            recording: names[2],
          })) as typeof tried
        ).events,
        1,
      );

      const outside = join(folder, 'outside.jsonl');
      writeFileSync(outside, '{"type":"quote","receivedTime":"2026-01-02T00:00:00Z"}\n');
      const hostile = [
        outside,
        '../flows.json',
        '/etc/passwd',
        '..',
        '',
        null,
        5,
        ['x'],
        { a: 1 },
        '__proto__',
      ];
      for (const recording of hostile) {
        const { status, text } = await request(`${red.url}/market-feeds/would-have-fired`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ rules, recording }),
        });
        assert.equal(status, 400, JSON.stringify(recording));
        assert.match(text, /Choose a recording|There is no such recording/);
      }
      await assert.rejects(
        red.api('POST', '/market-feeds/would-have-fired', {
          rules: [{ kind: 'x' }],
          recording: 'practice-prices',
        }),
        /400 .*Rule 1/,
      );
    });

    it('loses no more than the last seconds when Node-RED is killed', async () => {
      const market = await startSimulator({ rate: 50 });
      const victim = await startNodeRed({ version });
      try {
        const account = { ...accountNode(simulator), server: `${market.url}/insightsentry` };
        const [live] = source('record');
        await victim.deploy([tab, live as FlowNode, account, record()]);
        const shown = await victim.waitFor(() => {
          const count = Number(
            /^([\d,]+) events/.exec(victim.status('record')?.text ?? '')?.[1]?.replace(',', ''),
          );
          return count > 100 ? count : 0;
        }, 'a hundred events');
        victim.host.kill();
        await victim.host.exited;
        const events = await eventsIn(folder);
        assert.ok(events.length >= shown, `${events.length} of ${shown}`);
        const times = events.map(({ receivedTime }) => receivedTime);
        assert.deepEqual([...times].sort(), times);
      } finally {
        await victim.stop();
        await market.close();
      }
    });
  });
}

describe('the recordings in an editor that asks who is there', function () {
  this.timeout(60_000);

  it('are for those only who may see it', async () => {
    const red = await startNodeRed({ settings: { adminAuth: { type: 'credentials', users: [] } } });
    try {
      for (const [method, path] of [
        ['GET', 'recordings'],
        ['POST', 'would-have-fired'],
      ] as const) {
        const { status } = await waitUntil(
          () => request(`${red.url}/market-feeds/${path}`, { method }),
          'an answer',
        );
        assert.equal(status, 401, path);
      }
    } finally {
      await red.stop();
    }
  });
});

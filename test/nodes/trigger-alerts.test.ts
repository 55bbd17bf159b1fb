/** Alert rules of a trigger in n8n, without n8n: what starts runs, what is remembered, what a test step shows. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  NodeHelpers,
  type IDataObject,
  type INodeExecutionData,
  type INodeType,
  type ITriggerFunctions,
} from 'n8n-workflow';
import type { MarketEvent } from '../../core/event';
import type { Store } from '../../core/ports';
import { BenzingaTrigger } from '../../nodes/Benzinga/BenzingaTrigger.node';
import { FinFeedApiTrigger } from '../../nodes/FinFeedApi/FinFeedApiTrigger.node';
import { InsightSentryTrigger } from '../../nodes/InsightSentry/InsightSentryTrigger.node';
import { LiveAlerts, mostWaiting } from '../../nodes/n8n-live-alerts';
import { TradeWatchTrigger } from '../../nodes/TradeWatch/TradeWatchTrigger.node';
import { startSimulator, type Simulator } from '../../simulator/server';
import { parseAlerts, type Alert } from '../../transforms/alert/alert';
import { alertKinds } from '../../transforms/alert/alert-rules';
import { FakeClock, settle } from '../fakes';
import { waitUntil } from '../hosts/waiting';
import { quote } from '../transforms/alert-cases';

const above = { kind: 'crossesAbove', symbols: 'AAPL', level: '240' };

describe('live alert rules', () => {
  let clock: FakeClock;
  let files: Map<string, string>;
  let told: Alert[];
  let dropped: number[];
  let judged: string[];
  let endRun: () => void;

  beforeEach(() => {
    clock = new FakeClock();
    files = new Map();
    [told, dropped, judged] = [[], [], []];
    endRun = () => undefined;
  });

  /** As a process leaves it: what is not written yet is gone with it. */
  class FakeStore implements Store {
    private readonly unwritten = new Map<string, () => unknown>();

    load(name: string): unknown {
      const file = files.get(name);
      return file === undefined ? undefined : (JSON.parse(file) as unknown);
    }

    keep(name: string, read: () => unknown): void {
      if (!this.unwritten.has(name)) clock.after(2000, () => void this.flush(name));
      this.unwritten.set(name, read);
    }

    flush(name: string): Promise<void> {
      const read = this.unwritten.get(name);
      this.unwritten.delete(name);
      if (read) files.set(name, JSON.stringify(read()));
      return Promise.resolve();
    }

    remove(): Promise<void> {
      return Promise.resolve();
    }
  }

  /** Alerts whose runs end at once or, where they are slow, when the test says so; each run takes one alert. */
  const start = (rules: object | object[], isSlow = false, withRaw = false): LiveAlerts => {
    let isOver = false;
    const tell = async (waiting: Alert[]): Promise<void> => {
      while (waiting.length > 0 && !isOver) {
        told.push(...waiting.splice(0, 1));
        alerts.left();
        if (isSlow) await new Promise<void>(resolve => (endRun = resolve));
      }
    };
    const alerts = new LiveAlerts(parseAlerts({ rules: [rules].flat() }), {
      ...{ clock, store: new FakeStore(), name: 'rules', withRaw, tell },
      judged: events => judged.push(...events.map(({ id }) => id)),
      dropped: count => dropped.push(count),
    });
    const { stop } = alerts;
    alerts.stop = () => {
      isOver = true;
      endRun();
      return stop.call(alerts);
    };
    alerts.start();
    return alerts;
  };
  /** At the clock's own time. */
  const now = (last: number, more: Partial<MarketEvent> = {}): MarketEvent => {
    const time = new Date(clock.now()).toISOString();
    return { ...quote(0, last), id: `${last} ${time}`, time, receivedTime: time, ...more } as MarketEvent;
  };
  const values = (): unknown[] => told.map(({ value }) => value);
  /** Crosses the level again and again. */
  const rises = (...prices: number[]): MarketEvent[] => prices.flatMap(price => [now(239), now(price)]);

  it('tell what fires, and nothing of past events', async () => {
    const alerts = start(above);
    alerts.events([now(239), now(241)]);
    alerts.events([now(239), now(242, { backfill: true })]);
    await settle();
    assert.deepEqual(values(), [241]);
  });

  it('tell what has held when its time is over, without another event, and leave no timer', async () => {
    const alerts = start({ ...above, holdMs: '5 min' });
    alerts.events([now(239), now(241)]);
    await clock.advance(299_000);
    assert.equal(told.length, 0);
    await clock.advance(1000);
    assert.match(told[0]?.message ?? '', /stayed there for 5 min/);
    alerts.events([now(239), now(243)]);
    await clock.advance(2000);
    await alerts.stop();
    assert.equal(clock.pending, 0);
  });

  it('go on after a restart with what they remember', async () => {
    const once = { ...above, repeat: 'once' };
    const first = start(once);
    first.events([now(239), now(241)]);
    await first.stop();
    start(once).events([now(239), now(241)]);
    const other = start(above);
    other.events([now(239)]);
    await other.stop();
    start(above).events([now(244)]);
    await settle();
    assert.deepEqual(values(), [241, 244]);
  });

  it('look at every event while runs take their time, and drop the oldest alerts of too many', async () => {
    const alerts = start(above, true);
    for (let turn = 0; turn < mostWaiting + 11; turn += 1) alerts.events(rises(241 + turn));
    await settle();
    assert.deepEqual([values(), dropped], [[241], []]);
    endRun();
    await settle();
    assert.deepEqual(dropped, [10]);
    assert.deepEqual(values(), [241, 252]);
    while (told.length <= mostWaiting) {
      endRun();
      await settle();
    }
    assert.equal(told.at(-1)?.value, 241 + mostWaiting + 10);
  });

  it('are not disturbed by a run that fails', async () => {
    const alerts = new LiveAlerts(parseAlerts({ rules: [above] }), {
      ...{ clock, store: new FakeStore(), name: 'rules', withRaw: false },
      ...{ judged: () => undefined, dropped: () => undefined },
      tell: waiting => {
        told.push(...waiting.splice(0));
        return Promise.reject(new Error('failed'));
      },
    });
    for (const price of [241, 242]) {
      alerts.events(rises(price));
      await settle();
    }
    assert.deepEqual(values(), [241, 242]);
  });

  it('tell what waited for a run after a clean stop, in order and before anything new, and nothing twice', async () => {
    const first = start(above, true);
    first.events(rises(241, 242, 243));
    await settle();
    endRun();
    await settle();
    assert.deepEqual(values(), [241, 242]);
    await first.stop();
    const second = start(above, true);
    second.events(rises(244));
    for (const count of [3, 4]) {
      await settle();
      assert.equal(told.length, count);
      endRun();
    }
    await second.stop();
    start(above);
    await settle();
    assert.deepEqual(values(), [241, 242, 243, 244]);
    const [, , waited, fresh] = told;
    assert.deepEqual(Object.keys(waited ?? {}), Object.keys(fresh ?? {}));
    assert.deepEqual(
      [waited?.event.type, waited?.message],
      ['quote', told[1]?.message.replace('242', '243')],
    );
  });

  it('lose nothing that waited when the process was killed, and tell twice what began last at most', async () => {
    const first = start(above, true);
    first.events(rises(241, 242, 243, 244));
    await clock.advance(2000);
    endRun();
    await settle();
    assert.deepEqual(values(), [241, 242]);
    start(above);
    await settle();
    assert.deepEqual(values(), [241, 242, 242, 243, 244]);
  });

  it('note an event that fired once its alert is on the disk, and any other at once', async () => {
    const alerts = start(above, true);
    const [below, beyond] = [now(239), now(241)];
    alerts.events([below]);
    alerts.events([beyond]);
    assert.deepEqual(judged, [below.id]);
    await clock.advance(10_000);
    assert.deepEqual(judged, [below.id, beyond.id]);
    const last = now(238);
    alerts.events([last, now(245)]);
    await alerts.stop();
    assert.ok(judged.includes(last.id));
    assert.match(files.get('rules') ?? '', /"value":245/);
  });

  it('leave out what waited of rules that are gone or changed, and call the others as they are called now', async () => {
    const [changed, gone] = [
      { ...above, level: '245' },
      { ...above, level: '246' },
    ];
    const first = start([gone, above, changed], true);
    first.events(rises(250));
    await first.stop();
    assert.equal(told.length, 1);
    start([
      { ...above, name: 'Apple' },
      { ...changed, level: '245.5' },
    ]);
    await settle();
    assert.deepEqual(
      told.slice(1).map(({ alert, rule }) => [alert, rule]),
      [['Apple', 1]],
    );
  });

  it('keep the raw data of what waits only where alerts bring it', async () => {
    for (const withRaw of [false, true]) {
      const alerts = start(above, true, withRaw);
      alerts.events([...rises(241), now(239), now(242, { raw: { provided: 1 } })]);
      await alerts.stop();
      const { waiting } = JSON.parse(files.get('rules') ?? '') as { waiting: Alert[] };
      assert.deepEqual(
        waiting.map(({ event }) => event.raw),
        [withRaw ? { provided: 1 } : undefined],
      );
      files.clear();
    }
  });

  it('go on with what an earlier version kept, and begin anew with what is damaged', async () => {
    const once = { ...above, repeat: 'once' };
    const first = start(once);
    first.events(rises(241));
    await first.stop();
    const { waiting, ...earlier } = JSON.parse(files.get('rules') ?? '') as Record<string, unknown>;
    assert.deepEqual(waiting, []);
    files.set('rules', JSON.stringify(earlier));
    const second = start(once);
    second.events(rises(242));
    await second.stop();
    for (const odd of [
      null,
      7,
      {},
      [null, {}, { alert: 'x', message: 'y' }, told[0] && { ...told[0], event: 1 }],
    ]) {
      files.set('rules', JSON.stringify({ ...earlier, waiting: odd }));
      await start(once).stop();
    }
    assert.deepEqual(values(), [241]);
  });
});

/** What n8n makes of a form: what is hidden is left out, what is missing filled in. */
const resolved = ({ description }: INodeType, parameters: IDataObject): Record<string, unknown> =>
  NodeHelpers.getNodeParameters(
    ...([description.properties, parameters as never, true, false] as const),
    ...([{ typeVersion: 1 }, description] as const),
  ) ?? {};

describe('alert rules of a trigger', () => {
  let simulator: Simulator;
  let folder: string;
  const { N8N_USER_FOLDER } = process.env;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'market-feeds-trigger-'));
    process.env['N8N_USER_FOLDER'] = folder;
    simulator = await startSimulator({ rate: 0, insightsentry: { heartbeatMs: 200 } });
  });
  after(async () => {
    await simulator.close();
    if (N8N_USER_FOLDER === undefined) delete process.env['N8N_USER_FOLDER'];
    else process.env['N8N_USER_FOLDER'] = N8N_USER_FOLDER;
    rmSync(folder, { recursive: true, force: true });
  });

  interface Given {
    mode?: 'trigger' | 'manual';
    node?: INodeType;
    credential?: string;
    id?: string;
  }

  let workflows = 0;

  /** A trigger in a workflow whose runs end at once. */
  async function start(parameters: IDataObject, given: Given = {}) {
    const { mode = 'trigger', node = new InsightSentryTrigger(), credential = 'insightsentry' } = given;
    const runs: IDataObject[][][] = [];
    const all = resolved(node, { alertRulesOn: true, ...parameters });
    const name = `Alerts ${(workflows += 1)}`;
    const context = {
      getMode: () => mode,
      getWorkflow: () => ({ id: given.id ?? name, name }),
      getNode: () => ({ id: 'trigger', name: 'Trigger', parameters: all }),
      getNodeParameter: (field: string, fallback?: unknown) => all[field] ?? fallback,
      getCredentials: () => Promise.resolve({ server: `${simulator.url}/${credential}`, apiKey: 'key' }),
      getTimezone: () => 'America/New_York',
      logger: { warn: () => undefined },
      helpers: { createDeferredPromise: () => ({ promise: Promise.resolve() }) },
      emit: (outputs: INodeExecutionData[][]) =>
        runs.push(outputs.map(items => items.map(({ json }) => json))),
    };
    const response = await node.trigger?.call(context as unknown as ITriggerFunctions);
    return {
      runs,
      alerts: () => runs.flatMap(([items = []]) => items),
      test: () => response?.manualTriggerFunction?.(),
      stop: () => response?.closeFunction?.(),
    };
  }

  const apple = { subscriptions: { row: [{ code: 'NASDAQ:AAPL' }] } };
  const set = (price: number): void => simulator.insightsentry.setPrice('NASDAQ:AAPL', price);
  const latest = async (): Promise<void> => {
    const given = await start({ ...apple, alertRulesOn: false, delivery: 'every' });
    await waitUntil(() => given.runs.length > 0, 'a quote', 5000);
    await given.stop();
  };

  it('start a run for each alert, which is as Market Alert gives it, whatever the delivery says', async () => {
    set(239);
    const given = await start({ ...apple, delivery: 'batch', deliveryMs: 600_000, rules: { row: [above] } });
    await latest();
    set(241);
    set(242);
    await waitUntil(() => given.alerts().length > 0, 'the alert', 5000);
    set(239);
    set(243);
    await waitUntil(() => given.alerts().length > 1, 'the second alert', 5000);
    await given.stop();
    const [first] = given.alerts();
    assert.deepEqual(Object.keys(first ?? {}), [
      ...['alert', 'rule', 'ruleKey', 'kind', 'symbol', 'time', 'firedTime', 'message', 'value', 'reference'],
      ...['change', 'changePercent', 'event'],
    ]);
    assert.match(first?.['message'] as string, /^NASDAQ:AAPL crossed above 240\.00 .* now 241\.00/);
    const event = first?.['event'] as IDataObject;
    assert.deepEqual([event['last'], 'raw' in event], [241, false]);
    assert.deepEqual(
      given.runs.map(([items]) => items?.length),
      [1, 1],
    );
  });

  it('see what the filter keeps, bring the raw data on request, and notices beside them', async () => {
    set(239);
    const condition = [{ field: 'last', operator: 'lt', value: '245' }];
    const given = await start({
      ...{ ...apple, rules: { row: [above] }, simplify: false, includeNotices: true },
      ...{ filterEvents: true, conditions: { condition } },
    });
    await latest();
    set(250);
    set(241);
    await waitUntil(() => given.alerts().length > 0, 'the alert', 5000);
    simulator.insightsentry.drop();
    await waitUntil(() => given.runs.some(([, notices = []]) => notices.length > 0), 'a notice', 5000);
    await given.stop();
    const event = given.alerts()[0]?.['event'] as IDataObject;
    assert.deepEqual([event['last'], typeof event['raw']], [241, 'object']);
  });

  it('remember from one start of the workflow to the next', async () => {
    const rules = { row: [{ ...above, repeat: 'once' }] };
    set(239);
    const first = await start({ ...apple, rules }, { id: 'same' });
    await latest();
    set(241);
    await waitUntil(() => first.alerts().length > 0, 'the alert', 5000);
    await first.stop();
    const second = await start({ ...apple, rules: { row: [...rules.row, above] } }, { id: 'same' });
    set(239);
    await latest();
    set(241);
    await waitUntil(() => second.alerts().length > 0, 'the alert of the new rule', 5000);
    await second.stop();
    assert.deepEqual(
      second.alerts().map(({ rule }) => rule),
      [2],
    );
  });

  it('refuse to start where a rule is wrong, lacks something, or can never fire', async () => {
    const refused = (parameters: IDataObject, message: RegExp, given?: Given): Promise<void> =>
      assert.rejects(start(parameters, given), message);
    await refused(
      { ...apple, rules: { row: [{ ...above, level: 'x' }] } },
      /Rule 1: The level must be a number/,
    );
    await refused(apple, /Rule 1: The level must be a number\.$/);
    await refused({ ...apple, rules: {} }, /Add at least one rule/);
    const news = { stream: 'news', rules: { row: [above] } };
    await refused(
      news,
      /Rule 1 does not fit: "Crosses above" looks at quotes and bars, and only news come here/,
    );
    const ratings = { stream: 'ratings', rules: { row: [{ kind: 'earningsBeat' }] } };
    await refused(ratings, /looks at earnings, and only ratings come here/, {
      ...{ node: new BenzingaTrigger(), credential: 'benzinga', mode: 'manual' },
    });
  });

  it('show a test step an invented alert that says so, where none fires', async () => {
    set(231);
    const given = await start({ ...apple, rules: { row: [above] } }, { mode: 'manual', id: 'tested' });
    await given.test();
    const [shown] = given.alerts();
    assert.equal(shown?.['sample'], true);
    assert.equal(shown['sampleReason'], 'No rule fired in time: this one is invented.');
    assert.match(shown['message'] as string, /^NASDAQ:AAPL crossed above 240\.00 at 12:00:00, now 240\.24/);
    assert.equal((shown['event'] as IDataObject)['provider'], 'insightsentry');
  }).timeout(20_000);

  it('show a test step an alert that fires', async () => {
    set(239);
    const row = { kind: 'movesByPercent', by: '0.1', withinMs: '1 min' };
    const given = await start({ ...apple, rules: { row: [row] } }, { mode: 'manual' });
    const tested = given.test();
    for (let price = 239; given.runs.length === 0; price += 1) {
      set(price);
      await new Promise(resolve => setTimeout(resolve, 50));
    }
    await tested;
    assert.deepEqual(
      [given.alerts()[0]?.['kind'], given.alerts()[0]?.['sample']],
      ['movesByPercent', undefined],
    );
  }).timeout(20_000);
});

describe('the form of alert rules of a trigger', () => {
  const nodes: [INodeType, families: (keyof typeof alertKinds)[]][] = [
    [new InsightSentryTrigger(), ['crossesAbove', 'volumeSpike', 'words']],
    [new BenzingaTrigger(), ['ratingUp', 'targetChangedBy', 'earningsBeat', 'words']],
    [new FinFeedApiTrigger(), ['formFiled']],
    [new TradeWatchTrigger(), ['crossesAbove', 'spreadWider']],
  ];
  const optionsOf = (node: INodeType): { name: string; values: { name: string; options?: unknown[] }[] } =>
    (node.description.properties.find(({ name }) => name === 'rules')?.options?.[0] ?? {}) as never;

  for (const [node, some] of nodes) {
    it(`of ${node.description.displayName} offers the kinds that its events can fire, and opens with a row`, () => {
      const { values } = optionsOf(node);
      const offered = (values.find(({ name }) => name === 'kind')?.options ?? []) as { value: string }[];
      const kinds = offered.map(({ value }) => value);
      for (const kind of some) assert.ok(kinds.includes(kind), kind);
      assert.equal(kinds.includes('formFiled'), node instanceof FinFeedApiTrigger);
      assert.equal(kinds.includes('volumeSpike'), node instanceof InsightSentryTrigger);
      assert.equal(
        values.some(({ name }) => name === 'symbols'),
        !(node instanceof FinFeedApiTrigger),
        'filings name no symbol',
      );
      const { rules } = resolved(node, { alertRulesOn: true }) as { rules: { row: { kind: string }[] } };
      assert.deepEqual(
        rules.row.map(({ kind }) => kind),
        [kinds[0]],
      );
    });

    it(`of ${node.description.displayName} hides the delivery while rules are on, and the rules while they are off`, () => {
      const off = Object.keys(resolved(node, {}));
      assert.ok(off.includes('delivery') && !off.includes('rules'));
      for (const delivery of ['every', 'batch']) {
        const on = Object.keys(resolved(node, { alertRulesOn: true, delivery }));
        assert.ok(on.includes('rules') && on.includes('maxRunsPerMinute'));
        for (const name of ['delivery', 'deliveryMs', 'batchSize']) assert.ok(!on.includes(name), name);
      }
    });
  }
});

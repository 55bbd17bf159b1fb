/** Pace and bars in real Node-REDs: behind a source on the practice feed's server, and over a restart. */
import { strict as assert } from 'node:assert';
import type { BarEvent, QuoteEvent } from '../../core/event';
import { startSimulator, type Simulator } from '../../simulator/server';
import { accountNode, catchNodes, debugNode, tab } from './flow';
import { startNodeRed, type FlowNode, type NodeRed } from './nodeRed';

interface Message {
  topic?: string;
  payload: unknown;
  event?: { type?: string };
  count?: number;
  digest?: boolean;
  chat?: string;
  error?: { message: string };
}

const place = { z: 'tab', name: '', x: 300, y: 100 };
const source = (...to: string[]): FlowNode => ({
  ...{ ...place, id: 'source', type: 'insightsentry-live', account: 'account', wires: [to, []] },
  subscriptions: [{ code: 'NASDAQ:AAPL, NASDAQ:TSLA', type: 'quote' }],
});
const bars = (form: object): FlowNode => ({
  ...place,
  id: 'bars',
  type: 'market-bars',
  ...form,
  wires: [['kept']],
});
const kept = {
  ...{ ...place, id: 'kept', type: 'market-filter', wires: [['made'], ['rest']] },
  conditions: [{ field: 'closed', operator: 'isTrue', value: '' }],
};
const pace = (form: object): FlowNode => ({
  ...place,
  id: 'pace',
  type: 'market-pace',
  ...form,
  wires: [['paced']],
});
const inject = (id: string, props: object[], to = 'pace'): FlowNode => ({
  ...{ ...place, id, type: 'inject', name: id, repeat: '', once: false, wires: [[to]], props },
});
const alert = (name: string): object => ({
  ...{ alert: name, rule: 1, kind: 'crossesAbove', symbol: 'NASDAQ:AAPL', time: '2026-01-02T15:00:00.000Z' },
  ...{ message: `${name} happened`, event: { type: 'quote', symbol: 'NASDAQ:AAPL', last: 241 } },
});
const tell = (id: string, payload: unknown): FlowNode =>
  inject(id, [
    { p: 'payload', vt: 'json', v: JSON.stringify(payload) },
    { p: 'topic', vt: 'str', v: `of ${id}` },
    { p: 'chat', vt: 'str', v: '#alerts' },
  ]);
const flush = inject('flush', [{ p: 'flush', vt: 'bool', v: 'true' }]);

for (const version of ['5', '4'] as const) {
  describe(`market-pace and market-bars in Node-RED ${version}`, function () {
    this.timeout(90_000);
    let red: NodeRed;
    let simulator: Simulator;

    before(async () => {
      simulator = await startSimulator({ rate: 20 });
      red = await startNodeRed({ version });
    });
    after(async () => {
      await red?.stop();
      await simulator?.close();
    });
    beforeEach(() => red.clear());

    const messages = (name: string): Message[] =>
      red.debug.filter(one => one.name === name).map(({ value }) => value as Message);
    /** Presses a button as soon as the flow, which starts after it is deployed, has it. */
    const press = (id: string): Promise<unknown> =>
      red.waitFor(
        () =>
          red.inject(id).then(
            () => true,
            () => false,
          ),
        'the flow',
      );

    it('makes bars of the quotes of a source, which other nodes take like any bar', async () => {
      const form = {
        barType: 'second',
        barInterval: 2,
        fill: true,
        running: true,
        everyMs: 500,
        graceMs: 500,
      };
      await red.deploy([
        tab,
        accountNode(simulator),
        source('bars'),
        bars(form),
        kept,
        debugNode('made'),
        debugNode('rest'),
      ]);
      const closed = (): BarEvent[] => messages('made').map(({ payload }) => payload as BarEvent);
      await red.waitFor(
        () => closed().filter(bar => bar.symbol === 'NASDAQ:AAPL').length > 3,
        'closed bars',
        30_000,
      );
      for (const { topic, event, payload } of messages('made')) {
        const bar = payload as BarEvent;
        assert.deepEqual([topic, event?.type], [bar.symbol, 'bar']);
        assert.deepEqual(
          [bar.interval, bar.provider, bar.stream, bar.raw],
          ['2s', 'insightsentry', 'live', null],
        );
        assert.equal(Date.parse(String(bar.end)) - Date.parse(bar.start), 2000);
        assert.equal(Date.parse(bar.start) % 2000, 0);
        assert.ok(Number(bar.low) <= Number(bar.close) && Number(bar.close) <= Number(bar.high));
      }
      const ids = closed()
        .filter(({ action }) => action === 'created')
        .map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length, 'each bar is created once');
      assert.ok(messages('rest').every(({ payload }) => (payload as BarEvent).closed === false));
      assert.ok(messages('rest').length > 0, 'running bars');
      await red.waitFor(() => /^\d+ in · \d+ bars/.test(red.status('bars')?.text ?? ''), 'the counters');
    });

    it('lets the latest of each symbol leave in one list, on the stroke of the clock', async () => {
      await red.deploy([
        tab,
        accountNode(simulator),
        source('pace'),
        pace({ everyMs: 1000, output: 'list' }),
        debugNode('paced'),
      ]);
      await red.waitFor(() => messages('paced').length > 2, 'three lists', 30_000);
      for (const { payload, count, topic } of messages('paced').slice(1, 3)) {
        const quotes = payload as QuoteEvent[];
        const symbols = quotes.map(({ symbol }) => symbol).sort();
        assert.deepEqual([symbols, count, topic], [['NASDAQ:AAPL', 'NASDAQ:TSLA'], 2, 'list']);
      }
      await red.waitFor(
        () => /^\d+ in · \d+ out · \d+ waiting$/.test(red.status('pace')?.text ?? ''),
        'the counters',
      );
    });

    it('lets so many alerts through, with what stood beside them, and the rest as a digest', async () => {
      const form = { mode: 'throttle', most: 1, everyMs: '1 s' };
      const all = ['one', 'two', 'three'].map(alert);
      const nodes = [tell('alerts', all), tell('bad', { last: 3 }), ...catchNodes()];
      await red.deploy([tab, pace(form), debugNode('paced'), ...nodes]);
      for (const id of ['alerts', 'bad']) await press(id);
      await red.waitFor(() => messages('paced').length === 2, 'an alert and a digest');
      const [first, digest] = messages('paced');
      assert.deepEqual([first?.payload, first?.topic, first?.chat], [all[0], 'NASDAQ:AAPL', '#alerts']);
      assert.deepEqual([digest?.payload, digest?.digest, digest?.count], [all.slice(1), true, 2]);
      await red.waitFor(() => messages('caught').length > 0, 'what is no event');
      assert.match(messages('caught')[0]?.error?.message ?? '', /msg\.payload is no market event/);
    });

    it('goes on after a restart with what waited, and lets it leave when told to', async () => {
      const flows = [tab, pace({ everyMs: '7 days' }), debugNode('paced'), tell('one', alert('one')), flush];
      await red.deploy(flows);
      await press('one');
      await red.waitFor(() => red.status('pace')?.text === '1 in · 0 out · 1 waiting', 'what waits');
      const { userDir } = red;
      await red.stop({ keep: true });
      red = await startNodeRed({ version, userDir });
      await press('flush');
      await red.waitFor(() => messages('paced').length > 0, 'what had waited');
      const [message] = messages('paced');
      assert.deepEqual(
        [message?.topic, message?.chat, (message?.payload as { alert?: string }).alert],
        ['of one', '#alerts', 'one'],
      );
    });

    it('is red and says what is wrong', async () => {
      const flows = [
        tab,
        pace({ everyMs: 'soon' }),
        bars({ timeZone: 'Mars' }),
        kept,
        debugNode('paced'),
        ...catchNodes(),
      ];
      await red.deploy(flows);
      await red.waitFor(() => messages('caught').length > 1, 'the sentences');
      assert.deepEqual(
        messages('caught')
          .map(({ error }) => error?.message)
          .sort(),
        [
          '"Mars" is no time zone. Write one such as America/New_York or UTC.',
          'The time cannot be "soon". Write a number and its unit, for instance 30 s, 5 min or 1 day.',
        ],
      );
      assert.equal(red.status('bars')?.text, 'check the settings');
    });
  });
}

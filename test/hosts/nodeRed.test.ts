/** The InsightSentry nodes in real Node-REDs, against the practice feed's server in this process. */
import { strict as assert } from 'node:assert';
import { startSimulator, type Simulator } from '../../simulator/server';
import { accountNode, canaryKey, catchNodes, controlNode, liveNode, tab } from './flow';
import { startNodeRed, type FlowNode, type NodeRed } from './nodeRed';
import { emptyNodeRed, sharedNodeRed } from './sharedHosts';

interface Message {
  topic?: string;
  payload: Record<string, unknown> & { symbol?: string; type?: string; notice?: string; message?: string };
  event?: unknown;
  subscriptions?: { code: string }[];
}

const apple = { code: 'NASDAQ:AAPL', type: 'quote' };
const tesla = { code: 'NASDAQ:TSLA', type: 'quote' };
const minuteBars = { code: 'NASDAQ:AAPL', type: 'series', barType: 'minute', barInterval: 1, maxDp: 5 };

for (const version of ['5', '4'] as const) {
  describe(`InsightSentry in Node-RED ${version}`, function () {
    this.timeout(60_000);
    let red: NodeRed;
    let simulator: Simulator;

    before(async () => {
      red = await sharedNodeRed({ version });
    });
    after(() => emptyNodeRed(red));
    beforeEach(async () => {
      simulator = await startSimulator({ rate: 20, insightsentry: { heartbeatMs: 200 } });
      red.clear();
    });
    afterEach(async () => {
      await red.deploy([tab]);
      await simulator.close();
    });

    const deploy = (...nodes: FlowNode[]): Promise<void> =>
      red.deploy([tab, accountNode(simulator), ...nodes]);
    const messages = (id: string): Message[] =>
      red.debug.filter(one => one.id === id).map(({ value }) => value as Message);
    const open = (): number => simulator.connections().filter(({ closed }) => !closed).length;
    const isOnline = (id: string): boolean => red.status(id)?.fill === 'green';

    it('sends quotes and bars as events, one message each, with the symbol as topic', async () => {
      await deploy(...liveNode('a', [apple, minuteBars]));
      await red.waitFor(
        () => messages('a-events').some(({ payload }) => payload.type === 'quote'),
        'a quote',
      );
      await red.waitFor(
        () => messages('a-events').filter(({ payload }) => payload.type === 'bar').length > 5,
        'bars',
      );
      const [first] = messages('a-events').filter(({ payload }) => payload.type === 'quote');
      assert.equal(first?.topic, 'NASDAQ:AAPL');
      assert.equal(typeof first?.payload.last, 'number');
      assert.deepEqual(first?.event, first?.payload);
      const bars = messages('a-events').filter(({ payload }) => payload.type === 'bar');
      assert.deepEqual(
        bars.slice(0, 5).map(({ payload }) => [payload.backfill, payload.closed]),
        [
          [true, true],
          [true, true],
          [true, true],
          [true, true],
          [true, false],
        ],
      );
      await red.waitFor(() => red.status('a')?.text === 'online · AAPL', 'the status');
    });

    it('shares one connection between two nodes of an account, with the union of what they want', async () => {
      await deploy(...liveNode('a', [apple]), ...liveNode('b', [apple, tesla]));
      await red.waitFor(() => isOnline('a') && isOnline('b'), 'both online');
      assert.equal(simulator.connections().length, 1);
      const sent = JSON.parse(simulator.connections()[0]?.received[0] ?? '') as {
        subscriptions: { code: string }[];
      };
      assert.deepEqual(sent.subscriptions.map(({ code }) => code).sort(), ['NASDAQ:AAPL', 'NASDAQ:TSLA']);
      await red.waitFor(() => messages('b-events').some(({ topic }) => topic === 'NASDAQ:TSLA'), 'TSLA at b');
      assert.ok(messages('a-events').every(({ topic }) => topic === 'NASDAQ:AAPL'));
    });

    it('keeps the connection over a full redeploy', async () => {
      const flow = [...liveNode('a', [apple]), ...liveNode('b', [tesla])];
      await deploy(...flow);
      await red.waitFor(() => isOnline('a') && isOnline('b'), 'both online');
      red.clear();
      await deploy(...flow);
      await red.waitFor(
        () => messages('a-events').length > 2 && messages('b-events').length > 2,
        'events again',
      );
      assert.equal(simulator.connections().length, 1);
      assert.equal(open(), 1);
    });

    it('says when the server is gone, and comes back with all subscriptions when it is there again', async () => {
      await deploy(...liveNode('a', [apple, tesla]));
      await red.waitFor(() => isOnline('a'), 'online');
      // On the connection of the test before this one there may have been trouble already.
      red.clear();
      simulator.insightsentry.refuse({ status: 503, retryAfter: '3', times: 1 });
      simulator.insightsentry.drop({ reset: true });
      await red.waitFor(
        () => red.statuses.some(({ id, text }) => id === 'a' && /^retry in/.test(text ?? '')),
        'retry',
      );
      await red.waitFor(() => open() === 1 && isOnline('a'), 'online again', 20_000);
      for (const kind of ['disconnected', 'waiting', 'connected'])
        await red.waitFor(() => messages('a-notices').some(({ topic }) => topic === kind), kind);
      assert.match(simulator.connections().at(-1)?.received[0] ?? '', /AAPL.*TSLA/);
    });

    it('stops at a refused key, tells it as an error that a Catch node sees, and never shows the key', async () => {
      const simulated = await startSimulator({ insightsentry: { keys: ['another key'] } });
      try {
        await red.deploy([tab, accountNode(simulated), ...liveNode('a', [apple]), ...catchNodes()]);
        await red.waitFor(() => red.status('a')?.fill === 'red', 'red status');
        await red.waitFor(() => messages('caught').length > 0, 'the caught error');
        const [caught] = messages('caught') as unknown as { error: { message: string } }[];
        assert.match(caught?.error.message ?? '', /refused the key/);
        assert.equal(simulated.connections().length, 1);
        const exported = JSON.stringify(await red.flows());
        for (const text of [JSON.stringify(red.debug), JSON.stringify(red.statuses), red.log(), exported]) {
          assert.ok(!text.includes(canaryKey));
        }
      } finally {
        await red.deploy([tab]);
        await simulated.close();
      }
    });

    it('takes the key from an environment variable', async () => {
      await red.deploy([
        tab,
        accountNode(simulator, { credentials: { apiKey: '${FEED_KEY}' } }),
        ...liveNode('a', [apple]),
      ]);
      await red.waitFor(() => isOnline('a'), 'online');
      assert.match(simulator.connections()[0]?.received[0] ?? '', new RegExp(canaryKey));
    });

    it('obeys subscribe, unsubscribe, getSubscriptions, disconnect and connect', async () => {
      await deploy(
        ...liveNode('a', [apple]),
        controlNode('subscribe', 'a', 'subscribe', 'nasdaq:tsla, NYSE:IBM'),
        controlNode('unsubscribe', 'a', 'unsubscribe', 'NASDAQ:AAPL'),
        controlNode('list', 'a', 'getSubscriptions'),
        controlNode('disconnect', 'a', 'disconnect'),
        controlNode('connect', 'a', 'connect'),
      );
      await red.waitFor(() => isOnline('a'), 'online');
      await red.inject('subscribe');
      await red.waitFor(() => messages('a-events').some(({ topic }) => topic === 'NYSE:IBM'), 'IBM');
      await red.inject('unsubscribe');
      await red.inject('list');
      const answer = await red.waitFor(
        () => messages('a-notices').find(({ topic }) => topic === 'subscription'),
        'the list',
      );
      assert.deepEqual(
        answer.subscriptions?.map(({ code }) => code),
        ['NASDAQ:TSLA', 'NYSE:IBM'],
      );
      await red.inject('disconnect');
      await red.waitFor(() => red.status('a')?.fill === 'grey' && open() === 0, 'disconnected');
      await red.inject('connect');
      await red.waitFor(() => isOnline('a') && open() === 1, 'connected again');
    });

    it('refuses a control message that it does not know, and goes on', async () => {
      await deploy(
        ...liveNode('a', [apple]),
        controlNode('odd', 'a', 'dance'),
        controlNode('wrong', 'a', 'subscribe', 'not a code!'),
        ...catchNodes(),
      );
      await red.waitFor(() => isOnline('a'), 'online');
      await red.inject('odd');
      await red.inject('wrong');
      await red.waitFor(() => messages('caught').length === 2, 'two caught errors');
      const texts = (messages('caught') as unknown as { error: { message: string } }[]).map(
        ({ error }) => error.message,
      );
      assert.match(texts[0] ?? '', /msg\.action must be one of/);
      assert.match(texts[1] ?? '', /EXCHANGE:SYMBOL/);
      assert.ok(isOnline('a'));
    });

    it('names both nodes when their subscriptions cannot be told apart', async () => {
      await deploy(...liveNode('a', [minuteBars]), ...liveNode('b', [{ ...minuteBars, extended: 'false' }]));
      await red.waitFor(() => red.status('b')?.fill === 'red' && isOnline('a'), 'the refusal');
      const notice = await red.waitFor(() => messages('b-notices')[0], 'the notice');
      assert.match(notice.payload.message ?? '', /"Live b" and "Live a"/);
    });

    it('keeps what it has when a control message asks for what the plan does not allow', async () => {
      await red.deploy([
        tab,
        accountNode(simulator, { maxSymbols: 1 }),
        ...liveNode('a', [apple]),
        controlNode('more', 'a', 'subscribe', minuteBars),
        ...catchNodes(),
      ]);
      await red.waitFor(() => isOnline('a'), 'online');
      await red.inject('more');
      const caught = await red.waitFor(
        () => messages('caught')[0] as unknown as { error: { message: string } },
        'it',
      );
      assert.match(caught.error.message, /2 symbol subscriptions, its plan has 1/);
      const before = messages('a-events').length;
      await red.waitFor(() => messages('a-events').length > before, 'quotes going on');
    });

    it('names a symbol that the provider does not know while the others run', async () => {
      await deploy(...liveNode('a', [apple, { code: 'INVALID:XYZ', type: 'quote' }]));
      await red.waitFor(() => messages('a-events').length > 0, 'quotes');
      const refused = await red.waitFor(
        () => messages('a-notices').find(({ topic }) => topic === 'symbol-refused'),
        'the notice',
      );
      assert.equal(refused.payload.symbol, 'INVALID:XYZ');
    });

    it('gives a batch as one message with a list', async () => {
      await deploy(...liveNode('a', [apple, tesla], { delivery: 'batch', batchSize: 5, deliveryMs: 5000 }));
      const batch = await red.waitFor(
        () => messages('a-events').find(({ payload }) => Array.isArray(payload)),
        'a batch',
      );
      assert.ok(Array.isArray(batch.payload) && batch.payload.length >= 5);
      assert.equal(batch.topic, 'live');
    });

    it('says in red what is missing: an account, a key, a symbol', async () => {
      const lone = liveNode('a', [apple]).map(node => (node.id === 'a' ? { ...node, account: '' } : node));
      await red.deploy([tab, accountNode(simulator), ...lone, ...liveNode('b', [])]);
      await red.waitFor(
        () => red.status('a')?.fill === 'red' && red.status('b')?.fill === 'grey',
        'both statuses',
      );
      assert.match(red.log(), /Choose an InsightSentry account/);
    });
  });
}

describe('Node-RED when it ends', function () {
  this.timeout(60_000);
  it('closes its socket with 1000', async () => {
    const simulator = await startSimulator({ rate: 5 });
    const red = await startNodeRed({
      flows: [tab, { ...accountNode(simulator), practice: false }, ...liveNode('a', [apple])],
    });
    try {
      await red.deploy([tab, accountNode(simulator), ...liveNode('a', [apple])]);
      await red.waitFor(() => red.status('a')?.fill === 'green', 'online');
    } finally {
      await red.stop();
    }
    await red.waitFor(() => simulator.connections()[0]?.closed, 'the closed connection');
    assert.equal(simulator.connections()[0]?.closed?.code, 1000);
    await simulator.close();
  });
});

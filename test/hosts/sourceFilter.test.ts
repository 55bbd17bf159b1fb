/** The filter of sources in real Node-REDs: only what matches arrives, and what is wrong is said. */
import { strict as assert } from 'node:assert';
import { startSimulator, type Simulator } from '../../simulator/server';
import { catchNodes, controlNode, source, tab } from './flow';
import type { FlowNode, NodeRed } from './nodeRed';
import { emptyNodeRed, sharedNodeRed } from './sharedHosts';

interface Message {
  topic?: string;
  payload: Record<string, unknown> & { connection?: { delivery: Record<string, number> } };
  error?: { message: string };
}

const where = (field: string, operator: string, value: unknown) => ({
  filter: { match: 'all', conditions: [{ field, operator, value }] },
});
const live = (filter: object): ((simulator: Simulator, id?: string) => FlowNode[]) =>
  source('insightsentry-live', 'insightsentry-account', 'insightsentry', {
    ...{ subscriptions: [{ code: 'NASDAQ:AAPL', type: 'quote' }] },
    ...filter,
  });

/** Each source: how the server brings about an event that fits and one that does not, and what tells them apart. */
const cases: {
  name: string;
  flow: ReturnType<typeof source>;
  publish: (simulator: Simulator) => void;
  fits: (event: Message['payload']) => boolean;
}[] = [
  {
    name: 'insightsentry-live',
    flow: live(where('last', 'gt', '${LEVEL}')),
    publish: ({ insightsentry: feed }) => [230, 250].forEach(price => feed.setPrice('NASDAQ:AAPL', price)),
    fits: ({ last }) => Number(last) > 240,
  },
  {
    name: 'insightsentry-news',
    flow: source('insightsentry-news', 'insightsentry-account', 'insightsentry', {
      ...where('headline', 'anyWords', 'merg*'),
    }),
    publish: ({ insightsentry: feed }) => {
      for (const title of ['Nothing new', 'A merger']) feed.publishNews({ title, content: 'At last.' });
    },
    fits: ({ headline }) => headline === 'A merger',
  },
  {
    name: 'benzinga-stream',
    flow: source('benzinga-stream', 'benzinga-account', 'benzinga', {
      ...{ stream: 'news' },
      ...where('symbols', 'hasAny', 'AAPL'),
    }),
    publish: ({ benzinga: feed }) => {
      for (const ticker of ['IBM', 'AAPL']) feed.publish('news', {}, { ticker });
    },
    fits: ({ symbol }) => symbol === 'AAPL',
  },
  {
    name: 'finfeedapi-filings',
    flow: source('finfeedapi-filings', 'finfeedapi-account', 'finfeedapi', {
      ...where('form', 'eq', '8-k'),
    }),
    publish: ({ finfeedapi: feed }) => {
      for (const form of ['10-Q', '8-K']) feed.publishFiling({ form });
    },
    fits: ({ form }) => form === '8-K',
  },
  {
    name: 'tradewatch-quotes',
    flow: source('tradewatch-quotes', 'tradewatch-account', 'tradewatch', {
      ...{ symbols: 'EURUSD' },
      ...where('bid', 'gt', '1.2'),
    }),
    publish: ({ tradewatch: feed }) => {
      for (const price of [1.1, 1.3]) {
        feed.setPrice('EURUSD', price);
        feed.tick('EURUSD');
      }
    },
    fits: ({ bid }) => Number(bid) > 1.2,
  },
];

for (const version of ['5', '4'] as const) {
  describe(`the filter of sources in Node-RED ${version}`, function () {
    this.timeout(60_000);
    let red: NodeRed;
    let simulator: Simulator;

    before(async () => {
      red = await sharedNodeRed({ version });
    });
    after(() => emptyNodeRed(red));
    beforeEach(async () => {
      simulator = await startSimulator({ rate: 0, benzinga: { slotHoldMs: 100 } });
      red.clear();
    });
    afterEach(async () => {
      await red.deploy([tab]);
      await simulator.close();
    });

    const messages = (id: string): Message[] =>
      red.debug.filter(one => one.id === id).map(({ value }) => value as Message);
    const isOnline = (): boolean => red.status('a')?.fill === 'green';

    for (const { name, flow, publish, fits } of cases) {
      it(`${name}: sends what matches, and counts the rest`, async () => {
        await red.deploy([tab, ...flow(simulator), controlNode('list', 'a', 'getSubscriptions')]);
        await red.waitFor(isOnline, 'online');
        const events = (): Message[] => messages('a-events');
        // Again and again: what was subscribed by a message on the socket must first reach the server.
        await red.waitFor(() => {
          publish(simulator);
          return events().length > 1;
        }, 'two that fit');
        assert.ok(events().every(({ payload }) => fits(payload)));
        await red.inject('list');
        const answer = await red.waitFor(
          () => messages('a-notices').find(({ topic }) => topic === 'subscription'),
          'the counters',
        );
        const { filtered = 0, received = 0 } = answer.payload.connection?.delivery ?? {};
        assert.ok(filtered > 0 && received >= 2);
        assert.ok(
          messages('a-notices').some(({ topic }) => topic === 'connected'),
          'notices come',
        );
      });
    }

    it('a filter that is wrong is told when the flow starts, and nothing connects, also not by a message', async () => {
      const control = controlNode('go', 'a', 'connect');
      await red.deploy([
        ...[tab, ...catchNodes(), control],
        ...live(where('last', 'gt', 'much'))(simulator),
        ...live(where('last', 'contains', '2'))(simulator, 'b').slice(1),
        ...live({ filter: 'last > 240' })(simulator, 'c').slice(1),
      ]);
      const told = (): (string | undefined)[] => messages('caught').map(({ error }) => error?.message);
      await red.waitFor(() => told().length >= 3, 'three sentences');
      assert.equal(told()[0], 'Condition 1: "much" is not a number.');
      assert.match(told()[1] ?? '', /^Condition 1: "contains" does not fit "Last", which is a number\./);
      assert.match(told()[2] ?? '', /^A filter is an object/);
      for (const id of ['a', 'b', 'c']) {
        await red.waitFor(() => red.status(id)?.fill === 'red', 'the status');
        assert.equal(red.status(id)?.text, 'check the settings');
      }
      await red.inject('go');
      await red.waitFor(() => told().length === 4, 'the answer');
      assert.match(told()[3] ?? '', /This node is not set up/);
      assert.equal(simulator.connections().length, 0);
    });

    it('a filter that no event of the source can match is warned of', async () => {
      await red.deploy([tab, ...live(where('headline', 'contains', 'merger'))(simulator)]);
      await red.waitFor(isOnline, 'online');
      assert.match(
        red.log(),
        /\[warn\].*Condition 1 does not fit: "Headline" is no field of quotes and bars/,
      );
    });
  });
}

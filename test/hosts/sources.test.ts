/** The other providers' nodes in real Node-REDs, against the practice feed's server in this process. */
import { strict as assert } from 'node:assert';
import { benzinga } from '../../nodes/Benzinga/benzinga.provider';
import { startSimulator, type Simulator } from '../../simulator/server';
import { FeedRig, reach } from '../wire/feedRig';
import { canaryKey, catchNodes, controlNode, source, tab } from './flow';
import type { NodeRed } from './nodeRed';
import { emptyNodeRed, sharedNodeRed } from './sharedHosts';

interface Message {
  topic?: string;
  payload: Record<string, unknown> & { notice?: string; message?: string };
  event?: { type?: string };
  subscriptions?: unknown[];
}

const news = source('benzinga-stream', 'benzinga-account', 'benzinga', {
  stream: 'news',
  tickers: 'aapl, TSLA',
});

/** Each node: what it is asked for, how the server brings that about, and what must arrive. */
const cases: {
  name: string;
  flow: ReturnType<typeof source>;
  publish: (simulator: Simulator) => void;
  type: string;
  topic: string;
  status: string;
}[] = [
  {
    name: 'benzinga-stream, news',
    flow: news,
    publish: ({ benzinga: feed }) => {
      feed.publish('news', {}, { ticker: 'IBM' });
      feed.publish('news', {}, { ticker: 'AAPL' });
    },
    type: 'news',
    topic: 'AAPL',
    status: 'online · AAPL +1',
  },
  ...(['ratings', 'earnings', 'insights', 'bulls-bears', 'consensus'] as const).map(stream => ({
    name: `benzinga-stream, ${stream}`,
    flow: source('benzinga-stream', 'benzinga-account', 'benzinga', { stream, tickers: 'AAPL' }),
    publish: ({ benzinga: feed }: Simulator) => void feed.publish(stream, {}, { ticker: 'AAPL' }),
    type: {
      ratings: 'rating',
      insights: 'insight',
      earnings: stream,
      'bulls-bears': stream,
      consensus: stream,
    }[stream],
    topic: 'AAPL',
    status: 'online · AAPL',
  })),
  {
    name: 'benzinga-stream, transcripts',
    flow: source('benzinga-stream', 'benzinga-account', 'benzinga', {
      stream: 'transcripts',
      tickers: 'AAPL',
    }),
    publish: ({ benzinga: feed }) => void feed.speak('AAPL'),
    type: 'transcript',
    topic: 'AAPL',
    status: 'online · AAPL',
  },
  {
    name: 'finfeedapi-filings',
    flow: source('finfeedapi-filings', 'finfeedapi-account', 'finfeedapi', { forms: '8-k' }),
    publish: ({ finfeedapi: feed }) => {
      feed.publishFiling({ form: '10-Q' });
      feed.publishFiling({ form: '8-K' });
    },
    type: 'filing',
    topic: 'sec-filings',
    status: 'online · 8-K',
  },
  {
    name: 'tradewatch-quotes',
    flow: source('tradewatch-quotes', 'tradewatch-account', 'tradewatch', { symbols: 'eur/usd' }),
    publish: ({ tradewatch: feed }) => feed.tick('EURUSD'),
    type: 'quote',
    topic: 'EURUSD',
    status: 'online · EURUSD',
  },
  {
    name: 'insightsentry-news',
    flow: source('insightsentry-news', 'insightsentry-account', 'insightsentry', { words: 'merg*' }),
    publish: ({ insightsentry: feed }) => {
      feed.publishNews({ title: 'Nothing new', content: 'At all.' });
      feed.publishNews({ title: 'A merger', content: 'At last.', related_symbols: ['NYSE:KO'] });
    },
    type: 'news',
    topic: 'NYSE:KO',
    status: 'online · merg*',
  },
];

for (const version of ['5', '4'] as const) {
  describe(`the sources in Node-RED ${version}`, function () {
    this.timeout(60_000);
    let red: NodeRed;
    let simulator: Simulator;

    before(async () => {
      red = await sharedNodeRed({ version });
    });
    after(() => emptyNodeRed(red));
    beforeEach(async () => {
      simulator = await startSimulator({
        rate: 0,
        insightsentry: { heartbeatMs: 200 },
        benzinga: { slotHoldMs: 100 },
        finfeedapi: { backlog: 20, heartbeatMs: 200 },
      });
      red.clear();
    });
    afterEach(async () => {
      await red.deploy([tab]);
      await simulator.close();
    });

    const messages = (id: string): Message[] =>
      red.debug.filter(one => one.id === id).map(({ value }) => value as Message);
    const isOnline = (id: string): boolean => red.status(id)?.fill === 'green';
    const open = (): number => simulator.connections().filter(({ closed }) => !closed).length;

    for (const [place, { name, flow, publish, type, topic, status }] of cases.entries()) {
      it(`${name}: sends what it is asked for, and nothing else`, async () => {
        // Under a name of its own: messages of the case before may still be on their way.
        const id = `source${place}`;
        await red.deploy([tab, ...flow(simulator, id)]);
        await red.waitFor(() => isOnline(id), 'online');
        await red.waitFor(() => red.status(id)?.text === status, `the status ${status}`);
        const arrived = (): Message | undefined =>
          messages(`${id}-events`).find(({ payload }) => payload.type === type);
        // Again and again: what was subscribed by a message on the socket must first reach the server.
        const first = await red.waitFor(() => {
          if (!arrived()) publish(simulator);
          return arrived();
        }, `a ${type}`);
        assert.equal(first.topic, topic);
        assert.deepEqual(first.event, first.payload);
        assert.ok(messages(`${id}-events`).every(message => message.topic === topic));
        assert.ok(!red.log().includes(canaryKey));
      });
    }

    it('two benzinga-streams of a token and stream are one connection; another process waits for its place', async () => {
      await red.deploy([tab, ...news(simulator), ...news(simulator, 'b').slice(1)]);
      await red.waitFor(() => isOnline('a') && isOnline('b'), 'both online');
      assert.equal(simulator.connections().length, 1);
      const third = new FeedRig(benzinga, simulator);
      try {
        const node = third.node({ stream: 'news' }, { apiKey: canaryKey });
        const cause = await reach(node, 'waiting');
        assert.match(cause?.message ?? '', /another connection/i);
        assert.deepEqual([isOnline('a'), isOnline('b'), open()], [true, true, 1]);
        await red.deploy([tab]);
        await red.waitFor(() => node.subscription.state.name === 'online', 'the place of the two', 15_000);
      } finally {
        third.engine.close();
      }
    });

    it('a benzinga-stream that is refused the place says so in a notice, and is not red', async () => {
      const holder = new FeedRig(benzinga, simulator);
      try {
        await reach(holder.node({ stream: 'news' }, { apiKey: canaryKey }), 'online');
        await red.deploy([tab, ...news(simulator)]);
        await red.waitFor(() => messages('a-notices').some(({ topic }) => topic === 'waiting'), 'the notice');
        assert.match(messages('a-notices').at(-1)?.payload.message ?? '', /another connection/i);
        assert.equal(red.status('a')?.fill, 'yellow');
      } finally {
        holder.engine.close();
      }
      await red.waitFor(() => isOnline('a'), 'the place', 15_000);
    });

    it('a bad symbol, form, ticker or CIK is told by the node, which names it', async () => {
      const bad = [
        source('tradewatch-quotes', 'tradewatch-account', 'tradewatch', { symbols: 'EURUSD, NASDAQ:AAPL' }),
        source('finfeedapi-filings', 'finfeedapi-account', 'finfeedapi', { ciks: '12345678901' }),
        source('benzinga-stream', 'benzinga-account', 'benzinga', {
          stream: 'ratings',
          isins: 'US0378331006',
        }),
      ];
      await red.deploy([tab, ...catchNodes(), ...bad.flatMap((flow, index) => flow(simulator, `n${index}`))]);
      const errors = (): string => JSON.stringify(messages('caught'));
      await red.waitFor(() => /NASDAQ:AAPL/.test(errors()), 'the symbol');
      await red.waitFor(() => /12345678901/.test(errors()), 'the CIK');
      await red.waitFor(() => /US0378331006/.test(errors()), 'the ISIN');
      for (const id of ['n0', 'n1', 'n2']) assert.equal(red.status(id)?.fill, 'red');
      assert.equal(simulator.connections().length, 0);
    });

    it('obey control messages: symbols are added, listed and taken away', async () => {
      const quotes = source('tradewatch-quotes', 'tradewatch-account', 'tradewatch', { symbols: 'EURUSD' });
      await red.deploy([
        tab,
        ...quotes(simulator),
        controlNode('add', 'a', 'subscribe', 'gbpusd, USD/JPY'),
        controlNode('list', 'a', 'getSubscriptions'),
        controlNode('drop', 'a', 'unsubscribe', true),
      ]);
      await red.waitFor(() => isOnline('a'), 'online');
      await red.inject('add');
      await red.waitFor(() => red.status('a')?.text === 'online · EURUSD +2', 'the status');
      await red.inject('list');
      await red.waitFor(
        () => messages('a-notices').some(({ topic }) => topic === 'subscription'),
        'the list',
      );
      const list = messages('a-notices').find(({ topic }) => topic === 'subscription');
      assert.match(JSON.stringify(list?.subscriptions), /GBPUSD.*USDJPY/);
      await red.inject('drop');
      await red.waitFor(() => open() === 0, 'the end of the connection');
      assert.equal(red.status('a')?.fill, 'grey');
    });
  });
}

import assert from 'node:assert/strict';
import type { MarketEvent, NewsEvent, TranscriptEvent } from '../../core/event';
import { benzinga } from '../../nodes/Benzinga/benzinga.provider';
import { nodePorts } from '../../ports/node';
import type { BenzingaOptions } from '../../simulator/benzinga/options';
import { stockNamed } from '../../simulator/benzinga/stocks';
import { startSimulator, type Simulator } from '../../simulator/server';
import { until } from '../fakes';
import { FeedRig, cleanUp, reach, type FeedNode, type FeedRigOptions } from './feedRig';

const simulate = (options: BenzingaOptions = {}): Promise<Simulator> =>
  startSimulator({ rate: 0, benzinga: { slotHoldMs: 100, ...options } });

async function start(options: BenzingaOptions = {}, rig: FeedRigOptions = {}) {
  return new FeedRig(benzinga, await simulate(options), rig);
}

type BenzingaNode = FeedNode<ReturnType<typeof benzinga.parse>>;

/** The practice feed's ISINs are invented. */
const { isin } = stockNamed('AAPL');

const live = ({ sink }: BenzingaNode): MarketEvent[] => sink.received.filter(({ backfill }) => !backfill);
const symbols = (node: BenzingaNode) => live(node).map(({ symbol }) => symbol);

/** The query of each URL that was dialled, without the token. */
function dialled(rig: FeedRigOptions): { queries: string[]; options: FeedRigOptions } {
  const queries: string[] = [];
  return {
    queries,
    options: {
      ...rig,
      ports: {
        dial: (request, handlers) => {
          const { searchParams } = new URL(request.url);
          searchParams.delete('token');
          queries.push(decodeURIComponent(searchParams.toString()));
          return nodePorts.dial(request, handlers);
        },
      },
    },
  };
}

describe('Benzinga on real sockets', function () {
  this.timeout(20_000);
  afterEach(cleanUp);

  it('delivers what is published, and on the first start not what was before', async () => {
    const rig = await start();
    const node = await rig.online({ stream: 'news' });
    await until(() => node.subscription.latest(), 'the replay');
    assert.equal(node.sink.received.length, 0);
    rig.simulator.benzinga.publish('news', { title: 'It&#39;s on' }, { ticker: 'AAPL' });
    await until(() => node.sink.received.length === 1, 'the article');
    const [event] = node.sink.received as NewsEvent[];
    assert.equal(event?.headline, "It's on");
    assert.deepEqual([event?.symbol, event?.backfill, event?.action], ['AAPL', false, 'created']);
  });

  it('delivers the backlog, marked, where it is asked for', async () => {
    const rig = await start();
    const node = await rig.online({ stream: 'ratings', backlog: true });
    await until(() => node.sink.received.length > 5, 'the backlog');
    assert.ok(node.sink.received.every(({ backfill, type }) => backfill && type === 'rating'));
  });

  it('serves two nodes of a token and stream over one connection, each by its own tickers', async () => {
    const { queries, options } = dialled({});
    const rig = await start({}, options);
    const one = rig.node({ tickers: 'AAPL' });
    const two = rig.node({ tickers: 'tsla, MSFT' });
    await reach(one, 'online');
    await reach(two, 'online');
    assert.deepEqual(queries, ['tickers=AAPL,MSFT,TSLA']);
    for (const ticker of ['AAPL', 'TSLA', 'IBM', 'MSFT'])
      rig.simulator.benzinga.publish('news', {}, { ticker });
    await until(() => live(two).length === 2 && live(one).length === 1, 'the articles');
    assert.deepEqual([symbols(one), symbols(two)], [['AAPL'], ['TSLA', 'MSFT']]);
    assert.equal(rig.seen.length, 1);
  });

  it('dials once more for changed filters, without a failure, and misses nothing in between', async () => {
    const { queries, options } = dialled({});
    const rig = await start({}, options);
    const one = await rig.online({ tickers: 'AAPL' });
    const two = rig.node({ tickers: 'TSLA' });
    const three = rig.node({ tickers: 'MSFT' });
    await until(() => queries.length === 2 && rig.open.length === 1, 'the second connection');
    rig.simulator.benzinga.publish('news', {}, { ticker: 'AAPL' });
    await until(
      () => one.subscription.state.name === 'online' && symbols(one).length + one.sink.received.length > 0,
      'AAPL',
    );
    assert.deepEqual(queries, ['tickers=AAPL', 'tickers=AAPL,MSFT,TSLA']);
    for (const node of [one, two, three]) {
      assert.ok(!node.sink.path.includes('waiting'), node.sink.path.join(' '));
      assert.ok(!node.sink.kinds.includes('disconnected'));
    }
    assert.equal(rig.seen[0]?.closed?.code, 1000);
  });

  it('waits patiently where another process holds the token’s place, says so, and takes it when it is free', async () => {
    const simulator = await simulate({ slotDelayMs: 50 });
    const first = new FeedRig(benzinga, simulator);
    const other = new FeedRig(benzinga, simulator, { timing: { backoff: { baseMs: 300, capMs: 500 } } });
    const holder = await first.online({ stream: 'news' });
    const waiter = other.node({ stream: 'news' });
    const cause = await reach(waiter, 'waiting');
    assert.match(cause?.message ?? '', /another connection/i);
    const { state } = waiter.subscription;
    assert.ok(state.name === 'waiting' && state.until - Date.now() >= 1500, 'never a flood');
    assert.equal(holder.subscription.state.name, 'online', 'the one that was there stays');
    // Another stream of the same token is another place.
    const ratings = await other.online({ stream: 'ratings' });
    assert.equal(ratings.subscription.state.name, 'online');
    first.engine.close();
    await until(() => waiter.subscription.state.name === 'online', 'the place', 12_000);
  });

  it('recovers after a cut what was published meanwhile, and repeats nothing', async () => {
    const rig = await start({}, { timing: { backoff: { baseMs: 300, capMs: 400 } } });
    const feed = rig.simulator.benzinga;
    const node = await rig.online({ stream: 'earnings' });
    const ids = [feed.publish('earnings').id];
    await until(() => node.sink.received.length === 1, 'the first');
    feed.drop({ reset: true });
    await reach(node, 'waiting');
    ids.push(feed.publish('earnings').id, feed.publish('earnings', {}, { action: 'updated' }).id);
    await reach(node, 'online', 2);
    await until(() => node.sink.received.length === 3, 'what was missed', 8000);
    ids.push(feed.publish('earnings').id);
    feed.repeatLast();
    await until(() => node.sink.received.length === 4, 'the live one');
    assert.deepEqual(
      node.sink.received.map(({ id }) => id),
      ids,
    );
    assert.deepEqual(
      node.sink.received.map(({ backfill }) => backfill),
      [false, true, true, false],
    );
  });

  it('stops at a refused token and at a plan without the stream, and tries on while the service is away', async () => {
    const rig = await start();
    const wrong = await reach(rig.node({}, { apiKey: 'wrong-token' }), 'failed');
    assert.match(wrong?.message ?? '', /token/);
    assert.match((await reach(rig.node({}, { apiKey: 'noplan-token' }), 'failed'))?.message ?? '', /plan/);
    rig.simulator.benzinga.loseBackend({ times: 1 });
    const node = rig.node({}, { apiKey: 'another-token' });
    await reach(node, 'waiting');
    await reach(node, 'online');
  });

  it('says nothing of text pings, digits, status frames and garbage, and stays', async () => {
    const rig = await start(
      { dialect: { statusOnConnect: true } },
      { timing: { ping: { everyMs: 1000, text: 'ping' } } },
    );
    const node = await rig.online({ stream: 'insights' });
    rig.faults.sendGarbage();
    rig.simulator.benzinga.sendDigits();
    await until(() => rig.seen[0]?.received.includes('ping'), 'a ping');
    rig.simulator.benzinga.publish('insights');
    await until(() => live(node).length === 1, 'an insight');
    assert.deepEqual(node.sink.kinds, ['connected']);
  });

  it('stops speaking to a server that does not bear it, and receives all the same', async () => {
    const rig = await start({ dialect: { strictLegacy: true } });
    const node = await rig.online({ stream: 'news' });
    await until(() => node.sink.kinds.includes('provider-message'), 'the notice');
    await until(() => rig.open.length === 1 && rig.open[0]?.received.length === 0, 'a silent connection');
    await until(() => {
      if (live(node).length === 0) rig.simulator.benzinga.publish('news', {}, { ticker: 'AAPL' });
      return live(node).length > 0;
    }, 'an article');
    assert.equal(rig.seen.length, 3);
  });

  it('reads news in both shapes, with times in seconds, ms and ns, and actions in any case', async () => {
    const rig = await start();
    const feed = rig.simulator.benzinga;
    const node = await rig.online({ stream: 'news' });
    const dialects = [
      { newsShape: 'A', timestamps: 's', actionCase: 'capital' },
      { newsShape: 'B', timestamps: 'ns', actionCase: 'lower' },
      { newsShape: 'B', timestamps: 'ms', deleteWord: 'removed' },
    ] as const;
    for (const [index, dialect] of dialects.entries()) {
      feed.speakAs(dialect);
      feed.publish(
        'news',
        { title: `Number ${index}` },
        { ticker: 'AAPL', action: index === 2 ? 'deleted' : 'created' },
      );
    }
    await until(() => live(node).length === 3, 'three events');
    const events = live(node) as NewsEvent[];
    assert.deepEqual(
      events.map(({ action, symbol }) => [action, symbol]),
      [
        ['created', 'AAPL'],
        ['created', 'AAPL'],
        ['deleted', 'AAPL'],
      ],
    );
    assert.deepEqual([events[0]?.headline, events[1]?.headline], ['Number 0', 'Number 1']);
    for (const { time } of events)
      assert.ok(Math.abs(Date.parse(time ?? '') - Date.now()) < 120_000, time ?? 'none');
  });

  it('gives consensus ratings their ticker where there is one, and none where there are several', async () => {
    const rig = await start();
    const one = await rig.online({ stream: 'consensus', tickers: 'AAPL' });
    rig.simulator.benzinga.publish('consensus', {}, { ticker: 'AAPL' });
    await until(() => live(one).length === 1, 'the consensus');
    assert.deepEqual(symbols(one), ['AAPL']);
    const two = rig.node({ stream: 'consensus', tickers: 'TSLA' });
    await reach(two, 'online');
    await until(() => rig.seen.length === 2 && rig.open.length === 1, 'the wider connection');
    rig.simulator.benzinga.publish('consensus', {}, { ticker: 'TSLA' });
    const last = (node: BenzingaNode) => node.sink.received.at(-1);
    await until(() => last(two), 'the consensus of both');
    assert.equal(last(one)?.id, last(two)?.id);
    assert.equal(last(two)?.symbol, null);
  });

  it('brings sentences that come in the wrong order into the right one, and says which one never came', async () => {
    const rig = await start();
    const feed = rig.simulator.benzinga;
    const node = await rig.online({ stream: 'transcripts', tickers: 'AAPL' });
    await until(() => rig.seen[0]?.received.some(text => text.includes('AAPL')), 'the subscription');
    feed.startCall('AAPL');
    feed.speak('AAPL');
    feed.speakOutOfOrder('AAPL');
    const sequences = (): unknown[] =>
      live(node).flatMap(event => (event.type === 'transcript' ? [event.sequence] : []));
    await until(() => sequences().length === 3, 'three sentences');
    assert.deepEqual(sequences(), [0, 1, 2]);
    feed.speak('AAPL', { skip: 1 });
    feed.speak('AAPL');
    await until(() => sequences().length === 5, 'the sentences after the missing one', 6000);
    assert.deepEqual(sequences(), [0, 1, 2, 4, 5]);
    const told = node.sink.notices.filter(({ notice }) => notice === 'provider-message');
    assert.deepEqual(
      told.map(({ missing, symbol }) => [missing, symbol]),
      [['3', 'AAPL']],
    );
  });

  it('brings a rating without an ISIN to who filters by ISINs, since the server matched it', async () => {
    const { queries, options } = dialled({});
    const rig = await start({}, options);
    const node = await rig.online({ stream: 'ratings', isins: isin });
    rig.simulator.benzinga.publish('ratings', { isin: '' }, { ticker: 'TSLA' });
    rig.simulator.benzinga.publish('ratings', { isin: '' }, { ticker: 'AAPL' });
    await until(() => live(node).length > 0, 'the rating');
    assert.deepEqual([queries, symbols(node)], [[`isins=${isin}`], ['AAPL']]);
  });

  it('refuses a node that would mix other companies into one that only the server can filter for', async () => {
    const rig = await start();
    const node = await rig.online({ stream: 'bulls-bears', isins: isin });
    const cause = await reach(rig.node({ stream: 'bulls-bears' }), 'failed');
    assert.match(cause?.message ?? '', /"node" filters bulls and bears not at all, "node" by ISINs/);
    rig.simulator.benzinga.publish('bulls-bears', {}, { ticker: 'TSLA' });
    rig.simulator.benzinga.publish('bulls-bears', {}, { ticker: 'AAPL' });
    await until(() => live(node).length > 0, 'the case');
    assert.deepEqual(symbols(node), ['AAPL']);
    assert.equal(rig.seen.length, 1);
  });

  it('subscribes transcripts by ticker on the running connection, and gives sentences in order', async () => {
    const rig = await start();
    const feed = rig.simulator.benzinga;
    const node = await rig.online({ stream: 'transcripts', tickers: 'AAPL' });
    const asked = (ticker: string) => rig.seen[0]?.received.some(text => text.includes(`"${ticker}"`));
    await until(() => asked('AAPL'), 'the subscription');
    feed.startCall('AAPL');
    for (let sentence = 0; sentence < 3; sentence += 1) feed.speak('AAPL');
    await until(() => live(node).filter(({ type }) => type === 'transcript').length >= 3, 'sentences');
    assert.ok(node.sink.received.some(({ type }) => type === 'transcript-audio'));
    const sequence = (live(node).filter(({ type }) => type === 'transcript') as TranscriptEvent[]).map(
      one => one.sequence ?? -1,
    );
    assert.deepEqual(
      sequence,
      [...sequence].sort((left, right) => left - right),
    );
    const other = await rig.online({ stream: 'transcripts', tickers: 'TSLA' });
    await until(() => asked('TSLA'), 'the other subscription');
    feed.startCall('TSLA');
    feed.speak('TSLA');
    await until(() => live(other).length > 0, 'the other call');
    assert.ok(
      symbols(node).every(symbol => symbol === 'AAPL') && symbols(other).every(symbol => symbol === 'TSLA'),
    );
    assert.equal(rig.seen.length, 1);
    assert.ok(rig.seen[0]?.received.some(text => text.includes('"subscribe"') && text.includes('TSLA')));
    other.subscription.stop();
    await until(() => rig.seen[0]?.received.some(text => text.includes('"unsubscribe"')), 'the end of it');
  });
});

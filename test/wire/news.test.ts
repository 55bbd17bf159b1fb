import assert from 'node:assert/strict';
import type { NewsEvent } from '../../core/event';
import { insightSentryNews } from '../../nodes/InsightSentry/news.provider';
import type { InsightSentryOptions } from '../../simulator/insightsentry';
import { startSimulator } from '../../simulator/server';
import { until } from '../fakes';
import { FeedRig, cleanUp, reach, type FeedRigOptions } from './feedRig';

async function start(options: InsightSentryOptions = {}, rig: FeedRigOptions = {}) {
  const simulator = await startSimulator({ rate: 0, insightsentry: { heartbeatMs: 100, ...options } });
  return new FeedRig(insightSentryNews, simulator, rig);
}

const headlines = (node: { sink: { received: unknown[] } }) =>
  (node.sink.received as NewsEvent[]).map(({ headline }) => headline);

describe('InsightSentry news on real sockets', function () {
  this.timeout(20_000);
  afterEach(cleanUp);

  it('arrives live; the ten recent items come only where they are asked for', async () => {
    const rig = await start();
    const node = await rig.online({});
    const past = await rig.online({ backlog: true });
    await until(() => past.sink.received.length === 10, 'the ten recent items');
    assert.ok(past.sink.received.every(({ backfill }) => backfill));
    rig.simulator.insightsentry.publishNews({ title: 'Something happened', related_symbols: ['NYSE:LUV'] });
    await until(() => node.sink.received.length === 1 && past.sink.received.length === 11, 'the headline');
    const [event] = node.sink.received as NewsEvent[];
    assert.deepEqual(
      [event?.headline, event?.symbol, event?.backfill, event?.stream],
      ['Something happened', 'NYSE:LUV', false, 'news'],
    );
    assert.equal(rig.seen.length, 1);
    assert.deepEqual(JSON.parse(rig.seen[0]?.received[0] ?? ''), { api_key: 'some-key' });
  });

  it('shares the account with market data on a connection of its own', async () => {
    const rig = await start();
    await rig.online({});
    assert.equal(rig.seen[0]?.path, '/insightsentry/newsfeed');
  });

  it('reaches each node by source, symbols and words', async () => {
    const rig = await start();
    const feed = rig.simulator.insightsentry;
    const nodes = [
      await rig.online({ source: 'practice wire' }),
      await rig.online({ symbols: 'luv' }),
      await rig.online({ words: 'merg*, dividend' }),
    ];
    feed.publishNews({ title: 'One', source: 'Practice Wire', content: 'Nothing.', related_symbols: [] });
    feed.publishNews({ title: 'Two', source: 'Other', content: 'Nothing.', related_symbols: ['NYSE:LUV'] });
    feed.publishNews({ title: 'Three: merger', source: 'Other', content: 'Nothing.', related_symbols: [] });
    await until(() => nodes.every(({ sink }) => sink.received.length === 1), 'one headline each');
    assert.deepEqual(nodes.map(headlines), [['One'], ['Two'], ['Three: merger']]);
  });

  it('comes after a cut for what was missed, and never twice', async () => {
    const rig = await start({}, { timing: { backoff: { baseMs: 200, capMs: 300 } } });
    const feed = rig.simulator.insightsentry;
    const node = await rig.online({});
    feed.publishNews({ title: 'Before' });
    await until(() => node.sink.received.length === 1, 'the first');
    feed.drop();
    await reach(node, 'waiting');
    feed.publishNews({ title: 'Missed' });
    await reach(node, 'online', 2);
    await until(() => node.sink.received.length === 2, 'the missed one');
    feed.publishNews({ title: 'After' });
    await until(() => node.sink.received.length === 3, 'the live one');
    assert.deepEqual(headlines(node), ['Before', 'Missed', 'After']);
  });

  it('stops at a refused key, and stays for every other word of the server', async () => {
    const rig = await start({ keys: ['some-key'] });
    assert.match((await reach(rig.node({}, { apiKey: 'another' }), 'failed'))?.message ?? '', /key/i);
    const node = await rig.online({});
    rig.faults.send('{"message":"We are having a lovely day."}');
    rig.faults.sendGarbage();
    await until(() => node.sink.kinds.includes('provider-message'), 'the message');
    assert.equal(node.subscription.state.name, 'online');
  });

  it('asks the server for less in the newer dialect, where that can be said', async () => {
    const rig = await start({ dialect: 'newer' });
    await rig.online({ source: 'Reuters', symbols: 'NYSE:LUV' }, { dialect: 'newer' });
    const { api_key: _key, ...asked } = JSON.parse(rig.seen[0]?.received[0] ?? '') as Record<string, unknown>;
    assert.deepEqual(asked, { source: 'Reuters', related_symbols: 'NYSE:LUV' });
  });

  it('comes over a new connection where the server is asked for something else, and is no news again', async () => {
    const rig = await start({ dialect: 'newer' });
    const newer = { dialect: 'newer' };
    const one = await rig.online({ symbols: 'NYSE:LUV' }, newer);
    rig.simulator.insightsentry.publishNews({ title: 'First', related_symbols: ['NYSE:LUV'] });
    await until(() => one.sink.received.length === 1, 'the first');
    const all = rig.node({}, newer);
    await until(() => rig.seen.length === 2 && rig.open.length === 1, 'the new connection');
    await reach(one, 'online', 2);
    rig.simulator.insightsentry.publishNews({ title: 'Second', related_symbols: [] });
    rig.simulator.insightsentry.publishNews({ title: 'Third', related_symbols: ['NYSE:LUV'] });
    await until(() => all.sink.received.length >= 2 && one.sink.received.length >= 2, 'the others');
    assert.deepEqual(headlines(one), ['First', 'Third']);
    assert.deepEqual(headlines(all), ['Second', 'Third']);
    assert.equal(rig.seen[0]?.received.length, 1, 'nothing was asked for on the old one');
    assert.ok(!one.sink.path.includes('waiting'));
  });

  it('tells a changed story from a new one', async () => {
    const rig = await start();
    const node = await rig.online({});
    const link = 'https://example.com/a';
    rig.simulator.insightsentry.publishNews({ title: 'Shares fall', link });
    rig.simulator.insightsentry.publishNews({ title: 'Shares rise', link });
    rig.simulator.insightsentry.publishNews({ title: 'Shares rise', link, published_at: 5 });
    rig.simulator.insightsentry.publishNews({ title: 'Another' });
    await until(() => node.sink.received.length >= 3, 'all');
    assert.deepEqual(
      (node.sink.received as NewsEvent[]).map(({ headline, action }) => [headline, action]),
      [
        ['Shares fall', 'created'],
        ['Shares rise', 'updated'],
        ['Another', 'created'],
      ],
    );
  });
});

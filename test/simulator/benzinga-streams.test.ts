import assert from 'node:assert/strict';
import type { Simulator } from '../../simulator/server';
import {
  bytesSentTo,
  contentOf,
  dataOf,
  dial,
  hangUp,
  publish,
  replay,
  type StreamName,
} from './benzinga-client';
import { start, type Frame } from './client';

const RECORD_STREAMS: readonly StreamName[] = ['insights', 'ratings', 'earnings', 'bulls-bears', 'news'];

/** What an unfiltered client's replay brings. */
async function cached(simulator: Simulator, stream: StreamName, query = ''): Promise<Frame[]> {
  const client = await dial(simulator, stream, `token=${Math.random()}&${query}`);
  return replay(client);
}

describe('practice feed of Benzinga: replay and filters', () => {
  afterEach(hangUp);

  it('replays old publications from the start, oldest first, the same bytes each time', async () => {
    const simulator = await start();
    const client = await dial(simulator, 'ratings');
    const first = await replay(client);
    assert.ok(first.length >= 20);
    const times = first.map(frame => String(dataOf(frame)['timestamp']));
    assert.deepEqual(times, times.toSorted());
    assert.equal(new Set(first.map(frame => frame['id'])).size, first.length);
    client.send('ping');
    await replay(client);
    const bytes = bytesSentTo(simulator, 1).filter(text => text !== 'pong');
    assert.deepEqual(bytes.slice(first.length), bytes.slice(0, first.length));
  });

  it('replays what was sent live, byte by byte, and never more than the last hundred', async () => {
    const simulator = await start();
    const client = await dial(simulator, 'news');
    const sent = Array.from({ length: 120 }, () => simulator.benzinga.publish('news').frame);
    await client.untilPong();
    await replay(client);
    const bytes = bytesSentTo(simulator, 1).filter(text => text !== 'pong');
    assert.deepEqual(bytes, [...sent, ...sent.slice(-100)]);
  });

  it('filters live frames and replay by tickers, in any case, and draws what was asked for more often', async () => {
    const simulator = await start();
    const client = await dial(simulator, 'ratings', 'tickers=aapl%2CKO');
    simulator.benzinga.publish('ratings', { ticker: 'MSFT' });
    simulator.benzinga.publish('ratings', { ticker: 'KO' });
    const live = await client.untilPong();
    assert.deepEqual(
      live.map(frame => contentOf(frame)['ticker']),
      ['KO'],
    );
    const again = (await replay(client)).map(frame => contentOf(frame)['ticker']);
    assert.ok(again.length >= 10);
    assert.deepEqual(new Set(again), new Set(['AAPL', 'KO']));
  });

  it('takes tickers or ISINs, where the stream knows both', async () => {
    const simulator = await start();
    for (const stream of ['ratings', 'bulls-bears', 'insights', 'consensus'] as const) {
      const client = await dial(simulator, stream, 'tickers=TSLA&isins=zz00000aapl9');
      const sent = ['TSLA', 'AAPL', 'MSFT'].map(
        ticker => simulator.benzinga.publish(stream, {}, { ticker }).sent,
      );
      assert.deepEqual(sent, [1, 1, 0], stream);
      assert.equal((await client.untilPong()).length, 2);
    }
  });

  it('filters news by tickers and channels and knows no isins there', async () => {
    const simulator = await start();
    const channel = await dial(simulator, 'news', 'token=a&channels=politics,movers%20%26%20shakers');
    const both = await dial(simulator, 'news', 'token=b&channels=Tech&tickers=AMD');
    const isins = await dial(simulator, 'news', 'token=c&isins=ZZ00000AAPL9');
    const story = (ticker: string, name: string) =>
      simulator.benzinga.publish('news', { channels: [{ name }] }, { ticker }).sent;
    assert.equal(story('AMD', 'Politics'), 2);
    assert.equal(story('AMD', 'Movers & Shakers'), 2);
    assert.equal(story('AMD', 'Tech'), 2);
    assert.equal(story('BA', 'Tech'), 1);
    assert.equal((await channel.untilPong()).length, 2);
    assert.equal((await both.untilPong()).length, 1);
    assert.equal((await isins.untilPong()).length, 4);
  });

  it('treats an empty filter as none and makes up stocks that nobody knows', async () => {
    const simulator = await start();
    await dial(simulator, 'ratings', 'token=a&tickers=&isins=');
    const client = await dial(simulator, 'ratings', 'token=b&tickers=SIMC');
    assert.equal(simulator.benzinga.publish('ratings', {}, { ticker: 'simc' }).sent, 2);
    const content = contentOf(await client.next());
    assert.equal(content['ticker'], 'SIMC');
    assert.match(String(content['isin']), /^ZZ00000SIMC\d$/);
  });
});

describe('practice feed of Benzinga: records', () => {
  afterEach(hangUp);

  it('wraps the five record streams in the documented envelope', async () => {
    const simulator = await start();
    const kinds = RECORD_STREAMS.map(stream => {
      const frame = publish(simulator, stream);
      assert.deepEqual(Object.keys(frame), ['id', 'api_version', 'kind', 'data']);
      assert.match(String(frame['id']), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      assert.equal(frame['api_version'], 'websocket/v1');
      assert.deepEqual(Object.keys(dataOf(frame)), ['action', 'id', 'timestamp', 'content']);
      assert.equal(dataOf(frame)['action'], 'created');
      assert.equal(dataOf(frame)['id'], contentOf(frame)['id']);
      assert.ok(Math.abs(Date.parse(String(dataOf(frame)['timestamp'])) - Date.now()) < 5_000);
      return frame['kind'];
    });
    assert.deepEqual(kinds, [
      'data/v1/analyst/insights',
      'data/v2.1/calendar/ratings',
      'data/v2.1/calendar/earnings',
      'bull_bear_case',
      'news',
    ]);
  });

  it('revises and deletes records: a message id of its own, the same record id', async () => {
    const simulator = await start();
    for (const stream of RECORD_STREAMS) {
      const created = publish(simulator, stream, {}, { ticker: 'DIS' });
      const updated = publish(simulator, stream, {}, { ticker: 'DIS', action: 'updated' });
      const deleted = publish(simulator, stream, {}, { recordId: dataOf(created)['id'], action: 'deleted' });
      const all = [created, updated, deleted];
      assert.deepEqual(
        all.map(frame => dataOf(frame)['action']),
        ['created', 'updated', 'deleted'],
      );
      assert.equal(new Set(all.map(frame => frame['id'])).size, 3);
      assert.equal(new Set(all.map(frame => dataOf(frame)['id'])).size, 1);
      assert.notDeepEqual(contentOf(updated), {});
      assert.deepEqual(contentOf(deleted), contentOf(updated));
      const again = { recordId: String(dataOf(created)['id']), action: 'updated' } as const;
      assert.throws(() => simulator.benzinga.publish(stream, {}, again), RangeError);
    }
  });

  it('deletes without content where told, and filters still know what it was about', async () => {
    const simulator = await start();
    const client = await dial(simulator, 'news', 'tickers=LUV');
    simulator.benzinga.publish('news', {}, { ticker: 'LUV' });
    simulator.benzinga.publish('news', {}, { ticker: 'LUV', action: 'deleted', withContent: false });
    const [, bare] = await client.untilPong();
    assert.deepEqual(Object.keys(dataOf(bare)), ['action', 'id', 'timestamp']);
  });

  it('mixes revisions and a few deletions into what it publishes by itself', async () => {
    const frames: Frame[] = [];
    const simulator = await start({ benzinga: { everyMs: 1 } });
    const client = await dial(simulator, 'news');
    while (frames.length < 300) frames.push(await client.next());
    const count = (action: string) => frames.filter(frame => dataOf(frame)['action'] === action).length;
    assert.ok(count('created') > 150 && count('updated') > 20 && count('deleted') > 0);
    assert.ok(count('deleted') < count('updated'));
  });

  it('puts the given fields in place of invented ones, and keeps them in revisions', async () => {
    const simulator = await start();
    const given = { ticker: 'TSLA', pt_current: '401.00', notes: 'by hand' };
    const created = contentOf(publish(simulator, 'ratings', given));
    assert.deepEqual([created['ticker'], created['pt_current'], created['notes']], Object.values(given));
    assert.equal(created['name'], 'Tesla');
    const updated = contentOf(publish(simulator, 'ratings', { importance: 5 }, { action: 'updated' }));
    assert.deepEqual([updated['pt_current'], updated['importance']], ['401.00', 5]);
    const news = contentOf(publish(simulator, 'news', { title: 'Mine', stocks: [{ name: 'KO' }] }));
    assert.deepEqual([news['title'], news['stocks']], ['Mine', [{ name: 'KO' }]]);
    assert.throws(() => simulator.benzinga.publish('news', {}, { ticker: 'no ticker' }), RangeError);
  });

  it('gives the same frames for the same seed and clock, others for another, and new ids in every run', async () => {
    const run = async (seed: number, now: number) => {
      const simulator = await start({ seed, now: () => now });
      const frames: Frame[][] = [];
      for (const stream of RECORD_STREAMS) frames.push(await cached(simulator, stream));
      return frames;
    };
    const noon = Date.UTC(2026, 2, 3, 12);
    const frames = await run(7, noon);
    assert.deepEqual(await run(7, noon), frames);
    assert.notDeepEqual(await run(8, noon), frames);
    const ids = (runs: Frame[][]) => runs.flat().flatMap(frame => [frame['id'], dataOf(frame)['id']]);
    const later = new Set(ids(await run(7, noon + 61_000)));
    assert.deepEqual(
      ids(frames).filter(id => later.has(id)),
      [],
    );
  });
});

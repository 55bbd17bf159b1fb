import assert from 'node:assert/strict';
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
import { post, start } from './client';

describe('practice feed of Benzinga: the dialect', () => {
  afterEach(hangUp);

  it('sends news in shape A as documented', async () => {
    const content = contentOf(publish(await start(), 'news', {}, { ticker: 'AAPL' }));
    const fields = 'id,author,created,updated,title,teaser,body,url,image,channels,stocks,tags';
    assert.equal(Object.keys(content).join(), fields);
    assert.equal(typeof content['id'], 'number');
  });

  it('sends news in shape B as captured: no top id, an event id, lists of texts, capital actions', async () => {
    const simulator = await start({ benzinga: { dialect: { newsShape: 'B' } } });
    const actions = (['created', 'updated', 'deleted'] as const).map(action => {
      const frame = publish(simulator, 'news', {}, { ticker: 'AAPL', action });
      assert.deepEqual(Object.keys(frame), ['api_version', 'kind', 'data']);
      assert.equal(frame['kind'], 'News/v1');
      assert.deepEqual(Object.keys(dataOf(frame)), ['action', 'id', 'content', 'timestamp']);
      assert.match(String(dataOf(frame)['timestamp']), /\.\d{3}Z$/);
      return [dataOf(frame)['action'], dataOf(frame)['id'], contentOf(frame)] as const;
    });
    assert.deepEqual(
      actions.map(([action]) => action),
      ['Created', 'Updated', 'Removed'],
    );
    assert.equal(new Set(actions.map(([, id]) => id)).size, 3);
    const [first, second] = actions.map(([, , content]) => content);
    assert.equal(first?.['id'], second?.['id']);
    assert.notEqual(first?.['revision_id'], second?.['revision_id']);
    assert.deepEqual(first?.['securities'], [{ symbol: 'AAPL', exchange: 'NASDAQ', primary: true }]);
    assert.ok((first?.['channels'] as unknown[]).every(name => typeof name === 'string'));
    assert.match(String(first?.['created_at']), /^\d{4}-.*\.\d{3}Z$/);
    const client = await dial(simulator, 'news', 'tickers=aapl');
    assert.ok((await replay(client)).length >= 3);
  });

  it('writes actions in either case and deletions with either word', async () => {
    const simulator = await start();
    const word = (action: string) => dataOf(publish(simulator, 'ratings', {}, { action }))['action'];
    simulator.benzinga.speakAs({ actionCase: 'capital' });
    assert.deepEqual([word('created'), word('updated'), word('deleted')], ['Created', 'Updated', 'Deleted']);
    simulator.benzinga.speakAs({ deleteWord: 'removed' });
    assert.equal(word('deleted'), 'Removed');
    simulator.benzinga.speakAs({ actionCase: 'lower', newsShape: 'B' });
    assert.equal(word('deleted'), 'removed');
    assert.equal(dataOf(publish(simulator, 'news'))['action'], 'created');
  });

  it('writes timestamps in seconds, milliseconds and nanoseconds', async () => {
    const simulator = await start();
    const time = (stream: StreamName) => String(dataOf(publish(simulator, stream))['timestamp']);
    assert.match(time('news'), /:\d\dZ$/);
    assert.match(time('ratings'), /:\d\d\.\d{9}Z$/);
    simulator.benzinga.speakAs({ timestamps: 'ms' });
    assert.match(time('ratings'), /:\d\d\.\d{3}Z$/);
    simulator.benzinga.speakAs({ timestamps: 'ns' });
    assert.match(time('news'), /:\d\d\.\d{9}Z$/);
    assert.match(String(dataOf(publish(simulator, 'consensus'))['updated_at']), /:\d\d\.\d{9}Z$/);
    simulator.benzinga.speakAs({ timestamps: 's' });
    assert.match(time('ratings'), /:\d\dZ$/);
  });

  it('leaves out the content of deletions and empties numbers where told', async () => {
    const simulator = await start({
      benzinga: { dialect: { deletesHaveContent: false, emptyNumbers: true } },
    });
    assert.ok(!('content' in dataOf(publish(simulator, 'ratings', {}, { action: 'deleted' }))));
    const rating = contentOf(publish(simulator, 'ratings'));
    const insight = contentOf(publish(simulator, 'insights'));
    const [scheduled, reported] = [{}, { action: 'updated' }].map(how =>
      contentOf(publish(simulator, 'earnings', {}, { ticker: 'BA', ...how })),
    );
    const numbers = [rating['pt_current'], rating['adjusted_pt_prior'], insight['pt']];
    assert.deepEqual(
      [...numbers, scheduled?.['eps'], reported?.['eps'], reported?.['revenue']],
      Array(6).fill(''),
    );
  });
});

describe('practice feed of Benzinga: faults', () => {
  afterEach(hangUp);

  it('repeats the last frame byte by byte, sends digits, garbage and error objects', async () => {
    const simulator = await start();
    const client = await dial(simulator, 'news');
    assert.equal(simulator.benzinga.repeatLast(), 0);
    simulator.benzinga.publish('news');
    await client.untilPong();
    assert.equal(simulator.benzinga.repeatLast({ connection: 99 }), 0);
    assert.equal(simulator.benzinga.repeatLast(), 1);
    const [first, second] = bytesSentTo(simulator, 1).filter(text => text !== 'pong');
    assert.equal(first, second);
    await client.next(frame => 'id' in frame);
    simulator.benzinga.sendDigits();
    assert.match(String((await client.next())['text']), /^\d+$/);
    simulator.benzinga.sendGarbage();
    assert.equal(typeof (await client.next())['text'], 'string');
    simulator.benzinga.sendError({ type: 'forbidden_error', message: 'No.', params: ['token'] });
    assert.deepEqual(await client.next(), { type: 'forbidden_error', message: 'No.', params: ['token'] });
    assert.deepEqual(await client.untilPong(), []);
  });

  it('floods with events of about 3 KB, all different or the same few again', async () => {
    const simulator = await start();
    assert.equal(await simulator.benzinga.flood({ frames: 10 }), 0);
    const client = await dial(simulator, 'news');
    assert.equal(await simulator.benzinga.flood({ frames: 500 }), 500);
    const different = await client.untilPong();
    assert.equal(new Set(different.map(frame => frame['id'])).size, 500);
    const sizes = bytesSentTo(simulator, 1)
      .slice(0, 500)
      .map(text => text.length);
    assert.ok(sizes.every(size => size > 2_500 && size < 3_500));
    assert.equal(await simulator.benzinga.flood({ frames: 500, distinct: 7, bytes: 6_000 }), 500);
    const same = await client.untilPong();
    assert.equal(same.length, 500);
    assert.equal(new Set(same.map(frame => frame['id'])).size, 7);
    assert.ok((bytesSentTo(simulator, 1).at(-2)?.length ?? 0) > 5_000);
  });

  it('ends a flood when the last client leaves', async () => {
    const simulator = await start();
    const client = await dial(simulator, 'news');
    const flood = simulator.benzinga.flood({ frames: 1_000_000, perSecond: 100 });
    await client.next();
    client.socket.terminate();
    assert.ok((await flood) < 1_000_000);
  });
});

describe('practice feed of Benzinga: the control interface', () => {
  afterEach(hangUp);

  it('publishes, changes the dialect, repeats and floods', async () => {
    const simulator = await start();
    const base = `${simulator.httpUrl}/control/benzinga`;
    const client = await dial(simulator, 'news');
    await post(`${base}/dialect`, { newsShape: 'B', actionCase: 'lower', deletesHaveContent: false });
    const content = JSON.stringify({ title: 'By hand' });
    const reply = await post(`${base}/publish`, { stream: 'news', ticker: 'KO', content });
    assert.equal(reply.body['sent'], 1);
    const frame = await client.next();
    assert.deepEqual([dataOf(frame)['action'], contentOf(frame)['title']], ['created', 'By hand']);
    const recordId = String(reply.body['recordId']);
    await post(`${base}/publish`, { stream: 'news', recordId, action: 'deleted' });
    assert.ok(!('content' in dataOf(await client.next())));
    for (const name of ['repeat', 'digits', 'error']) {
      assert.deepEqual((await post(`${base}/${name}`)).body, { sent: 1 }, name);
      await client.next();
    }
    assert.deepEqual((await post(`${base}/flood`, { frames: 20, distinct: 2 })).body, { sent: 20 });
    assert.equal((await client.untilPong()).length, 20);
    assert.deepEqual((await post(`${base}/no-backend`, { times: 1 })).body, { done: true });
    await assert.rejects(dial(simulator, 'ratings'), /503/);
  });

  it('drives calls', async () => {
    const simulator = await start();
    const base = `${simulator.httpUrl}/control/benzinga`;
    const client = await dial(simulator, 'transcripts');
    client.send({ action: 'subscribe', ticker: 'KO' });
    const [, , audio] = await client.untilPong();
    const { body } = await post(`${base}/start-call`, { ticker: 'KO' });
    assert.notEqual(body['callId'], audio?.['call_id']);
    await post(`${base}/speak`, { ticker: 'KO', sentence: 'By hand.', skip: 2 });
    await post(`${base}/disorder`, { ticker: 'KO' });
    await post(`${base}/speak`, { ticker: 'KO', isLast: true });
    const [, ...sentences] = await client.untilPong();
    assert.deepEqual(
      sentences.map(({ sequence }) => sequence),
      [2, 4, 3, 5],
    );
    assert.equal(sentences[0]?.['sentence'], 'By hand.');
    assert.equal(sentences.at(-1)?.['status'], 'COMPLETE');
  });

  it('says in a sentence what it cannot do', async () => {
    const { httpUrl } = await start();
    const wrong: [string, unknown, RegExp][] = [
      ['publish', {}, /"stream" is missing/],
      ['publish', { stream: 'quotes' }, /"stream" must be one of insights/],
      ['publish', { stream: 'news', content: '[1]' }, /JSON object/],
      ['publish', { stream: 'news', action: 'updated', recordId: '1' }, /no such record/],
      ['publish', { stream: 'news', ticker: 'no ticker' }, /A ticker has/],
      ['dialect', { newsShape: 'C' }, /"newsShape" must be one of A, B/],
      ['speak', {}, /"ticker" is missing/],
    ];
    for (const [name, body, sentence] of wrong) {
      const reply = await post(`${httpUrl}/control/benzinga/${name}`, body);
      assert.equal(reply.status, 400, name);
      assert.match(String(reply.body['error']), sentence);
    }
  });

  it('shows what runs, without any token', async () => {
    const simulator = await start();
    await dial(simulator, 'news', 'token=my-secret');
    const client = await dial(simulator, 'transcripts', 'token=my-secret');
    client.send({ action: 'subscribe', ticker: 'AAPL' });
    await client.untilPong();
    const get = async (path: string) => (await fetch(`${simulator.httpUrl}/control/${path}`)).text();
    const state = await get('benzinga/state');
    assert.match(state, /"newsShape": "A"[\s\S]*"open": 2[\s\S]*"AAPL"/);
    const everything = [
      state,
      await get('connections'),
      await (await fetch(simulator.httpUrl)).text(),
    ].join();
    assert.ok(!everything.includes('my-secret'));
    assert.ok(everything.includes('/benzinga/api/v1/news/stream'));
  });
});

import assert from 'node:assert/strict';
import { cleanUp, dial, start } from './client';

describe('practice feed of InsightSentry: /newsfeed and the key endpoint', () => {
  afterEach(cleanUp);

  it('greets, wants only a key, replays ten items oldest first and streams what is published', async () => {
    const simulator = await start();
    const client = await dial(simulator, '/newsfeed');
    assert.equal((await client.next())['message'], 'Connecting...');
    simulator.insightsentry.publishNews({ title: 'Too early for this client to see it live' });
    client.send({ api_key: 'practice' });
    const replay = await client.untilPong();
    assert.equal(replay.length, 10);
    const times = replay.map(item => Number(item['published_at']));
    assert.deepEqual(
      times,
      [...times].sort((one, other) => one - other),
    );
    assert.equal(replay.at(-1)?.['title'], 'Too early for this client to see it live');
    const fields = ['title', 'content', 'source', 'link', 'published_at', 'related_symbols'];
    assert.deepEqual(Object.keys(replay[0] ?? {}), fields);
    simulator.insightsentry.publishNews({ title: 'Fresh' });
    assert.equal((await client.next())['title'], 'Fresh');
  });

  it('repeats items on a new connection, each with a link of its own', async () => {
    const simulator = await start();
    const links: unknown[][] = [];
    for (let round = 0; round < 2; round += 1) {
      const client = await dial(simulator, '/newsfeed');
      await client.next();
      client.send({ api_key: 'practice' });
      links.push((await client.untilPong()).map(item => item['link']));
    }
    assert.deepEqual(links[0], links[1]);
    assert.equal(new Set(links[0]).size, 10);
  });

  it('streams invented headlines by itself', async () => {
    const client = await dial(await start({ insightsentry: { newsEveryMs: 15 } }), '/newsfeed');
    client.send({ api_key: 'practice' });
    for (let item = 0; item < 13; item += 1) await client.next(frame => 'title' in frame);
  });

  it('refuses a bad key and a missing one, and delivers nothing then', async () => {
    const simulator = await start();
    const client = await dial(simulator, '/newsfeed');
    await client.next();
    client.send({});
    assert.equal((await client.next())['message'], 'api_key field is missing.');
    client.send({ api_key: 'wrong' });
    assert.match(String((await client.next())['message']), /api_key/);
    simulator.insightsentry.publishNews();
    assert.deepEqual(await client.untilPong(), []);
  });

  it('filters, replay included, in the newer dialect', async () => {
    const simulator = await start({ insightsentry: { dialect: 'newer' } });
    simulator.insightsentry.publishNews({ title: 'Planes', source: 'Reuters', related_symbols: ['NYSE:BA'] });
    const client = await dial(simulator, '/newsfeed');
    await client.next();
    client.send({
      api_key: 'practice',
      source: 'reuters',
      related_symbols: 'NYSE:LUV, NYSE:BA',
      content: 'planes',
    });
    assert.deepEqual(
      (await client.untilPong()).map(item => item['title']),
      ['Planes'],
    );
    simulator.insightsentry.publishNews({ title: 'Planes', source: 'Other', related_symbols: ['NYSE:BA'] });
    simulator.insightsentry.publishNews({
      title: 'Planes again',
      source: 'Reuters',
      related_symbols: ['NYSE:LUV'],
    });
    assert.equal((await client.next())['title'], 'Planes again');
  });

  it('issues keys that last a week, ten a day, only to who shows a RapidAPI key', async () => {
    let now = Date.UTC(2026, 8, 1);
    const simulator = await start({ now: () => now, insightsentry: { keys: [] } });
    const ask = async (headers: Record<string, string>) => {
      const response = await fetch(`${simulator.httpUrl}/insightsentry/v2/websocket-key`, { headers });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    assert.equal((await ask({})).status, 401);
    assert.equal((await ask({ 'x-rapidapi-key': 'wrong' })).status, 401);
    const first = await ask({ 'x-rapidapi-key': 'rapid' });
    assert.deepEqual(Object.keys(first.body), ['api_key', 'expiration']);
    assert.equal(first.body['expiration'], now / 1_000 + 7 * 86_400);
    for (let count = 2; count <= 10; count += 1)
      assert.equal((await ask({ 'x-rapidapi-key': 'rapid' })).status, 200);
    assert.equal((await ask({ 'x-rapidapi-key': 'rapid' })).status, 429);
    assert.equal((await ask({ 'x-rapidapi-key': 'another' })).status, 200);
    now += 86_400_001;
    assert.equal((await ask({ 'x-rapidapi-key': 'rapid' })).status, 200);

    const client = await dial(simulator, '/newsfeed');
    await client.next();
    client.send({ api_key: first.body['api_key'] });
    assert.ok('title' in (await client.next()));
    now += 7 * 86_400_000;
    client.send({ api_key: first.body['api_key'] });
    assert.match(String((await client.next(frame => 'message' in frame))['message']), /expired/);
  });
});

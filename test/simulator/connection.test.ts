import assert from 'node:assert/strict';
import { cleanUp, dial, dialRefused, eventually, isBatch, quotesOf, start, within } from './client';

const QUOTE = [{ code: 'NASDAQ:TSLA', type: 'quote' }];

describe('practice feed of InsightSentry: the connection', () => {
  afterEach(cleanUp);

  it('greets at once with the text and the server field of the guide', async () => {
    const client = await dial(await start());
    const greeting = await client.next();
    assert.equal(greeting['message'], 'Connecting...');
    assert.equal(typeof greeting['server'], 'string');
  });

  it('sends server_time in milliseconds, before authentication too', async () => {
    const client = await dial(await start({ insightsentry: { heartbeatMs: 20 } }));
    const first = await client.next(frame => 'server_time' in frame);
    const second = await client.next(frame => 'server_time' in frame);
    assert.deepEqual(Object.keys(first), ['server_time']);
    assert.ok(Math.abs(Number(first['server_time']) - Date.now()) < 5_000);
    assert.ok(Number(second['server_time']) > Number(first['server_time']));
  });

  it('answers the text ping with the text pong, and ignores and counts one that follows too soon', async () => {
    const simulator = await start();
    const client = await dial(simulator);
    assert.deepEqual(await client.untilPong(), [client.frames[0]]);
    client.send('ping');
    client.send('{}');
    await client.next(frame => frame['message'] === 'api_key field is missing.');
    assert.equal(client.frames.filter(frame => frame['text'] === 'pong').length, 1);
    assert.match(JSON.stringify(simulator.insightsentry.state()), /"ignoredPings":1/);
  });

  it('closes with 1008 when no valid subscription comes in time, and only then', async () => {
    const simulator = await start({ insightsentry: { firstMessageMs: 150 } });
    const idle = await dial(simulator);
    const busy = await dial(simulator);
    idle.subscribe([]);
    busy.subscribe(QUOTE);
    assert.equal(await within(2_000, idle.closed), 1008);
    assert.equal(await within(200, busy.closed), 'nothing');
  });

  it('names what is wrong with a message and stays open', async () => {
    const client = await dial(await start());
    await client.next();
    client.send('no JSON');
    assert.equal((await client.next())['error'], 'invalid_request');
    client.send('[]');
    assert.equal((await client.next())['error'], 'invalid_request');
    client.send({ subscriptions: QUOTE });
    assert.deepEqual(await client.next(), { message: 'api_key field is missing.' });
    client.socket.send(Buffer.from([1, 2, 3]));
    assert.equal((await client.next())['error'], 'invalid_request');
    client.send(`{"api_key":"practice","padding":"${'x'.repeat(500_001)}"}`);
    assert.equal((await client.next())['error'], 'invalid_request');
    client.subscribe(QUOTE);
    assert.ok(isBatch(await client.next()));
  });

  it('refuses bad keys with a plain message about the key, stays open, and delivers nothing', async () => {
    const client = await dial(await start());
    await client.next();
    for (const key of ['wrong-key', 'expired-key', 'free-key']) {
      client.subscribe(QUOTE, key);
      const refusal = await client.next();
      assert.deepEqual(Object.keys(refusal), ['message']);
      assert.match(String(refusal['message']), /api[_ ]key/i);
    }
    assert.deepEqual(await client.untilPong(), []);
    client.subscribe(QUOTE, 'a-good-one');
    assert.ok(isBatch(await client.next()));
  });

  it('accepts only listed keys where a list is given', async () => {
    const client = await dial(await start({ insightsentry: { keys: ['mine'] } }));
    await client.next();
    client.subscribe(QUOTE, 'other');
    assert.match(String((await client.next())['message']), /api_key/);
    client.subscribe(QUOTE, 'mine');
    assert.ok(isBatch(await client.next()));
  });

  it('evicts the oldest connection of the account, and no other account', async () => {
    const simulator = await start({ insightsentry: { plan: { connections: 1 } } });
    const oldest = await dial(simulator);
    const other = await dial(simulator);
    oldest.subscribe(QUOTE, 'account-a');
    other.subscribe(QUOTE, 'account-b');
    await oldest.next(isBatch);
    await other.next(isBatch);
    const newest = await dial(simulator);
    newest.subscribe(QUOTE, 'account-a');
    assert.ok(await newest.next(isBatch));
    assert.equal((await oldest.next())['error'], 'connection_evicted');
    assert.equal(await oldest.closed, 1008);
    assert.equal(await within(50, other.closed), 'nothing');
  });

  it('rejects the new connection with both counts where it is told to, and frees a place when one closes', async () => {
    const simulator = await start({ insightsentry: { plan: { connections: 1 }, overLimit: 'reject' } });
    const first = await dial(simulator);
    first.subscribe(QUOTE);
    await first.next(isBatch);
    const second = await dial(simulator);
    second.subscribe(QUOTE);
    const error = await second.next(frame => 'error' in frame);
    assert.equal(error['error'], 'max_connections_exceeded');
    assert.deepEqual(error['details'], { current: 2, allowed: 1 });
    assert.equal(await second.closed, 1008);
    first.socket.close(1000);
    await first.closed;
    const third = await dial(simulator);
    third.subscribe(QUOTE);
    assert.ok(await third.next(isBatch));
  });

  it('delays messages over the budget, in order, without dropping one', async () => {
    const settings = { messageBudget: 2, throttle: { stepMs: 30, capMs: 60 } };
    const simulator = await start({ insightsentry: settings });
    const client = await dial(simulator);
    const startedAt = Date.now();
    for (const symbol of ['A', 'B', 'C', 'D', 'E'])
      client.subscribe([{ code: `NYSE:${symbol}`, type: 'quote' }]);
    const seen: string[] = [];
    while (seen.length < 5) seen.push(String(quotesOf(await client.next(isBatch))[0]?.['code']));
    assert.deepEqual(seen, ['NYSE:A', 'NYSE:B', 'NYSE:C', 'NYSE:D', 'NYSE:E']);
    assert.ok(Date.now() - startedAt >= 55);
    assert.match(JSON.stringify(simulator.insightsentry.state()), /"delayedMessages":3/);
  });

  it('lists connections with path, frames received and close code', async () => {
    const simulator = await start();
    const client = await dial(simulator);
    client.send('{"hello":1}');
    await client.next(frame => frame['message'] === 'api_key field is missing.');
    client.socket.close(1000);
    await client.closed;
    await eventually(() => simulator.connections()[0]?.closed !== undefined, 'the close');
    const [record] = simulator.connections();
    assert.equal(record?.path, '/insightsentry/live');
    assert.deepEqual(record?.received, ['{"hello":1}']);
    assert.equal(record?.closed?.code, 1000);
  });

  it('answers 404 where no stream is', async () => {
    const simulator = await start();
    assert.equal((await dialRefused(`${simulator.url}/insightsentry/other`)).status, 404);
    assert.equal((await dialRefused(`${simulator.url}/live`)).status, 404);
  });

  it('leaves no timer and no socket behind', async () => {
    const before = process
      .getActiveResourcesInfo()
      .filter(name => /Timeout|TCP/.test(name))
      .sort();
    const simulator = await start({ rate: 20, insightsentry: { newsEveryMs: 1_000, heartbeatMs: 1_000 } });
    const live = await dial(simulator);
    const news = await dial(simulator, '/newsfeed');
    live.subscribe([{ code: 'NASDAQ:AAPL', bar_type: 'minute', bar_interval: 1 }]);
    news.send({ api_key: 'practice' });
    await live.next(frame => 'series' in frame);
    await news.next(frame => 'title' in frame);
    await simulator.close();
    await Promise.all([live.closed, news.closed]);
    await eventually(() => {
      const now = process
        .getActiveResourcesInfo()
        .filter(name => /Timeout|TCP/.test(name))
        .sort();
      return now.length <= before.length + 1;
    }, 'the end of all sockets and timers');
  });
});

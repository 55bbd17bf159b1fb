import assert from 'node:assert/strict';
import { dial, hangUp } from './benzinga-client';
import { start, type Frame, type TestClient } from './client';

const isSentence = (frame: Frame) => 'sentence' in frame;
const isAudio = (frame: Frame) => frame['action'] === 'audio';

/** Dials are greeted first; what comes after is of interest here. */
async function greeted(dialled: Promise<TestClient>): Promise<TestClient> {
  const client = await dialled;
  assert.equal((await client.next())['message'], 'Connected to the server');
  return client;
}

/** Sends messages and gives everything that they bring. */
async function say(client: TestClient, ...messages: unknown[]): Promise<Frame[]> {
  for (const message of messages) client.send(message);
  return client.untilPong();
}

describe('practice feed of Benzinga: transcripts', () => {
  afterEach(hangUp);

  it('acknowledges a subscription, sends the audio event, then sentences with every documented field', async () => {
    const simulator = await start();
    const client = await greeted(dial(simulator, 'transcripts'));
    const [acknowledged, audio, ...rest] = await say(client, { action: 'subscribe', ticker: 'aapl' });
    assert.deepEqual(acknowledged, { text: 'Subscribed to AAPL' });
    assert.deepEqual(Object.keys(audio ?? {}), ['action', 'symbol', 'call_id', 'hls_url']);
    assert.deepEqual([audio?.['action'], audio?.['symbol']], ['audio', 'AAPL']);
    assert.match(String(audio?.['hls_url']), /Key-Pair-Id=.*&Policy=.*&Signature=/);
    assert.deepEqual(rest, []);
    simulator.benzinga.speak('AAPL');
    const sentence = await client.next();
    const fields =
      'call_id,transcript_id,call_title,sentence,start_time,end_time,symbol,exchange,isin,cusip,name,sequence,' +
      'status,speaker,type,language,confidence,words,participants,created_time';
    assert.equal(Object.keys(sentence).join(), fields);
    assert.equal(sentence['call_id'], audio?.['call_id']);
    assert.deepEqual([sentence['sequence'], sentence['status']], [0, 'IN_PROGRESS']);
    const words = sentence['words'] as { text: string; start: number; end: number }[];
    assert.equal(words.map(({ text }) => text).join(' '), sentence['sentence']);
    assert.ok(words.every(({ start, end }) => Number.isInteger(start) && end > start));
  });

  it('lets calls go on by themselves until they are complete, and then the next one begin', async () => {
    const simulator = await start({ benzinga: { everyMs: { transcripts: 2 } } });
    const client = await greeted(dial(simulator, 'transcripts'));
    client.send({ action: 'subscribe', ticker: 'MSFT' });
    const calls: string[] = [];
    for (let call = 0; call < 2; call += 1) {
      const audio = await client.next(isAudio);
      calls.push(String(audio['call_id']));
      let sequence = 0;
      for (let status: unknown = 'IN_PROGRESS'; status !== 'COMPLETE'; sequence += 1) {
        const sentence = await client.next(frame => isSentence(frame) || isAudio(frame));
        assert.deepEqual([sentence['call_id'], sentence['sequence']], [audio['call_id'], sequence]);
        status = sentence['status'];
      }
      assert.ok(sequence > 5);
    }
    assert.equal(new Set(calls).size, 2);
  });

  it('brings every call to who subscribes to all, each sentence once, and shows calls that run already', async () => {
    const simulator = await start();
    const one = await greeted(dial(simulator, 'transcripts', 'token=a'));
    await say(one, { action: 'subscribe', ticker: 'TSLA' });
    simulator.benzinga.speak('TSLA');
    const all = await greeted(dial(simulator, 'transcripts', 'token=b'));
    const subscriptions = ['*', 'TSLA'].map(ticker => ({ action: 'subscribe', ticker }));
    const [acknowledged, ...others] = await say(all, ...subscriptions);
    assert.deepEqual(acknowledged, { text: 'Subscribed to *' });
    const symbols = others.filter(isAudio).map(({ symbol }) => symbol);
    assert.ok(['AAPL', 'MSFT', 'TSLA'].every(symbol => symbols.includes(symbol)));
    for (const ticker of ['TSLA', 'AAPL', 'KO']) simulator.benzinga.speak(ticker);
    const heard = (await all.untilPong()).filter(isSentence);
    assert.deepEqual(
      heard.map(({ symbol, sequence }) => [symbol, sequence]),
      [
        ['TSLA', 1],
        ['AAPL', 0],
        ['KO', 0],
      ],
    );
    assert.deepEqual(
      (await one.untilPong()).map(({ sequence }) => sequence),
      [0, 1],
    );
  });

  it('keeps subscriptions per connection, names them and ends them', async () => {
    const simulator = await start();
    const first = await greeted(dial(simulator, 'transcripts', 'token=a'));
    const second = await greeted(dial(simulator, 'transcripts', 'token=b'));
    await say(first, { action: 'subscribe', ticker: 'AAPL' }, { action: 'subscribe', ticker: 'KO' });
    await say(second, { action: 'subscribe', ticker: 'KO' });
    const [named] = await say(first, { action: 'subscribed' });
    assert.deepEqual(named, { action: 'subscribed', data: ['AAPL', 'KO'] });
    await say(first, { action: 'unsubscribe', ticker: 'KO' });
    assert.equal(simulator.benzinga.speak('KO').sent, 1);
    assert.equal(simulator.benzinga.speak('AAPL').sent, 1);
    await say(first, { action: 'unsubscribe', ticker: '*' });
    assert.equal(simulator.benzinga.speak('AAPL').sent, 0);
    assert.deepEqual((await say(first, { action: 'subscribed' })).at(-1)?.['data'], []);
  });

  it('has mock data of three tickers only', async () => {
    const simulator = await start();
    const client = await greeted(dial(simulator, 'transcripts'));
    const mock = ['AAPL', 'KO'].map(ticker => ({ action: 'subscribe', ticker, mock: true }));
    const frames = await say(client, ...mock);
    assert.deepEqual(
      frames.filter(isAudio).map(({ symbol }) => symbol),
      ['AAPL'],
    );
    assert.equal(frames.filter(({ text }) => String(text).startsWith('Subscribed')).length, 2);
    assert.deepEqual(
      ['AAPL', 'KO'].map(ticker => simulator.benzinga.speak(ticker).sent),
      [1, 0],
    );
  });

  it('answers ping, echo and list, and survives nonsense', async () => {
    const simulator = await start();
    const client = await greeted(dial(simulator, 'transcripts'));
    simulator.benzinga.startCall('AAPL');
    client.send({ action: 'ping' });
    assert.deepEqual(await client.next(), { text: 'pong' });
    const [echo, list] = await say(client, { action: 'echo', message: 'test' }, { action: 'list' });
    assert.deepEqual(echo, { action: 'echo', message: 'test' });
    const [call] = list?.['data'] as Frame[];
    assert.deepEqual([call?.['symbol'], call?.['status']], ['AAPL', 'IN_PROGRESS']);
    const nonsense = ['replay', '{"action":', '[1]', 'null', { action: 'dance' }, { action: 'subscribe' }];
    const weird = [
      { action: 'subscribe', ticker: 'what is this?' },
      { action: 'unsubscribe', ticker: 5 },
    ];
    const replies = await say(client, ...nonsense, ...weird);
    assert.equal(replies.length, nonsense.length + weird.length);
  });

  it('skips a sequence number and sends out of order where told', async () => {
    const simulator = await start();
    const client = await greeted(dial(simulator, 'transcripts'));
    await say(client, { action: 'subscribe', ticker: 'AAPL' });
    simulator.benzinga.speak('AAPL');
    simulator.benzinga.speak('AAPL', { skip: 1 });
    simulator.benzinga.speakOutOfOrder('AAPL');
    simulator.benzinga.speak('AAPL', { isLast: true });
    const ended = await client.untilPong();
    assert.deepEqual(
      ended.map(({ sequence }) => sequence),
      [0, 2, 4, 3, 5],
    );
    assert.deepEqual(ended.map(({ status }) => status).slice(-2), ['IN_PROGRESS', 'COMPLETE']);
    simulator.benzinga.speak('AAPL');
    const [audio, first] = await client.untilPong();
    assert.equal(audio?.['action'], 'audio');
    assert.deepEqual([first?.['sequence'], first?.['call_id']], [0, audio?.['call_id']]);
    assert.notEqual(first?.['transcript_id'], ended[0]?.['transcript_id']);
  });

  it('publishes a sentence with fields of the caller, and repeats it', async () => {
    const simulator = await start();
    const client = await greeted(dial(simulator, 'transcripts'));
    await say(client, { action: 'subscribe', ticker: 'NVDA' });
    const published = simulator.benzinga.publish('transcripts', { symbol: 'NVDA', sentence: 'By hand.' });
    assert.deepEqual([published.id, published.sent], [null, 1]);
    simulator.benzinga.repeatLast();
    const [first, second] = await client.untilPong();
    assert.equal(first?.['sentence'], 'By hand.');
    assert.deepEqual(first, second);
  });

  it('quotes its bare replies where told', async () => {
    const simulator = await start({ benzinga: { dialect: { quotedReplies: true } } });
    const client = await greeted(dial(simulator, 'transcripts'));
    client.send({ action: 'subscribe', ticker: 'AAPL' });
    client.send({ action: 'ping' });
    assert.equal((await client.next())['text'], '"Subscribed to AAPL"');
    assert.ok(await client.next(({ text }) => text === '"pong"'));
  });
});

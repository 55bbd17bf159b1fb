import assert from 'node:assert/strict';
import {
  addressOf,
  dataOf,
  dial,
  dialRefused,
  hangUp,
  PATHS,
  replay,
  type StreamName,
} from './benzinga-client';
import { eventually, start, within } from './client';

const STREAMS = Object.keys(PATHS) as StreamName[];

/** Counts the intervals that run between the call and `stop`. */
function watchIntervals(): { readonly running: Set<unknown>; stop(): void } {
  const { setInterval: set, clearInterval: clear } = globalThis;
  const running = new Set<unknown>();
  globalThis.setInterval = ((...args: Parameters<typeof set>) => {
    const timer = set(...args);
    running.add(timer);
    return timer;
  }) as typeof set;
  globalThis.clearInterval = timer => {
    running.delete(timer);
    clear(timer);
  };
  const stop = () => Object.assign(globalThis, { setInterval: set, clearInterval: clear });
  return { running, stop };
}

describe('practice feed of Benzinga: the door', () => {
  afterEach(hangUp);

  it('opens the seven documented paths and answers 502 for every other', async () => {
    const simulator = await start();
    for (const stream of STREAMS) await dial(simulator, stream);
    const elsewhere = ['', '/', '/api/v1/news', '/api/v1/earnings-call-transcripts/stream', '/live'];
    for (const path of elsewhere) {
      assert.equal((await dialRefused(`${simulator.url}/benzinga${path}?token=practice`)).status, 502, path);
    }
  });

  it('refuses a missing or wrong token with 401 and a plan without the stream with 403', async () => {
    const simulator = await start();
    const cases: [string, number][] = [
      ['', 401],
      ['token=', 401],
      ['token=wrong-one', 401],
      ['token=noplan-one', 403],
    ];
    for (const [query, status] of cases) {
      const refused = await dialRefused(addressOf(simulator, 'news', query));
      assert.equal(refused.status, status, query);
      assert.deepEqual(Object.keys(JSON.parse(refused.body) as object), ['message']);
      assert.match(String(refused.headers['content-type']), /^application\/json/);
      assert.ok(refused.headers['x-bz-request-id']);
      assert.ok(!refused.body.includes('-one'));
    }
    await dial(simulator, 'news', 'token=any-other-text');
  });

  it('lets one connection per token and stream in: the second gets an empty 429, the first stays', async () => {
    const simulator = await start();
    const first = await dial(simulator, 'news');
    const refused = await dialRefused(addressOf(simulator, 'news'));
    assert.equal(refused.status, 429);
    assert.equal(refused.body, '');
    assert.equal(refused.headers['content-length'], '0');
    assert.equal(refused.headers['retry-after'], undefined);
    await dial(simulator, 'ratings');
    await dial(simulator, 'news', 'token=another');
    assert.deepEqual(await first.untilPong(), []);
  });

  it('takes its time to refuse the second one where that is asked for', async () => {
    const simulator = await start({ benzinga: { slotDelayMs: 120 } });
    await dial(simulator, 'news');
    const startedAt = performance.now();
    assert.equal((await dialRefused(addressOf(simulator, 'news'))).status, 429);
    assert.ok(performance.now() - startedAt >= 115);
  });

  it('frees the place at once after a clean close', async () => {
    const simulator = await start({ benzinga: { slotHoldMs: 60_000 } });
    for (let round = 0; round < 5; round += 1) {
      const client = await dial(simulator, 'news');
      client.socket.close(1000);
      await client.closed;
    }
    const last = await dial(simulator, 'news');
    simulator.benzinga.closeWith(1001);
    assert.equal(await last.closed, 1001);
    await dial(simulator, 'news');
  });

  it('holds the place for a while after an unclean end, and frees it then', async () => {
    const patient = await start({ benzinga: { slotHoldMs: 60_000 } });
    const cut = await dial(patient, 'news');
    patient.benzinga.drop();
    await cut.closed;
    assert.equal((await dialRefused(addressOf(patient, 'news'))).status, 429);
    assert.match(JSON.stringify(patient.benzinga.state()), /"slots":\{"open":0,"held":1\}/);

    const brisk = await start({ benzinga: { slotHoldMs: 30 } });
    (await dial(brisk, 'news')).socket.terminate();
    await eventually(() => brisk.connections()[0]?.closed !== undefined, 'the end');
    const isFree = () => JSON.stringify(brisk.benzinga.state()).includes('"slots":{"open":0,"held":0}');
    await eventually(isFree, 'the end of the hold');
    await dial(brisk, 'news');
  });

  it('does not keep the place of a line that hangs half-open for ever', async () => {
    const simulator = await start({ benzinga: { slotHoldMs: 30 } });
    const client = await dial(simulator, 'news');
    simulator.benzinga.stall({ halfOpen: true });
    client.socket.terminate();
    assert.equal((await dialRefused(addressOf(simulator, 'news'))).status, 429);
    const isFree = () => JSON.stringify(simulator.benzinga.state()).includes('"slots":{"open":0,"held":0}');
    await eventually(isFree, 'the end of the hold');
    await dial(simulator, 'news');
  });

  it('answers 503 with the body of a gateway without a backend, as often as told', async () => {
    const simulator = await start();
    simulator.benzinga.loseBackend({ times: 1 });
    const refused = await dialRefused(addressOf(simulator, 'news'));
    assert.equal(refused.status, 503);
    assert.equal(refused.body, '{"message":"failure to get a peer from the ring-balancer"}');
    assert.match(String(refused.headers['content-type']), /^application\/json; charset=utf-8$/);
    await dial(simulator, 'news');
  });
});

describe('practice feed of Benzinga: the connection', () => {
  afterEach(hangUp);

  it('sends control pings and cuts who does not answer by the next one', async () => {
    const simulator = await start({ benzinga: { controlPingMs: 200 } });
    const lively = await dial(simulator, 'news');
    let pings = 0;
    lively.socket.on('ping', () => (pings += 1));
    const mute = await dial(simulator, 'ratings', '', { autoPong: false });
    assert.equal(await within(2_000, mute.closed), 1006);
    await eventually(() => pings >= 3, 'three pings');
    assert.deepEqual(await lively.untilPong(), []);
  });

  it('answers the text ping on every stream, ignores other texts, and greets on transcripts only', async () => {
    const simulator = await start();
    for (const stream of STREAMS.filter(each => each !== 'transcripts')) {
      const client = await dial(simulator, stream);
      for (const text of ['PING', '{"action":"subscribe"}', 'list', '']) client.send(text);
      client.socket.send(Buffer.from([1, 2, 3]));
      assert.deepEqual(await client.untilPong(), [], stream);
    }
    const transcripts = await dial(simulator, 'transcripts');
    const [greeting, ...rest] = await transcripts.untilPong();
    assert.deepEqual(rest, []);
    assert.deepEqual(Object.keys(greeting ?? {}), ['message', 'uid']);
    assert.equal(greeting?.['message'], 'Connected to the server');
  });

  it('greets on every stream where that is switched on', async () => {
    const simulator = await start({ benzinga: { dialect: { statusOnConnect: true } } });
    const client = await dial(simulator, 'ratings');
    assert.equal((await client.next())['message'], 'Connected to the server');
  });

  it('ends a connection at any text of the client where the strict legacy switch is on', async () => {
    const simulator = await start();
    simulator.benzinga.speakAs({ strictLegacy: true });
    for (const text of ['ping', 'replay', 'hello']) {
      const client = await dial(simulator, 'news');
      client.send(text);
      assert.equal(await within(2_000, client.closed), 1008);
      assert.deepEqual(client.frames, []);
    }
  });

  it('publishes by itself on each stream, and is silent where the market stands still', async () => {
    const busy = await start({ benzinga: { everyMs: 10 } });
    const silent = await start();
    for (const stream of STREAMS.filter(each => each !== 'transcripts')) {
      const client = await dial(busy, stream);
      const ids = new Set<unknown>();
      while (ids.size < 3) ids.add((await client.next(frame => 'id' in frame))['id']);
      assert.deepEqual(await (await dial(silent, stream)).untilPong(), []);
    }
  });

  it('runs timers only for streams that somebody listens to, and none once all have left', async () => {
    const intervals = watchIntervals();
    try {
      const simulator = await start({ benzinga: { everyMs: 50_000 } });
      assert.equal(intervals.running.size, 0);
      const news = await dial(simulator, 'news');
      assert.equal(intervals.running.size, 2);
      const others = [await dial(simulator, 'news', 'token=b'), await dial(simulator, 'transcripts')];
      assert.equal(intervals.running.size, 5);
      news.socket.close(1000);
      await eventually(() => intervals.running.size === 4, 'the end of one heartbeat');
      for (const other of others) other.socket.terminate();
      await eventually(() => intervals.running.size === 0, 'the end of all timers');
      await dial(simulator, 'news', 'token=c');
      assert.equal(intervals.running.size, 2);
      await simulator.close();
      assert.equal(intervals.running.size, 0);
    } finally {
      intervals.stop();
    }
  });

  it('makes up for what was published while nobody listened, so that replay fills the gap', async () => {
    let now = Date.UTC(2026, 2, 3, 15);
    const simulator = await start({ now: () => now, benzinga: { everyMs: 60_000 } });
    const before = await dial(simulator, 'news');
    const known = await replay(before);
    before.socket.close(1000);
    await before.closed;
    await eventually(() => simulator.connections()[0]?.closed !== undefined, 'the end');
    now += 5 * 60_000 + 1_000;
    const all = await replay(await dial(simulator, 'news'));
    assert.deepEqual(all.slice(0, known.length), known);
    const times = all.slice(known.length).map(frame => dataOf(frame)['timestamp']);
    assert.deepEqual(
      times,
      [1, 2, 3, 4, 5].map(minute => `2026-03-03T15:0${minute}:00Z`),
    );
  });
});

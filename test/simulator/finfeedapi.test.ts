import assert from 'node:assert/strict';
import { FinFeedApiFeed, type FinFeedApiOptions } from '../../simulator/finfeedapi';
import { Market } from '../../simulator/market';
import type { Simulator, SimulatorOptions } from '../../simulator/server';
import { cleanUp, eventually, start, type Frame, type TestClient } from './client';
import { dialPath, roundTrip, TimerWatch } from './feeds';

const PATH = '/finfeedapi/?apikey=practice';
const NINE_O_CLOCK = Date.UTC(2026, 0, 14, 14);

function startFilings(options: FinFeedApiOptions = {}, rest: SimulatorOptions = {}): Promise<Simulator> {
  return start({ ...rest, finfeedapi: options });
}

/** Dials and waits until the backlog has come. */
async function listen(simulator: Simulator): Promise<TestClient> {
  const client = await dialPath(simulator, PATH);
  await roundTrip(client);
  return client;
}

/** What distinguishes a filing, whether live or historical. */
function contentOf({ is_historical: _, ...content }: Frame): Frame {
  return content;
}

const isLive = (frame: Frame) => frame['is_historical'] === false;

describe('practice feed of FinFeedAPI: filings', () => {
  afterEach(cleanUp);

  it('replays 200 filings of the past hours on connect, oldest first, without waiting for a hello', async () => {
    const { frames } = await listen(await startFilings({}, { now: () => NINE_O_CLOCK }));
    assert.equal(frames.length, 200);
    assert.ok(frames.every(frame => frame['type'] === 'fillings' && frame['is_historical'] === true));
    const times = frames.map(frame => Date.parse(String(frame['discovered_time'])));
    assert.deepEqual(
      times,
      times.toSorted((one, other) => one - other),
    );
    const hours = (NINE_O_CLOCK - (times[0] ?? 0)) / 3_600_000;
    assert.ok(hours > 2 && hours < 12 && (times.at(-1) ?? 0) < NINE_O_CLOCK, `${hours} hours`);
  });

  it('sends the eight documented data fields, spelled as documented', async () => {
    const simulator = await startFilings();
    const client = await listen(simulator);
    simulator.finfeedapi.publishFiling();
    const filing = await client.next(isLive);
    assert.deepEqual(Object.keys(filing), [
      'type',
      'is_historical',
      'discovered_time',
      'form',
      'description',
      'filling_date',
      'accepted_time',
      'accession_no',
      'cik',
    ]);
    assert.match(String(filing['discovered_time']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    assert.match(String(filing['accepted_time']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    assert.match(String(filing['filling_date']), /^\d{4}-\d\d-\d\d$/);
    assert.ok(Number.isInteger(filing['cik']));
    assert.ok(String(filing['description']).includes(` ${String(filing['form'])} `));
  });

  it('invents forms in realistic proportions, amendments among them', async () => {
    const { frames } = await listen(await startFilings({ backlog: 3_000 }));
    const share = (form: string) => frames.filter(frame => frame['form'] === form).length / frames.length;
    assert.ok(share('4') > 0.25 && share('4') > share('8-K') && share('8-K') > share('10-K'));
    for (const form of ['10-Q', '10-K', '13F-HR', 'S-1', '424B2', 'SC 13G', '10-K/A', 'SC 13G/A']) {
      assert.ok(share(form) > 0, form);
    }
  });

  it('gives every filing an accession number of its own, well formed', async () => {
    const simulator = await startFilings();
    const client = await listen(simulator);
    await simulator.finfeedapi.flood({ filings: 2_000 });
    await eventually(() => client.frames.length === 2_200, 'the flood');
    const numbers = client.frames.map(frame => String(frame['accession_no']));
    assert.ok(numbers.every(number => /^\d{10}-\d{2}-\d{6}$/.test(number)));
    assert.equal(new Set(numbers).size, numbers.length);
  });

  it('publishes a live filing every so often, to all', async () => {
    const simulator = await startFilings({ everyMs: 15 });
    const [one, other] = [await listen(simulator), await listen(simulator)];
    const first = await one.next(isLive);
    assert.ok(await one.next(isLive));
    const number = first['accession_no'];
    assert.ok(await other.next(frame => frame['accession_no'] === number, 'the same filing'));
  });

  it('replays later what was live, the same but for is_historical, and only the last ones', async () => {
    const simulator = await startFilings({ backlog: 5 });
    const first = await listen(simulator);
    for (let count = 0; count < 3; count += 1) simulator.finfeedapi.publishFiling();
    await roundTrip(first);
    const live = first.frames.filter(isLive);
    assert.equal(live.length, 3);
    const second = await listen(simulator);
    assert.equal(second.frames.length, 5);
    assert.ok(second.frames.every(frame => frame['is_historical'] === true));
    assert.deepEqual(second.frames.map(contentOf), first.frames.slice(-5).map(contentOf));
  });

  it('replays what it would have sent while nobody was connected', async () => {
    let now = NINE_O_CLOCK;
    const simulator = await startFilings({ everyMs: 60_000, backlog: 50 }, { now: () => now });
    const first = await listen(simulator);
    first.socket.close(1000);
    await eventually(() => simulator.connections()[0]?.closed !== undefined, 'the close');
    now += 10 * 60_000;
    const second = await listen(simulator);
    const known = new Set(first.frames.map(frame => frame['accession_no']));
    const missed = second.frames.filter(frame => !known.has(frame['accession_no']));
    assert.equal(missed.length, 10);
    assert.ok(missed.every(frame => Date.parse(String(frame['discovered_time'])) >= NINE_O_CLOCK));
    assert.equal(second.frames.length, 50);
  });

  it('has the same past when it is started again later, and new filings in it', async () => {
    const before = await listen(await startFilings({}, { now: () => NINE_O_CLOCK }));
    const later = NINE_O_CLOCK + 3_600_000;
    const after = await listen(await startFilings({}, { now: () => later }));
    const numbers = new Set(before.frames.map(frame => frame['accession_no']));
    const known = after.frames.filter(frame => numbers.has(frame['accession_no']));
    assert.equal(known.length, 170);
    assert.deepEqual(known, before.frames.slice(30));
  });

  it('invents the same filings for the same seed and clock, and others for another', async () => {
    const options = { now: () => NINE_O_CLOCK };
    const [one, same] = [await startFilings({}, options), await startFilings({}, options)];
    const other = await startFilings({}, { ...options, seed: 2 });
    const published = [one, same, other].map(({ finfeedapi }) => finfeedapi.publishFiling());
    assert.deepEqual(published[0], published[1]);
    assert.notDeepEqual(published[0], published[2]);
    assert.deepEqual((await listen(one)).frames, (await listen(same)).frames);
  });

  it('runs no timer until somebody connects, and none after the last has left', async () => {
    const timers = new TimerWatch();
    try {
      new FinFeedApiFeed(new Market({ seed: 1, rate: 2, now: Date.now }), {});
      assert.equal(timers.count, 0);
      const simulator = await startFilings({ everyMs: 20 }, { rate: 2 });
      assert.equal(timers.count, 0);
      const clients = [await listen(simulator), await listen(simulator)];
      for (const client of clients) client.send({ type: 'hello', heartbeat: true });
      await clients[0]?.next(isLive);
      simulator.finfeedapi.askToReconnect({ withinSeconds: 60 });
      const flood = simulator.finfeedapi.flood({ filings: 1_000_000, perSecond: 10 });
      assert.ok(timers.count > 0);
      for (const client of clients) client.socket.close(1000);
      assert.ok((await flood) < 1_000_000);
      await eventually(() => timers.count === 0, 'the end of all timers');
    } finally {
      timers.stop();
    }
  });
});

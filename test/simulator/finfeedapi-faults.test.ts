import assert from 'node:assert/strict';
import type { FinFeedApiOptions } from '../../simulator/finfeedapi';
import type { Simulator, SimulatorOptions } from '../../simulator/server';
import { cleanUp, eventually, post, start, within, type Frame, type TestClient } from './client';
import { dialPath, roundTrip } from './feeds';

const NOON = Date.UTC(2026, 0, 14, 12);

const isLive = (frame: Frame) => frame['is_historical'] === false;
const isError = (frame: Frame) => frame['type'] === 'error';

function startFilings(options: FinFeedApiOptions = {}, rest: SimulatorOptions = {}): Promise<Simulator> {
  return start({ ...rest, finfeedapi: { backlog: 3, ...options } });
}

async function listen(simulator: Simulator): Promise<TestClient> {
  const client = await dialPath(simulator, '/finfeedapi/?apikey=practice');
  await roundTrip(client);
  return client;
}

describe('practice feed of FinFeedAPI: faults and levers', () => {
  afterEach(cleanUp);

  it('asks clients to reconnect and closes at the deadline', async () => {
    const simulator = await startFilings({}, { now: () => NOON });
    const client = await listen(simulator);
    assert.equal(simulator.finfeedapi.askToReconnect({ closeAfterMs: 20 }), 1);
    assert.deepEqual(await client.next(frame => frame['type'] === 'reconnect'), {
      type: 'reconnect',
      within_seconds: 10,
      before_time: '2026-01-14T12:00:10.0000000Z',
    });
    assert.equal(await client.closed, 1001);
    const next = await listen(simulator);
    simulator.finfeedapi.askToReconnect({ withinSeconds: 60 });
    assert.equal(await within(50, next.closed), 'nothing');
    assert.throws(() => simulator.finfeedapi.askToReconnect({ withinSeconds: 0.5 }), RangeError);
  });

  it('reports a full buffer, a spent quota and a refused key, and closes after each', async () => {
    const simulator = await startFilings();
    const cases = [
      ['buffer-full', 'Reached maximum allowed buffered messages for this connection.', 1013],
      ['quota', 'Quota exceeded: the usage credits of the day are spent.', 1008],
      ['invalid-key', 'Invalid API key', 1008],
    ] as const;
    for (const [error, message, code] of cases) {
      const client = await listen(simulator);
      assert.equal(simulator.finfeedapi.fail(error), 1);
      assert.deepEqual(await client.next(isError), { type: 'error', message });
      assert.equal(await client.closed, code);
    }
    const client = await listen(simulator);
    simulator.finfeedapi.fail('quota', { message: 'Budget is used up' });
    assert.equal((await client.next(isError))['message'], 'Budget is used up');
  });

  it('sends null where it is told to, to later connections too', async () => {
    const simulator = await startFilings();
    const client = await listen(simulator);
    simulator.finfeedapi.publishFiling({ form: null, accession_no: null, cik: null, description: null });
    const live = await client.next(isLive);
    assert.deepEqual(
      [live['form'], live['accession_no'], live['cik'], live['description']],
      [null, null, null, null],
    );
    const later = await listen(simulator);
    assert.deepEqual(later.frames.at(-1), { ...live, is_historical: true });
  });

  it('spells fields as the REST twin does where it is told to', async () => {
    const simulator = await startFilings({ spelling: 'rest' });
    const client = await listen(simulator);
    assert.deepEqual(Object.keys(client.frames[0] ?? {}), [
      'type',
      'is_historical',
      'discovered_time',
      'form',
      'description',
      'filing_date',
      'acceptance_date_time',
      'accession_number',
      'cik',
    ]);
    assert.equal(client.frames[0]?.['type'], 'filings');
  });

  it('gives times of 6, 7 or 9 fraction digits', async () => {
    const simulator = await startFilings();
    const client = await listen(simulator);
    for (const digits of [7, 9, 6] as const) {
      simulator.finfeedapi.adjust({ fractionDigits: digits });
      simulator.finfeedapi.publishFiling();
      const time = String((await client.next(isLive))['discovered_time']);
      assert.equal(/\.(\d+)Z$/.exec(time)?.[1]?.length, digits);
    }
  });

  it('lags behind by so many seconds', async () => {
    const simulator = await startFilings({ lagSeconds: 90 }, { now: () => NOON });
    const client = await listen(simulator);
    simulator.finfeedapi.publishFiling();
    const lagging = Date.parse(String((await client.next(isLive))['discovered_time']));
    assert.equal(Math.round((NOON - lagging) / 1_000), 90);
    simulator.finfeedapi.adjust({ lagSeconds: 0 });
    simulator.finfeedapi.publishFiling();
    assert.equal(Date.parse(String((await client.next(isLive))['discovered_time'])), NOON);
    assert.throws(() => simulator.finfeedapi.adjust({ lagSeconds: -1 }), RangeError);
  });

  it('repeats a filing, byte by byte the same', async () => {
    const simulator = await startFilings();
    const client = await listen(simulator);
    assert.equal(simulator.finfeedapi.repeatFiling(), 0);
    simulator.finfeedapi.publishFiling();
    const first = await client.next(isLive);
    assert.equal(simulator.finfeedapi.repeatFiling(), 1);
    assert.deepEqual(await client.next(), first);
    const later = await listen(simulator);
    const same = later.frames.filter(frame => frame['accession_no'] === first['accession_no']);
    assert.equal(same.length, 1);
  });

  it('sends a frame for each filer of a joint filing', async () => {
    const simulator = await startFilings();
    const client = await listen(simulator);
    simulator.finfeedapi.publishJointFiling([320, 1_018, 77], { form: 'SC 13G' });
    const filings = [await client.next(isLive), await client.next(isLive), await client.next(isLive)];
    assert.deepEqual(
      filings.map(({ cik }) => cik),
      [320, 1_018, 77],
    );
    const [first, ...others] = filings.map(({ cik: _, ...rest }) => rest);
    for (const other of others) assert.deepEqual(other, first);
  });

  it('floods, at a rate or as fast as clients read, and answers meanwhile', async () => {
    const simulator = await startFilings();
    const client = await listen(simulator);
    const flood = simulator.finfeedapi.flood({ filings: 20_000 });
    await roundTrip(client);
    assert.equal(await flood, 20_000);
    await eventually(() => client.frames.length === 20_003, 'the flood');
    const startedAt = performance.now();
    assert.equal(await simulator.finfeedapi.flood({ filings: 50, perSecond: 500 }), 50);
    assert.ok(performance.now() - startedAt >= 90);
  });

  it('stalls: no filing, no heartbeat, no close, until resumed', async () => {
    const simulator = await startFilings({ heartbeatMs: 10 });
    const [client, witness] = [await listen(simulator), await listen(simulator)];
    for (const each of [client, witness]) each.send({ type: 'hello', heartbeat: true });
    await client.next(frame => frame['type'] === 'heartbeat');
    simulator.finfeedapi.stall({ connection: simulator.connections()[0]?.id ?? 0 });
    await roundTrip(client);
    const before = client.frames.length;
    simulator.finfeedapi.publishFiling();
    await witness.next(isLive);
    for (let count = 0; count < 3; count += 1) await witness.next(frame => frame['type'] === 'heartbeat');
    await roundTrip(client);
    assert.equal(client.frames.length, before);
    simulator.finfeedapi.resume();
    simulator.finfeedapi.publishFiling({ form: '8-K' });
    assert.equal((await client.next(isLive))['form'], '8-K');
  });

  it('is steered over the control interface as well', async () => {
    const simulator = await startFilings();
    const client = await listen(simulator);
    const call = (name: string, body: unknown = {}) =>
      post(`${simulator.httpUrl}/control/finfeedapi/${name}`, body);
    await call('filing', { form: '8-K', cik: 42, nulls: ['description'] });
    const filing = await client.next(isLive);
    assert.deepEqual([filing['form'], filing['cik'], filing['description']], ['8-K', 42, null]);
    assert.deepEqual((await call('repeat')).body, { sent: 1 });
    await call('joint-filing', { filers: 2, cik: 7 });
    await client.next(frame => frame['cik'] === 8);
    assert.deepEqual((await call('flood', { filings: 10 })).body, { filings: 10 });
    await call('adjust', { spelling: 'rest', fractionDigits: 9, lagSeconds: 5 });
    await call('filing');
    assert.ok(await client.next(frame => frame['type'] === 'filings'));
    for (const [name, body] of [
      ['adjust', { fractionDigits: 8 }],
      ['adjust', { spelling: 'mine' }],
      ['adjust', { lagSeconds: 1e12 }],
      ['filing', { nulls: ['company'] }],
      ['error', {}],
      ['error', { error: 'other' }],
      ['reconnect', { withinSeconds: -1 }],
    ] as const) {
      assert.equal((await call(name, body)).status, 400, `${name} ${JSON.stringify(body)}`);
    }
    assert.deepEqual((await call('reconnect', { closeAfterMs: 60_000 })).body, { asked: 1 });
    assert.deepEqual((await call('error', { error: 'quota' })).body, { failed: 1 });
    assert.equal(await client.closed, 1008);
  });

  it('shows who listens and the switches, and no key', async () => {
    const simulator = await startFilings();
    await dialPath(simulator, '/finfeedapi/?apikey=my-secret-key');
    const state = JSON.stringify(simulator.finfeedapi.state());
    assert.ok(state.includes('"backlog":3') && state.includes('"spelling"'));
    assert.ok(!state.includes('my-secret-key'));
  });
});

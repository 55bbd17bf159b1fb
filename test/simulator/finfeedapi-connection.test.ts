import assert from 'node:assert/strict';
import type { FinFeedApiOptions } from '../../simulator/finfeedapi';
import type { Simulator } from '../../simulator/server';
import { cleanUp, start, within, type Frame, type TestClient } from './client';
import { dialPath, refusalOf, roundTrip } from './feeds';

const HELLO = { type: 'hello', heartbeat: true };

const isBeat = (frame: Frame) => frame['type'] === 'heartbeat';
const isError = (frame: Frame) => frame['type'] === 'error';

function startFilings(options: FinFeedApiOptions = {}): Promise<Simulator> {
  return start({ finfeedapi: { backlog: 2, ...options } });
}

function listen(simulator: Simulator): Promise<TestClient> {
  return dialPath(simulator, '/finfeedapi?apikey=practice');
}

describe('practice feed of FinFeedAPI: the connection', () => {
  afterEach(cleanUp);

  it('takes the key from the query, the path, three headers and Basic', async () => {
    const simulator = await startFilings();
    const basic = Buffer.from('finfeedapi:practice').toString('base64');
    const ways: [string, Record<string, string>][] = [
      ['/finfeedapi/?apikey=practice', {}],
      ['/finfeedapi?apikey=practice', {}],
      ['/finfeedapi/APIKEY-practice', {}],
      ['/finfeedapi/', { 'X-APIBricks-Key': 'practice' }],
      ['/finfeedapi/', { 'X-CoinAPI-Key': 'practice' }],
      ['/finfeedapi/', { Authorization: 'practice' }],
      ['/finfeedapi/', { Authorization: `Basic ${basic}` }],
    ];
    for (const [path, headers] of ways) {
      const client = await dialPath(simulator, path, { headers });
      assert.equal((await client.next())['type'], 'fillings', `${path} ${JSON.stringify(headers)}`);
    }
  });

  it('answers a bad or missing key after the upgrade: the error frame, nothing else, and a close', async () => {
    const simulator = await startFilings();
    const stranger = Buffer.from('somebody:practice').toString('base64');
    const ways: [string, Record<string, string>][] = [
      ['/finfeedapi/', {}],
      ['/finfeedapi/?apikey=', {}],
      ['/finfeedapi/?apikey=wrong-key', {}],
      ['/finfeedapi/APIKEY-wrong', {}],
      ['/finfeedapi/APIKEY-wrong%zz', {}],
      ['/finfeedapi/', { Authorization: 'Bearer a.b.c' }],
      ['/finfeedapi/', { Authorization: `Basic ${stranger}` }],
    ];
    for (const [path, headers] of ways) {
      const client = await dialPath(simulator, path, { headers });
      assert.equal(await client.closed, 1008, path);
      assert.deepEqual(client.frames, [{ type: 'error', message: 'Invalid API key' }]);
    }
  });

  it('refuses a bad key with 401 at the handshake where it is told to', async () => {
    const simulator = await startFilings({ badKey: 'handshake' });
    const refused = await refusalOf(simulator, '/finfeedapi/?apikey=wrong');
    assert.equal(refused.status, 401);
    assert.match(refused.type ?? '', /problem\+json/);
    assert.deepEqual(refused.body, {
      type: 'about:blank',
      title: 'Unauthorized',
      status: 401,
      detail: 'Invalid API key',
    });
    simulator.finfeedapi.adjust({ badKey: 'frame' });
    const client = await dialPath(simulator, '/finfeedapi/?apikey=wrong');
    assert.equal(await client.closed, 1008);
  });

  it('accepts only listed keys where a list is given', async () => {
    const simulator = await startFilings({ keys: ['mine'], badKey: 'handshake' });
    assert.equal((await refusalOf(simulator, '/finfeedapi/?apikey=practice')).status, 401);
    await dialPath(simulator, '/finfeedapi/?apikey=mine');
  });

  it('answers 404 at other paths', async () => {
    const simulator = await startFilings();
    for (const path of ['/finfeedapi/v1?apikey=practice', '/finfeedapi/APIKEY-practice/more']) {
      await assert.rejects(dialPath(simulator, path), /404/);
    }
  });

  it('sends heartbeats in silence to those who asked for them, and to nobody else', async () => {
    const simulator = await startFilings({ heartbeatMs: 20 });
    const [asking, polite, silent] = [
      await listen(simulator),
      await listen(simulator),
      await listen(simulator),
    ];
    asking.send(HELLO);
    polite.send({ type: 'hello' });
    for (let count = 0; count < 3; count += 1)
      assert.deepEqual(await asking.next(isBeat), { type: 'heartbeat' });
    for (const other of [polite, silent]) {
      await roundTrip(other);
      assert.equal(other.frames.filter(isBeat).length, 0);
    }
  });

  it('sends a heartbeat only after so much silence, however many filings come', async () => {
    const heartbeatMs = 60;
    const simulator = await startFilings({ heartbeatMs, everyMs: 25 });
    const client = await listen(simulator);
    client.send(HELLO);
    for (let count = 0; count < 8; count += 1) await client.next(frame => frame['is_historical'] === false);
    const { journal } = simulator.finfeedapi;
    for (const [index, { frame, time }] of journal.entries()) {
      const silence = time - (journal[index - 1]?.time ?? 0);
      if (frame.includes('heartbeat')) assert.ok(silence >= heartbeatMs - 5, `${silence} ms of silence`);
    }
  });

  it('ends heartbeats when a later hello does not ask for them', async () => {
    const simulator = await startFilings({ heartbeatMs: 15 });
    const [client, witness] = [await listen(simulator), await listen(simulator)];
    client.send(HELLO);
    await client.next(isBeat);
    client.send({ type: 'hello', heartbeat: false });
    await roundTrip(client);
    const before = client.frames.length;
    witness.send(HELLO);
    for (let count = 0; count < 3; count += 1) await witness.next(isBeat);
    await roundTrip(client);
    assert.equal(client.frames.length, before);
  });

  it('spells the heartbeat as the sister streams do where it is told to', async () => {
    const simulator = await startFilings({ heartbeatMs: 10, heartbeatSpelling: 'hearbeat' });
    const client = await listen(simulator);
    client.send(HELLO);
    assert.ok(await client.next(frame => frame['type'] === 'hearbeat'));
  });

  it('answers anything but a hello with an error, and closes', async () => {
    const simulator = await startFilings();
    for (const message of ['no JSON', 'ping', '[]', 'null', '{}', '{"type":"subscribe"}', Buffer.from([1])]) {
      const client = await listen(simulator);
      client.socket.send(message);
      assert.deepEqual(await client.next(isError), { type: 'error', message: 'Invalid message' });
      assert.equal(await client.closed, 1008);
    }
  });

  it('cuts a client that leaves a control ping unanswered, and no other', async () => {
    const simulator = await startFilings({ controlPingMs: 100 });
    const path = '/finfeedapi/?apikey=practice';
    const deaf = await dialPath(simulator, path, { autoPong: false });
    const alive = await dialPath(simulator, path);
    assert.equal(await within(2_000, deaf.closed), 1006);
    await roundTrip(alive);
  });
});

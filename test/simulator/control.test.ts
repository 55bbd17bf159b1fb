import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { cleanUp, dial, isBatch, isSeries, post, start, within } from './client';

describe('practice feed: the control interface', () => {
  afterEach(cleanUp);

  it('describes at / what runs and every control call', async () => {
    const simulator = await start();
    const text = await (await fetch(simulator.httpUrl)).text();
    assert.ok(text.includes(`${simulator.url}/insightsentry/live`));
    for (const name of Object.keys(simulator.insightsentry.actions)) {
      assert.ok(text.includes(`POST /control/insightsentry/${name}"`), name);
    }
  });

  it('carries out faults and levers', async () => {
    const simulator = await start();
    const base = `${simulator.httpUrl}/control/insightsentry`;
    const client = await dial(simulator);
    client.subscribe([{ code: 'NASDAQ:AAPL', type: 'quote' }, { code: 'NYSE:KO' }]);
    await client.next(isBatch);
    assert.deepEqual(await post(`${base}/send`, { frame: 'hello' }), { status: 200, body: { sent: 1 } });
    assert.equal((await client.next())['text'], 'hello');
    await post(`${base}/price`, { code: 'NASDAQ:AAPL', price: 300 });
    assert.equal((await client.next())['last_price'], 300);
    assert.deepEqual((await post(`${base}/bar`, { code: 'NYSE:KO', close: 60, barType: 'minute' })).body, {
      sent: 1,
    });
    assert.ok(isSeries(await client.next()));
    assert.deepEqual((await post(`${base}/flood`, { frames: 30, codes: ['NASDAQ:AAPL'] })).body, {
      trades: 30,
    });
    await post(`${base}/drop`);
    assert.equal(await client.closed, 1006);
    assert.deepEqual((await post(`${base}/refuse`, { status: 503, times: 1 })).body, { done: true });
    await assert.rejects(dial(simulator));
  });

  it('shows connections, state and journal', async () => {
    const simulator = await start();
    const client = await dial(simulator);
    client.subscribe([{ code: 'NASDAQ:AAPL', type: 'quote' }], 'my-secret-key');
    await client.next(isBatch);
    const get = async (path: string): Promise<unknown> =>
      (await fetch(`${simulator.httpUrl}/control/${path}`)).json();
    const connections = (await get('connections')) as { path: string }[];
    assert.deepEqual(
      connections.map(({ path }) => path),
      ['/insightsentry/live'],
    );
    const state = JSON.stringify(await get('insightsentry/state'));
    assert.ok(state.includes('quote NASDAQ:AAPL') && !state.includes('my-secret-key'));
    const journal = (await get('insightsentry/journal?last=1')) as { entries: unknown[] };
    assert.equal(journal.entries.length, 1);
  });

  it('answers what it cannot do with a sentence and 400, and what is not there with 404', async () => {
    const { httpUrl } = await start();
    const base = `${httpUrl}/control/insightsentry`;
    const wrong: [string, unknown, RegExp][] = [
      ['price', { code: 'NASDAQ:AAPL' }, /"price" is missing/],
      ['price', { code: 'INVALID:X', price: 1 }, /no instrument INVALID:X/],
      ['price', { code: 'NASDAQ:AAPL', price: -1 }, /positive/],
      ['error', { error: 'nonsense' }, /must be one of/],
      ['close', { code: 1006 }, /close code/],
      ['refuse', { status: 101 }, /HTTP status/],
      ['drop', 'no JSON', /not valid JSON/],
      ['drop', '[1]', /JSON object/],
      ['drop', { connection: 'one' }, /must be a number/],
      ['send', `{"frame":"${'x'.repeat(4_000_001)}"}`, /bytes at most/],
    ];
    for (const [name, body, sentence] of wrong) {
      const reply = await post(`${base}/${name}`, body);
      assert.equal(reply.status, 400, name);
      assert.match(String(reply.body['error']), sentence);
    }
    assert.equal((await post(`${base}/toString`)).status, 404);
    assert.equal((await post(`${httpUrl}/control/nobody/drop`)).status, 404);
    assert.equal((await fetch(`${httpUrl}/insightsentry/v9`)).status, 404);
  });

  it('is not for web pages', async () => {
    const { httpUrl } = await start();
    const headers = { origin: 'https://example.com' };
    const response = await fetch(`${httpUrl}/control/insightsentry/drop`, { method: 'POST', headers });
    assert.equal(response.status, 403);
  });
});

describe('practice feed: the command line', () => {
  const children: ChildProcess[] = [];
  afterEach(() => children.splice(0).forEach(child => child.kill('SIGKILL')));

  function run(...options: string[]): {
    output: () => string;
    child: ChildProcess;
    ended: Promise<number | null>;
  } {
    const child = spawn(process.execPath, [join(__dirname, '../../simulator/cli.js'), ...options]);
    children.push(child);
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    child.stderr.on('data', (data: Buffer) => (output += data.toString()));
    return { child, output: () => output, ended: new Promise(resolve => child.on('close', resolve)) };
  }

  it('prints the address for the Server field and ends on Ctrl-C', async () => {
    const { child, output, ended } = run('--port', '0', '--seed', '3', '--dialect', 'newer');
    await new Promise<void>(resolve =>
      child.stdout?.on('data', () => output().includes('Ctrl-C') && resolve()),
    );
    const url = /ws:\/\/127\.0\.0\.1:\d+\/insightsentry/.exec(output())?.[0];
    assert.ok(url);
    const page = await (await fetch(url.replace('ws:', 'http:').replace('/insightsentry', '/'))).text();
    assert.ok(page.includes(url));
    child.kill('SIGINT');
    assert.equal(await within(5_000, ended), 0);
  });

  it('says in a sentence that the port is taken or an option is wrong', async () => {
    const taken = createServer();
    await new Promise<void>(resolve => taken.listen(0, '127.0.0.1', resolve));
    const busy = run('--port', String((taken.address() as AddressInfo).port));
    assert.equal(await within(5_000, busy.ended), 1);
    assert.match(busy.output(), /^The port is taken\. /);
    taken.close();
    const wrong = run('--rate', 'fast');
    assert.equal(await within(5_000, wrong.ended), 1);
    assert.match(wrong.output(), /^--rate is a number/);
  });
});

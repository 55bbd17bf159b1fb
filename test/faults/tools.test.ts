/** The line and the clock of the fault matrix do what they say. */
import assert from 'node:assert/strict';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { until } from '../fakes';
import { Proxy } from './proxy';
import { TestTime } from './testTime';

describe('a line that can be made bad', function () {
  this.timeout(10_000);
  const text = `HTTP/1.1 101 Switching\r\n\r\n${'data '.repeat(100)}`;
  let server: Server;
  let proxy: Proxy;
  let ends: Socket[];

  beforeEach(async () => {
    ends = [];
    server = createServer(socket => {
      ends.push(socket);
      socket.on('error', () => undefined);
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    proxy = await Proxy.start((server.address() as AddressInfo).port);
    await until(() => ends.length === 1, 'the placeholder');
  });
  afterEach(async () => {
    await proxy.close();
    for (const end of ends) end.destroy();
    await new Promise(resolve => server.close(resolve));
  });

  /** A client, what it received and whether it ended. */
  async function client(port = proxy.port): Promise<{ received: string; error?: string; isOver: boolean }> {
    const seen = { received: '', isOver: false } as { received: string; error?: string; isOver: boolean };
    const socket = connect(port, '127.0.0.1');
    socket.on('data', bytes => (seen.received += bytes.toString()));
    socket.on('error', error => (seen.error = (error as NodeJS.ErrnoException).code ?? ''));
    socket.on('close', () => (seen.isOver = true));
    const before = ends.length;
    await until(() => ends.length > before || seen.isOver, 'a connection');
    return seen;
  }

  it('carries everything, whole or in slices, at once or slowly or with jitter', async () => {
    for (const fault of [
      { kind: 'none' },
      { kind: 'slices' },
      { kind: 'slow', bytesPerSecond: 2000 },
      { kind: 'jitter', upToMs: 100 },
    ] as const) {
      proxy.fault = fault;
      const seen = await client();
      for (const part of text.match(/.{1,100}/gs) ?? []) ends.at(-1)?.write(part);
      await until(() => seen.received.length >= text.length, fault.kind);
      assert.equal(seen.received, text);
    }
  });

  it('swallows everything, or all after the handshake, and stays open', async () => {
    proxy.fault = { kind: 'hole' };
    const swallowed = await client();
    ends.at(-1)?.write(text);
    proxy.forsake();
    proxy.fault = { kind: 'mute' };
    const muted = await client();
    ends.at(-1)?.write(text);
    await until(() => muted.received !== '', 'the handshake');
    assert.deepEqual([swallowed.received, muted.received], ['', text.slice(0, text.indexOf('data'))]);
    assert.deepEqual([swallowed.isOver, muted.isOver], [false, false]);
  });

  it('ends in the middle of a packet', async () => {
    const seen = await client();
    proxy.fault = { kind: 'cut' };
    ends.at(-1)?.write(text);
    await until(() => seen.isOver, 'the end');
    assert.ok(seen.received.length <= text.length / 2 + 1, seen.received);
  });

  it('is reset, and knows a port where nothing listens', async () => {
    const seen = await client();
    proxy.reset();
    await until(() => seen.isOver, 'the end');
    assert.equal(seen.error, 'ECONNRESET');
    assert.equal((await client(proxy.deadPort)).error, 'ECONNREFUSED');
  });
});

describe('time that can be skipped', () => {
  it('runs what is due on the way in its order, and what follows from it', async () => {
    const time = new TestTime();
    const done: string[] = [];
    const { clock } = time;
    const start = clock.now();
    clock.after(60_000, () => done.push('later'));
    clock.after(30_000, () => {
      done.push('sooner');
      clock.after(10_000, () => done.push('then'));
    });
    clock.after(20_000, () => done.push('never'))();
    await time.skip(61_000);
    assert.deepEqual(done, ['sooner', 'then', 'later']);
    assert.ok(clock.now() - start >= 61_000);
    assert.equal(time.pending, 0);
  });

  it('stops where it is enough', async () => {
    const time = new TestTime();
    let count = 0;
    for (const ms of [10_000, 20_000, 30_000]) time.clock.after(ms, () => (count += 1));
    await time.skip(60_000, () => count === 2);
    assert.deepEqual([count, time.pending], [2, 1]);
    await time.skip(60_000);
    assert.equal(count, 3);
  });

  it('passes over a host that sleeps, whose timers wait as long as before', async () => {
    const time = new TestTime();
    let isDone = false;
    time.clock.after(5000, () => (isDone = true));
    const before = time.now();
    time.sleep(600_000);
    assert.ok(time.now() - before >= 600_000);
    await time.skip(4000);
    assert.equal(isDone, false);
    await time.skip(2000);
    assert.equal(isDone, true);
  });

  it('knows what a process waits for, which ends with it', async () => {
    const time = new TestTime();
    const done: string[] = [];
    const [ended, other] = [time.life(), time.life()];
    ended.clock.after(1000, () => done.push('before its end'));
    ended.clock.after(3000, () => done.push('never'));
    other.clock.after(3000, () => done.push('of another'));
    await time.skip(2000);
    ended.end();
    ended.clock.after(500, () => done.push('too late'));
    await time.skip(5000);
    assert.deepEqual(done, ['before its end', 'of another']);
    assert.equal(time.pending, 0);
  });

  it('is not what a host with a wrong clock believes', () => {
    const time = new TestTime();
    time.hostErrorMs = -3_600_000;
    assert.ok(time.now() - time.clock.now() >= 3_600_000);
  });
});

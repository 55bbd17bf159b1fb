import { createHash } from 'node:crypto';
import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SocketEnd, SocketHandlers } from '../../core/ports';
import { nodePorts } from '../../ports/node';
import { until } from '../fakes';
import { Rig, cleanUp, reach, watchResources } from './rig';

describe('the ports on Node.js', function () {
  this.timeout(10_000);
  const servers: Server[] = [];
  const saved = { ...process.env };

  before(() => {
    for (const name of ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY']) delete process.env[name];
  });

  after(() => void Object.assign(process.env, saved));

  afterEach(async () => {
    await cleanUp();
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    }
  });

  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Dials and tells what came. */
  function dial(url: string): { ends: SocketEnd[]; opened: () => boolean; handlers: SocketHandlers } {
    const ends: SocketEnd[] = [];
    let isOpen = false;
    const handlers: SocketHandlers = {
      opened: () => (isOpen = true),
      received: () => undefined,
      alive: () => undefined,
      ended: end => ends.push(end),
    };
    nodePorts.dial({ url, headers: {} }, handlers);
    return { ends, opened: () => isOpen, handlers };
  }

  it('get an answer whole, with its headers, and follow no redirect', async () => {
    const url = await serve((request, response) => {
      response.writeHead(302, { location: '/elsewhere', 'X-Echo': request.headers['x-key'] });
      response.end('body');
    });
    const answer = await nodePorts.get({ url, headers: { 'x-key': 'k' } }, 2000);
    assert.deepEqual([answer.status, answer.headers['x-echo'], answer.body], [302, 'k', 'body']);
  });

  it('give a request up that is never answered, and one whose answer never ends', async () => {
    const silent = await serve(() => undefined);
    await assert.rejects(nodePorts.get({ url: silent, headers: {} }, 100));
    const endless = await serve((_request, response) => void response.write('{"api_key"'));
    const cut = await Promise.allSettled([nodePorts.get({ url: endless, headers: {} }, 100)]);
    assert.ok(cut[0].status === 'rejected' || cut[0].value.body === '{"api_key"');
  });

  it('keep no more of an answer than anybody needs', async () => {
    const url = await serve((_request, response) => void response.end('x'.repeat(5_000_000)));
    assert.ok((await nodePorts.get({ url, headers: {} }, 5000)).body.length <= 64 * 1024);
  });

  it('tell of an address that is none as of any failure, once, and not from inside', async () => {
    for (const url of ['wss://', 'not an address', 'ws://127.0.0.1:99999', 'ftp://127.0.0.1']) {
      const { ends } = dial(url);
      assert.equal(ends.length, 0, url);
      await until(() => ends.length === 1, `the end of ${url}`);
      assert.ok(ends[0]?.error, url);
      await assert.rejects(nodePorts.get({ url, headers: {} }, 1000));
    }
  });

  it('tell the status and Retry-After of a server that does not upgrade, and hold no line to it', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(503, { 'retry-after': '7' });
      response.write('an answer that never ends');
    });
    const assertFreed = await watchResources();
    const { ends, opened } = dial(url.replace('http', 'ws'));
    await until(() => ends.length === 1, 'the refusal');
    assert.equal(opened(), false);
    assert.deepEqual([ends[0]?.refusal?.status, ends[0]?.refusal?.headers['retry-after']], [503, '7']);
    await assertFreed('after the refusal');
  });

  it('tell the first part of what a refusing server says, and no more', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(403);
      response.end('x'.repeat(100_000));
    });
    const { ends } = dial(url.replace('http', 'ws'));
    await until(() => ends.length === 1, 'the refusal');
    assert.equal(ends[0]?.refusal?.body, 'x'.repeat(4096));
  });

  it('tell what time the server says it is', async () => {
    const url = await serve(() => undefined);
    const lines: Duplex[] = [];
    servers[0]?.on('upgrade', (request, line) => {
      lines.push(line);
      const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
      const accept = createHash('sha1').update(key).digest('base64');
      const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
      line.write(
        [...head, `Sec-WebSocket-Accept: ${accept}`, 'Date: Fri, 02 Jan 2026 15:00:00 GMT', '', ''].join(
          '\r\n',
        ),
      );
    });
    const times: (number | undefined)[] = [];
    const socket = nodePorts.dial(
      { url: url.replace('http', 'ws'), headers: {} },
      {
        opened: time => times.push(time),
        received: () => undefined,
        alive: () => undefined,
        ended: () => undefined,
      },
    );
    await until(() => times.length === 1, 'the open socket');
    assert.deepEqual(times, [Date.UTC(2026, 0, 2, 15)]);
    socket.terminate();
    for (const line of lines) line.destroy();
  });

  it('do not follow a redirect of a handshake: it could lead anywhere', async () => {
    const rig = await Rig.start();
    rig.feed.refuse({ status: 302 });
    const cause = await reach(rig.node([{ code: 'NASDAQ:AAPL' }]), 'failed');
    assert.match(cause?.message ?? '', /redirect/);
  });

  it('offer the server no compression: small frames cost more that way', async () => {
    const offers: (string | undefined)[] = [];
    const url = await serve(() => undefined);
    servers[0]?.on('upgrade', (request, line) => {
      offers.push(request.headers['sec-websocket-extensions']);
      line.destroy();
    });
    const { ends } = dial(url.replace('http', 'ws'));
    await until(() => ends.length === 1, 'the end');
    assert.deepEqual(offers, [undefined]);
  });

  it('wait without being woken at once by a wait that is longer than timers can be', async () => {
    let isWoken = false;
    const cancel = nodePorts.clock.after(2 ** 40, () => (isWoken = true));
    await new Promise(resolve => setTimeout(resolve, 20));
    cancel();
    assert.equal(isWoken, false);
  });
});

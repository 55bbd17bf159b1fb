import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { SocketEnd } from '../../core/ports';
import { nodePorts } from '../../ports/node';
import { until } from '../fakes';
import { Rig, cleanUp, reach, watchResources } from './rig';

/** A proxy that leads every name to one port of this machine. */
class Proxy {
  /** `host:port` of each CONNECT. */
  readonly asked: string[] = [];
  /** False: it never answers. */
  answers = true;
  private readonly lines = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: () => number,
  ) {
    server.on('connect', (request, line: Socket) => this.serve(request.url ?? '', line));
  }

  static async start(target: () => number): Promise<Proxy> {
    const server = createServer((_request, response) => response.writeHead(405).end());
    const proxy = new Proxy(server, target);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const line of this.lines) line.destroy();
    await new Promise(resolve => this.server.close(resolve));
  }

  private serve(asked: string, line: Socket): void {
    this.asked.push(asked);
    this.keep(line);
    if (!this.answers) return;
    const onward = connect(this.target(), '127.0.0.1', () => {
      line.write('HTTP/1.1 200 OK\r\n\r\n');
      line.pipe(onward).pipe(line);
    });
    this.keep(onward);
  }

  private keep(line: Socket): void {
    this.lines.add(line);
    line.on('error', () => undefined);
    line.on('close', () => this.lines.delete(line));
    // Without reading, the end of the other side would go unnoticed.
    line.on('end', () => line.destroy());
    if (!this.answers) line.resume();
  }
}

const names = ['http_proxy', 'https_proxy', 'no_proxy', 'all_proxy'];

describe('the proxy of the environment', function () {
  this.timeout(15_000);
  const saved = new Map<string, string | undefined>();
  let rig: Rig;
  let proxy: Proxy;

  beforeEach(async () => {
    for (const name of [...names, ...names.map(one => one.toUpperCase())]) {
      saved.set(name, process.env[name]);
      delete process.env[name];
    }
    rig = await Rig.start({ timing: { openMs: 1000 } });
    proxy = await Proxy.start(() => Number(new URL(rig.simulator.httpUrl).port));
  });

  afterEach(async () => {
    for (const [name, value] of saved) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await cleanUp();
    await proxy.close();
  });

  /** The account lives beyond the proxy from now on. */
  function beyond(): void {
    Object.assign(rig.provider, {
      dial: () => ({ url: 'ws://feed.example/insightsentry/live', headers: {} }),
      keySource: ({ plan }: ReturnType<Rig['account']>) => (plan === 'rapidapi' ? keySource : undefined),
    });
  }

  const keySource = {
    request: () => ({
      url: 'http://keys.example/insightsentry/v2/websocket-key',
      headers: { 'x-rapidapi-key': 'k' },
    }),
    read: (_status: number, body: string) => {
      const { api_key, expiration } = JSON.parse(body) as { api_key: string; expiration: number };
      return { key: api_key, expiresAt: expiration * 1000 };
    },
    perDay: 10,
    renewMs: 1000,
  };

  it('is used for sockets and for key requests', async () => {
    process.env.HTTP_PROXY = proxy.url;
    beyond();
    await rig.online(undefined, { plan: 'rapidapi' });
    assert.deepEqual(proxy.asked, ['keys.example:80', 'feed.example:80']);
    assert.equal(rig.seen.length, 1);
  });

  it('is used for encrypted sockets, from HTTPS_PROXY', async () => {
    process.env.HTTPS_PROXY = proxy.url;
    const ends: SocketEnd[] = [];
    nodePorts.dial(
      { url: 'wss://feed.example/live', headers: {} },
      {
        opened: () => undefined,
        received: () => undefined,
        alive: () => undefined,
        ended: end => ends.push(end),
      },
    );
    await until(() => ends.length === 1, 'the end: what is beyond the proxy here speaks no TLS');
    assert.deepEqual(proxy.asked, ['feed.example:443']);
  });

  it('is passed by where NO_PROXY says so', async () => {
    process.env.HTTP_PROXY = proxy.url;
    process.env.NO_PROXY = 'other.example,feed.invalid';
    const ends: SocketEnd[] = [];
    nodePorts.dial(
      { url: 'ws://feed.invalid/live', headers: {} },
      {
        opened: () => undefined,
        received: () => undefined,
        alive: () => undefined,
        ended: end => ends.push(end),
      },
    );
    await until(() => ends.length === 1, 'the end: there is no such name');
    assert.deepEqual(proxy.asked, []);
  });

  it('is passed by on this machine: the practice feed works in every company', async () => {
    process.env.HTTP_PROXY = process.env.HTTPS_PROXY = 'http://127.0.0.1:1';
    await rig.online();
    await rig.online(undefined, { practice: true });
    assert.deepEqual(proxy.asked, []);
  });

  it('that never answers is left, and leaves nothing behind', async () => {
    process.env.HTTP_PROXY = proxy.url;
    proxy.answers = false;
    beyond();
    const assertFreed = await watchResources();
    const node = rig.node([{ code: 'NASDAQ:AAPL' }]);
    assert.match((await reach(node, 'waiting'))?.message ?? '', /did not open the connection/);
    rig.engine.close();
    await assertFreed('stopped before the proxy answered');
  });

  it('that is not there is told in words', async () => {
    process.env.HTTP_PROXY = 'http://127.0.0.1:1';
    beyond();
    const node = rig.node([{ code: 'NASDAQ:AAPL' }]);
    assert.match((await reach(node, 'waiting'))?.message ?? '', /nothing listens/);
  });
});

import assert from 'node:assert/strict';
import { until } from '../fakes';
import { Rig, cleanUp, reach, watchResources } from './rig';

const quote = (code: string): object => ({ code, type: 'quote' });

describe('live data on real sockets', function () {
  this.timeout(15_000);
  afterEach(cleanUp);

  it('arrives as quotes and bars, history first', async () => {
    const rig = await Rig.start();
    const series = { code: 'NASDAQ:AAPL', type: 'series', barType: 'minute', barInterval: 1, maxDp: 50 };
    const node = await rig.online([series, quote('BINANCE:BTCUSDT')]);
    await until(() => node.sink.received.length >= 51, 'history and the first quote');
    const bars = node.sink.received.filter(({ type }) => type === 'bar');
    assert.equal(bars.length, 50);
    assert.ok(bars.every(bar => bar.type === 'bar' && bar.backfill && bar.interval === '1m'));
    assert.deepEqual(
      bars.map(bar => bar.type === 'bar' && bar.closed),
      [...Array<boolean>(49).fill(true), false],
    );
    await rig.tick(node, 'BINANCE:BTCUSDT');
    await rig.tick(node, 'NASDAQ:AAPL');
    const last = node.sink.received.at(-1);
    assert.ok(last?.type === 'bar' && !last.backfill);
  });

  it('of two nodes comes over one connection that carries the union', async () => {
    const rig = await Rig.start();
    const one = await rig.online([quote('NASDAQ:AAPL'), quote('NASDAQ:TSLA')]);
    const two = await rig.online([quote('NASDAQ:TSLA'), quote('NASDAQ:MSFT')]);
    await until(() => rig.messages(0).length === 2, 'the changed subscription');
    assert.equal(rig.seen.length, 1);
    assert.deepEqual(rig.messages(0)[1], ['NASDAQ:AAPL', 'NASDAQ:TSLA', 'NASDAQ:MSFT'].map(quote));
    await rig.tick(one, 'NASDAQ:TSLA');
    await rig.tick(two, 'NASDAQ:MSFT');
    assert.ok(two.sink.received.some(({ symbol }) => symbol === 'NASDAQ:TSLA'));
    assert.ok(!one.sink.received.some(({ symbol }) => symbol === 'NASDAQ:MSFT'));
    two.subscription.stop();
    await until(() => rig.messages(0).length === 3, 'the subscription without the second node');
    assert.deepEqual(rig.messages(0)[2], ['NASDAQ:AAPL', 'NASDAQ:TSLA'].map(quote));
  });

  it('of two that the wire cannot tell apart comes over two connections, if the account has them', async () => {
    const rig = await Rig.start();
    const series = { code: 'NASDAQ:AAPL', type: 'series', barType: 'minute', barInterval: 1 };
    const form = { maxConnections: 2 };
    await rig.online([series], form);
    await rig.online([{ ...series, extended: false }], form);
    assert.equal(rig.seen.length, 2);
  });

  it('goes on for both where a change of one would get in the way of the other', async () => {
    const rig = await Rig.start();
    const series = { code: 'NASDAQ:AAPL', type: 'series', barType: 'minute', barInterval: 1 };
    const one = await rig.online([quote('NASDAQ:TSLA')]);
    const two = await rig.online([series]);
    const changed = rig.provider.parse({ subscriptions: [{ ...series, extended: false }] }, rig.account());
    assert.throws(
      () => one.subscription.update(changed),
      /ask for 1m bars of NASDAQ:AAPL with different options/,
    );
    await rig.tick(one, 'NASDAQ:TSLA');
    await rig.tick(two);
    assert.deepEqual([one.subscription.state.name, two.subscription.state.name], ['online', 'online']);
  });

  it('names the symbol that there is not, while the others run', async () => {
    const rig = await Rig.start();
    const node = await rig.online([quote('NASDAQ:AAPL'), quote('INVALID:NOSUCH')]);
    await until(() => node.sink.kinds.includes('symbol-refused'), 'the notice');
    const notice = node.sink.notices.find(({ notice: kind }) => kind === 'symbol-refused');
    assert.equal(notice?.symbol, 'INVALID:NOSUCH');
    await rig.tick(node);
    assert.equal(node.subscription.state.name, 'online');
  });

  it('stops with 1000 three seconds after the last node left, and a redeploy in between keeps it', async () => {
    const rig = await Rig.start();
    const first = await rig.online();
    first.subscription.stop();
    const second = await rig.online();
    assert.equal(rig.seen.length, 1);
    second.subscription.stop();
    await until(() => rig.seen[0]?.closed, 'the close', 6000);
    assert.equal(rig.seen[0]?.closed?.code, 1000);
    assert.deepEqual(rig.engine.connections(), []);
  });

  it('leaves no socket and no timer behind, in whatever state it is stopped', async () => {
    const rig = await Rig.start({ simulator: { insightsentry: { heartbeatMs: 0 } } });
    const assertFreed = await watchResources();
    const states: [string, () => void][] = [
      ['connecting', () => rig.feed.hang()],
      ['waiting', () => rig.feed.refuse({ status: 503, retryAfter: 60 })],
      ['failed', () => rig.feed.refuse({ status: 403 })],
      ['online', () => rig.feed.admit()],
    ];
    for (const [name, prepare] of states) {
      prepare();
      const node = rig.node([quote('NASDAQ:AAPL')]);
      await reach(node, name);
      rig.engine.close();
      await assertFreed(`stopped while ${name}`);
    }
  });

  it('leaves nothing behind when stopped in a burst', async () => {
    const rig = await Rig.start({ simulator: { insightsentry: { heartbeatMs: 0 } } });
    const assertFreed = await watchResources();
    const node = await rig.online();
    const flood = rig.feed.flood({ frames: 200_000 });
    await until(() => node.sink.received.length > 1000, 'the burst');
    node.subscription.stop();
    const after = node.sink.received.length;
    rig.engine.close();
    await flood;
    assert.equal(node.sink.received.length, after);
    await assertFreed('stopped in a burst');
  });

  it('comes from the practice feed without any key, which runs while it is used', async () => {
    const urls: string[] = [];
    const { nodePorts } = await import('../../ports/node.js');
    const dial: typeof nodePorts.dial = (request, handlers) => {
      urls.push(request.url);
      return nodePorts.dial(request, handlers);
    };
    const rig = await Rig.start({ ports: { dial } });
    const form = { practice: true, apiKey: '', server: '' };
    const one = await rig.online([quote('NASDAQ:AAPL')], form);
    await rig.online([quote('NASDAQ:TSLA')], form);
    await until(() => one.sink.received.length > 2, 'practice quotes');
    assert.equal(rig.seen.length, 0, 'the rig’s own simulator is another one');
    const address = (urls[0] ?? '').replace(/^ws/, 'http').replace(/insightsentry.*/, '');
    assert.equal((await fetch(address)).status, 200);
    rig.engine.close();
    let isGone = false;
    await until(() => {
      fetch(address).catch(() => (isGone = true));
      return isGone;
    }, 'the end of the practice feed');
  });
});

import assert from 'node:assert/strict';
import { finFeedApi } from '../../nodes/FinFeedApi/finfeedapi.provider';
import { readText } from '../readText';
import { accountOf, frameOf, opened, paramsOf, read, start } from './filings';

const kinds = (items: readonly { kind: string }[]): string[] => items.map(({ kind }) => kind);

describe('the dial of FinFeedAPI', () => {
  const dial = (form: Record<string, unknown>, key: string) => {
    const account = accountOf(form);
    return finFeedApi.dial(account, 'sec-filings', account.server, key, [paramsOf()]);
  };

  it('goes to the root path with the key in the query', () => {
    assert.deepEqual(dial({}, 'a+b/c'), {
      url: 'wss://api.sec.finfeedapi.com/?apikey=a%2Bb%2Fc',
      headers: {},
    });
    const practice = finFeedApi.dial(accountOf(), 'sec-filings', 'ws://127.0.0.1:1/finfeedapi', 'k', []);
    assert.equal(practice.url, 'ws://127.0.0.1:1/finfeedapi/?apikey=k');
  });

  it('or with the key in a header, and then nowhere else', () => {
    assert.deepEqual(dial({ keyHeader: ' X-APIBricks-Key ' }, 'k'), {
      url: 'wss://api.sec.finfeedapi.com/',
      headers: { 'X-APIBricks-Key': 'k' },
    });
  });

  it('refuses a header that could break the handshake', () => {
    for (const keyHeader of ['Host', 'sec-websocket-key', 'X Key', 'X\r\nY', 'ключ', 'Content-Length', ':a'])
      assert.throws(() => accountOf({ keyHeader }), /Key header/);
    assert.equal(accountOf({ practice: true, keyHeader: 'Host' }).keyHeader, '');
  });
});

describe('a session with FinFeedAPI', () => {
  it('says hello once and then nothing, whatever is wanted', () => {
    const protocol = finFeedApi.protocol(accountOf(), 'sec-filings', []);
    assert.deepEqual(protocol.open([paramsOf()], 'k', 0), ['{"type":"hello","heartbeat":true}']);
    assert.deepEqual(protocol.update([paramsOf({ forms: '8-K' })], 'k2'), []);
    assert.equal(protocol.ping, undefined);
    assert.equal(finFeedApi.timing.ping.text, undefined, 'a text ping is probably an invalid message');
  });

  it('is ready at the first filing or heartbeat', () => {
    for (const frame of [frameOf(), { type: 'heartbeat' }, [frameOf()]]) {
      const protocol = opened();
      const [first] = readText(protocol, JSON.stringify(frame), start);
      assert.deepEqual(first, { kind: 'ready' });
      assert.ok(!kinds(readText(protocol, JSON.stringify(frame), start)).includes('ready'));
      assert.deepEqual(protocol.due(start + 99_000), []);
    }
  });

  it('is not ready because of an error, a request to reconnect or nonsense', () => {
    const protocol = opened();
    for (const frame of [{ type: 'error', message: 'x' }, { type: 'reconnect' }, { type: 'news' }, 5, []])
      assert.ok(!kinds(readText(protocol, JSON.stringify(frame), start)).includes('ready'));
  });

  it('is ready after five seconds of nothing, on a day without filings and heartbeats', () => {
    const protocol = opened();
    assert.deepEqual(protocol.due(start), []);
    assert.deepEqual(protocol.due(start + 4999), []);
    assert.deepEqual(protocol.due(start + 5000), [{ kind: 'ready' }]);
    assert.deepEqual(protocol.due(start + 6000), []);
  });

  it('takes silence seriously once heartbeats were seen', () => {
    const protocol = opened();
    read(protocol, frameOf());
    assert.equal(protocol.silenceMs, 130_000);
    read(protocol, { type: 'HEARBEAT' });
    assert.equal(protocol.silenceMs, 15_000);
    assert.equal(opened().silenceMs, 130_000);
  });

  it('reconnects within the time that is left', () => {
    const within = (frame: object): unknown => read(opened(), { type: 'reconnect', ...frame })[0];
    const before_time = new Date(start + 4000).toISOString();
    assert.deepEqual(within({ within_seconds: 3 }), { kind: 'reconnect', withinMs: 3000 });
    assert.deepEqual(within({ within_seconds: '3', before_time }), { kind: 'reconnect', withinMs: 3000 });
    assert.deepEqual(within({ before_time }), { kind: 'reconnect', withinMs: 4000 });
    assert.deepEqual(within({}), { kind: 'reconnect', withinMs: 10_000 });
    assert.deepEqual(within({ within_seconds: -5 }), { kind: 'reconnect', withinMs: 0 });
    assert.deepEqual(within({ within_seconds: 1e9 }), { kind: 'reconnect', withinMs: 3_600_000 });
  });
});

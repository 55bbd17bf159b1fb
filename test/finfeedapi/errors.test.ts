import assert from 'node:assert/strict';
import { StreamError } from '../../core/errors';
import type { Refusal } from '../../core/ports';
import { finFeedApi } from '../../nodes/FinFeedApi/finfeedapi.provider';
import { opened, read } from './filings';

function errorOf(message: unknown): StreamError {
  const [item] = read(opened(), { type: 'error', message });
  assert.ok(item?.kind === 'error');
  return item.error;
}

describe('an error frame of FinFeedAPI', () => {
  const cases: [text: string, name: string, retry: boolean, retryAfterMs?: number][] = [
    ['Invalid API key', 'AuthError', false],
    ['apikey missing', 'AuthError', false],
    ['Unauthorized', 'AuthError', false],
    ['FORBIDDEN', 'AuthError', false],
    ['JWT expired', 'AuthError', false],
    ['Daily quota exceeded', 'LimitError', true, 300_000],
    ['Usage credits used up', 'LimitError', true, 300_000],
    ['Budget reached', 'LimitError', true, 300_000],
    ['Rate limit of this API key', 'LimitError', true, 300_000],
    ['Reached maximum allowed buffered messages for this connection.', 'ConnectionError', true],
    ['Something else', 'ProtocolError', true],
  ];
  for (const [text, name, retry, retryAfterMs] of cases) {
    it(`is understood: ${text}`, () => {
      const error = errorOf(text);
      assert.deepEqual([error.name, error.retry, error.retryAfterMs], [name, retry, retryAfterMs]);
      assert.ok(error.message.includes(text));
    });
  }

  it('says that this host was too slow where it was', () => {
    const error = errorOf('Reached maximum allowed buffered messages for this connection.');
    assert.equal(error.code, 'busy');
    assert.match(error.message, /this host was too slow/);
  });

  it('may come without a text, or with a very long one', () => {
    for (const message of [undefined, null, 5, {}, ''])
      assert.match(errorOf(message).message, /no explanation/);
    assert.ok(errorOf('x'.repeat(1e6)).message.length < 500);
    assert.ok(errorOf('word '.repeat(1e5)).message.length < 500);
  });

  it('is never cut inside a word: half a key would not be known as one', () => {
    for (let at = 250; at < 310; at += 1) {
      const { message } = errorOf(`${'a'.repeat(at)} secret-key is wrong`);
      assert.ok(!message.includes('secret') || message.includes('secret-key'), message);
    }
  });
});

describe('a refused handshake of FinFeedAPI', () => {
  const refused = (status: number, headers: Refusal['headers'] = {}, body = ''): StreamError | undefined =>
    finFeedApi.refusal?.({ status, headers, body }, 'sec-filings');

  it('is final for a key and for a wrong address', () => {
    for (const status of [401, 403]) assert.equal(refused(status)?.name, 'AuthError');
    for (const status of [400, 404, 410, 426]) {
      const error = refused(status);
      assert.deepEqual([error?.name, error?.retry, error?.code], ['ConfigError', false, 'refused']);
    }
  });

  it('waits as long as it is told to, else a minute', () => {
    assert.equal(refused(429)?.retryAfterMs, 60_000);
    assert.equal(refused(429, { 'retry-after': '7' })?.retryAfterMs, 7000);
    assert.equal(refused(429, { 'retry-after': 'soon' })?.retryAfterMs, 60_000);
    const date = 'Fri, 02 Jan 2026 15:00:00 GMT';
    const later = 'Fri, 02 Jan 2026 15:00:30 GMT';
    assert.equal(refused(429, { date, 'retry-after': later })?.retryAfterMs, 30_000);
    assert.equal(refused(429, { 'retry-after': later })?.retryAfterMs, 60_000);
  });

  it('waits for the next budget where it speaks of one, whatever the status', () => {
    const bodies = [
      'Daily quota exceeded',
      '{"error":"Usage credits used up"}',
      '{"message":"Budget of this API key reached"}',
      '{"title":"Forbidden","status":403,"detail":"Limit of the subscription"}',
      '{"error":{"code":403,"message":"Out of credits"}}',
      '"Quota"',
      `{"error":"Quota", "cut": "${'x'.repeat(4000)}`,
    ];
    for (const status of [402, 403]) {
      for (const body of bodies) {
        const error = refused(status, {}, body);
        assert.deepEqual(
          [error?.name, error?.retry, error?.retryAfterMs],
          ['LimitError', true, 300_000],
          body,
        );
        assert.match(error?.message ?? '', /quota|credit|budget|limit/i);
        assert.ok((error?.message.length ?? 999) < 500);
      }
    }
    assert.match(refused(402, {}, '{"title":"A","detail":"B"}')?.message ?? '', /now: A: B\./);
    for (const body of ['', '{}', '[]', '<html>', 'x'.repeat(4096)])
      assert.equal(refused(402, {}, body)?.retryAfterMs, 300_000, body);
    assert.equal(refused(402, { 'retry-after': '900' })?.retryAfterMs, 900_000);
    assert.equal(refused(402, { 'retry-after': '9' })?.retryAfterMs, 300_000);
  });

  it('stays final where it speaks of the key, or is the page of a proxy', () => {
    for (const body of [
      '',
      'Forbidden',
      '{"error":"Invalid API key"}',
      '<html>the limit of this page</html>',
    ])
      assert.equal(refused(403, {}, body)?.name, 'AuthError', body);
    assert.equal(refused(401, {}, 'quota')?.name, 'AuthError');
    assert.ok(!refused(403, {}, 'Invalid key some-key')?.message.includes('some-key'));
  });

  it('is left to the general rules where the server is down or the address moved', () => {
    for (const status of [301, 408, 500, 503]) assert.equal(refused(status), undefined);
  });
});

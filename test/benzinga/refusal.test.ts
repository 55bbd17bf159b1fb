import assert from 'node:assert/strict';
import { benzinga } from '../../nodes/Benzinga/benzinga.provider';

function refused(status: number, headers: Record<string, string> = {}) {
  return benzinga.refusal?.({ status, headers, body: '' }, 'ratings');
}

/** What the engine does about a status. */
function verdict(status: number, headers: Record<string, string> = {}): string {
  const error = refused(status, headers);
  if (!error) return 'as everybody means it';
  const { name, code, retry, retryAfterMs } = error;
  return [
    name,
    code,
    retry ? 'retried' : 'final',
    ...(retryAfterMs === undefined ? [] : [retryAfterMs]),
  ].join(' ');
}

describe('an HTTP status instead of an open socket', () => {
  const verdicts: [number, string][] = [
    [401, 'AuthError auth final'],
    [403, 'AuthError plan final'],
    [429, 'LimitError occupied retried 2000'],
    [502, 'ConnectionError refused retried'],
    [503, 'ConnectionError refused retried'],
    [504, 'ConnectionError refused retried'],
    ...[301, 400, 404, 500].map((status): [number, string] => [status, 'as everybody means it']),
  ];
  for (const [status, expected] of verdicts) {
    it(`means what Benzinga says: ${status}`, () => assert.equal(verdict(status), expected));
  }

  it('is told in words that help', () => {
    assert.match(refused(401)?.message ?? '', /does not know the API token.+Copy it again/);
    assert.match(refused(403)?.message ?? '', /plan lacks the stream "ratings"/);
    const occupied = refused(429)?.message ?? '';
    assert.match(occupied, /holds this token's place on the stream "ratings"/);
    assert.match(occupied, /one connection per token and stream, on some plans one per token/);
    assert.match(occupied, /Stop the other program/);
    assert.match(refused(502)?.message ?? '', /server is down, or the address is wrong/);
  });

  it('waits longer where the server asks for it, and never shorter', () => {
    assert.equal(verdict(429, { 'retry-after': '30' }), 'LimitError occupied retried 30000');
    for (const odd of ['1', '-5', 'soon', '', 'Wed, 14 Jan 2026 13:49:50 GMT'])
      assert.equal(verdict(429, { 'retry-after': odd }), 'LimitError occupied retried 2000', odd);
  });

  it('names the request for the provider’s support, if it looks like one', () => {
    const id = '0b7c3c1e-5d0e-4d0a-9a37-2f1c1f8f6a10';
    assert.match(refused(403, { 'x-bz-request-id': id })?.message ?? '', new RegExp(`${id}\\.$`));
    for (const odd of ['<script>', 'x'.repeat(1000), ''])
      assert.equal(refused(403, { 'x-bz-request-id': odd })?.message, refused(403)?.message);
  });
});

describe('the timings of the documentation', () => {
  it('give a refusal the time that it takes, and keep the ping within what is recommended', () => {
    const { openMs, readyMs, silenceMs, ping, backoff } = benzinga.timing;
    assert.ok(openMs > 5000 && silenceMs > 30_000);
    assert.equal(readyMs, 0);
    assert.deepEqual(ping, { everyMs: 30_000, text: 'ping' });
    assert.deepEqual(backoff, { baseMs: 2000, capMs: 15_000 });
  });
});

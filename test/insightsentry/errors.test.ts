import assert from 'node:assert/strict';
import type { Inbound } from '../../core/provider';
import { insightSentry } from '../../nodes/InsightSentry/insightsentry.provider';
import { readText } from '../readText';
import { accountOf, read, subscribed } from './live';

const quoteRow = { code: 'NASDAQ:AAPL' };

/** The one thing that a frame says. */
function only(frame: unknown, protocol = subscribed([quoteRow])): Inbound {
  const items = read(protocol, frame);
  assert.equal(items.length, 1);
  return items[0] as Inbound;
}

/** What the engine does about an error frame. */
function verdict(frame: unknown): string {
  const item = only(frame);
  if (item.kind !== 'error') return item.kind === 'notice' ? item.notice : item.kind;
  const { name, code, retry, retryAfterMs } = item.error;
  return [
    name,
    code,
    retry ? 'retried' : 'final',
    ...(retryAfterMs === undefined ? [] : [retryAfterMs]),
  ].join(' ');
}

describe('the errors of the guide', () => {
  const symbolErrors = [
    'invalid_symbol',
    'invalid_bar_interval',
    'invalid_currency_code',
    'invalid_unit_code',
  ];
  for (const error of [...symbolErrors, 'series_error']) {
    it(`name the symbol while the others run: ${error}`, () => {
      const item = only({ error, message: 'No.', symbol: 'NASDAQ:BAD', details: { x: 1 } });
      assert.deepEqual(item, {
        kind: 'symbol-refused',
        symbol: 'NASDAQ:BAD',
        message: 'InsightSentry refused NASDAQ:BAD: No. The other symbols go on.',
        details: { code: error, details: { x: 1 } },
      });
    });
  }

  it('may hold the symbol in "code", or not at all', () => {
    const symbolOf = (frame: object): unknown =>
      (only({ error: 'invalid_symbol', ...frame }) as { symbol?: string }).symbol;
    assert.equal(symbolOf({ code: 'NASDAQ:BAD' }), 'NASDAQ:BAD');
    assert.equal(symbolOf({}), 'a symbol');
    assert.ok(String(symbolOf({ symbol: 'x'.repeat(1e6) })).length <= 80);
  });

  const verdicts: [object, string][] = [
    [{ error: 'invalid_request' }, 'provider-message'],
    [
      { error: 'max_connections_exceeded', details: { current: 3, allowed: 2 } },
      'LimitError limit retried 60000',
    ],
    [{ error: 'connection_evicted' }, 'LimitError evicted retried 300000'],
    [{ error: 'server_busy' }, 'ConnectionError busy retried'],
    [{ error: 'internal_server_error' }, 'ConnectionError busy retried'],
    [{ error: 'invalid_api_key' }, 'AuthError auth final'],
    [{ error: 'unauthorized' }, 'AuthError auth final'],
    [{ error: 'never_heard_of' }, 'provider-message'],
  ];
  for (const [frame, expected] of verdicts) {
    it(`mean what they say: ${JSON.stringify(frame)}`, () => assert.equal(verdict(frame), expected));
  }

  it('tell how many connections there are', () => {
    const item = only({ error: 'max_connections_exceeded', details: { current: 3, allowed: 2 } });
    assert.ok(item.kind === 'error');
    assert.match(item.error.message, /\(3 open, 2 allowed\)/);
  });
});

describe('the errors of the newer dialect', () => {
  const verdicts: [object, string][] = [
    [{ error: 'processing_throttled', action: 'wait_and_retry', retryable: true }, 'provider-message'],
    [{ error: 'reconnect_throttled', action: 'wait_and_retry' }, 'provider-message'],
    [{ error: 'temporarily_unavailable' }, 'resend'],
    [{ error: 'x', action: 'retry_request', retryable: true, delay_seconds: 5 }, 'resend'],
    [{ error: 'x', action: 'reconnect', retry_after_seconds: 7 }, 'ConnectionError busy retried 7000'],
    [{ error: 'x', action: 'reconnect_and_send_request' }, 'ConnectionError busy retried'],
    [{ error: 'x', action: 'reconnect_with_current_entitlements' }, 'ConnectionError busy retried'],
    [
      { error: 'server_busy', action: 'reconnect', retry_after_seconds: '30' },
      'ConnectionError busy retried 30000',
    ],
    [{ error: 'x', action: 'reconnect', retryable: false }, 'ProtocolError protocol final'],
    [{ error: 'temporarily_unavailable', retryable: false }, 'ProtocolError protocol final'],
    [{ error: 'x', action: 'contact_support', retryable: false }, 'ProtocolError protocol final'],
    [
      { error: 'connection_evicted', action: 'reconnect', retry_after_seconds: 1 },
      'LimitError evicted retried 300000',
    ],
    [{ error: 'connection_evicted', retry_after_seconds: 900 }, 'LimitError evicted retried 900000'],
    [{ error: 'x', action: 'reconnect', retry_after_seconds: -3 }, 'ConnectionError busy retried'],
    [{ error: 'x', action: 'reconnect', retry_after_seconds: 1e9 }, 'ConnectionError busy retried 3600000'],
  ];
  for (const [frame, expected] of verdicts) {
    it(`mean what they say: ${JSON.stringify(frame)}`, () => assert.equal(verdict(frame), expected));
  }

  it('ask for the same again after the server’s delay, a second at least', () => {
    assert.deepEqual(only({ error: 'temporarily_unavailable', retry_after_seconds: 5 }), {
      kind: 'resend',
      afterMs: 5000,
    });
    assert.deepEqual(only({ error: 'temporarily_unavailable' }), { kind: 'resend', afterMs: 1000 });
  });
});

describe('plain messages', () => {
  for (const message of [
    'api_key field is missing.',
    'The API key is invalid',
    'This api_key has expired',
    'Bad API Key!',
  ]) {
    it(`mean a wrong key before any data: "${message}"`, () => {
      assert.equal(verdict({ message }), 'AuthError auth final');
    });
  }

  it('about the key end nothing once data came: the last message’s key is refused, or only spoken of', () => {
    const protocol = subscribed([quoteRow]);
    read(protocol, { code: 'NASDAQ:AAPL', bid: 1 });
    assert.equal(only({ message: 'Your API key expires soon' }, protocol).kind, 'notice');
    for (const message of ['This API key has expired.', 'The api_key is invalid.']) {
      const refusal = only({ message }, protocol);
      assert.equal(refusal.kind === 'key-refused' && refusal.error.code, 'auth');
    }
  });

  it('about anything else are passed on', () => {
    for (const message of [
      'Subscriptions field or value is invalid',
      'Invalid Symbol Code',
      'Your turkey is ready',
    ]) {
      assert.equal(verdict({ message }), 'provider-message');
    }
    assert.equal(verdict({ code: 'NASDAQ:BAD', message: 'Invalid Symbol Code' }), 'provider-message');
  });

  it('are cut to a length that a person reads', () => {
    const item = only({ message: 'x'.repeat(100_000) });
    assert.ok(item.kind === 'notice' && item.message.length < 400);
  });

  it('of greeting are no errors, and prove nothing before the subscription', () => {
    const protocol = insightSentry.protocol(accountOf(), 'live', []);
    assert.deepEqual(readText(protocol, '{"message":"Connecting...","server":"X"}', 1), []);
    assert.deepEqual(readText(protocol, '{"message":"Connected to X"}', 1), []);
    assert.deepEqual(
      readText(protocol, '{"server_time":1790000000123}', 1).map(({ kind }) => kind),
      ['heartbeat'],
    );
  });
});

describe('the sign that the subscription was taken', () => {
  const first = (frame: unknown): string[] =>
    readText(subscribed([quoteRow]), typeof frame === 'string' ? frame : JSON.stringify(frame), 1).map(
      ({ kind }) => kind,
    );

  it('is data, a heartbeat, an acknowledgement or a refused symbol; once', () => {
    assert.deepEqual(first({ code: 'NASDAQ:AAPL', bid: 1 }), ['ready', 'event']);
    assert.deepEqual(first({ event: 'subscription_status', status: 'active' }), ['ready', 'heartbeat']);
    assert.deepEqual(first({ error: 'invalid_symbol', symbol: 'X' }), ['ready', 'symbol-refused']);
    assert.deepEqual(first('pong'), ['ready', 'heartbeat']);
    const protocol = subscribed([quoteRow]);
    readText(protocol, 'pong', 1);
    assert.deepEqual(
      readText(protocol, 'pong', 2).map(({ kind }) => kind),
      ['heartbeat'],
    );
  });

  it('is neither the greeting nor a complaint', () => {
    assert.deepEqual(first({ message: 'Connecting...', server: 'X' }), []);
    assert.deepEqual(first({ message: 'The api_key is invalid.' }), ['error']);
    assert.deepEqual(first({ error: 'server_busy' }), ['error']);
  });
});

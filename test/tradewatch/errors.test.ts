import assert from 'node:assert/strict';
import type { StreamError } from '../../core/errors';
import type { Refusal } from '../../core/ports';
import { tradeWatch } from '../../nodes/TradeWatch/tradewatch.provider';
import { read, status, subscribed } from './quotes';

describe('an error frame of TradeWatch', () => {
  it('about the key is final before any data', () => {
    const frames = [
      { event: 'error', message: 'Invalid api-key' },
      { error: 'Unauthorized' },
      { error: { code: 403, message: 'No.' } },
      { message: 'Forbidden' },
      { detail: 'Not authenticated' },
    ];
    for (const frame of frames) {
      const [item] = read(subscribed('EURUSD'), frame);
      assert.ok(item?.kind === 'error' && item.error.name === 'AuthError', JSON.stringify(frame));
      assert.match(item.error.message, /WebSocket access/);
    }
  });

  it('about the key is only a notice once data came', () => {
    const protocol = subscribed('EURUSD');
    read(protocol, status('EURUSD'));
    assert.equal(read(protocol, { error: 'Unauthorized' })[0]?.kind, 'notice');
  });

  it('may come without words, with many, or as null', () => {
    for (const frame of [
      { error: {} },
      { event: 'error' },
      { error: 5 },
      { detail: {} },
      { detail: [5, {}] },
    ]) {
      const [item] = read(subscribed('EURUSD'), frame);
      assert.ok(item?.kind === 'notice', JSON.stringify(frame));
      assert.match(item.message, /an error without an explanation/);
    }
    const [long] = read(subscribed('EURUSD'), { message: 'x'.repeat(1e6) });
    assert.ok(long?.kind === 'notice' && long.message.length < 400);
    const [quote] = read(subscribed('EURUSD'), { symbol: 'EURUSD', bid: '1', error: null, detail: null });
    assert.equal(quote?.kind, 'event');
  });

  it('is told from what is not known at all', () => {
    for (const frame of [{}, { event: 'news' }, { symbol: 'EURUSD' }, { symbol: 5, bid: 1 }, { error: null }])
      assert.equal(read(subscribed('EURUSD'), frame)[0]?.kind, 'unknown', JSON.stringify(frame));
    assert.equal(
      read(subscribed('EURUSD'), { event: 'quote', symbol: 'EURUSD', bid: '1' })[0]?.kind,
      'event',
    );
    assert.equal(read(subscribed('EURUSD'), { event: 'status' })[0]?.kind, 'unknown');
  });
});

describe('a refused handshake of TradeWatch', () => {
  const refused = (code: number, headers: Refusal['headers'] = {}): StreamError | undefined =>
    tradeWatch.refusal?.({ status: code, headers, body: '{"error":{"code":422}}' }, 'crypto');

  it('is final for the key, the plan and a wrong address', () => {
    assert.match(refused(401)?.message ?? '', /missing, cut off, wrong or revoked/);
    assert.match(refused(403)?.message ?? '', /may lack WebSocket access/);
    assert.match(refused(404)?.message ?? '', /no quotes of "crypto"/);
    for (const code of [401, 403, 404]) assert.equal(refused(code)?.retry, false);
  });

  it('waits for the next window of ten seconds, or as long as it is told', () => {
    assert.equal(refused(429)?.retryAfterMs, 10_000);
    assert.equal(refused(429, { 'retry-after': '2' })?.retryAfterMs, 10_000);
    assert.equal(refused(429, { 'retry-after': '60' })?.retryAfterMs, 60_000);
    assert.equal(refused(429)?.retry, true);
  });

  it('is left to the general rules else', () => {
    for (const code of [302, 400, 422, 500, 503]) assert.equal(refused(code), undefined);
  });
});

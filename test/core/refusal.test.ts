import assert from 'node:assert/strict';
import { endError, retryAfterMs } from '../../core/refusal';

const now = Date.parse('2026-01-02T15:00:00.000Z');

describe('Retry-After', () => {
  it('is read as seconds or as a date, and bounded by an hour', () => {
    assert.equal(retryAfterMs('30', now), 30_000);
    assert.equal(retryAfterMs('1.5', now), 1500);
    assert.equal(retryAfterMs('Fri, 02 Jan 2026 15:02:00 GMT', now), 120_000);
    assert.equal(retryAfterMs('99999999', now), 3_600_000);
    assert.equal(retryAfterMs('1e400', now), undefined);
  });

  it('is ignored where it is missing, odd or over', () => {
    for (const header of [undefined, '', ' ', '-1', 'NaN', 'soon', 'Fri, 02 Jan 2026 14:00:00 GMT']) {
      assert.equal(retryAfterMs(header, now), undefined, header);
    }
  });
});

describe('the end of a socket, in words', () => {
  const words = (end: Parameters<typeof endError>[0], opened = false): string =>
    endError(end, 'Feed', opened, now).message;
  const refusal = (status: number, headers = {}): Parameters<typeof endError>[0] => ({
    refusal: { status, headers, body: '' },
  });

  it('says what happened and what to do', () => {
    assert.match(words(refusal(401)), /refused the key.*Check the key/);
    assert.match(words(refusal(403)), /plan includes streaming/);
    assert.match(words(refusal(404)), /Server field/);
    assert.match(words(refusal(302)), /redirect.*not followed/);
    assert.match(words(refusal(429)), /too many requests/);
    assert.match(words(refusal(503)), /not available/);
    assert.match(
      words({ error: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) }),
      /nothing listens/,
    );
    assert.match(
      words({ error: Object.assign(new Error('x'), { code: 'EAI_AGAIN' }) }),
      /could not be resolved/,
    );
    assert.match(
      words({ error: new Error('certificate has expired'), code: 1006 }),
      /certificate has expired/,
    );
    assert.match(
      words({ code: 1008, reason: 'policy' }, true),
      /closed the connection \(code 1008 "policy"\)/,
    );
    assert.match(words({}, true), /code 1006/);
  });

  it('says what stands in the way of an encrypted connection, without the words of a library', () => {
    const failed = (code: string): string => words({ error: Object.assign(new Error('SSL'), { code }) });
    for (const code of ['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER'])
      assert.match(failed(code), /encrypted connection could not be made/);
    for (const code of [
      ...['CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'ERR_TLS_CERT_ALTNAME_INVALID'],
      ...['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
    ]) {
      assert.match(failed(code), new RegExp(`certificate cannot be trusted \\(${code}\\)`));
    }
  });

  it('keeps the delay that the server asked for', () => {
    assert.equal(endError(refusal(503, { 'retry-after': '60' }), 'Feed', false, now).retryAfterMs, 60_000);
    assert.equal(endError(refusal(429, { 'retry-after': '60' }), 'Feed', false, now).retryAfterMs, 60_000);
    assert.equal(endError(refusal(503), 'Feed', false, now).retryAfterMs, undefined);
  });

  it('does not let a server fill the screen', () => {
    assert.ok(words({ code: 1000, reason: 'x'.repeat(5000) }, true).length < 300);
  });
});

import assert from 'node:assert/strict';
import type { TranscriptEvent } from '../../core/event';
import type { Inbound } from '../../core/provider';
import { benzinga } from '../../nodes/Benzinga/benzinga.provider';
import { accountOf, dialled, eventOf, opened, paramsOf, read } from './feed';

const account = accountOf();
const calls = (form: Record<string, unknown> = {}) => paramsOf({ stream: 'transcripts', ...form });
const protocolOf = () => benzinga.protocol(account, 'transcripts', [calls()]);

const request = (action: string, ticker: string): string => `{"action":"${action}","ticker":"${ticker}"}`;

function sentence(fields: object = {}): TranscriptEvent {
  const frame = {
    transcript_id: 't',
    call_id: 'c',
    symbol: 'AAPL',
    sentence: 'Hello.',
    sequence: 0,
    status: 'IN_PROGRESS',
  };
  const event = eventOf(opened({ stream: 'transcripts' }), { ...frame, ...fields });
  assert.ok(event.type === 'transcript');
  return event;
}

describe('what is sent for transcripts', () => {
  it('is one subscription for each ticker of all nodes, once', () => {
    const frames = protocolOf().open([calls({ tickers: 'MSFT, AAPL' }), calls({ tickers: 'aapl' })], 'k');
    assert.deepEqual(frames, [request('subscribe', 'AAPL'), request('subscribe', 'MSFT')]);
  });

  it('is one for all calls as soon as somebody wants all', () => {
    for (const form of [{}, { tickers: '*' }, { tickers: '*, AAPL' }])
      assert.deepEqual(protocolOf().open([calls({ tickers: 'MSFT' }), calls(form)], 'k'), [
        request('subscribe', '*'),
      ]);
  });

  it('is the same again on every open', () => {
    const protocol = protocolOf();
    const wanted = [calls({ tickers: 'AAPL' })];
    assert.deepEqual(protocol.open(wanted, 'k'), protocol.open(wanted, 'k'));
  });

  it('is the difference on a change, without another connection', () => {
    const protocol = protocolOf();
    protocol.open([calls({ tickers: 'AAPL, MSFT' })], 'k');
    assert.deepEqual(protocol.update([calls({ tickers: 'MSFT, AAPL' })], 'k'), []);
    assert.deepEqual(protocol.update([calls({ tickers: 'MSFT, TSLA' })], 'k'), [
      request('unsubscribe', 'AAPL'),
      request('subscribe', 'TSLA'),
    ]);
    assert.deepEqual(protocol.update([calls()], 'k'), [
      request('unsubscribe', 'MSFT'),
      request('unsubscribe', 'TSLA'),
      request('subscribe', '*'),
    ]);
    assert.deepEqual(protocol.update([calls({ tickers: 'AAPL' })], 'k'), [
      request('unsubscribe', '*'),
      request('subscribe', 'AAPL'),
    ]);
  });

  it('is nothing where nobody asks for anything', () => {
    const nothing = benzinga.remove(calls(), true, account);
    assert.deepEqual(protocolOf().open([nothing], 'k'), []);
    const protocol = protocolOf();
    protocol.open([calls({ tickers: 'AAPL' })], 'k');
    assert.deepEqual([protocol.update([], 'k'), protocol.update([nothing], 'k')], [[], []]);
    assert.deepEqual(protocol.update([calls({ tickers: 'AAPL' }), nothing], 'k'), []);
  });

  it('is a ping of its own, and no filter in the address', () => {
    assert.equal(protocolOf().ping, '{"action":"ping"}');
    assert.equal(opened({ stream: 'news' }).ping, undefined);
    assert.deepEqual(dialled({ stream: 'transcripts', tickers: '*' }), { token: 'to ken' });
  });
});

describe('a sentence of a call', () => {
  it('is known by its transcript, its place and the status', () => {
    assert.equal(sentence().id, 't|0|IN_PROGRESS');
    assert.equal(sentence({ sequence: '3', status: 'COMPLETE' }).id, 't|3|COMPLETE');
    assert.equal(sentence({ transcript_id: undefined }).id, 'c|0|IN_PROGRESS');
    const unplaced = (text: string): string => sentence({ sequence: null, sentence: text }).id;
    assert.notEqual(unplaced('One.'), unplaced('Two.'));
    assert.equal(unplaced('One.'), unplaced('One.'));
  });

  it('has its time from when it was made, else from when it was spoken', () => {
    const times = { start_time: '2026-01-14T21:30:15Z', end_time: '2026-01-14T21:30:19Z' };
    assert.equal(
      sentence({ ...times, created_time: '2026-01-14T21:30:20Z' }).time,
      '2026-01-14T21:30:20.000Z',
    );
    assert.equal(sentence(times).time, '2026-01-14T21:30:19.000Z');
    assert.equal(sentence({ start_time: times.start_time }).time, '2026-01-14T21:30:15.000Z');
    assert.equal(sentence().time, null);
  });

  it('goes out in the order in which the server sent it', () => {
    const protocol = opened({ stream: 'transcripts' });
    const order = [3, 1, 2].map(sequence => {
      const event = eventOf(protocol, { transcript_id: 't', sentence: 's', sequence });
      return event.type === 'transcript' ? event.sequence : null;
    });
    assert.deepEqual(order, [3, 1, 2]);
  });
});

describe('where a call can be heard', () => {
  const audio = (hls_url: unknown) =>
    eventOf(opened({ stream: 'transcripts' }), { action: 'audio', symbol: 'A', call_id: 'c', hls_url });

  it('is an event of its own, for each address once, and the signed address stands in no id', () => {
    const url = 'https://example.com/c.m3u8?Policy=p&Signature=s';
    const event = audio(url);
    assert.ok(event.type === 'transcript-audio');
    assert.deepEqual([event.url, event.callId, event.id], [url, 'c', audio(url).id]);
    assert.ok(!event.id.includes('Signature'));
    assert.notEqual(event.id, audio(`${url}2`).id);
    assert.equal(audio('').symbol, 'A');
  });
});

describe('what the server says besides', () => {
  const heard = (frame: unknown): Inbound | undefined =>
    read(opened({ stream: 'transcripts', tickers: 'AAPL, MSM' }), frame)[0];

  it('is a sign of life as long as it does not complain', () => {
    for (const frame of [
      'pong',
      '{"action":"pong"}',
      '{"message":"pong"}',
      'Subscribed to AAPL',
      '"Unsubscribed from AAPL"',
      { action: 'subscribed', data: ['AAPL'] },
      { action: 'echo', message: 'test' },
    ]) {
      assert.equal(heard(frame)?.kind, 'heartbeat', JSON.stringify(frame));
    }
  });

  it('may be the refusal of a ticker that was asked for', () => {
    for (const frame of [
      'Invalid ticker: MSM',
      '"No such ticker MSM."',
      { message: 'Ticker MSM not found' },
      { type: 'not_found_error', message: 'MSM' },
      { error: 'unsupported ticker "MSM"' },
    ]) {
      const item = heard(frame);
      assert.ok(item?.kind === 'symbol-refused', JSON.stringify(frame));
      assert.equal(item.symbol, 'MSM');
      assert.match(item.message, /^Benzinga refused MSM: .+ The other tickers go on\.$/);
    }
  });

  it('is passed on where it complains of something else', () => {
    for (const frame of [
      'Invalid action',
      { message: 'Subscription denied' },
      { error: 'unknown ticker ZZZZ' },
    ])
      assert.equal(heard(frame)?.kind, 'notice', JSON.stringify(frame));
  });

  it('is no data of the other streams', () => {
    for (const frame of [{ data: {} }, { data: { type: 'other', content: {} } }, { uid: 'x' }, {}])
      assert.equal(heard(frame)?.kind, 'unknown', JSON.stringify(frame));
    assert.equal(read(opened({}), { sentence: 'x', transcript_id: 't' })[0]?.kind, 'unknown');
  });
});

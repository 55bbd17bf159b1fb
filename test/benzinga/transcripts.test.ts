import assert from 'node:assert/strict';
import type { TranscriptEvent } from '../../core/event';
import type { Inbound } from '../../core/provider';
import { benzinga } from '../../nodes/Benzinga/benzinga.provider';
import { accountOf, dialled, eventOf, opened, paramsOf, read, start } from './feed';

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
    const frames = protocolOf().open([calls({ tickers: 'MSFT, AAPL' }), calls({ tickers: 'aapl' })], 'k', 0);
    assert.deepEqual(frames, [request('subscribe', 'AAPL'), request('subscribe', 'MSFT')]);
  });

  it('is one for all calls as soon as somebody wants all', () => {
    for (const form of [{}, { tickers: '*' }, { tickers: '*, AAPL' }])
      assert.deepEqual(protocolOf().open([calls({ tickers: 'MSFT' }), calls(form)], 'k', 0), [
        request('subscribe', '*'),
      ]);
  });

  it('is the same again on every open', () => {
    const protocol = protocolOf();
    const wanted = [calls({ tickers: 'AAPL' })];
    assert.deepEqual(protocol.open(wanted, 'k', 0), protocol.open(wanted, 'k', 0));
  });

  it('is the difference on a change, without another connection', () => {
    const protocol = protocolOf();
    protocol.open([calls({ tickers: 'AAPL, MSFT' })], 'k', 0);
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
    assert.deepEqual(protocolOf().open([nothing], 'k', 0), []);
    const protocol = protocolOf();
    protocol.open([calls({ tickers: 'AAPL' })], 'k', 0);
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
});

describe('the order of sentences', () => {
  /** A transcripts connection whose sentences have numbers only. */
  const line = (form: Record<string, unknown> = {}) => {
    const protocol = opened({ stream: 'transcripts', ...form });
    const said = (items: readonly Inbound[]): unknown[] =>
      items.map(item => {
        if (item.kind === 'notice') return item.message;
        assert.ok(item.kind === 'event');
        return item.event.type === 'transcript' ? item.event.sequence : item.event.type;
      });
    return {
      protocol,
      hear: (sequence: unknown, afterMs = 0, fields: object = {}): unknown[] => {
        const frame = { transcript_id: 't', call_title: 'Sim Call', symbol: 'AAPL', sentence: 's', sequence };
        return said(read(protocol, { ...frame, ...fields }, start + afterMs));
      },
      due: (afterMs: number): unknown[] => said(protocol.due?.(start + afterMs) ?? []),
    };
  };
  const missing = (numbers: string, isOne = false): string =>
    `Benzinga left out ${isOne ? 'sentence' : 'sentences'} ${numbers} of "Sim Call": the call goes on without ` +
    (isOne
      ? 'it. What still comes of it is passed on late.'
      : 'them. What still comes of them is passed on late.');

  it('is that of their numbers, from the first that was heard', () => {
    const { hear, due } = line();
    assert.deepEqual(hear(7), [7]);
    assert.deepEqual([hear(10), hear(9), hear(8), hear(11)], [[], [], [8, 9, 10], [11]]);
    assert.deepEqual(due(5000), []);
  });

  it('holds back none that comes late, twice, or without a number', () => {
    const { hear } = line();
    assert.deepEqual([hear(3), hear(1), hear(3), hear(3)], [[3], [1], [3], [3]]);
    assert.deepEqual(
      [hear(5), hear(5), hear(undefined), hear('x'), hear(5.5)],
      [[], [], [null], [null], [5.5]],
    );
    assert.deepEqual(hear(4), [4, 5, 5]);
    assert.deepEqual(hear(6), [6]);
    assert.deepEqual(hear(9, 0, { transcript_id: null }), [9]);
  });

  it('is each transcript’s own, and no matter of the sound', () => {
    const { protocol, hear } = line();
    assert.deepEqual([hear(0), hear(2), hear(8, 0, { transcript_id: 'other' })], [[0], [], [8]]);
    assert.deepEqual(hear(9, 0, { transcript_id: 'other' }), [9]);
    const [audio] = read(protocol, {
      action: 'audio',
      symbol: 'AAPL',
      call_id: 't',
      hls_url: 'https://x.test',
    });
    assert.equal(audio?.kind, 'event');
    assert.deepEqual(hear(1), [1, 2]);
  });

  it('waits two seconds for a sentence, then says once what is missing and goes on', () => {
    const { hear, due } = line();
    assert.deepEqual([hear(0), hear(2), hear(3, 100), due(1999)], [[0], [], [], []]);
    assert.deepEqual(due(2000), [missing('1', true), 2, 3]);
    assert.deepEqual([due(9000), hear(4, 9000), hear(1, 9000)], [[], [4], [1]]);
  });

  it('tells all that is missing in one sentence, and lets none wait for longer than two seconds', () => {
    const { hear, due } = line();
    assert.deepEqual([hear(0), hear(9), hear(5, 100), hear(2, 1900), hear(12, 1900)], [[0], [], [], [], []]);
    assert.deepEqual(due(2000), [missing('1, 3 to 4, 6 to 8'), 2, 5, 9]);
    assert.deepEqual([due(3899), due(3900)], [[], [missing('10 to 11'), 12]]);
  });

  it('lets what waited long enough go with the next sentence too, whatever a clock was set to', () => {
    const { hear } = line();
    assert.deepEqual([hear(0), hear(2), hear(4, 2500)], [[0], [], [missing('1', true), 2]]);
    assert.deepEqual(hear(7, -60_000), [missing('3', true), 4]);
    assert.deepEqual(hear(8, -58_000), [missing('5 to 6'), 7, 8]);
  });

  it('names what is missing in the details of the notice', () => {
    const { protocol, hear } = line();
    hear(0);
    hear(2, 0, { call_id: 'c' });
    const [notice] = protocol.due?.(start + 2000) ?? [];
    assert.ok(notice?.kind === 'notice');
    assert.deepEqual(
      [notice.notice, notice.details],
      ['provider-message', { callId: 'c', symbol: 'AAPL', missing: '1' }],
    );
  });

  it('keeps fifty waiting at the most', () => {
    const { hear, due } = line();
    hear(0);
    for (let sequence = 2; sequence < 52; sequence += 1) assert.deepEqual(hear(sequence), []);
    const rest = [...Array(50).keys()].map(index => index + 2);
    assert.deepEqual(hear(60), [missing('1', true), ...rest]);
    assert.deepEqual(due(2000), [missing('52 to 59'), 60]);
    // Nothing fits together: the first of them leaves for each one that comes.
    const other = line();
    other.hear(0);
    for (let index = 1; index <= 50; index += 1) assert.deepEqual(other.hear(index * 2), []);
    assert.deepEqual(other.hear(200), [missing('1', true), 2]);
    assert.equal(other.due(2000).length, 51);
  });

  it('forgets the calls that were quiet for the longest, and loses nothing of them', () => {
    const { hear, due } = line();
    assert.deepEqual([hear(0), hear(2)], [[0], []]);
    for (let index = 1; index < 500; index += 1) hear(0, 0, { transcript_id: `t${index}` });
    assert.deepEqual(hear(0, 0, { transcript_id: 'one more' }), [missing('1', true), 2, 0]);
    assert.deepEqual(due(5000), []);
    assert.deepEqual(hear(9), [9]);
  });

  it('begins anew for what is subscribed to again: nothing of that is missing', () => {
    const { protocol, hear, due } = line({ tickers: 'AAPL, MSFT' });
    assert.deepEqual([hear(0), hear(0, 0, { transcript_id: 'm', symbol: 'MSFT' })], [[0], [0]]);
    protocol.update([calls({ tickers: 'MSFT' })], 'k');
    protocol.update([calls({ tickers: 'MSFT, AAPL' })], 'k');
    assert.deepEqual([hear(8), hear(10), hear(9)], [[8], [], [9, 10]]);
    assert.deepEqual(hear(2, 0, { transcript_id: 'm', symbol: 'MSFT' }), []);
    protocol.update([calls()], 'k');
    assert.deepEqual([due(10), hear(5, 10, { transcript_id: 'm', symbol: 'MSFT' })], [[2], []]);
  });

  it('holds for the older frames as well', () => {
    const protocol = opened({ stream: 'transcripts' });
    const chunk = (index: number): object => ({
      data: { type: 'transcript_chunk', content: { call_id: 'c', transcript_chunk: 's', index } },
    });
    const counts = [0, 2, 1].map(index => read(protocol, chunk(index)).length);
    assert.deepEqual(counts, [1, 0, 2]);
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

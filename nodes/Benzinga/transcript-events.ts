/** Events of the transcripts (protocol page, section 5.7). */
import type { EventHeader, TranscriptAudioEvent, TranscriptEvent } from '../../core/event';
import type { Inbound } from '../../core/provider';
import { isObject, toIso, toNumber, type JsonObject } from '../../core/read';
import { fingerprint } from '../../core/fingerprint';
import { textOf } from './stream-record';
import { msOf } from './times';

const stream = 'transcripts';

/** What a header is made of. */
interface Facts {
  readonly id: string;
  readonly recordId: string | null;
  readonly symbol: string | null;
  readonly time: number | null;
  readonly receivedTime: string;
}

function headerOf<Type extends string>(type: Type, facts: Facts): EventHeader<Type> {
  const { id, recordId, symbol, time, receivedTime } = facts;
  return {
    id,
    recordId,
    type,
    provider: 'benzinga',
    stream,
    action: 'created',
    symbol,
    symbols: symbol === null ? [] : [symbol],
    time: toIso(time),
    receivedTime,
    backfill: false,
  };
}

/** An id of parts, of a length that an id has (protocol page, section 6). */
function idOf(...parts: (string | number | null)[]): string {
  const id = parts.map(part => part ?? '').join('|');
  return id.length > 200 ? fingerprint(id) : id;
}

function eventOf(event: TranscriptEvent | TranscriptAudioEvent, sentAt: number | null): Inbound {
  return { kind: 'event', topic: stream, event, ...(sentAt !== null && { sentAt }) };
}

/** A sentence of a call. */
export function readSentence(frame: JsonObject, receivedTime: string): Inbound {
  const callId = textOf(frame.call_id);
  const recordId = textOf(frame.transcript_id) ?? callId;
  const sequence = toNumber(frame.sequence);
  const status = textOf(frame.status);
  const text = textOf(frame.sentence);
  const start = msOf(frame.start_time);
  const end = msOf(frame.end_time);
  const created = msOf(frame.created_time);
  // Without its place in the transcript a sentence is known by its words.
  const place = sequence ?? fingerprint(`${text} ${start}`);
  const id = idOf(recordId, place, status);
  const time = created ?? end ?? start;
  const event: TranscriptEvent = {
    ...headerOf('transcript', { id, recordId, symbol: textOf(frame.symbol), time, receivedTime }),
    callId,
    title: textOf(frame.call_title),
    speaker: textOf(frame.speaker),
    sentence: text,
    sequence,
    status,
    startTime: toIso(start),
    endTime: toIso(end),
    language: textOf(frame.language),
    confidence: toNumber(frame.confidence),
    raw: frame,
  };
  return eventOf(event, created);
}

/** Where a call can be heard. The address is signed: it must not stand in an id, which is written down. */
export function readAudio(frame: JsonObject, receivedTime: string): Inbound {
  const callId = textOf(frame.call_id);
  const url = textOf(frame.hls_url);
  const symbol = textOf(frame.symbol);
  const id = idOf(callId, fingerprint(url ?? ''));
  const event: TranscriptAudioEvent = {
    ...headerOf('transcript-audio', { id, recordId: callId, symbol, time: null, receivedTime }),
    callId,
    url,
    raw: frame,
  };
  return eventOf(event, null);
}

/** A frame of the older transcripts stream in the words of the newer one. */
export function readLegacy(frame: JsonObject, data: JsonObject, receivedTime: string): Inbound {
  const { content } = data;
  const type = textOf(data.type);
  if (!isObject(content) || (type !== 'transcript_chunk' && type !== 'transcription_end'))
    return { kind: 'unknown', why: 'an object without anything known' };
  const security = isObject(content.security) ? content.security : {};
  const callId = textOf(content.call_id);
  const sequence = toNumber(content.index);
  const symbol = textOf(security.ticker) ?? textOf(security.symbol);
  const time = msOf(content.time);
  const id = idOf(callId, sequence, type);
  const event: TranscriptEvent = {
    ...headerOf('transcript', { id, recordId: callId, symbol, time, receivedTime }),
    callId,
    title: null,
    speaker: null,
    sentence: textOf(content.transcript_chunk),
    sequence,
    status: type === 'transcription_end' ? 'COMPLETE' : 'IN_PROGRESS',
    startTime: toIso(time),
    endTime: null,
    language: null,
    confidence: null,
    raw: frame,
  };
  return eventOf(event, time);
}

/** What the six streams' messages have in common (protocol page, section 5.0), read for the mappers of their content. */
import type { EventAction, EventHeader } from '../../core/event';
import { isObject, toIso, toText, type JsonObject } from '../../core/read';
import { fingerprint } from '../../core/fingerprint';
import type { EnvelopeStream } from './streams';
import { msOf } from './times';

/** One message, taken apart. */
export interface StreamRecord {
  readonly stream: EnvelopeStream;
  /** The whole object as it came. */
  readonly frame: JsonObject;
  /** The payload; empty where a withdrawal came without. */
  readonly content: JsonObject;
  readonly id: string;
  readonly recordId: string | null;
  readonly action: EventAction;
  /** When the provider sent it, in ms since 1970. */
  readonly sentMs: number | null;
  /** When it arrived, ISO 8601. */
  readonly receivedTime: string;
  /** What it is about where it does not say so itself. */
  readonly onlyTicker: string | null;
}

/** A text that is not blank, without blanks around it, else null. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? toText(value.trim()) : null;
}

/** An id, which may be a text or a number, of a length that an id has. */
function idText(value: unknown): string | null {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : toText(value);
  return text === null || text.length > longestId ? null : text;
}

/** Longer ones are none; it also keeps what is remembered small. */
export const longestId = 120;

const envelopeFields = new Set(['action', 'id', 'timestamp', 'content']);

/**
 * The payload of a message: `data.content`, or `data` itself where it holds fields of its own (consensus; protocol
 * page, sections 5.3 and 7). Undefined where there is none.
 */
export function contentOf(frame: unknown): JsonObject | undefined {
  if (!isObject(frame) || !isObject(frame.data)) return undefined;
  const { data } = frame;
  if (isObject(data.content) && Object.keys(data.content).length > 0) return data.content;
  return Object.keys(data).some(name => !envelopeFields.has(name)) ? data : undefined;
}

/** The ISINs that a payload names. */
export function isinsOf(content: JsonObject): string[] {
  const lists: unknown[] = [content.securities, content.stocks].flat();
  const isins = [content, content.security, ...lists].map(one => (isObject(one) ? textOf(one.isin) : null));
  return isins.filter(isin => isin !== null);
}

/** Actions come in both cases, and withdrawals have two words. An unknown word tells of a change, whatever it is. */
function actionOf(value: unknown): EventAction {
  const word = textOf(value)?.toLowerCase();
  if (word === undefined || word === 'created') return 'created';
  return word === 'deleted' || word === 'removed' ? 'deleted' : 'updated';
}

/**
 * The key that repeats are known by (protocol page, section 6): the message's own id; where there is none (older
 * news) that of the record's event with its time; else a fingerprint of the text.
 */
function keyOf(frame: JsonObject, data: JsonObject, text: string, place: number): string {
  const own = idText(frame.id);
  if (own !== null) return own;
  const record = idText(data.id);
  const timestamp = idText(data.timestamp);
  if (record === null || timestamp === null) return `${fingerprint(text)}-${place}`;
  return [toText(frame.kind)?.slice(0, longestId), record, actionOf(data.action), timestamp].join('|');
}

/**
 * The record's id over all its revisions. In older news, which have no message id, `data.id` is that of the event
 * (protocol page, section 5.6).
 */
function recordIdOf(
  stream: EnvelopeStream,
  frame: JsonObject,
  data: JsonObject,
  content: JsonObject,
): string | null {
  const isEventId = stream === 'news' && idText(frame.id) === null;
  return idText(content.id) ?? (isEventId ? null : idText(data.id));
}

/** How a message came. */
export interface Arrival {
  /** The frame that held it, and its place there. */
  readonly text: string;
  readonly place: number;
  readonly receivedTime: string;
  /** The only ticker of the connection, if it is one. */
  readonly onlyTicker: string | null;
}

/** Takes a message apart (protocol page, section 7, rule 6); undefined where it is none. */
export function readRecord(
  stream: EnvelopeStream,
  frame: JsonObject,
  { text, place, receivedTime, onlyTicker }: Arrival,
): StreamRecord | undefined {
  const { data } = frame;
  if (!isObject(data)) return undefined;
  const given = contentOf(frame);
  if (!given && textOf(data.action) === null) return undefined;
  const content = given ?? {};
  return {
    stream,
    frame,
    content,
    id: keyOf(frame, data, text, place),
    recordId: recordIdOf(stream, frame, data, content),
    action: actionOf(data.action),
    sentMs: msOf(data.timestamp),
    receivedTime,
    onlyTicker,
  };
}

/** The fields that all events share. The first of `symbols` is the main one; `time` as each stream has it. */
export function headerOf<Type extends string>(
  record: StreamRecord,
  type: Type,
  symbols: readonly (string | null)[],
  time: number | null = record.sentMs ?? msOf(record.content.updated),
): EventHeader<Type> {
  const named = [...new Set(symbols.filter(symbol => symbol !== null))];
  return {
    id: record.id,
    recordId: record.recordId,
    type,
    provider: 'benzinga',
    stream: record.stream,
    action: record.action,
    symbol: named[0] ?? null,
    symbols: named,
    time: toIso(time),
    receivedTime: record.receivedTime,
    backfill: false,
  };
}

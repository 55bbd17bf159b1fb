/**
 * The format of a recording: JSON Lines. The first line is a header, each other line an event as nodes send it, in the
 * order in which they arrived; when, is the event's own `receivedTime`. What is read is untrusted.
 */
import type { MarketEvent } from '../../core/event';
import { isObject, parseJson, toText, type JsonObject } from '../../core/read';
import { eventTypes } from '../event-fields';

const formatName = 'market-feeds-recording';
/** Grows where a reader of this version would misread what is written. */
const formatVersion = 1;

/** The first line of a recording. Public: other programs may read it. */
export interface RecordingHeader {
  format: typeof formatName;
  version: number;
  /** Package and version. */
  writtenBy: string;
  /** When the recording began, ISO 8601 in UTC. */
  startTime: string;
  /** Whether the events hold what the provider sent, too. */
  raw: boolean;
  /** What it holds, in a person's words; empty where nobody said. */
  title: string;
}

/** What a line says. */
export type RecordedLine =
  | { kind: 'header'; header: RecordingHeader }
  /** `at`: when it arrived, in ms since 1970. */
  | { kind: 'event'; event: MarketEvent; at: number }
  | { kind: 'nothing' }
  | { kind: 'malformed' };

/** One event of a recording, and when it arrived, in ms since 1970. */
export interface Recorded {
  readonly event: MarketEvent;
  readonly at: number;
}

export function headerLine(facts: Omit<RecordingHeader, 'format' | 'version'>): string {
  const header: RecordingHeader = { format: formatName, version: formatVersion, ...facts };
  return `${JSON.stringify(header)}\n`;
}

/**
 * The line of an event. Without `raw` what the provider sent is left out. An event that does not say when it arrived
 * is taken to arrive at `now`, an ISO 8601 time. Throws a TypeError or RangeError for what JSON cannot hold.
 */
export function eventLine(event: MarketEvent, raw: boolean, now: string): string {
  const receivedTime = isTime(event.receivedTime) ? event.receivedTime : now;
  const written: Record<string, unknown> = { ...event, receivedTime };
  if (!raw) delete written['raw'];
  return `${JSON.stringify(written)}\n`;
}

/** Reads a line. Never throws, whatever it holds. */
export function readLine(line: string): RecordedLine {
  if (line.trim() === '') return { kind: 'nothing' };
  const value = parseJson(line);
  if (!isObject(value)) return { kind: 'malformed' };
  if (value['format'] === formatName) return { kind: 'header', header: headerOf(value) };
  const event = eventOf(value);
  return event ? { kind: 'event', event, at: Date.parse(event.receivedTime) } : { kind: 'malformed' };
}

/** Whether a recording was written by a later version than this code can read. */
export function isNewer({ version }: RecordingHeader): boolean {
  return version > formatVersion;
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

function headerOf(value: JsonObject): RecordingHeader {
  return {
    format: formatName,
    // A header without a version is none that this code wrote.
    version: typeof value['version'] === 'number' ? value['version'] : Infinity,
    writtenBy: toText(value['writtenBy']) ?? '',
    startTime: isTime(value['startTime']) ? value['startTime'] : '',
    raw: value['raw'] === true,
    title: toText(value['title']) ?? '',
  };
}

/** The event with the fields that every event has as they must be; undefined where it is none. */
function eventOf(value: JsonObject): MarketEvent | undefined {
  const { type, receivedTime } = value;
  if (!eventTypes.some(one => one === type) || !isTime(receivedTime)) return undefined;
  const symbol = toText(value['symbol']);
  const symbols = Array.isArray(value['symbols']) ? (value['symbols'] as unknown[]) : [symbol];
  const event: Record<string, unknown> = {
    ...value,
    id: toText(value['id']) ?? '',
    provider: toText(value['provider']) ?? '',
    stream: toText(value['stream']) ?? '',
    symbol,
    symbols: symbols.filter(one => typeof one === 'string'),
    backfill: value['backfill'] === true,
    raw: value['raw'] ?? null,
  };
  if (Object.hasOwn(event, '__proto__')) delete event['__proto__'];
  return event as JsonObject & MarketEvent;
}

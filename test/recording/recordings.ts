/** Recordings for tests: folders that go, texts of files, events in few words. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { QuoteEvent } from '../../core/event';
import { RecordingReader } from '../../nodes/recording-reader';
import { recordingFiles } from '../../ports/recordings';
import { eventLine, headerLine, type Recorded } from '../../transforms/recording/recording-format';
import { quoteOf } from '../core/events';

export const start = Date.parse('2026-01-02T15:00:00.000Z');
export const iso = (ms: number): string => new Date(ms).toISOString();

const folders: string[] = [];

/** A folder that `cleanUp` removes. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'market-feeds-recording-'));
  folders.push(folder);
  return folder;
}

/** For `afterEach`. */
export function cleanUp(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** A quote that arrived so many seconds after the start. */
export function quoteAt(seconds: number, last = seconds, symbol = 'NASDAQ:AAPL'): QuoteEvent {
  const time = iso(start + seconds * 1000);
  return {
    ...quoteOf(symbol, last),
    id: `${symbol} ${seconds} ${last}`,
    time,
    receivedTime: time,
    raw: null,
  };
}

export const header = headerLine({ writtenBy: 'a test', startTime: iso(start), raw: false, title: '' });

/** The text of a recording with quotes that arrived so many seconds after the start. */
export function textOf(...seconds: number[]): string {
  return header + seconds.map(one => eventLine(quoteAt(one), false, '')).join('');
}

/** Writes a file, compressed if its name ends so, and gives its path. */
export function fileOf(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return path;
}

export async function readAll(path: string): Promise<{ events: Recorded[]; malformed: number }> {
  const reader = await RecordingReader.open(recordingFiles, path);
  const events: Recorded[] = [];
  try {
    for (let some = await reader.read(); some; some = await reader.read()) events.push(...some);
    return { events, malformed: reader.malformed };
  } finally {
    await reader.close();
  }
}

/** The `last` of all quotes under a path, in order. */
export async function lastsIn(path: string): Promise<(number | null)[]> {
  const { events } = await readAll(path);
  return events.map(({ event }) => (event as QuoteEvent).last);
}

export const namesIn = (folder: string): string[] => readdirSync(folder).sort();
export const bytesOf = (path: string): Buffer => readFileSync(path);

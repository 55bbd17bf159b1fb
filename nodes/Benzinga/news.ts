import type { NewsEvent } from '../../core/event';
import { isObject, toIso, toText, type JsonObject } from '../../core/read';
import { decodeEntities, plainText } from '../../core/plain-text';
import { textOf, type StreamRecord } from './stream-record';
import { msOf } from './times';

/** Lists are sometimes a single thing. */
function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}

/** Names as texts or as objects with a `name`, each once. */
function namesOf(value: unknown): string[] {
  const names: string[] = [];
  for (const one of listOf(value)) {
    const name = textOf(isObject(one) ? one.name : one);
    if (name === null) continue;
    const decoded = decodeEntities(name);
    if (!names.includes(decoded)) names.push(decoded);
  }
  return names;
}

function symbolOf(one: unknown): string | null {
  if (!isObject(one)) return textOf(one);
  return textOf(one.symbol) ?? textOf(one.ticker) ?? textOf(one.name);
}

/** Tickers: the `name` of stocks (newer shape), the `symbol` of securities (older one), the primary one first. */
function symbolsOf({ stocks, securities }: JsonObject): string[] {
  const primary: string[] = [];
  const others: string[] = [];
  for (const list of [listOf(securities), listOf(stocks)]) {
    for (const one of list) {
      const symbol = symbolOf(one);
      if (symbol !== null) (isObject(one) && one.primary === true ? primary : others).push(symbol);
    }
  }
  const symbols = primary.length > 0 ? [...primary, ...others] : others;
  return symbols.length > 1 ? [...new Set(symbols)] : symbols;
}

/** The largest image, or the first that there is: their order is not fixed. */
function imageOf(value: unknown): string | null {
  const images = listOf(value).map(one => (isObject(one) ? one : { url: one }));
  const large = images.find(({ size }: JsonObject) => size === 'large');
  for (const image of large ? [large, ...images] : images) {
    const url = textOf(image.url);
    if (url !== null) return url;
  }
  return null;
}

function plain(value: unknown, read: (text: string) => string): string | null {
  return typeof value === 'string' ? toText(read(value).trim()) : null;
}

/** When it was changed, else when it was written, else when it was sent. */
function timeOf({ content, sentMs }: StreamRecord): number | null {
  const updated = msOf(content.updated_at) ?? msOf(content.updated);
  return updated ?? msOf(content.created_at) ?? msOf(content.created) ?? sentMs;
}

/**
 * An article (protocol page, section 5.6), in the shape that is documented or the one that was captured: told apart by
 * the fields that are there. Both may come on the same address. Written out in full: it is the busiest of the streams.
 */
export function newsOf(record: StreamRecord): NewsEvent {
  const { content } = record;
  const symbols = symbolsOf(content);
  const authors = namesOf(content.authors);
  return {
    id: record.id,
    recordId: record.recordId,
    type: 'news',
    provider: 'benzinga',
    stream: record.stream,
    action: record.action,
    symbol: symbols[0] ?? null,
    symbols,
    time: toIso(timeOf(record)),
    receivedTime: record.receivedTime,
    backfill: false,
    headline: plain(content.title, decodeEntities),
    summary: plain(content.teaser, plainText),
    body: toText(content.body),
    url: textOf(content.url),
    source: null,
    authors: authors.length > 0 ? authors : namesOf(content.author),
    channels: namesOf(content.channels),
    tags: namesOf(content.tags),
    imageUrl: imageOf(content.image),
    raw: record.frame,
  };
}

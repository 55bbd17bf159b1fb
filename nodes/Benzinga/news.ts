import type { NewsEvent } from '../../core/event';
import { isObject, toText, type JsonObject } from '../../core/read';
import { decodeEntities, plainText } from '../../core/plain-text';
import { headerOf, textOf, type StreamRecord } from './stream-record';
import { msOf } from './times';

/** Lists are sometimes a single thing. */
function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}

/** Names as texts or as objects with a `name`, each once. */
function namesOf(value: unknown): string[] {
  const names = listOf(value).map(one => textOf(isObject(one) ? one.name : one));
  return [...new Set(names.filter(name => name !== null).map(decodeEntities))];
}

/** Tickers: the `name` of stocks (newer shape), the `symbol` of securities (older one), the primary one first. */
function symbolsOf({ stocks, securities }: JsonObject): (string | null)[] {
  const listed = [...listOf(securities), ...listOf(stocks)];
  const isPrimary = (one: unknown): boolean => isObject(one) && one.primary === true;
  const ordered = [...listed.filter(isPrimary), ...listed.filter(one => !isPrimary(one))];
  return ordered.map(one => {
    if (!isObject(one)) return textOf(one);
    return textOf(one.symbol) ?? textOf(one.ticker) ?? textOf(one.name);
  });
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

/**
 * An article (protocol page, section 5.6), in the shape that is documented or the one that was captured: told apart by
 * the fields that are there. Both may come on the same address.
 */
export function newsOf(record: StreamRecord): NewsEvent {
  const { content } = record;
  const times = [content.updated_at, content.updated, content.created_at, content.created];
  const time = times.map(msOf).find(ms => ms !== null) ?? record.sentMs;
  const authors = namesOf(content.authors);
  return {
    ...headerOf(record, 'news', symbolsOf(content), time),
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

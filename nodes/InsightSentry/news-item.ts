import type { NewsEvent } from '../../core/event';
import { decodeEntities } from '../../core/plain-text';
import { fingerprint } from '../../core/fingerprint';
import { toEpochMs, toIso, toList, toText, type JsonObject } from '../../core/read';

/** When a story was published, in ms; the documents say neither seconds nor ms, so that either is taken. */
function publishedMs(value: unknown): number | null {
  const epoch = toEpochMs(value);
  if (epoch !== null) return epoch;
  // A date counts only where it names its zone.
  const ms = typeof value === 'string' && /T.*(?:Z|[+-]\d\d:?\d\d)$/i.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(ms) ? null : ms;
}

function symbolsOf(value: unknown): string[] {
  const symbols = Array.isArray(value) ? value.filter(one => typeof one === 'string') : toList(value);
  return [...new Set(symbols.map(symbol => symbol.trim()))].filter(symbol => symbol !== '');
}

/** A web address that a person may open; anything else stays in `raw`. */
function webAddress(link: string | null): string | null {
  return link !== null && /^https?:\/\//i.test(link) ? link : null;
}

/** A frame without title, content and link is no story (protocol page, section 12). */
export function isStory({ title, content, link }: JsonObject): boolean {
  return toText(title) !== null || toText(content) !== null || toText(link) !== null;
}

/**
 * What tells a version of a story from all others (protocol page, section 6). The provider gives no id: its own client
 * tells stories apart by their link, else by time, source and title. Title or content that changed under a link are
 * another version; the time is not, since a replay may lack it.
 */
function idOf(
  { link, title, source, content }: Record<'link' | 'title' | 'source' | 'content', string | null>,
  time: string | null,
): string {
  if (link !== null) return `news ${link} ${fingerprint(JSON.stringify([title, content]))}`;
  return `news ${source ?? ''} ${time ?? ''} ${title ?? content?.slice(0, 200) ?? ''}`;
}

/** The event of a story. A version that changed under its link is another event of the same record. */
export function newsOf(item: JsonObject, receivedTime: string): NewsEvent {
  const link = toText(item.link);
  const title = toText(item.title);
  const source = toText(item.source);
  const body = toText(item.content);
  const time = toIso(publishedMs(item.published_at));
  const symbols = symbolsOf(item.related_symbols);
  return {
    id: idOf({ link, title, source, content: body }, time),
    recordId: link,
    type: 'news',
    provider: 'insightsentry',
    stream: 'news',
    action: 'created',
    symbol: symbols[0] ?? null,
    symbols,
    time,
    receivedTime,
    backfill: false,
    headline: title === null ? null : decodeEntities(title).trim(),
    summary: null,
    body,
    url: webAddress(link),
    source,
    authors: [],
    channels: [],
    tags: [],
    imageUrl: null,
    raw: item,
  };
}

/** Noon of an ordinary trading day: a sample must not look like news. */
const sampleTime = '2026-01-02T17:00:00.000Z';

/** An invented story about `symbol`, in exactly the shape of a real one. */
export function sampleStory(symbol: string, source: string, word: string): NewsEvent {
  const title = `Invented news about ${symbol}${word && `: ${word}`}`;
  const raw = {
    title,
    content: `${title}. It shows what a real story looks like.`,
    source,
    link: 'https://example.com/news/sample',
    published_at: Date.parse(sampleTime) / 1000,
    related_symbols: [symbol],
  };
  return newsOf(raw, sampleTime);
}

import assert from 'node:assert/strict';
import type { NewsEvent } from '../../core/event';
import type { Inbound } from '../../core/provider';
import { NewsProtocol } from '../../nodes/InsightSentry/news';
import type { NewsParams } from '../../nodes/InsightSentry/news-params';
import { insightSentryNews } from '../../nodes/InsightSentry/news.provider';
import { readText } from '../readText';
import { accountOf, start } from './live';

/** A news node's form, validated. */
export function newsParamsOf(form: Record<string, unknown> = {}): NewsParams {
  return insightSentryNews.parse(form, accountOf());
}

/** A protocol on an open socket that has sent nothing. */
export function freshNews(form: Record<string, unknown> = {}): NewsProtocol {
  const protocol = insightSentryNews.protocol(accountOf(form), 'news', [newsParamsOf()]);
  assert.ok(protocol instanceof NewsProtocol);
  return protocol;
}

/** A protocol that has sent its key. */
export function openNews(form: Record<string, unknown> = {}): NewsProtocol {
  const protocol = freshNews(form);
  protocol.open([newsParamsOf()], 'test-key');
  return protocol;
}

/** What a frame says, without the sign that the connection is ready. */
export function readNews(protocol: NewsProtocol, frame: unknown, now = start): Inbound[] {
  const text = typeof frame === 'string' ? frame : JSON.stringify(frame);
  return readText(protocol, text, now).filter(({ kind }) => kind !== 'ready');
}

/** A story's frame as the provider is thought to send it. */
export function storyFrame(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    title: 'Airline shares fall',
    content: '<p class="lead">Southwest &amp; Boeing fell.</p>',
    source: 'Reuters',
    link: 'https://example.com/a',
    published_at: 1790000000,
    related_symbols: ['NYSE:LUV', 'NYSE:BA'],
    ...fields,
  };
}

export function storyOf(fields: Record<string, unknown> = {}): NewsEvent {
  const [item] = readNews(openNews(), storyFrame(fields));
  assert.ok(item?.kind === 'event' && item.event.type === 'news', JSON.stringify(item));
  return item.event;
}

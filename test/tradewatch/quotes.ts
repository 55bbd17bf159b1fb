import assert from 'node:assert/strict';
import type { QuoteEvent } from '../../core/event';
import type { Inbound } from '../../core/provider';
import type { QuotesParams } from '../../nodes/TradeWatch/params';
import { QuotesProtocol } from '../../nodes/TradeWatch/quotes';
import { tradeWatch } from '../../nodes/TradeWatch/tradewatch.provider';
import { readText } from '../readText';

export const start = Date.parse('2026-01-02T15:00:00.000Z');

/** An account as a form holds it, validated. */
export function accountOf(form: Record<string, unknown> = {}) {
  return tradeWatch.account({ apiKey: 'test-key', ...form }, 'Main');
}

/** A node's form, or only its symbols, validated. */
export function paramsOf(form: Record<string, unknown> | string = {}): QuotesParams {
  return tradeWatch.parse(typeof form === 'string' ? { symbols: form } : form, accountOf());
}

/** A protocol of the class that `form` names, on an open socket. */
export function fresh(form: Record<string, unknown> | string): QuotesProtocol {
  const params = paramsOf(form);
  const protocol = tradeWatch.protocol(accountOf(), params.stream, [params]);
  assert.ok(protocol instanceof QuotesProtocol);
  return protocol;
}

/** A protocol that has subscribed. */
export function subscribed(form: Record<string, unknown> | string): QuotesProtocol {
  const protocol = fresh(form);
  protocol.open([paramsOf(form)]);
  return protocol;
}

/** All that a frame says. */
export function readAll(protocol: QuotesProtocol, frame: unknown, now = start): Inbound[] {
  return readText(protocol, typeof frame === 'string' ? frame : JSON.stringify(frame), now);
}

/** What a frame says, without the sign that the connection is ready. */
export function read(protocol: QuotesProtocol, frame: unknown, now = start): Inbound[] {
  return readAll(protocol, frame, now).filter(({ kind }) => kind !== 'ready');
}

export const status = (...symbols: string[]): object => ({ event: 'status', symbols });

export function quoteOf(items: readonly Inbound[]): QuoteEvent {
  const item = items.find(({ kind }) => kind === 'event');
  assert.ok(item?.kind === 'event' && item.event.type === 'quote', JSON.stringify(items));
  return item.event;
}

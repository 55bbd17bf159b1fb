import assert from 'node:assert/strict';
import type { BarEvent, MarketEvent, QuoteEvent } from '../../core/event';
import type { Inbound } from '../../core/provider';
import { insightSentry } from '../../nodes/InsightSentry/insightsentry.provider';
import { LiveProtocol } from '../../nodes/InsightSentry/live';
import type { LiveParams } from '../../nodes/InsightSentry/plan';
import { readText } from '../readText';

export const start = Date.parse('2026-01-02T15:00:00.000Z');

/** An account as a form holds it, validated. */
export function accountOf(form: Record<string, unknown> = {}) {
  return insightSentry.account({ apiKey: 'test-key', ...form }, 'Main');
}

/** A node's rows, validated. */
export function paramsOf(rows: unknown, account = accountOf()): LiveParams {
  return insightSentry.parse({ subscriptions: rows }, account);
}

/** A protocol that has subscribed to `rows`. */
export function subscribed(rows: unknown, form: Record<string, unknown> = {}): LiveProtocol {
  const account = accountOf(form);
  const protocol = insightSentry.protocol(account, 'live', []);
  assert.ok(protocol instanceof LiveProtocol);
  protocol.open([paramsOf(rows, account)], 'test-key');
  return protocol;
}

/** What a frame says, without the sign that the connection is ready. */
export function read(protocol: LiveProtocol, frame: unknown, now = start): Inbound[] {
  const text = typeof frame === 'string' ? frame : JSON.stringify(frame);
  return readText(protocol, text, now).filter(({ kind }) => kind !== 'ready');
}

/** The events that a frame brings, live and past. */
export function eventsOf(items: readonly Inbound[]): MarketEvent[] {
  return items.flatMap(item => {
    if (item.kind === 'event') return [item.event];
    return item.kind === 'history' ? item.events : [];
  });
}

export function quoteOf(items: readonly Inbound[]): QuoteEvent {
  const [event] = eventsOf(items);
  assert.ok(event?.type === 'quote', JSON.stringify(items));
  return event;
}

export function barsOf(items: readonly Inbound[]): BarEvent[] {
  return eventsOf(items).map(event => {
    assert.ok(event.type === 'bar');
    return event;
  });
}

/** A series frame of one-minute bars of AAPL; `minutes` after {@link start}, with the close. */
export function minuteFrame(...points: [minute: number, close: number][]): Record<string, unknown> {
  const series = points.map(([minute, close]) => ({
    time: start / 1000 + minute * 60,
    open: 1,
    high: 100,
    low: 1,
    close,
    volume: 10,
  }));
  const last = series.at(-1);
  return { code: 'NASDAQ:AAPL', bar_type: '1m', ...(last && { bar_end: last.time + 59 }), series };
}

export const minuteRow = { code: 'NASDAQ:AAPL', type: 'series', barType: 'minute', barInterval: 1, maxDp: 1 };

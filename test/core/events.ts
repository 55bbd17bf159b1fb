import type { BarEvent, NewsEvent, QuoteEvent } from '../../core/event';
import type { Inbound } from '../../core/provider';

/** The item of a frame that holds a quote. */
export function quoteItem(symbol: string, last: number): Inbound {
  return { kind: 'event', topic: symbol, event: quoteOf(symbol, last) };
}

export function quoteOf(symbol: string, last: number): QuoteEvent {
  const nothing = { bid: null, ask: null, mid: null, change: null, changePercent: null, volume: null };
  const none = { bidSize: null, askSize: null, open: null, high: null, low: null, previousClose: null };
  const rest = { marketCap: null, currency: null, delaySeconds: null, marketStatus: null, raw: {} };
  return { ...header(`${symbol} ${last}`, symbol), type: 'quote', ...nothing, last, ...none, ...rest };
}

/** A bar that starts `minute` minutes after noon. */
export function barOf(symbol: string, minute: number, close = minute, closed = false): BarEvent {
  const start = new Date(Date.parse('2026-01-02T12:00:00.000Z') + minute * 60_000).toISOString();
  const values = { open: 1, high: 2, low: 0, close, volume: 10 };
  return {
    ...header(`${symbol} ${start}`, symbol),
    type: 'bar',
    interval: '1m',
    start,
    end: null,
    ...values,
    closed,
    raw: {},
  };
}

export function barItem(symbol: string, minute: number, close = minute, closed = false): Inbound {
  return { kind: 'event', topic: symbol, event: barOf(symbol, minute, close, closed) };
}

/** Past bars, oldest first, from minute `first` to `last`; the last one is running. */
export function historyItem(symbol: string, first: number, last: number): Inbound {
  const events: BarEvent[] = [];
  for (let minute = first; minute <= last; minute += 1) {
    events.push({ ...barOf(symbol, minute, minute, minute < last), backfill: true });
  }
  return { kind: 'history', topic: symbol, events };
}

/** A headline; `minute` minutes after noon, or without a time. */
export function newsOf(id: string, minute: number | null, symbol = 'A'): NewsEvent {
  const ms = minute === null ? null : Date.parse('2026-01-02T12:00:00.000Z') + minute * 60_000;
  return {
    ...header(id, symbol),
    type: 'news',
    time: ms === null ? null : new Date(ms).toISOString(),
    headline: id,
    ...{ summary: null, body: null, url: null, source: null, imageUrl: null },
    ...{ authors: [], channels: [], tags: [] },
    raw: {},
  };
}

export function newsItem(id: string, minute: number | null, symbol = 'A'): Inbound {
  return { kind: 'event', topic: 'A', event: newsOf(id, minute, symbol) };
}

function header(id: string, symbol: string) {
  return {
    id,
    recordId: null,
    provider: 'canned',
    stream: 'live',
    action: 'created' as const,
    symbol,
    symbols: [symbol],
    time: null,
    receivedTime: '2026-01-02T15:00:00.000Z',
    backfill: false,
  };
}

import type {
  BarEvent,
  EarningsEvent,
  FilingEvent,
  MarketEvent,
  NewsEvent,
  QuoteEvent,
  RatingEvent,
  TranscriptEvent,
} from '../../core/event';
import type { Form } from '../../core/provider';
import { AlertOperator, parseAlerts, type Alert } from '../../transforms/alert/alert';
import { wouldHaveFired } from '../../transforms/alert/alert-replay';
import type { Recorded } from '../../transforms/recording/recording-format';
import { barOf, newsOf, quoteOf } from '../core/events';

/** Friday, 2 January 2026, 10:00 in New York. */
export const start = Date.parse('2026-01-02T15:00:00.000Z');

export const second = (seconds: number): string => new Date(start + seconds * 1000).toISOString();

/** A quote of so many seconds after the start. */
export function quote(seconds: number, last: number | null, more: Partial<QuoteEvent> = {}): QuoteEvent {
  const { symbol = 'AAPL' } = more;
  const base = { ...quoteOf(symbol ?? '', 0), last, time: second(seconds), receivedTime: second(seconds) };
  return { ...base, id: `${symbol} ${seconds} ${last}`, ...more };
}

/** Quotes of one symbol, a second apart. */
export const prices = (...values: (number | null)[]): QuoteEvent[] =>
  values.map((value, seconds) => quote(seconds, value));

/** A bar of a minute, so many minutes after the start, received as it ends. */
export function bar(minute: number, more: Partial<BarEvent> = {}): BarEvent {
  const times = { start: second(minute * 60), end: second(minute * 60 + 60), time: second(minute * 60 + 60) };
  return {
    ...barOf('AAPL', minute),
    ...{ ...times, receivedTime: times.end, closed: true, volume: 100, ...more },
  };
}

const header = (id: string, seconds: number) => {
  const { headline: _, ...news } = newsOf(id, 0, 'AAPL');
  return { ...news, recordId: id, time: second(seconds), receivedTime: second(seconds) };
};

export function news(id: string, seconds: number, more: Partial<NewsEvent> = {}): NewsEvent {
  return { ...header(id, seconds), headline: 'A headline', ...more };
}

export function rating(id: string, seconds: number, more: Partial<RatingEvent> = {}): RatingEvent {
  const words = {
    firm: 'Sim Securities',
    analyst: null,
    ratingAction: 'Upgrades',
    rating: 'Buy',
    ratingPrior: 'Hold',
  };
  const targets = { priceTargetAction: 'Raises', priceTarget: 220, priceTargetPrior: 200, currency: 'USD' };
  return { ...header(id, seconds), type: 'rating', ...words, ...targets, importance: 0, ...more };
}

export function earnings(id: string, seconds: number, more: Partial<EarningsEvent> = {}): EarningsEvent {
  const eps = { eps: 1.1, epsEstimate: 1, epsPrior: 1, epsSurprise: 0.1, epsSurprisePercent: 10 };
  const no = { revenue: null, revenueEstimate: null, revenuePrior: null, revenueSurprise: null };
  const rest = { currency: 'USD', date: null, timeOfDay: null, importance: 0, revenueSurprisePercent: null };
  return {
    ...header(id, seconds),
    type: 'earnings',
    period: 'Q1',
    periodYear: 2026,
    ...eps,
    ...no,
    ...rest,
    ...more,
  };
}

export function filing(id: string, seconds: number, more: Partial<FilingEvent> = {}): FilingEvent {
  const times = { filingDate: null, acceptedTime: null, discoveredTime: second(seconds) };
  const facts = { form: '8-K', accessionNumber: id, cik: '0000320193', description: 'Apple Inc.' };
  return {
    ...header(id, seconds),
    symbol: null,
    symbols: [],
    type: 'filing',
    ...facts,
    ...times,
    url: null,
    ...more,
  };
}

export function sentence(id: string, seconds: number, more: Partial<TranscriptEvent> = {}): TranscriptEvent {
  const facts = { callId: 'c', title: null, speaker: null, sentence: 'Thank you', sequence: 0, status: null };
  const rest = { startTime: null, endTime: null, language: null, confidence: null };
  return { ...header(id, seconds), type: 'transcript', ...facts, ...rest, ...more };
}

/** A running operator of rules. */
export const operatorOf = (...rules: Form[]): AlertOperator => new AlertOperator(parseAlerts({ rules }));

/** Events as a recording of them gives them. */
export const recorded = (events: readonly MarketEvent[]): Recorded[] =>
  events.map(event => ({ event, at: Date.parse(event.receivedTime) }));

/** What one rule fires over events, each at its arrival. */
export function alertsOf(rule: Form, events: MarketEvent[]): Alert[] {
  return wouldHaveFired(parseAlerts({ rules: [rule] }), recorded(events)).alerts;
}

/** The values at which one rule fires. */
export const firesAt = (rule: Form, events: MarketEvent[]): Alert['value'][] =>
  alertsOf(rule, events).map(alert => alert.value);

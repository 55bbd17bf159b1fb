/** Invented events of each type, three of a kind, and alerts: what a dialog shows a message with. */
import type { EventHeader, MarketEvent } from '../../core/event';
import type { Alert } from '../alert/alert-fired';
import type { EventType } from '../event-fields';

export type SampleType = EventType | 'alert';

function header<Type extends EventType>(
  type: Type,
  provider: string,
  stream: string,
  symbol = 'AAPL',
): EventHeader<Type> {
  return {
    ...{ id: `${type}-sample`, recordId: null, type, provider, stream, action: 'created', symbol },
    ...{ symbols: [symbol], time: '2026-03-04T20:04:10.120Z', receivedTime: '2026-03-04T20:04:10.300Z' },
    backfill: false,
  };
}

/** Another one of the kind: what is not said is as in the first. */
function like<Event extends MarketEvent>(first: Event, symbol: string, changes: Partial<Event>): Event {
  return { ...first, symbol, symbols: [symbol], ...changes };
}

const quote = {
  ...header('quote', 'insightsentry', 'live', 'NASDAQ:AAPL'),
  ...{ bid: 240.1, ask: 240.14, mid: 240.12, last: 240.12, change: 2.21, changePercent: 0.9289 },
  ...{ volume: 48_231_900, bidSize: 300, askSize: 1200, open: 238.4, high: 241.05, low: 237.9 },
  ...{ previousClose: 237.91, marketCap: 3_561_234_000_000, currency: 'USD', delaySeconds: 900 },
  ...{ marketStatus: 'OPEN', raw: {} },
};
const bar = {
  ...header('bar', 'insightsentry', 'live', 'NASDAQ:AAPL'),
  ...{ interval: '5m', start: '2026-03-04T20:00:00.000Z', end: '2026-03-04T20:05:00.000Z' },
  ...{ open: 239.5, high: 240.8, low: 239.4, close: 240.12, volume: 812_400, closed: true, raw: {} },
};
const news = {
  ...header('news', 'benzinga', 'news'),
  headline: 'Apple to open its assistant to other makers’ models',
  summary: 'A developer preview is planned for the summer, according to people who have seen the plans.',
  ...{ body: '<p>A developer preview is planned.</p>', url: 'https://www.example.com/news/1' },
  ...{ source: 'Example Wire', authors: ['Dana Doe'], channels: ['News', 'Tech'], tags: [], imageUrl: null },
  raw: {},
};
const filing = {
  ...header('filing', 'finfeedapi', 'sec-filings'),
  ...{ form: '8-K', accessionNumber: '0000320193-26-000001', cik: '0000320193' },
  ...{ description: 'Results of operations and financial condition', filingDate: '2026-03-04' },
  ...{ acceptedTime: '2026-03-04T15:03:58', discoveredTime: '2026-03-04T20:04:10.000Z' },
  ...{ url: 'https://www.sec.gov/Archives/edgar/data/320193/000032019326000001/', raw: {} },
};
const rating = {
  ...header('rating', 'benzinga', 'ratings'),
  ...{ firm: 'Sample Securities', analyst: 'Sam Sample', ratingAction: 'Upgrades', rating: 'Buy' },
  ...{ ratingPrior: 'Hold', priceTargetAction: 'Raises', priceTarget: 265, priceTargetPrior: 230.5 },
  ...{ currency: 'USD', importance: 4, url: 'https://www.example.com/rating', raw: {} },
};
const consensus = {
  ...header('consensus', 'benzinga', 'consensus'),
  ...{ rating: 'BUY', score: 3.86, priceTarget: 251.5, priceTargetHigh: 310, priceTargetLow: 180 },
  ...{ analysts: 28, counts: { strong_buy: 8, buy: 12, hold: 5, sell: 2, strong_sell: 1 }, raw: {} },
};
const insight = {
  ...header('insight', 'benzinga', 'insights'),
  ...{ firm: 'Sample Securities', ratingAction: 'Maintains', rating: 'Overweight', priceTarget: 260 },
  text: 'Services keep growing faster than devices. We see margins rising for two more years.',
  raw: {},
};
const earnings = {
  ...header('earnings', 'benzinga', 'earnings'),
  ...{ period: 'Q1', periodYear: 2026, eps: 2.41, epsEstimate: 2.35, epsPrior: 2.18, epsSurprise: 0.06 },
  ...{ epsSurprisePercent: 2.55, revenue: 123_900_000_000, revenueEstimate: 124_300_000_000 },
  ...{ revenuePrior: 119_575_000_000, revenueSurprise: -400_000_000, revenueSurprisePercent: -0.32 },
  ...{ currency: 'USD', date: '2026-03-04', timeOfDay: '16:30:00', importance: 5, raw: {} },
};
const bullsBears = {
  ...header('bulls-bears', 'benzinga', 'bulls-bears'),
  bullCase: 'Apple turns its installed base into services, with margins that hardware never had.',
  bearCase: 'Growth depends on one product, and regulators want to open its shop.',
  raw: {},
};
const transcript = {
  ...header('transcript', 'benzinga', 'transcripts'),
  ...{ callId: 'call-1', title: 'Apple Inc. Q1 2026 Earnings Call', speaker: 'Chief Executive' },
  ...{ sentence: 'We set a record in services, and we expect it to last.', sequence: 12 },
  ...{ status: 'IN_PROGRESS', startTime: null, endTime: null, language: 'en', confidence: 0.98, raw: {} },
};
const audio = {
  ...header('transcript-audio', 'benzinga', 'transcripts'),
  ...{ callId: 'call-1', url: 'https://www.example.com/call-1', raw: {} },
};
const alert: Alert = {
  ...{
    alert: 'Apple above 240',
    rule: 1,
    ruleKey: '1k0m3zt0q8x5ab',
    kind: 'crossesAbove',
    symbol: 'NASDAQ:AAPL',
  },
  ...{ time: '2026-03-04T20:04:10.120Z', firedTime: '2026-03-04T20:04:10.400Z' },
  message: 'NASDAQ:AAPL crossed above 240.00 at 20:04:10, now 240.12, +0.93 % today',
  ...{ value: 240.12, reference: 240, change: 0.12, changePercent: 0.05, event: quote },
};
const tesla = like(quote, 'NASDAQ:TSLA', {
  ...{ bid: 311.8, ask: 311.95, mid: 311.875, last: 311.9, change: -9.6, changePercent: -2.986 },
  ...{ open: 320.1, high: 321.44, low: 310.2, previousClose: 321.5, marketCap: 1_003_000_000_000 },
});

/** Of each type the one that a single message shows, then two more for a digest. */
export const samples: Readonly<Record<SampleType, readonly (MarketEvent | Alert)[]>> = {
  quote: [quote, tesla, like(quote, 'NASDAQ:MSFT', { last: 498.2, change: 4.4, changePercent: 0.891 })],
  bar: [
    bar,
    like(bar, 'NASDAQ:TSLA', { open: 312.4, high: 312.9, low: 311.2, close: 311.9 }),
    like(bar, 'NASDAQ:MSFT', { open: 497.1, high: 498.6, low: 496.8, close: 498.2 }),
  ],
  news: [
    news,
    like(news, 'TSLA', {
      headline: 'Tesla recalls 12,000 trucks over a loose panel',
      url: 'https://www.example.com/news/2',
    }),
    like(news, 'MSFT', {
      headline: 'Microsoft raises its dividend by 10 %',
      url: 'https://www.example.com/news/3',
    }),
  ],
  filing: [filing, like(filing, 'TSLA', { form: '10-Q' }), like(filing, 'MSFT', { form: '4' })],
  rating: [
    rating,
    like(rating, 'TSLA', { ratingAction: 'Downgrades', rating: 'Sell', priceTarget: 250 }),
    like(rating, 'MSFT', { ratingAction: 'Maintains', ratingPrior: 'Buy', priceTarget: 560 }),
  ],
  consensus: [consensus, like(consensus, 'TSLA', { rating: 'HOLD' }), like(consensus, 'MSFT', {})],
  insight: [insight, like(insight, 'TSLA', { rating: 'Underweight' }), like(insight, 'MSFT', {})],
  earnings: [
    earnings,
    like(earnings, 'TSLA', { eps: 0.58, epsEstimate: 0.66, epsSurprise: -0.08, epsSurprisePercent: -12.1 }),
    like(earnings, 'MSFT', { eps: 4.02, epsEstimate: 3.9, epsSurprise: 0.12, epsSurprisePercent: 3.08 }),
  ],
  'bulls-bears': [bullsBears, like(bullsBears, 'TSLA', {}), like(bullsBears, 'MSFT', {})],
  transcript: [
    transcript,
    { ...transcript, speaker: 'Finance Chief', sentence: 'Gross margin was 47 percent.', sequence: 13 },
    { ...transcript, speaker: 'Operator', sentence: 'Your first question, please.', sequence: 14 },
  ],
  'transcript-audio': [audio, like(audio, 'TSLA', {}), like(audio, 'MSFT', {})],
  alert: [
    alert,
    {
      ...alert,
      ...{ alert: 'Tesla moves', rule: 2, kind: 'movesByPercent', symbol: 'NASDAQ:TSLA', event: tesla },
      message: 'NASDAQ:TSLA moved -2.1 % within 10 min at 20:04:10, now 311.90, -2.99 % today',
      ...{ value: 311.9, reference: 318.6, change: -6.7, changePercent: -2.1 },
    },
    {
      ...alert,
      ...{ alert: 'Apple news', rule: 3, kind: 'words', symbol: 'AAPL', event: news },
      message: `AAPL: ${news.headline}`,
      ...{ value: news.headline, reference: null, change: null, changePercent: null },
    },
  ],
};

/** One plausible, invented event of each type, and an alert: what messages are made of in the tests. */
import type { EventHeader, MarketEvent } from '../../core/event';

function header<Type extends string>(type: Type, provider: string, stream: string): EventHeader<Type> {
  return {
    ...{ id: `${type}-1`, recordId: null, type, provider, stream, action: 'created' },
    ...{ symbol: 'AAPL', symbols: ['AAPL'], time: '2026-03-04T20:04:10.120Z' },
    ...{ receivedTime: '2026-03-04T20:04:10.300Z', backfill: false },
  };
}

export const quote: MarketEvent = {
  ...header('quote', 'insightsentry', 'live'),
  ...{ symbol: 'NASDAQ:AAPL', symbols: ['NASDAQ:AAPL'] },
  ...{ bid: 240.1, ask: 240.14, mid: 240.12, last: 240.12, change: 2.21, changePercent: 0.9289 },
  ...{ volume: 48_231_900, bidSize: 300, askSize: 1200, open: 238.4, high: 241.05, low: 237.9 },
  ...{ previousClose: 237.91, marketCap: 3_561_234_000_000, currency: 'USD', delaySeconds: 900 },
  ...{ marketStatus: 'OPEN', raw: { lp: 240.12, nested: { deep: 'inner' } } },
};

export const bar: MarketEvent = {
  ...header('bar', 'insightsentry', 'live'),
  ...{ symbol: 'NASDAQ:AAPL', interval: '5m', start: '2026-03-04T20:00:00.000Z' },
  ...{ end: '2026-03-04T20:05:00.000Z', open: 240.5, high: 240.8, low: 239.9, close: 240.12 },
  ...{ volume: 812_400, closed: true, raw: {} },
};

export const news: MarketEvent = {
  ...header('news', 'benzinga', 'news'),
  ...{ symbols: ['AAPL', 'MSFT'], headline: 'Apple & Microsoft agree on shared charging standard' },
  summary: 'The two companies said on Wednesday that new laptops would share one connector from next year.',
  ...{ body: '<p>The two companies said &hellip;</p>', url: 'https://www.example.com/news/1?a=1&b=2' },
  ...{ source: 'Example Wire', authors: ['Dana Doe', 'Robin Roe'], channels: ['News', 'Tech'] },
  ...{ tags: [], imageUrl: null, raw: {} },
};

export const filing: MarketEvent = {
  ...header('filing', 'finfeedapi', 'filings'),
  ...{ form: '8-K/A', accessionNumber: '0000320193-26-000001', cik: '0000320193' },
  ...{ description: 'Results of operations and financial condition', filingDate: '2026-03-04' },
  ...{ acceptedTime: '2026-03-04T15:03:58', discoveredTime: '2026-03-04T20:04:10.000Z' },
  ...{ url: 'https://www.sec.gov/Archives/edgar/data/320193/000032019326000001/', raw: {} },
};

export const rating: MarketEvent = {
  ...header('rating', 'benzinga', 'ratings'),
  ...{ firm: 'Sample Securities', analyst: 'Sam Sample', ratingAction: 'Upgrades', rating: 'Buy' },
  ...{ ratingPrior: 'Hold', priceTargetAction: 'Raises', priceTarget: 265, priceTargetPrior: 230.5 },
  ...{ currency: 'USD', importance: 4, url: 'https://www.example.com/rating', raw: {} },
};

export const consensus: MarketEvent = {
  ...header('consensus', 'benzinga', 'consensus'),
  ...{ rating: 'BUY', score: 3.86, priceTarget: 251.5, priceTargetHigh: 310, priceTargetLow: 180 },
  ...{ analysts: 28, counts: { strong_buy: 8, buy: 12, hold: 5, sell: 2, strong_sell: 1 }, raw: {} },
};

export const insight: MarketEvent = {
  ...header('insight', 'benzinga', 'insights'),
  ...{ firm: 'Sample Securities', ratingAction: 'Maintains', rating: 'Overweight', priceTarget: 260 },
  text: 'Services keep growing faster than devices.\n\nWe see margins rising for two more years.',
  raw: {},
};

export const earnings: MarketEvent = {
  ...header('earnings', 'benzinga', 'earnings'),
  ...{ period: 'Q1', periodYear: 2026, eps: 2.41, epsEstimate: 2.35, epsPrior: 2.18, epsSurprise: 0.06 },
  ...{ epsSurprisePercent: 2.55, revenue: 123_900_000_000, revenueEstimate: 124_300_000_000 },
  ...{ revenuePrior: 119_575_000_000, revenueSurprise: -400_000_000, revenueSurprisePercent: -0.32 },
  ...{ currency: 'USD', date: '2026-03-04', timeOfDay: '16:30:00', importance: 5, raw: {} },
};

export const bullsBears: MarketEvent = {
  ...header('bulls-bears', 'benzinga', 'bulls-bears'),
  bullCase: 'Apple turns its installed base into services, with margins that hardware never had.',
  bearCase: 'Growth depends on one product, and regulators want to open its shop.',
  raw: {},
};

export const transcript: MarketEvent = {
  ...header('transcript', 'benzinga', 'transcripts'),
  ...{ callId: 'c1', title: 'Apple Inc. Q1 2026 Earnings Call', speaker: 'Chief Executive' },
  ...{ sentence: 'We set a record in services, and we expect it to last.', sequence: 12 },
  ...{ status: 'IN_PROGRESS', startTime: null, endTime: null, language: 'en', confidence: 0.98, raw: {} },
};

export const transcriptAudio: MarketEvent = {
  ...header('transcript-audio', 'benzinga', 'transcripts'),
  ...{ callId: 'c1', url: 'https://audio.example.com/c1?signature=abc&expires=1', raw: {} },
};

/** What the alert transform gives: the rule's name, what happened, and the event. */
export const alert = {
  alert: 'Apple above 240',
  rule: 1,
  kind: 'crossesAbove',
  symbol: 'NASDAQ:AAPL',
  time: '2026-03-04T20:04:10.120Z',
  message: 'AAPL crossed above 240.00 at 15:04:10, now 240.12, +0.93 % today',
  firedTime: '2026-03-04T20:04:10.400Z',
  ...{ value: 240.12, reference: 240, change: 0.12, changePercent: 0.05, level: 240 },
  event: quote,
};

export const newsAlert = {
  ...alert,
  ...{ alert: 'Charging', kind: 'words', symbol: 'AAPL', event: news },
  message: 'AAPL: "charging" in a headline',
};

export const events: readonly MarketEvent[] = [
  ...[quote, bar, news, filing, rating, consensus, insight, earnings, bullsBears, transcript],
  transcriptAudio,
];

/** An EURUSD quote, whose digits matter. */
export const pair: MarketEvent = {
  ...quote,
  ...{ symbol: 'EURUSD', symbols: ['EURUSD'], provider: 'tradewatch', stream: 'currencies', currency: null },
  ...{ bid: 1.0873, ask: 1.0875, mid: 1.0874, last: null, change: null, changePercent: null },
  ...{ volume: null, bidSize: null, askSize: null, open: null, high: null, low: null },
  ...{ previousClose: null, marketCap: null, delaySeconds: null, marketStatus: null },
};

import type { MarketEvent } from '../../core/event';
import { bareTicker } from './lists';
import { parseParams, type BenzingaParams } from './params';
import { StreamProtocol } from './stream';
import type { BenzingaStream } from './streams';
import { TranscriptsProtocol } from './transcripts';

/** Noon of an ordinary trading day: a sample must not look like news. */
const sampleTime = '2026-01-02T17:00:00Z';
const sampleMs = Date.parse(sampleTime);

const recordId = 'sample-1';

/** Invented contents, in the shape of the protocol page, sections 5.1 to 5.7. */
function inventedContents(ticker: string): Readonly<Record<Exclude<BenzingaStream, 'transcripts'>, object>> {
  const company = { exchange: 'NASDAQ', name: 'Sample Corp', currency: 'USD' };
  const updated = sampleMs / 1000;
  const calendar = {
    id: recordId,
    date: '2026-01-02',
    time: '12:00:00',
    ticker,
    ...company,
    importance: 3,
    updated,
  };
  return {
    insights: {
      ...{
        action: 'Upgrades',
        analyst_insights: 'An invented insight to build a flow with.',
        date: '2026-01-02',
      },
      ...{ firm: 'Sample Securities', id: recordId, pt: '150.00', rating: 'Buy', updated },
      security: { symbol: ticker, name: 'Sample Corp', exchange: 'NASDAQ' },
    },
    ratings: {
      ...calendar,
      ...{ action_company: 'Upgrades', action_pt: 'Raises', rating_current: 'Buy', rating_prior: 'Hold' },
      ...{
        pt_current: '150.00',
        pt_prior: '130.00',
        analyst: 'Sample Securities',
        analyst_name: 'Sam Sample',
      },
      url: 'https://example.com/rating',
    },
    consensus: {
      aggregate_ratings: { strong_buy: 8, buy: 12, hold: 5, sell: 2, strong_sell: 1 },
      ...{ aggregate_type: 'number', consensus_rating: 'BUY', consensus_rating_val: 3.86 },
      ...{ consensus_price_target: 145.5, high_price_target: 175, low_price_target: 110 },
      ...{ total_analyst_count: 41, unique_analyst_count: 28, updated_at: sampleTime },
    },
    earnings: {
      ...calendar,
      ...{ date_confirmed: 1, period: 'Q4', period_year: 2025, eps_type: 'GAAP', revenue_type: 'GAAP' },
      ...{
        eps: '1.47',
        eps_est: '1.39',
        eps_prior: '1.30',
        eps_surprise: '0.08',
        eps_surprise_percent: '5.76',
      },
      ...{ revenue: '895000000', revenue_est: '892800000', revenue_prior: '850000000' },
      ...{ revenue_surprise: '2200000', revenue_surprise_percent: '0.25' },
    },
    'bulls-bears': {
      ...{ bull_case: 'An invented argument of the bulls.', bear_case: 'An invented argument of the bears.' },
      ...{ id: recordId, ticker, updated },
    },
    news: {
      ...{ id: 1, author: 'Sample Newsdesk', created: 'Fri, 02 Jan 2026 12:00:00 -0500' },
      ...{ updated: 'Fri, 02 Jan 2026 12:00:00 -0500', title: 'Sample headline: nothing happened' },
      ...{ teaser: 'An invented article to build a flow with.', body: '<p>An invented article.</p>' },
      ...{ url: 'https://example.com/news', image: [], channels: [{ name: 'News' }], tags: [] },
      stocks: [{ name: ticker, exchange: 'NASDAQ' }],
    },
  };
}

function inventedSentence(ticker: string): object {
  return {
    ...{ call_id: recordId, transcript_id: recordId, call_title: 'Sample Corp Q4 2025 Earnings Call' },
    ...{ sentence: 'An invented sentence to build a flow with.', symbol: ticker, sequence: 0 },
    ...{ status: 'IN_PROGRESS', speaker: 'Speaker 1', type: 'LIVE', language: 'en', confidence: 0.98 },
    ...{ start_time: sampleTime, end_time: sampleTime, created_time: sampleTime },
  };
}

function frameOf(stream: BenzingaStream, ticker: string): object {
  if (stream === 'transcripts') return inventedSentence(ticker);
  const envelope = { id: `sample-${stream}`, api_version: 'websocket/v1', kind: stream };
  const content = inventedContents(ticker)[stream];
  if (stream === 'consensus') return { ...envelope, data: content };
  const id = stream === 'news' ? 1 : recordId;
  return { ...envelope, data: { action: 'created', id, timestamp: sampleTime, content } };
}

/** An invented event of a stream, in exactly the shape of a real one. */
export function sampleOf({ stream, securities }: BenzingaParams): MarketEvent {
  const ticker = bareTicker(securities?.tickers[0] ?? 'AAPL');
  const wanted = [parseParams({ stream, tickers: ticker })];
  const protocol = stream === 'transcripts' ? new TranscriptsProtocol() : new StreamProtocol(stream, wanted);
  const frame = frameOf(stream, ticker);
  const [inbound] = protocol.read(frame, JSON.stringify(frame), sampleMs);
  if (inbound?.kind !== 'event') throw new Error('A sample is an event.');
  return inbound.event;
}

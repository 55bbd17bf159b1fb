import { ConfigError } from '../../core/errors';
import type { MarketEvent } from '../../core/event';

/** The streams as forms name them. */
export const streams = [
  'insights',
  'ratings',
  'consensus',
  'earnings',
  'bulls-bears',
  'news',
  'transcripts',
] as const;
export type BenzingaStream = (typeof streams)[number];
/** All but the transcripts speak the same protocol. */
export type EnvelopeStream = Exclude<BenzingaStream, 'transcripts'>;

/** What one stream differs by (protocol page, sections 2 and 5). */
interface StreamFacts {
  readonly path: string;
  /** What its events are. */
  readonly types: readonly MarketEvent['type'][];
  /** What a status calls a node that asks for all of it. */
  readonly everything: string;
  /** Whether it can be asked for by ISIN, by channel. */
  readonly hasIsins: boolean;
  readonly hasChannels: boolean;
  /** Whether its records say their ticker, their ISIN: only what is told can be filtered on this side. */
  readonly tellsTicker: boolean;
  readonly tellsIsin: boolean;
}

const calendar = { hasIsins: true, hasChannels: false, tellsTicker: true, tellsIsin: true };

const facts: Readonly<Record<BenzingaStream, StreamFacts>> = {
  insights: {
    path: '/api/v1/analyst/insights/stream',
    types: ['insight'],
    everything: 'all insights',
    ...calendar,
  },
  ratings: {
    path: '/api/v2.1/calendar/ratings/stream',
    types: ['rating'],
    everything: 'all ratings',
    ...calendar,
  },
  consensus: {
    path: '/api/v1/consensus-ratings/stream',
    types: ['consensus'],
    everything: 'all consensus ratings',
    ...calendar,
    tellsTicker: false,
    tellsIsin: false,
  },
  earnings: {
    path: '/api/v2.1/calendar/earnings/stream',
    types: ['earnings'],
    everything: 'all earnings',
    ...calendar,
  },
  'bulls-bears': {
    path: '/api/v1/bulls_bears_say/stream',
    types: ['bulls-bears'],
    everything: 'all bulls and bears',
    ...calendar,
    tellsIsin: false,
  },
  news: {
    path: '/api/v1/news/stream',
    types: ['news'],
    everything: 'all news',
    ...calendar,
    hasIsins: false,
    hasChannels: true,
  },
  transcripts: {
    path: '/api/v1/transcripts/stream',
    types: ['transcript', 'transcript-audio'],
    everything: 'all calls',
    ...calendar,
    hasIsins: false,
  },
};

/** The stream of that name. Throws a ConfigError where there is none. */
export function streamOf(name: unknown): BenzingaStream {
  const found = streams.find(one => one === name);
  if (found === undefined) throw new ConfigError(`Stream must be one of: ${streams.join(', ')}.`);
  return found;
}

export function factsOf(stream: BenzingaStream): StreamFacts {
  return facts[stream];
}

/** The seven public streams, by the names the nodes use. */
export type BenzingaStream =
  'insights' | 'ratings' | 'consensus' | 'earnings' | 'bulls-bears' | 'news' | 'transcripts';

/** Path of each stream (protocol page, section 2). The legacy transcripts stream is not served. */
export const STREAM_PATHS: Readonly<Record<BenzingaStream, string>> = {
  insights: '/api/v1/analyst/insights/stream',
  ratings: '/api/v2.1/calendar/ratings/stream',
  consensus: '/api/v1/consensus-ratings/stream',
  earnings: '/api/v2.1/calendar/earnings/stream',
  'bulls-bears': '/api/v1/bulls_bears_say/stream',
  news: '/api/v1/news/stream',
  transcripts: '/api/v1/transcripts/stream',
};

/** The names of all streams. */
export const STREAMS = Object.keys(STREAM_PATHS) as readonly BenzingaStream[];

/** Where the provider's sources disagree or say nothing: what the practice feed does. Can change while it runs. */
export interface Dialect {
  /** `A` (default) as documented now, `B` as captured in January 2025 (protocol page, section 5.6). */
  readonly newsShape: 'A' | 'B';
  /** First letter of `data.action`. `usual` (default): small, but capital in news shape B. */
  readonly actionCase: 'usual' | 'lower' | 'capital';
  /** The word for a deletion. `usual` (default): deleted, but removed in news shape B. */
  readonly deleteWord: 'usual' | 'deleted' | 'removed';
  /** Precision of `data.timestamp`. `usual` (default): that of the stream's example in the protocol page. */
  readonly timestamps: 'usual' | 's' | 'ms' | 'ns';
  /** Whether a deletion repeats the content. Default true. */
  readonly deletesHaveContent: boolean;
  /** Calendar numbers are `""`, the provider's way of saying not available. Default false. */
  readonly emptyNumbers: boolean;
  /** Acknowledgements and `pong` of the transcripts stream are JSON strings, not bare text. Default false. */
  readonly quotedReplies: boolean;
  /** The six other streams too greet with a status object. Default false. */
  readonly statusOnConnect: boolean;
  /** Any text frame of a client ends its connection, as the older News page threatened. Default false. */
  readonly strictLegacy: boolean;
}

/** How Benzinga's practice feed behaves. Defaults are those of the protocol page, sections 8 and 9. */
export interface BenzingaOptions {
  /**
   * How often each stream publishes by itself; one number is for all. Defaults: news 8 s, ratings 10 s, others 12 to
   * 20 s, each call one sentence in 2 s. 0: only on command, the default where the market's `rate` is 0.
   */
  readonly everyMs?: number | Partial<Readonly<Record<BenzingaStream, number>>>;
  /** Period of control pings, one of which unanswered ends the connection. Default 10,000; 0 for none. */
  readonly controlPingMs?: number;
  /** How long the refusal of a second connection takes: 5,000 was captured at the real one. Default 0. */
  readonly slotDelayMs?: number;
  /** How long a token's place on a stream stays taken after an unclean end. Default 3,000. */
  readonly slotHoldMs?: number;
  readonly dialect?: Partial<Dialect>;
  /** Frames kept in the journal. Default 100,000; 0 for none. */
  readonly journal?: number;
}

/** Every option with its value. */
export type BenzingaSettings = Required<Omit<BenzingaOptions, 'everyMs' | 'dialect'>> & {
  readonly everyMs: Readonly<Record<BenzingaStream, number>>;
  readonly dialect: Dialect;
};

const EVERY_MS: Readonly<Record<BenzingaStream, number>> = {
  insights: 12_000,
  ratings: 10_000,
  consensus: 15_000,
  earnings: 14_000,
  'bulls-bears': 20_000,
  news: 8_000,
  transcripts: 2_000,
};

const DIALECT: Dialect = {
  newsShape: 'A',
  actionCase: 'usual',
  deleteWord: 'usual',
  timestamps: 'usual',
  deletesHaveContent: true,
  emptyNumbers: false,
  quotedReplies: false,
  statusOnConnect: false,
  strictLegacy: false,
};

/** Fills in the defaults; `rate` is the market's: where prices stand still, the streams are silent too. */
export function settle(options: BenzingaOptions, rate: number): BenzingaSettings {
  const { everyMs = {} } = options;
  const manual = allStreams(0);
  const usual = rate > 0 ? EVERY_MS : manual;
  return {
    controlPingMs: 10_000,
    slotDelayMs: 0,
    slotHoldMs: 3_000,
    journal: 100_000,
    ...options,
    everyMs: typeof everyMs === 'number' ? allStreams(everyMs) : { ...usual, ...everyMs },
    dialect: { ...DIALECT, ...options.dialect },
  };
}

function allStreams(everyMs: number): Record<BenzingaStream, number> {
  return Object.fromEntries(STREAMS.map(stream => [stream, everyMs])) as Record<BenzingaStream, number>;
}

/** What can be changed while the feed runs. Where the provider is silent, the protocol page's section 9 gives the default. */
export interface TradeWatchSwitches {
  /** Prices and timestamps as decimal `texts` (default, as documented), or as `numbers` as the REST API has them. */
  readonly values: 'texts' | 'numbers';
  /** Unit of quotes' timestamps. Default `ms`, as documented; the REST examples have `seconds`. */
  readonly timestamps: 'ms' | 'seconds';
  /** False leaves `mid` out of quotes. Default true. */
  readonly mid: boolean;
  /** Share of quotes that carry the timestamp of the quote before, which is no id. Default 0.02. */
  readonly equalTimestamps: number;
  /** How long the status waits before it leaves; quotes do not wait for it. Default 0. */
  readonly statusDelayMs: number;
  /** The last quote follows the first status `at-once` (default), or nothing before the `next-tick`. */
  readonly firstQuote: 'at-once' | 'next-tick';
  /** Unknown symbols: `omit` (default) them from the status, or also send an `error`. */
  readonly unknownSymbols: 'omit' | 'error';
  /** Shape of the server's error frames, none of which is documented. Default `event`. */
  readonly errorShape: ErrorShape;
}

/** The shapes that the protocol page, section 7, says a client should know. */
export type ErrorShape = 'event' | 'object' | 'text' | 'message' | 'detail';

/** How TradeWatch's practice feed behaves. */
export interface TradeWatchOptions extends Partial<TradeWatchSwitches> {
  /** API keys accepted. Default: any, except those starting with `wrong` (401) or `noplan` (403). */
  readonly keys?: readonly string[];
  /** Symbols per client message; a message with more gets an error. Default 100; `Infinity` for no limit. */
  readonly symbolsPerMessage?: number;
  /** Symbols per connection; those beyond are left out of the status. Default `Infinity`; a real limit is not published. */
  readonly maxSymbols?: number;
  /** Connection attempts in ten seconds before 429. Default 1,000. */
  readonly attempts?: number;
  /** How long a connection may be without a symbol. Default 30,000; 0 for ever. */
  readonly emptyMs?: number;
  /** Period of WebSocket control pings; who misses two is cut. Default 20,000; 0 for none. */
  readonly controlPingMs?: number;
  /** Frames kept in the journal. Default 100,000; 0 for none. */
  readonly journal?: number;
}

/** Every option with its value. */
export type TradeWatchSettings = Required<Omit<TradeWatchOptions, keyof TradeWatchSwitches | 'keys'>> & {
  readonly keys: readonly string[] | undefined;
  /** Replaced as a whole by `adjust`. */
  switches: TradeWatchSwitches;
};

/** Fills in the defaults. */
export function settle(options: TradeWatchOptions): TradeWatchSettings {
  return {
    keys: options.keys,
    symbolsPerMessage: options.symbolsPerMessage ?? 100,
    maxSymbols: options.maxSymbols ?? Infinity,
    attempts: options.attempts ?? 1_000,
    emptyMs: options.emptyMs ?? 30_000,
    controlPingMs: options.controlPingMs ?? 20_000,
    journal: options.journal ?? 100_000,
    switches: {
      values: options.values ?? 'texts',
      timestamps: options.timestamps ?? 'ms',
      mid: options.mid ?? true,
      equalTimestamps: options.equalTimestamps ?? 0.02,
      statusDelayMs: options.statusDelayMs ?? 0,
      firstQuote: options.firstQuote ?? 'at-once',
      unknownSymbols: options.unknownSymbols ?? 'omit',
      errorShape: options.errorShape ?? 'event',
    },
  };
}

/** What can be changed while the feed runs. Where the protocol page is silent, its sections 7 and 8 give the default. */
export interface FinFeedApiSwitches {
  /** A bad key gets an error `frame` after the upgrade and a close (default), or status 401 at the `handshake`. */
  readonly badKey: 'frame' | 'handshake';
  /** `documented` (default): `fillings` and `filling_date`; `rest`: `filings` and the names of the REST twin. */
  readonly spelling: 'documented' | 'rest';
  /** `hearbeat` is how the sister streams spell it. Default `heartbeat`. */
  readonly heartbeatSpelling: 'heartbeat' | 'hearbeat';
  /** Digits after the second in `discovered_time` of new filings. Default 6, as in the documented example. */
  readonly fractionDigits: FractionDigits;
  /** How much older than the moment of sending `discovered_time` of new live filings is. Default 0. */
  readonly lagSeconds: number;
}

/** The documented examples have 6 and 7 digits, their text says nanoseconds (protocol page, section 4.2). */
export type FractionDigits = 6 | 7 | 9;

/** How FinFeedAPI's practice feed behaves. */
export interface FinFeedApiOptions extends Partial<FinFeedApiSwitches> {
  /** API keys accepted. Default: any, except those starting with `wrong`. */
  readonly keys?: readonly string[];
  /** Filings replayed to each new connection. Default 200. */
  readonly backlog?: number;
  /** Period of live filings. Default 6,000, or 0 (only on command) where the market's `rate` is 0. */
  readonly everyMs?: number;
  /** Silence before a heartbeat, for clients that asked for it. Default 1,000. */
  readonly heartbeatMs?: number;
  /** Period of WebSocket control pings; who leaves one unanswered is cut. Default 60,000; 0 for none. */
  readonly controlPingMs?: number;
  /** Close codes, none of which is documented. */
  readonly closeCodes?: Partial<CloseCodes>;
  /** Frames kept in the journal. Default 100,000; 0 for none. */
  readonly journal?: number;
}

/** Close code by cause. */
export interface CloseCodes {
  /** After an error frame. Default 1008. */
  readonly error: number;
  /** After the error about a full buffer. Default 1013. */
  readonly bufferFull: number;
  /** At the deadline of a `reconnect` frame. Default 1001. */
  readonly reconnect: number;
}

/** Every option with its value. */
export type FinFeedApiSettings = Required<
  Omit<FinFeedApiOptions, keyof FinFeedApiSwitches | 'keys' | 'closeCodes'>
> & {
  readonly keys: readonly string[] | undefined;
  readonly closeCodes: CloseCodes;
  /** Replaced as a whole by `adjust`. */
  switches: FinFeedApiSwitches;
};

/** Fills in the defaults; `rate` is the market's, since filings are silent where prices are. */
export function settle(options: FinFeedApiOptions, rate: number): FinFeedApiSettings {
  return {
    keys: options.keys,
    backlog: options.backlog ?? 200,
    everyMs: options.everyMs ?? (rate > 0 ? 6_000 : 0),
    heartbeatMs: options.heartbeatMs ?? 1_000,
    controlPingMs: options.controlPingMs ?? 60_000,
    closeCodes: { error: 1008, bufferFull: 1013, reconnect: 1001, ...options.closeCodes },
    journal: options.journal ?? 100_000,
    switches: {
      badKey: options.badKey ?? 'frame',
      spelling: options.spelling ?? 'documented',
      heartbeatSpelling: options.heartbeatSpelling ?? 'heartbeat',
      fractionDigits: options.fractionDigits ?? 6,
      lagSeconds: options.lagSeconds ?? 0,
    },
  };
}

/** What the practice feed knows of an InsightSentry plan. */
export interface PlanOptions {
  /** Symbol subscriptions: 1 series or 10 quotes each. Default 1,000, which no demo reaches. */
  readonly symbols?: number;
  /** Concurrent connections of one account. Default 100. */
  readonly connections?: number;
}

/** How InsightSentry's practice feed behaves. Defaults are those of the protocol page, section 12. */
export interface InsightSentryOptions {
  /** `guide` (default) is the documented protocol; `newer` adds what the vendor's own client speaks. */
  readonly dialect?: 'guide' | 'newer';
  /** API keys accepted. Default: any, except those starting with `wrong`, `expired` or `free`. */
  readonly keys?: readonly string[];
  readonly plan?: PlanOptions;
  /** Beyond `plan.connections`: `evict` (default) the oldest or `reject` the new one. */
  readonly overLimit?: 'evict' | 'reject';
  /** Time allowed until the first valid subscription. Default 300,000. */
  readonly firstMessageMs?: number;
  /** Period of `server_time`. Default 10,000; 0 for none. */
  readonly heartbeatMs?: number;
  /** Text pings closer together are ignored and counted. Default 15,000. */
  readonly minPingMs?: number;
  /** Period of WebSocket control pings. Default 0: none. */
  readonly controlPingMs?: number;
  /** `sparse` (default): a batch first, then flat frames of what changed; `batch`, `flat`: whole quotes always. */
  readonly quoteShape?: 'sparse' | 'batch' | 'flat';
  /** `ohlc` (default), or `close`: tick points without open, high and low. */
  readonly tickShape?: 'ohlc' | 'close';
  /** History after a replacement: for added and `changed` subscriptions (default) or `always` for all. */
  readonly historyOnReplace?: 'changed' | 'always';
  /** Back-adjustment of continuous futures when the client is silent about it. Default false: the guide contradicts itself. */
  readonly badj?: boolean;
  /** Subscription messages in 3 hours before delays start. Default 120. */
  readonly messageBudget?: number;
  /** Delay per message over the budget, and its cap. Default 250 and 5,000. */
  readonly throttle?: { readonly stepMs: number; readonly capMs: number };
  /** Period of invented headlines. Default 15,000, or 0 (only on command) where the market's `rate` is 0. */
  readonly newsEveryMs?: number;
  /** New keys of the key endpoint per RapidAPI key and day. Default 10. */
  readonly keysPerDay?: number;
  /** Lifetime of such a key. Default one week. */
  readonly keyLifetimeMs?: number;
  /**
   * What becomes of a connection whose last message carried a key that has ended since: undocumented. `stay` (default),
   * or `close` with the next heartbeat.
   */
  readonly whenKeyEnds?: 'stay' | 'close';
  /** Close codes, none of which is documented. */
  readonly closeCodes?: Partial<CloseCodes>;
  /** Frames kept in the journal. Default 100,000; 0 for none. */
  readonly journal?: number;
}

/** Close code by cause. */
export interface CloseCodes {
  /** No valid subscription in time, eviction, too many connections, a key that has ended. Default 1008. */
  readonly policy: number;
  /** `internal_server_error`. Default 1011. */
  readonly internal: number;
  /** `server_busy`. Default 1013. */
  readonly busy: number;
}

/** Every option with its value. */
export type InsightSentrySettings = Required<Omit<InsightSentryOptions, 'keys' | 'plan' | 'closeCodes'>> & {
  readonly keys: readonly string[] | undefined;
  readonly plan: Required<PlanOptions>;
  readonly closeCodes: CloseCodes;
};

const WEEK_MS = 7 * 24 * 3_600_000;

/** Fills in the defaults; `rate` is the market's, since headlines are silent where prices are. */
export function settle(options: InsightSentryOptions, rate: number): InsightSentrySettings {
  return {
    dialect: 'guide',
    overLimit: 'evict',
    firstMessageMs: 300_000,
    heartbeatMs: 10_000,
    minPingMs: 15_000,
    controlPingMs: 0,
    quoteShape: 'sparse',
    tickShape: 'ohlc',
    historyOnReplace: 'changed',
    badj: false,
    messageBudget: 120,
    throttle: { stepMs: 250, capMs: 5_000 },
    newsEveryMs: rate > 0 ? 15_000 : 0,
    keysPerDay: 10,
    keyLifetimeMs: WEEK_MS,
    whenKeyEnds: 'stay',
    journal: 100_000,
    ...options,
    keys: options.keys,
    plan: { symbols: 1_000, connections: 100, ...options.plan },
    closeCodes: { policy: 1008, internal: 1011, busy: 1013, ...options.closeCodes },
  };
}

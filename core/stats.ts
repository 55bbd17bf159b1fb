import type { BudgetUse } from './budget';
import type { DeliveryCount } from './delivery';

/** Counters of one connection since it was made. Times are ms since 1970, or null before the first. */
export interface ConnectionStats {
  provider: string;
  stream: string;
  account: string;
  slot: number;
  state: string;
  /** Why it waits or failed, in a sentence; null otherwise. */
  cause: string | null;
  since: number;
  subscribers: number;
  topics: number;
  dials: number;
  frames: number;
  bytes: number;
  events: number;
  /** Bars that were equal to what had been sent. */
  repeats: number;
  /** Frames that held nothing known. */
  unknown: number;
  /** Frames that were not parsed, since nobody wanted what they held. */
  skipped: number;
  /** Frames whose head did not show what the gate looks for; they were parsed. */
  gateMissed: number;
  remembered: number;
  lastFrameAt: number | null;
  lastEventAt: number | null;
  /** The server's clock less ours, in ms, where the provider tells its time. */
  skewMs: number | null;
  /** The longest time for which the host's event loop was blocked, in ms. */
  blockedMs: number;
  /** Subscription messages sent, where the provider limits them. */
  budget: BudgetUse | null;
  /** How often a subscriber's sink threw or rejected. */
  sinkFailures: number;
  /** Summed over the subscribers that are there. */
  delivery: DeliveryCount & { queued: number };
}

/** The part of the statistics that a connection counts as it goes. */
export type Counters = Pick<
  ConnectionStats,
  | 'dials'
  | 'frames'
  | 'bytes'
  | 'events'
  | 'repeats'
  | 'unknown'
  | 'lastFrameAt'
  | 'lastEventAt'
  | 'skewMs'
  | 'blockedMs'
>;

export function createCounters(): Counters {
  return {
    dials: 0,
    frames: 0,
    bytes: 0,
    events: 0,
    repeats: 0,
    unknown: 0,
    lastFrameAt: null,
    lastEventAt: null,
    skewMs: null,
    blockedMs: 0,
  };
}

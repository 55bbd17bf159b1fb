import type { Audience } from './audience';
import type { BudgetUse } from './budget';
import type { ConnectionSetup } from './connection-setup';
import type { DeliveryCount } from './delivery';
import type { Gate } from './gate';
import type { Account, Params } from './provider';
import type { FeedState } from './subscriber';

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
  /** Bars and records that were equal to what had been sent. */
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
  /** How late the last live event was, in ms, where the provider tells when it had it. */
  lagMs: number | null;
  /** The longest time for which the host's event loop was blocked, in ms. */
  blockedMs: number;
  /** When the key in use ends, where that is known. */
  keyExpiresAt: number | null;
  /** Whether a new key comes by itself before that. */
  keyRenews: boolean;
  /** Subscription messages sent, where the provider limits them. */
  budget: BudgetUse | null;
  /** How often a subscriber's sink or filter threw or rejected. */
  sinkFailures: number;
  /** Summed over the subscribers that are there. What their filters left out was not received. */
  delivery: DeliveryCount & { queued: number; filtered: number };
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
  | 'lagMs'
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
    lagMs: null,
    blockedMs: 0,
  };
}

/** Where the statistics of a connection come from. */
interface StatsSources<P extends Params, A extends Account> {
  setup: ConnectionSetup<P, A>;
  state: FeedState;
  since: number;
  audience: Audience<P>;
  counters: Counters;
  gate: Gate;
}

/** A snapshot of a connection's statistics. */
export function connectionStats<P extends Params, A extends Account>(
  sources: StatsSources<P, A>,
): ConnectionStats {
  const { setup, state, since, audience, counters, gate } = sources;
  const key = setup.keyExpiry();
  return {
    provider: setup.provider.id,
    stream: setup.stream,
    account: setup.account.name,
    slot: setup.slot,
    state: state.name,
    cause: 'cause' in state ? state.cause.message : null,
    since,
    subscribers: audience.size,
    topics: audience.router.topics,
    ...counters,
    skipped: gate.skipped,
    gateMissed: gate.missed,
    remembered: audience.router.remembered,
    keyExpiresAt: key?.at ?? null,
    keyRenews: key?.renews ?? false,
    budget: setup.budget?.use(setup.ports.clock.now()) ?? null,
    sinkFailures: audience.sinkFailures,
    delivery: audience.delivery,
  };
}

/** Our engine as the bench uses it. */
import type { FeedState, Sink } from '../core/subscriber';
import type { Engine, Subscription } from '../core/subscribe';
import { insightSentry } from '../nodes/InsightSentry/insightsentry.provider';
import type { LiveParams } from '../nodes/InsightSentry/plan';
import type { Meter } from './measure';

/**
 * Starts the meter once the warm-up's frames are in: the engine's own counter is looked at in each turn of the event
 * loop, so that nothing of the bench stands in the way of a frame.
 */
export function startWhenWarm(engine: Engine, meter: Meter): void {
  const frames = engine.connections()[0]?.frames ?? 0;
  if (!meter.startsAt(frames)) setImmediate(() => startWhenWarm(engine, meter));
}

export interface Wish {
  server: string;
  /** Accounts with other keys have connections of their own. */
  apiKey?: string;
  /** A row of the node's table. */
  row: Record<string, unknown>;
  events: Sink['events'];
  state?: (state: FeedState) => void;
}

/** Subscribes as a Node-RED node with the default delivery does. */
export function subscribe(engine: Engine, wish: Wish): Subscription<LiveParams> {
  const { server, apiKey = 'bench-key', row, events, state = () => undefined } = wish;
  const account = insightSentry.account({ apiKey, server }, 'bench');
  return engine.subscribe({
    provider: insightSentry,
    account,
    params: insightSentry.parse({ subscriptions: [row] }, account),
    name: 'bench',
    delivery: { mode: 'every', everyMs: 1000, batchSize: 100 },
    sink: { events, notice: () => undefined, state },
  });
}

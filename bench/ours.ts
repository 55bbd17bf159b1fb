/** Our engine as the bench uses it. */
import type { FeedState, Sink } from '../core/subscriber';
import { createEngine, type Engine, type Subscription } from '../core/subscribe';
import { insightSentry } from '../nodes/InsightSentry/insightsentry.provider';
import type { LiveParams } from '../nodes/InsightSentry/plan';
import { nodePorts } from '../ports/node';
import type { Meter } from './measure';

/** An engine with the meter in front: frames are counted at the same place for all consumers. */
export function meteredEngine(meter: Meter): Engine {
  return createEngine({
    ...nodePorts,
    dial: (request, handlers) =>
      nodePorts.dial(request, {
        ...handlers,
        received: (frame, binary) => {
          meter.frame();
          handlers.received(frame, binary);
        },
      }),
  });
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

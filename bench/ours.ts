/** Our engine as the bench uses it. */
import type { Account, Params, Provider } from '../core/provider';
import type { FeedState, Sink } from '../core/subscriber';
import type { Engine, Subscription } from '../core/subscribe';
import { benzinga } from '../nodes/Benzinga/benzinga.provider';
import type { BenzingaParams } from '../nodes/Benzinga/params';
import { insightSentry } from '../nodes/InsightSentry/insightsentry.provider';
import type { LiveParams } from '../nodes/InsightSentry/plan';
import { report, type Meter } from './measure';

/**
 * Starts the meter once the warm-up's frames are in: the engine's own counter is looked at in each turn of the event
 * loop, so that nothing of the bench stands in the way of a frame.
 */
export function startWhenWarm(engine: Engine, meter: Meter): void {
  const frames = engine.connections()[0]?.frames ?? 0;
  if (!meter.startsAt(frames)) setImmediate(() => startWhenWarm(engine, meter));
}

/** What to do in each state of the only connection: the feed has closed it, so the measurement ends. */
export function finishWhenClosed(engine: Engine, meter: Meter): (state: FeedState) => void {
  return ({ name }) => {
    if (name !== 'waiting') return;
    const [counted] = engine.connections();
    engine.close();
    meter.frames = counted?.frames ?? 0;
    meter.skipped = counted?.skipped ?? 0;
    meter.gateMissed = counted?.gateMissed ?? 0;
    meter.repeats = counted?.repeats ?? 0;
    report(meter.finish());
  };
}

/** Who wants something of a feed. */
interface Listener {
  server: string;
  /** Accounts with other keys have connections of their own. */
  apiKey?: string;
  events: Sink['events'];
  state?: (state: FeedState) => void;
}

export interface Wish extends Listener {
  /** A row of the node's table. */
  row: Record<string, unknown>;
}

/** Subscribes as a Node-RED node with the default delivery does. */
function start<P extends Params, A extends Account>(
  engine: Engine,
  provider: Provider<P, A>,
  form: Record<string, unknown>,
  { server, apiKey = 'bench-key', events, state = () => undefined }: Listener,
): Subscription<P> {
  const account = provider.account({ apiKey, server }, 'bench');
  return engine.subscribe({
    provider,
    account,
    params: provider.parse(form, account),
    name: 'bench',
    delivery: { mode: 'every', everyMs: 1000, batchSize: 100 },
    sink: { events, notice: () => undefined, state },
  });
}

/** Subscribes to InsightSentry's quotes or bars. */
export function subscribe(engine: Engine, { row, ...listener }: Wish): Subscription<LiveParams> {
  return start(engine, insightSentry, { subscriptions: [row] }, listener);
}

/** Subscribes to all of Benzinga's news. */
export function subscribeNews(engine: Engine, listener: Listener): Subscription<BenzingaParams> {
  return start(engine, benzinga, { stream: 'news' }, listener);
}

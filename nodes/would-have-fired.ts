/** Tries alert rules on a recording, bounded in time and in what it gives. */
import type { Clock } from '../core/ports';
import { toIso } from '../core/read';
import type { AlertRules } from '../transforms/alert/alert';
import { AlertReplay } from '../transforms/alert/alert-replay';
import type { EventReader } from './recording-reader';

/** The page and the person wait no longer than this. */
export const longestMs = 10_000;
/** Alerts that are told; the others are counted. */
export const mostAlerts = 100;
/** The event loop is held for no longer than this. */
const turnMs = 10;

/** What is told of an alert. */
export interface ToldAlert {
  time: string;
  alert: string;
  rule: number;
  symbol: string | null;
  message: string;
}

/** What rules would have done. Times are ISO 8601 in UTC. */
export interface Tried {
  /** Alerts in all. */
  count: number;
  /** The first of them. */
  alerts: ToldAlert[];
  perRule: { alert: string; rule: number; fired: number }[];
  /** Held down by a cool-down or quiet hours. */
  suppressed: number;
  /** Still waiting after the last event. */
  waiting: number;
  /** Events that were looked at. */
  events: number;
  /** Lines of the recording that were none. */
  malformed: number;
  /** When the first and the last of the events arrived; null where there are none. */
  from: string | null;
  to: string | null;
  /** False where the time was over before the recording was. */
  isComplete: boolean;
}

/**
 * Runs rules over a recording, in turns that others' work fits between. Ends early when `isWanted` says no, or after
 * {@link longestMs}. Rejects with a ConfigError where the recording cannot be read.
 */
export async function tryAlerts(
  rules: AlertRules,
  reader: EventReader,
  clock: Clock,
  isWanted: () => boolean,
): Promise<Tried> {
  const replay = new AlertReplay(rules, mostAlerts);
  const end = clock.now() + longestMs;
  let turnEnd = clock.now() + turnMs;
  let events = 0;
  let [from, to] = [NaN, NaN];
  let isComplete = false;
  trying: while (isWanted()) {
    const some = await reader.read();
    if (!some) {
      isComplete = true;
      break;
    }
    for (const { event, at } of some) {
      const now = clock.now();
      if (now >= end) break trying;
      if (now >= turnEnd) {
        await new Promise<void>(resolve => clock.after(0, resolve));
        turnEnd = clock.now() + turnMs;
      }
      replay.take(event, at);
      events += 1;
      if (Number.isNaN(from)) from = at;
      to = at;
    }
  }
  const { alerts, counts } = replay.result;
  return {
    count: counts.fired,
    alerts: alerts.map(({ time, alert, rule, symbol, message }) => ({ time, alert, rule, symbol, message })),
    perRule: counts.perRule,
    suppressed: counts.suppressed,
    waiting: counts.waiting,
    events,
    malformed: reader.malformed,
    from: toIso(from),
    to: toIso(to),
    isComplete,
  };
}

import type { MarketEvent } from '../../core/event';
import { AlertOperator, type Alert, type AlertCounts, type AlertRules } from './alert';
import { ownTime } from './alert-times';

export interface Replayed {
  /** In the order in which they would have fired. */
  alerts: Alert[];
  /** In all, and how many each rule fired, in the order of the rules. */
  counts: AlertCounts & { perRule: { alert: string; rule: number; fired: number }[] };
}

/**
 * What rules would have done over recorded events: the clock is the events' own time, which never goes back. The
 * events come in the order in which they were received, so that late ones are late here too; holds fire between them.
 * What still waits after the last event has not fired: it stands in `counts.waiting`.
 */
export function wouldHaveFired(rules: AlertRules, events: Iterable<MarketEvent>): Replayed {
  const operator = new AlertOperator(rules);
  const alerts: Alert[] = [];
  const perRule = rules.map(({ name, place }) => ({ alert: name, rule: place, fired: 0 }));
  let now = -Infinity;
  for (const event of events) {
    const time = ownTime(event);
    // Before the first event that tells a time there is none.
    if (time > now) now = time;
    for (const alert of operator.take(event, Number.isFinite(now) ? now : 0)) {
      alerts.push(alert);
      const counter = perRule[alert.rule - 1];
      if (counter) counter.fired += 1;
    }
  }
  return { alerts, counts: { ...operator.counts, perRule } };
}

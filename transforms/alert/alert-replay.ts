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
 * Runs rules over recorded events: the clock is the events' own time, which never goes back. The events come in the
 * order in which they were received, so that late ones are late here too; holds fire between them. What still waits
 * after the last event has not fired: it stands in `counts.waiting`.
 */
export class AlertReplay {
  private readonly operator: AlertOperator;
  private readonly alerts: Alert[] = [];
  private readonly perRule: Replayed['counts']['perRule'];
  private now = -Infinity;

  /** @param mostAlerts alerts that are kept, the first; all are counted */
  constructor(
    rules: AlertRules,
    private readonly mostAlerts = Infinity,
  ) {
    this.operator = new AlertOperator(rules);
    this.perRule = rules.map(({ name, place }) => ({ alert: name, rule: place, fired: 0 }));
  }

  take(event: MarketEvent): void {
    const time = ownTime(event);
    // Before the first event that tells a time there is none.
    if (time > this.now) this.now = time;
    for (const alert of this.operator.take(event, Number.isFinite(this.now) ? this.now : 0)) {
      if (this.alerts.length < this.mostAlerts) this.alerts.push(alert);
      const counter = this.perRule[alert.rule - 1];
      if (counter) counter.fired += 1;
    }
  }

  /** What would have happened so far. */
  get result(): Replayed {
    return { alerts: this.alerts, counts: { ...this.operator.counts, perRule: this.perRule } };
  }
}

/** What rules would have done over recorded events, see {@link AlertReplay}. */
export function wouldHaveFired(rules: AlertRules, events: Iterable<MarketEvent>): Replayed {
  const replay = new AlertReplay(rules);
  for (const event of events) replay.take(event);
  return replay.result;
}

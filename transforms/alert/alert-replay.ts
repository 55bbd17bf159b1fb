import type { MarketEvent } from '../../core/event';
import { AlertOperator, type Alert, type AlertCounts, type AlertRules } from './alert';
import type { Recorded } from '../recording/recording-format';

export interface Replayed {
  /** In the order in which they would have fired. */
  alerts: Alert[];
  /** In all, and how many each rule fired, in the order of the rules. */
  counts: AlertCounts & { perRule: { alert: string; rule: number; fired: number }[] };
}

/**
 * Runs rules over recorded events: the clock shows when each arrived, as it did live, and never goes back. The events
 * come in the order in which they were received, so that late ones are late here too; holds fire between them. What still
 * waits after the last event has not fired: it stands in `counts.waiting`.
 */
export class AlertReplay {
  private readonly operator: AlertOperator;
  private readonly alerts: Alert[] = [];
  private readonly perRule: Replayed['counts']['perRule'];
  private now = 0;

  /** @param mostAlerts alerts that are kept, the first; all are counted */
  constructor(
    rules: AlertRules,
    private readonly mostAlerts = Infinity,
  ) {
    this.operator = new AlertOperator(rules);
    this.perRule = rules.map(({ name, place }) => ({ alert: name, rule: place, fired: 0 }));
  }

  /** @param at when it arrived, in ms since 1970 */
  take(event: MarketEvent, at: number): void {
    if (at > this.now) this.now = at;
    for (const alert of this.operator.take(event, this.now)) {
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
export function wouldHaveFired(rules: AlertRules, recorded: Iterable<Recorded>): Replayed {
  const replay = new AlertReplay(rules);
  for (const { event, at } of recorded) replay.take(event, at);
  return replay.result;
}

/** Runs alert rules in a trigger: with its events, with time, and over restarts. */
import type { INodeExecutionData, ITriggerFunctions } from 'n8n-workflow';
import type { MarketEvent } from '../core/event';
import type { Clock, Store } from '../core/ports';
import type { Account, Params } from '../core/provider';
import { nodePorts } from '../ports/node';
import { AlertOperator, type Alert, type AlertRules } from '../transforms/alert/alert';
import { DueTimer } from './due-timer';
import { eventItem, Runs } from './n8n-runs';
import type { Outlet, Setup } from './n8n-setup';
import { keptName, n8nStore } from './n8n-store';
import { jsonOf } from './n8n-transform';

/** Alerts that wait for a run at most; of more, the oldest are dropped. */
export const mostWaiting = 1000;

/** An alert as the item of a workflow: as Market Alert gives it. */
export function alertItem(alert: Alert, simplify: boolean): INodeExecutionData {
  return { json: { ...jsonOf(alert), event: eventItem(alert.event, simplify).json } };
}

/** Where alerts go, and what outlives the trigger. */
export interface AlertsHost {
  readonly clock: Clock;
  readonly store: Store;
  /** What the store knows the rules by. */
  readonly name: string;
  /** Settles when the runs for these alerts have ended; more come after that. */
  tell(alerts: Alert[]): Promise<void>;
  /** Runs take longer than alerts come: so many were dropped. */
  dropped(count: number): void;
}

/**
 * The rules of one published trigger. They look at every event, also while runs take their time. What they remember is
 * in a file of n8n's user folder and not in the workflow's static data: n8n saves that of a trigger whole as it was when
 * the trigger started, over what other nodes have saved since.
 */
export class LiveAlerts {
  private readonly operator: AlertOperator;
  private readonly timer: DueTimer;
  private waiting: Alert[] = [];
  private dropped = 0;
  private isTelling = false;

  constructor(
    rules: AlertRules,
    private readonly host: AlertsHost,
  ) {
    this.operator = new AlertOperator(rules);
    this.timer = new DueTimer(host.clock, () => this.took(this.operator.due(host.clock.now())));
    this.operator.restore(host.store.load(host.name));
  }

  events(events: MarketEvent[]): void {
    const now = this.host.clock.now();
    this.took(events.flatMap(event => this.operator.take(event, now)));
  }

  async stop(): Promise<void> {
    this.timer.stop();
    this.waiting = [];
    await this.host.store.flush(this.host.name);
  }

  private took(alerts: Alert[]): void {
    this.host.store.keep(this.host.name, () => this.operator.save());
    this.timer.set(this.operator.dueAt);
    this.waiting.push(...alerts);
    const excess = Math.max(0, this.waiting.length - mostWaiting);
    this.waiting.splice(0, excess);
    this.dropped += excess;
    if (!this.isTelling) void this.tellAll();
  }

  private async tellAll(): Promise<void> {
    this.isTelling = true;
    while (this.waiting.length > 0) {
      if (this.dropped > 0) this.host.dropped(this.dropped);
      this.dropped = 0;
      await this.host.tell(this.waiting.splice(0)).catch(() => undefined);
    }
    this.isTelling = false;
  }
}

/** Runs of a trigger whose rules say what starts them. Throws nothing: rules that were read can run. */
export function alertOutlet<P extends Params, A extends Account>(
  context: ITriggerFunctions,
  { provider, params, account, form }: Setup<P, A>,
  rules: AlertRules,
): Outlet {
  const { clock } = nodePorts;
  const node = context.getNode();
  const warn = (message: string): void => context.logger.warn(`${node.name}: ${message}`);
  const runs = new Runs(context, form, clock, alertItem);
  const dropped = (count: number): void => {
    const message = `${count} alerts were dropped: runs of this workflow take longer than alerts come.`;
    const time = new Date(clock.now()).toISOString();
    const feed = { provider: provider.id, stream: params.stream, account: account.name };
    warn(message);
    runs.notice({ notice: 'dropped', ...feed, time, message, count });
  };
  const alerts = new LiveAlerts(rules, {
    ...{ clock, store: n8nStore(context.logger), dropped },
    name: keptName('alerts', context),
    tell: told => runs.events(told),
  });
  return {
    events: events => alerts.events(events),
    notice: notice => runs.notice(notice),
    stop: () => {
      runs.stop();
      return alerts.stop();
    },
  };
}

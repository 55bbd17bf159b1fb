/** Runs alert rules in a trigger: with its events, with time, and over restarts. */
import type { INodeExecutionData, ITriggerFunctions } from 'n8n-workflow';
import { isRecord, seriesOf, type MarketEvent } from '../core/event';
import { KeptRows } from '../core/kept-rows';
import type { Ledger } from '../core/ledger';
import type { Cancel, Clock, Store } from '../core/ports';
import type { Account, Params } from '../core/provider';
import { isObject } from '../core/read';
import { nodePorts } from '../ports/node';
import { AlertOperator, type Alert, type AlertRules } from '../transforms/alert/alert';
import { DueTimer } from './due-timer';
import { eventItem, isSimple, Runs } from './n8n-runs';
import type { Outlet, Setup } from './n8n-setup';
import { keptName, n8nStore } from './n8n-store';
import { jsonOf } from './n8n-transform';
import { isAlert, isEvent } from './payload';

/** Alerts that wait for a run at most; of more, the oldest are dropped. */
export const mostWaiting = 1000;
/** What fired is noted this long after, once its alerts are on the disk: that is no reason to write more often. */
const noteMs = 10_000;

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
  /** Whether alerts bring the provider's own object of their event. */
  readonly withRaw: boolean;
  /**
   * Takes alerts out of the list, at least one, as a run starts for them, and says so by `left`. Settles when none is
   * left and the last run has ended, or when the trigger stops.
   */
  tell(waiting: Alert[]): Promise<void>;
  /** Rules have looked at these events, and what waits of it is on the disk. */
  judged(events: readonly MarketEvent[]): void;
  /** Runs take longer than alerts come: so many were dropped. */
  dropped(count: number): void;
}

/** Of events with the same key only the last one is to be noted. */
function keyOf(event: MarketEvent): string {
  if (isRecord(event)) return event.id;
  return event.type === 'bar' ? seriesOf(event) : (event.symbol ?? event.id);
}

/** Alerts that waited when an earlier process ended, but for those of rules that are gone or say something else now. */
function waitingIn(saved: unknown, rules: AlertRules): Alert[] {
  const waiting: unknown[] = isObject(saved) && Array.isArray(saved.waiting) ? saved.waiting : [];
  return waiting.flatMap(alert => {
    if (!isAlert(alert) || !isEvent(alert.event)) return [];
    const rule = rules.find(({ key }) => key === alert.ruleKey);
    return rule ? [{ ...alert, alert: rule.name, rule: rule.place }] : [];
  });
}

/**
 * The rules of one published trigger. They look at every event, also while runs take their time. What they remember, and
 * the alerts that wait for a run, are in a file of n8n's user folder and not in the workflow's static data: n8n saves that
 * of a trigger whole as it was when the trigger started, over what other nodes have saved since.
 */
export class LiveAlerts {
  private readonly operator: AlertOperator;
  private readonly timer: DueTimer;
  /** The oldest first. */
  private readonly waiting: Alert[];
  private dropped = 0;
  private isTelling = false;
  private isStopped = false;
  /** What fired, until that is on the disk, and what came after it with the same {@link keyOf}: the last one counts. */
  private readonly fired = new Map<string, MarketEvent>();
  private cancelNote: Cancel | undefined;

  constructor(
    rules: AlertRules,
    private readonly host: AlertsHost,
  ) {
    this.operator = new AlertOperator(rules);
    this.timer = new DueTimer(host.clock, () => this.took(this.operator.due(host.clock.now())));
    const saved = host.store.load(host.name);
    this.operator.restore(saved);
    this.waiting = waitingIn(saved, rules);
  }

  /** Tells the alerts that waited when the trigger stopped. */
  start(): void {
    this.took([]);
  }

  events(events: readonly MarketEvent[]): void {
    const now = this.host.clock.now();
    const alerts = events.flatMap(event => this.operator.take(event, now));
    this.took(alerts);
    if (alerts.length === 0 && this.fired.size === 0) return this.host.judged(events);
    const free: MarketEvent[] = [];
    for (const event of events) {
      const key = keyOf(event);
      if (alerts.length === 0 && !this.fired.has(key)) free.push(event);
      else this.noteLater(key, event);
    }
    this.host.judged(free);
    this.cancelNote ??= this.host.clock.after(noteMs, () => void this.note());
  }

  /** A run has started for alerts that waited. */
  left(): void {
    this.keep();
    this.sayDropped();
  }

  /** What waits is told after the next start. */
  async stop(): Promise<void> {
    this.isStopped = true;
    this.timer.stop();
    this.cancelNote?.();
    this.sayDropped();
    await this.note();
  }

  private took(alerts: Alert[]): void {
    this.waiting.push(...alerts);
    const excess = Math.max(0, this.waiting.length - mostWaiting);
    this.waiting.splice(0, excess);
    this.dropped += excess;
    this.keep();
    this.timer.set(this.operator.dueAt);
    if (!this.isTelling) void this.tellAll();
  }

  private async tellAll(): Promise<void> {
    this.isTelling = true;
    while (this.waiting.length > 0 && !this.isStopped)
      await this.host.tell(this.waiting).catch(() => undefined);
    this.isTelling = false;
  }

  private sayDropped(): void {
    if (this.dropped > 0) this.host.dropped(this.dropped);
    this.dropped = 0;
  }

  /** Of a series the latest bar is noted, also where a correction of an earlier one comes after it. */
  private noteLater(key: string, event: MarketEvent): void {
    const before = this.fired.get(key);
    const isOlder = before?.type === 'bar' && event.type === 'bar' && event.start < before.start;
    if (!isOlder) this.fired.set(key, event);
  }

  /** An event that is noted does not come again: not before what it fired survives the end of the process. */
  private async note(): Promise<void> {
    this.cancelNote = undefined;
    const fired = [...this.fired];
    await this.host.store.flush(this.host.name);
    this.host.judged(fired.map(([, event]) => event));
    for (const [key, event] of fired) if (this.fired.get(key) === event) this.fired.delete(key);
  }

  private keep(): void {
    this.host.store.keep(this.host.name, () => this.save());
  }

  private save(): unknown {
    const kept = (alert: Alert): unknown =>
      this.host.withRaw ? alert : { ...alert, event: { ...alert.event, raw: undefined } };
    // No alert changes while it waits.
    const waiting = new KeptRows([...this.waiting], kept, () => 0);
    return { ...(this.operator.save() as object), waiting };
  }
}

/** Runs of a trigger whose rules say what starts them. Throws nothing: rules that were read can run. */
export function alertOutlet<P extends Params, A extends Account>(
  context: ITriggerFunctions,
  { provider, params, account, form }: Setup<P, A>,
  rules: AlertRules,
  ledger: Ledger,
): Outlet {
  const { clock } = nodePorts;
  const node = context.getNode();
  const warn = (message: string): void => context.logger.warn(`${node.name}: ${message}`);
  const runs = new Runs(context, form, clock, alertItem, () => alerts.left());
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
    withRaw: !isSimple(form),
    tell: waiting => runs.all(waiting),
    judged: events => ledger.note(events),
  });
  alerts.start();
  return {
    events: events => alerts.events(events),
    notice: notice => runs.notice(notice),
    stop: () => {
      runs.stop();
      return alerts.stop();
    },
  };
}

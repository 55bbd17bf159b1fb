import type { IDataObject, INodeExecutionData, IRun, ITriggerFunctions } from 'n8n-workflow';
import { copyEvent, type FeedNotice, type MarketEvent } from '../core/event';
import type { Cancel, Clock } from '../core/ports';
import type { Form } from '../core/provider';
import { toNumber } from '../core/read';

const minuteMs = 60_000;
/** A run that takes longer than this no longer holds the next one back: it may wait for a person. */
const longestRunMs = 600_000;
/** Notices wait this long for events to ride with. */
const noticeMs = 1000;
/** Notices kept while the cap allows no run. */
const mostNotices = 100;

/** Whether items go without the provider's own object. */
export function isSimple({ simplify }: Form): boolean {
  return simplify !== false;
}

/** An event as the item of a workflow. */
export function eventItem(event: MarketEvent, simplify: boolean): INodeExecutionData {
  const { raw, ...rest } = copyEvent(event);
  return { json: simplify ? rest : { ...rest, raw: raw as IDataObject } };
}

/**
 * Turns events, or alerts, into workflow runs: the next run starts when the one before it ended, and no more start in a
 * minute than the user allows; what comes meanwhile leaves in one digest.
 */
export class Runs<Told = MarketEvent> {
  private readonly perMinute: number;
  private readonly simplify: boolean;
  private readonly withNotices: boolean;
  private readonly isEvery: boolean;
  private started: number[] = [];
  private notices: FeedNotice[] = [];
  private tail: Promise<unknown> = Promise.resolve();
  private isStopped = false;
  private readonly cancels = new Set<Cancel>();

  constructor(
    private readonly context: ITriggerFunctions,
    form: Form,
    private readonly clock: Clock,
    private readonly itemOf: (told: Told, simplify: boolean) => INodeExecutionData,
    private readonly leaves: (told: readonly Told[]) => void = () => undefined,
  ) {
    this.perMinute = Math.max(0, toNumber(form.maxRunsPerMinute) ?? 60);
    this.simplify = isSimple(form);
    this.withNotices = form.includeNotices === true;
    this.isEvery = form.delivery === 'every';
  }

  /** Settles when the runs for these events have ended: until then the engine keeps what comes, bounded. */
  events(events: readonly Told[]): Promise<void> {
    return this.all([...events]);
  }

  /**
   * Empties a list, run by run, with what is added to it meanwhile. Whatever is in it has not left: no run has started
   * for it. Settles when the list is empty and the last run has ended, or when the trigger stops.
   */
  all(waiting: Told[]): Promise<void> {
    return this.queue(async () => {
      while (waiting.length > 0 && !this.isStopped) {
        const waited = await this.awaitTurn();
        const count = this.isEvery && !waited ? 1 : waiting.length;
        if (!this.isStopped) await this.run(waiting.splice(0, count));
      }
    });
  }

  notice(notice: FeedNotice): void {
    if (!this.withNotices || this.isStopped) return;
    this.notices.push(notice);
    if (this.notices.length > mostNotices) this.notices.shift();
    if (this.notices.length > 1) return;
    void this.sleep(noticeMs).then(() =>
      this.queue(async () => {
        if (this.notices.length === 0 || this.isStopped) return;
        await this.awaitTurn();
        if (!this.isStopped) await this.run([]);
      }),
    );
  }

  stop(): void {
    this.isStopped = true;
    for (const cancel of this.cancels) cancel();
    this.cancels.clear();
  }

  private queue(work: () => Promise<void>): Promise<void> {
    const done = this.tail.then(work);
    this.tail = done.catch(() => undefined);
    return done;
  }

  /** Waits until the cap allows a run; true if it had to. */
  private async awaitTurn(): Promise<boolean> {
    const now = this.clock.now();
    this.started = this.started.filter(time => time > now - minuteMs);
    const oldest = this.started[this.started.length - this.perMinute];
    if (this.perMinute === 0 || oldest === undefined) return false;
    await this.sleep(oldest + minuteMs - now);
    return true;
  }

  private async run(events: Told[]): Promise<void> {
    this.started.push(this.clock.now());
    const items = events.map(event => this.itemOf(event, this.simplify));
    this.leaves(events);
    const done = this.context.helpers.createDeferredPromise<IRun>();
    this.context.emit(this.withNotices ? [items, this.takeNotices()] : [items], undefined, done);
    const limit = this.timer(longestRunMs);
    // A run that failed is shown by n8n; the feed goes on.
    await Promise.race([done.promise.catch(() => undefined), limit.over]);
    limit.cancel();
  }

  private takeNotices(): INodeExecutionData[] {
    const items = this.notices.map(notice => ({ json: notice as IDataObject }));
    this.notices = [];
    return items;
  }

  private async sleep(ms: number): Promise<void> {
    await this.timer(ms).over;
  }

  /** A timer whose promise settles after `ms`, when cancelled, or when the trigger stops. */
  private timer(ms: number): { over: Promise<void>; cancel: Cancel } {
    let cancel: Cancel = () => undefined;
    const over = new Promise<void>(resolve => {
      const cancelClock = this.clock.after(ms, () => cancel());
      cancel = () => {
        cancelClock();
        this.cancels.delete(cancel);
        resolve();
      };
    });
    if (this.isStopped) cancel();
    else this.cancels.add(cancel);
    return { over, cancel };
  }
}

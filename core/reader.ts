import { ClockWatch } from './clock-watch';
import type { StreamError } from './errors';
import type { MarketEvent, NoticeKind } from './event';
import { Gate } from './gate';
import type { Frame } from './ports';
import { headLength, type Inbound, type Params, type Protocol } from './provider';
import type { Router } from './router';
import type { Counters } from './stats';

/** What the reader works on and reports to. */
export interface ReaderSetup<P extends Params> {
  counters: Counters;
  router: Router<P>;
  ready(): void;
  ended(error: StreamError): void;
  resend(afterMs: number): void;
  keyRefused(error: StreamError): void;
  reconnect(withinMs: number): void;
  /** Tells all, or those who want a topic. */
  notice(notice: NoticeKind, message: string, details?: Record<string, unknown>, topic?: string): void;
}

/** Turns received frames into events for subscribers: gate, read, compare with memory, route, count. */
export class Reader<P extends Params> {
  readonly gate = new Gate();
  readonly clocks: ClockWatch;

  constructor(private readonly setup: ReaderSetup<P>) {
    this.clocks = new ClockWatch(setup);
  }

  /** Counts a frame; true if it is known by its head to hold nothing that anybody wants. */
  skips(protocol: Protocol<P>, frame: Frame, now: number): boolean {
    const { counters, router } = this.setup;
    counters.frames += 1;
    counters.bytes += frame.length;
    if (counters.lastFrameAt !== now) counters.lastFrameAt = now;
    if (!this.gate.open || router.readsRepeats || !this.isUnwanted(protocol, frame)) return false;
    this.gate.record(false);
    return true;
  }

  /** Acts on a frame that was not skipped. */
  read(protocol: Protocol<P>, json: unknown, text: string, now: number): void {
    this.gate.record(this.take(protocol.read(json, text, now), now));
  }

  /** Acts on what a protocol said; true if any of it was wanted by somebody. The caller flushes the router. */
  take(items: readonly Inbound[], now: number): boolean {
    let useful = false;
    for (const item of items) {
      if (item.kind === 'event') {
        useful = this.onEvent(item.topic, item.event, now, item.sentAt) || useful;
        if (item.sentAt !== undefined && !item.event.backfill) this.clocks.event(item.sentAt, now);
      } else {
        // What was read before leaves before what is told now.
        this.setup.router.flush();
        this.onOther(item, now);
        useful = true;
      }
    }
    return useful;
  }

  private isUnwanted(protocol: Protocol<P>, frame: Frame): boolean {
    const verdict = protocol.skips?.(frame.toString('latin1', 0, headLength), this.setup.router.isKnown);
    if (verdict === true) this.gate.skipped += 1;
    else if (verdict === undefined) this.gate.missed += 1;
    return verdict === true;
  }

  /** True unless nobody wanted it. */
  private onEvent(topic: string, event: MarketEvent, now: number, sentAt?: number): boolean {
    const { counters, router } = this.setup;
    const routed = router.event(topic, event, now, sentAt);
    if (routed === 'unwanted') return false;
    if (routed === 'repeat') {
      counters.repeats += 1;
      // A repeated record could have been known by its head; a bar is compared whole.
      return event.type === 'bar';
    }
    counters.events += 1;
    if (counters.lastEventAt !== now) counters.lastEventAt = now;
    return true;
  }

  private onHistory(topic: string, events: readonly MarketEvent[], now: number): void {
    const { counters, router } = this.setup;
    const news = router.history(topic, events);
    counters.repeats += events.length - news;
    counters.events += news;
    counters.lastEventAt = now;
  }

  private onOther(item: Exclude<Inbound, { kind: 'event' }>, now: number): void {
    const { counters, ready, ended, resend, keyRefused, reconnect, notice } = this.setup;
    switch (item.kind) {
      case 'ready':
        return ready();
      case 'heartbeat':
        if (item.serverTime !== undefined) this.clocks.heard(item.serverTime, now);
        return;
      case 'history':
        return this.onHistory(item.topic, item.events, now);
      case 'notice':
        return notice(item.notice, item.message, item.details);
      case 'symbol-refused':
        return notice('symbol-refused', item.message, { symbol: item.symbol, ...item.details }, item.topic);
      case 'error':
        return ended(item.error);
      case 'resend':
        return resend(item.afterMs);
      case 'key-refused':
        return keyRefused(item.error);
      case 'reconnect':
        return reconnect(item.withinMs);
      case 'unknown':
        counters.unknown += 1;
    }
  }
}

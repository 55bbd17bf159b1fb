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

/** A clock that differs by more than this from the server's is worth a notice. */
const skewLimitMs = 5000;
/** Events that are this late are worth a notice; they must be well below before the next one. */
const lagLimitMs = 10_000;

/** Turns received frames into events for subscribers: gate, parse, compare with memory, route, count. */
export class Reader<P extends Params> {
  readonly gate = new Gate();
  private skewTold = false;
  private lagTold = false;

  constructor(private readonly setup: ReaderSetup<P>) {}

  read(protocol: Protocol<P>, frame: Frame, now: number): void {
    const { counters } = this.setup;
    counters.frames += 1;
    counters.bytes += frame.length;
    if (counters.lastFrameAt !== now) counters.lastFrameAt = now;
    // While a gap is filled, what was sent before is worth reading: it shows how far back the filling reaches.
    if (this.gate.open && !this.setup.router.gap && this.isUnwanted(protocol, frame)) {
      this.gate.record(false);
      return;
    }
    this.gate.record(this.take(protocol.read(frame.toString(), now), now));
  }

  /** Acts on what a protocol said; true if any of it was wanted by somebody. The caller flushes the router. */
  take(items: readonly Inbound[], now: number): boolean {
    let useful = false;
    for (const item of items) {
      if (item.kind === 'event') {
        useful = this.onEvent(item.topic, item.event, now, item.sentAt) || useful;
        if (item.sentAt !== undefined && !item.event.backfill) this.onLag(item.sentAt, now);
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

  private onLag(sentAt: number, now: number): void {
    const { counters, notice } = this.setup;
    const lagMs = now + (counters.skewMs ?? 0) - sentAt;
    counters.lagMs = lagMs;
    if (lagMs < lagLimitMs / 2) this.lagTold = false;
    if (this.lagTold || lagMs <= lagLimitMs) return;
    this.lagTold = true;
    notice(
      'lag',
      `Events arrive ${(lagMs / 1000).toFixed(0)} s after the provider had them: this host, its network or the provider is too slow, or this machine's clock is wrong.`,
      { lagMs },
    );
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
        if (item.serverTime !== undefined) this.compareClocks(item.serverTime, now);
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

  /** The server says what time it is: `now` here. */
  compareClocks(serverTime: number, now: number): void {
    const skewMs = serverTime - now;
    this.setup.counters.skewMs = skewMs;
    if (this.skewTold || Math.abs(skewMs) <= skewLimitMs) return;
    this.skewTold = true;
    const direction = skewMs > 0 ? 'behind' : 'ahead of';
    this.setup.notice(
      'clock-skew',
      `This machine's clock is ${(Math.abs(skewMs) / 1000).toFixed(1)} s ${direction} the server's. Set the clock, else times and "how late" cannot be trusted.`,
      { skewMs },
    );
  }
}

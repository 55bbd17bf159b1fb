import type { Bar, BarSpec, BarType } from '../bars';
import type { Instrument } from '../instrument';
import type { InsightSentrySettings } from './options';

/** A quote by the provider's field names (guide, section 3). */
export type WireQuote = Readonly<Record<string, string | number>> & { readonly code: string };

/** Response codes of bar types; only `1m` is documented, the others follow protocol page, section 12. */
const BAR_LETTERS: Readonly<Record<BarType, string>> = {
  tick: 'T',
  second: 's',
  minute: 'm',
  hour: 'h',
  day: 'D',
  week: 'W',
  month: 'M',
};

/** Sent on connect, before authentication (guide, section 1). */
export const GREETING = JSON.stringify({ message: 'Connecting...', server: 'PRACTICE' });

/** The heartbeat, about every 10 s (guide, section 5). */
export function heartbeatFrame(now: number): string {
  return JSON.stringify({ server_time: now });
}

/** The plain error shape (guide, section 6). */
export function messageFrame(message: string): string {
  return JSON.stringify({ message });
}

/** The newer dialect's answer to a subscription (protocol page, section 11). */
export function activeFrame(count: number): string {
  return JSON.stringify({ event: 'subscription_status', status: 'active', subscription_count: count });
}

/** The response code of a kind of bars. */
export function barTypeCode({ type, interval }: BarSpec): string {
  return `${interval}${BAR_LETTERS[type]}`;
}

/** Bars of a series: many at first, one afterwards (guide, sections 3 and 4). */
export function seriesFrame(
  code: string,
  spec: BarSpec,
  bars: readonly Bar[],
  end: number | undefined,
  now: number,
  tickShape: InsightSentrySettings['tickShape'],
): string {
  const bare = spec.type === 'tick' && tickShape === 'close';
  return JSON.stringify({
    code,
    bar_end: end,
    last_update: now,
    bar_type: barTypeCode(spec),
    series: bare ? bars.map(({ time, close, volume }) => ({ time, close, volume })) : bars,
  });
}

/** A whole quote of an instrument; what it does not have, such as a future's market capitalisation, is absent. */
export function wireQuote(instrument: Instrument): WireQuote {
  const quote = instrument.quote();
  const cap: Record<string, number> = quote.marketCap === undefined ? {} : { market_cap: quote.marketCap };
  return {
    code: instrument.code,
    status: quote.status,
    lp_time: quote.lastTime / 1_000,
    volume: quote.volume,
    last_price: quote.last,
    change_percent: quote.changePercent,
    change: quote.change,
    ask: quote.ask,
    bid: quote.bid,
    ask_size: quote.askSize,
    bid_size: quote.bidSize,
    prev_close_price: quote.previousClose,
    open_price: quote.open,
    low_price: quote.low,
    high_price: quote.high,
    ...cap,
    currency_code: instrument.facts.currency,
    delay_seconds: instrument.facts.delaySeconds,
  };
}

/** The documented batch form (guide, section 3). */
export function batchFrame(quotes: readonly WireQuote[], now: number): string {
  return JSON.stringify({ last_update: now, total_items: quotes.length, data: quotes });
}

/** The fields that differ, with the code; undefined where none does. */
export function changedFields(before: WireQuote, after: WireQuote): WireQuote | undefined {
  const changed = Object.entries(after).filter(([name, value]) => before[name] !== value);
  return changed.length === 0 ? undefined : { ...Object.fromEntries(changed), code: after.code };
}

import type { MarketEvent } from '../../core/event';
import { parseAccount } from './account';
import { parseItems, type LiveItem } from './items';
import { QuoteState } from './quotes';
import { SeriesState } from './series';

/** Noon of an ordinary trading day: a sample must not look like news. */
const sampleTime = '2026-01-02T17:00:00.000Z';
const sampleSeconds = Date.parse(sampleTime) / 1000;

const sampleQuote = {
  status: 'OPEN',
  lp_time: sampleSeconds,
  last_price: 100.05,
  change: 0.55,
  change_percent: 0.55,
  bid: 100.04,
  ask: 100.06,
  bid_size: 2,
  ask_size: 3,
  volume: 120_000,
  prev_close_price: 99.5,
  open_price: 99.7,
  high_price: 100.4,
  low_price: 99.2,
  currency_code: 'USD',
  delay_seconds: 0,
};
const sampleBar = { time: sampleSeconds, open: 100, high: 100.4, low: 99.8, close: 100.05, volume: 5120 };

function firstItem(): LiveItem {
  const [item] = parseItems([{ code: 'NASDAQ:AAPL' }], parseAccount({ practice: true }, 'sample'));
  return item as LiveItem;
}

/** An invented event for `item`, in exactly the shape of a real one. */
export function sampleOf(item: LiveItem = firstItem()): MarketEvent {
  if (item.type === 'quote') {
    const raw = { code: item.code, ...sampleQuote };
    return new QuoteState(item).next(raw, raw, sampleTime);
  }
  const frame = { code: item.code, series: [sampleBar] };
  const [inbound] = new SeriesState(item).read(frame.series, frame, Date.parse(sampleTime), sampleTime);
  if (inbound?.kind !== 'history') throw new Error('A series frame gives history.');
  return inbound.events[0] as MarketEvent;
}

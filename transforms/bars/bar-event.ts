/** A bar as other nodes see it. */
import type { BarEvent } from '../../core/event';
import { toIso } from '../../core/read';
import type { MadeBar } from './made-bar';

/** Whose bars they are. */
export interface SeriesHead {
  readonly provider: string;
  readonly stream: string;
  readonly symbol: string;
}

type Prices = Pick<BarEvent, 'open' | 'high' | 'low' | 'close' | 'volume'>;

/** The event of a bar that leaves at `now`; times in ms. */
export function barEvent(
  { provider, stream, symbol }: SeriesHead,
  interval: string,
  { span, isTold, isBackfill }: MadeBar,
  { time, now, closed }: { time: number; now: number; closed: boolean },
  values: Prices,
): BarEvent {
  const [start, end] = [toIso(span.start) ?? '', toIso(span.end)];
  return {
    ...{ id: `${stream} ${symbol} ${interval} ${start}`, recordId: null, type: 'bar', provider, stream },
    ...{ action: isTold ? 'updated' : 'created', symbol, symbols: [symbol], time: toIso(time) },
    ...{ receivedTime: toIso(now) ?? '', backfill: isBackfill, interval, start, end },
    ...values,
    ...{ closed, raw: null },
  };
}

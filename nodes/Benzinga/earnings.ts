import type { EarningsEvent } from '../../core/event';
import { toNumber } from '../../core/read';
import { headerOf, textOf, type StreamRecord } from './stream-record';

/**
 * An earnings announcement (protocol page, section 5.4). Its date and time may lie in the future: they are never the
 * event's own time.
 */
export function earningsOf(record: StreamRecord): EarningsEvent {
  const { content } = record;
  return {
    ...headerOf(record, 'earnings', [textOf(content.ticker)]),
    period: textOf(content.period),
    periodYear: toNumber(content.period_year),
    eps: toNumber(content.eps),
    epsEstimate: toNumber(content.eps_est),
    epsPrior: toNumber(content.eps_prior),
    epsSurprise: toNumber(content.eps_surprise),
    epsSurprisePercent: toNumber(content.eps_surprise_percent),
    revenue: toNumber(content.revenue),
    revenueEstimate: toNumber(content.revenue_est),
    revenuePrior: toNumber(content.revenue_prior),
    revenueSurprise: toNumber(content.revenue_surprise),
    revenueSurprisePercent: toNumber(content.revenue_surprise_percent),
    currency: textOf(content.currency),
    date: textOf(content.date),
    timeOfDay: textOf(content.time),
    importance: toNumber(content.importance),
    raw: record.frame,
  };
}

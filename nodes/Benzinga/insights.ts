import type { InsightEvent } from '../../core/event';
import { isObject, toNumber } from '../../core/read';
import { headerOf, textOf, type StreamRecord } from './stream-record';

/** What an analyst wrote about a security (protocol page, section 5.1). */
export function insightOf(record: StreamRecord): InsightEvent {
  const { content } = record;
  const symbol = isObject(content.security) ? textOf(content.security.symbol) : null;
  return {
    ...headerOf(record, 'insight', [symbol ?? textOf(content.ticker)]),
    firm: textOf(content.firm),
    ratingAction: textOf(content.action),
    rating: textOf(content.rating),
    priceTarget: toNumber(content.pt),
    text: textOf(content.analyst_insights),
    raw: record.frame,
  };
}

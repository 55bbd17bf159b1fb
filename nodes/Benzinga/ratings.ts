import type { RatingEvent } from '../../core/event';
import { isObject, toNumber } from '../../core/read';
import { headerOf, textOf, type StreamRecord } from './stream-record';
import { easternMs, msOf } from './times';

/** A name: a text, or an object with one (protocol page, section 5.2, the provider's webhooks). */
function nameOf(value: unknown): string | null {
  return textOf(isObject(value) ? value.name : value);
}

/**
 * A single analyst's rating (protocol page, section 5.2). `analyst` is the firm, unless it is an object: then it is the
 * person. Price targets are as announced; `adjusted_…` are those after splits.
 */
export function ratingOf(record: StreamRecord): RatingEvent {
  const { content } = record;
  const isPerson = isObject(content.analyst);
  const time = record.sentMs ?? msOf(content.updated) ?? easternMs(content.date, content.time);
  return {
    ...headerOf(record, 'rating', [textOf(content.ticker)], time),
    firm: nameOf(content.firm) ?? (isPerson ? null : textOf(content.analyst)),
    analyst: textOf(content.analyst_name) ?? (isPerson ? nameOf(content.analyst) : null),
    ratingAction: textOf(content.action_company),
    rating: textOf(content.rating_current),
    ratingPrior: textOf(content.rating_prior),
    priceTargetAction: textOf(content.action_pt),
    priceTarget: toNumber(content.pt_current) ?? toNumber(content.adjusted_pt_current),
    priceTargetPrior: toNumber(content.pt_prior) ?? toNumber(content.adjusted_pt_prior),
    currency: textOf(content.currency),
    importance: toNumber(content.importance),
    url: textOf(content.url) ?? textOf(content.url_news) ?? textOf(content.url_calendar),
    raw: record.frame,
  };
}

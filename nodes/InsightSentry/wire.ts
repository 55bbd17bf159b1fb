import type { InsightSentryAccount } from './account';
import { addItem, optionsOf, wireKeyOf, type LiveItem } from './items';

/** Inbound messages larger than this are rejected by the server (guide, "Connection Lifecycle & Limits"). */
export const largestMessage = 500_000;

/** What all subscribers of a connection want, each thing once, with the largest history that anybody asked for. */
export function unionOf(lists: readonly (readonly LiveItem[])[]): Map<string, LiveItem> {
  const union = new Map<string, LiveItem>();
  for (const items of lists) for (const item of items) addItem(union, item);
  return union;
}

/** One element of `subscriptions` (protocol page, sections 4.1 and 11): what was not chosen is left to the server. */
export function wireItem(item: LiveItem, dialect: InsightSentryAccount['dialect']): Record<string, unknown> {
  const session = {
    ...(item.extended === undefined ? {} : { extended: item.extended }),
    ...(item.hours24 === undefined ? {} : { '24h': item.hours24 }),
  };
  if (item.type === 'quote') return { code: item.code, type: 'quote', ...session };
  return {
    code: item.code,
    type: 'series',
    bar_type: item.barType,
    bar_interval: item.barInterval,
    ...(item.currency === '' ? {} : { currency: item.currency }),
    ...(item.unit === '' ? {} : { unit: item.unit }),
    ...session,
    ...(item.split === undefined ? {} : { split: item.split }),
    ...(item.dadj === undefined ? {} : { dadj: item.dadj }),
    ...(item.badj === undefined ? {} : { badj: item.badj }),
    ...(item.settlement === undefined ? {} : { settlement: item.settlement }),
    [dialect === 'newer' ? 'dp' : 'max_dp']: item.maxDp,
  };
}

/** The one message that authenticates and subscribes; it replaces whatever was subscribed before. */
export function subscriptionMessage(
  items: Iterable<LiveItem>,
  key: string,
  dialect: InsightSentryAccount['dialect'],
): string {
  const subscriptions = [...items].map(item => wireItem(item, dialect));
  return JSON.stringify({ api_key: key, subscriptions });
}

/** Symbol subscriptions of the plan that items cost: 1 series or 10 quotes each (protocol page, section 4.3). */
export function planCost(series: number, quotes: number): number {
  return series + Math.ceil(quotes / 10);
}

/** An item of `mine` that the wire could not tell from one of `others`, since only their options differ. */
export function conflictOf(
  mine: readonly LiveItem[],
  others: ReadonlyMap<string, LiveItem>,
): LiveItem | undefined {
  return mine.find(item => {
    const other = others.get(wireKeyOf(item));
    return other !== undefined && optionsOf(other) !== optionsOf(item);
  });
}

import { ConfigError } from '../../core/errors';
import { seriesOf } from '../../core/event';
import type { Provider } from '../../core/provider';
import { isObject, toList } from '../../core/read';
import type { InsightSentryAccount } from './account';
import { common } from './common';
import { fields } from './fields';
import { labelOf } from './symbols';
import { addItem, intervalOf, parseItems, rowOf, topicOf, wireKeyOf, type LiveItem } from './items';
import { LiveProtocol } from './live';
import { planLive, type LiveParams } from './plan';
import { sampleOf } from './sample';

/** The rows that a control message means: symbols take the options of the node's first row. */
function itemsOf(what: unknown, params: LiveParams, account: InsightSentryAccount): LiveItem[] {
  const first = params.items[0];
  const rows = (Array.isArray(what) ? what : [what]).flatMap(one => {
    if (isObject(one)) return [one];
    return toList(one).map(code => ({ ...(first ? rowOf(first) : {}), code }));
  });
  const items = parseItems(rows, account);
  if (items.length === 0)
    throw new ConfigError('Say which symbol: set msg.topic to a code such as NASDAQ:AAPL.');
  return items;
}

function remove(params: LiveParams, what: unknown, account: InsightSentryAccount): LiveParams {
  if (what === true) return { ...params, items: [] };
  const rows = Array.isArray(what) ? what : [what];
  const codes = new Set(
    rows
      .filter(one => !isObject(one))
      .flatMap(toList)
      .map(code => code.toUpperCase()),
  );
  const keys = new Set(parseItems(rows.filter(isObject), account).map(wireKeyOf));
  return {
    ...params,
    items: params.items.filter(item => !codes.has(item.code) && !keys.has(wireKeyOf(item))),
  };
}

/** InsightSentry: real-time quotes and bars (protocol page: `insightsentry.md`). */
export const insightSentry: Provider<LiveParams, InsightSentryAccount> = {
  ...common,
  fields,
  parse: (form, account) => ({ stream: 'live', items: parseItems(form.subscriptions, account) }),
  brings: () => 'prices',
  eventTypes: () => ['quote', 'bar'],
  topics: ({ items }) =>
    items.map(item => ({
      key: topicOf(item),
      history: item.maxDp,
      label: labelOf(item.code),
      ...(item.type === 'series' && { series: seriesOf({ symbol: item.code, interval: intervalOf(item) }) }),
    })),
  add: (params, what, account) => {
    const items = new Map(params.items.map(item => [wireKeyOf(item), item]));
    for (const item of itemsOf(what, params, account)) addItem(items, item);
    return { ...params, items: [...items.values()] };
  },
  remove,
  list: ({ items }) => items.map(rowOf),
  probe: account => ({ stream: 'live', items: parseItems([{ code: 'NASDAQ:AAPL' }], account) }),
  sample: ({ items: [item] }) => sampleOf(item),
  endpoints: planLive,
  dial: (_account, stream, server) => ({ url: `${server}/${stream}`, headers: {} }),
  protocol: ({ dialect }, _stream, _wanted, before, lastBarOf) =>
    new LiveProtocol(dialect, lastBarOf, before instanceof LiveProtocol ? before.skewMs : 0),
};

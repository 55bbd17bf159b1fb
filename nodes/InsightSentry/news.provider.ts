import type { Provider } from '../../core/provider';
import type { InsightSentryAccount } from './account';
import { common } from './common';
import { NewsProtocol } from './news';
import { newsFields } from './news-fields';
import { sampleStory } from './news-item';
import {
  addNews,
  listNews,
  newsFilter,
  newsTopics,
  parseNews,
  removeNews,
  type NewsParams,
} from './news-params';

/** InsightSentry's news (protocol page: `insightsentry.md`, section 6). */
export const insightSentryNews: Provider<NewsParams, InsightSentryAccount> = {
  ...common,
  fields: newsFields,
  parse: form => parseNews(form),
  brings: () => 'records',
  eventTypes: () => ['news'],
  topics: newsTopics,
  add: (params, what) => addNews(params, what),
  remove: (params, what) => removeNews(params, what),
  list: listNews,
  probe: () => parseNews({}),
  sample: ({ symbols: [symbol = 'NASDAQ:AAPL'], source, words: [word = ''] }) =>
    sampleStory(symbol, source || 'Sample Wire', word.replace(/\*+$/, '')),
  endpoints: (_account, wanted) => {
    const serves = wanted.filter(({ params }) => !params.isOff).map(({ id }) => id);
    return { endpoints: serves.length === 0 ? [] : [{ slot: 0, serves }], refused: [] };
  },
  filter: newsFilter,
  // The endpoint has another name than the stream (guide, section 1).
  dial: (_account, _stream, server) => ({ url: `${server}/newsfeed`, headers: {} }),
  protocol: ({ dialect }) => new NewsProtocol(dialect),
};

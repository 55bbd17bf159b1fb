import { ControlError, optional, type ControlAction } from '../actions';
import type { BarType } from '../bars';
import type { InsightSentryFeed } from '../insightsentry';
import type { ClosingError } from './errors';

const CLOSING_ERRORS: readonly ClosingError[] = [
  'server_busy',
  'internal_server_error',
  'connection_evicted',
  'max_connections_exceeded',
];

const BAR_TYPES: readonly BarType[] = ['tick', 'second', 'minute', 'hour', 'day', 'week', 'month'];

/** A flood asked for over HTTP ends within minutes. */
const MAX_FLOOD = 5_000_000;

/** What is InsightSentry's own in the control interface. */
export function insightSentryActions(feed: InsightSentryFeed): Record<string, ControlAction> {
  return { ...marketActions(feed), ...accountActions(feed) };
}

function marketActions(feed: InsightSentryFeed): Record<string, ControlAction> {
  return {
    price: {
      help: 'Sets the last price of "code" to "price"; the walk goes on from there.',
      run: body => feed.setPrice(body.neededText('code'), body.neededNumber('price')),
    },
    tick: {
      help: 'One price step, or "steps", of "code" or of all that are subscribed.',
      run: body => feed.tick(body.text('code'), Math.min(body.number('steps') ?? 1, MAX_FLOOD)),
    },
    bar: {
      help: 'Sends a bar of "code": "close", and "open", "high", "low", "volume", "time", "barType", "barInterval".',
      run: body => {
        const price = optional({
          open: body.number('open'),
          high: body.number('high'),
          low: body.number('low'),
        });
        const rest = optional({ volume: body.number('volume'), time: body.number('time') });
        const series = optional({
          barType: barType(body.text('barType')),
          barInterval: body.number('barInterval'),
        });
        const bar = { close: body.neededNumber('close'), ...price, ...rest, ...series };
        return { sent: feed.pushBar(body.neededText('code'), bar) };
      },
    },
    'due-bars': {
      help: 'Starts the bars that are due by the clock; the feed does so itself unless its rate is 0.',
      run: () => feed.startDueBars(),
    },
    flood: {
      help: 'Makes "frames" trades of "codes", "perSecond" or as fast as clients read; answers when done.',
      run: async body => {
        const frames = Math.min(body.neededNumber('frames'), MAX_FLOOD);
        const rest = optional({ codes: body.texts('codes'), perSecond: body.number('perSecond') });
        return { trades: await feed.flood({ frames, ...rest }) };
      },
    },
    news: {
      help: 'Publishes a headline: "title", "content", "source", "link", "related_symbols"; the rest is invented.',
      run: body => {
        const texts = {
          title: body.text('title'),
          content: body.text('content'),
          source: body.text('source'),
        };
        const related_symbols = body.texts('related_symbols');
        const published_at = body.number('published_at');
        return feed.publishNews(
          optional({ ...texts, link: body.text('link'), related_symbols, published_at }),
        );
      },
    },
  };
}

function accountActions(feed: InsightSentryFeed): Record<string, ControlAction> {
  return {
    error: {
      help: `Sends a typed "error" (${CLOSING_ERRORS.join(', ')}) and closes.`,
      run: body => {
        const retryAfterSeconds = body.number('retryAfterSeconds');
        const target = { ...body.target(), ...optional({ retryAfterSeconds }) };
        return { failed: feed.fail(closingError(body.neededText('error')), target) };
      },
    },
    'expire-key': {
      help: 'Refuses "key" from now on, or every key so far.',
      run: body => feed.expireKey(body.text('key')),
    },
    'rotate-key': {
      help: 'Refuses every key so far and answers with a new one.',
      run: () => feed.rotateKey(),
    },
  };
}

function closingError(word: string): ClosingError {
  const error = CLOSING_ERRORS.find(each => each === word);
  if (error === undefined) throw new ControlError(`"error" must be one of ${CLOSING_ERRORS.join(', ')}.`);
  return error;
}

function barType(word: string | undefined): BarType | undefined {
  const type = BAR_TYPES.find(each => each === word);
  if (word !== undefined && type === undefined) {
    throw new ControlError(`"barType" must be one of ${BAR_TYPES.join(', ')}.`);
  }
  return type;
}

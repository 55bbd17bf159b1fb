import { optional, type ControlAction, type ControlBody } from '../actions';
import { choice } from '../choice';
import type { TradeWatchFeed } from '../tradewatch';
import type { ErrorShape, TradeWatchSwitches } from './options';
import { ASSET_CLASSES } from './symbols';

const SHAPES: readonly ErrorShape[] = ['event', 'object', 'text', 'message', 'detail'];

/** A flood asked for over HTTP ends within minutes. */
const MAX_FLOOD = 5_000_000;

/** What is TradeWatch's own in the control interface. */
export function tradeWatchActions(feed: TradeWatchFeed): Record<string, ControlAction> {
  return { ...quoteActions(feed), ...symbolActions(feed), ...serverActions(feed) };
}

function quoteActions(feed: TradeWatchFeed): Record<string, ControlAction> {
  return {
    price: {
      help: 'Sets the last price of "symbol" to "price", in "assetClass" or wherever it is subscribed to.',
      run: body =>
        feed.setPrice(
          body.neededText('symbol'),
          body.neededNumber('price'),
          choice(body, 'assetClass', ASSET_CLASSES),
        ),
    },
    tick: {
      help: 'One price step, or "steps", of "symbol" or of all that are subscribed to.',
      run: body => feed.tick(body.text('symbol'), Math.min(body.number('steps') ?? 1, MAX_FLOOD)),
    },
    quote: {
      help: 'Sends a quote of "symbol": "bid", "ask", and "mid", "timestamp" in milliseconds.',
      run: body => {
        const prices = { bid: body.neededNumber('bid'), ask: body.neededNumber('ask') };
        const rest = optional({ mid: body.number('mid'), timestamp: body.number('timestamp') });
        return { sent: feed.pushQuote(body.neededText('symbol'), { ...prices, ...rest }) };
      },
    },
    flood: {
      help: 'Sends so many "quotes" of "symbols", "perSecond" or as fast as clients read; answers when done.',
      run: async body => {
        const quotes = Math.min(body.neededNumber('quotes'), MAX_FLOOD);
        const rest = optional({ symbols: body.texts('symbols'), perSecond: body.number('perSecond') });
        return { quotes: await feed.flood({ quotes, ...rest }) };
      },
    },
  };
}

function symbolActions(feed: TradeWatchFeed): Record<string, ControlAction> {
  return {
    'refuse-symbols': {
      help: 'Leaves "symbols" out of the status from now on, where they are subscribed to as well.',
      run: body => feed.refuseSymbols(body.texts('symbols') ?? []),
    },
    'admit-symbols': {
      help: 'Ends refuse-symbols.',
      run: () => feed.admitSymbols(),
    },
  };
}

function serverActions(feed: TradeWatchFeed): Record<string, ControlAction> {
  return {
    error: {
      help: `Sends an error "message" in a "shape" (${SHAPES.join(', ')}); the connection stays open.`,
      run: body => {
        const target = { ...body.target(), ...optional({ shape: choice(body, 'shape', SHAPES) }) };
        return { sent: feed.complain(body.text('message'), target) };
      },
    },
    'rate-limit': {
      help: 'Answers new handshakes with 429, "retryAfter" seconds if given; "times", or until admit.',
      run: body =>
        feed.limitRate(optional({ times: body.number('times'), retryAfter: body.number('retryAfter') })),
    },
    adjust: {
      help: `From now on: "values" texts or numbers, "timestamps" ms or seconds, "mid" true or false, "equalTimestamps" (share 0 to 1), "statusDelayMs", "firstQuote" at-once or next-tick, "unknownSymbols" omit or error, "errorShape" (${SHAPES.join(', ')}).`,
      run: body => feed.adjust(readSwitches(body)),
    },
  };
}

function readSwitches(body: ControlBody): Partial<TradeWatchSwitches> {
  return optional({
    values: choice(body, 'values', ['texts', 'numbers']),
    timestamps: choice(body, 'timestamps', ['ms', 'seconds']),
    mid: body.flag('mid'),
    equalTimestamps: body.number('equalTimestamps'),
    statusDelayMs: body.number('statusDelayMs'),
    firstQuote: choice(body, 'firstQuote', ['at-once', 'next-tick']),
    unknownSymbols: choice(body, 'unknownSymbols', ['omit', 'error']),
    errorShape: choice(body, 'errorShape', SHAPES),
  });
}

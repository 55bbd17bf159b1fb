import { ControlError, optional, type ControlAction, type ControlBody } from '../actions';
import type { BenzingaFeed } from '../benzinga';
import { choice, neededChoice } from '../choice';
import { readObject } from '../message';
import { STREAMS, type Dialect } from './options';
import type { Action, Content } from './publication';

const ACTIONS: readonly Action[] = ['created', 'updated', 'deleted'];

/** What each word of the dialect may be. */
const DIALECT_WORDS = {
  newsShape: ['A', 'B'],
  actionCase: ['usual', 'lower', 'capital'],
  deleteWord: ['usual', 'deleted', 'removed'],
  timestamps: ['usual', 's', 'ms', 'ns'],
} as const;

const DIALECT_FLAGS = [
  'deletesHaveContent',
  'emptyNumbers',
  'quotedReplies',
  'statusOnConnect',
  'strictLegacy',
] as const;

/** A flood asked for over HTTP ends within minutes. */
const MAX_FLOOD = 5_000_000;

/** What is Benzinga's own in the control interface. */
export function benzingaActions(feed: BenzingaFeed): Record<string, ControlAction> {
  return { ...publishActions(feed), ...frameActions(feed), ...callActions(feed) };
}

function publishActions(feed: BenzingaFeed): Record<string, ControlAction> {
  return {
    publish: {
      help:
        'Publishes on "stream" about "ticker"; "action" created, updated or deleted, "recordId", "withContent"; ' +
        '"content": fields of the payload as JSON text. The rest is invented.',
      run: body => {
        const how = optional({
          ticker: body.text('ticker'),
          action: choice(body, 'action', ACTIONS),
          recordId: body.text('recordId'),
          withContent: body.flag('withContent'),
        });
        const stream = neededChoice(body, 'stream', STREAMS);
        return feed.publish(stream, readContent(body.text('content')), how);
      },
    },
    dialect: {
      help: `Changes how the feed speaks: ${Object.keys(DIALECT_WORDS).join(', ')}; ${DIALECT_FLAGS.join(', ')}.`,
      run: body => feed.speakAs(readDialect(body)),
    },
    flood: {
      help: 'Sends "frames" news of "bytes" each, "distinct" of them different, "perSecond" or as fast as clients read.',
      run: async body => {
        const frames = Math.min(body.neededNumber('frames'), MAX_FLOOD);
        const size = optional({ distinct: body.number('distinct'), bytes: body.number('bytes') });
        const pace = optional({ perSecond: body.number('perSecond') });
        return { sent: await feed.flood({ frames, ...size, ...pace }) };
      },
    },
  };
}

function frameActions(feed: BenzingaFeed): Record<string, ControlAction> {
  return {
    repeat: {
      help: "Sends each connection's last data frame once more, byte by byte the same.",
      run: body => ({ sent: feed.repeatLast(body.target()) }),
    },
    digits: {
      help: 'Sends a frame of digits only, as a heartbeat.',
      run: body => ({ sent: feed.sendDigits(body.target()) }),
    },
    error: {
      help: 'Sends an error object: "type", "message", "params".',
      run: body => {
        const texts = { type: body.text('type'), message: body.text('message') };
        const fields = optional({ ...texts, params: body.texts('params') });
        return { sent: feed.sendError({ ...body.target(), ...fields }) };
      },
    },
    'no-backend': {
      help: 'Answers new handshakes with 503 as a gateway without a backend; "times", or until admit.',
      run: body => feed.loseBackend(optional({ times: body.number('times') })),
    },
  };
}

function callActions(feed: BenzingaFeed): Record<string, ControlAction> {
  return {
    speak: {
      help: 'Sends the next sentence of the call of "ticker": "sentence"; "skip" numbers before it; "isLast".',
      run: body => {
        const sentence = body.text('sentence');
        const content = sentence === undefined ? {} : { sentence };
        const change = optional({ skip: body.number('skip'), isLast: body.flag('isLast') });
        return feed.speak(body.neededText('ticker'), { ...change, content });
      },
    },
    disorder: {
      help: 'Sends two sentences of the call of "ticker", the later one first.',
      run: body => feed.speakOutOfOrder(body.neededText('ticker')),
    },
    'start-call': {
      help: 'Begins a call of "ticker".',
      run: body => ({ callId: feed.startCall(body.neededText('ticker')) }),
    },
  };
}

function readDialect(body: ControlBody): Partial<Dialect> {
  const { newsShape, actionCase, deleteWord, timestamps } = DIALECT_WORDS;
  const words = optional({
    newsShape: choice(body, 'newsShape', newsShape),
    actionCase: choice(body, 'actionCase', actionCase),
    deleteWord: choice(body, 'deleteWord', deleteWord),
    timestamps: choice(body, 'timestamps', timestamps),
  });
  const flags = optional(Object.fromEntries(DIALECT_FLAGS.map(flag => [flag, body.flag(flag)])));
  return { ...words, ...flags };
}

function readContent(text = '{}'): Content {
  const content = readObject(text);
  if (content === undefined) throw new ControlError('"content" must be a JSON object written as a text.');
  return content;
}

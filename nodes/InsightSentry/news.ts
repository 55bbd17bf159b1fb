import type { EventAction, NewsEvent } from '../../core/event';
import type { Inbound, Protocol } from '../../core/provider';
import { isObject, toIso, toNumber, toText, type JsonObject } from '../../core/read';
import type { InsightSentryAccount } from './account';
import { readMessage, readTypedError } from './errors';
import { isStory, newsOf } from './news-item';
import { newsTopic, type NewsParams } from './news-params';
import { largestMessage } from './wire';

/** A `server_time` outside of this century is none. */
const earliest = Date.UTC(2000, 0);
const latest = Date.UTC(2100, 0);

/**
 * The filters of the newer dialect, as narrow as they can be without losing what somebody wants (protocol page, section
 * 6): they are combined with AND, `source` is one, `related_symbols` any of many. `content` is never sent: the server
 * looks for its words in the text only, not in the headline. All is filtered again on this side.
 */
function filtersOf(wanted: readonly NewsParams[]): Record<string, string> {
  const [first] = wanted;
  const source = first?.source ?? '';
  const isShared = wanted.every(one => one.source.toLowerCase() === source.toLowerCase());
  const symbols = new Set(wanted.flatMap(one => one.symbols));
  // How the server compares a symbol without its exchange is not known.
  const isExact = wanted.every(one => one.symbols.length > 0) && [...symbols].every(one => one.includes(':'));
  return {
    ...(isShared && source !== '' ? { source } : {}),
    ...(isExact && symbols.size > 0 ? { related_symbols: [...symbols].sort().join(',') } : {}),
  };
}

/** The one message that authenticates: the key, and in the newer dialect the filters. */
function newsMessage(
  wanted: readonly NewsParams[],
  key: string,
  dialect: InsightSentryAccount['dialect'],
): string {
  const bare = JSON.stringify({ api_key: key });
  if (dialect !== 'newer') return bare;
  const message = JSON.stringify({ api_key: key, ...filtersOf(wanted) });
  return message.length > largestMessage ? bare : message;
}

/** Stories remembered to know a changed one: many times what is sent on a connect. */
const mostStories = 1000;

const showsLife = new Set<Inbound['kind']>(['event', 'heartbeat', 'symbol-refused']);

/** The protocol of `/newsfeed` on one socket. */
export class NewsProtocol implements Protocol<NewsParams> {
  readonly replays = true;
  /** What was asked for, without the key; undefined before that. */
  private sent: string | undefined;
  private isReady = false;
  private hadData = false;
  /** The id of each story's first version, by what all of its versions have in common. */
  private readonly firstIds = new Map<string, string>();

  constructor(private readonly dialect: InsightSentryAccount['dialect']) {}

  open(wanted: readonly NewsParams[], key: string): string[] {
    this.sent = newsMessage(wanted, '', this.dialect);
    return [newsMessage(wanted, key, this.dialect)];
  }

  /** Other filters make the server replay, unmarked: on a new socket it is known that it does. */
  update(wanted: readonly NewsParams[]): string[] | 'redial' {
    return newsMessage(wanted, '', this.dialect) === this.sent ? [] : 'redial';
  }

  read(json: unknown, text: string, now: number): Inbound[] {
    const items = this.readFrame(json, text, now);
    // A story or a sign of life shows that the key was taken; the guide has no other acknowledgement.
    if (this.isReady || this.sent === undefined || !items.some(({ kind }) => showsLife.has(kind)))
      return items;
    this.isReady = true;
    return [{ kind: 'ready' }, ...items];
  }

  /** The shapes that a story may come in (protocol page, section 6), and the frames of `/live` (section 12). */
  private readFrame(frame: unknown, text: string, now: number): Inbound[] {
    if (Array.isArray(frame)) return this.readStories(frame, now);
    if (!isObject(frame)) {
      return text.trim() === 'pong'
        ? [{ kind: 'heartbeat' }]
        : [{ kind: 'unknown', why: 'not a JSON object' }];
    }
    if (typeof frame.error === 'string') return [readTypedError(frame, frame.error)];
    if (isStory(frame)) return this.readStories([frame], now);
    const list = [frame.data, frame.news, frame.items].find(Array.isArray);
    if (list) return this.readStories(list, now);
    if (typeof frame.event === 'string') return [readStatus(frame.event)];
    if (frame.server_time !== undefined) return [readHeartbeat(frame.server_time)];
    return this.readText(frame);
  }

  private readStories(list: readonly unknown[], now: number): Inbound[] {
    const stories = list.filter(isObject).filter(isStory);
    if (stories.length === 0)
      return list.length === 0 ? [] : [{ kind: 'unknown', why: 'a list without stories' }];
    this.hadData = true;
    const receivedTime = toIso(now) ?? '';
    return stories.map(item => {
      const event = newsOf(item, receivedTime);
      event.action = this.actionOf(event);
      return { kind: 'event', topic: newsTopic, event };
    });
  }

  /**
   * What became of a story: it changed if another version of it came before, on this socket. So the same frame may say
   * one thing on one socket and another on the next; its id is the same on all.
   */
  private actionOf({ id, recordId }: NewsEvent): EventAction {
    if (recordId === null) return 'created';
    const first = this.firstIds.get(recordId);
    if (first !== undefined) return first === id ? 'created' : 'updated';
    this.firstIds.set(recordId, id);
    if (this.firstIds.size > mostStories) {
      for (const oldest of this.firstIds.keys()) {
        this.firstIds.delete(oldest);
        break;
      }
    }
    return 'created';
  }

  private readText(frame: JsonObject): Inbound[] {
    const message = toText(frame.message);
    if (message === null) return [{ kind: 'unknown', why: 'an object without anything known' }];
    // The greeting, and a second status that was seen after the first message (protocol page, section 3).
    if (frame.server !== undefined) return [];
    if (message.startsWith('Connect')) return this.sent === undefined ? [] : [{ kind: 'heartbeat' }];
    return [readMessage(message, this.hadData)];
  }
}

/** Status frames of the newer dialect (protocol page, section 11). */
function readStatus(event: string): Inbound {
  return event === 'subscription_status' || event === 'connection_status'
    ? { kind: 'heartbeat' }
    : { kind: 'unknown', why: 'an unknown event' };
}

function readHeartbeat(value: unknown): Inbound {
  const serverTime = toNumber(value);
  if (serverTime === null || serverTime < earliest || serverTime > latest) return { kind: 'heartbeat' };
  return { kind: 'heartbeat', serverTime };
}

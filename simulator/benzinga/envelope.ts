import type { Random } from '../random';
import type { BenzingaStream, Dialect } from './options';
import type { Action, Content } from './publication';
import { timestamp, type Precision } from './times';

/** The five streams whose messages have the standard envelope (protocol page, section 5.0). */
export type RecordStream = Exclude<BenzingaStream, 'consensus' | 'transcripts'>;

/** What happened to a record, before it is put into words. */
export interface RecordEvent {
  readonly stream: RecordStream;
  readonly messageId: string;
  /** Stands for the record's id in news shape B. */
  readonly eventId: number;
  readonly recordId: string | number;
  readonly action: Action;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Missing where a deletion says no more than which record. */
  readonly content: Content | undefined;
}

/** `api_version` of every enveloped message (protocol page, section 5.0). */
export const API_VERSION = 'websocket/v1';

/** `kind` as documented (protocol page, section 2); that of insights is the webhook product's (section 9). */
const KINDS: Readonly<Record<RecordStream, string>> = {
  insights: 'data/v1/analyst/insights',
  ratings: 'data/v2.1/calendar/ratings',
  earnings: 'data/v2.1/calendar/earnings',
  'bulls-bears': 'bull_bear_case',
  news: 'news',
};

/** Precision of the examples in the protocol page, section 5. */
const USUAL_PRECISION: Readonly<Record<RecordStream, Precision>> = {
  insights: 's',
  ratings: 'ns',
  earnings: 'ns',
  'bulls-bears': 's',
  news: 's',
};

/** The message as the provider would send it: the standard envelope, or that of news shape B, which has no id. */
export function envelopeOf(event: RecordEvent, dialect: Dialect, random: Random): Content {
  const { stream, content } = event;
  const isShapeB = stream === 'news' && dialect.newsShape === 'B';
  const usual = isShapeB ? 'ms' : USUAL_PRECISION[stream];
  const precision = dialect.timestamps === 'usual' ? usual : dialect.timestamps;
  const time = { timestamp: timestamp(event.time, precision, random) };
  const action = actionWord(event.action, dialect, isShapeB);
  const payload = content === undefined ? {} : { content };
  if (isShapeB) {
    const data = { action, id: event.eventId, ...payload, ...time };
    return { api_version: API_VERSION, kind: 'News/v1', data };
  }
  const data = { action, id: event.recordId, ...time, ...payload };
  return { id: event.messageId, api_version: API_VERSION, kind: KINDS[stream], data };
}

/** Both cases and two words for a deletion are documented (protocol page, section 5.0). */
function actionWord(action: Action, dialect: Dialect, isShapeB: boolean): string {
  const { actionCase, deleteWord } = dialect;
  const isRemoved = deleteWord === 'removed' || (deleteWord === 'usual' && isShapeB);
  const word = action === 'deleted' && isRemoved ? 'removed' : action;
  const isCapital = actionCase === 'capital' || (actionCase === 'usual' && isShapeB);
  return isCapital ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}

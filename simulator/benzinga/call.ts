import type { Random } from '../random';
import { pick } from './coverage';
import type { Ids } from './ids';
import type { Content } from './publication';
import type { Stock } from './stocks';
import { easternTime, quarterBefore } from './times';

/** How the next sentence differs from the usual one. */
export interface SentenceChange {
  /** Sequence numbers to leave out before it. */
  readonly skip?: number;
  /** True for the last sentence of its call. */
  readonly isLast?: boolean;
  /** Fields that replace the invented ones. */
  readonly content?: Content;
}

/** Sentences of a call that nobody ends early. */
const CALL_LENGTH = 16;

const OPENING = [
  'Good afternoon and welcome to this practice call.',
  'All of its sentences are invented by the practice feed.',
  'With us today are the people who run the company, or would if this were real.',
];

const MIDDLE = [
  'Let me walk you through the quarter.',
  'Revenue came in close to what we had planned.',
  'Costs stayed under control, as we said they would.',
  'We see the same trends as three months ago.',
  'Our customers tell us that they plan ahead again.',
  'We keep investing where we see the best returns.',
  'I will not guide beyond the coming quarter.',
  'Could you say more about margins in the second half?',
  'Happy to take that question.',
  'We expect them to hold, give or take a little.',
];

const CLOSING = 'This concludes the practice call. You may now disconnect.';

const MS_PER_WORD = 350;

/** One invented earnings call and its transcript, sentence by sentence (protocol page, section 5.7). */
export class Call {
  readonly callId: string;
  readonly title: string;
  private readonly transcriptId: string;
  private nextSequence = 0;
  private complete = false;

  constructor(
    readonly stock: Stock,
    ids: Ids,
    private readonly random: Random,
    time: number,
  ) {
    this.callId = ids.record(time);
    this.transcriptId = ids.uuid();
    const { period, year } = quarterBefore(easternTime(time).date);
    this.title = `${stock.name} ${period} ${year} Earnings Call`;
  }

  /** True once its last sentence was made. */
  get isComplete(): boolean {
    return this.complete;
  }

  /** Sequence number of the next sentence: they begin at 0. */
  get sequence(): number {
    return this.nextSequence;
  }

  /** The audio event; its address is signed as the real one is, by a signature of nobody. */
  audio(): Content {
    const signature = `Key-Pair-Id=PRACTICE&Policy=practice&Signature=${this.callId}`;
    const hls_url = `https://example.com/practice/calls/${this.callId}.m3u8?${signature}`;
    return { action: 'audio', symbol: this.stock.ticker, call_id: this.callId, hls_url };
  }

  /** The next sentence; it ends at that time, in milliseconds since 1970. */
  sentence(time: number, { skip = 0, isLast = false, content = {} }: SentenceChange = {}): Content {
    const sequence = this.nextSequence + skip;
    this.nextSequence = sequence + 1;
    this.complete = isLast || sequence >= CALL_LENGTH - 1;
    const given = content['sentence'];
    const text = typeof given === 'string' ? given : this.invent(sequence);
    const words = this.timed(text);
    return {
      call_id: this.callId,
      transcript_id: this.transcriptId,
      call_title: this.title,
      sentence: text,
      start_time: new Date(time - words.length * MS_PER_WORD).toISOString(),
      end_time: new Date(time).toISOString(),
      ...companyFields(this.stock),
      sequence,
      status: this.complete ? 'COMPLETE' : 'IN_PROGRESS',
      speaker: sequence < OPENING.length ? 'Operator' : `Speaker ${1 + (sequence % 3)}`,
      type: 'LIVE',
      language: 'en',
      confidence: this.confidence(),
      words,
      participants: null,
      created_time: new Date(time).toISOString(),
      ...content,
    };
  }

  private invent(sequence: number): string {
    if (this.complete) return CLOSING;
    return OPENING[sequence] ?? pick(MIDDLE, this.random) ?? '';
  }

  /** The words with milliseconds from the start of the sentence. */
  private timed(text: string): readonly Content[] {
    return text.split(' ').map((word, index) => {
      const start = index * MS_PER_WORD;
      return { text: word, confidence: this.confidence(), start, end: start + MS_PER_WORD - 50 };
    });
  }

  private confidence(): number {
    return Number((0.9 + 0.1 * this.random()).toFixed(2));
  }
}

function companyFields({ ticker, exchange, isin, cusip, name }: Stock): Content {
  return { symbol: ticker, exchange, isin, cusip, name };
}

/** Brings the sentences of earnings calls into the order of their numbers (protocol page, section 5.7). */
import type { TranscriptEvent } from '../../core/event';
import type { Inbound } from '../../core/provider';
import { bareTicker } from './lists';

/** How long a sentence waits for one before it. */
const patienceMs = 2000;
/** Sentences of one transcript that wait at the most. */
const mostWaiting = 50;
/** Transcripts whose place is known at the most: those that were quiet for the longest are forgotten. */
const mostTranscripts = 500;

interface Waiting {
  readonly item: Inbound;
  readonly event: TranscriptEvent;
  readonly sequence: number;
  readonly since: number;
}

/** Where a transcript stands. */
interface Transcript {
  /** The number that is to come; undefined until the first sentence is there. */
  next: number | undefined;
  /** In the order of their numbers. */
  waiting: Waiting[];
  symbol: string | null;
}

/**
 * Per transcript, a sentence waits until those before it came, or until it waited long enough: what is missing then is
 * told once and not waited for again. The first sentence that is seen is the first of its transcript. What comes too
 * late, or twice, passes as it is.
 */
export class SentenceOrder {
  private readonly transcripts = new Map<string, Transcript>();

  /** What may leave now that this sentence came. */
  take(item: Inbound, event: TranscriptEvent, now: number): Inbound[] {
    const { recordId, sequence, symbol } = event;
    if (recordId === null || sequence === null || !Number.isSafeInteger(sequence)) return [item];
    const known = this.transcripts.get(recordId);
    const transcript = known ?? { next: sequence, waiting: [], symbol };
    // The map's order is that of the last use.
    this.transcripts.delete(recordId);
    this.transcripts.set(recordId, transcript);
    transcript.next ??= sequence;
    const forgotten = this.forgetOldest();
    if (sequence < transcript.next) return [...forgotten, item];
    const after = transcript.waiting.findIndex(other => other.sequence > sequence);
    const place = after < 0 ? transcript.waiting.length : after;
    transcript.waiting.splice(place, 0, { item, event, sequence, since: now });
    return [...forgotten, ...release(transcript, now)];
  }

  /** What has waited long enough. */
  due(now: number): Inbound[] {
    return [...this.transcripts.values()].flatMap(transcript => release(transcript, now));
  }

  /** Tickers were subscribed to again (`*`: all): where their calls stand is not known, and nothing is missing. */
  startAfresh(isMeant: (ticker: string) => boolean): void {
    for (const transcript of this.transcripts.values()) {
      if (transcript.symbol === null || isMeant(bareTicker(transcript.symbol).toUpperCase()))
        transcript.next = transcript.waiting[0]?.sequence;
    }
  }

  private forgetOldest(): Inbound[] {
    const [oldest] = this.transcripts;
    if (this.transcripts.size <= mostTranscripts || !oldest) return [];
    const [recordId, transcript] = oldest;
    this.transcripts.delete(recordId);
    return release(transcript, Infinity);
  }
}

/** Takes out what needs not wait: what is next, what waited long enough, and what would be too much. */
function release(transcript: Transcript, now: number): Inbound[] {
  const { waiting } = transcript;
  // However the clock was set meanwhile.
  const isOverdue = ({ since }: Waiting): boolean => Math.abs(now - since) >= patienceMs;
  const overdue = waiting.reduce((count, one, index) => (isOverdue(one) ? index + 1 : count), 0);
  const least = Math.max(overdue, waiting.length - mostWaiting);
  let next = transcript.next ?? waiting[0]?.sequence ?? 0;
  let count = 0;
  const gaps: string[] = [];
  for (const { sequence } of waiting) {
    if (sequence > next && count >= least) break;
    if (sequence > next) gaps.push(sequence - next === 1 ? `${next}` : `${next} to ${sequence - 1}`);
    next = Math.max(next, sequence + 1);
    count += 1;
  }
  const released = waiting.splice(0, count);
  const [first] = released;
  if (!first) return [];
  transcript.next = next;
  const items = released.map(({ item }) => item);
  return gaps.length === 0 ? items : [missingNotice(first.event, gaps), ...items];
}

function missingNotice({ title, callId, recordId, symbol }: TranscriptEvent, gaps: string[]): Inbound {
  const call = (title ?? callId ?? recordId ?? '').replace(/\s+/g, ' ').slice(0, 120);
  const isOne = gaps.length === 1 && !gaps[0]?.includes(' ');
  const missing = gaps.join(', ');
  return {
    kind: 'notice',
    notice: 'provider-message',
    message:
      `Benzinga left out ${isOne ? 'sentence' : 'sentences'} ${missing} of "${call}": the call goes on without ` +
      `${isOne ? 'it' : 'them'}. What still comes of ${isOne ? 'it' : 'them'} is passed on late.`,
    details: { callId, symbol, missing },
  };
}

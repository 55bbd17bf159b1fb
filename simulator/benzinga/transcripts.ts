import type { FeedConnection } from '../connection';
import { hashText, seededRandom, type Random } from '../random';
import { Call, type SentenceChange } from './call';
import type { BenzingaContext } from './desk';
import { STREAM_PATHS } from './options';
import type { Content } from './publication';
import { stockNamed, stockOf } from './stocks';
import type { Published } from './stream';
import { ALL, TranscriptSession, type CallBoard } from './transcript-session';

/** Companies whose calls somebody hears who subscribes to all. */
const CALLING = ['AAPL', 'MSFT', 'TSLA', 'NVDA', 'JPM'];

/** Ticks between the end of a call and the next call of the same company. */
const REST_TICKS = 5;

/** A company's call, and how many ticks ago it ended. */
interface Line {
  call: Call;
  rested: number;
}

/** Transcripts of invented calls (protocol page, section 5.7): a call goes on while somebody hears it. */
export class TranscriptsStream implements CallBoard {
  private readonly lines = new Map<string, Line>();
  private readonly sessions = new Set<TranscriptSession>();
  private readonly random: Random;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly context: BenzingaContext) {
    this.random = seededRandom(context.market.seed ^ hashText('stream transcripts'));
  }

  accept(connection: FeedConnection): TranscriptSession {
    const session = new TranscriptSession(connection, this.context, this);
    this.sessions.add(session);
    this.startTimer();
    connection.onceClosed(() => {
      session.end();
      this.sessions.delete(session);
      if (this.sessions.size === 0) this.stopTimer();
    });
    return session;
  }

  /** First the audio events of calls that run already; calls that were waiting for somebody begin. */
  welcome(session: TranscriptSession, ticker: string): void {
    for (const each of ticker === ALL ? this.companies() : [ticker]) {
      if (!session.hears(each) || stockOf(each)?.ticker !== each) continue;
      const call = this.lines.get(each)?.call;
      if (call === undefined) this.begin(each);
      else if (!call.isComplete) session.deliver(JSON.stringify(call.audio()));
    }
  }

  list(): readonly Content[] {
    return [...this.lines].map(([symbol, { call }]) => ({
      symbol,
      call_id: call.callId,
      call_title: call.title,
      status: call.isComplete ? 'COMPLETE' : 'IN_PROGRESS',
    }));
  }

  /** Sends the next sentence of a company's call, which begins if none runs. */
  speak(ticker: string, change: SentenceChange = {}): Published {
    const call = this.running(ticker);
    return this.published(call, this.sentence(call, change));
  }

  /** Sends two sentences, the later one first. */
  speakOutOfOrder(ticker: string): readonly [Published, Published] {
    const call = this.running(ticker);
    const earlier = this.sentence(call);
    const later = this.sentence(call);
    return [this.published(call, later), this.published(call, earlier)];
  }

  /** Begins a call at once, whatever ran before; returns its id. */
  startCall(ticker: string): string {
    return this.begin(ticker).callId;
  }

  state(): unknown {
    const subscriptions = [...this.sessions].map(
      ({ connection, tickers }) => [connection.id, tickers] as const,
    );
    const calls = [...this.lines.values()].map(({ call }) => ({
      ticker: call.stock.ticker,
      callId: call.callId,
      nextSequence: call.sequence,
      isComplete: call.isComplete,
    }));
    return { connections: this.sessions.size, subscriptions: Object.fromEntries(subscriptions), calls };
  }

  close(): void {
    this.stopTimer();
    for (const session of this.sessions) session.end();
    this.sessions.clear();
  }

  private startTimer(): void {
    const everyMs = this.context.settings.everyMs.transcripts;
    if (this.timer !== undefined || everyMs <= 0) return;
    this.timer = setInterval(() => this.tick(), everyMs).unref();
  }

  private stopTimer(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** One sentence of every call that somebody hears, or a step towards its company's next call. */
  private tick(): void {
    for (const [ticker, line] of this.lines) {
      if (![...this.sessions].some(session => session.hears(ticker))) continue;
      if (!line.call.isComplete) this.speak(ticker);
      else if ((line.rested += 1) >= REST_TICKS) this.begin(ticker);
    }
  }

  private running(ticker: string): Call {
    const call = this.lines.get(ticker.toUpperCase())?.call;
    return call === undefined || call.isComplete ? this.begin(ticker) : call;
  }

  private begin(ticker: string): Call {
    const stock = stockNamed(ticker);
    const call = new Call(stock, this.context.ids, this.random, this.context.market.now());
    this.lines.set(stock.ticker, { call, rested: 0 });
    this.broadcast(call, JSON.stringify(call.audio()));
    return call;
  }

  /** The frame of a call's next sentence. Its id is made of what tells it from the others: it has none of its own. */
  private sentence(call: Call, change: SentenceChange = {}): string {
    const { market, journal } = this.context;
    const time = market.now();
    const content = call.sentence(time, change);
    const id = `${call.callId} ${String(content['sequence'])}`;
    const stream = STREAM_PATHS.transcripts;
    journal.publish({ time, stream, kind: 'record', symbol: call.stock.ticker, id });
    return JSON.stringify(content);
  }

  private published(call: Call, frame: string): Published {
    return { id: null, recordId: call.callId, frame, sent: this.broadcast(call, frame) };
  }

  private broadcast({ stock }: Call, frame: string): number {
    const listeners = [...this.sessions].filter(session => session.hears(stock.ticker));
    return listeners.filter(session => session.deliver(frame)).length;
  }

  private companies(): readonly string[] {
    return [...new Set([...CALLING, ...this.lines.keys()])];
  }
}

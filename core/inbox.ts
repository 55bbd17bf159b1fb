import type { Clock, Frame } from './ports';
import { parseJson } from './read';

/** What an inbox asks and tells. */
export interface InboxHooks {
  /** Whether a frame that arrived at `now` (ms since 1970) holds nothing that anybody wants: it is not even decoded. */
  skips(frame: Frame, now: number): boolean;
  /** A frame: what it says as JSON, undefined where it says none, and its text. */
  received(json: unknown, text: string, now: number): void;
  /** All frames that the socket handed over in one go were received. */
  drained(): void;
}

/** Few frames, or frames of more bytes than this on average, are parsed one by one: a list would cost more than it saves. */
const fewestTogether = 6;
const longestTogether = 1000;

/**
 * What texts say as JSON, parsed in one call as a list: of texts alike that costs two thirds, since the engine of
 * JavaScript knows by the one before what the next looks like. Undefined where any is not JSON: the list is not either,
 * or has another length. A server could contrive broken texts that make up a list of that length; what is then read of
 * them it could have sent as well.
 */
export function parseTogether(texts: readonly string[]): unknown[] | undefined {
  const list = parseJson(`[${texts.join(',')}]`);
  return Array.isArray(list) && list.length === texts.length ? list : undefined;
}

/**
 * Gathers the frames that a socket hands over in one go: they share a time (a clock costs a tenth of a tick), small ones
 * are parsed together, and what they brought leaves together.
 */
export class Inbox {
  private frames: Frame[] = [];
  private bytes = 0;
  private arrivedAt: number | undefined;
  private isClosed = false;

  /** @param failed told what a hook has thrown */
  constructor(
    private readonly clock: Clock,
    private readonly hooks: InboxHooks,
    private readonly failed: (thrown: unknown) => void,
  ) {}

  /** Takes a frame, to be received at the end of this turn of the event loop; gives when it arrived, in ms since 1970. */
  take(frame: Frame): number {
    if (this.arrivedAt === undefined) {
      this.arrivedAt = this.clock.now();
      queueMicrotask(() => this.drain());
    }
    const now = this.arrivedAt;
    try {
      if (!this.hooks.skips(frame, now)) {
        this.frames.push(frame);
        this.bytes += frame.length;
      }
    } catch (thrown) {
      this.drain();
      this.failed(thrown);
    }
    return now;
  }

  /** Has the frames received that are there. */
  drain(): void {
    const { frames, bytes, arrivedAt } = this;
    if (arrivedAt === undefined) return;
    this.frames = [];
    this.bytes = 0;
    this.arrivedAt = undefined;
    const isWorthIt = frames.length >= fewestTogether && bytes <= longestTogether * frames.length;
    this.guard(() =>
      isWorthIt ? this.receiveTogether(frames, arrivedAt) : this.receiveEach(frames, arrivedAt),
    );
    this.guard(() => this.hooks.drained());
  }

  /** Nothing is received any more. */
  close(): void {
    this.isClosed = true;
  }

  private guard(call: () => void): void {
    try {
      call();
    } catch (thrown) {
      this.failed(thrown);
    }
  }

  private receiveEach(frames: readonly Frame[], now: number): void {
    for (const frame of frames) {
      // One of them may end it all: what came behind it is not received.
      if (this.isClosed) return;
      const text = frame.toString();
      this.hooks.received(parseJson(text), text, now);
    }
  }

  private receiveTogether(frames: readonly Frame[], now: number): void {
    const texts = frames.map(frame => frame.toString());
    const list = parseTogether(texts);
    if (!list) return this.receiveEach(frames, now);
    for (let index = 0; index < texts.length && !this.isClosed; index += 1)
      this.hooks.received(list[index], texts[index] as string, now);
  }
}

import type { Node, NodeStatusFill, NodeStatusShape } from 'node-red';
import type { Cancel, Clock } from '../core/ports';
import type { FeedState } from '../core/subscriber';

/** An end of the key that is nearer than this is shown, and looked at again this often. */
const keyNearMs = 3 * 86_400_000;
const keyLookMs = 3_600_000;

/** When the key in use ends and is not renewed by itself, in ms since 1970; undefined where there is no such end. */
type KeyEnd = () => number | undefined;

/** What a status tells of times. */
export interface Moments {
  /** Says when something is or was, by the clock of the market. */
  timeText(ms: number): string;
  keyEnd: KeyEnd;
}

const nothingKnown: Moments = { timeText: () => '', keyEnd: () => undefined };

/** Gives a text of the node's catalogue. */
export type Translate = (key: string, values?: Record<string, string>) => string;

/** Each status is an event to every open editor: no more than one a second leaves. */
const everyMs = 1000;
/** A longer wait is counted down in larger steps. */
const longWaitMs = 15_000;
const longStepMs = 5000;

const shortReasons = new Set(['auth', 'config', 'conflict', 'plan', 'limit']);

/** A node's status line: the state in few words, throttled, with the wait counted down. */
export class StatusLine {
  private lastText = '';
  private setAt = -Infinity;
  private timer: Cancel | undefined;
  private draw: () => void = () => undefined;

  constructor(
    private readonly node: Node,
    private readonly clock: Clock,
    private readonly translate: Translate,
  ) {}

  /** Shows a state; `symbols` is what the node is subscribed to, in short. */
  show(state: FeedState, symbols: string, moments: Partial<Moments> = {}): void {
    this.draw = () => this.drawState(state, symbols, { ...nothingKnown, ...moments });
    this.redraw();
  }

  /** Shows one of the catalogue's texts. */
  say(key: string, fill: NodeStatusFill, shape: NodeStatusShape): void {
    this.draw = () => this.put(fill, shape, this.translate(`status.${key}`));
    this.redraw();
  }

  /** Shows numbers, read when it is time to draw them: what counts fast costs next to nothing. */
  count(
    key: string,
    read: () => Record<string, string>,
    fill: NodeStatusFill = 'green',
    shape: NodeStatusShape = 'dot',
  ): void {
    this.draw = () => this.put(fill, shape, this.translate(`status.${key}`, read()));
    if (this.timer === undefined) this.redraw();
  }

  stop(): void {
    this.timer?.();
    this.timer = undefined;
  }

  private redraw(): void {
    const wait = this.setAt + everyMs - this.clock.now();
    if (wait <= 0) {
      this.timer?.();
      this.timer = undefined;
      this.draw();
    } else this.later(wait);
  }

  private later(ms: number): void {
    this.timer?.();
    this.timer = this.clock.after(ms, () => {
      this.timer = undefined;
      this.draw();
    });
  }

  private drawState(state: FeedState, symbols: string, moments: Moments): void {
    switch (state.name) {
      case 'idle':
        return this.put('grey', 'ring', this.translate('status.idle'));
      case 'connecting':
        return this.put('yellow', 'ring', this.translate('status.connecting'));
      case 'online':
        return this.drawOnline(state, symbols, moments);
      case 'waiting':
        return this.countDown(state.until);
      case 'failed': {
        const reason = shortReasons.has(state.cause.code) ? state.cause.code : 'other';
        return this.put('red', 'ring', this.translate(`status.failed.${reason}`));
      }
    }
  }

  /** A connection that is there, and what is known of its silence and of the end of its key. */
  private drawOnline(
    { silence }: Extract<FeedState, { name: 'online' }>,
    symbols: string,
    { timeText, keyEnd }: Moments,
  ): void {
    const endsAt = keyEnd();
    const leftMs = endsAt === undefined ? Infinity : endsAt - this.clock.now();
    // What its owner must act on comes before what passes by itself.
    if (leftMs <= keyNearMs) this.put('yellow', 'dot', this.translate(...keyWords(leftMs)));
    else this.drawSilence(silence, symbols, timeText);
    if (endsAt !== undefined) this.later(keyLookMs);
  }

  private drawSilence(
    silence: Extract<FeedState, { name: 'online' }>['silence'],
    symbols: string,
    timeText: Moments['timeText'],
  ): void {
    switch (silence?.name) {
      case undefined:
        return this.put('green', 'dot', this.translate('status.online', { symbols }));
      case 'closed':
        return this.put(
          'green',
          'ring',
          this.translate('status.closed', { opens: timeText(silence.opensAt) }),
        );
      case 'quiet':
        return this.put('yellow', 'dot', this.translate('status.quiet', { since: timeText(silence.since) }));
    }
  }

  private countDown(until: number): void {
    const leftMs = Math.max(0, until - this.clock.now());
    this.put('yellow', 'ring', this.translate('status.retry', { seconds: String(Math.ceil(leftMs / 1000)) }));
    if (leftMs > everyMs) this.later(leftMs > longWaitMs ? longStepMs : everyMs);
  }

  private put(fill: NodeStatusFill, shape: NodeStatusShape, text: string): void {
    this.setAt = this.clock.now();
    const seen = `${fill} ${shape} ${text}`;
    if (seen === this.lastText) return;
    this.lastText = seen;
    this.node.status({ fill, shape, text });
  }
}

/** How long a key is good, as the catalogue has it. */
function keyWords(leftMs: number): [key: string, values: Record<string, string>] {
  const hours = Math.floor(leftMs / 3_600_000);
  if (hours >= 48) return ['status.keyEnds.days', { count: String(Math.floor(hours / 24)) }];
  if (hours >= 1) return ['status.keyEnds.hours', { count: String(hours) }];
  return [leftMs > 0 ? 'status.keyEnds.soon' : 'status.keyEnds.over', {}];
}
